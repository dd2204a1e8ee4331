//! The record of a sign-in under way: written before the window opens, taken out when it ends.
//!
//! It outlives the service worker. One that is found when nothing runs is an interrupted sign-in.

use std::time::Duration;

use super::{
    authorization::{AuthorizationRequest, Nonce, Prompt, State},
    challenge::Claims,
    client::ClientId,
    pkce::CodeVerifier,
    scope::Scope,
    tenant::TenantId,
};
use crate::{
    defender::cloud::Cloud,
    json::{Json, Recorded, record},
    time::Timestamp,
};

/// A code lives about as long.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// Where the analyst asked to be signed in, and so where the outcome is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedFrom {
    /// The popup of a browser window, reopened when the sign-in ends.
    Popup {
        /// The browser's id of that window.
        window: i32,
    },
    /// The side panel, which stays open.
    Panel,
    /// The options page.
    Options,
}

/// Whether a window may appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// After a click only.
    Interactive,
    /// Without any window, out of the browser's Microsoft session.
    Silent,
}

/// The randomness of one sign-in, 256 bits each.
pub struct Randomness {
    /// For the [`CodeVerifier`].
    pub verifier: [u8; 32],
    /// For the [`State`].
    pub state: [u8; 32],
    /// For the [`Nonce`].
    pub nonce: [u8; 32],
}

/// A sign-in whose window is open or about to open.
#[derive(Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    /// What was asked for.
    pub sign_in: SignIn,
    /// Must come back in the redirect.
    pub state: State,
    /// Goes to the token endpoint with the code.
    pub verifier: CodeVerifier,
    /// Must come back in the id token.
    pub nonce: Nonce,
    /// When the window was asked for.
    pub started_at: Timestamp,
}

/// What an analyst, or a renewal, asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The cloud of the tenant.
    pub cloud: Cloud,
    /// The tenant to sign in to.
    pub tenant: TenantId,
    /// The app registration.
    pub client: ClientId,
    /// What to ask for: [`Scope::FILES`] or [`Scope::FILES_AND_NAMES`].
    pub scopes: Vec<Scope>,
    /// What a claims challenge asked for, repeated until there is a token.
    pub claims: Option<Claims>,
    /// Where the outcome is shown.
    pub asked_from: AskedFrom,
    /// Whether a window may appear.
    pub manner: Manner,
}

/// Who to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    /// The account of [`super::account::Account::hint`], or the only one there is.
    Known(Option<&'a str>),
    /// Whom the analyst picks from the list of accounts.
    Another,
}

impl PendingSignIn {
    /// Begins a sign-in; to be stored before the window opens.
    pub fn begin(sign_in: SignIn, randomness: &Randomness, now: Timestamp) -> Self {
        PendingSignIn {
            state: State::from_random(randomness.state),
            verifier: CodeVerifier::from_random(randomness.verifier),
            nonce: Nonce::from_random(randomness.nonce),
            sign_in,
            started_at: now,
        }
    }

    /// The request for the sign-in window. A silent one never shows a list of accounts.
    pub fn request<'a>(&'a self, redirect_uri: &'a str, who: Who<'a>) -> AuthorizationRequest<'a> {
        AuthorizationRequest {
            cloud: self.sign_in.cloud,
            tenant: &self.sign_in.tenant,
            client: &self.sign_in.client,
            redirect_uri,
            scopes: &self.sign_in.scopes,
            challenge: self.verifier.challenge(),
            state: &self.state,
            nonce: &self.nonce,
            prompt: match (self.sign_in.manner, who) {
                (Manner::Interactive, Who::Known(login_hint)) => Prompt::Unspecified { login_hint },
                (Manner::Interactive, Who::Another) => Prompt::SelectAccount,
                (Manner::Silent, Who::Known(login_hint)) => Prompt::None { login_hint },
                (Manner::Silent, Who::Another) => Prompt::None { login_hint: None },
            },
            claims: self.sign_in.claims.as_ref(),
        }
    }

    /// Whether ten minutes have passed since the window was asked for, or the clock was set back before that.
    pub fn late(&self, now: Timestamp) -> bool {
        now < self.started_at || now.since(self.started_at) > LIFETIME
    }

    /// The record for session storage, which holds the verifier.
    pub fn to_json(&self) -> String {
        Json::object([
            ("sign_in", self.sign_in.to_record()),
            ("state", self.state.secret().into()),
            ("verifier", self.verifier.secret().into()),
            ("nonce", self.nonce.secret().into()),
            ("started_at", self.started_at.to_record()),
        ])
        .to_string()
    }

    /// The record out of session storage; `None` for anything that is not one.
    pub fn from_json(text: &str) -> Option<Self> {
        let record = Json::parse(text)?;
        Some(PendingSignIn {
            sign_in: record.field("sign_in")?,
            state: State::stored(record["state"].as_str()?)?,
            verifier: CodeVerifier::stored(record["verifier"].as_str()?)?,
            nonce: Nonce::stored(record["nonce"].as_str()?)?,
            started_at: record.field("started_at")?,
        })
    }
}

record!(struct SignIn { cloud, tenant, client, scopes, claims, asked_from, manner });
record!(enum AskedFrom { Popup { window }, Panel, Options });
record!(
    enum Manner {
        Interactive,
        Silent,
    }
);
