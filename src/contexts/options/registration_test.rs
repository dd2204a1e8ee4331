//! The `Test` of an app registration: how far it has come.

use crate::{
    auth::{directory::Directory, failure::SignInFailure, scope::Scope},
    failure::Failure,
    lookup,
    sign_in::{SignedIn, Source},
    time::Timestamp,
};

/// One run of the test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationTest {
    /// What is tested.
    pub directory: Directory,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a test has come. Each stage holds what the one before has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The sign-in window is open.
    SigningIn,
    /// The browser may not talk to the cloud's hosts.
    HostsRefused,
    /// Nobody signed in.
    SignInFailed(SignInFailure),
    /// Defender was asked.
    Asking(SignedIn),
    /// The limits of the API are used up until then.
    WaitingUntil(SignedIn, Timestamp),
    /// Defender did not answer as it should.
    Failed(SignedIn, Failure),
    /// Everything works.
    Works(SignedIn),
}

impl Stage {
    /// Whether something is under way.
    pub fn is_running(&self) -> bool {
        match self {
            Stage::SigningIn | Stage::Asking(_) | Stage::WaitingUntil(..) => true,
            Stage::HostsRefused | Stage::SignInFailed(_) | Stage::Failed(..) | Stage::Works(_) => false,
        }
    }

    /// Who signed in.
    pub fn signed_in(&self) -> Option<&SignedIn> {
        match self {
            Stage::SigningIn | Stage::HostsRefused | Stage::SignInFailed(_) => None,
            Stage::Asking(session)
            | Stage::WaitingUntil(session, _)
            | Stage::Failed(session, _)
            | Stage::Works(session) => Some(session),
        }
    }

    /// The stage that a lookup's progress means.
    pub fn of_progress(session: &SignedIn, progress: lookup::CallProgress) -> Stage {
        match progress {
            lookup::CallProgress::Calling => Stage::Asking(session.clone()),
            lookup::CallProgress::WaitingUntil(until) | lookup::CallProgress::Throttled { until, .. } => {
                Stage::WaitingUntil(session.clone(), until)
            }
        }
    }
}

/// The session that shows whether this registration works: one of its own, never a pasted token.
pub fn session_of(directory: &Directory, signed_in: &[SignedIn]) -> Option<SignedIn> {
    let session = signed_in.iter().find(|session| {
        session.source == Source::Entra
            && session.directory.same_place(directory)
            && session.directory.client == directory.client
    });
    session.cloned()
}

/// Whether the token permits to read files.
pub fn files_permitted(session: &SignedIn) -> bool {
    session.scopes.iter().any(|scope| matches!(scope, Scope::FileReadAll | Scope::UserImpersonation))
}
