//! The card of one file, drawn without a browser.

#![cfg(not(target_arch = "wasm32"))]

#[allow(unreachable_pub, reason = "several test crates use it")]
#[path = "support/drawing.rs"]
mod drawing;

use std::rc::Rc;

use drawing::written;
use hashcard::{
    alert_id::AlertId,
    cloud::Cloud,
    contexts::popup::{
        card::{FileCard, file_card},
        fold::{ask_all, fold_line},
        tools::Told,
    },
    evidence::{
        File, Hashes, alert::Sighting, hash_kind::HashKind, organisation::InOrganisation, prevalence::Prevalence,
        signature::Signature, verdict::Verdict,
    },
    limits::freshness::Keeping,
    lookup::Answer,
    pivots::Portal,
    settings::Pivot,
    time::Timestamp,
};
use yew::Callback;

const NOW: Timestamp = Timestamp(1_795_428_000_000);
const SHA256: &str = "dcd71ef5fff4362a9f64cf3f96f14f2b11d6f428f3badbedcb9ff3361e7079aa";
const SHA1: &str = "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70";
const MD5: &str = "8d5b7cc9a832e21d22503057e1fec8e9";
const CERTIFICATE: &str = "9dc17888b5cfad98b3cb35c1994e96227f061675";

/// The example of the documentation: a signed file, rare, named no threat.
fn documented() -> File {
    File {
        hashes: Hashes {
            sha256: Some(SHA256.parse().expect("a SHA-256")),
            sha1: Some(SHA1.parse().expect("a SHA-1")),
            md5: Some(MD5.parse().expect("an MD5")),
        },
        verdict: Verdict { determination: text("Unknown"), threat: None },
        signature: Signature {
            signer: text("Microsoft Corporation"),
            issuer: text("Microsoft Code Signing PCA"),
            certificate: Some(CERTIFICATE.parse().expect("a SHA-1")),
            certificate_unreadable: false,
            reported_valid: Some(true),
        },
        publisher: text("Microsoft Corporation"),
        product: text("Microsoft© Windows© Operating System"),
        prevalence: Some(Prevalence(29)),
        first_seen: Some(Timestamp(1_553_385_246_013)),
        last_seen: Some(Timestamp(1_555_980_200_048)),
        size: Some(113_984),
        portable_executable: Some(true),
        ..File::default()
    }
}

fn seen_as(name: &str) -> Sighting {
    Sighting {
        name: text(name),
        folder: text("C:\\Windows\\AutoKMS"),
        detection: text("Prevented"),
        device: text("ws-0042.contoso.com"),
    }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

static PORTAL: Portal = Portal { cloud: Cloud::Commercial, tenant: None };

/// The second of some cards.
fn of(file: &File) -> FileCard<'_> {
    FileCard {
        file,
        at: 1,
        count: None,
        now: NOW,
        second: NOW,
        alerts_in_job: None,
        copied: None,
        selected: false,
        pivots: &[Pivot::Defender],
        portal: &PORTAL,
        told: None,
        may_ask: false,
    }
}

async fn drawn(card: FileCard<'_>) -> String {
    written(file_card(card)).await
}

async fn card(file: File) -> String {
    drawn(of(&file)).await
}

/// What a card says, its markup taken away.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => words.push(character),
            _ => {}
        }
    }
    words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[tokio::test]
async fn the_documented_example_reads_as_an_analyst_expects() {
    let said = words(&card(documented()).await);
    for part in [
        "No threat named",
        "Signature valid · Microsoft Corporation · issued by Microsoft Code Signing PCA",
        "Publisher Microsoft Corporation · Product Microsoft© Windows© Operating System",
        SHA256,
        SHA1,
        MD5,
        CERTIFICATE,
        "29 worldwide · rare",
        "111 KB · PE",
        "First seen 7 years ago, last 7 years ago",
    ] {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
}

#[tokio::test]
async fn each_state_of_the_truth_table_has_its_words() {
    for (signed, valid, state) in [
        (true, Some(true), "Signature valid"),
        (true, Some(false), "Signature not valid"),
        (true, None, "Signed, validity not reported"),
        (false, Some(false), "No valid signature"),
        (false, None, "No signer reported"),
        (false, Some(true), "Reported valid, signer not named"),
    ] {
        let signer = signed.then(|| "Contoso".to_owned());
        let signature = Signature { signer, reported_valid: valid, ..Signature::default() };
        let html = card(File { signature, ..File::default() }).await;
        assert!(html.contains(&format!(">{state}</span>")), "{state} is not in: {html}");
        let explained = html.contains("Defender does not say whether unsigned or invalid");
        assert_eq!(explained, state == "No valid signature", "{html}");
    }
}

#[tokio::test]
async fn a_signer_without_a_name_is_said_to_have_none() {
    let certificate = Some(CERTIFICATE.parse().expect("a SHA-1"));
    for signature in [
        Signature { certificate, ..Signature::default() },
        Signature { issuer: text("Some CA"), ..Signature::default() },
        Signature { certificate_unreadable: true, ..Signature::default() },
    ] {
        let said = words(&card(File { signature, ..File::default() }).await);
        assert!(said.contains("Signed, validity not reported · signer not named"), "{said}");
    }
}

#[tokio::test]
async fn a_publisher_that_differs_from_the_signer_is_marked() {
    let signed_by = |signer: Option<&str>| Signature { signer: signer.map(str::to_owned), ..documented().signature };
    for (publisher, signer, marked) in [
        ("Microsoft Corporation", Some("Bluestar Ltd"), true),
        ("Microsoft Corporation", None, true),
        ("Microsoft Corporation", Some("Microsoft Corporation"), false),
        ("ADOBE INC.", Some("Adobe Inc"), false),
    ] {
        let file = File { publisher: text(publisher), signature: signed_by(signer), ..documented() };
        let said = words(&card(file).await);
        assert_eq!(said.contains(&["Claims to be from ", publisher].concat()), marked, "{said}");
        assert_eq!(said.contains(&["Publisher ", publisher].concat()), !marked, "{said}");
    }
    let file = File { publisher: text("Contoso  Ltd"), signature: signed_by(Some(" contoso ltd.")), ..documented() };
    assert!(!words(&card(file).await).contains("Claims"), "blanks are no other company");
}

#[tokio::test]
async fn a_threat_is_shown_whatever_the_determination_type_says() {
    for (determination, shown) in [(None, false), (Some("Unknown"), false), (Some("Pua"), true)] {
        let verdict =
            Verdict { threat: text("HackTool:MSIL/AutoKms"), determination: determination.map(str::to_owned) };
        let html = card(File { verdict, ..documented() }).await;
        assert!(words(&html).starts_with("HackTool:MSIL/AutoKms"), "{html}");
        assert_eq!(html.contains("class=\"determination\""), shown, "{html}");
    }
}

#[tokio::test]
async fn a_determination_nobody_documented_is_shown_as_it_came() {
    let verdict = Verdict { determination: text("QuiteNew"), threat: None };
    assert!(words(&card(File { verdict, ..documented() }).await).starts_with("QuiteNew"));
}

#[tokio::test]
async fn what_is_missing_leaves_no_trace() {
    let html = card(File::default()).await;
    assert_eq!(words(&html), "No threat namedNo signer reported");
    for (file, absent) in [
        (File { publisher: None, product: None, ..documented() }, "class=\"claims"),
        (File { hashes: Hashes::default(), ..documented() }, "Copy SHA"),
        (File { prevalence: None, ..documented() }, "worldwide ·"),
        (File { prevalence: None, first_seen: None, last_seen: None, ..documented() }, "class=\"picture\""),
        (File { size: None, portable_executable: None, ..documented() }, "class=\"facts\""),
    ] {
        let html = card(file).await;
        assert!(!html.contains(absent), "{absent} is in: {html}");
        for word in ["null", "undefined", "NaN", "Invalid date", "None", "Some("] {
            assert!(!html.contains(word), "{word} is in: {html}");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_no_portable_executable_and_is_empty_says_so() {
    let file = File { size: Some(0), portable_executable: Some(false), file_type: text("TXT"), ..File::default() };
    assert!(words(&card(file).await).ends_with("0 bytes · not PE · TXT"));
}

#[tokio::test]
async fn a_time_that_is_not_known_is_left_out() {
    let said = words(&card(File { first_seen: None, ..documented() }).await);
    assert!(said.contains("Last seen 7 years ago") && !said.contains("First seen"), "{said}");
}

#[tokio::test]
async fn every_hash_is_whole_in_the_page_and_has_a_named_button() {
    let html = card(documented()).await;
    for (key, name, value) in [
        ("sha256", "Copy SHA-256", SHA256),
        ("sha1", "Copy SHA-1", SHA1),
        ("md5", "Copy MD5", MD5),
        ("certificate", "Copy signer certificate hash", CERTIFICATE),
    ] {
        assert!(html.contains(&format!("class=\"hash\" data-copy=\"{}\">{value}</span>", key)), "{html}");
        assert!(html.contains(&format!("data-copy=\"{}\" aria-label=\"{name}\"", key)), "{html}");
    }
}

#[tokio::test]
async fn a_file_that_only_the_evidence_knows_says_so_and_nothing_of_a_signature() {
    let file = File { sightings: vec![seen_as("SB.xsl")], only_in_evidence: true, ..File::default() };
    let said = words(&card(file).await);
    assert!(said.contains("Only in the evidence") && said.contains("SB.xsl"), "{said}");
    for claim in ["signer", "signature", "No threat"] {
        assert!(!said.contains(claim), "`{claim}` is claimed: {said}");
    }
}

#[tokio::test]
async fn a_card_links_the_pages_that_were_chosen_where_its_hashes_allow() {
    let html = drawn(FileCard { pivots: &Pivot::ALL, ..of(&documented()) }).await;
    for (name, address) in [
        ("Open in Defender", format!("https://security.microsoft.com/file/{SHA1}/")),
        ("Open in VirusTotal", format!("https://www.virustotal.com/gui/file/{SHA256}")),
        ("Open in MalwareBazaar", format!("https://bazaar.abuse.ch/sample/{SHA256}/")),
        ("Open in Hybrid Analysis", format!("https://www.hybrid-analysis.com/sample/{SHA256}")),
    ] {
        let link = format!(
            "<a href=\"{address}\" target=\"_blank\" rel=\"noopener noreferrer\" aria-label=\"{name}\" title=\"{name}\">"
        );
        assert!(html.contains(&link), "{link}: {html}");
    }
    let none = drawn(FileCard { pivots: &[], ..of(&documented()) }).await;
    assert!(!none.contains("<a "), "{none}");
    let unknown = drawn(FileCard { pivots: &Pivot::ALL, ..of(&File::default()) }).await;
    assert!(!unknown.contains("<a "), "{unknown}");
}

#[tokio::test]
async fn the_button_of_the_hash_just_copied_shows_it() {
    let html = drawn(FileCard { copied: Some(HashKind::Md5), ..of(&documented()) }).await;
    assert_eq!(html.matches("class=\"copy copied\"").count(), 1);
    assert!(html.contains("class=\"copy copied\" data-copy=\"md5\" aria-label=\"Copy MD5\""), "{html}");
}

#[tokio::test]
async fn a_card_is_called_by_its_files_name_else_by_its_best_hash() {
    let named = File { sightings: vec![seen_as("AutoKMS.exe")], ..documented() };
    let only_sha1 = File { hashes: Hashes { sha256: None, ..documented().hashes }, ..documented() };
    for (file, name) in [
        (named, "File AutoKMS.exe"),
        (documented(), "File dcd71ef5fff4…"),
        (only_sha1, "File f2a00fd2f2de…"),
        (File::default(), "File without name or hash"),
    ] {
        let html = card(file).await;
        assert!(html.contains(&format!("aria-label=\"{name}\"")), "{name} is not in: {html}");
    }
}

#[tokio::test]
async fn exact_moments_are_reached_by_hover_and_by_focus() {
    let html = card(documented()).await;
    let time = "<time datetime=\"2019-03-23T23:54:06Z\" title=\"2019-03-23 23:54:06 UTC\" tabindex=\"0\">7 years ago";
    assert!(html.contains(time), "{html}");
}

fn told(names: &[&str]) -> Told {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let value = Some(InOrganisation { devices: Some(3), names, ..InOrganisation::default() });
    Told::Known(Answer { value, at: NOW, keeping: Keeping::Kept })
}

#[tokio::test]
async fn three_of_the_names_in_the_organisation_are_told_and_what_hides_in_them_shows() {
    let told = told(&["a\u{202E}fdp.exe", "<b>", "c.exe", "d.exe"]);
    let html = drawn(FileCard { told: Some(&told), may_ask: true, ..of(&documented()) }).await;
    assert!(words(&html).contains("U+202E") && html.contains("&lt;b&gt;") && html.contains("c.exe"), "{html}");
    assert!(!html.contains('\u{202E}') && !html.contains("<b>") && !html.contains("d.exe"), "{html}");
}

#[tokio::test]
async fn the_organisation_is_asked_by_one_click_about_a_hundred_files_at_most_and_where_there_is_one() {
    let said = async |count: usize, may_ask: bool| {
        let files: Vec<Rc<File>> = (0..count).map(|_| Rc::new(documented())).collect();
        written(ask_all(&files, &Default::default(), NOW, may_ask, &Callback::noop())).await
    };
    assert!(said(100, true).await.contains("ask for all 100, one call each"));
    assert_eq!(said(101, true).await, "");
    assert_eq!(said(2, false).await, "", "the sample has no organisation");
}

#[tokio::test]
async fn what_hides_in_the_signer_of_a_known_good_file_shows() {
    let signature = Signature { signer: text("Contoso\u{202E}dtL"), ..documented().signature };
    let line = fold_line(&[Rc::new(File { signature, ..documented() })], false, &Callback::noop());
    let html = written(line).await;
    assert!(html.contains("U+202E") && !html.contains('\u{202E}'), "{html}");
}

/// Check E-01.
#[tokio::test]
async fn hostile_text_stays_text() {
    let hostile = "<img src=x onerror=alert(1)>\" onmouseover=\"";
    let file = File {
        verdict: Verdict { determination: text(hostile), threat: text(hostile) },
        signature: Signature { signer: text(hostile), issuer: text(hostile), ..documented().signature },
        publisher: text(hostile),
        product: text(hostile),
        file_type: text(hostile),
        sightings: vec![Sighting {
            name: text(hostile),
            folder: text(hostile),
            detection: text(hostile),
            device: text(hostile),
        }],
        ..documented()
    };
    let html = card(file).await;
    assert!(!html.contains("<img"), "{html}");
    assert_eq!(
        html.matches("&quot; onmouseover=&quot;\"").count(),
        3,
        "in the names of the card and of its box and the path's title: {html}"
    );
    assert_eq!(words(&html).matches("<img src=x onerror=alert(1)>").count(), 11);
}

/// Check E-02.
#[tokio::test]
async fn a_name_that_hides_its_extension_shows_how() {
    let file = File { sightings: vec![seen_as("invoice\u{202e}fdp.exe")], ..documented() };
    let html = card(file).await;
    assert!(html.contains("invoice<span class=\"chip\">U+202E</span>fdp.exe"), "{html}");
    assert!(html.contains("aria-label=\"File invoice&lt;U+202E&gt;fdp.exe\""), "{html}");
    assert!(!html.contains('\u{202e}'), "{html}");
}

/// Check E-02.
#[tokio::test]
async fn a_right_to_left_name_keeps_its_extension_at_the_end() {
    let html = card(File { sightings: vec![seen_as("חשבונית.exe")], ..documented() }).await;
    assert!(html.contains("<bdi class=\"name\" dir=\"ltr\">חשבונית.exe</bdi>"), "{html}");
}

#[tokio::test]
async fn path_device_and_detection_come_from_the_first_sighting_with_a_name() {
    let nameless = Sighting { folder: text("D:\\share"), ..Sighting::default() };
    let html = card(File { sightings: vec![nameless, seen_as("AutoKMS.exe")], ..documented() }).await;
    let (head, rest) = html.split_once("<details").expect("other places");
    for part in ["AutoKMS.exe", "title=\"C:\\Windows\\AutoKMS\"", "ws-0042.contoso.com", "Prevented"] {
        assert!(head.contains(part), "{part} is not in: {head}");
    }
    assert!(rest.contains("1 more place") && rest.contains("D:\\share") && !rest.contains("AutoKMS"), "{rest}");
}

#[tokio::test]
async fn thousands_of_places_are_cut_and_counted() {
    let sightings = (0..5_000).map(|index| seen_as(&index.to_string())).collect();
    let html = card(File { sightings, ..documented() }).await;
    assert_eq!(html.matches("<li>").count(), 51);
    assert!(html.contains("4,999 more places") && html.contains("and 4,949 more"), "{html}");
}

#[tokio::test]
async fn a_merged_card_says_in_how_many_alerts_it_was_found() {
    let alert = AlertId::parse("da637293198146839977_2089064327").expect("an alert id");
    let file = File { alerts: vec![alert], ..documented() };
    let said = words(&drawn(FileCard { alerts_in_job: Some(14), ..of(&file) }).await);
    assert!(said.contains("111 KB · PE · in 1 of 14 alerts"), "{said}");
}

#[tokio::test]
async fn only_the_first_card_is_timed_and_only_a_windowed_one_is_counted() {
    let plain = card(documented()).await;
    assert!(!plain.contains("elementtiming") && !plain.contains("aria-posinset"), "{plain}");
    let first = drawn(FileCard { at: 0, count: Some(10_000), ..of(&documented()) }).await;
    for part in ["elementtiming=\"card\"", "aria-posinset=\"1\"", "aria-setsize=\"10000\"", "tabindex=\"0\""] {
        assert!(first.contains(part), "{part} is not in: {first}");
    }
}

#[tokio::test]
async fn a_card_stays_cheap_and_within_the_policy() {
    let file = File {
        verdict: Verdict { determination: text("Pua"), threat: text("HackTool:MSIL/AutoKms") },
        file_type: text("APP"),
        sightings: vec![seen_as("AutoKMS.exe")],
        ..documented()
    };
    let html = card(file).await;
    let elements = html.matches('<').count() - html.matches("</").count();
    assert!(elements <= 53, "{elements} elements in: {html}");
    assert!(!html.contains("style="), "{html}");
}

/// Threat T11 of docs/security.md.
#[tokio::test]
async fn a_name_that_mixes_alphabets_in_a_word_is_flagged() {
    const FLAG: &str = "<span class=\"chip mixed\">mixed scripts</span>";
    let flags = async |file: File| card(file).await.matches(FLAG).count();
    assert_eq!(flags(documented()).await, 0);
    let looks_alike = || text("Micros\u{43E}ft");
    let signature = Signature { signer: looks_alike(), ..documented().signature };
    for file in [
        File { signature, ..documented() },
        File { publisher: looks_alike(), ..documented() },
        File { product: looks_alike(), ..documented() },
        File { sightings: vec![seen_as("p\u{430}ypal.exe")], ..documented() },
    ] {
        assert_eq!(flags(file).await, 1);
    }
}

#[tokio::test]
async fn a_file_of_several_alerts_lists_thirty_of_them() {
    let alerts: Vec<AlertId> = (10..41)
        .map(|number| AlertId::parse(&format!("da637472900382838869_{number}")).expect("an alert id"))
        .collect();
    let file = File { alerts, ..documented() };
    let html = drawn(FileCard { alerts_in_job: Some(40), ..of(&file) }).await;
    let (_, title) = html.split_once("title=\"da637472900382838869_10").expect("the first alert");
    let (title, _) = title.split_once('"').expect("the end of the list");
    assert_eq!(title.matches('\n').count(), 29, "{title}");
    assert!(title.ends_with("da637472900382838869_39"), "{title}");
    assert!(words(&html).contains("in 31 of 40 alerts"), "all of them are counted");
}
