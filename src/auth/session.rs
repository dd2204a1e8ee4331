//! A signed-in account with its tokens: the record that session storage holds, and nothing else.

use std::time::Duration;

use super::{account::Account, client::ClientId, scope::Scope, tenant::TenantId};
use crate::{
    cloud::Cloud,
    json::{Json, Recorded, record},
    secret::{AccessToken, RefreshToken},
    time::Timestamp,
};

/// A token is renewed this long before it ends, so that none ends on its way.
pub(super) const MARGIN: Duration = Duration::from_secs(300);

/// A delegated token and whom it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Where the token counts.
    pub cloud: Cloud,
    /// Whose it is, and in which tenant.
    pub account: Account,
    /// For the Defender API.
    pub access_token: AccessToken,
    /// What it permits, as far as Hashcard knows it.
    pub scopes: Vec<Scope>,
    /// When it ends, by this computer's clock. Defender's 401 is what counts in the end.
    pub expires_at: Timestamp,
    /// From when on it is to be renewed.
    pub renew_at: Timestamp,
    /// When somebody signed in or pasted it; renewals do not move it.
    pub signed_in_at: Timestamp,
    /// Whether that sign-in carried the claims that Defender had asked for.
    pub with_claims: bool,
    /// Where it came from.
    pub source: Origin,
}

/// Where a token came from, which says whether it can be renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From Entra, through the organisation's app registration.
    SignedIn {
        /// That registration.
        client: ClientId,
        /// `None` if Entra gave no refresh token.
        refresh: Option<RefreshGrant>,
    },
    /// From the analyst's clipboard.
    Pasted {
        /// The application that it was made for: claim `appid`.
        application: Option<ClientId>,
    },
}

/// A refresh token and its end, which renewals do not move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshGrant {
    /// Replaced at every renewal.
    pub token: RefreshToken,
    /// 24 hours from the sign-in.
    pub expires_at: Timestamp,
}

/// What a session needs before the next call.
#[derive(Debug, PartialEq, Eq)]
pub enum Renewal<'a> {
    /// Nothing.
    NotDue,
    /// A new access token, with this.
    Refresh(&'a RefreshToken),
    /// A new sign-in, silent if that works: there is no refresh token that is still good.
    SignIn,
    /// Another token from the analyst.
    Paste,
}

impl Session {
    /// The tenant whose alerts it opens.
    pub fn tenant(&self) -> &TenantId {
        &self.account.tenant
    }

    /// The application that Microsoft counts its calls for.
    pub fn client(&self) -> Option<&ClientId> {
        match &self.source {
            Origin::SignedIn { client, .. } => Some(client),
            Origin::Pasted { application } => application.as_ref(),
        }
    }

    /// Whether file names may be asked for.
    pub fn names_permitted(&self) -> bool {
        self.scopes.contains(&Scope::AlertRead)
    }

    /// What is needed before a call at `now`.
    pub fn renewal(&self, now: Timestamp) -> Renewal<'_> {
        if now < self.renew_at { Renewal::NotDue } else { self.renewal_after_refusal(now) }
    }

    /// What is needed after Defender refused the token, whatever the clock says.
    pub fn renewal_after_refusal(&self, now: Timestamp) -> Renewal<'_> {
        match &self.source {
            Origin::SignedIn { refresh: Some(refresh), .. } if now.plus(MARGIN) < refresh.expires_at => {
                Renewal::Refresh(&refresh.token)
            }
            Origin::SignedIn { .. } => Renewal::SignIn,
            Origin::Pasted { .. } => Renewal::Paste,
        }
    }

    /// The record for session storage, which holds the tokens.
    pub fn to_json(&self) -> String {
        self.to_record().to_string()
    }

    /// The record out of session storage; `None` for anything that is not one, which means signed out.
    pub fn from_json(text: &str) -> Option<Self> {
        Session::from_record(&Json::parse(text)?)
    }
}

record!(struct Session { cloud, account, access_token, scopes, expires_at, renew_at, signed_in_at, with_claims, source });
record!(enum Origin { SignedIn { client, refresh }, Pasted { application } });
record!(struct RefreshGrant { token, expires_at });
