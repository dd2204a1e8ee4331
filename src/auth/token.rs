//! What is asked of the token endpoint, and its answers.

use std::time::Duration;

use super::{
    account::Account,
    authorization::{AuthorizationCode, endpoint},
    client::ClientId,
    directory::Directory,
    failure::{FailureClass, Grant, SignInFailure},
    jwt,
    pending::{PendingSignIn, SignInRequest},
    scope::Scope,
    session::{MARGIN, Origin, RefreshGrant, Session},
    tenant::TenantId,
};
use crate::{
    cloud::Cloud,
    http::{Body, HttpRequest, HttpResponse},
    json::Json,
    secret::{AccessToken, RefreshToken},
    time::Timestamp,
};

/// How long a refresh token of a single-page application lives, from the sign-in on and whatever is renewed.
const REFRESH_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Exchanges the code for tokens, RFC 6749 section 4.1.3. The answer goes to [`redeemed`].
pub fn redeem(code: AuthorizationCode, pending: &PendingSignIn, redirect_uri: &str) -> HttpRequest {
    let SignInRequest { directory: Directory { cloud, tenant, client, .. }, scopes, .. } = &pending.wanted;
    request(
        *cloud,
        tenant,
        vec![
            ("client_id", client.to_string()),
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.secret().to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
            ("code_verifier", pending.verifier.secret().to_owned()),
            ("scope", Scope::parameter(scopes, *cloud)),
        ],
    )
}

/// Asks for a new access token of the same kind, RFC 6749 section 6. The answer goes to [`refreshed`].
///
/// `None` for a session that has no refresh token.
pub fn refresh(session: &Session) -> Option<HttpRequest> {
    let Origin::SignedIn { client, refresh: Some(refresh) } = &session.source else {
        return None;
    };
    let scopes = if session.names_permitted() { Scope::FILES_AND_NAMES } else { Scope::FILES };
    let form = vec![
        ("client_id", client.to_string()),
        ("grant_type", "refresh_token".to_owned()),
        ("refresh_token", refresh.token.secret().to_owned()),
        ("scope", Scope::parameter(scopes, session.cloud)),
    ];
    Some(request(session.cloud, session.tenant(), form))
}

/// Reads the answer to [`redeem`].
pub fn redeemed(response: &HttpResponse, pending: &PendingSignIn, now: Timestamp) -> Result<Session, SignInFailure> {
    let SignInRequest { directory: Directory { cloud, tenant, client, .. }, scopes, claims } = &pending.wanted;
    let answer = Answer::read(response, Grant::Code, now)?;
    let identity = answer.identity.as_ref().ok_or(unreadable(response))?;
    if jwt::text(identity, "nonce").as_deref() != Some(pending.nonce.secret()) {
        return Err(FailureClass::NonceMismatch.into());
    }
    Ok(Session {
        cloud: *cloud,
        account: account(identity, tenant, client)?.ok_or(unreadable(response))?,
        access_token: answer.access_token,
        scopes: answer.scopes.unwrap_or_else(|| scopes.clone()),
        expires_at: answer.expires_at,
        renew_at: answer.renew_at,
        signed_in_at: now,
        with_claims: claims.is_some(),
        source: Origin::SignedIn {
            client: client.clone(),
            refresh: answer.refresh_token.map(|token| RefreshGrant {
                token,
                expires_at: answer.refresh_expires_at.unwrap_or(now.plus(REFRESH_LIFETIME)),
            }),
        },
    })
}

/// Reads the answer to [`refresh`]: the session after it.
pub fn refreshed(response: &HttpResponse, session: &Session, now: Timestamp) -> Result<Session, SignInFailure> {
    let answer = Answer::read(response, Grant::RefreshToken, now)?;
    let Origin::SignedIn { client, refresh: Some(refresh) } = &session.source else {
        return Err(FailureClass::GrantDead(Grant::RefreshToken).into());
    };
    // A renewal need not bring an id token, and one that it brings has no nonce: OpenID Connect Core section 12.2.
    if let Some(identity) = &answer.identity {
        let account = account(identity, session.tenant(), client)?.ok_or(unreadable(response))?;
        if account.object_id != session.account.object_id {
            return Err(FailureClass::AccountMismatch.into());
        }
    }
    Ok(Session {
        cloud: session.cloud,
        account: session.account.clone(),
        access_token: answer.access_token,
        scopes: answer.scopes.unwrap_or_else(|| session.scopes.clone()),
        expires_at: answer.expires_at,
        renew_at: answer.renew_at,
        signed_in_at: session.signed_in_at,
        with_claims: session.with_claims,
        source: Origin::SignedIn {
            client: client.clone(),
            refresh: Some(RefreshGrant {
                token: answer.refresh_token.unwrap_or_else(|| refresh.token.clone()),
                // The new token keeps the end of the first one.
                expires_at: answer.refresh_expires_at.map_or(refresh.expires_at, |at| at.min(refresh.expires_at)),
            }),
        },
    })
}

/// Whom an access token says that it is for, to be told where Defender refuses it. It counts for nothing.
pub fn audience(token: &AccessToken) -> Option<String> {
    jwt::text(&jwt::claims(token.secret())?, "aud")
}

/// A form for the token endpoint: no secret, since a single-page application has none.
fn request(cloud: Cloud, tenant: &TenantId, form: Vec<(&'static str, String)>) -> HttpRequest {
    HttpRequest {
        url: endpoint(cloud, tenant, "/oauth2/v2.0/token"),
        body: Body::Form(form),
        timeout: Duration::from_secs(20),
        max_bytes: 1024 * 1024,
    }
}

/// The successful answer of RFC 6749 section 5.1, read but not yet compared with what was asked.
struct Answer {
    access_token: AccessToken,
    /// `None` means what was asked for.
    scopes: Option<Vec<Scope>>,
    expires_at: Timestamp,
    renew_at: Timestamp,
    refresh_token: Option<RefreshToken>,
    refresh_expires_at: Option<Timestamp>,
    /// The claims of the id token.
    identity: Option<Json>,
}

impl Answer {
    fn read(response: &HttpResponse, grant: Grant, now: Timestamp) -> Result<Self, SignInFailure> {
        let body = match Json::parse(&response.body) {
            Some(body) if response.status == 200 => body,
            Some(_) | None => return Err(SignInFailure::of_token_endpoint(response, grant, now)),
        };
        if body.as_object().is_some_and(|fields| fields.iter().any(|(name, _)| name == "error")) {
            return Err(SignInFailure::of_token_endpoint(response, grant, now));
        }
        let identity = match jwt::text(&body, "id_token") {
            Some(token) => Some(jwt::claims(&token).ok_or(unreadable(response))?),
            None => None,
        };
        let bearer = body["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
        let access_token = jwt::text(&body, "access_token").filter(|token| bearer && printable(token));
        let lifetime = seconds(&body["expires_in"]);
        let (Some(access_token), Some(lifetime)) = (access_token, lifetime) else {
            return Err(unreadable(response).into());
        };
        Ok(Answer {
            access_token: AccessToken::new(access_token),
            scopes: body["scope"].as_str().map(Scope::listed),
            expires_at: now.plus(lifetime),
            renew_at: now.plus(lifetime.saturating_sub(MARGIN)),
            refresh_token: jwt::text(&body, "refresh_token").map(RefreshToken::new),
            refresh_expires_at: seconds(&body["refresh_token_expires_in"]).map(|lifetime| now.plus(lifetime)),
            identity,
        })
    }
}

/// Whom an id token names, if it is of this tenant and for this application; `None` if it names nobody.
///
/// It came over TLS straight from its issuer, so the signature need not be checked: OpenID Connect Core section
/// 3.1.3.7.
fn account(identity: &Json, tenant: &TenantId, client: &ClientId) -> Result<Option<Account>, SignInFailure> {
    let is = |claim: &str, expected: &str| {
        identity[claim].as_str().is_some_and(|found| found.eq_ignore_ascii_case(expected))
    };
    if !is("aud", client.0.as_str()) {
        return Err(FailureClass::ClientMismatch.into());
    }
    if !is("tid", tenant.0.as_str()) {
        return Err(FailureClass::TenantMismatch.into());
    }
    Ok(jwt::text(identity, "oid").map(|object_id| Account {
        tenant: tenant.clone(),
        object_id,
        username: jwt::text(identity, "preferred_username"),
        name: jwt::text(identity, "name"),
        login_hint: jwt::text(identity, "login_hint"),
    }))
}

/// Seconds as a number or as a text of digits: Entra has sent both.
fn seconds(value: &Json) -> Option<Duration> {
    let seconds =
        value.as_i64().and_then(|seconds| seconds.try_into().ok()).or_else(|| value.as_str()?.trim().parse().ok())?;
    Some(Duration::from_secs(seconds))
}

/// Whether a token can stand in a header: the characters of RFC 6750 section 2.1 and what else is visible.
fn printable(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn unreadable(response: &HttpResponse) -> FailureClass {
    FailureClass::Unreadable { status: Some(response.status) }
}
