//! The Defender API: who is refused, what is counted, what the answers look like.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::support::https::Request;
use super::support::tenant::*;
use super::{API, asked, sent, start};

/// The SHA-1 of AutoKMS.exe in the six files.
const AUTOKMS: &str = "565ca4d63011f30ffff7d4bf75c22201ace3b1cc";

fn files_of(alert_id: &str) -> String {
    format!("{API}/alerts/{alert_id}/files")
}

fn reader() -> AccessClaims {
    AccessClaims::default()
}

fn analyst() -> AccessClaims {
    AccessClaims::default().scopes("File.Read.All Alert.Read")
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_six_files_come_with_microsofts_keys() {
    let tenant = start();
    let reply = asked(&tenant, &reader(), &files_of(alerts::SIX_FILES)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), None);
    let body = reply.json();
    assert!(body["@odata.context"].as_str().is_some_and(|context| context.ends_with("$metadata#Files")));
    let documented: Value = serde_json::from_str(include_str!("../fixtures/tenant/one-signed-microsoft-file.json"))
        .expect("the documented file");
    let rows = body["value"].as_array().expect("rows");
    assert_eq!(rows.len(), 6);
    for row in rows {
        assert_eq!(keys(row), keys(&documented["files"][0]));
    }
}

#[tokio::test]
async fn whoever_may_not_is_told_so_in_the_documented_shape() {
    let tenant = start();
    let six = files_of(alerts::SIX_FILES);
    let one = format!("{API}/alerts/{}", alerts::SIX_FILES);
    let everything = "https://api.securitycenter.microsoft.com";
    for (claims, address, status, code) in [
        (reader().audience("https://graph.microsoft.com"), &six, 401, "Unauthorized"),
        (reader().audience("https://api-gcc.securitycenter.microsoft.us"), &six, 401, "Unauthorized"),
        (reader().expires_in(-1), &six, 401, "Unauthorized"),
        (reader().account(WOODGROVE, "wade@woodgrove.gov"), &six, 401, "Unauthorized"),
        (reader().scopes("Alert.Read"), &six, 403, "Forbidden"),
        (reader(), &one, 403, "Forbidden"),
        (reader().account(CONTOSO, LINUS), &six, 403, "Forbidden"),
        (reader(), &files_of(alerts::OTHER_DEVICE_GROUP), 403, "Forbidden"),
        (reader(), &files_of(alerts::EXPIRED), 404, "ResourceNotFound"),
        (reader(), &files_of(alerts::UNKNOWN), 404, "ResourceNotFound"),
        (reader(), &files_of(alerts::OF_FABRIKAM), 404, "ResourceNotFound"),
        (reader(), &format!("{everything}/alerts"), 404, "NotFound"),
    ] {
        let reply = asked(&tenant, &claims, address).await;
        let error = &reply.json()["error"];
        assert_eq!((reply.status, error["code"].as_str()), (status, Some(code)), "{claims:?} {address}");
        assert_eq!(error["target"].as_str().map(str::len), Some(36), "a GUID to show");
    }
    assert_eq!(sent(&tenant, Request::get(&six)).await.status, 401);
    let forged = format!("Bearer {}x", tenant.mint_access_token(&reader()));
    assert_eq!(sent(&tenant, Request::get(&six).header("authorization", &forged)).await.status, 401);
    let token = format!("Bearer {}", tenant.mint_access_token(&reader()));
    assert_eq!(sent(&tenant, Request::new("POST", &six).header("authorization", &token)).await.status, 405);
}

#[tokio::test]
async fn other_tokens_than_the_usual_pass_too() {
    let tenant = start();
    let six = files_of(alerts::SIX_FILES);
    for claims in [
        reader().scopes("user_impersonation"),
        reader().application_roles(&["File.Read.All"]),
        reader().audience("https://api.securitycenter.windows.com"),
    ] {
        assert_eq!(asked(&tenant, &claims, &six).await.status, 200, "{claims:?}");
    }
    let id = alerts::generated(3, 0);
    for (tenant_id, upn, audience) in [
        (FABRIKAM, ADA, "https://api.securitycenter.microsoft.com"),
        (WOODGROVE, "wade@woodgrove.gov", "https://api-gcc.securitycenter.microsoft.us"),
        (LITWARE, "lena@litware.us", "https://api-gov.securitycenter.microsoft.us"),
        (TREY, "theo@trey.mil", "https://api-gov.securitycenter.microsoft.us"),
    ] {
        let claims = reader().account(tenant_id, upn).audience(audience);
        let reply = asked(&tenant, &claims, &format!("{audience}/api/alerts/{id}/files")).await;
        assert_eq!(reply.status, 200, "{audience}");
    }
    let regional = format!("https://swa.api.security.microsoft.com/api/v1.0/alerts/{id}/files");
    assert_eq!(asked(&tenant, &reader(), &regional).await.status, 200);
}

#[tokio::test]
async fn the_limit_counts_per_application_and_tenant_and_opens_again() {
    let tenant = start();
    let six = files_of(alerts::SIX_FILES);
    tenant.spend_calls(CONTOSO, 99);
    assert_eq!(asked(&tenant, &reader(), &six).await.status, 200);
    let full = asked(&tenant, &reader(), &six).await;
    assert_eq!((full.status, full.json()["error"]["code"].as_str()), (429, Some("429")));
    assert!(full.json()["error"]["message"].as_str().is_some_and(|message| message.contains("00:01:00")));
    let wait: u64 = full.header("retry-after").and_then(|wait| wait.parse().ok()).expect("seconds");
    assert!((55..=60).contains(&wait), "{wait}");
    assert_eq!(asked(&tenant, &reader().account(CONTOSO, GRACE), &six).await.status, 429);
    assert_eq!(asked(&tenant, &reader().client(GOVERNMENT_CLIENT), &six).await.status, 200);
    tenant.advance(Duration::from_secs(wait));
    assert_eq!(asked(&tenant, &reader(), &six).await.status, 200);

    tenant.limit(CallLimits { per_minute: 10, per_hour: 1 });
    assert_eq!(asked(&tenant, &reader(), &six).await.status, 200);
    let full = asked(&tenant, &reader(), &six).await;
    assert!(full.json()["error"]["message"].as_str().is_some_and(|message| message.contains("01:00:00")));
    tenant.limit(CallLimits::default());
    assert_eq!(asked(&tenant, &reader(), &six).await.status, 200);
}

#[tokio::test]
async fn an_alert_comes_with_every_documented_key_and_names_for_its_files() {
    let tenant = start();
    let alert = asked(&tenant, &analyst(), &format!("{API}/alerts/{}", alerts::SIX_FILES)).await.json();
    let documented = ["incidentId", "machineId", "rbacGroupName", "mitreTechniques", "relatedUser", "resolvedTime"];
    assert!(documented.iter().all(|key| keys(&alert).contains(key)), "{alert}");
    let evidence = alert["evidence"].as_array().expect("evidence");
    assert!(evidence.iter().all(|item| keys(item).len() == 25), "every item has all keys");
    let files = asked(&tenant, &analyst(), &files_of(alerts::SIX_FILES)).await.json();
    for file in files["value"].as_array().expect("rows") {
        let named = evidence.iter().find(|item| item["sha1"] == file["sha1"]).expect("evidence of the file");
        assert!(named["fileName"].is_string());
    }
}

#[tokio::test]
async fn the_list_of_alerts_takes_the_documented_options_and_no_others() {
    let tenant = start();
    let list = async |query: &str| asked(&tenant, &analyst(), &format!("{API}/alerts?{query}")).await;
    let incident = list("$filter=incidentId+eq+4711").await.json();
    let rows = incident["value"].as_array().expect("rows").clone();
    assert_eq!(rows.len(), 4, "what is refused or gone is not listed");
    assert!(rows.iter().all(|row| row.get("evidence").is_none()));
    let high = list("$filter=incidentId+eq+4711+and+severity+eq+'High'&$expand=evidence").await.json();
    assert_eq!(high["value"][0]["id"], alerts::FOURTEEN_FILES);
    assert!(high["value"][0]["evidence"].is_array());
    let second = list("$filter=incidentId+eq+4711&$top=1&$skip=1").await.json();
    assert_eq!(second["value"], json!([rows[1]]));
    for refused in ["$orderby=id", "$filter=title+eq+'x'", "$filter=severity", "$top=10001", "$expand=files"] {
        let reply = list(refused).await;
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &"ODataError".into()), "{refused}");
    }
}

#[tokio::test]
async fn statistics_of_a_file_come_in_both_spellings() {
    let tenant = start();
    let address = format!("{API}/files/{AUTOKMS}/stats?lookBackHours=48");
    let stats = asked(&tenant, &reader(), &address).await.json();
    assert!(stats["orgPrevalence"].is_string() && stats["organizationPrevalence"].is_number());
    assert_eq!(stats["topFileNames"][0], "AutoKMS.exe");
    for (hash, query, status) in [
        ("0000000000000000000000000000000000000000", "", 404),
        ("not-a-hash", "", 400),
        (AUTOKMS, "?lookBackHours=721", 400),
    ] {
        assert_eq!(asked(&tenant, &reader(), &format!("{API}/files/{hash}/stats{query}")).await.status, status);
    }
    let rows = asked(&tenant, &reader(), &files_of(&alerts::generated(2, 5))).await.json();
    let sha1 = rows["value"][1]["sha1"].as_str().expect("a hash").to_owned();
    assert_eq!(asked(&tenant, &reader(), &format!("{API}/files/{sha1}/stats")).await.status, 200);
}

#[tokio::test]
async fn generated_alerts_have_as_many_files_as_their_id_says_and_the_same_in_every_run() {
    let (one, other) = (start(), start());
    for count in [0, 1, 100, 10_000] {
        let id = alerts::generated(count, 7);
        let rows = asked(&one, &reader(), &files_of(&id)).await.json()["value"].clone();
        let hashes = |rows: &Value| -> BTreeSet<String> {
            rows.as_array().expect("rows").iter().map(|row| row["sha256"].to_string()).collect()
        };
        assert_eq!(rows.as_array().map(Vec::len), usize::try_from(count).ok());
        assert_eq!(hashes(&rows), hashes(&asked(&other, &reader(), &files_of(&id)).await.json()["value"]));
    }
}

#[tokio::test]
async fn a_file_first_seen_a_day_before_the_start_gets_older_with_the_clock() {
    let tenant = start();
    let first_seen = async || {
        let rows = asked(&tenant, &reader(), &files_of(alerts::FOURTEEN_FILES)).await.json();
        rows["value"][7]["globalFirstObserved"].as_str().expect("a moment").to_owned()
    };
    let yesterday = first_seen().await;
    let created = async |query: &str| {
        let list = asked(&tenant, &analyst(), &format!("{API}/alerts?$filter=id+eq+'{query}'")).await.json();
        list["value"][0]["alertCreationTime"].as_str().expect("a moment").to_owned()
    };
    assert!(
        yesterday < created(alerts::SIX_FILES).await && yesterday > created(&tenant.alert("keys-null")).await,
        "{yesterday}"
    );
    tenant.advance(Duration::from_secs(40 * 86_400));
    assert_eq!(first_seen().await, yesterday, "a date does not move");
}

#[tokio::test]
async fn pages_link_to_the_next_until_all_files_were_seen() {
    let tenant = start();
    tenant.paging(Paging::Pages(5));
    let mut address = files_of(alerts::FOURTEEN_FILES);
    let mut sizes = Vec::new();
    loop {
        let page = asked(&tenant, &reader(), &address).await.json();
        sizes.push(page["value"].as_array().map_or(0, Vec::len));
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        next.clone_into(&mut address);
    }
    assert_eq!(sizes, [5, 5, 4]);
    tenant.paging(Paging::ForeignHost);
    let page = asked(&tenant, &reader(), &files_of(alerts::SIX_FILES)).await.json();
    assert!(page["@odata.nextLink"].as_str().is_some_and(|link| link.starts_with("https://evil.example/")));
}

#[tokio::test]
async fn every_fixture_answers_as_its_access_says() {
    let tenant = start();
    for name in tenant.alert_names() {
        let id = tenant.alert(&name);
        let claims = if id == alerts::OF_FABRIKAM { reader().account(FABRIKAM, ADA) } else { reader() };
        let status = match id.as_str() {
            alerts::EXPIRED => 404,
            alerts::OTHER_DEVICE_GROUP => 403,
            _ => 200,
        };
        assert_eq!(asked(&tenant, &claims, &files_of(&id)).await.status, status, "{name}");
    }
}

#[test]
fn every_alert_that_tests_name_has_its_fixture() {
    let tenant = start();
    for (name, id) in [
        ("six-files-with-a-hacktool", alerts::SIX_FILES),
        ("one-signed-microsoft-file", alerts::ONE_SIGNED_FILE),
        ("no-files", alerts::NO_FILES),
        ("fourteen-files", alerts::FOURTEEN_FILES),
        ("shares-three-of-the-six-files", alerts::OVERLAPPING),
        ("expired", alerts::EXPIRED),
        ("other-device-group", alerts::OTHER_DEVICE_GROUP),
        ("hostile-strings", alerts::HOSTILE_STRINGS),
        ("of-fabrikam", alerts::OF_FABRIKAM),
    ] {
        assert_eq!(tenant.alert(name), id, "{name}");
    }
}
