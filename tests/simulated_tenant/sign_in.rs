//! Entra: the way from the authorize request to tokens, and every refusal on it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::support::https::{Reply, Request};
use super::support::tenant::*;
use super::{REDIRECT_URI, sent, start};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const BASE: &str = "openid profile offline_access https://api.securitycenter.microsoft.com/File.Read.All";
const NAMES: &str = "openid profile offline_access https://api.securitycenter.microsoft.com/Alert.Read";

/// What the fragment of a redirect says under `name`.
fn fragment(reply: &Reply, name: &str) -> Option<String> {
    let (_, fragment) = reply.header("location")?.split_once('#')?;
    let pair = fragment.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    Some(pair.to_owned())
}

fn authorize(tenant_id: &str, changes: &[(&str, &str)]) -> Request {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut parameters = vec![
        ("client_id", CLIENT),
        ("response_type", "code"),
        ("response_mode", "fragment"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", BASE),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for change in changes {
        parameters.retain(|(name, _)| *name != change.0);
        parameters.push(*change);
    }
    let query = form(&parameters);
    Request::get(&format!("https://login.microsoftonline.com/{tenant_id}/oauth2/v2.0/authorize?{query}"))
}

fn form(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.replace('%', "%25").replace(':', "%3A").replace('/', "%2F").replace(' ', "+");
    pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

fn context(page: &Reply) -> String {
    let html = page.text();
    let (_, rest) = html.split_once(r#"name="ctx" value=""#).unwrap_or_else(|| panic!("no form in `{html}`"));
    rest.split('"').next().expect("a value").to_owned()
}

/// Presses the tile of `upn` on the account page.
async fn picked(tenant: &SimulatedTenant, tenant_id: &str, page: &Reply, upn: &str) -> Reply {
    let url = format!("https://login.microsoftonline.com/{tenant_id}/login");
    sent(tenant, Request::post(&url, form(&[("ctx", &context(page)), ("account", upn)]))).await
}

async fn consented(tenant: &SimulatedTenant, page: &Reply, choice: &str) -> Reply {
    let url = format!("https://login.microsoftonline.com/{CONTOSO}/consent");
    sent(tenant, Request::post(&url, form(&[("ctx", &context(page)), ("choice", choice)]))).await
}

/// A code for Ada of Contoso, and her session cookie.
async fn signed_in(tenant: &SimulatedTenant) -> (String, String) {
    let page = sent(tenant, authorize(CONTOSO, &[])).await;
    let back = picked(tenant, CONTOSO, &page, ADA).await;
    let cookie = back.header("set-cookie").expect("a session cookie").split(';').next().expect("a pair").to_owned();
    (fragment(&back, "code").expect("a code"), cookie)
}

fn token_request(tenant_id: &str, fields: &[(&str, &str)]) -> Request {
    let url = format!("https://login.microsoftonline.com/{tenant_id}/oauth2/v2.0/token");
    Request::post(&url, form(fields)).header("origin", "chrome-extension://abcdefghijklmnopabcdefghijklmnop")
}

fn redemption(code: &str) -> Vec<(&'static str, String)> {
    [
        ("client_id", CLIENT),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

async fn redeemed(tenant: &SimulatedTenant, code: &str) -> Value {
    redeemed_with(tenant, CONTOSO, code, &[]).await
}

async fn redeemed_with(tenant: &SimulatedTenant, tenant_id: &str, code: &str, changes: &[(&str, &str)]) -> Value {
    let fields = redemption(code);
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for change in changes {
        fields.retain(|(name, _)| *name != change.0);
        fields.push(*change);
    }
    sent(tenant, token_request(tenant_id, &fields)).await.json()
}

async fn refreshed(tenant: &SimulatedTenant, tenant_id: &str, token: &Value, scope: &str) -> Value {
    let token = token.as_str().expect("a refresh token");
    let fields = [("client_id", CLIENT), ("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
    sent(tenant, token_request(tenant_id, &fields)).await.json()
}

fn claims(token: &Value) -> Value {
    let part = token.as_str().and_then(|token| token.split('.').nth(1)).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

#[tokio::test]
async fn a_person_who_picks_an_account_comes_back_with_a_code_that_becomes_tokens() {
    let tenant = start();
    let page = sent(&tenant, authorize(CONTOSO, &[])).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains(r#"aria-label="Sign in as ada@contoso.com""#));
    assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"));
    assert!(page.header("content-security-policy").is_some());

    let back = picked(&tenant, CONTOSO, &page, ADA).await;
    assert_eq!(back.status, 302);
    assert!(back.header("location").is_some_and(|target| target.starts_with(&format!("{REDIRECT_URI}#code="))));
    assert_eq!(fragment(&back, "state").as_deref(), Some("the-state"));

    let tokens = redeemed(&tenant, &fragment(&back, "code").expect("a code")).await;
    let (access, identity) = (claims(&tokens["access_token"]), claims(&tokens["id_token"]));
    assert_eq!(access["aud"], "https://api.securitycenter.microsoft.com");
    assert_eq!(access["iss"], format!("https://sts.windows.net/{CONTOSO}/"));
    assert_eq!(access["scp"], "File.Read.All");
    assert_eq!((&identity["nonce"], &identity["aud"]), (&"the-nonce".into(), &CLIENT.into()));
    assert_eq!((&identity["tid"], &identity["oid"]), (&access["tid"], &access["oid"]));
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 4500);
    // A second may have begun since the sign-in.
    assert!(tokens["refresh_token_expires_in"].as_u64().is_some_and(|left| (86_395..=86_400).contains(&left)));

    let files = format!("{}/alerts/{}/files", super::API, alerts::SIX_FILES);
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    assert_eq!(sent(&tenant, Request::get(&files).header("authorization", &bearer)).await.status, 200);
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_only_for_its_own_request() {
    let tenant = start();
    let (code, _) = signed_in(&tenant).await;
    for (changes, number) in [
        (&[("code_verifier", "another-verifier")][..], 501_481),
        (&[("redirect_uri", "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/else")], 70_000),
        (&[("client_id", "0ddba11d-1111-4222-8333-444455556666")], 700_016),
        (&[("code", "1.AXkmade-up")], 9_002_313),
        (&[("client_secret", "a-secret")], 700_025),
        (&[("scope", "https://graph.microsoft.com/User.Read")], 70_011),
    ] {
        assert_eq!(redeemed_with(&tenant, CONTOSO, &code, changes).await["error_codes"][0], number, "{changes:?}");
    }
    assert_eq!(redeemed_with(&tenant, FABRIKAM, &code, &[]).await["error_codes"][0], 700_005);
    assert!(redeemed(&tenant, &code).await["access_token"].is_string());
    assert_eq!(redeemed(&tenant, &code).await["error_codes"][0], 54_005);

    let (late, _) = signed_in(&tenant).await;
    tenant.advance(Duration::from_secs(601));
    assert_eq!(redeemed(&tenant, &late).await["error_codes"][0], 70_008);
}

#[tokio::test]
async fn a_token_request_without_origin_is_refused() {
    let tenant = start();
    let (code, _) = signed_in(&tenant).await;
    let fields = redemption(&code);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let url = format!("https://login.microsoftonline.com/{CONTOSO}/oauth2/v2.0/token");
    let reply = sent(&tenant, Request::post(&url, form(&fields))).await;
    assert_eq!((reply.status, &reply.json()["error_codes"][0]), (400, &9_002_327.into()));
    assert_eq!(reply.json()["error"], "invalid_request");
}

#[tokio::test]
async fn setup_errors_stay_on_a_page_of_entra() {
    let tenant = start();
    let unregistered = [("redirect_uri", "https://ponmlkjihgfedcbaponmlkjihgfedcba.chromiumapp.org/")];
    for (tenant_id, changes, number) in [
        (CONTOSO, &unregistered[..], "AADSTS50011"),
        (CONTOSO, &[("client_id", GOVERNMENT_CLIENT)], "AADSTS700016"),
        ("common", &[], "AADSTS50194"),
        (LITWARE, &[], "AADSTS90002"),
    ] {
        let page = sent(&tenant, authorize(tenant_id, changes)).await;
        assert_eq!((page.status, page.header("location")), (400, None), "{number}");
        assert!(page.text().contains(number), "{number} in {}", page.text());
    }
    tenant.register_redirect_uri(unregistered[0].1);
    assert_eq!(sent(&tenant, authorize(CONTOSO, &unregistered)).await.status, 200);
}

#[tokio::test]
async fn what_is_wrong_in_a_request_goes_back_to_its_application() {
    let tenant = start();
    for (tenant_id, changes, error) in [
        (CONTOSO, &[("response_type", "token")][..], "unsupported_response_type"),
        (CONTOSO, &[("code_challenge", "")], "invalid_request"),
        (CONTOSO, &[("code_challenge_method", "plain")], "invalid_request"),
        (CONTOSO, &[("prompt", "select_account"), ("login_hint", ADA)], "invalid_request"),
        (CONTOSO, &[("scope", "https://api-gov.securitycenter.microsoft.us/File.Read.All")], "invalid_resource"),
        (CONTOSO, &[("prompt", "none")], "login_required"),
        (ADATUM, &[], "invalid_resource"),
    ] {
        let back = sent(&tenant, authorize(tenant_id, changes)).await;
        assert_eq!(fragment(&back, "error").as_deref(), Some(error), "{changes:?}");
        assert!(fragment(&back, "error_description").is_some_and(|text| text.starts_with("AADSTS")));
        assert_eq!(fragment(&back, "state").as_deref(), Some("the-state"));
    }
}

#[tokio::test]
async fn a_session_signs_in_silently_and_only_the_account_that_is_meant() {
    let tenant = start();
    let (_, cookie) = signed_in(&tenant).await;
    let silent = |hint: &'static str| {
        let changes = [("prompt", "none"), ("login_hint", hint)];
        authorize(CONTOSO, if hint.is_empty() { &changes[..1] } else { &changes }).header("cookie", &cookie)
    };
    assert!(fragment(&sent(&tenant, silent(ADA)).await, "code").is_some());
    assert!(fragment(&sent(&tenant, silent("")).await, "code").is_some());
    assert_eq!(fragment(&sent(&tenant, silent(GRACE)).await, "error").as_deref(), Some("login_required"));
    let guest = authorize(FABRIKAM, &[("prompt", "none")]).header("cookie", &cookie);
    assert!(fragment(&sent(&tenant, guest).await, "code").is_some());

    let page = sent(&tenant, authorize(CONTOSO, &[("prompt", "select_account")]).header("cookie", &cookie)).await;
    let url = format!("https://login.microsoftonline.com/{CONTOSO}/login");
    let second = Request::post(&url, form(&[("ctx", &context(&page)), ("account", GRACE)])).header("cookie", &cookie);
    assert_eq!(sent(&tenant, second).await.status, 302);
    assert_eq!(fragment(&sent(&tenant, silent("")).await, "error").as_deref(), Some("interaction_required"));

    tenant.end_sessions();
    assert_eq!(fragment(&sent(&tenant, silent(ADA)).await, "error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_permission_nobody_granted_yet_needs_a_page_and_then_comes_with_every_token() {
    let tenant = start();
    let (code, cookie) = signed_in(&tenant).await;
    let tokens = redeemed(&tenant, &code).await;
    let refused = refreshed(&tenant, CONTOSO, &tokens["refresh_token"], NAMES).await;
    assert_eq!((&refused["error"], &refused["error_codes"][0]), (&"invalid_grant".into(), &65_001.into()));
    let silent = authorize(CONTOSO, &[("prompt", "none"), ("scope", NAMES)]).header("cookie", &cookie);
    assert_eq!(fragment(&sent(&tenant, silent).await, "error").as_deref(), Some("consent_required"));

    let asking = authorize(CONTOSO, &[("scope", NAMES)]).header("cookie", &cookie);
    let page = sent(&tenant, asking.clone()).await;
    assert!(page.text().contains("Alert.Read") && page.text().contains(">Accept<"), "{}", page.text());
    let cancelled = consented(&tenant, &page, "cancel").await;
    assert_eq!(fragment(&cancelled, "error").as_deref(), Some("access_denied"));

    let page = sent(&tenant, asking).await;
    let code = fragment(&consented(&tenant, &page, "accept").await, "code").expect("a code");
    let tokens = redeemed(&tenant, &code).await;
    assert_eq!(claims(&tokens["access_token"])["scp"], "File.Read.All Alert.Read");
    let tokens = refreshed(&tenant, CONTOSO, &tokens["refresh_token"], BASE).await;
    assert_eq!(claims(&tokens["access_token"])["scp"], "File.Read.All Alert.Read");
}

#[tokio::test]
async fn a_permission_for_administrators_ends_on_a_page_that_leads_nowhere() {
    let mut scenario = Scenario::for_extension("abcdefghijklmnopabcdefghijklmnop");
    scenario.tenant_mut(CONTOSO).administrator_only.push("Alert.Read".to_owned());
    let tenant = SimulatedTenant::start(scenario);
    let page = sent(&tenant, authorize(CONTOSO, &[("scope", NAMES)])).await;
    let page = picked(&tenant, CONTOSO, &page, ADA).await;
    assert_eq!((page.status, page.header("location")), (200, None));
    assert!(page.text().contains("Need admin approval"));
}

#[tokio::test]
async fn a_refresh_rotates_the_token_and_does_not_prolong_its_day() {
    let tenant = start();
    let (code, _) = signed_in(&tenant).await;
    let first = redeemed(&tenant, &code).await;
    tenant.advance(Duration::from_secs(23 * 3600));
    let second = refreshed(&tenant, CONTOSO, &first["refresh_token"], BASE).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert!(second["refresh_token_expires_in"].as_u64().is_some_and(|left| (3590..=3600).contains(&left)));
    let guest = refreshed(&tenant, FABRIKAM, &second["refresh_token"], BASE).await;
    assert_eq!(claims(&guest["access_token"])["tid"], FABRIKAM);

    tenant.advance(Duration::from_secs(3601));
    let dead = refreshed(&tenant, CONTOSO, &second["refresh_token"], BASE).await;
    assert_eq!((&dead["error"], &dead["error_codes"][0]), (&"invalid_grant".into(), &700_084.into()));

    let (code, _) = signed_in(&tenant).await;
    let revoked = redeemed(&tenant, &code).await;
    tenant.revoke_refresh_tokens();
    assert_eq!(refreshed(&tenant, CONTOSO, &revoked["refresh_token"], BASE).await["error_codes"][0], 50_173);
}

#[tokio::test]
async fn every_quirk_of_the_token_answer_shows() {
    let check = async |quirk: Quirk, shows: fn(&Value) -> bool| {
        let tenant = start();
        let (code, _) = signed_in(&tenant).await;
        tenant.quirk(quirk.clone());
        let tokens = redeemed(&tenant, &code).await;
        assert!(shows(&tokens), "{quirk:?} in {tokens}");
    };
    check(Quirk::WrongNonce, |tokens| claims(&tokens["id_token"])["nonce"] != "the-nonce").await;
    check(Quirk::MissingNonce, |tokens| claims(&tokens["id_token"])["nonce"].is_null()).await;
    check(Quirk::WrongAudience, |tokens| claims(&tokens["id_token"])["aud"] != CLIENT).await;
    check(Quirk::WrongTenant, |tokens| claims(&tokens["id_token"])["tid"] != CONTOSO).await;
    check(Quirk::MissingIdToken, |tokens| tokens["id_token"].is_null()).await;
    check(Quirk::MissingRefreshToken, |tokens| tokens["refresh_token"].is_null()).await;
    check(Quirk::MissingRefreshExpiry, |tokens| tokens["refresh_token_expires_in"].is_null()).await;
    check(Quirk::NumbersAsText, |tokens| tokens["expires_in"] == "4500").await;
    check(Quirk::ExpiresIn(60), |tokens| tokens["expires_in"] == 60).await;
    check(Quirk::UserImpersonation, |tokens| claims(&tokens["access_token"])["scp"] == "user_impersonation").await;
}

#[tokio::test]
async fn every_quirk_of_the_way_back_shows() {
    let check = async |quirk: Quirk, shows: fn(&str) -> bool| {
        let tenant = start();
        let (_, cookie) = signed_in(&tenant).await;
        tenant.quirk(quirk.clone());
        let back = sent(&tenant, authorize(CONTOSO, &[]).header("cookie", &cookie)).await;
        let location = back.header("location").expect("a way back");
        assert!(shows(location), "{quirk:?} in {location}");
    };
    check(Quirk::WrongState, |location| !location.contains("&state=the-state&")).await;
    check(Quirk::MissingState, |location| !location.contains("&state=")).await;
    check(Quirk::ExtraParameters, |location| location.contains("&access_token=")).await;
    check(Quirk::RedirectPath("/else"), |location| location.contains(".chromiumapp.org/else#code=")).await;
}
