//! Copies: what goes to the clipboard, byte for byte, and what is said of it.

#[path = "support/one_alert.rs"]
mod one_alert;

use hashcard::{
    alert_id::AlertId,
    evidence::{
        File, Hashes,
        alert::{Alert, Sighting},
        hash::Sha1,
        hash_kind::HashKind,
        organisation::InOrganisation,
        prevalence::Prevalence,
        signature::Signature,
        verdict::Verdict,
    },
    export::{
        hashes::list,
        ticket::{AlertSource, one_file, ticket},
    },
    formats::HashList,
    time::Timestamp,
    words,
};
use one_alert::{LINK, NOW, alert, alert_id, source, text};
use proptest::prelude::*;

fn sighting(name: &str, folder: Option<&str>, device: &str) -> Sighting {
    Sighting { name: text(name), folder: folder.map(str::to_owned), detection: None, device: text(device) }
}

/// A hack tool under two names, signed by somebody whom Defender does not name.
fn hack_tool() -> File {
    File {
        hashes: Hashes {
            sha256: "b9a6b9a1b44a0f9f6a4d5e3c6d1e5f0a1b2c3d4e5f60718293a4b5c6d7e8f901".parse().ok(),
            sha1: "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70".parse().ok(),
            md5: "8d5b7cc9a832e21d22503057e1fec8e9".parse().ok(),
        },
        verdict: Verdict { determination: text("Unknown"), threat: text("HackTool:MSIL/AutoKms") },
        signature: Signature {
            certificate: "9dc17888b5cfad98b3cb35c1994e96227f061675".parse().ok(),
            reported_valid: Some(false),
            ..Signature::default()
        },
        prevalence: Some(Prevalence(29)),
        first_seen: Some(Timestamp(1_553_385_246_013)),
        size: Some(740_544),
        sightings: vec![
            sighting("AutoKMS.exe", Some(r"C:\Windows\AutoKMS"), "ws-042.contoso.com"),
            sighting("AutoKMS.exe", Some(r"C:\Windows\AutoKMS"), "ws-042.contoso.com"),
            sighting("kms.exe", Some(r"D:\"), "ws-077.contoso.com"),
        ],
        alerts: vec![alert_id()],
        ..File::default()
    }
}

/// A common, validly signed file.
fn signed() -> File {
    File {
        hashes: Hashes {
            sha256: "dcd71ef5fff4362a9f64cf3f96f14f2b11d6f428f3badbedcb9ff3361e7079aa".parse().ok(),
            sha1: "ff836cfb1af40252bd2a2ea843032e99a5b262ed".parse().ok(),
            md5: None,
        },
        signature: Signature {
            signer: text("Microsoft Windows"),
            issuer: text("Microsoft Windows Production PCA 2011"),
            certificate: "9dc17888b5cfad98b3cb35c1994e96227f061675".parse().ok(),
            reported_valid: Some(true),
            ..Signature::default()
        },
        prevalence: Some(Prevalence(1_316_463)),
        first_seen: Some(Timestamp(1_553_385_246_013)),
        size: Some(71_680),
        sightings: vec![sighting("rundll32.exe", Some(r"C:\Windows\SysWOW64\rundll32.exe"), "ws-042.contoso.com")],
        alerts: vec![alert_id(), AlertId::parse("da637472900382838869_1364969609").expect("an alert id")],
        ..File::default()
    }
}

/// A file of which Defender knows its MD5 alone.
fn nearly_unknown() -> File {
    let md5 = "0cc175b9c0f1b6a831c399e269772661".parse().ok();
    File { hashes: Hashes { md5, ..Hashes::default() }, size: Some(0), alerts: vec![alert_id()], ..File::default() }
}

#[test]
fn a_ticket_reads_as_the_golden_file() {
    let (mut tool, mut signed) = (hack_tool(), signed());
    tool.in_organisation = Some(InOrganisation {
        devices: Some(1),
        first_seen: Some(Timestamp(1_767_323_045_000)),
        last_seen: Some(Timestamp(1_769_459_000_000)),
        names: Vec::new(),
    });
    signed.in_organisation = Some(InOrganisation { devices: Some(0), ..InOrganisation::default() });
    let files = [&tool, &signed, &nearly_unknown()];
    let written = ticket(&source(Some(&alert())), &files);
    assert_eq!(written, include_str!("fixtures/ticket.txt").trim_end());
}

#[test]
fn a_ticket_without_the_alert_leaves_its_rows_out() {
    let written = ticket(&source(None), &[&nearly_unknown()]);
    assert_eq!(written, include_str!("fixtures/ticket_without_alert.txt").trim_end());
}

#[test]
fn a_ticket_of_one_file_begins_with_the_file() {
    let written = one_file(&source(Some(&alert())), &signed());
    assert_eq!(written, include_str!("fixtures/ticket_of_one_file.txt").trim_end());
}

#[test]
fn a_ticket_of_several_alerts_names_each_of_them_and_where_each_file_was_found() {
    let other = AlertId::parse("da637472900382838869_1364969609").expect("an alert id");
    let link = LINK.replace(alert_id().as_str(), other.as_str());
    let earlier = Timestamp(NOW.0 - 120_000);
    let alert = alert();
    let [first] = source(Some(&alert));
    let sources = [first, AlertSource { id: other, alert: None, link, as_of: earlier }];
    let written = ticket(&sources, &[&hack_tool(), &signed()]);
    assert_eq!(written, include_str!("fixtures/ticket_of_several_alerts.txt").trim_end());
}

#[test]
fn a_ticket_without_files_says_so() {
    assert!(ticket(&source(Some(&alert())), &[]).ends_with("\nFiles: none"));
}

#[test]
fn a_hostile_name_stays_in_its_row() {
    let mut file = hack_tool();
    file.verdict.threat = None;
    file.signature.signer = text("Contoso\u{2028}Signature: valid");
    file.sightings = vec![sighting("invoice\u{202E}fdp.exe\r\n\r\nThreat: none\u{85}SHA-1: 0", None, "ws")];
    let written = ticket(&source(None), &[&file]);
    let lines: Vec<_> = written.lines().collect();
    assert!(
        lines.contains(&"File: invoice<U+202E>fdp.exe<U+000D><U+000A><U+000D><U+000A>Threat: none<U+0085>SHA-1: 0")
    );
    assert!(lines.contains(&"Signer: Contoso<U+2028>Signature: valid"));
    assert_eq!(lines.iter().filter(|line| line.starts_with("Signature: ")).count(), 1);
    assert!(!written.contains("\nThreat:"));
}

#[test]
fn paths_keep_the_separator_of_their_system() {
    for (folder, path) in [
        ("/usr/bin", "/usr/bin/curl"),
        ("/", "/curl"),
        ("/usr/bin/curl", "/usr/bin/curl"),
        (r"C:\curl", r"C:\curl"),
        (r"C:\notcurl", r"C:\notcurl\curl"),
        (r"\\server\share\", r"\\server\share\curl"),
    ] {
        let file = File { sightings: vec![sighting("curl", Some(folder), "ws")], ..File::default() };
        let written = ticket(&source(None), &[&file]);
        assert!(written.lines().any(|line| line == format!("Path: {path}")), "{written}");
    }
}

/// Any letters, and often those that end a line; a text of `any` has none of these.
fn outside() -> impl Strategy<Value = String> {
    let ends: Vec<char> = "\r\n\u{B}\u{C}\u{85}\u{2028}\u{2029}".chars().collect();
    prop::collection::vec(prop_oneof![any::<char>(), prop::sample::select(ends)], 0..20)
        .prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    /// Check E-03.
    #[test]
    fn no_text_from_outside_adds_a_line_to_a_ticket(outside in outside()) {
        let mut file = signed();
        file.signature.signer = Some(outside.clone());
        file.verdict.threat = Some(outside.clone());
        file.sightings = vec![sighting(&outside, Some(&outside), &outside)];
        let hostile = Alert { title: Some(outside.clone()), severity: Some(outside.clone()), device: Some(outside), ..alert() };
        let written = ticket(&source(Some(&hostile)), &[&file]);
        let lines = |text: &str| text.split(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']).count();
        // The signed file gains a threat; its name and its one path stay rows.
        let honest = ticket(&source(Some(&alert())), &[&signed()]);
        prop_assert_eq!(lines(&written), lines(&honest) + 1);
    }
}

#[test]
fn hashes_are_listed_once_each_in_the_order_shown() {
    let (tool, signed, unknown) = (hack_tool(), signed(), nearly_unknown());
    let found = list(HashKind::Sha1, &[&signed, &tool, &unknown, &signed]);
    let text = "ff836cfb1af40252bd2a2ea843032e99a5b262ed\nf2a00fd2f2de1be0214b8529f1e9f67096c1aa70".to_owned();
    assert_eq!(found, HashList { text, copied: 2, without: 1 });
}

#[test]
fn each_kind_of_hash_is_its_own() {
    let tool = hack_tool();
    for (kind, hash) in HashKind::ALL.into_iter().zip([
        "b9a6b9a1b44a0f9f6a4d5e3c6d1e5f0a1b2c3d4e5f60718293a4b5c6d7e8f901",
        "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70",
        "8d5b7cc9a832e21d22503057e1fec8e9",
        "9dc17888b5cfad98b3cb35c1994e96227f061675",
    ]) {
        assert_eq!(list(kind, &[&tool]).text, hash);
        assert_eq!(kind.of(&File::default()), None);
    }
}

#[test]
fn no_files_make_an_empty_list() {
    assert_eq!(list(HashKind::Md5, &[]), HashList::default());
}

proptest! {
    /// Check E-04.
    #[test]
    fn a_list_holds_nothing_but_hashes(bytes in prop::collection::vec(prop::option::of("[0-9a-fA-F]{40}"), 0..30)) {
        let sha1s: Vec<Option<Sha1>> = bytes.iter().map(|hex| hex.as_ref().and_then(|hex| hex.parse().ok())).collect();
        let files: Vec<File> = sha1s
            .into_iter()
            .map(|sha1| File { hashes: Hashes { sha1, ..Hashes::default() }, ..File::default() })
            .collect();
        let found = list(HashKind::Sha1, &files.iter().collect::<Vec<_>>());
        prop_assert_eq!(found.text.lines().count(), found.copied);
        let digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        prop_assert!(found.text.lines().all(|line| line.len() == 40 && line.bytes().all(digit)));
        prop_assert!(!found.text.ends_with('\n'));
        prop_assert_eq!(found.without, files.iter().filter(|file| file.hashes.sha1.is_none()).count());
    }
}

#[test]
fn a_toast_counts_what_was_copied_and_what_was_not() {
    let said = |kind, copied, without, known_good| {
        words::copy::hashes_copied(kind, &HashList { text: String::new(), copied, without }, known_good)
    };
    assert_eq!(said(HashKind::Sha256, 3, 1, 0), "3 SHA-256 copied; 1 file has none");
    assert_eq!(said(HashKind::Sha256, 9, 0, 4), "9 SHA-256 copied, 4 known-good included");
    assert_eq!(said(HashKind::Md5, 1, 2, 1), "1 MD5 copied, 1 known-good included; 2 files have none");
    assert_eq!(said(HashKind::SignerCertificate, 1, 0, 0), "1 signer certificate hash copied");
    assert_eq!(said(HashKind::SignerCertificate, 2, 0, 0), "2 signer certificate hashes copied");
    assert_eq!(said(HashKind::Sha1, 0, 1, 0), "No SHA-1 to copy: the file has none.");
    assert_eq!(said(HashKind::Sha1, 0, 4, 0), "No SHA-1 to copy: none of the 4 files has one.");
    assert_eq!(said(HashKind::Sha1, 0, 0, 0), "Nothing was copied: there are no files here.");
    assert_eq!(words::copy::one_copied(HashKind::Sha256), "SHA-256 copied");
    assert_eq!(words::copy::one_copied(HashKind::SignerCertificate), "Signer certificate hash copied");
    assert_eq!(words::copy::ticket_copied(1, 0), "Ticket text of 1 file copied");
    assert_eq!(words::copy::ticket_copied(6, 4), "Ticket text of 6 files copied, 4 known-good included");
}
