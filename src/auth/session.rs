//! A signed-in account with its tokens: the record that session storage holds, and nothing else.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    account::Account,
    client::ClientId,
    jwt,
    scope::Scope,
    tenant::TenantId,
    token::{AccessToken, RefreshToken},
};
use crate::{defender::cloud::Cloud, time::Timestamp};

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
    /// Where it came from.
    pub source: Source,
}

/// Where a token came from, which says whether it can be renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
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
            Source::SignedIn { client, .. } => Some(client),
            Source::Pasted { application } => application.as_ref(),
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
            Source::SignedIn { refresh: Some(refresh), .. } if now.plus(MARGIN) < refresh.expires_at => {
                Renewal::Refresh(&refresh.token)
            }
            Source::SignedIn { .. } => Renewal::SignIn,
            Source::Pasted { .. } => Renewal::Paste,
        }
    }

    /// The record for session storage, which holds the tokens.
    pub fn to_json(&self) -> String {
        let Account { tenant, object_id, username, name, login_hint } = &self.account;
        let (source, client, refresh) = match &self.source {
            Source::SignedIn { client, refresh } => ("signed-in", Some(client), refresh.as_ref()),
            Source::Pasted { application } => ("pasted", application.as_ref(), None),
        };
        json!({
            "cloud": self.cloud.as_str(),
            "tenant": tenant.0.as_str(),
            "objectId": object_id,
            "username": username,
            "name": name,
            "loginHint": login_hint,
            "accessToken": self.access_token.secret(),
            "scopes": Scope::names(&self.scopes),
            "expiresAt": self.expires_at.0,
            "renewAt": self.renew_at.0,
            "source": source,
            "client": client.map(|client| client.0.as_str()),
            "refreshToken": refresh.map(|refresh| refresh.token.secret()),
            "refreshExpiresAt": refresh.map(|refresh| refresh.expires_at.0),
        })
        .to_string()
    }

    /// The record out of session storage; `None` for anything that is not one, which means signed out.
    pub fn from_json(text: &str) -> Option<Self> {
        let record: Value = serde_json::from_str(text).ok()?;
        let text = |name: &str| jwt::text(&record, name);
        let moment = |name: &str| record[name].as_i64().map(Timestamp);
        let client = match text("client") {
            Some(client) => Some(ClientId(client.parse().ok()?)),
            None => None,
        };
        let refresh = match text("refreshToken") {
            Some(token) => {
                Some(RefreshGrant { token: RefreshToken::new(token), expires_at: moment("refreshExpiresAt")? })
            }
            None => None,
        };
        Some(Session {
            cloud: text("cloud")?.parse().ok()?,
            account: Account {
                tenant: TenantId(text("tenant")?.parse().ok()?),
                object_id: text("objectId")?,
                username: text("username"),
                name: text("name"),
                login_hint: text("loginHint"),
            },
            access_token: AccessToken::new(text("accessToken")?),
            scopes: Scope::listed(record["scopes"].as_str()?),
            expires_at: moment("expiresAt")?,
            renew_at: moment("renewAt")?,
            source: match text("source")?.as_str() {
                "signed-in" => Source::SignedIn { client: client?, refresh },
                "pasted" => Source::Pasted { application: client },
                _ => return None,
            },
        })
    }
}
