//! The use cases of signing in: the window, silent renewal, refresh, a pasted token, signing out.
//!
//! Tokens lie in session storage alone. They are read there by whoever makes the request and travel in no message.

mod accounts;
mod renewal;
mod rest;
mod sessions;
mod window;

use std::time::Duration;

use crate::{
    auth::{
        account::Account,
        directory::Directory,
        failure::SignInFailure,
        pasted::PastedToken,
        scope::Scope,
        session::{self, Renewal, Session},
    },
    cache,
    capabilities::{Clock, Lock, NotStored, SignInWindow, Store},
    json::record,
    last_view,
    time::Timestamp,
    viewer::Viewer,
};
use sessions::{directory, session_of, sessions};

pub use renewal::access_token;
pub use window::{OUTCOME, PENDING, forget_interrupted, in_window, silently, take_outcome};

/// The key in session storage under which all sessions lie, the latest first.
pub const SESSIONS: &str = "sessions";

/// A session as far as the screen may know it: without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Where.
    pub directory: Directory,
    /// Who.
    pub account: Account,
    /// What the token permits.
    pub scopes: Vec<Scope>,
    /// When that was; renewals do not move it.
    pub at: Timestamp,
    /// Where the token came from.
    pub source: Source,
}

/// Where a token came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From Entra; it can be renewed.
    Entra,
    /// From the analyst's clipboard.
    Pasted,
}

/// A sign-in that failed, kept for the popup that is opened afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedSignIn {
    /// Where it was to sign in.
    pub directory: Directory,
    /// Why it did not.
    pub failure: SignInFailure,
    /// The redirect URI that was used: the words for many failures name it.
    pub redirect_uri: String,
}

record!(struct FailedSignIn { directory, failure, redirect_uri });

impl From<&Session> for SignedIn {
    fn from(session: &Session) -> Self {
        let source = match &session.source {
            session::Origin::SignedIn { .. } => Source::Entra,
            session::Origin::Pasted { .. } => Source::Pasted,
        };
        SignedIn {
            directory: directory(session),
            account: session.account.clone(),
            scopes: session.scopes.clone(),
            at: session.signed_in_at,
            source,
        }
    }
}

/// Who is signed in, the latest first.
pub async fn signed_in(store: &impl Store) -> Vec<SignedIn> {
    sessions(store).await.iter().map(SignedIn::from).collect()
}

/// Takes in a pasted token.
pub async fn keep_pasted<W: Store + Lock>(world: &W, token: PastedToken) -> Result<(), NotStored> {
    sessions::put(world, token.session).await
}

/// Signs out: tokens, the remembered account and everything that was kept for it go, at once and here only.
///
/// Answers still on their way find nobody signed in and are dropped, those of Entra too.
pub async fn sign_out<W: Store + Lock>(world: &W, signed_in: &SignedIn) {
    let key = signed_in.account.key();
    // First of all: a page that sees the session gone would sign a remembered account in again, unseen.
    accounts::forget(world, &signed_in.account.tenant).await;
    sessions::remove(world, &|session| session.account.is(&signed_in.account)).await;
    // A pause that Entra asked for holds all the same.
    if rest::last(world, &signed_in.directory).await.is_some_and(|last| !last.failure.class.may_pass()) {
        rest::forget(world, &signed_in.directory).await;
    }
    cache::forget_account(world, &key).await;
    last_view::forget_account(world, &key).await;
}

/// Whether the account of `viewer` is signed in.
pub async fn is_signed_in(store: &impl Store, viewer: &Viewer) -> bool {
    session_of(store, viewer).await.is_ok()
}

/// Whether the token of `viewer` will do without asking Entra for another one.
pub async fn has_a_good_token(world: &(impl Store + Clock), viewer: &Viewer) -> bool {
    session_of(world, viewer).await.is_ok_and(|session| session.renewal(world.now()) == Renewal::NotDue)
}

/// Whether somebody signed in there before, so that a silent sign-in has a chance.
pub async fn is_remembered(store: &impl Store, directory: &Directory) -> bool {
    accounts::remembered(store, directory).await.is_some()
}

/// Why nobody is signed in there, where Entra gave a reason that a sign-in alone may not mend.
pub async fn refusal(world: &(impl Store + SignInWindow), directory: &Directory) -> Option<FailedSignIn> {
    let failure = rest::last(world, directory).await?.failure;
    let is_told = !failure.class.may_pass() && !failure.class.is_mended_by_a_person();
    is_told.then(|| FailedSignIn { directory: directory.clone(), failure, redirect_uri: world.redirect_uri() })
}

/// Whether the token of `viewer` surely lacks a permission. A token that may do what its person may lacks none.
pub async fn lacks(store: &impl Store, viewer: &Viewer, scope: Scope) -> bool {
    let session = session_of(store, viewer).await;
    session.is_ok_and(|session| !session.scopes.contains(&scope) && !session.scopes.contains(&Scope::UserImpersonation))
}

/// Whether `viewer` has just signed in with the claims that Defender had asked for, so that asking again ends nowhere.
pub async fn has_just_met_a_challenge(world: &(impl Store + Clock), viewer: &Viewer) -> bool {
    // A policy that asks for a fresh sign-in now and then is met again, one that is never content is not.
    const JUST: Duration = Duration::from_secs(10 * 60);
    let session = session_of(world, viewer).await;
    session.is_ok_and(|session| session.with_claims && world.now().since(session.signed_in_at) < JUST)
}
