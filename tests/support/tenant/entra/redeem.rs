//! The token endpoint of a single-page application: codes and refresh tokens against access tokens.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::clock::Moment;
use super::super::hosts::SignIn;
use super::super::quirks::Quirk;
use super::super::record::RecordedRequest;
use super::super::scenario::{Account, Defender, Tenant};
use super::super::server::{World, respond};
use super::authorize::missing_consent;
use super::scopes::{ScopeFault, Scopes};
use super::state::{CODE_LIFETIME, IssuedRefresh, REFRESH_LIFETIME, Redeemed, Standing};
use super::tokens::{self, AccessClaims};
use super::{serves, tenant_at};

/// The mean of Entra's random 60 to 90 minutes.
const ACCESS_SECONDS: u64 = 75 * 60;

/// Why no token is given.
struct Refusal {
    error: &'static str,
    number: u32,
    message: String,
    suberror: Option<&'static str>,
}

/// What a grant entitles to.
struct Grant {
    account: Account,
    scopes: Scopes,
    nonce: Option<String>,
    first_issued_at: Moment,
}

/// `POST /{tenant}/oauth2/v2.0/token`
pub fn token(world: &World, authority: SignIn, tenant: &str, request: &RecordedRequest) -> Response<Body> {
    let mut response = match redeemed(world, authority, tenant, request) {
        Ok(body) => respond(StatusCode::OK, "application/json; charset=utf-8", body.to_string()),
        Err(refusal) => refused(world, &refusal),
    };
    // The real endpoint lets the origins of registered single-page applications read its answer.
    if let Some(origin) = request.header("origin").and_then(|origin| HeaderValue::from_str(origin).ok()) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache"));
    response
}

/// `OPTIONS` on the same address.
pub fn preflight(request: &RecordedRequest) -> Response<Body> {
    let mut response = respond(StatusCode::OK, "text/plain", "");
    if let Some(origin) = request.header("origin").and_then(|origin| HeaderValue::from_str(origin).ok()) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

fn redeemed(world: &World, authority: SignIn, tenant: &str, request: &RecordedRequest) -> Result<Value, Refusal> {
    let Some(tenant) = tenant_at(world, authority, tenant) else {
        return Err(refusal("invalid_request", 90_002, &format!("Tenant '{tenant}' not found.")));
    };
    let client_id = request.form_value("client_id").unwrap_or_default();
    let application = world.scenario().application(&client_id).cloned();
    let known = application.filter(|application| serves(authority, application.authority));
    if known.is_none() {
        let message = format!("Application with identifier '{client_id}' was not found in the directory.");
        return Err(refusal("unauthorized_client", 700_016, &message));
    }
    if request.form_value("client_secret").is_some() || request.header("authorization").is_some() {
        let message = "Public clients can't send a client secret.";
        return Err(refusal("invalid_request", 700_025, message));
    }
    if request.header("origin").is_none() {
        let message = "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.";
        return Err(refusal("invalid_request", 9_002_327, message));
    }
    let grant = match request.form_value("grant_type").as_deref() {
        Some("authorization_code") => by_code(world, &tenant, &client_id, request)?,
        Some("refresh_token") => by_refresh_token(world, &tenant, &client_id, request)?,
        Some(_) => {
            return Err(refusal("unsupported_grant_type", 70_003, "The app requested an unsupported grant type."));
        }
        None => {
            let message = "The request body must contain the following parameter: 'grant_type'.";
            return Err(refusal("invalid_request", 900_144, message));
        }
    };
    tokens_for(world, &tenant, &client_id, grant)
}

fn by_code(world: &World, tenant: &Tenant, client_id: &str, request: &RecordedRequest) -> Result<Grant, Refusal> {
    let dead = |number, message: &str| Err(refusal("invalid_grant", number, message));
    let value = request.form_value("code").unwrap_or_default();
    let Some(code) = world.entra().code(&value) else {
        return dead(9_002_313, "Invalid request. Request is malformed or invalid.");
    };
    if code.redeemed == Redeemed::Once {
        return dead(54_005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code.");
    }
    if world.clock.now().since(code.issued_at) > CODE_LIFETIME {
        return dead(70_008, "The provided authorization code has expired.");
    }
    if code.request.tenant_id != tenant.id {
        return dead(700_005, "The provided authorization code is intended to use against other tenant.");
    }
    if !code.request.client_id.eq_ignore_ascii_case(client_id) {
        return dead(70_000, "The provided value for the 'client_id' does not match the code.");
    }
    if request.form_value("redirect_uri").as_deref() != Some(code.request.redirect_uri.as_str()) {
        return dead(70_000, "The provided value for the 'redirect_uri' is not valid for the code.");
    }
    let verifier = request.form_value("code_verifier").unwrap_or_default();
    if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != code.request.code_challenge {
        return dead(
            501_481,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        );
    }
    let scopes = asked_scopes(request, &code.request.scopes)?;
    world.entra().spend_code(&value);
    Ok(Grant { account: code.account, scopes, nonce: code.request.nonce, first_issued_at: world.clock.now() })
}

fn by_refresh_token(
    world: &World,
    tenant: &Tenant,
    client_id: &str,
    request: &RecordedRequest,
) -> Result<Grant, Refusal> {
    let dead = |number, message: &str| Err(refusal("invalid_grant", number, message));
    let value = request.form_value("refresh_token").unwrap_or_default();
    let Some(refresh) = world.entra().refresh(&value) else {
        return dead(9_002_313, "Invalid request. Request is malformed or invalid.");
    };
    if !refresh.client_id.eq_ignore_ascii_case(client_id) {
        return dead(70_000, "The refresh token was issued to another client.");
    }
    if refresh.standing == Standing::Revoked {
        return dead(50_173, "The provided grant has expired due to it being revoked, a fresh auth token is needed.");
    }
    if world.clock.now().since(refresh.first_issued_at) > REFRESH_LIFETIME {
        let message = "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.";
        return dead(700_084, message);
    }
    let Some(account) = tenant.account(&refresh.upn).cloned() else {
        return dead(50_020, &format!("User account '{}' does not exist in tenant '{}'.", refresh.upn, tenant.name));
    };
    let scopes = asked_scopes(request, &refresh.scopes)?;
    Ok(Grant { account, scopes, nonce: None, first_issued_at: refresh.first_issued_at })
}

fn asked_scopes(request: &RecordedRequest, before: &Scopes) -> Result<Scopes, Refusal> {
    let Some(text) = request.form_value("scope").filter(|text| !text.is_empty()) else { return Ok(before.clone()) };
    Scopes::parse(&text).map_err(|fault| match fault {
        ScopeFault::Empty | ScopeFault::UnknownResource(_) | ScopeFault::UnknownPermission(_) => refusal(
            "invalid_scope",
            70_011,
            &format!("The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {text} is not valid."),
        ),
    })
}

fn tokens_for(world: &World, tenant: &Tenant, client_id: &str, grant: Grant) -> Result<Value, Refusal> {
    let resources = grant.scopes.resources();
    if resources.len() > 1 {
        let message = "The provided value for the input parameter 'scope' is not valid because it contains more than one resource.";
        return Err(refusal("invalid_request", 700_022, message));
    }
    let foreign = grant.scopes.permissions.iter().any(|permission| permission.api != tenant.api());
    if foreign || (!resources.is_empty() && tenant.defender == Defender::Absent) {
        let message = format!("The resource principal named {} was not found in the tenant.", resources.join(" "));
        return Err(refusal("invalid_resource", 500_011, &message));
    }
    let missing = missing_consent(world, tenant, &grant.account, &grant.scopes);
    if !missing.is_empty() {
        let message =
            format!("The user or administrator has not consented to use the application: {}.", missing.join(", "));
        return Err(Refusal { suberror: Some("consent_required"), ..refusal("invalid_grant", 65_001, &message) });
    }
    let now = world.clock.now();
    let seconds = world.quirks.find(expires_in).unwrap_or(ACCESS_SECONDS);
    let promised = world.quirks.find(promised_lifetime).unwrap_or(seconds);
    let audience = resources.first().copied().unwrap_or(tenant.api().audience());
    let granted = granted_permissions(world, tenant, &grant.account, &grant.scopes);
    let claims = AccessClaims::default()
        .audience(audience)
        .account(&tenant.id, &grant.account.upn)
        .client(client_id)
        .scopes(&granted.join(" "))
        .expires_in(i64::try_from(seconds).expect("a lifetime under 292 billion years"));
    let scope: Vec<String> = granted.iter().map(|name| format!("{audience}/{name}")).collect();
    let mut body = json!({
        "token_type": "Bearer",
        "scope": scope.join(" "),
        "expires_in": number(world, promised),
        "ext_expires_in": number(world, promised),
        "access_token": tokens::access_token(world, &claims),
    });
    if grant.scopes.wants("openid") && !world.quirks.has(&Quirk::MissingIdToken) {
        body["id_token"] = json!(tokens::id_token(world, &id_claims(world, tenant, client_id, &grant)));
    }
    if grant.scopes.wants("offline_access") && !world.quirks.has(&Quirk::MissingRefreshToken) {
        let left = REFRESH_LIFETIME.saturating_sub(now.since(grant.first_issued_at)).as_secs();
        if !world.quirks.has(&Quirk::MissingRefreshExpiry) {
            body["refresh_token_expires_in"] = number(world, left);
        }
        let refresh = IssuedRefresh {
            client_id: client_id.to_owned(),
            upn: grant.account.upn.clone(),
            first_issued_at: grant.first_issued_at,
            scopes: grant.scopes,
            standing: Standing::Good,
        };
        body["refresh_token"] = json!(world.entra().issue_refresh(refresh, &world.secret));
    }
    Ok(body)
}

/// Entra puts every permission of the resource that was ever granted into the token, not just those asked for.
fn granted_permissions(world: &World, tenant: &Tenant, account: &Account, asked: &Scopes) -> Vec<String> {
    if world.quirks.has(&Quirk::UserImpersonation) {
        return vec!["user_impersonation".to_owned()];
    }
    if asked.permissions.is_empty() {
        return Vec::new();
    }
    let mut granted = tenant.consented.clone();
    let known =
        ["File.Read.All", "Alert.Read", "Alert.ReadWrite", "Machine.Read", "Ti.ReadWrite", "user_impersonation"];
    granted.extend(
        known.map(str::to_owned).into_iter().filter(|name| {
            !tenant.consented.contains(name) && world.entra().has_consent(&tenant.id, &account.upn, name)
        }),
    );
    granted
}

fn id_claims(world: &World, tenant: &Tenant, client_id: &str, grant: &Grant) -> Value {
    let now = tokens::seconds(world.clock.now());
    let wrong = |quirk: Quirk, right: &str| {
        let other = "0ddba11d-1111-4222-8333-444455556666";
        if world.quirks.has(&quirk) { other.to_owned() } else { right.to_owned() }
    };
    let mut claims = json!({
        "aud": wrong(Quirk::WrongAudience, client_id),
        "iss": format!("https://login.microsoftonline.com/{}/v2.0", tenant.id),
        "iat": now - 300,
        "nbf": now - 300,
        "exp": now + 3600,
        "name": grant.account.name,
        "oid": grant.account.oid,
        "preferred_username": grant.account.upn,
        "login_hint": tokens::login_hint(&grant.account),
        "sub": format!("sub-{}", grant.account.oid),
        "tid": wrong(Quirk::WrongTenant, &tenant.id),
        "ver": "2.0",
    });
    let nonce = grant.nonce.as_deref().filter(|_| !world.quirks.has(&Quirk::MissingNonce));
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(wrong(Quirk::WrongNonce, nonce));
    }
    claims
}

fn number(world: &World, value: u64) -> Value {
    if world.quirks.has(&Quirk::NumbersAsText) { json!(value.to_string()) } else { json!(value) }
}

fn promised_lifetime(quirk: &Quirk) -> Option<u64> {
    if let Quirk::PromisedLifetime(seconds) = quirk { Some(*seconds) } else { None }
}

fn expires_in(quirk: &Quirk) -> Option<u64> {
    if let Quirk::ExpiresIn(seconds) = quirk { Some(*seconds) } else { None }
}

fn refusal(error: &'static str, number: u32, message: &str) -> Refusal {
    Refusal { error, number, message: message.to_owned(), suberror: None }
}

fn refused(world: &World, refusal: &Refusal) -> Response<Body> {
    let [trace_id, correlation_id] = world.entra().next_guids();
    let timestamp = world.clock.now().to_iso();
    let Refusal { error, number, message, suberror } = refusal;
    let mut body = json!({
        "error": error,
        "error_description": format!("AADSTS{number}: {message} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {timestamp}"),
        "error_codes": [number],
        "timestamp": timestamp,
        "trace_id": trace_id,
        "correlation_id": correlation_id,
        "error_uri": format!("https://login.microsoftonline.com/error?code={number}"),
    });
    if let Some(suberror) = suberror {
        body["suberror"] = json!(suberror);
    }
    respond(StatusCode::BAD_REQUEST, "application/json; charset=utf-8", body.to_string())
}
