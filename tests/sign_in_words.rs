//! Signing in, from the request to the session, with every answer that Entra or somebody else may give.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hashcard::{
    auth::{
        authorization::{AuthorizationCode, Prompt, redirected, url},
        challenge::Claims,
        client::{ClientId, Registration},
        directory::Directory,
        failure::{ConsentFault, FailureClass, Grant, Reference, SetupFault, SignInFailure, StateFault},
        pasted::{self, OtherApi, PastedTokenFault, PastedTokenNote},
        pending::{PendingSignIn, Randomness, SignInRequest},
        scope::Scope,
        session::{Origin, Renewal, Session},
        tenant::TenantId,
        token::{self, redeem, redeemed, refresh, refreshed},
    },
    cloud::{Cloud, Region},
    http::{Body, FetchError, HttpRequest, HttpResponse},
    json::{Json, Recorded},
    time::Timestamp,
    words,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const TENANT: &str = "11111111-1111-4111-8111-111111111111";
const CLIENT: &str = "22222222-2222-4222-8222-222222222222";
const OTHER: &str = "33333333-3333-4333-8333-333333333333";
const REDIRECT_URI: &str = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";
const CORRELATION: &str = "0f0f0f0f-aaaa-4bbb-8ccc-000000000001";
const TRACE: &str = "0f0f0f0f-aaaa-4bbb-8ccc-000000000002";
const ACCESS: &str = "canary-access-token";
const REFRESH: &str = "canary-refresh-token";
/// 2026-01-01T00:00:00Z.
const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn tenant() -> TenantId {
    TenantId(TENANT.parse().expect("a GUID"))
}

fn client() -> ClientId {
    ClientId(CLIENT.parse().expect("a GUID"))
}

fn directory(cloud: Cloud) -> Directory {
    Directory { cloud, region: Region::Default, tenant: tenant(), client: client() }
}

fn wanted() -> SignInRequest {
    SignInRequest { directory: directory(Cloud::Commercial), scopes: Scope::FILES.to_vec(), claims: None }
}

fn begun(wanted: SignInRequest) -> PendingSignIn {
    PendingSignIn::begin(wanted, &Randomness { verifier: [1; 32], state: [2; 32], nonce: [3; 32] }, NOW)
}

fn pending() -> PendingSignIn {
    begun(wanted())
}

/// Whoever Entra finds.
const ANY: Prompt<'static> = Prompt::Unspecified { login_hint: None };

fn after(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

fn class<T: std::fmt::Debug>(result: Result<T, SignInFailure>) -> FailureClass {
    result.expect_err("a failure").class
}

// The request.

#[test]
fn the_authorization_request_has_exactly_the_parameters_of_a_single_page_application() {
    let pending = pending();
    assert_eq!(
        url(&pending, REDIRECT_URI, ANY),
        [
            "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0/authorize",
            "?client_id=22222222-2222-4222-8222-222222222222",
            "&response_type=code",
            "&response_mode=fragment",
            "&redirect_uri=https%3A%2F%2Fabcdefghijklmnopabcdefghijklmnop.chromiumapp.org%2F",
            "&scope=openid%20profile%20offline_access%20https%3A%2F%2Fapi.securitycenter.microsoft.com%2FFile.Read.All",
            "&code_challenge=",
            pending.verifier.challenge().as_str(),
            "&code_challenge_method=S256",
            "&state=AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
            "&nonce=AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM",
        ]
        .concat()
    );
    assert_eq!(pending.verifier.challenge().as_str().len(), 43);
}

#[test]
fn each_cloud_signs_in_at_its_authority_for_its_audience() {
    let check = |cloud, authority: &str, audience: &str| {
        let scopes = Scope::FILES_AND_NAMES.to_vec();
        let wanted = SignInRequest { directory: directory(cloud), scopes, claims: None };
        let url = url(&begun(wanted), REDIRECT_URI, ANY);
        assert!(url.starts_with(&format!("https://{authority}/{TENANT}/oauth2/v2.0/authorize?")), "{url}");
        let scope = format!("https%3A%2F%2F{audience}%2FFile.Read.All%20https%3A%2F%2F{audience}%2FAlert.Read&");
        assert!(url.contains(&scope), "{url}");
    };
    check(Cloud::Commercial, "login.microsoftonline.com", "api.securitycenter.microsoft.com");
    check(Cloud::Gcc, "login.microsoftonline.com", "api-gcc.securitycenter.microsoft.us");
    check(Cloud::GccHigh, "login.microsoftonline.us", "api-gov.securitycenter.microsoft.us");
    check(Cloud::Dod, "login.microsoftonline.us", "api-gov.securitycenter.microsoft.us");
}

#[test]
fn a_hint_goes_with_a_silent_request_and_never_with_a_choice_of_accounts() {
    let check = |asked, prompt, hint| {
        let url = url(&pending(), REDIRECT_URI, asked);
        let (_, query) = url.split_once('?').expect("a query");
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
        assert_eq!((value("prompt="), value("login_hint=")), (prompt, hint), "{url}");
    };
    let login_hint = Some("jo+soc@contoso.example");
    check(ANY, None, None);
    check(Prompt::Unspecified { login_hint }, None, Some("jo%2Bsoc%40contoso.example"));
    check(Prompt::SelectAccount, Some("select_account"), None);
    check(Prompt::None { login_hint }, Some("none"), Some("jo%2Bsoc%40contoso.example"));
    check(Prompt::None { login_hint: None }, Some("none"), None);
}

#[test]
fn claims_of_a_challenge_go_into_the_request() {
    let claims = Claims::parse(r#"{ "access_token": {"acrs": {"essential": true, "value": "c1"}} }"#).expect("claims");
    let url = url(&begun(SignInRequest { claims: Some(claims), ..wanted() }), REDIRECT_URI, ANY);
    assert!(
        url.ends_with("&claims=%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%22value%22%3A%22c1%22%7D%7D%7D"),
        "{url}"
    );
}

#[test]
fn neither_the_verifier_nor_any_secret_stands_in_the_address_or_in_a_log() {
    let pending = pending();
    assert!(!url(&pending, REDIRECT_URI, ANY).contains(pending.verifier.secret()));
    for secret in [pending.verifier.secret(), pending.state.secret(), pending.nonce.secret()] {
        assert!(secret.len() == 43, "256 bits");
        assert!(!format!("{pending:?}").contains(secret));
    }
}

// The record of a sign-in under way.

fn stored(text: &str) -> Option<PendingSignIn> {
    PendingSignIn::from_record(&Json::parse(text)?)
}

#[test]
fn a_pending_sign_in_survives_the_storage() {
    let check = |wanted: SignInRequest| {
        let pending = begun(wanted);
        assert_eq!(stored(&pending.to_record().to_string()), Some(pending));
    };
    check(wanted());
    check(SignInRequest { directory: directory(Cloud::Dod), ..wanted() });
    check(SignInRequest {
        scopes: Scope::FILES_AND_NAMES.to_vec(),
        claims: Claims::parse(r#"{"id_token":null}"#).ok(),
        ..wanted()
    });
}

#[test]
fn a_pending_record_with_any_field_missing_or_wrong_is_none() {
    refuses_every_broken_field(&pending().to_record().to_string(), &[], |text| stored(text).is_none());
    for text in ["", "null", "[]", "{}", "\u{0}", "{\"state\":"] {
        assert_eq!(stored(text), None, "{text}");
    }
}

#[test]
fn a_sign_in_is_late_after_ten_minutes_and_when_the_clock_was_set_back() {
    assert!(!pending().late(NOW));
    assert!(!pending().late(after(600)));
    assert!(pending().late(after(601)));
    assert!(pending().late(Timestamp(NOW.0 - 1)));
}

/// Removes and mistypes each field of a stored record, but for the optional ones.
fn refuses_every_broken_field(record: &str, optional: &[&str], refused: impl Fn(&str) -> bool) {
    let record: Value = serde_json::from_str(record).expect("JSON");
    let fields: Vec<String> = record.as_object().expect("an object").keys().cloned().collect();
    for field in fields.iter().filter(|field| !optional.contains(&field.as_str())) {
        for wrong in [Value::Null, json!(1.5), json!({}), json!("")] {
            // No scope that we know is a record all the same.
            if field == "scopes" && wrong == json!("") {
                continue;
            }
            let mut broken = record.clone();
            broken[field] = wrong;
            assert!(refused(&broken.to_string()), "{field}: {broken}");
        }
    }
}

// The redirect.

fn redirect(fragment: &str) -> Result<AuthorizationCode, SignInFailure> {
    let url = format!("{REDIRECT_URI}#{}", fragment.replace("STATE", pending().state.secret()));
    redirected(&url, REDIRECT_URI, Some(&pending()), after(60))
}

#[test]
fn the_code_of_a_redirect_with_the_right_state_is_taken() {
    let check = |fragment| assert_eq!(redirect(fragment).expect("a code").secret(), "0.AX-b_c");
    check("code=0.AX-b_c&state=STATE");
    check("state=STATE&session_state=x&code=0.AX-b_c&client_info=e30&foo=bar&foo=baz&");
    check("code=0.A%58-b_c&state=STATE");
}

#[test]
fn a_redirect_to_any_other_address_is_refused() {
    let check = |address: &str, expected: Option<FailureClass>| {
        let url = format!("{address}#code=c&state={}", pending().state.secret());
        let found = redirected(&url, REDIRECT_URI, Some(&pending()), NOW);
        assert_eq!(found.err().map(|failure| failure.class), expected, "{url}");
    };
    let host = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org";
    check(&format!("{host}/"), None);
    check(&format!("{host}/?utm=1"), None);
    for address in [
        format!("{host}/callback"),
        format!("{host}//"),
        format!("{host}/%2f"),
        host.to_owned(),
        "http://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/".to_owned(),
        "https://ponmlkjihgfedcbaponmlkjihgfedcba.chromiumapp.org/".to_owned(),
        format!("{host}.evil.example/"),
        format!("https://evil.example/{host}/"),
        String::new(),
    ] {
        check(&address, Some(FailureClass::OtherRedirect));
    }
}

#[test]
fn a_state_that_is_wrong_missing_reused_or_late_ends_the_sign_in() {
    let check = |found: Result<AuthorizationCode, SignInFailure>, fault| {
        assert_eq!(class(found), FailureClass::State(fault));
    };
    check(redirect("code=c&state=other"), StateFault::Other);
    check(redirect("code=c&state="), StateFault::Other);
    check(redirect("code=c&state=STATEx"), StateFault::Other);
    check(redirect("error=access_denied&state=other"), StateFault::Other);
    check(redirect("code=c"), StateFault::Missing);
    check(redirect(""), StateFault::Missing);
    let url = format!("{REDIRECT_URI}#code=c&state={}", pending().state.secret());
    check(redirected(&url, REDIRECT_URI, None, NOW), StateFault::Used);
    check(redirected(&url, REDIRECT_URI, Some(&pending()), after(601)), StateFault::Late);
}

#[test]
fn a_redirect_that_says_two_things_or_nothing_is_refused() {
    for fragment in [
        "code=c&error=access_denied&state=STATE",
        "code=c&code=d&state=STATE",
        "code=c&state=STATE&state=STATE",
        "error=a&error=b&state=STATE",
    ] {
        assert_eq!(class(redirect(fragment)), FailureClass::Contradictory, "{fragment}");
    }
    for fragment in ["state=STATE", "code=&state=STATE", "id_token=x&state=STATE"] {
        assert_eq!(class(redirect(fragment)), FailureClass::Unreadable { status: None }, "{fragment}");
    }
    let in_query = format!("{REDIRECT_URI}?code=c&state={}", pending().state.secret());
    let found = redirected(&in_query, REDIRECT_URI, Some(&pending()), NOW);
    assert_eq!(class(found), FailureClass::State(StateFault::Missing));
}

#[test]
fn errors_of_the_authorize_page_fall_into_their_classes() {
    let check = |error: &str, number: Option<u32>, expected: FailureClass| {
        let description = number.map(|number| format!("AADSTS{number}:+Sorry.%0d%0aTrace+ID:+x")).unwrap_or_default();
        let found = redirect(&format!("error={error}&error_description={description}&state=STATE"));
        let failure = found.expect_err("a failure");
        assert_eq!(failure.class, expected, "{error} {number:?}");
        assert_eq!(failure.reference.number, number);
        assert_eq!(failure.reference.error.as_deref(), Some(error));
    };
    use FailureClass::{ClientLoop, Consent, PolicyBlock, Setup, Transient, Unexplained, WrongAccount};
    let interaction = || FailureClass::InteractionRequired { claims: None };
    let transient = || Transient { retry_after: None };
    check("invalid_request", None, Setup(SetupFault::RequestRefused));
    check("invalid_request", Some(50011), Setup(SetupFault::RedirectUri));
    check("invalid_request", Some(9002313), Setup(SetupFault::RequestRefused));
    check("invalid_request", Some(90002), Setup(SetupFault::Tenant));
    check("invalid_request", Some(50194), Setup(SetupFault::Tenant));
    check("invalid_request", Some(4_294_967_295), Setup(SetupFault::RequestRefused));
    check("unauthorized_client", None, Setup(SetupFault::UnknownApplication));
    check("unauthorized_client", Some(700016), Setup(SetupFault::UnknownApplication));
    check("access_denied", None, Consent(ConsentFault::Declined));
    check("access_denied", Some(65004), Consent(ConsentFault::Declined));
    check("access_denied", Some(53003), PolicyBlock);
    check("access_denied", Some(90094), Consent(ConsentFault::AdministratorNeeded));
    check("unsupported_response_type", None, Setup(SetupFault::RequestRefused));
    check("server_error", None, transient());
    check("server_error", Some(53003), transient());
    check("temporarily_unavailable", None, transient());
    check("temporarily_unavailable", Some(90033), transient());
    check("invalid_resource", None, Setup(SetupFault::NoDefender));
    check("invalid_resource", Some(500011), Setup(SetupFault::NoDefender));
    check("invalid_scope", Some(70011), Setup(SetupFault::PermissionNotAdded));
    check("login_required", None, interaction());
    check("login_required", Some(50058), interaction());
    check("interaction_required", None, interaction());
    check("interaction_required", Some(50079), interaction());
    check("interaction_required", Some(16000), WrongAccount);
    check("interaction_required", Some(50105), PolicyBlock);
    check("consent_required", None, interaction());
    check("consent_required", Some(65001), Consent(ConsentFault::Needed));
    check("invalid_request", Some(50196), ClientLoop);
    check("server_error", Some(50196), ClientLoop);
    check("something_new", None, Unexplained);
    check("something_new", Some(53000), PolicyBlock);
    check("something_new", Some(123_456_789), Unexplained);
}

#[test]
fn a_redirect_tells_what_support_asks_for_and_nothing_else() {
    let failure = redirect(&format!(
        "error=access_denied&error_description=AADSTS65004%3a+User+declined+to+consent.%0d%0aTrace+ID%3a+{TRACE}\
         %0d%0aCorrelation+ID%3a+{CORRELATION}%0d%0aTimestamp%3a+2026-01-01+00%3a00%3a00Z&state=STATE"
    ))
    .expect_err("a failure");
    let reference = Reference {
        number: Some(65004),
        error: Some("access_denied".to_owned()),
        correlation_id: Some(CORRELATION.to_owned()),
        trace_id: Some(TRACE.to_owned()),
    };
    assert_eq!(failure.reference, reference);
    assert_eq!(
        words::sign_in::reference(&reference).as_deref(),
        Some(format!("AADSTS65004, access_denied, correlation id {CORRELATION}, trace id {TRACE}").as_str())
    );
    assert_eq!(words::sign_in::reference(&Reference::default()), None);

    let hostile = redirect(
        "error=%3Cimg+src%3Dx%3E&error_description=AADSTS99999999999999+Trace+ID:+%3Cb%3E+Correlation+ID:&state=STATE",
    );
    assert_eq!(hostile.expect_err("a failure").reference, Reference::default());
}

#[test]
fn the_ways_the_browser_ends_the_window_fall_into_their_classes() {
    let check =
        |message: &str, expected| assert_eq!(SignInFailure::window_closed(message).class, expected, "{message}");
    check("The user did not approve access.", FailureClass::Cancelled);
    check("Error: The user did not approve access.", FailureClass::Cancelled);
    check("Authorization page could not be loaded.", FailureClass::Setup(SetupFault::PageNotLoaded));
    check(
        "User interaction required. Try setting `abortOnLoadForNonInteractive` and `timeoutMsForNonInteractive` if \
         multiple navigations are required, or if code is used for redirecting the authorization page after it's loaded.",
        FailureClass::InteractionRequired { claims: None },
    );
    check("Authorization page load timed out.", FailureClass::Transient { retry_after: None });
    check("Only one web auth flow is allowed at a time.", FailureClass::AlreadyOpen);
    check(
        "The auth url has an invalid scheme. Only http:// and https:// schemes are allowed.",
        FailureClass::Setup(SetupFault::RequestRefused),
    );
    check("Something new.", FailureClass::Unexplained);
    check("", FailureClass::Unexplained);
}

// The token endpoint.

fn code() -> AuthorizationCode {
    redirect("code=canary-code&state=STATE").expect("a code")
}

fn form(request: &HttpRequest) -> Vec<(&str, &str)> {
    match &request.body {
        Body::Form(fields) => fields.iter().map(|(name, value)| (*name, value.as_str())).collect(),
        Body::Get { .. } => panic!("expected a form"),
    }
}

#[test]
fn redeeming_sends_the_code_with_its_verifier_and_no_secret() {
    let pending = pending();
    let request = redeem(code(), &pending, REDIRECT_URI);
    assert_eq!(request.url, format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"));
    assert_eq!((request.timeout, request.max_bytes), (Duration::from_secs(20), 1_048_576));
    assert_eq!(
        form(&request),
        [
            ("client_id", CLIENT),
            ("grant_type", "authorization_code"),
            ("code", "canary-code"),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", pending.verifier.secret()),
            ("scope", "openid profile offline_access https://api.securitycenter.microsoft.com/File.Read.All"),
        ]
    );
    let printed = format!("{request:?}");
    assert!(!printed.contains("canary") && !printed.contains(pending.verifier.secret()), "{printed}");
}

#[test]
fn refreshing_sends_the_refresh_token_for_the_same_scopes() {
    let mut session = redeemed_with(json!({ "scope": "File.Read.All Alert.Read" })).expect("a session");
    session.cloud = Cloud::Gcc;
    let request = refresh(&session).expect("a request");
    assert_eq!(request.url, format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"));
    assert_eq!(
        form(&request),
        [
            ("client_id", CLIENT),
            ("grant_type", "refresh_token"),
            ("refresh_token", REFRESH),
            (
                "scope",
                "openid profile offline_access https://api-gcc.securitycenter.microsoft.us/File.Read.All \
                 https://api-gcc.securitycenter.microsoft.us/Alert.Read"
            ),
        ]
    );
    let without = redeemed_with(json!({ "refresh_token": null })).expect("a session");
    assert!(refresh(&without).is_none());
}

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({"alg": "RS256", "typ": "JWT"})), part(claims))
}

fn merged(mut base: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => drop(base.as_object_mut().expect("an object").remove(name)),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                base[name] = value.clone();
            }
        }
    }
    base
}

fn id_token(changes: Value) -> String {
    let nonce = pending().nonce.secret().to_owned();
    jwt(&merged(
        json!({
            "aud": CLIENT, "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"), "nonce": nonce,
            "oid": "44444444-4444-4444-8444-444444444444", "tid": TENANT, "name": "Jo Analyst",
            "preferred_username": "jo@contoso.example", "login_hint": "O.opaque",
        }),
        changes,
    ))
}

fn token_body(changes: Value) -> Value {
    merged(
        json!({
            "token_type": "Bearer", "scope": "https://api.securitycenter.microsoft.com/File.Read.All",
            "expires_in": 4500, "ext_expires_in": 4500, "access_token": ACCESS, "refresh_token": REFRESH,
            "refresh_token_expires_in": 86400, "id_token": id_token(json!({})),
        }),
        changes,
    )
}

fn ok(body: &Value) -> HttpResponse {
    HttpResponse { status: 200, body: body.to_string(), ..HttpResponse::default() }
}

fn redeemed_with(changes: Value) -> Result<Session, SignInFailure> {
    redeemed(&ok(&token_body(changes)), &pending(), NOW)
}

fn refresh_end(session: &Session) -> Option<Timestamp> {
    match &session.source {
        Origin::SignedIn { refresh, .. } => refresh.as_ref().map(|refresh| refresh.expires_at),
        Origin::Pasted { .. } => None,
    }
}

fn refresh_secret(session: &Session) -> Option<&str> {
    match &session.source {
        Origin::SignedIn { refresh, .. } => refresh.as_ref().map(|refresh| refresh.token.secret()),
        Origin::Pasted { .. } => None,
    }
}

#[test]
fn tokens_make_a_session_of_the_account_in_the_id_token() {
    let session = redeemed_with(json!({})).expect("a session");
    assert_eq!(session.account.key(), format!("{TENANT}.44444444-4444-4444-8444-444444444444"));
    assert_eq!(session.account.label(), "jo@contoso.example");
    assert_eq!(session.account.hint(), Some("O.opaque"));
    assert_eq!(session.account.name.as_deref(), Some("Jo Analyst"));
    assert_eq!(session.tenant(), &tenant());
    assert_eq!(session.client(), Some(&client()));
    assert_eq!(session.access_token.secret(), ACCESS);
    assert_eq!(session.scopes, Scope::FILES);
    assert!(!session.names_permitted());
    assert_eq!(session.expires_at, after(4500));
    assert_eq!(session.renew_at, after(4200));
    assert_eq!(refresh_secret(&session), Some(REFRESH));
}

#[test]
fn numbers_may_come_as_text_and_scopes_in_any_form_or_not_at_all() {
    let text = redeemed_with(json!({"expires_in": "4500", "refresh_token_expires_in": "3600"})).expect("a session");
    assert_eq!((text.expires_at, refresh_end(&text)), (after(4500), Some(after(3600))));
    let check = |scope: Value, expected: &[Scope]| {
        assert_eq!(redeemed_with(json!({ "scope": scope })).expect("a session").scopes, expected);
    };
    check(json!("profile openid File.Read.All Alert.Read"), Scope::FILES_AND_NAMES);
    check(json!("https://api.securitycenter.microsoft.com/user_impersonation"), &[Scope::UserImpersonation]);
    check(Value::Null, Scope::FILES);
    let short = redeemed_with(json!({"expires_in": 200})).expect("a session");
    assert_eq!((short.expires_at, short.renew_at), (after(200), NOW));
    let absurd = redeemed_with(json!({"expires_in": u64::MAX})).expect("a session");
    assert!(absurd.renew_at > after(4500));
}

#[test]
fn an_id_token_made_for_anybody_else_discards_the_tokens() {
    let check = |changes: Value, expected: FailureClass| {
        let found = redeemed_with(json!({"id_token": id_token(changes.clone())}));
        assert_eq!(class(found), expected, "{changes}");
    };
    check(json!({"nonce": "other"}), FailureClass::NonceMismatch);
    check(json!({"nonce": null}), FailureClass::NonceMismatch);
    check(json!({"nonce": 1}), FailureClass::NonceMismatch);
    check(json!({"aud": OTHER}), FailureClass::ClientMismatch);
    check(json!({"aud": null}), FailureClass::ClientMismatch);
    check(json!({"tid": OTHER}), FailureClass::TenantMismatch);
    check(json!({"tid": null}), FailureClass::TenantMismatch);
    check(json!({"oid": null}), FailureClass::Unreadable { status: Some(200) });
    let upper = json!({"id_token": id_token(json!({"tid": TENANT.to_uppercase(), "aud": CLIENT.to_uppercase()}))});
    assert!(redeemed_with(upper).is_ok());
}

#[test]
fn an_answer_that_lacks_what_a_session_needs_is_unreadable() {
    for changes in [
        json!({"id_token": null}),
        json!({"id_token": "no.token"}),
        json!({"id_token": "a.!!!.c"}),
        json!({"access_token": null}),
        json!({"access_token": ""}),
        json!({"access_token": "with\r\nX-Header: 1"}),
        json!({"token_type": "pop"}),
        json!({"token_type": null}),
        json!({"expires_in": null}),
        json!({"expires_in": "soon"}),
        json!({"expires_in": -1}),
    ] {
        let found = class(redeemed_with(changes.clone()));
        assert_eq!(found, FailureClass::Unreadable { status: Some(200) }, "{changes}");
    }
}

#[test]
fn a_refresh_token_ends_24_hours_after_the_sign_in_whatever_is_renewed() {
    const DAY: u64 = 86_400;
    let check = |at_sign_in: Value, at_renewal: Value, expected: u64| {
        let first = redeemed_with(json!({ "refresh_token_expires_in": at_sign_in })).expect("a session");
        let body = token_body(json!({"refresh_token_expires_in": at_renewal, "refresh_token": "rotated"}));
        let second = refreshed(&ok(&body), &first, after(3600)).expect("a session");
        assert_eq!(refresh_secret(&second), Some("rotated"));
        assert_eq!(refresh_end(&second), Some(after(expected)));
        assert!(!second.to_json().contains(REFRESH), "the old one is gone");
    };
    check(json!(DAY), json!(DAY - 3600), DAY);
    check(json!(DAY), json!(DAY), DAY);
    check(json!(DAY.to_string()), json!("82800"), DAY);
    check(json!(7200), json!(DAY), 7200);
    check(Value::Null, json!(DAY), DAY);
    check(Value::Null, Value::Null, DAY);
    check(json!(DAY), Value::Null, DAY);
    check(json!(DAY), json!(60), 3660);
}

#[test]
fn a_renewal_keeps_the_account_and_takes_the_new_tokens() {
    let first = redeemed_with(json!({})).expect("a session");
    let renewed = |changes: Value| refreshed(&ok(&token_body(changes)), &first, after(4200));
    let second =
        renewed(json!({"access_token": "second", "id_token": null, "refresh_token": null})).expect("a session");
    assert_eq!(second.account, first.account);
    assert_eq!(second.access_token.secret(), "second");
    assert_eq!(second.expires_at, after(8700));
    assert_eq!(refresh_secret(&second), Some(REFRESH), "none came, so the old one stays");
    assert!(renewed(json!({"id_token": id_token(json!({"nonce": null}))})).is_ok());
    let check = |identity: Value, expected| {
        assert_eq!(class(renewed(json!({ "id_token": id_token(identity) }))), expected);
    };
    check(json!({"oid": OTHER}), FailureClass::AccountMismatch);
    check(json!({"tid": OTHER}), FailureClass::TenantMismatch);
    check(json!({"aud": OTHER}), FailureClass::ClientMismatch);
}

#[test]
fn errors_of_the_token_endpoint_fall_into_their_classes() {
    let check = |error: &str, suberror: &str, numbers: &[u64], expected: FailureClass| {
        let body = json!({
            "error": error, "suberror": suberror, "error_codes": numbers, "trace_id": TRACE, "correlation_id": CORRELATION,
            "error_description": "words that nobody branches on", "timestamp": "2026-01-01 00:00:00Z",
        });
        let response = HttpResponse { status: 400, body: body.to_string(), ..HttpResponse::default() };
        let failure = redeemed(&response, &pending(), NOW).expect_err("a failure");
        assert_eq!(failure.class, expected, "{body}");
        assert_eq!(failure.reference.correlation_id.as_deref(), Some(CORRELATION));
        assert_eq!(failure.reference.trace_id.as_deref(), Some(TRACE));
        assert_eq!(failure.reference.number.map(u64::from), numbers.first().copied());

        let session = redeemed_with(json!({})).expect("a session");
        let at_renewal = class(refreshed(&response, &session, NOW));
        let grant_dead = FailureClass::GrantDead(Grant::Code);
        assert_eq!(
            at_renewal,
            if expected == grant_dead { FailureClass::GrantDead(Grant::RefreshToken) } else { expected }
        );
    };
    use FailureClass::{ClientLoop, Consent, GrantDead, PolicyBlock, Setup, Transient, Unexplained, WrongAccount};
    let interaction = || FailureClass::InteractionRequired { claims: None };
    for number in [700084, 70008, 700082, 70043, 50173, 50076, 50079, 50078, 50089] {
        check("invalid_grant", "", &[number], GrantDead(Grant::Code));
    }
    for number in [54005, 501481, 70000, 700005, 987_654_321] {
        check("invalid_grant", "", &[number], GrantDead(Grant::Code));
    }
    check("invalid_grant", "", &[], GrantDead(Grant::Code));
    check("invalid_grant", "token_expired", &[700082], GrantDead(Grant::Code));
    for suberror in
        ["message_only", "additional_action", "basic_action", "user_password_expired", "consent_required", "bad_token"]
    {
        check("invalid_grant", suberror, &[50076], interaction());
    }
    check("interaction_required", "", &[50076], interaction());
    check("login_required", "", &[], interaction());
    check("consent_required", "", &[], interaction());
    check("bad_token", "", &[], interaction());
    for number in [53000, 53001, 53003, 530032, 53011, 50097, 50105] {
        check("invalid_grant", "message_only", &[number], PolicyBlock);
    }
    check("invalid_grant", "consent_required", &[65001], Consent(ConsentFault::Needed));
    check("invalid_grant", "", &[90094], Consent(ConsentFault::AdministratorNeeded));
    check("invalid_grant", "", &[90095], Consent(ConsentFault::AdministratorNeeded));
    check("unauthorized_client", "", &[700016], Setup(SetupFault::UnknownApplication));
    check("invalid_client", "", &[7000218], Setup(SetupFault::NotSinglePage));
    check("invalid_request", "", &[9002326], Setup(SetupFault::NotSinglePage));
    check("invalid_request", "", &[9002327], Setup(SetupFault::NotSinglePage));
    check("invalid_request", "", &[90023], Setup(SetupFault::RequestRefused));
    check("invalid_request", "", &[900144], Setup(SetupFault::RequestRefused));
    check("invalid_request", "", &[90002], Setup(SetupFault::Tenant));
    check("invalid_request", "", &[90038], Setup(SetupFault::Tenant));
    check("invalid_resource", "", &[500011], Setup(SetupFault::NoDefender));
    check("invalid_client", "", &[650052], Setup(SetupFault::NoDefender));
    check("invalid_client", "", &[650057], Setup(SetupFault::PermissionNotAdded));
    check("unsupported_grant_type", "", &[], Setup(SetupFault::RequestRefused));
    for number in [50033, 90006, 90024, 90033, 90090] {
        check("invalid_request", "", &[number], Transient { retry_after: None });
    }
    check("temporarily_unavailable", "", &[], Transient { retry_after: None });
    check("server_error", "", &[1], Transient { retry_after: None });
    check("invalid_grant", "", &[50196], ClientLoop);
    for number in [50020, 50034, 50058, 16000] {
        check("invalid_grant", "", &[number], WrongAccount);
    }
    check("slow_down", "", &[], Unexplained);
}

#[test]
fn answers_that_are_none_of_entras_fall_into_their_classes() {
    let check = |status: u16, body: &str, retry_after: Option<&str>, expected: FailureClass| {
        let retry_after = retry_after.map(str::to_owned);
        let response = HttpResponse { status, body: body.to_owned(), retry_after, ..HttpResponse::default() };
        assert_eq!(class(redeemed(&response, &pending(), NOW)), expected, "{status} {body}");
    };
    let unreadable = |status| FailureClass::Unreadable { status: Some(status) };
    let transient = |retry_after| FailureClass::Transient { retry_after };
    for body in ["", "<!doctype html><title>Proxy</title>", "{", "null", "[]", "{}", "\"x\"", "{\"error\":null}"] {
        check(400, body, None, unreadable(400));
        check(200, body, None, unreadable(200));
        check(503, body, None, transient(None));
        check(429, body, Some("7"), transient(Some(7)));
    }
    check(200, r#"{"error":"invalid_grant","access_token":"x"}"#, None, FailureClass::GrantDead(Grant::Code));
    check(403, &token_body(json!({})).to_string(), None, unreadable(403));
    check(429, r#"{"error":"invalid_grant","error_codes":[50196]}"#, None, FailureClass::ClientLoop);
    check(500, r#"{"error":"invalid_grant","error_codes":[54005]}"#, None, FailureClass::GrantDead(Grant::Code));
    check(500, r#"{"error":7,"error_codes":"x","suberror":[]}"#, Some("30"), transient(Some(30)));
    check(400, r#"{"error":"invalid_grant","error_codes":{"a":1}}"#, None, FailureClass::GrantDead(Grant::Code));
    check(400, &"[".repeat(100_000), None, unreadable(400));
    // `Retry-After`: an hour at most, a minute if it cannot be read.
    check(503, "", Some("86400"), transient(Some(3600)));
    check(503, "", Some("99999999999999999999999"), transient(Some(3600)));
    check(503, "", Some("in a while"), transient(Some(60)));
    check(503, "", Some("-5"), transient(Some(60)));
    check(503, "", Some("Thu, 01 Jan 2026 00:02:00 GMT"), transient(Some(120)));
    check(503, "", Some("Wed, 31 Dec 2025 00:02:00 GMT"), transient(Some(60)));
}

#[test]
fn claims_beside_an_error_are_kept_for_the_next_request_if_they_are_claims() {
    let check = |claims: &str, expected: Option<&str>| {
        let body = json!({"error": "interaction_required", "error_codes": [50079], "claims": claims});
        let response = HttpResponse { status: 400, body: body.to_string(), ..HttpResponse::default() };
        let claims = expected.map(|claims| Claims::parse(claims).expect("claims"));
        assert_eq!(class(redeemed(&response, &pending(), NOW)), FailureClass::InteractionRequired { claims });
    };
    let wanted = r#"{"access_token":{"polids":{"essential":true,"values":["x"]}}}"#;
    check(wanted, Some(wanted));
    check(r#"{"userinfo":{}}"#, None);
    check("", None);
}

#[test]
fn no_answer_at_all_is_the_network_or_time() {
    assert_eq!(SignInFailure::from(FetchError::Unreachable).class, FailureClass::Unreachable);
    assert_eq!(SignInFailure::from(FetchError::TimedOut).class, FailureClass::Transient { retry_after: None });
    assert_eq!(SignInFailure::from(FetchError::TooLarge).class, FailureClass::Unreadable { status: None });
}

#[test]
fn a_loop_and_a_busy_service_keep_everybody_waiting() {
    let cool_down = |class: FailureClass| SignInFailure::from(class).cool_down();
    assert_eq!(cool_down(FailureClass::ClientLoop), Some(60));
    assert_eq!(cool_down(FailureClass::Transient { retry_after: Some(30) }), Some(30));
    assert_eq!(cool_down(FailureClass::Transient { retry_after: None }), None);
    assert_eq!(cool_down(FailureClass::Cancelled), None);
}

// The session.

#[test]
fn a_session_survives_the_storage_and_garbage_means_signed_out() {
    let signed_in = redeemed_with(json!({})).expect("a session");
    assert_eq!(Session::from_json(&signed_in.to_json()).as_ref(), Some(&signed_in));
    let bare = redeemed_with(json!({
        "refresh_token": null,
        "id_token": id_token(json!({"name": null, "preferred_username": null, "login_hint": null})),
    }))
    .expect("a session");
    assert_eq!(Session::from_json(&bare.to_json()).as_ref(), Some(&bare));
    assert_eq!(bare.account.label(), "44444444-4444-4444-8444-444444444444");
    let pasted = paste(json!({})).expect("a token").session;
    assert_eq!(Session::from_json(&pasted.to_json()), Some(pasted));

    let optional = ["username", "name", "loginHint", "refreshToken"];
    refuses_every_broken_field(&signed_in.to_json(), &optional, |text| Session::from_json(text).is_none());
    for text in ["", "null", "[]", "{}", "{\"cloud\":\"commercial\""] {
        assert_eq!(Session::from_json(text), None, "{text}");
    }
}

#[test]
fn a_session_is_renewed_five_minutes_early_or_when_defender_refuses_it() {
    let session = redeemed_with(json!({})).expect("a session");
    assert_eq!(session.renewal(after(4199)), Renewal::NotDue);
    assert!(matches!(session.renewal(after(4200)), Renewal::Refresh(token) if token.secret() == REFRESH));
    assert!(matches!(session.renewal_after_refusal(NOW), Renewal::Refresh(_)));
    assert!(matches!(session.renewal(after(86_400 - 301)), Renewal::Refresh(_)));
    assert_eq!(session.renewal(after(86_400 - 300)), Renewal::SignIn);
    let without = redeemed_with(json!({ "refresh_token": null })).expect("a session");
    assert_eq!(without.renewal(after(4200)), Renewal::SignIn);
    let pasted = paste(json!({})).expect("a token").session;
    assert_eq!(pasted.renewal(after(3599)), Renewal::NotDue);
    assert_eq!(pasted.renewal(after(3600)), Renewal::Paste);
}

#[test]
fn nothing_that_is_printed_or_told_holds_a_token() {
    let session = redeemed_with(json!({})).expect("a session");
    let pasted = paste(json!({})).expect("a token");
    let printed = format!("{session:?} {pasted:?} {:?} {:?}", session.renewal(after(4200)), code());
    assert!(!printed.contains("canary") && !printed.contains(pasted.session.access_token.secret()), "{printed}");
    assert!(printed.contains("AccessToken([redacted])") && printed.contains("RefreshToken([redacted])"), "{printed}");

    let body = json!({
        "error": ACCESS, "suberror": ACCESS, "error_description": ACCESS, "correlation_id": ACCESS, "trace_id": ACCESS,
        "access_token": ACCESS,
    });
    let response = HttpResponse { status: 400, body: body.to_string(), ..HttpResponse::default() };
    let failure = redeemed(&response, &pending(), NOW).expect_err("a failure");
    let stored = failure.to_record().to_string();
    assert!(!stored.contains("canary"), "{stored}");
}

// A pasted token.

fn access_token(changes: Value) -> String {
    jwt(&merged(
        json!({
            "aud": "https://api.securitycenter.microsoft.com", "iss": format!("https://sts.windows.net/{TENANT}/"),
            "tid": TENANT, "oid": "44444444-4444-4444-8444-444444444444", "appid": CLIENT, "scp": "File.Read.All",
            "upn": "jo@contoso.example", "name": "Jo Analyst", "iat": NOW.0 / 1000 - 300, "nbf": NOW.0 / 1000 - 300,
            "exp": NOW.0 / 1000 + 3600,
        }),
        changes,
    ))
}

fn paste(changes: Value) -> Result<pasted::PastedToken, PastedTokenFault> {
    pasted::read(&access_token(changes), NOW)
}

#[test]
fn a_pasted_token_makes_a_session_of_the_account_in_it() {
    let pasted = paste(json!({})).expect("a token");
    assert_eq!(pasted.notes, []);
    let session = pasted.session;
    assert_eq!(session.cloud, Cloud::Commercial);
    assert_eq!(session.account.key(), format!("{TENANT}.44444444-4444-4444-8444-444444444444"));
    assert_eq!(session.account.label(), "jo@contoso.example");
    assert_eq!(session.client(), Some(&client()));
    assert_eq!((session.expires_at, session.renew_at), (after(3600), after(3600)));
    assert!(!session.names_permitted());
    assert!(refresh(&session).is_none());
    let names = paste(json!({"scp": "Alert.Read File.Read.All"})).expect("a token").session;
    assert!(names.names_permitted());
}

#[test]
fn a_token_is_found_in_what_surrounds_it_on_the_clipboard() {
    let token = access_token(json!({}));
    let (start, end) = token.split_at(100);
    for text in [
        format!("Bearer {token}"),
        format!("bearer  {token}\r\n"),
        format!("Authorization: Bearer {token}"),
        format!("\"{token}\""),
        format!("'Bearer {token}'"),
        format!(" \u{feff}“{token}”\t"),
        format!("{start}\r\n   {end}\n"),
    ] {
        let found = pasted::read(&text, NOW).expect("a token");
        assert_eq!(found.session.access_token.secret(), token, "{text}");
    }
}

#[test]
fn every_audience_of_the_cloud_table_is_accepted() {
    let check = |audience: &str, cloud| {
        assert_eq!(paste(json!({ "aud": audience })).expect("a token").session.cloud, cloud, "{audience}");
    };
    check("https://api.securitycenter.microsoft.com", Cloud::Commercial);
    check("https://api.securitycenter.microsoft.com/", Cloud::Commercial);
    check("https://api.securitycenter.windows.com", Cloud::Commercial);
    check("https://securitycenter.onmicrosoft.com/windowsatpservice", Cloud::Commercial);
    check("https://api-gcc.securitycenter.microsoft.us", Cloud::Gcc);
    check("https://api-gov.securitycenter.microsoft.us/", Cloud::GccHigh);
}

#[test]
fn a_pasted_token_that_cannot_work_says_why() {
    let check = |changes: Value, expected: PastedTokenFault| {
        assert_eq!(paste(changes.clone()).err(), Some(expected), "{changes}");
    };
    let other = |audience: &str, api| PastedTokenFault::OtherAudience { audience: audience.to_owned(), api };
    for (audience, api) in [
        ("https://graph.microsoft.com", OtherApi::Graph),
        ("https://graph.microsoft.com/", OtherApi::Graph),
        ("00000003-0000-0000-c000-000000000000", OtherApi::Graph),
        ("https://api.security.microsoft.com", OtherApi::Xdr),
        ("https://api-gov.security.microsoft.us", OtherApi::Xdr),
        ("https://userrequestsgraphapi-prd.trafficmanager.net", OtherApi::PortalSuggestion),
        ("https://management.azure.com/", OtherApi::Unknown),
        ("https://api.securitycenter.microsoft.com.evil.example", OtherApi::Unknown),
    ] {
        check(json!({ "aud": audience }), other(audience, api));
    }
    check(json!({"scp": null, "roles": ["File.Read.All"]}), PastedTokenFault::ApplicationToken);
    check(json!({"scp": "", "roles": ["File.Read.All"]}), PastedTokenFault::ApplicationToken);
    check(json!({"scp": null}), PastedTokenFault::MissingScope { found: String::new() });
    check(json!({"scp": null, "roles": []}), PastedTokenFault::MissingScope { found: String::new() });
    check(json!({"scp": "Alert.Read"}), PastedTokenFault::MissingScope { found: "Alert.Read".to_owned() });
    check(json!({"exp": NOW.0 / 1000}), PastedTokenFault::Expired { at: NOW });
    check(json!({"exp": 0}), PastedTokenFault::Expired { at: Timestamp(0) });
    check(json!({"exp": null}), PastedTokenFault::NotAToken);
    check(json!({"tid": null}), PastedTokenFault::NoTenant);
    check(json!({"tid": "contoso.example"}), PastedTokenFault::NoTenant);
    check(json!({"aud": null}), PastedTokenFault::NotAToken);
    check(json!({"aud": 7}), PastedTokenFault::NotAToken);
    for text in ["", "Bearer", "0.AXoAopaque", "a.b.c", "a.e30.c", "....", "e30.e30.e30.e30.e30", ".e30.", "ünï.cö.de"]
    {
        assert_eq!(pasted::read(text, NOW).err(), Some(PastedTokenFault::NotAToken), "{text}");
    }
    let token = access_token(json!({}));
    assert_eq!(pasted::read(&token.replace(".c2ln", ".ü2ln"), NOW).err(), Some(PastedTokenFault::NotAToken));
}

#[test]
fn a_pasted_token_that_may_work_says_what_is_odd() {
    let notes = |changes: Value| paste(changes).expect("a token").notes;
    assert_eq!(notes(json!({"scp": "user_impersonation"})), [PastedTokenNote::UserImpersonation]);
    assert_eq!(notes(json!({"scp": "user_impersonation File.Read.All"})), []);
    assert_eq!(notes(json!({"roles": ["x"]})), []);
    assert_eq!(notes(json!({"nbf": NOW.0 / 1000 + 300})), []);
    assert_eq!(notes(json!({"nbf": NOW.0 / 1000 + 301})), [PastedTokenNote::NotYetValid { from: after(301) }]);
}

#[test]
fn two_pasted_tokens_that_name_nobody_share_no_account() {
    let account =
        |name: &str| paste(json!({"oid": null, "upn": null, "name": name})).expect("a token").session.account.key();
    assert_ne!(account("a"), account("b"));
    assert_eq!(account("a"), account("a"));
    let unique = paste(json!({"upn": null, "unique_name": "live.com#jo@contoso.example"})).expect("a token");
    assert_eq!(unique.session.account.label(), "live.com#jo@contoso.example");
}

// The words.

fn every_class() -> Vec<FailureClass> {
    let mut classes = vec![
        FailureClass::Cancelled,
        FailureClass::Interrupted,
        FailureClass::AlreadyOpen,
        FailureClass::InteractionRequired { claims: None },
        FailureClass::InteractionRequired { claims: Claims::parse(r#"{"access_token":{}}"#).ok() },
        FailureClass::GrantDead(Grant::Code),
        FailureClass::GrantDead(Grant::RefreshToken),
        FailureClass::PolicyBlock,
        FailureClass::Consent(ConsentFault::Needed),
        FailureClass::Consent(ConsentFault::AdministratorNeeded),
        FailureClass::Consent(ConsentFault::Declined),
        FailureClass::Transient { retry_after: None },
        FailureClass::Transient { retry_after: Some(3600) },
        FailureClass::ClientLoop,
        FailureClass::WrongAccount,
        FailureClass::State(StateFault::Missing),
        FailureClass::State(StateFault::Other),
        FailureClass::State(StateFault::Used),
        FailureClass::State(StateFault::Late),
        FailureClass::OtherRedirect,
        FailureClass::Contradictory,
        FailureClass::NonceMismatch,
        FailureClass::ClientMismatch,
        FailureClass::TenantMismatch,
        FailureClass::AccountMismatch,
        FailureClass::Unreachable,
        FailureClass::Unreadable { status: None },
        FailureClass::Unreadable { status: Some(407) },
        FailureClass::Unexplained,
    ];
    classes.extend(
        [
            SetupFault::RedirectUri,
            SetupFault::NotSinglePage,
            SetupFault::UnknownApplication,
            SetupFault::Tenant,
            SetupFault::NoDefender,
            SetupFault::PermissionNotAdded,
            SetupFault::PageNotLoaded,
            SetupFault::RequestRefused,
        ]
        .map(FailureClass::Setup),
    );
    classes
}

fn notice(failure: &SignInFailure) -> words::sign_in::Notice {
    let (tenant, client) = (tenant(), client());
    let registration =
        Registration { cloud: Cloud::Commercial, tenant: &tenant, client: &client, redirect_uri: REDIRECT_URI };
    words::sign_in::failure(failure, &registration)
}

#[test]
fn every_failure_survives_the_storage_and_is_a_sentence_with_a_remedy() {
    for class in every_class() {
        let failure = SignInFailure::from(class);
        let stored = failure.to_record().to_string();
        let read = Json::parse(&stored).as_ref().and_then(SignInFailure::from_record);
        assert_eq!(read.as_ref(), Some(&failure));
        let notice = notice(&failure);
        for text in [&notice.sentence, &notice.remedy] {
            assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{failure:?}: {text}");
            assert!(!text.contains("  ") && !text.contains('\n'), "{failure:?}: {text}");
        }
    }
}

#[test]
fn a_failure_of_the_set_up_names_what_is_to_be_compared() {
    let names = |class: FailureClass, expected: &[&str]| {
        let notice = notice(&class.clone().into());
        let text = [notice.sentence, notice.remedy].concat();
        for part in expected {
            assert!(text.contains(part), "{class:?}: {text}");
        }
    };
    names(FailureClass::Cancelled, &["cancelled", REDIRECT_URI, CLIENT, "consent", "Conditional Access"]);
    names(FailureClass::Setup(SetupFault::PageNotLoaded), &[REDIRECT_URI, CLIENT, TENANT, "login.microsoftonline.com"]);
    names(FailureClass::Setup(SetupFault::RedirectUri), &[REDIRECT_URI, CLIENT]);
    names(FailureClass::Setup(SetupFault::RequestRefused), &[REDIRECT_URI, CLIENT, TENANT]);
    names(FailureClass::Setup(SetupFault::UnknownApplication), &[CLIENT, TENANT]);
    names(FailureClass::Setup(SetupFault::Tenant), &[TENANT, "commercial"]);
    names(FailureClass::Transient { retry_after: Some(61) }, &["2 minutes"]);
    names(FailureClass::Transient { retry_after: Some(60) }, &["1 minute."]);
}

#[test]
fn each_failure_offers_the_step_that_can_help() {
    for class in every_class() {
        let remedy = notice(&class.clone().into()).remedy;
        let says = |words: &[&str]| words.iter().any(|words| remedy.contains(words));
        if class.may_pass() {
            assert!(says(&["ry again", "Wait a minute", "ign in again"]), "{class:?}: {remedy}");
        }
        if class.is_mended_by_a_person() {
            assert!(remedy.starts_with("Sign in"), "{class:?}: {remedy}");
        }
        if class.is_of_another() {
            assert!(says(&["account", "client id"]), "{class:?}: {remedy}");
        }
        let for_administrators = matches!(
            class,
            FailureClass::PolicyBlock
                | FailureClass::TenantForbidden
                | FailureClass::Consent(ConsentFault::AdministratorNeeded)
        );
        if for_administrators {
            assert!(says(&["Ask an administrator", "Ask your administrator"]), "{class:?}: {remedy}");
        }
    }
}

#[test]
fn every_failure_of_the_set_up_names_tenant_client_id_and_redirect_uri_once() {
    for class in every_class() {
        if let FailureClass::Setup(_) = class {
            let notice = notice(&class.clone().into());
            let text = [notice.sentence, notice.remedy].concat();
            for part in [TENANT, CLIENT, REDIRECT_URI] {
                assert_eq!(text.matches(part).count(), 1, "{class:?}: {text}");
            }
        }
    }
}

#[test]
fn a_missing_consent_names_the_permission_and_the_page_on_which_an_administrator_grants_it() {
    let (tenant, client) = (tenant(), client());
    let registration = Registration { cloud: Cloud::Gcc, tenant: &tenant, client: &client, redirect_uri: REDIRECT_URI };
    let page = |failure: &SignInFailure| words::sign_in::page_for_consent(failure, &registration);
    for fault in [ConsentFault::Needed, ConsentFault::AdministratorNeeded, ConsentFault::Declined] {
        for (with_names, permission, other) in [(false, "File.Read.All", "Alert.Read"), (true, "Alert.Read", "File.")] {
            let failure = SignInFailure { with_names, ..FailureClass::Consent(fault).into() };
            let told = notice(&failure);
            let told = [told.sentence, told.remedy].concat();
            assert!(told.contains(permission) && !told.contains(other), "{told}");
            let page = page(&failure).expect("a page");
            assert_eq!(page.contains("%2FAlert.Read"), with_names, "{page}");
        }
    }
    assert_eq!(
        page(&FailureClass::Consent(ConsentFault::AdministratorNeeded).into()).as_deref(),
        Some(concat!(
            "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0/adminconsent",
            "?client_id=22222222-2222-4222-8222-222222222222",
            "&scope=openid%20profile%20offline_access%20",
            "https%3A%2F%2Fapi-gcc.securitycenter.microsoft.us%2FFile.Read.All",
            "&redirect_uri=https%3A%2F%2Fabcdefghijklmnopabcdefghijklmnop.chromiumapp.org%2F",
        ))
    );
    assert_eq!(page(&FailureClass::PolicyBlock.into()), None);
}

#[test]
fn a_pasted_token_is_explained_in_words() {
    let check = |text: Result<pasted::PastedToken, PastedTokenFault>, expected: &str| {
        let notice = words::sign_in::pasted_token_fault(&text.expect_err("a fault"), NOW);
        assert!(notice.sentence.contains(expected), "{notice:?}");
        assert!(notice.remedy.ends_with('.'), "{notice:?}");
    };
    check(pasted::read("hello", NOW), "not an access token");
    check(paste(json!({"aud": "https://graph.microsoft.com"})), "Microsoft Graph: its audience is https://graph");
    check(paste(json!({"aud": "https://api.security.microsoft.com"})), "Defender XDR API");
    check(paste(json!({"aud": "https://userrequestsgraphapi-prd.trafficmanager.net"})), "portal screens suggest");
    check(paste(json!({"aud": "é".repeat(500)})), "é…");
    check(paste(json!({"scp": null, "roles": ["File.Read.All"]})), "application token");
    check(paste(json!({"scp": "Machine.Read"})), "it has Machine.Read.");
    check(paste(json!({"scp": null})), "no permission");
    check(paste(json!({"exp": NOW.0 / 1000})), "just expired");
    check(paste(json!({"exp": NOW.0 / 1000 - 60})), "expired 1 minute ago");
    check(paste(json!({"exp": NOW.0 / 1000 - 90 * 60})), "expired 90 minutes ago");
    check(paste(json!({"exp": NOW.0 / 1000 - 86_400})), "expired at 2025-12-31 00:00:00 UTC");
    check(paste(json!({"tid": null})), "no tenant");
    let note = words::sign_in::pasted_token_note;
    assert!(note(PastedTokenNote::UserImpersonation).contains("your role"));
    assert!(note(PastedTokenNote::NotYetValid { from: NOW }).contains("2026-01-01 00:00:00 UTC"));
}

proptest! {
    #[test]
    fn garbage_at_any_door_is_an_answer_and_never_a_panic(text in any::<String>(), status in 100..600_u16) {
        let _ = redirected(&text, REDIRECT_URI, Some(&pending()), NOW);
        let _ = redirect(&text);
        let _ = pasted::read(&text, NOW);
        let _ = Session::from_json(&text);
        let _ = stored(&text);
        let _ = Claims::parse(&text);
        SignInFailure::window_closed(&text);
        let response = HttpResponse { status, body: text.clone(), retry_after: Some(text), ..HttpResponse::default() };
        prop_assert!(token::redeemed(&response, &pending(), NOW).is_err());
    }

    #[test]
    fn claims_of_any_shape_in_a_token_never_panic(
        name in "aud|tid|oid|scp|roles|exp|nbf|appid|upn",
        value in prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(json!([])),
            Just(json!({"a": [1]})),
        ],
    ) {
        let changes = json!({ name: value });
        if let Err(fault) = paste(changes.clone()) {
            words::sign_in::pasted_token_fault(&fault, NOW);
        }
        let _ = redeemed_with(json!({"id_token": id_token(changes.clone())}));
        let _ = redeemed_with(changes);
    }
}
