//! One file as a card: verdict first, then where it was seen, who signed it, its hashes, and how common and old it is.

use yew::Html;

use super::{
    hash_row::hash_row, moment::time, organisation_line::organisation, prevalence_picture::prevalence_picture,
    tools::Told,
};
use crate::{
    contexts::{
        element::{element, leaf, text, woven},
        foreign_text::{Run, classed_foreign_text, foreign_text},
        icon::{Icon, icon},
    },
    display::made_visible,
    evidence::{
        File,
        alert::Sighting,
        hash_kind::{HashKind, best},
        prevalence::Band,
        signature::{Signature, SignatureState},
    },
    pivots::{Portal, address},
    settings::Pivot,
    time::Timestamp,
    words::{card as words, numbers},
};

/// A file, and what its card says besides.
#[derive(Clone, Copy, Debug)]
pub struct FileCard<'a> {
    /// The file.
    pub file: &'a File,
    /// Its place among the cards, from 0. The first card is the one whose painting is timed.
    pub at: usize,
    /// The count of all cards, when only a part of them is in the page.
    pub count: Option<usize>,
    /// The moment to which ages are told.
    pub now: Timestamp,
    /// The moment to which countdowns are told.
    pub second: Timestamp,
    /// How many alerts a job of several has; the card says in how many of them the file was found.
    pub alerts_in_job: Option<usize>,
    /// The hash of this card that was just copied; its button shows a check.
    pub copied: Option<HashKind>,
    /// Whether it is selected.
    pub selected: bool,
    /// The pages about it that it links.
    pub pivots: &'a [Pivot],
    /// Where the analyst works.
    pub portal: &'a Portal,
    /// How the organisation knows it, if that was asked.
    pub told: Option<&'a Told>,
    /// Whether it can be asked now.
    pub may_ask: bool,
}

/// The attribute of the button that asks how the organisation knows a file.
pub const ASK: &str = "data-ask";

/// The attribute by which a listener of the whole list finds out which card an event is of.
pub const PLACE: &str = "data-at";

/// A file's card. It listens to nothing: the list hears what happens on its cards.
pub fn file_card(card: FileCard<'_>) -> Html {
    let file = card.file;
    let sighting = file.main_sighting().and_then(|at| file.sightings.get(at));
    let hashes = HashKind::ALL.iter().filter_map(|kind| Some(hash_row(*kind, &kind.of(file)?, card.copied)));
    let place_of = |number: Option<usize>| number.map_or_else(String::new, |number| number.to_string());
    let called = called(file, sighting);
    let class = [tone(file), if card.selected { " selected" } else { "" }].concat();
    let attributes = [
        ("class", &*class),
        ("tabindex", "0"),
        ("aria-label", &words::file(called.as_deref())),
        ("aria-posinset", &place_of(card.count.map(|_| card.at + 1))),
        ("aria-setsize", &place_of(card.count)),
        (PLACE, &card.at.to_string()),
    ];
    let parts = [
        select(called.as_deref(), card.selected),
        headline(file, sighting, if card.at == 0 { "card" } else { "" }),
        place(sighting),
        if file.only_in_evidence {
            leaf("p", "quiet", words::only_in_evidence_explained())
        } else {
            signature(&file.signature)
        },
        claims(file),
        element("div", &[("class", "hashes")], hashes.collect::<Vec<_>>()),
        spread(card),
        organisation(file, card.told, card.now, card.second),
        other_places(file),
    ];
    element("article", &attributes, parts)
}

/// Selects the card by the pointer. Tab passes it by: on the card itself Space does the same.
fn select(called: Option<&str>, selected: bool) -> Html {
    let name = words::select(called);
    let attributes = [
        ("type", "button"),
        ("class", "select"),
        ("role", "checkbox"),
        ("aria-checked", if selected { "true" } else { "false" }),
        ("aria-label", &*name),
        ("tabindex", "-1"),
    ];
    element("button", &attributes, [])
}

/// Threat named, or the determination, or that there is neither; then the file's name. `timing` tells a performance
/// observer when it was painted.
fn headline(file: &File, sighting: Option<&Sighting>, timing: &'static str) -> Html {
    let (shape, class, verdict) = match (&file.verdict.threat, file.verdict.telling_determination()) {
        (Some(threat), None) => (Icon::Threat, "threat", vec![foreign_text(threat)]),
        (Some(threat), Some(determination)) => {
            let determination = classed_foreign_text(determination, Run::ByItsLetters, "determination");
            (Icon::Threat, "threat", vec![foreign_text(threat), text(" "), determination])
        }
        (None, Some(determination)) => (Icon::Caution, "caution", vec![foreign_text(determination)]),
        (None, None) if file.only_in_evidence => (Icon::File, "quiet", vec![text(words::only_in_evidence())]),
        (None, None) => (Icon::File, "quiet", vec![text(words::no_threat())]),
    };
    let attributes = [("class", &*["verdict ", class].concat()), ("elementtiming", timing)];
    let mut parts = vec![icon(shape, class), element("span", &attributes, verdict)];
    if let Some(name) = sighting.and_then(|sighting| sighting.name.as_deref()) {
        parts.push(classed_foreign_text(name, Run::LeftToRight, "name"));
    }
    element("h2", &[], parts)
}

/// Folder and device, and what became of the file there.
fn place(sighting: Option<&Sighting>) -> Html {
    let mut parts = Vec::new();
    if let Some(folder) = sighting.and_then(|sighting| sighting.folder.as_deref()) {
        // Clipped at its start by the style sheet: the end of a path tells more.
        let attributes = [("class", "path"), ("title", &*made_visible(folder))];
        parts.push(element("span", &attributes, [classed_foreign_text(folder, Run::LeftToRight, "")]));
    }
    if let Some(device) = sighting.and_then(|sighting| sighting.device.as_deref()) {
        parts.push(classed_foreign_text(device, Run::ByItsLetters, "device"));
    }
    if let Some(detection) = sighting.and_then(|sighting| sighting.detection.as_deref()) {
        parts.push(classed_foreign_text(detection, Run::ByItsLetters, "badge"));
    }
    if parts.is_empty() { Html::default() } else { element("div", &[("class", "place")], parts) }
}

/// The state of the truth table, then signer and issuer.
fn signature(signature: &Signature) -> Html {
    let state = signature.state();
    let (shape, class) = match state {
        SignatureState::Valid => (Icon::Valid, "good"),
        SignatureState::NotValid => (Icon::NotValid, "bad"),
        SignatureState::NoValidSignature => (Icon::None, "caution"),
        SignatureState::ValidityNotReported
        | SignatureState::ValidSignerNotNamed
        | SignatureState::NoSignerReported => (Icon::Unknown, "quiet"),
    };
    let explanation = words::signature_explained(state).map_or("", |words| words);
    let focusable = if explanation.is_empty() { "" } else { "0" };
    let attributes = [("class", &*["state ", class].concat()), ("title", explanation), ("tabindex", focusable)];
    let mut parts = vec![icon(shape, class), element("span", &attributes, [text(words::signature(state))])];
    if let Some(signer) = &signature.signer {
        parts.extend([text(words::SEPARATOR), classed_foreign_text(signer, Run::ByItsLetters, "signer")]);
    } else if signature.names_a_signer() {
        parts.extend([text(words::SEPARATOR), text(words::signer_not_named())]);
    }
    if let Some(issuer) = &signature.issuer {
        parts.push(text(words::SEPARATOR));
        parts.extend(woven(words::issued_by(), [foreign_text(issuer)]));
    }
    element("p", &[("class", "signature")], parts)
}

/// Publisher and product: what the file says of itself, marked where the signer does not say the same.
fn claims(file: &File) -> Html {
    if file.publisher.is_none() && file.product.is_none() {
        return Html::default();
    }
    let signer = &file.signature.signer;
    let vouched = file.publisher.as_deref().zip(signer.as_deref()).is_some_and(|(a, b)| same_company(a, b));
    let doubtful = file.publisher.is_some() && !vouched && file.signature.state() != SignatureState::Valid;
    let class = if doubtful { "claims doubtful" } else { "claims" };
    let mut parts = Vec::new();
    if let Some(publisher) = &file.publisher {
        let said = if vouched { words::publisher() } else { words::claimed_publisher() };
        parts.extend(woven(said, [classed_foreign_text(publisher, Run::ByItsLetters, "publisher")]));
    }
    if let Some(product) = &file.product {
        if !parts.is_empty() {
            parts.push(text(words::SEPARATOR));
        }
        parts.extend(woven(words::product(), [foreign_text(product)]));
    }
    element("p", &[("class", class)], parts)
}

/// How common and how old it is, as a picture and in words; size and type; pages about it.
fn spread(card: FileCard<'_>) -> Html {
    let FileCard { file, now, alerts_in_job, .. } = card;
    let File { first_seen, last_seen, .. } = *file;
    let seen = match (first_seen, last_seen) {
        (Some(first), Some(last)) => woven(words::first_and_last_seen(), [time(first, now), time(last, now)]),
        (Some(first), None) => woven(words::first_seen(), [time(first, now)]),
        (None, Some(last)) => woven(words::last_seen(), [time(last, now)]),
        (None, None) => Vec::new(),
    };
    let counts = counts(file, alerts_in_job);
    let mut parts = vec![prevalence_picture(file.prevalence, first_seen, last_seen, now)];
    if !counts.is_empty() {
        parts.push(element("p", &[("class", "counts")], counts));
    }
    let links = links(card);
    if !seen.is_empty() || !links.is_empty() {
        let links = element("span", &[("class", "pivots")], links);
        parts.push(element("p", &[("class", "counts")], [element("span", &[], seen), links]));
    }
    // The picture stands for nothing that no word says.
    if parts.len() == 1 { Html::default() } else { element("div", &[("class", "spread")], parts) }
}

/// Pages about the file, each opened by a click in a tab of its own that learns nothing but the address.
fn links(card: FileCard<'_>) -> Vec<Html> {
    let FileCard { file, pivots, portal, .. } = card;
    let link = |pivot: &Pivot| {
        let address = address(*pivot, &file.hashes, portal)?;
        let (name, explained) = (words::pivot(*pivot), words::open_in(*pivot));
        let attributes = [
            ("href", &*address),
            ("target", "_blank"),
            ("rel", "noopener noreferrer"),
            ("aria-label", &explained),
            ("title", &explained),
        ];
        Some(element("a", &attributes, [text(name)]))
    };
    let mut links: Vec<Html> = pivots.iter().filter_map(link).collect();
    if card.may_ask && file.hashes.sha1.is_some() {
        let attributes = [("type", "button"), ("class", "subtle"), (ASK, "1")];
        links.push(element("button", &attributes, [text(words::in_organisation())]));
    }
    links
}

/// So many of the alerts that a file was found in are listed.
const MOST_ALERTS: usize = 30;

/// Prevalence; then size, kind, type, and in how many alerts.
fn counts(file: &File, alerts_in_job: Option<usize>) -> Vec<Html> {
    let mut counts = Vec::new();
    if let Some(prevalence) = file.prevalence {
        let band = prevalence.band();
        let class = match band {
            Band::Rare => "band rare",
            Band::Uncommon => "band",
            Band::Common => "band common",
        };
        let worldwide = text(&words::worldwide(prevalence.0));
        let parts = [worldwide, text(words::SEPARATOR), leaf("span", class, words::band(band))];
        counts.push(element("span", &[], parts));
    }
    let mut facts = Vec::new();
    let mut add = |fact| {
        if !facts.is_empty() {
            facts.push(text(words::SEPARATOR));
        }
        facts.push(fact);
    };
    if let Some(size) = file.size {
        add(text(&numbers::size(size)));
    }
    if let Some(yes) = file.portable_executable {
        add(text(if yes { words::portable_executable() } else { words::not_portable_executable() }));
    }
    if let Some(file_type) = &file.file_type {
        add(foreign_text(file_type));
    }
    if let Some(of) = alerts_in_job {
        let ids = file.alerts.iter().map(|alert| alert.as_str()).take(MOST_ALERTS).collect::<Vec<_>>().join("\n");
        let attributes = [("title", &*ids), ("tabindex", "0"), ("class", "in-alerts")];
        add(element("span", &attributes, [text(&words::in_alerts(file.alerts.len(), of))]));
    }
    if !facts.is_empty() {
        let exactly = file.size.map(numbers::exact_size).unwrap_or_default();
        counts.push(element("span", &[("class", "facts"), ("title", &exactly)], facts));
    }
    counts
}

/// The sightings that the card's head does not show, folded.
fn other_places(file: &File) -> Html {
    /// A merged job can name thousands; the exports have them all.
    const LISTED: usize = 50;
    let sightings = &file.sightings;
    if sightings.len() < 2 {
        return Html::default();
    }
    let main = file.main_sighting();
    let others = sightings.iter().enumerate().filter(|(index, _)| Some(*index) != main).take(LISTED);
    let mut rows: Vec<Html> = others.map(|(_, sighting)| other_place(sighting)).collect();
    if sightings.len() > LISTED + 1 {
        rows.push(leaf("li", "", words::places_not_listed(sightings.len() - 1 - LISTED)));
    }
    let summary = leaf("summary", "", words::more_places(sightings.len() - 1));
    element("details", &[("class", "places")], [summary, element("ul", &[], rows)])
}

fn other_place(sighting: &Sighting) -> Html {
    let name = sighting.name.as_deref().map(|name| classed_foreign_text(name, Run::LeftToRight, "name"));
    element("li", &[], [name.unwrap_or_default(), place(Some(sighting))])
}

fn tone(file: &File) -> &'static str {
    match (&file.verdict.threat, file.signature.state()) {
        (Some(_), _) => "card threat",
        (None, SignatureState::NotValid) => "card doubtful",
        (
            None,
            SignatureState::Valid
            | SignatureState::ValidityNotReported
            | SignatureState::NoValidSignature
            | SignatureState::NoSignerReported
            | SignatureState::ValidSignerNotNamed,
        ) => "card",
    }
}

/// The file's name, else the beginning of its best hash.
fn called(file: &File, sighting: Option<&Sighting>) -> Option<String> {
    const SHORT: usize = 12;
    let name = sighting.and_then(|sighting| sighting.name.as_deref()).map(made_visible);
    name.or_else(|| {
        let (_, hash) = best(file)?;
        Some(hash.chars().take(SHORT).chain(['…']).collect())
    })
}

/// Companies write their own name with and without a last dot, in any letter case and with any blanks.
fn same_company(publisher: &str, signer: &str) -> bool {
    let [mut publisher, mut signer] =
        [publisher, signer].map(|name| name.trim().trim_end_matches('.').split_whitespace());
    loop {
        match (publisher.next(), signer.next()) {
            (None, None) => return true,
            (Some(left), Some(right)) if left.eq_ignore_ascii_case(right) => {}
            (_, _) => return false,
        }
    }
}
