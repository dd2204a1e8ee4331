//! The answer to `GET /api/alerts/{id}`, and what can be told from answers that are errors.

use hashcard::{
    alert_id::AlertId,
    cloud::Cloud,
    defender::response::{ErrorBody, Unreadable, alert, error, file_statistics, files},
    evidence::{
        File,
        alert::{Alert, FileEvidence, Sighting},
        join, merge,
        signature::Signature,
        triage::{Order, sort},
    },
    time::Timestamp,
};

fn asked() -> AlertId {
    AlertId::parse("da637472900382838869_1364969609").expect("an alert id")
}

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/responses/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect(&path)
}

fn read(name: &str) -> Alert {
    alert(&fixture(name), &asked()).expect(name)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn names(evidence: &[FileEvidence]) -> Vec<&str> {
    evidence.iter().map(|item| item.sighting.name.as_deref().unwrap_or("-")).collect()
}

/// A file that only the evidence of an alert knows, without any hash.
fn unlisted(alert: &str, folder: Option<&str>, device: Option<&str>) -> File {
    let [folder, device] = [folder, device].map(|told| told.map(str::to_owned));
    let sighting = Sighting { name: some("a.exe"), folder, device, detection: None };
    let alerts = vec![AlertId::parse(alert).expect("an alert id")];
    File { sightings: vec![sighting], alerts, only_in_evidence: true, ..File::default() }
}

#[test]
fn evidence_without_a_hash_is_of_one_file_only_at_one_place_of_one_device_or_alert() {
    let (one, other) = ("da637472900382838869_1", "da637472900382838869_2");
    let count = |first: File, second: File| merge(vec![first, second]).len();
    let here = |alert| unlisted(alert, Some("C:\\"), Some("ws-042"));
    assert_eq!(count(here(one), here(other)), 1);
    assert_eq!(count(here(one), unlisted(one, Some("C:\\"), Some("ws-077"))), 2);
    let nowhere = |alert| unlisted(alert, Some("C:\\"), None);
    assert_eq!((count(nowhere(one), nowhere(one)), count(nowhere(one), nowhere(other))), (1, 2));
    assert_eq!(count(unlisted(one, None, Some("ws-042")), unlisted(one, None, Some("ws-042"))), 2);
}

#[test]
fn of_files_that_only_the_evidence_knows_those_that_were_caught_stand_first_and_the_others_last() {
    let signature = Signature { signer: some("Contoso"), reported_valid: Some(true), ..Signature::default() };
    let signed = File { signature, ..File::default() };
    let unsigned = File::default();
    let unknown = unlisted("da637472900382838869_1", None, None);
    let mut caught = unknown.clone();
    caught.sightings[0].detection = some("Blocked");
    let mut files = vec![unknown.clone(), signed.clone(), unsigned.clone(), caught.clone()];
    sort(&mut files, Order::Triage, Timestamp(1_790_000_000_000));
    assert_eq!(files, [caught, unsigned, signed, unknown]);
}

#[test]
fn the_documented_alert_is_read_whole() {
    let alert = read("alert-documented.json");
    let device = some("temp123.middleeast.corp.microsoft.com");
    assert_eq!(alert.id, asked());
    assert_eq!(alert.title, some("Low-reputation code run by a signed executable"));
    assert_eq!(alert.severity, some("Low"));
    assert_eq!(alert.status, some("New"));
    assert_eq!(alert.category, some("Execution"));
    assert_eq!(alert.threat_family, None);
    assert_eq!(alert.incident, Some(1_126_093));
    assert_eq!(alert.device, device);
    assert_eq!(alert.created, Timestamp::parse_iso8601("2021-01-26T20:33:57.722Z"));
    assert_eq!(names(&alert.evidence), ["rundll32.exe", "suspicious.dll"]);
    let dll = &alert.evidence[1];
    assert_eq!(dll.hashes.sha1.expect("sha1").to_string(), "8563f95b2f8a284fc99da44500cd51a77c1ff36c");
    assert!(dll.hashes.sha256.is_some() && dll.hashes.md5.is_none());
    let name = some("suspicious.dll");
    assert_eq!(dll.sighting, Sighting { name, folder: some("c:\\temp"), detection: some("Detected"), device });
}

#[test]
fn evidence_without_hashes_or_without_a_folder_is_kept_and_evidence_of_no_file_is_not() {
    let alert = read("alert-evidence-without-hashes.json");
    assert_eq!(names(&alert.evidence), ["SB.xsl", "amsistream-7F1C", "a.exe"]);
    assert!(!alert.evidence[0].hashes.any());
    assert_eq!(alert.evidence[1].sighting.folder, None);
    assert!(!alert.evidence[2].hashes.any(), "what is no hash is none");
    assert!(alert.evidence.iter().all(|item| item.sighting.device == some("host.contoso.com")));
}

#[test]
fn the_word_null_is_no_category() {
    let alert = read("alert-evidence-without-hashes.json");
    assert_eq!((alert.category, alert.threat_family), (None, None));
    assert_eq!(alert.incident, Some(1_126), "a number as text");
}

#[test]
fn the_name_of_a_threat_stands_in_for_its_family() {
    for (answer, threat) in [
        (r#"{"id":"a","threatName":"Trojan:Win32/Emotet.A","threatFamilyName":null}"#, "Trojan:Win32/Emotet.A"),
        (r#"{"id":"a","threatName":"Trojan:Win32/Emotet.A","threatFamilyName":"Emotet"}"#, "Emotet"),
    ] {
        assert_eq!(alert(answer, &asked()).expect(answer).threat_family.as_deref(), Some(threat));
    }
}

#[test]
fn statistics_count_with_or_without_the_hash_that_was_asked_for() {
    for (answer, devices) in [
        (r#"{"sha1":null,"organizationPrevalence":3}"#, Some(Some(3))),
        (r#"{"orgPrevalence":"4","topFileNames":["a.exe"]}"#, Some(Some(4))),
        (r#"{"topFileNames":["a.exe"]}"#, Some(None)),
        (r#"{"sha1":"f2a00fd2f2de1be0214b8529f1e9f67096c1aa70"}"#, Some(None)),
        (r#"{"error":{}}"#, None),
    ] {
        assert_eq!(file_statistics(answer).ok().map(|known| known.devices), devices, "{answer}");
    }
}

#[test]
fn fields_of_wrong_types_are_unknown() {
    let alert = read("alert-fields-of-wrong-types.json");
    assert_eq!(alert, Alert::unread(asked()));
}

#[test]
fn what_is_no_alert_is_refused() {
    for (body, unreadable) in [
        ("", Unreadable::Empty),
        ("<html>", Unreadable::Html),
        (r#"{"id":"da"#, Unreadable::Truncated),
        ("alert", Unreadable::NotJson),
        ("{}", Unreadable::WrongShape),
        ("[]", Unreadable::WrongShape),
        ("null", Unreadable::WrongShape),
        (r#"{"id":""}"#, Unreadable::WrongShape),
        (r#"{"error":{"code":"NotFound"}}"#, Unreadable::WrongShape),
    ] {
        assert_eq!(alert(body, &asked()), Err(unreadable), "{body}");
    }
}

#[test]
fn the_files_of_an_alert_learn_their_names_from_its_evidence() {
    let body = r#"{"value":[{"sha1":"8563f95b2f8a284fc99da44500cd51a77c1ff36c"},
        {"sha256":"a4752c71d81afd3d5865d24ddb11a6b0c615062fcc448d24050c2172d2cbccd6"},
        {"md5":"8d5b7cc9a832e21d22503057e1fec8e9"}]}"#;
    let mut files = files(body, &asked(), Cloud::Commercial).expect("a page").files;
    let alert = read("alert-documented.json");
    assert!(join(&mut files, &alert).is_empty());
    let names: Vec<Option<&str>> = files.iter().map(|file| file.name()).collect();
    assert_eq!(names, [Some("suspicious.dll"), Some("rundll32.exe"), None]);
}

#[test]
fn errors_are_told_from_every_kind_of_body() {
    for (body, code, target) in [
        (fixture("error-alert-not-found.json"), some("ResourceNotFound"), some("a8b3f0f2-3a4b-4c5d-8e9f-001122334455")),
        (fixture("error-code-is-the-status.json"), some("429"), None),
        (fixture("error-code-is-a-number.json"), some("429"), None),
        (
            fixture("error-of-the-token-endpoint.json"),
            some("invalid_grant"),
            some("b8b3f0f2-3a4b-4c5d-8e9f-001122334455"),
        ),
        (fixture("error-of-a-gateway.json"), None, None),
        (
            fixture("error-message-is-a-page.json"),
            some("InternalServerError"),
            some("c8b3f0f2-3a4b-4c5d-8e9f-001122334455"),
        ),
        (fixture("page-of-a-proxy.html"), None, None),
        (r#""Unauthorized""#.to_owned(), None, None),
        (r#"{"error":"access_denied"}"#.to_owned(), some("access_denied"), None),
        (r#"{"error":{"code":{},"message":[],"target":7}}"#.to_owned(), None, None),
        (
            r#"{"error":{"code":"Forbidden","innerError":{"request-id":"0a1b-2c"}}}"#.to_owned(),
            some("Forbidden"),
            some("0a1b-2c"),
        ),
        (r#"{"error":{"code":"a\u202eb","message":"m","target":"=1+1"}}"#.to_owned(), None, None),
        (r#"{"error":{"code":"two words","message":"m","target":"id\r\n@SUM(A1)"}}"#.to_owned(), None, None),
        (r#"{"error":null}"#.to_owned(), None, None),
        (r#"{"error":[]}"#.to_owned(), None, None),
        ("[]".to_owned(), None, None),
        ("7".to_owned(), None, None),
        ("".to_owned(), None, None),
        ("Service Unavailable".to_owned(), None, None),
        (r#"{"error":{"code":"#.to_owned(), None, None),
    ] {
        assert_eq!(error(&body), ErrorBody { code, target }, "{body}");
    }
}
