//! An access token from the analyst's clipboard, for a first look without an app registration.
//!
//! Its claims are read to say at once what would not work, and to file results under the right account. Whether it
//! counts is up to Defender.

use sha2::{Digest, Sha256};

use super::{
    account::Account,
    base64,
    client::ClientId,
    jwt,
    scope::Scope,
    session::{Origin, Session},
    tenant::TenantId,
};
use crate::{cloud::Cloud, secret::AccessToken, time::Timestamp};

/// A pasted token that may work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedToken {
    /// The session it makes.
    pub session: Session,
    /// What the analyst should know of it.
    pub notes: Vec<PastedTokenNote>,
}

/// What the analyst should know of a token that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastedTokenNote {
    /// It has `user_impersonation` instead of `File.Read.All`: the analyst's role decides.
    UserImpersonation,
    /// It counts only from then on; or this computer's clock is behind.
    NotYetValid {
        /// Claim `nbf`.
        from: Timestamp,
    },
}

/// Why a pasted text is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastedTokenFault {
    /// Not a JSON Web Token with the claims of an access token.
    NotAToken,
    /// For another API.
    OtherAudience {
        /// Claim `aud`.
        audience: String,
        /// Which API that is, where known.
        api: OtherApi,
    },
    /// Of an application (`roles` without `scp`), not of a person.
    ApplicationToken,
    /// Without `File.Read.All` and without `user_impersonation`.
    MissingScope {
        /// Claim `scp`, perhaps empty.
        found: String,
    },
    /// Too old.
    Expired {
        /// Claim `exp`.
        at: Timestamp,
    },
    /// Without a tenant: claim `tid`.
    NoTenant,
    /// Of another tenant than what it was pasted for.
    OtherTenant {
        /// Where what is wanted lives.
        wanted: TenantId,
        /// Claim `tid`.
        token: TenantId,
    },
    /// Of a tenant of which the settings let nothing be asked.
    TenantForbidden {
        /// Claim `tid`.
        token: TenantId,
    },
}

/// An API whose tokens are mistaken for Defender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherApi {
    /// Microsoft Graph.
    Graph,
    /// The API of Microsoft Defender XDR: incidents and advanced hunting.
    Xdr,
    /// What a scope suggested by some portal screens leads to.
    PortalSuggestion,
    /// Any other.
    Unknown,
}

/// A clock may be this far behind before anybody is told, in milliseconds.
const TOLERANCE: i64 = 5 * 60 * 1000;

/// Reads what was pasted: a token, perhaps after `Bearer`, in quotes, or broken into lines.
pub fn read(text: &str, now: Timestamp) -> Result<PastedToken, PastedTokenFault> {
    let token = stripped(text);
    let claims = jwt::claims(&token).filter(|_| fits_a_header(&token)).ok_or(PastedTokenFault::NotAToken)?;
    let claim = |name: &str| jwt::text(&claims, name);
    let moment = |name: &str| claims[name].as_i64().map(|seconds| Timestamp(seconds.saturating_mul(1000)));

    let audience = claim("aud").ok_or(PastedTokenFault::NotAToken)?;
    let Some(cloud) = Cloud::of_audience(&audience) else {
        let api = OtherApi::of(&audience);
        return Err(PastedTokenFault::OtherAudience { audience, api });
    };
    let tenant = claim("tid").and_then(|tenant| tenant.parse().ok()).map(TenantId).ok_or(PastedTokenFault::NoTenant)?;
    let found = claim("scp").unwrap_or_default();
    if found.is_empty() && claims["roles"].as_list().is_some_and(|roles| !roles.is_empty()) {
        return Err(PastedTokenFault::ApplicationToken);
    }
    let mut scopes = Scope::listed(&found);
    // Who may write alerts may read them. Nothing renews this session, so nothing asks Entra for what it does not know.
    if !scopes.contains(&Scope::AlertRead) && found.split_whitespace().any(|scope| scope == "Alert.ReadWrite") {
        scopes.push(Scope::AlertRead);
    }
    let files = scopes.contains(&Scope::FileReadAll);
    if !files && !scopes.contains(&Scope::UserImpersonation) {
        return Err(PastedTokenFault::MissingScope { found });
    }
    let expires_at = moment("exp").ok_or(PastedTokenFault::NotAToken)?;
    if expires_at <= now {
        return Err(PastedTokenFault::Expired { at: expires_at });
    }

    let not_yet = moment("nbf").filter(|from| from.0 > now.0.saturating_add(TOLERANCE));
    let notes = (!files)
        .then_some(PastedTokenNote::UserImpersonation)
        .into_iter()
        .chain(not_yet.map(|from| PastedTokenNote::NotYetValid { from }))
        .collect();
    let username = claim("upn").or_else(|| claim("unique_name")).or_else(|| claim("preferred_username"));
    let session = Session {
        cloud,
        account: Account {
            tenant,
            // A token that names nobody is an account of its own, so that no results are shared.
            object_id: claim("oid").or_else(|| claim("sub")).unwrap_or_else(|| fingerprint(&token)),
            username,
            name: claim("name"),
            login_hint: None,
        },
        scopes,
        expires_at,
        // Nothing renews it, so it is used to its end.
        renew_at: expires_at,
        signed_in_at: now,
        with_claims: false,
        source: Origin::Pasted { application: claim("appid").and_then(|id| id.parse().ok()).map(ClientId) },
        access_token: AccessToken::new(token),
    };
    Ok(PastedToken { session, notes })
}

impl OtherApi {
    fn of(audience: &str) -> Self {
        match audience.strip_suffix('/').unwrap_or(audience) {
            "https://graph.microsoft.com"
            | "https://graph.microsoft.us"
            | "https://dod-graph.microsoft.us"
            // The application id of Microsoft Graph, which some tokens carry instead of its address.
            | "00000003-0000-0000-c000-000000000000" => OtherApi::Graph,
            "https://api.security.microsoft.com"
            | "https://api-gcc.security.microsoft.us"
            | "https://api-gov.security.microsoft.us" => OtherApi::Xdr,
            "https://userrequestsgraphapi-prd.trafficmanager.net" => OtherApi::PortalSuggestion,
            _ => OtherApi::Unknown,
        }
    }
}

/// The token alone: without the header's words before it, quotes around it and white space anywhere.
fn stripped(text: &str) -> String {
    let idle = |character: char| {
        character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '“' | '”' | '\u{200b}' | '\u{feff}')
    };
    let mut rest = text.trim_start_matches(idle);
    for word in ["authorization:", "bearer"] {
        if let Some((start, after)) = rest.split_at_checked(word.len())
            && start.eq_ignore_ascii_case(word)
        {
            rest = after.trim_start_matches(idle);
        }
    }
    rest.chars().filter(|character| !idle(*character)).collect()
}

/// Whether it is written in the alphabet of RFC 7515 alone, the parts that are not read here included.
fn fits_a_header(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'='))
}

fn fingerprint(token: &str) -> String {
    base64::url_safe(&Sha256::digest(token))
}
