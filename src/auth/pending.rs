//! The record of a sign-in under way: written before the window opens, taken out when it ends.
//!
//! It outlives the service worker. One that is found when nothing runs is an interrupted sign-in.

use std::time::Duration;

use super::{base64::url_safe, challenge::Claims, directory::Directory, pkce::CodeVerifier, scope::Scope};
use crate::{
    json::{Json, Recorded, record},
    secret::secret,
    time::Timestamp,
};

/// A code lives about as long.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

secret!(
    /// Ties the redirect to the request that asked for it, RFC 6749 section 10.12. 256 random bits, good for one sign-in.
    #[derive(PartialEq, Eq)]
    State
);
secret!(
    /// Ties the id token to the request that asked for it, OpenID Connect Core section 3.1.2.1. 256 random bits.
    #[derive(PartialEq, Eq)]
    Nonce
);
impl State {
    /// A state from the randomness given.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        State(url_safe(&bytes))
    }

    /// The state that a pending record kept.
    fn stored(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| State(text.to_owned()))
    }
}

impl Nonce {
    /// A nonce from the randomness given.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Nonce(url_safe(&bytes))
    }

    /// The nonce that a pending record kept.
    fn stored(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Nonce(text.to_owned()))
    }
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
    pub wanted: SignInRequest,
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
pub struct SignInRequest {
    /// Where.
    pub directory: Directory,
    /// What to ask for: [`Scope::FILES`] or [`Scope::FILES_AND_NAMES`].
    pub scopes: Vec<Scope>,
    /// What a claims challenge asked for, repeated until there is a token.
    pub claims: Option<Claims>,
}

record!(struct SignInRequest { directory, scopes, claims });

impl PendingSignIn {
    /// Begins a sign-in; to be stored before the window opens.
    pub fn begin(wanted: SignInRequest, randomness: &Randomness, now: Timestamp) -> Self {
        PendingSignIn {
            state: State::from_random(randomness.state),
            verifier: CodeVerifier::from_random(randomness.verifier),
            nonce: Nonce::from_random(randomness.nonce),
            wanted,
            started_at: now,
        }
    }

    /// Whether ten minutes have passed since the window was asked for, or the clock was set back before that.
    pub fn late(&self, now: Timestamp) -> bool {
        now < self.started_at || now.since(self.started_at) > LIFETIME
    }
}

/// The record for session storage, which holds the verifier.
impl Recorded for PendingSignIn {
    fn to_record(&self) -> Json {
        Json::object([
            ("wanted", self.wanted.to_record()),
            ("state", self.state.secret().into()),
            ("verifier", self.verifier.secret().into()),
            ("nonce", self.nonce.secret().into()),
            ("started_at", self.started_at.to_record()),
        ])
    }

    fn from_record(record: &Json) -> Option<Self> {
        Some(PendingSignIn {
            wanted: record.field("wanted")?,
            state: State::stored(record["state"].as_str()?)?,
            verifier: CodeVerifier::stored(record["verifier"].as_str()?)?,
            nonce: Nonce::stored(record["nonce"].as_str()?)?,
            started_at: record.field("started_at")?,
        })
    }
}
