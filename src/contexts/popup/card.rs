//! One file as a card: verdict first, then where it was seen, who signed it, its hashes, and how common and old it is.

use super::{
    foreign_text::{Run, classed_foreign_text, foreign_text},
    hash_row::{hash_row, named_by},
    icon::{Icon, icon},
    press::{Point, Press, Selected, click_copies, menu_opens},
    prevalence_picture::prevalence_picture,
};
use crate::{
    contexts::leaf::leaf,
    display::{bytes, made_visible},
    evidence::{
        File,
        alert::Sighting,
        prevalence::Band,
        signature::{Signature, SignatureState},
    },
    export::hashes::HashKind,
    time::Timestamp,
    words::card as words,
};
use std::rc::Rc;
use web_sys::{Element, wasm_bindgen::JsCast};
use yew::prelude::*;

/// What [`FileCard`] draws, and whom it tells.
#[derive(Clone, PartialEq, Properties)]
pub struct FileCardProps {
    /// The file.
    pub file: Rc<File>,
    /// The moment to which ages are told. Keep it still between ticks: each change draws every card again.
    pub now: Timestamp,
    /// Place from 1 and count of all cards, when only a part of them is in the page.
    #[prop_or_default]
    pub position: Option<(usize, usize)>,
    /// How many alerts a job of several has; the card says in how many of them the file was found.
    #[prop_or_default]
    pub alerts_in_job: Option<usize>,
    /// The hash of this card that was just copied; its button shows a check.
    #[prop_or_default]
    pub copied: Option<HashKind>,
    /// Whether it is the first card, the one whose painting is timed.
    #[prop_or_default]
    pub first: bool,
    /// A hash is to be copied. The file goes with it, so that all cards share one callback.
    pub on_copy: Callback<(HashKind, Rc<File>)>,
    /// The card's menu is to be opened.
    pub on_menu: Callback<(MenuRequest, Rc<File>)>,
    /// What the page adds at the end of the card, for example pivots.
    #[prop_or_default]
    pub children: Html,
}

/// Where a card's menu is to open, in CSS pixels of the viewport, and what lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MenuRequest {
    /// From the left edge.
    pub x: i32,
    /// From the top edge.
    pub y: i32,
    /// The hash under the pointer, or whose button has the focus.
    pub kind: Option<HashKind>,
}

/// A file's card.
#[component]
pub fn FileCard(props: &FileCardProps) -> Html {
    let file = &*props.file;
    let press = use_mut_ref(|| None::<Press>);
    let onpointerdown = {
        let press = press.clone();
        Callback::from(move |event: PointerEvent| {
            *press.borrow_mut() = Some(Press { at: point(&event), selected: selected() });
        })
    };
    let onclick = {
        let (press, file, on_copy) = (press.clone(), Rc::clone(&props.file), props.on_copy.clone());
        let copy = move |kind| on_copy.emit((kind, Rc::clone(&file)));
        Callback::from(move |event: MouseEvent| {
            let press = press.borrow_mut().take();
            match under_pointer(&event) {
                Some((kind, Part::Button)) => copy(kind),
                Some((kind, Part::Value)) if click_copies(press, point(&event), selected()) => copy(kind),
                Some((_, Part::Value)) | None => {}
            }
        })
    };
    let oncontextmenu = {
        let (file, on_menu) = (Rc::clone(&props.file), props.on_menu.clone());
        Callback::from(move |event: MouseEvent| {
            // The context-menu key leaves no press behind it.
            if menu_opens(press.borrow_mut().take(), selected()) {
                event.prevent_default();
                let ((x, y), kind) = (point(&event), under_pointer(&event).map(|(kind, _)| kind));
                on_menu.emit((MenuRequest { x, y, kind }, Rc::clone(&file)));
            }
        })
    };
    let sighting = main_sighting(&file.sightings);
    html! {
        <article
            class={tone(file)}
            tabindex="0"
            aria-label={words::file(called(file, sighting).as_deref())}
            aria-posinset={props.position.map(|(place, _)| place.to_string())}
            aria-setsize={props.position.map(|(_, count)| count.to_string())}
            {onpointerdown}
            {onclick}
            {oncontextmenu}
        >
            { headline(file, sighting, props.first) }
            { place(sighting) }
            { signature(&file.signature) }
            { claims(file) }
            <div class="hashes">
                { for HashKind::ALL.into_iter().filter_map(|kind| Some(hash_row(kind, kind.of(file)?, props.copied))) }
            </div>
            { spread(file, props.now, props.alerts_in_job) }
            { other_places(&file.sightings) }
            { props.children.clone() }
        </article>
    }
}

/// Threat named, or the determination, or that there is neither; then the file's name and what became of it.
fn headline(file: &File, sighting: Option<&Sighting>, first: bool) -> Html {
    let (shape, class, verdict) = match (&file.verdict.threat, telling_determination(file)) {
        (Some(threat), None) => (Icon::Threat, "threat", foreign_text(threat)),
        (Some(threat), Some(determination)) => (
            Icon::Threat,
            "threat",
            html! {
                <>
                    { foreign_text(threat) }
                    { " " }
                    { classed_foreign_text(determination, Run::ByItsLetters, "determination") }
                </>
            },
        ),
        (None, Some(determination)) => (Icon::Caution, "caution", foreign_text(determination)),
        (None, None) => (Icon::File, "quiet", html! { { words::NO_THREAT } }),
    };
    html! {
        <h2>
            { icon(shape, class) }
            // `elementtiming` tells a performance observer when the first card was painted.
            <span class={["verdict ", class].concat()} elementtiming={first.then_some("card")}>{ verdict }</span>
            if let Some(name) = sighting.and_then(|sighting| sighting.name.as_deref()) {
                { classed_foreign_text(name, Run::LeftToRight, "name") }
            }
            { sighting.map_or_else(Html::default, detection) }
        </h2>
    }
}

/// What became of the file at one place.
fn detection(sighting: &Sighting) -> Html {
    let status = sighting.detection.as_deref();
    status.map_or_else(Html::default, |status| classed_foreign_text(status, Run::ByItsLetters, "badge"))
}

/// Folder and device.
fn place(sighting: Option<&Sighting>) -> Html {
    let Some(sighting) = sighting.filter(|sighting| sighting.folder.is_some() || sighting.device.is_some()) else {
        return Html::default();
    };
    html! {
        <div class="place">
            // Clipped at its start by the style sheet: the end of a path tells more.
            if let Some(folder) = &sighting.folder {
                <span class="path" title={made_visible(folder)}>{ classed_foreign_text(folder, Run::LeftToRight, "") }</span>
            }
            if let Some(device) = &sighting.device {
                { classed_foreign_text(device, Run::ByItsLetters, "device") }
            }
        </div>
    }
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
    let explanation = words::signature_explained(state);
    html! {
        <p class="signature">
            { icon(shape, class) }
            <span class={["state ", class].concat()} title={explanation} tabindex={explanation.map(|_| "0")}>
                { words::signature(state) }
            </span>
            if let Some(signer) = &signature.signer {
                { words::SEPARATOR }{ classed_foreign_text(signer, Run::ByItsLetters, "signer") }
            } else if signature.names_a_signer() {
                { words::SEPARATOR }{ words::SIGNER_NOT_NAMED }
            }
            if let Some(issuer) = &signature.issuer {
                { words::SEPARATOR }{ words::ISSUED_BY }{ foreign_text(issuer) }
            }
        </p>
    }
}

/// Publisher and product: what the file says of itself, marked where the signer does not say the same.
fn claims(file: &File) -> Html {
    if file.publisher.is_none() && file.product.is_none() {
        return Html::default();
    }
    let signer = &file.signature.signer;
    let vouched = file.publisher.as_deref().zip(signer.as_deref()).is_some_and(|(a, b)| same_company(a, b));
    let doubtful = file.publisher.is_some() && !vouched && file.signature.state() != SignatureState::Valid;
    html! {
        <p class={if doubtful { "claims doubtful" } else { "claims" }}>
            if let Some(publisher) = &file.publisher {
                { if vouched { words::PUBLISHER } else { words::CLAIMED_PUBLISHER } }
                { classed_foreign_text(publisher, Run::ByItsLetters, "publisher") }
            }
            if let Some(product) = &file.product {
                { file.publisher.as_ref().map_or("", |_| words::SEPARATOR) }
                { words::PRODUCT }
                { foreign_text(product) }
            }
        </p>
    }
}

/// How common and how old it is, as a picture and in words; size and type.
fn spread(file: &File, now: Timestamp, alerts_in_job: Option<usize>) -> Html {
    let (first_seen, last_seen) = (observed(file.first_seen), observed(file.last_seen));
    let seen = match (first_seen, last_seen) {
        (Some(first), Some(last)) => html! {
            <p>{ words::FIRST_SEEN }{ time(first, now) }{ words::AND_LAST_SEEN }{ time(last, now) }</p>
        },
        (Some(first), None) => html! { <p>{ words::FIRST_SEEN }{ time(first, now) }</p> },
        (None, Some(last)) => html! { <p>{ words::LAST_SEEN }{ time(last, now) }</p> },
        (None, None) => Html::default(),
    };
    let prevalence = file.prevalence.map(|prevalence| {
        let band = prevalence.band();
        let class = match band {
            Band::Rare => "band rare",
            Band::Uncommon => "band",
            Band::Common => "band common",
        };
        html! { <>{ words::worldwide(prevalence.0) }{ words::SEPARATOR }<span {class}>{ words::band(band) }</span></> }
    });
    let facts = facts(file, alerts_in_job);
    if prevalence.is_none() && facts.is_none() && first_seen.is_none() && last_seen.is_none() {
        return Html::default();
    }
    html! {
        <div class="spread">
            { prevalence_picture(file.prevalence, first_seen, last_seen, now) }
            if prevalence.is_some() || facts.is_some() {
                <p class="counts"><span>{ for prevalence }</span>{ for facts }</p>
            }
            { seen }
        </div>
    }
}

/// Size, kind, type, and in how many alerts.
fn facts(file: &File, alerts_in_job: Option<usize>) -> Option<Html> {
    let portable_executable = file
        .portable_executable
        .map(|yes| if yes { words::PORTABLE_EXECUTABLE } else { words::NOT_PORTABLE_EXECUTABLE });
    let facts = [
        file.size.map(|size| html! { { bytes(size) } }),
        portable_executable.map(|words| html! { { words } }),
        file.file_type.as_deref().map(foreign_text),
        alerts_in_job.map(|of| html! { { words::in_alerts(file.alerts.len(), of) } }),
    ];
    let facts: Vec<Html> = facts.into_iter().flatten().collect();
    (!facts.is_empty()).then(|| {
        let separated = facts.into_iter().enumerate().map(|(index, fact)| {
            html! { <>{ if index == 0 { "" } else { words::SEPARATOR } }{ fact }</> }
        });
        html! { <span class="facts" title={file.size.map(words::exact_size)}>{ for separated }</span> }
    })
}

/// The sightings that the card's head does not show, folded.
fn other_places(sightings: &[Sighting]) -> Html {
    /// A merged job can name thousands; the exports have them all.
    const LISTED: usize = 50;
    if sightings.len() < 2 {
        return Html::default();
    }
    let main = main_index(sightings);
    let others = sightings.iter().enumerate().filter(|(index, _)| Some(*index) != main).take(LISTED);
    html! {
        <details class="places">
            { leaf("summary", "", words::more_places(sightings.len() - 1)) }
            <ul>
                { for others.map(|(_, sighting)| html! {
                    <li>
                        if let Some(name) = &sighting.name {
                            { classed_foreign_text(name, Run::LeftToRight, "name") }
                        }
                        { " " }
                        { detection(sighting) }
                        { place(Some(sighting)) }
                    </li>
                }) }
                if sightings.len() > LISTED + 1 {
                    { leaf("li", "", words::places_not_listed(sightings.len() - 1 - LISTED)) }
                }
            </ul>
        </details>
    }
}

/// A moment as its age, exact on hover and, by the style sheet, on focus.
fn time(moment: Timestamp, now: Timestamp) -> Html {
    html! {
        <time datetime={moment.to_iso8601()} title={moment.utc_text()} tabindex="0">{ words::ago(now, moment) }</time>
    }
}

/// .NET writes a time that was never set as the year 1; no file was observed before there were files.
fn observed(moment: Option<Timestamp>) -> Option<Timestamp> {
    moment.filter(|moment| moment.0 >= 0)
}

/// Determination types other than `Unknown`, of which Defender documents no list, as they came.
fn telling_determination(file: &File) -> Option<&str> {
    file.verdict.determination.as_deref().filter(|determination| !determination.eq_ignore_ascii_case("unknown"))
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

fn main_index(sightings: &[Sighting]) -> Option<usize> {
    let named = sightings.iter().position(|sighting| sighting.name.is_some());
    named.or((!sightings.is_empty()).then_some(0))
}

fn main_sighting(sightings: &[Sighting]) -> Option<&Sighting> {
    sightings.get(main_index(sightings)?)
}

/// The file's name, else the beginning of its best hash.
fn called(file: &File, sighting: Option<&Sighting>) -> Option<String> {
    const SHORT: usize = 12;
    let name = sighting.and_then(|sighting| sighting.name.as_deref()).map(made_visible);
    name.or_else(|| {
        let hash = [HashKind::Sha256, HashKind::Sha1, HashKind::Md5].into_iter().find_map(|kind| kind.of(file))?;
        Some(hash.chars().take(SHORT).chain(['…']).collect())
    })
}

/// Companies write their own name with and without a last dot, and in any letter case.
fn same_company(publisher: &str, signer: &str) -> bool {
    let [publisher, signer] = [publisher, signer].map(|name| name.trim().trim_end_matches('.'));
    publisher.eq_ignore_ascii_case(signer)
}

/// What of a hash row lies under the pointer.
enum Part {
    Button,
    Value,
}

fn under_pointer(event: &MouseEvent) -> Option<(HashKind, Part)> {
    let target = event.target()?.dyn_into::<Element>().ok()?.closest("[data-copy]").ok()??;
    let part = if target.tag_name().eq_ignore_ascii_case("button") { Part::Button } else { Part::Value };
    Some((named_by(&target.get_attribute("data-copy")?)?, part))
}

fn point(event: &MouseEvent) -> Point {
    (event.client_x(), event.client_y())
}

fn selected() -> Selected {
    match web_sys::window().and_then(|window| window.get_selection().ok().flatten()) {
        Some(selection) if !selection.is_collapsed() => Selected::Text,
        Some(_) | None => Selected::Nothing,
    }
}
