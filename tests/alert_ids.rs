//! The grammar of alert ids, held to ids from documentation and exports and to any text at all.

use hashcard::{
    alert_id::{AlertId, NotAnAlertId, Product},
    json::{Json, Recorded},
    time::Timestamp,
};
use proptest::prelude::*;

const VECTORS: &str = include_str!("fixtures/alert_ids.tsv");

/// Form, product as its variant is called, or `-` where the text is no alert id.
fn check(id: &str, product: &str, odd: &str) {
    let parsed = AlertId::parse(id);
    let found = parsed.as_ref().map_or_else(|_| "-".to_owned(), |id| format!("{:?}", id.product()));
    assert_eq!(found, product, "{id} ({odd})");
    if let Ok(parsed) = parsed {
        assert_eq!(parsed.as_str(), id, "the id stays exactly as found");
    }
}

fn id(text: &str) -> AlertId {
    AlertId::parse(text).expect("an alert id")
}

#[test]
fn ids_of_documentation_and_exports_are_told_by_product() {
    let mut rows = 0;
    for line in VECTORS.lines().skip(1) {
        let [value, _form, product, odd] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns expected in `{line}`");
        };
        check(value, product, odd);
        rows += 1;
    }
    assert_eq!(rows, 60);
}

#[test]
fn every_prefix_of_the_documentation_has_its_product() {
    for (prefix, product, name) in [
        ("da", Product::Endpoint, "Defender for Endpoint"),
        ("ed", Product::EndpointCustomDetections, "Defender for Endpoint custom detection"),
        ("ra", Product::Xdr, "Defender XDR"),
        ("ta", Product::XdrThreatExperts, "Defender XDR (Threat Experts)"),
        ("ea", Product::XdrCustomDetections, "Defender XDR custom detection"),
        ("fa", Product::Office365, "Defender for Office 365"),
        ("aa", Product::Identity, "Defender for Identity"),
        ("ri", Product::IdentityThroughXdr, "Defender for Identity"),
        ("ca", Product::CloudApps, "Defender for Cloud Apps"),
        ("ma", Product::AppGovernance, "App Governance"),
        ("rm", Product::CloudAppsThroughXdr, "Defender for Cloud Apps"),
        ("ad", Product::EntraIdProtection, "Entra ID Protection"),
        ("dl", Product::DataLossPrevention, "Data Loss Prevention"),
        ("dc", Product::DefenderForCloud, "Defender for Cloud"),
        ("sn", Product::Sentinel, "Sentinel"),
        ("ir", Product::InsiderRiskManagement, "Insider Risk Management"),
    ] {
        for body in ["637551227677560813_-961444813", "1712631f-3404-43b0-8e5f-9e7ce03198d6_1"] {
            for prefix in [prefix.to_owned(), prefix.to_uppercase()] {
                let found = id(&format!("{prefix}{body}")).product();
                assert_eq!((found, found.name()), (product, Some(name)), "{prefix}{body}");
            }
        }
    }
}

#[test]
fn only_alerts_of_defender_for_endpoint_are_served() {
    for endpoint in
        ["636688558380765161_2136280442", "DA637472900382838869_1364969609", "ed639047114220050398_-1516486255"]
    {
        assert!(id(endpoint).product().is_endpoint(), "{endpoint}");
    }
    for other in [
        "ra637472900382838869_1364969609",
        "ea637472900382838869_1364969609",
        "fa44444444-4444-4444-4444-444444444444",
        "50c27011-725c-41d8-9090-efd4c10132c2",
        "2517228307685103557_da637472900382838869_1364969609",
        "zz637472900382838869_1364969609",
    ] {
        assert!(!id(other).product().is_endpoint(), "{other}");
    }
}

#[test]
fn a_prefix_younger_than_the_table_is_an_alert_of_an_unknown_product() {
    for young in ["zz637472900382838869_1364969609", "qq1712631f-3404-43b0-8e5f-9e7ce03198d6"] {
        assert_eq!(id(young).product(), Product::Unknown);
        assert_eq!(id(young).product().name(), None);
    }
}

#[test]
fn words_that_begin_like_a_prefix_are_of_no_product() {
    for word in ["database-2024", "report_2024_01", "adobe-2023-x"] {
        assert_eq!(id(word).product(), Product::Unknown, "{word}");
    }
}

#[test]
fn the_export_id_is_cut_at_the_colon() {
    let export = "da637291085411733957_-1043898914:Y3JlYXRlZC9ieStTSUVN==";
    assert_eq!(id(export).as_str(), "da637291085411733957_-1043898914");
    assert_eq!(AlertId::parse(":da637291085411733957_-1043898914"), Err(NotAnAlertId));
}

#[test]
fn a_file_hash_that_starts_with_da_is_no_alert() {
    for (bytes, name) in [(16, "MD5"), (20, "SHA-1"), (32, "SHA-256"), (64, "SHA-512")] {
        let hash = format!("da5e{}", "4591".repeat((2 * bytes - 4) / 4));
        assert_eq!(AlertId::parse(&hash), Err(NotAnAlertId), "{name} {hash}");
        assert_eq!(AlertId::parse(&hash.to_uppercase()), Err(NotAnAlertId), "{name} {hash}");
    }
}

/// Check C-03.
#[test]
fn what_could_change_a_path_or_a_host_is_refused() {
    for text in [
        "",
        "da",
        "da12",
        "../machines",
        "..",
        "%2e%2e%2f",
        "da637472900382838869_1364969609/files",
        "da637472900382838869_1364969609/../../machines",
        "da637472900382838869_1364969609%2F..",
        "da637472900382838869_1364969609?x=1",
        "da637472900382838869_1364969609#x",
        "da637472900382838869_1364969609\r\nX-Header: 1",
        "da637472900382838869_1364969609\\",
        "da637472900382838869_1364969609\0",
        "da637472900382838869_1364969609@evil.example",
        " da637472900382838869_1364969609",
        "da637472900382838869_–1364969609",
        "da６３７４７２９００３８２８３８８６９_1364969609",
        "-da637472900382838869_1364969609",
        "_637472900382838869",
        "da637472900382838869_",
        "overview",
        "preferences2",
        "152",
        "636688558380765161",
    ] {
        assert_eq!(AlertId::parse(text), Err(NotAnAlertId), "{text:?}");
    }
}

#[test]
fn an_id_has_at_most_128_characters() {
    let longest = format!("da{}_1", "6".repeat(124));
    assert_eq!(longest.len(), 128);
    assert_eq!(id(&longest).as_str(), longest);
    assert_eq!(AlertId::parse(&format!("{longest}2")), Err(NotAnAlertId));
}

#[test]
fn a_guid_without_a_single_digit_is_an_id() {
    for text in ["daaaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee_1", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"] {
        assert_eq!(id(text).as_str(), text);
    }
}

#[test]
fn ticks_tell_when_the_alert_was_created() {
    for (text, created) in [
        // 2021-01-26T20:33:58.283Z, 2019-09-01T13:31:08.040Z, 2026-01-22T20:43:42.005Z, 2018-08-03T13:50:38.076Z
        ("da637472900382838869_1364969609", 1_611_693_238_283),
        ("da637029414680409372_735564929", 1_567_344_668_040),
        ("ed639047114220050398_-1516486255", 1_769_114_622_005),
        ("636688558380765161_2136280442", 1_533_259_038_076),
    ] {
        assert_eq!(id(text).created(), Some(Timestamp(created)), "{text}");
    }
}

#[test]
fn ids_without_true_ticks_tell_no_time() {
    for text in [
        "da123456789012345678_-1111111111",
        "da638123456789_-123456",
        "da1712631f-3404-43b0-8e5f-9e7ce03198d6_1",
        "2517228307685103557_54bad678-9725-4c5f-a7ca-4a48aaa4cd92",
        "50c27011-725c-41d8-9090-efd4c10132c2",
        "da637472900382838869_12a4",
    ] {
        assert_eq!(id(text).created(), None, "{text}");
    }
}

#[test]
fn a_stored_id_that_was_tampered_with_is_refused() {
    let stored = id("da637472900382838869_1364969609").to_record();
    assert_eq!(stored, Json::from("da637472900382838869_1364969609"));
    assert_eq!(AlertId::from_record(&stored), Some(id("da637472900382838869_1364969609")));
    assert_eq!(AlertId::from_record(&"../machines".into()), None);
}

#[test]
fn a_megabyte_of_anything_is_no_id() {
    for garbage in ["a", "1", "da1_", "-", "ä", "da637472900382838869_1"] {
        assert_eq!(AlertId::parse(&garbage.repeat(1_000_000 / garbage.len())), Err(NotAnAlertId), "{garbage}");
    }
}

proptest! {
    /// Check C-03.
    #[test]
    fn any_text_is_a_safe_id_or_none(text in any::<String>()) {
        if let Ok(id) = AlertId::parse(&text) {
            prop_assert!(is_path_safe(id.as_str()));
        }
    }

    #[test]
    fn text_that_is_nearly_an_id_is_a_safe_id_or_none(text in "[da0-9a-fA-F_:./%\\\\-]{0,140}") {
        if let Ok(id) = AlertId::parse(&text) {
            prop_assert!(is_path_safe(id.as_str()));
            prop_assert!(text.starts_with(id.as_str()));
            // Neither question may panic, whatever the id.
            let _ = (id.product(), id.created());
        }
    }

    #[test]
    fn every_id_made_of_ticks_is_served(prefix in "(?i)(da|ed)?", ticks in 600_000_000_000_000_000_u64..700_000_000_000_000_000, number: i32) {
        let text = format!("{prefix}{ticks}_{number}");
        let id = AlertId::parse(&text).expect("an alert id");
        prop_assert_eq!(id.as_str(), &text);
        prop_assert!(id.product().is_endpoint());
        let years_1970_to_2219 = 0..7_864_403_200_000;
        prop_assert_eq!(id.created().is_some(), ticks >= 621_355_968_000_000_000);
        prop_assert!(id.created().is_none_or(|created| years_1970_to_2219.contains(&created.0)));
    }

    #[test]
    fn every_id_made_of_a_guid_is_served(guid in "(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", counter in "(_[0-9]{1,3})?") {
        let id = AlertId::parse(&format!("da{guid}{counter}")).expect("an alert id");
        prop_assert_eq!(id.product(), Product::Endpoint);
        let bare = AlertId::parse(&guid).expect("an alert id");
        prop_assert_eq!(bare.product(), Product::Unknown);
    }

    #[test]
    fn no_hash_is_an_alert(hash in "(?i)da([0-9a-f]{30}|[0-9a-f]{38}|[0-9a-f]{62})") {
        prop_assert_eq!(AlertId::parse(&hash), Err(NotAnAlertId));
    }
}

fn is_path_safe(id: &str) -> bool {
    (6..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        && id.starts_with(|first: char| first.is_ascii_alphanumeric())
}
