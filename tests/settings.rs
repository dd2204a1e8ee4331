//! Settings: defaults under the analyst's choices under policy, one wrong key never costing another.

use std::time::Duration;

use hashcard::{
    cloud::{Cloud, Region},
    evidence::Hashes,
    settings::{
        Choices, Expected, Field, FieldFault, FieldReason, Key, KnownGood, OtherTenants, POLICY_KEYS, Pivot,
        PolicyFault, Settings, TENANT_KEYS, Tenant, TenantForm,
    },
    words,
};
use proptest::prelude::*;

const CONTOSO: &str = "11111111-1111-4111-8111-111111111111";
const FABRIKAM: &str = "22222222-2222-4222-8222-222222222222";
const CLIENT: &str = "33333333-3333-4333-8333-333333333333";
const SHA256: &str = "dcd71ef5fff4362a9f64cf3f96f14f2b11d6f428f3badbedcb9ff3361e7079aa";
const SHA1: &str = "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70";

/// Reads a policy that has nothing wrong.
fn policy(json: &str) -> Choices {
    let (choices, faults) = Choices::read(json);
    assert_eq!(faults, [], "{json}");
    choices
}

fn faults(json: &str) -> Vec<(String, Expected)> {
    Choices::read(json).1.into_iter().map(|fault| (fault.key, fault.expected)).collect()
}

fn tenant(id: &str, name: Option<&str>, cloud: Cloud, region: Region) -> Tenant {
    let form = TenantForm { tenant_id: id.to_owned(), client_id: CLIENT.to_owned(), ..TenantForm::default() };
    Tenant { name: name.map(str::to_owned), cloud, region, ..form.parse().expect("a tenant") }
}

#[test]
fn without_choices_and_policy_the_defaults_hold_and_nothing_is_locked() {
    let (settings, locks) = Settings::effective(&Choices::default(), &Choices::default());
    assert_eq!(settings, Settings::default());
    assert_eq!(settings.tenants, []);
    assert_eq!(settings.other_tenants, OtherTenants::Ask);
    assert!(!settings.prefetch);
    assert_eq!(settings.cache, Duration::from_secs(300));
    assert_eq!(settings.pivots, [Pivot::Defender]);
    assert_eq!(locks, Default::default());
}

#[test]
fn a_full_policy_is_read() {
    let policy = policy(include_str!("fixtures/policy_full.json"));
    let (settings, _) = Settings::effective(&Choices::default(), &policy);
    assert_eq!(
        settings.tenants,
        [
            tenant(CONTOSO, Some("Contoso"), Cloud::Commercial, Region::Eu),
            tenant(FABRIKAM, None, Cloud::GccHigh, Region::Default)
        ]
    );
    assert_eq!(settings.default_tenant().map(Tenant::label), Some("Contoso"));
    assert_eq!(settings.tenants[1].label(), FABRIKAM);
    assert_eq!(settings.tenant(&settings.tenants[1].id), Some(&settings.tenants[1]));
    assert_eq!(settings.other_tenants, OtherTenants::Forbid);
    assert!(settings.prefetch);
    assert_eq!(settings.cache, Duration::ZERO);
    assert_eq!(settings.pivots, [Pivot::VirusTotal, Pivot::Defender]);
    assert_eq!(settings.known_good.hashes(), [SHA256, SHA1]);
}

#[test]
fn policy_goes_over_saved_choices_and_locks_what_it_decides() {
    let saved = policy(r#"{"cacheMinutes": 30, "prefetch": true, "otherTenants": "ask"}"#);
    let managed = policy(r#"{"cacheMinutes": 10, "otherTenants": "forbid"}"#);
    let (settings, locks) = Settings::effective(&saved, &managed);
    assert_eq!(settings.cache, Duration::from_secs(600));
    assert_eq!(settings.other_tenants, OtherTenants::Forbid);
    assert!(settings.prefetch);
    assert!(locks.holds(Key::CacheMinutes) && locks.holds(Key::OtherTenants));
    assert!(!locks.holds(Key::Prefetch) && !locks.holds(Key::Tenants));
}

#[test]
fn every_setting_that_policy_decides_is_policys_and_locked() {
    let hash = |digit: &str| format!(r#"["{}"]"#, digit.repeat(40));
    let sides = |key: &str, saved: &str, managed: &str| {
        let [saved, managed] = [saved, managed].map(|value| policy(&format!(r#"{{"{key}": {value}}}"#)));
        let (settings, locks) = Settings::effective(&saved, &managed);
        assert_eq!(settings, Settings::effective(&Choices::default(), &managed).0, "{key}");
        assert_ne!(settings, Settings::effective(&saved, &Choices::default()).0, "{key}");
        locks
    };
    for (key, saved, managed, lock) in [
        ("otherTenants", r#""ask""#, r#""forbid""#, Key::OtherTenants),
        ("prefetch", "true", "false", Key::Prefetch),
        ("cacheMinutes", "7", "0", Key::CacheMinutes),
        ("pivots", r#"["virustotal"]"#, "[]", Key::Pivots),
        ("knownGoodHashes", &hash("a"), &hash("b"), Key::KnownGoodHashes),
    ] {
        assert!(sides(key, saved, managed).holds(lock), "{key}");
    }
}

#[test]
fn policy_tenants_replace_the_analysts_own() {
    let entry = |id| format!(r#"{{"tenants": [{{"tenantId": "{id}", "clientId": "{CLIENT}"}}]}}"#);
    let (settings, locks) = Settings::effective(&policy(&entry(FABRIKAM)), &policy(&entry(CONTOSO)));
    assert_eq!(settings.tenants, [tenant(CONTOSO, None, Cloud::Commercial, Region::Default)]);
    assert!(locks.holds(Key::Tenants));
}

#[test]
fn a_tenant_at_the_top_of_a_policy_is_shorthand_for_the_first_entry() {
    let policy = policy(&format!(
        r#"{{"tenantId": "{CONTOSO}", "clientId": "{CLIENT}", "cloud": "GCC",
            "tenants": [{{"tenantId": "{FABRIKAM}", "clientId": "{CLIENT}"}}]}}"#
    ));
    let first = tenant(CONTOSO, None, Cloud::Gcc, Region::Default);
    let second = tenant(FABRIKAM, None, Cloud::Commercial, Region::Default);
    assert_eq!(policy.tenants, Some(vec![first, second]));
}

#[test]
fn every_wrong_key_is_told_and_costs_nothing_but_itself() {
    let (choices, faults) = Choices::read(include_str!("fixtures/policy_wrong_in_most_keys.json"));
    let told: Vec<_> = faults.iter().map(|fault| (fault.key.as_str(), fault.found.as_str())).collect();
    assert_eq!(
        told,
        [
            ("tenants[0].cloud", "mars"),
            ("tenants[2]", "fabrikam"),
            ("tenants[3].tenantId", "contoso.com"),
            ("tenants[3].clientId", ""),
            ("tenants[4].region", "eu"),
            ("tenants[5]", CONTOSO),
            ("tenants[6].clientId", "7"),
            ("otherTenants", "allow"),
            ("prefetch", "yes"),
            ("cacheMinutes", "-5"),
            ("pivots[1]", "shodan"),
            ("knownGoodHashes[2]", "17"),
        ]
    );
    let kept = Choices {
        tenants: Some(vec![
            tenant(CONTOSO, Some("Contoso"), Cloud::Commercial, Region::Default),
            tenant(FABRIKAM, None, Cloud::Gcc, Region::Default),
        ]),
        pivots: Some(vec![Pivot::MalwareBazaar]),
        known_good: Some(KnownGood::read(&format!("{SHA1} 8d5b7cc9a832e21d22503057e1fec8e9")).0),
        ..Choices::default()
    };
    assert_eq!(choices, kept);
}

#[test]
fn a_key_that_was_dropped_locks_nothing() {
    let (policy, _) = Choices::read(r#"{"tenants": [{}], "cacheMinutes": "5", "pivots": ["shodan"]}"#);
    let (settings, locks) = Settings::effective(&Choices::default(), &policy);
    assert_eq!(settings, Settings::default());
    assert_eq!(locks, Default::default());
}

#[test]
fn an_empty_list_of_pivots_is_a_choice_and_an_empty_list_of_tenants_is_none() {
    let choices = policy(r#"{"pivots": [], "tenants": [], "prefetch": null}"#);
    assert_eq!(choices, Choices { pivots: Some(Vec::new()), ..Choices::default() });
}

#[test]
fn garbage_in_local_storage_is_a_fault_and_the_defaults_hold() {
    for json in ["", "null", "[1]", "7", "{", "\u{0}", "{\"tenants\":"] {
        let (choices, faults) = Choices::read(json);
        assert_eq!(choices, Choices::default(), "{json}");
        assert_eq!(faults.len(), 1, "{json}");
        assert_eq!(faults[0].expected, Expected::Object, "{json}");
    }
}

#[test]
fn a_fault_is_told_in_a_sentence_with_the_remedy() {
    let told = |json: &str| Choices::read(json).1.iter().map(words::settings::policy_fault).collect::<Vec<_>>();
    assert_eq!(
        told(r#"{"cacheMinutes": -5}"#),
        ["`cacheMinutes` is `-5` and was left out. Enter a whole number from 0 to 1440."]
    );
    assert_eq!(told("{"), ["The settings cannot be read and were left out. Enter a JSON object."]);
    assert_eq!(
        told("{\"otherTenants\": \"\u{202E}ksa\"}"),
        ["`otherTenants` is `<U+202E>ksa` and was left out. Enter ask or forbid."]
    );
    let tenant = format!(r#""tenantId": "{CONTOSO}", "clientId": "{CLIENT}""#);
    assert_eq!(
        told(&format!(r#"{{{tenant}, "cloud": "Comercial"}}"#)),
        [
            "`cloud` is `Comercial`, so its entry was left out. There is no such cloud. Choose commercial, gcc, gcc-high or dod."
        ]
    );
    assert_eq!(
        told(&format!(r#"{{{tenant}, "cloud": "gcc", "region": "eu"}}"#)),
        ["`region` is `eu` and was left out. Only the commercial cloud has regions. Choose default."]
    );
    let client_missing = format!(r#"{{"tenantId": "{CONTOSO}"}}"#);
    assert_eq!(
        told(&client_missing),
        ["`clientId` is missing, so its entry was left out. Copy it from the app registration's overview page."]
    );
}

#[test]
fn a_long_wrong_value_is_cut_between_characters() {
    let json = format!(r#"{{"otherTenants": "{}"}}"#, "é".repeat(5_000));
    assert_eq!(
        Choices::read(&json).1,
        [PolicyFault { key: "otherTenants".to_owned(), found: "é".repeat(60), expected: Expected::OtherTenants }]
    );
}

fn check_form(tenant_id: &str, cloud: &str, region: &str, client_id: &str, expected: &[(Field, FieldReason)]) {
    let form = TenantForm {
        tenant_id: tenant_id.to_owned(),
        name: String::new(),
        cloud: cloud.to_owned(),
        region: region.to_owned(),
        client_id: client_id.to_owned(),
    };
    let expected: Vec<_> = expected.iter().map(|&(field, reason)| FieldFault { field, reason }).collect();
    assert_eq!(form.parse().err().unwrap_or_default(), expected, "{form:?}");
}

#[test]
fn a_form_tells_everything_that_is_wrong_at_once() {
    check_form(CONTOSO, "commercial", "eu", CLIENT, &[]);
    check_form(&format!(" {} ", CONTOSO.to_uppercase()), "", "", CLIENT, &[]);
    check_form("", "", "", "", &[(Field::TenantId, FieldReason::Missing), (Field::ClientId, FieldReason::Missing)]);
    for any in ["common", "Organizations", "consumers"] {
        check_form(any, "", "", CLIENT, &[(Field::TenantId, FieldReason::AnyTenant)]);
    }
    let zeros = "00000000-0000-0000-0000-000000000000";
    check_form(zeros, "", "", CLIENT, &[(Field::TenantId, FieldReason::NotAGuid)]);
    check_form(CONTOSO, "", "", zeros, &[(Field::ClientId, FieldReason::NotAGuid)]);
    check_form("contoso.onmicrosoft.com", "", "", CLIENT, &[(Field::TenantId, FieldReason::DomainName)]);
    check_form(
        "contoso",
        "",
        "",
        "{x}",
        &[(Field::TenantId, FieldReason::NotAGuid), (Field::ClientId, FieldReason::NotAGuid)],
    );
    check_form(CONTOSO, "", "", CONTOSO, &[(Field::ClientId, FieldReason::SameAsTenantId)]);
    check_form(
        CONTOSO,
        "china",
        "moon",
        CLIENT,
        &[(Field::Cloud, FieldReason::UnknownCloud), (Field::Region, FieldReason::UnknownRegion)],
    );
}

#[test]
fn only_the_commercial_cloud_has_regions() {
    for cloud in ["gcc", "gcc-high", "dod"] {
        check_form(CONTOSO, cloud, "default", CLIENT, &[]);
        check_form(CONTOSO, cloud, "us", CLIENT, &[(Field::Region, FieldReason::CommercialOnly)]);
    }
}

#[test]
fn a_tenant_survives_its_form() {
    for cloud in [Cloud::Commercial, Cloud::Gcc, Cloud::GccHigh, Cloud::Dod] {
        let tenant = tenant(CONTOSO, Some("Contoso"), cloud, Region::Default);
        assert_eq!(tenant.form().parse(), Ok(tenant));
    }
    use Region::*;
    for region in [Default, Us, Eu, Uk, Au, Swa, Ina, Aea] {
        let tenant = tenant(CONTOSO, None, Cloud::Commercial, region);
        assert_eq!(tenant.form().parse(), Ok(tenant));
    }
}

#[test]
fn known_good_files_are_named_by_any_of_their_hashes() {
    let md5 = "8d5b7cc9a832e21d22503057e1fec8e9";
    let pasted = format!("{},\n# from the image of {SHA256}\n{SHA1}; {SHA1}\r\n{md5} x # y\nz", SHA256.to_uppercase());
    let (known_good, unread) = KnownGood::read(&pasted);
    assert_eq!(unread, [(4, "x".to_owned()), (5, "z".to_owned())]);
    assert_eq!((known_good.hashes(), known_good.len()), (vec![SHA256.to_owned(), SHA1.to_owned(), md5.to_owned()], 3));
    let none = Hashes::default();
    assert!(known_good.names(&Hashes { sha256: SHA256.parse().ok(), ..none }));
    assert!(known_good.names(&Hashes { sha1: SHA1.parse().ok(), ..none }));
    assert!(known_good.names(&Hashes { md5: md5.parse().ok(), ..none }));
    assert!(!known_good.names(&none) && !KnownGood::default().names(&Hashes { md5: md5.parse().ok(), ..none }));
    assert_eq!(KnownGood::read(&known_good.hashes().join("\n")), (known_good, Vec::new()));
}

#[test]
fn the_schema_in_the_package_has_the_keys_that_are_read() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../extension/managed_schema.json")).expect("JSON");
    let keys = |properties: &serde_json::Value| {
        let mut keys: Vec<_> = properties.as_object().expect("properties").keys().cloned().collect();
        keys.sort_unstable();
        keys
    };
    let sorted = |names: &[&str]| {
        let mut names: Vec<_> = names.iter().map(ToString::to_string).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(keys(&schema["properties"]), sorted(&POLICY_KEYS));
    assert_eq!(keys(&schema["properties"]["tenants"]["items"]["properties"]), sorted(&TENANT_KEYS));
    // Every key of the schema makes a difference when it is set to a value of its type.
    for (key, property) in schema["properties"].as_object().expect("properties") {
        let wrong = match property["type"].as_str().expect("a type") {
            "string" => serde_json::json!("?"),
            "boolean" => continue,
            "integer" => serde_json::json!(-1),
            "array" => serde_json::json!(["?"]),
            other => panic!("`{other}` is no type that Chrome's schema knows here"),
        };
        let told = faults(&serde_json::json!({ key: wrong }).to_string());
        assert!(told.iter().any(|(told, _)| told.starts_with(key.as_str())), "{key}: {told:?}");
    }
    for forbidden in ["additionalProperties", "required", "oneOf", "enum", "minimum"] {
        assert!(!schema.to_string().contains(&format!("\"{forbidden}\"")), "{forbidden}");
    }
}

fn choices() -> impl Strategy<Value = Choices> {
    let tenants = prop::collection::vec((any::<u32>(), "[ -~é]{0,9}", 0..11_usize), 1..4);
    let tenants = tenants.prop_map(|rows| {
        let mut tenants: Vec<Tenant> = Vec::new();
        for (number, name, place) in rows {
            let places = ["", "us", "eu", "uk", "au", "swa", "ina", "aea"];
            let (cloud, region) = match places.get(place) {
                Some(region) => ("commercial", *region),
                None => (["gcc", "gcc-high", "dod"][place - places.len()], ""),
            };
            let form = TenantForm {
                tenant_id: format!("{number:08x}-0000-4000-8000-000000000000"),
                name,
                cloud: cloud.to_owned(),
                region: region.to_owned(),
                client_id: CLIENT.to_owned(),
            };
            let tenant = form.parse().expect("a tenant");
            if tenants.iter().all(|earlier| earlier.id != tenant.id) {
                tenants.push(tenant);
            }
        }
        tenants
    });
    let other_tenants = prop_oneof![Just(OtherTenants::Ask), Just(OtherTenants::Forbid)];
    let pivots = prop::sample::subsequence(Pivot::ALL.to_vec(), 0..=4);
    let hashes = prop::collection::vec("[0-9a-f]{40}|[0-9a-f]{64}", 0..5).prop_map(|hashes| {
        let (known_good, unread) = KnownGood::read(&hashes.join("\n"));
        assert_eq!(unread, Vec::new());
        known_good
    });
    let of = prop::option::of::<BoxedStrategy<_>>;
    (
        of(tenants.boxed()),
        prop::option::of(other_tenants),
        prop::option::of(any::<bool>()),
        prop::option::of(0..=1_440_u16),
        prop::option::of(pivots),
        prop::option::of(hashes),
    )
        .prop_map(|(tenants, other_tenants, prefetch, cache_minutes, pivots, known_good)| Choices {
            tenants,
            other_tenants,
            prefetch,
            cache_minutes,
            pivots,
            known_good,
        })
}

proptest! {
    #[test]
    fn saved_choices_are_read_back_as_they_were(choices in choices()) {
        prop_assert_eq!(Choices::read(&choices.to_json()), (choices, Vec::new()));
    }

    #[test]
    fn no_text_breaks_reading(json in any::<String>()) {
        Choices::read(&json);
    }

    #[test]
    fn no_value_in_any_key_breaks_reading(key in prop::sample::select(POLICY_KEYS.to_vec()), value in "[\\[{\"a0:,}\\]-]{0,12}") {
        Choices::read(&format!("{{\"{key}\":{value}}}"));
        Choices::read(&format!("{{\"{key}\":[{value}]}}"));
    }
}
