//! The code flow in the service worker: in a window after a click, or without one.

use super::{
    FailedSignIn,
    accounts::{self, RememberedAccount},
    rest::{last, rest},
    sessions::{is_same, keep, newest, replace},
};
use crate::{
    auth::{
        authorization::{self, Prompt},
        challenge::Claims,
        directory::Directory,
        failure::{FailureClass, SignInFailure},
        pending::{PendingSignIn, Randomness, SignInRequest},
        scope::Scope,
        session::Session,
        token,
    },
    capabilities::{Area, Clock, Fetch, Lock, NotStored, Random, SignInVisibility, SignInWindow, Store},
    configuration,
    json::{Json, Recorded, record},
    protocol::{Access, AccountChoice, AskedIn, SignIn, SignInOutcome, SilentSignIn},
    time::Timestamp,
};

/// The key in session storage of the sign-in whose window is open.
pub const PENDING: &str = "sign-in pending";
/// The key in session storage of how the sign-in of a closed popup failed.
pub const OUTCOME: &str = "sign-in outcome";
/// How the last window ended.
const ENDED: &str = "sign-in ended";
/// The lock that whoever has the sign-in window open holds.
const WINDOW: &str = "sign-in window";
/// The lock of sign-ins without a window.
const SILENT: &str = "sign-in without a window";

/// Signs in with a window, after a click. Runs in the worker alone: the window outlives a popup.
///
/// Two clicks open one window: the second waits, and takes what came of the first.
pub async fn in_window<W>(world: &W, request: SignIn) -> SignInOutcome
where
    W: Clock + Random + Fetch + Store + Lock + SignInWindow,
{
    let asked_at = world.now();
    let _alone = world.lock(WINDOW).await;
    let outcome = match ended_since(world, &request, asked_at).await {
        Some(outcome) => outcome,
        None => {
            let outcome = in_own_window(world, &request).await;
            let ended = Ended { request: request.clone(), at: world.now(), outcome };
            // Without the record a second click opens a second window, after the first has closed.
            let _ = world.write_record(Area::Session, ENDED, &ended.to_record()).await;
            ended.outcome
        }
    };
    match (&outcome, request.asked_in) {
        (SignInOutcome::SignedIn, _) => world.remove(Area::Session, &[OUTCOME]).await,
        (SignInOutcome::Failed(failure), AskedIn::Popup { .. }) => {
            let failed = FailedSignIn {
                directory: request.directory,
                failure: failure.clone(),
                redirect_uri: world.redirect_uri(),
            };
            // A full storage loses the words of a failure; the popup then shows `Sign in` without them.
            let _ = world.write_record(Area::Session, OUTCOME, &failed.to_record()).await;
        }
        (SignInOutcome::Failed(_), AskedIn::Page) => {}
    }
    outcome
}

/// How the last window ended, for whoever clicked while it was open.
struct Ended {
    request: SignIn,
    at: Timestamp,
    outcome: SignInOutcome,
}

record!(struct Ended { request, at, outcome });

async fn ended_since(world: &impl Store, request: &SignIn, asked_at: Timestamp) -> Option<SignInOutcome> {
    let ended = Ended::from_record(&world.record(Area::Session, ENDED).await)?;
    let same = ended.request.directory.same_place(&request.directory)
        && ended.request.access == request.access
        && ended.request.claims == request.claims;
    (same && asked_at < ended.at).then_some(ended.outcome)
}

async fn in_own_window<W>(world: &W, request: &SignIn) -> SignInOutcome
where
    W: Clock + Random + Fetch + Store + Lock + SignInWindow,
{
    if !configuration::permits(world, &request.directory.tenant).await {
        return SignInOutcome::Failed(FailureClass::TenantForbidden.into());
    }
    let directory = &request.directory;
    let claims = match &request.claims {
        Some(claims) => Some(claims.clone()),
        None => claims_asked_for(world, directory).await,
    };
    let account = match request.account {
        AccountChoice::Usual => accounts::remembered(world, directory).await,
        AccountChoice::Pick => None,
    };
    // What the account could read before it is to read afterwards, too.
    let names_as_before = request.access == Access::Files && account.as_ref().is_some_and(|account| account.names);
    let names = names_as_before || request.access == Access::FilesAndNames;
    let prompt = match request.account {
        AccountChoice::Usual => Prompt::Unspecified { login_hint: account.as_ref().and_then(RememberedAccount::hint) },
        AccountChoice::Pick => Prompt::SelectAccount,
    };
    let outcome = match tokens(world, wanted(directory, names, claims), prompt).await {
        Ok(session) => keep(world, session).await,
        Err(failure) => {
            // Entra's page about a missing consent ends as a window that was closed.
            if names_as_before && matches!(failure.class, FailureClass::Consent(_) | FailureClass::Cancelled) {
                accounts::forget_names(world, directory).await;
            }
            Err(failure)
        }
    };
    outcome.map_or_else(SignInOutcome::Failed, |()| SignInOutcome::SignedIn)
}

fn wanted(directory: &Directory, names: bool, claims: Option<Claims>) -> SignInRequest {
    let scopes = if names { Scope::FILES_AND_NAMES } else { Scope::FILES };
    SignInRequest { directory: directory.clone(), scopes: scopes.to_vec(), claims }
}

/// What Entra wants proved since it refused a renewal; to be repeated until there is a token.
async fn claims_asked_for(store: &impl Store, directory: &Directory) -> Option<Claims> {
    let class = last(store, directory).await?.failure.class;
    if let FailureClass::InteractionRequired { claims } = class { claims } else { None }
}

/// Signs in without a window, from the browser's own Microsoft session. Runs in the worker alone.
pub async fn silently<W>(world: &W, request: SilentSignIn) -> SignInOutcome
where
    W: Clock + Random + Fetch + Store + Lock + SignInWindow,
{
    if !configuration::permits(world, &request.directory.tenant).await {
        return SignInOutcome::Failed(FailureClass::TenantForbidden.into());
    }
    let before = newest(world, &request.directory).await;
    // Not the lock of the window, which a person may leave open for hours.
    let _alone = world.lock(SILENT).await;
    let now_there = newest(world, &request.directory).await;
    if now_there != before && now_there.is_some() {
        return SignInOutcome::SignedIn;
    }
    let outcome = match silent_tokens(world, &request.directory, before.as_ref()).await {
        Ok(session) => match before {
            Some(before) => {
                let (signed_in_at, with_claims) = (before.signed_in_at, before.with_claims);
                replace(world, &before, Session { signed_in_at, with_claims, ..session }).await.map(drop)
            }
            None => keep(world, session).await,
        },
        Err(failure) => {
            // Told before the session goes: whoever sees that looks for the reason.
            rest(world, &request.directory, &failure, failure.cool_down().unwrap_or(2)).await;
            Err(failure)
        }
    };
    outcome.map_or_else(SignInOutcome::Failed, |()| SignInOutcome::SignedIn)
}

async fn silent_tokens<W>(world: &W, directory: &Directory, before: Option<&Session>) -> Result<Session, SignInFailure>
where
    W: Clock + Random + Fetch + Store + SignInWindow,
{
    let account = accounts::remembered(world, directory).await;
    let mut names = before.map_or(account.as_ref().is_some_and(|account| account.names), Session::names_permitted);
    let hint = before.and_then(|session| session.account.hint());
    let prompt = Prompt::None { login_hint: hint.or(account.as_ref().and_then(RememberedAccount::hint)) };
    let asked = claims_asked_for(world, directory).await;
    let mut outcome = loop {
        match tokens(world, wanted(directory, names, asked.clone()), prompt).await {
            // The files are not lost with the names.
            Err(SignInFailure { class: FailureClass::Consent(_), .. }) if names => names = false,
            outcome => break outcome,
        }
    };
    if let Err(SignInFailure { class: FailureClass::InteractionRequired { claims }, .. }) = &mut outcome {
        *claims = claims.take().or(asked);
    }
    let session = outcome?;
    match before {
        // Nobody is switched to another account without a click.
        Some(before) if !is_same(before, &session) => Err(FailureClass::AccountMismatch.into()),
        Some(_) | None => Ok(session),
    }
}

/// One authorization code flow, from the page to the tokens.
async fn tokens<W>(world: &W, wanted: SignInRequest, prompt: Prompt<'_>) -> Result<Session, SignInFailure>
where
    W: Clock + Random + Fetch + Store + SignInWindow,
{
    let (directory, with_names) = (wanted.directory.clone(), wanted.scopes.contains(&Scope::AlertRead));
    // A person who clicks is stopped only where Entra itself asked for a pause.
    if let Some(failure) = last(world, &directory).await.and_then(|rest| rest.in_force(world.now()))
        && failure.cool_down().is_some()
    {
        return Err(failure);
    }
    let outcome = code_flow(world, wanted, prompt).await.map_err(|failure| SignInFailure { with_names, ..failure });
    if let Err(failure) = &outcome
        && let Some(seconds) = failure.cool_down()
    {
        rest(world, &directory, failure, seconds).await;
    }
    outcome
}

async fn code_flow<W>(world: &W, wanted: SignInRequest, prompt: Prompt<'_>) -> Result<Session, SignInFailure>
where
    W: Clock + Random + Fetch + Store + SignInWindow,
{
    let randomness = Randomness { verifier: world.random(), state: world.random(), nonce: world.random() };
    let pending = PendingSignIn::begin(wanted, &randomness, world.now());
    let redirect_uri = world.redirect_uri();
    let url = authorization::url(&pending, &redirect_uri, prompt);
    let stored;
    let (address, record) = match prompt {
        Prompt::Unspecified { .. } | Prompt::SelectAccount => {
            // Should the worker die meanwhile, the record tells the next page that a sign-in was interrupted.
            let written = world.write_record(Area::Session, PENDING, &pending.to_record()).await;
            written.map_err(|NotStored| SignInFailure::from(FailureClass::StorageFull))?;
            let ended = world.open(&url, SignInVisibility::Window).await;
            stored = PendingSignIn::from_record(&world.record(Area::Session, PENDING).await);
            // Taken out before the code is used: a code is never sent twice.
            world.remove(Area::Session, &[PENDING]).await;
            (ended, stored.as_ref())
        }
        // Nobody misses one that is interrupted, so it leaves no record.
        Prompt::None { .. } => (world.open(&url, SignInVisibility::Hidden).await, Some(&pending)),
    };
    let address = address.map_err(|message| SignInFailure::window_closed(&message))?;
    let code = authorization::redirected(&address, &redirect_uri, record, world.now())?;
    let response = world.fetch(token::redeem(code, &pending, &redirect_uri)).await.map_err(SignInFailure::from)?;
    token::redeemed(&response, &pending, world.now())
}

/// Forgets a sign-in whose worker died, as soon as it holds the window no more: whoever waited for it was told already.
pub async fn forget_interrupted<W: Store + Lock>(world: &W) {
    let _leftover = world.lock(WINDOW).await;
    world.remove(Area::Session, &[PENDING]).await;
}

/// How the last sign-in of a closed popup failed, once; also when the worker died while the window was open.
pub async fn take_outcome<W: Store + Lock>(world: &W, redirect_uri: &str) -> Option<FailedSignIn> {
    let mut read = world.read(Area::Session, &[OUTCOME, PENDING]).await.into_iter();
    let (outcome, pending) = (read.next().flatten(), read.next().flatten());
    if let Some(outcome) = outcome {
        world.remove(Area::Session, &[OUTCOME]).await;
        return FailedSignIn::from_record(&Json::parse(&outcome)?);
    }
    pending?;
    // Whoever has the window open holds the lock; a record without a holder was left behind.
    let _leftover = world.try_lock(WINDOW).await?;
    // Read again: the window may have closed in between.
    let pending = world.read_one(Area::Session, PENDING).await?;
    world.remove(Area::Session, &[PENDING]).await;
    let directory = PendingSignIn::from_record(&Json::parse(&pending)?)?.wanted.directory;
    Some(FailedSignIn { directory, failure: FailureClass::Interrupted.into(), redirect_uri: redirect_uri.to_owned() })
}
