//! Asking Entra for an authorization code, and reading what its redirect brings back.

use super::{
    client::Registration,
    directory::Directory,
    failure::{FailureClass, SignInFailure, StateFault},
    pending::{PendingSignIn, SignInRequest},
    query::{append, parameters},
    scope::Scope,
    tenant::TenantId,
};
use crate::{cloud::Cloud, secret::secret, time::Timestamp};

secret!(
    /// What is exchanged for tokens, once: redeeming consumes it.
    #[derive(PartialEq, Eq)]
    AuthorizationCode
);

/// What Entra may show. An account is hinted at or chosen, never both: Entra refuses the two together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt<'a> {
    /// Whatever Entra finds necessary.
    Unspecified {
        /// [`super::account::Account::hint`] of the account to sign in again.
        login_hint: Option<&'a str>,
    },
    /// Nothing: an answer from the browser's session or an error.
    None {
        /// Without it a browser with several Microsoft sessions answers `login_required`.
        login_hint: Option<&'a str>,
    },
    /// The list of accounts, to switch.
    SelectAccount,
}

/// The address of the sign-in page for a sign-in that begins. `redirect_uri` is `https://<extension id>.chromiumapp.org/`,
/// as registered. Of the verifier it shows the challenge alone.
pub fn url(pending: &PendingSignIn, redirect_uri: &str, prompt: Prompt<'_>) -> String {
    let PendingSignIn { wanted: SignInRequest { directory, scopes, claims }, state, verifier, nonce, .. } = pending;
    let Directory { cloud, tenant, client, .. } = directory;
    let mut url = endpoint(*cloud, tenant, "/oauth2/v2.0/authorize");
    append(&mut url, "client_id", client.0.as_str());
    append(&mut url, "response_type", "code");
    // A code in the query would go over the network to the redirect host, and into the logs of proxies.
    append(&mut url, "response_mode", "fragment");
    append(&mut url, "redirect_uri", redirect_uri);
    append(&mut url, "scope", &Scope::parameter(scopes, *cloud));
    append(&mut url, "code_challenge", verifier.challenge().as_str());
    append(&mut url, "code_challenge_method", "S256");
    append(&mut url, "state", state.secret());
    append(&mut url, "nonce", nonce.secret());
    let (prompt, login_hint) = match prompt {
        Prompt::Unspecified { login_hint } => (None, login_hint),
        Prompt::None { login_hint } => (Some("none"), login_hint),
        Prompt::SelectAccount => (Some("select_account"), None),
    };
    if let Some(prompt) = prompt {
        append(&mut url, "prompt", prompt);
    }
    if let Some(login_hint) = login_hint {
        append(&mut url, "login_hint", login_hint);
    }
    if let Some(claims) = claims {
        append(&mut url, "claims", claims.as_str());
    }
    url
}

/// Where an administrator grants permissions for the whole tenant,
/// <https://learn.microsoft.com/entra/identity-platform/v2-admin-consent>.
pub fn admin_consent(registration: &Registration<'_>, scopes: &[Scope]) -> String {
    let Registration { cloud, tenant, client, redirect_uri } = registration;
    let mut url = endpoint(*cloud, tenant, "/v2.0/adminconsent");
    append(&mut url, "client_id", client.0.as_str());
    append(&mut url, "scope", &Scope::parameter(scopes, *cloud));
    append(&mut url, "redirect_uri", redirect_uri);
    url
}

/// An address of the tenant on its sign-in host.
pub(super) fn endpoint(cloud: Cloud, tenant: &TenantId, path: &str) -> String {
    [cloud.authority(), "/", tenant.0.as_str(), path].concat()
}

/// The code in the address that ended the sign-in window.
///
/// `pending` is the record of the sign-in under way, taken out of the storage by the caller, so that
/// it answers once; `None` when there was no such record any more. Nothing is sent to Entra unless
/// this is `Ok`.
pub fn redirected(
    redirect_url: &str,
    redirect_uri: &str,
    pending: Option<&PendingSignIn>,
    now: Timestamp,
) -> Result<AuthorizationCode, SignInFailure> {
    let fragment = fragment(redirect_url, redirect_uri).ok_or(FailureClass::OtherRedirect)?;
    let parameters = parameters(fragment);
    let pending = pending.ok_or(FailureClass::State(StateFault::Used))?;

    let state = sole(&parameters, "state")?.ok_or(FailureClass::State(StateFault::Missing))?;
    if state != pending.state.secret() {
        return Err(FailureClass::State(StateFault::Other).into());
    }
    match (sole(&parameters, "error")?, sole(&parameters, "code")?) {
        (None, Some(_)) if pending.late(now) => Err(FailureClass::State(StateFault::Late).into()),
        (None, Some(code)) if !code.is_empty() => Ok(AuthorizationCode(code.to_owned())),
        (None, _) => Err(FailureClass::Unreadable { status: None }.into()),
        (Some(_), Some(_)) => Err(FailureClass::Contradictory.into()),
        (Some(error), None) => {
            Err(SignInFailure::of_authorization(error, sole(&parameters, "error_description")?.unwrap_or_default()))
        }
    }
}

/// What follows `#` in an address that is the redirect URI, its path included.
///
/// The browser ends the window for every path of the extension's redirect host.
fn fragment<'a>(redirect_url: &'a str, redirect_uri: &str) -> Option<&'a str> {
    let (address, fragment) = redirect_url.split_once('#').unwrap_or((redirect_url, ""));
    let rest = address.strip_prefix(redirect_uri)?;
    (redirect_uri.ends_with('/') && (rest.is_empty() || rest.starts_with('?'))).then_some(fragment)
}

/// The value of a parameter that may be there once, RFC 6749 section 3.1.
fn sole<'a>(parameters: &'a [(String, String)], name: &str) -> Result<Option<&'a str>, SignInFailure> {
    let mut values = parameters.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(FailureClass::Contradictory.into()),
    }
}
