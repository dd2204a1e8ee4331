//! The use cases of signing in: the window, silent renewal, refresh, a pasted token, signing out.
//!
//! Tokens lie in session storage alone. They are read there by whoever makes the request and travel in no message.

use crate::{
    auth::{
        account::Account,
        authorization,
        client::{ClientId, Guid},
        failure::{FailureClass, SignInFailure},
        pasted::PastedToken,
        pending::{AskedFrom, Manner, PendingSignIn, Randomness, SignIn as Wanted, Who},
        scope::Scope,
        session::{self, Renewal, Session},
        tenant::TenantId,
        token::{self, AccessToken},
    },
    cache,
    capabilities::{Area, Clock, Fetch, Lock, NotStored, Random, SignInVisibility, SignInWindow, Store, World},
    defender::cloud::Region,
    failure::{Failure, Reason},
    json::{Json, Recorded, record},
    lookup::Viewer,
    protocol::{Access, AccountChoice, AskedIn, Directory, SignIn, SignInOutcome, SilentSignIn},
    time::Timestamp,
};

/// The key in session storage under which all sessions lie, the latest first.
pub const SESSIONS: &str = "sessions";
const PENDING: &str = "sign-in pending";
const OUTCOME: &str = "sign-in outcome";
/// Which account signed in where, kept on disk so that the next browser session needs no click. No token.
const ACCOUNTS: &str = "accounts";
/// The lock that whoever has the sign-in page open holds.
const WINDOW: &str = "sign-in window";

/// A session as far as the screen may know it: without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Where.
    pub directory: Directory,
    /// Who.
    pub account: Account,
    /// What the token permits.
    pub scopes: Vec<Scope>,
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
record!(struct RememberedAccount { tenant, client, hint });

impl From<&Session> for SignedIn {
    fn from(session: &Session) -> Self {
        let source = match &session.source {
            session::Source::SignedIn { .. } => Source::Entra,
            session::Source::Pasted { .. } => Source::Pasted,
        };
        SignedIn {
            directory: directory(session),
            account: session.account.clone(),
            scopes: session.scopes.clone(),
            source,
        }
    }
}

/// Who is signed in, the latest first.
pub async fn signed_in(store: &impl Store) -> Vec<SignedIn> {
    sessions(store).await.iter().map(SignedIn::from).collect()
}

/// A token that Defender will accept, renewed when it is due. `refused` is one that it has just refused.
pub async fn access_token(
    world: &impl World,
    viewer: &Viewer,
    refused: Option<&AccessToken>,
) -> Result<AccessToken, Failure> {
    let due = |session: &Session, now: Timestamp| match refused {
        Some(token) if *token == session.access_token => session.renewal_after_refusal(now) != Renewal::NotDue,
        Some(_) | None => session.renewal(now) != Renewal::NotDue,
    };
    let session = session_of(world, viewer).await?;
    if !due(&session, world.now()) {
        return Ok(session.access_token);
    }
    // One renewal at a time: whoever waits here finds the new token when its turn comes.
    let _alone = world.lock(&format!("renewal {}", viewer.account.key())).await;
    let session = session_of(world, viewer).await?;
    if !due(&session, world.now()) {
        return Ok(session.access_token);
    }
    match renew(world, &session).await {
        Ok(Some(token)) => Ok(token),
        Ok(None) => Ok(session_of(world, viewer).await?.access_token),
        // A token that is about to end still works while Entra does not.
        Err(_) if refused.is_none() && world.now() < session.expires_at => Ok(session.access_token),
        Err(failure) => Err(Reason::SignIn(failure).into()),
    }
}

/// A new token, or `None` when a silent sign-in has put a new session into the storage.
async fn renew(world: &impl World, session: &Session) -> Result<Option<AccessToken>, SignInFailure> {
    match session.renewal_after_refusal(world.now()) {
        Renewal::NotDue => Ok(Some(session.access_token.clone())),
        Renewal::Paste => Err(FailureClass::InteractionRequired { claims: None }.into()),
        Renewal::SignIn => silently_through_worker(world, session).await,
        Renewal::Refresh(_) => match refresh(world, session).await {
            Ok(renewed) => {
                let token = renewed.access_token.clone();
                keep(world, renewed).await?;
                Ok(Some(token))
            }
            // The refresh token is dead or not enough: the browser's own Microsoft session may still do.
            Err(SignInFailure {
                class: FailureClass::GrantDead(_) | FailureClass::InteractionRequired { .. }, ..
            }) => silently_through_worker(world, session).await,
            Err(failure) => {
                // Tokens of somebody else: the ones there are may be no better.
                if matches!(
                    failure.class,
                    FailureClass::AccountMismatch | FailureClass::TenantMismatch | FailureClass::ClientMismatch
                ) {
                    remove(world, session).await;
                }
                Err(failure)
            }
        },
    }
}

async fn refresh(world: &impl World, session: &Session) -> Result<Session, SignInFailure> {
    cool_down_over(world, session).await?;
    let Some(request) = token::refresh(session, None) else {
        return Err(FailureClass::InteractionRequired { claims: None }.into());
    };
    let outcome = match world.fetch(request).await {
        Ok(response) => token::refreshed(&response, session, world.now()),
        Err(error) => Err(error.into()),
    };
    if let Err(failure) = &outcome
        && let Some(seconds) = failure.cool_down()
    {
        let until = world.now().plus(std::time::Duration::from_secs(seconds.into()));
        // Without the record the next try comes sooner; Entra then says again how long to wait.
        let _ = world.write(Area::Session, &cool_down_key(session), &until.0.to_string()).await;
    }
    outcome
}

/// Entra is left alone for as long as it asked, also by the worker that wakes after the one that was told.
async fn cool_down_over(world: &impl World, session: &Session) -> Result<(), SignInFailure> {
    let text = world.read(Area::Session, &[&cool_down_key(session)]).await.pop().flatten();
    let until = text.and_then(|text| text.parse().ok()).map(Timestamp);
    match until {
        Some(until) if until > world.now() => {
            let seconds = until.since(world.now()).as_secs().min(3_600) as u32;
            Err(FailureClass::Transient { retry_after: Some(seconds) }.into())
        }
        Some(_) | None => Ok(()),
    }
}

fn cool_down_key(session: &Session) -> String {
    format!("token cool-down {}", session.account.key())
}

async fn silently_through_worker(world: &impl World, session: &Session) -> Result<Option<AccessToken>, SignInFailure> {
    match world.sign_in_silently(SilentSignIn { directory: directory(session) }).await {
        SignInOutcome::SignedIn => Ok(None),
        SignInOutcome::Failed(failure) => {
            // The account stays known, so that signing in again is one click.
            remove(world, session).await;
            Err(failure)
        }
    }
}

/// Signs in with a window, after a click. Runs in the worker alone: the window outlives a popup.
///
/// Two clicks open one window: the second waits, and takes what the first one got.
pub async fn in_window<W>(world: &W, request: SignIn) -> SignInOutcome
where
    W: Clock + Random + Fetch + Store + Lock + SignInWindow,
{
    let before = newest(world, &request.directory).await;
    let _alone = world.lock(WINDOW).await;
    let now_there = newest(world, &request.directory).await;
    if now_there != before && now_there.is_some_and(|session| permits(&session, request.access)) {
        return SignInOutcome::SignedIn;
    }
    let who = match request.account {
        AccountChoice::Usual => Some(remembered(world, &request.directory).await),
        AccountChoice::Pick => None,
    };
    let asked_from = match request.asked_in {
        AskedIn::Popup { window } => AskedFrom::Popup { window },
        AskedIn::Page => AskedFrom::Panel,
    };
    let scopes = match request.access {
        Access::Files => Scope::FILES,
        Access::FilesAndNames => Scope::FILES_AND_NAMES,
    };
    let outcome = flow(world, &request.directory, scopes, who, asked_from, Manner::Interactive).await;
    if let (SignInOutcome::Failed(failure), AskedIn::Popup { .. }) = (&outcome, request.asked_in) {
        let failed =
            FailedSignIn { directory: request.directory, failure: failure.clone(), redirect_uri: world.redirect_uri() };
        let text = failed.to_record().to_string();
        // A full storage loses the words of a failure; the popup then shows `Sign in` without them.
        let _ = world.write(Area::Session, OUTCOME, &text).await;
    }
    outcome
}

/// Signs in without a window, from the browser's own Microsoft session. Runs in the worker alone.
pub async fn silently<W>(world: &W, request: SilentSignIn) -> SignInOutcome
where
    W: Clock + Random + Fetch + Store + Lock + SignInWindow,
{
    let before = newest(world, &request.directory).await;
    let _alone = world.lock(WINDOW).await;
    let now_there = newest(world, &request.directory).await;
    if now_there != before && now_there.is_some() {
        return SignInOutcome::SignedIn;
    }
    let hint = remembered(world, &request.directory).await;
    let names = before.is_some_and(|session| session.names_permitted());
    let scopes = if names { Scope::FILES_AND_NAMES } else { Scope::FILES };
    flow(world, &request.directory, scopes, Some(hint), AskedFrom::Panel, Manner::Silent).await
}

/// One authorization code flow, from the page to the session in storage. `who` is `None` for another account.
async fn flow<W>(
    world: &W,
    directory: &Directory,
    scopes: &[Scope],
    who: Option<Option<String>>,
    asked_from: AskedFrom,
    manner: Manner,
) -> SignInOutcome
where
    W: Clock + Random + Fetch + Store + Lock + SignInWindow,
{
    let wanted = Wanted {
        cloud: directory.cloud,
        tenant: directory.tenant.clone(),
        client: directory.client.clone(),
        scopes: scopes.to_vec(),
        claims: None,
        asked_from,
        manner,
    };
    match tokens(world, wanted, who).await {
        Ok(session) => match keep(world, session).await {
            Ok(()) => SignInOutcome::SignedIn,
            Err(failure) => SignInOutcome::Failed(failure),
        },
        Err(failure) => SignInOutcome::Failed(failure),
    }
}

async fn tokens<W>(world: &W, wanted: Wanted, who: Option<Option<String>>) -> Result<Session, SignInFailure>
where
    W: Clock + Random + Fetch + Store + SignInWindow,
{
    let randomness = Randomness { verifier: world.random(), state: world.random(), nonce: world.random() };
    let visibility = match wanted.manner {
        Manner::Interactive => SignInVisibility::Window,
        Manner::Silent => SignInVisibility::Hidden,
    };
    let pending = PendingSignIn::begin(wanted, &randomness, world.now());
    let redirect_uri = world.redirect_uri();
    let who = match &who {
        Some(hint) => Who::Known(hint.as_deref()),
        None => Who::Another,
    };
    let url = pending.request(&redirect_uri, who).url();
    // Should the worker die meanwhile, the record tells the next page that a sign-in was interrupted.
    world.write(Area::Session, PENDING, &pending.to_json()).await.map_err(|_| FailureClass::Interrupted)?;
    let ended = world.open(&url, visibility).await;
    let record = world.read(Area::Session, &[PENDING]).await.pop().flatten();
    // Taken out before the code is used: a code is never sent twice.
    world.remove(Area::Session, &[PENDING]).await;
    let address = ended.map_err(|message| SignInFailure::window_closed(&message))?;
    let record = record.and_then(|record| PendingSignIn::from_json(&record));
    let code = authorization::redirected(&address, &redirect_uri, record.as_ref(), world.now())?;
    let response = world.fetch(token::redeem(code, &pending, &redirect_uri)).await.map_err(SignInFailure::from)?;
    token::redeemed(&response, &pending, world.now())
}

/// Takes in a pasted token.
pub async fn keep_pasted<W: Store + Lock>(world: &W, token: PastedToken) -> Result<(), NotStored> {
    put(world, token.session).await
}

/// Signs out: tokens, the remembered account and everything that was kept for it go, at once and here only.
pub async fn sign_out<W: Store + Lock>(world: &W, signed_in: &SignedIn) {
    {
        let _alone = world.lock(SESSIONS).await;
        let mut left = sessions(world).await;
        left.retain(|session| session.account.key() != signed_in.account.key());
        write_sessions(world, &left).await;
        let mut accounts = accounts(world).await;
        accounts.retain(|account| account.tenant != signed_in.account.tenant);
        write_accounts(world, &accounts).await;
    }
    cache::forget_account(world, &signed_in.account.key()).await;
}

/// How the last sign-in of a closed popup failed, once; also when the worker died while the window was open.
pub async fn take_outcome<W: Store + Lock>(world: &W, redirect_uri: &str) -> Option<FailedSignIn> {
    let mut read = world.read(Area::Session, &[OUTCOME, PENDING]).await.into_iter();
    let (outcome, pending) = (read.next().flatten(), read.next().flatten());
    if let Some(outcome) = outcome {
        world.remove(Area::Session, &[OUTCOME]).await;
        return FailedSignIn::from_record(&Json::parse(&outcome)?);
    }
    let pending = PendingSignIn::from_json(&pending?);
    // Whoever still has the page open holds the lock; a record without a holder was left behind.
    let _leftover = world.try_lock(WINDOW).await?;
    world.remove(Area::Session, &[PENDING]).await;
    let Wanted { cloud, tenant, client, .. } = pending?.sign_in;
    let directory = Directory { cloud, region: Region::Default, tenant, client };
    Some(FailedSignIn { directory, failure: FailureClass::Interrupted.into(), redirect_uri: redirect_uri.to_owned() })
}

/// Whether somebody signed in there before, so that a silent sign-in has a chance.
pub async fn is_remembered(store: &impl Store, directory: &Directory) -> bool {
    accounts(store).await.iter().any(|account| account.is_of(directory))
}

/// Whether the token of `viewer` surely lacks a permission. A token that may do what its person may lacks none.
pub async fn lacks(store: &impl Store, viewer: &Viewer, scope: Scope) -> bool {
    let session = session_of(store, viewer).await;
    session.is_ok_and(|session| !session.scopes.contains(&scope) && !session.scopes.contains(&Scope::UserImpersonation))
}

async fn session_of(store: &impl Store, viewer: &Viewer) -> Result<Session, Failure> {
    let there =
        |session: &Session| session.cloud == viewer.directory.cloud && session.account.key() == viewer.account.key();
    sessions(store).await.into_iter().find(there).ok_or_else(|| Reason::SignInNeeded.into())
}

async fn newest(store: &impl Store, directory: &Directory) -> Option<Session> {
    let there = |session: &Session| session.cloud == directory.cloud && session.account.tenant == directory.tenant;
    sessions(store).await.into_iter().find(there)
}

fn permits(session: &Session, access: Access) -> bool {
    match access {
        Access::Files => true,
        Access::FilesAndNames => session.names_permitted(),
    }
}

/// Stores a session and remembers its account; what another account of the tenant was shown goes.
async fn keep<W: Store + Lock>(world: &W, session: Session) -> Result<(), SignInFailure> {
    let account = RememberedAccount {
        tenant: session.account.tenant.clone(),
        client: session.client().cloned(),
        hint: session.account.hint().map(str::to_owned),
    };
    put(world, session).await.map_err(|_| SignInFailure::from(FailureClass::Unexplained))?;
    let mut accounts = accounts(world).await;
    accounts.retain(|other| other.tenant != account.tenant);
    accounts.insert(0, account);
    write_accounts(world, &accounts).await;
    Ok(())
}

async fn put<W: Store + Lock>(world: &W, session: Session) -> Result<(), NotStored> {
    let replaced: Vec<Session>;
    {
        let _alone = world.lock(SESSIONS).await;
        let mut all = vec![session];
        let same_place = |other: &Session| other.cloud == all[0].cloud && other.account.tenant == all[0].account.tenant;
        let (there, elsewhere): (Vec<_>, Vec<_>) = sessions(world).await.into_iter().partition(same_place);
        all.extend(elsewhere);
        let text = sessions_text(&all);
        world.write(Area::Session, SESSIONS, &text).await?;
        replaced = there.into_iter().filter(|other| other.account.key() != all[0].account.key()).collect();
    }
    for other in replaced {
        cache::forget_account(world, &other.account.key()).await;
    }
    Ok(())
}

async fn remove<W: Store + Lock>(world: &W, session: &Session) {
    let _alone = world.lock(SESSIONS).await;
    let mut left = sessions(world).await;
    left.retain(|other| other.account.key() != session.account.key() || other.cloud != session.cloud);
    write_sessions(world, &left).await;
}

/// All sessions; garbage in the storage counts as none.
async fn sessions(store: &impl Store) -> Vec<Session> {
    let text = store.read(Area::Session, &[SESSIONS]).await.pop().flatten().unwrap_or_default();
    let records = Json::parse(&text).unwrap_or_default();
    records.as_list().unwrap_or_default().iter().filter_map(Session::from_record).collect()
}

fn sessions_text(sessions: &[Session]) -> String {
    Json::List(sessions.iter().map(Session::to_record).collect()).to_string()
}

async fn write_sessions(store: &impl Store, sessions: &[Session]) {
    if store.write(Area::Session, SESSIONS, &sessions_text(sessions)).await.is_err() {
        // What cannot be shortened is forgotten whole: signed out is the safe side.
        store.remove(Area::Session, &[SESSIONS]).await;
    }
}

/// Who signed in where, without any token.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RememberedAccount {
    tenant: TenantId,
    client: Option<ClientId>,
    hint: Option<String>,
}

impl RememberedAccount {
    fn is_of(&self, directory: &Directory) -> bool {
        self.tenant == directory.tenant && self.client.as_ref() == Some(&directory.client)
    }
}

async fn accounts(store: &impl Store) -> Vec<RememberedAccount> {
    let text = store.read(Area::Local, &[ACCOUNTS]).await.pop().flatten().unwrap_or_default();
    Json::parse(&text).and_then(|records| Vec::from_record(&records)).unwrap_or_default()
}

async fn write_accounts(store: &impl Store, accounts: &Vec<RememberedAccount>) {
    let text = accounts.to_record().to_string();
    // Lost, it costs one click at the next start of the browser.
    let _ = store.write(Area::Local, ACCOUNTS, &text).await;
}

async fn remembered(store: &impl Store, directory: &Directory) -> Option<String> {
    accounts(store).await.into_iter().find(|account| account.is_of(directory))?.hint
}

fn directory(session: &Session) -> Directory {
    Directory {
        cloud: session.cloud,
        // The region is a matter of the settings, not of the token.
        region: Region::Default,
        tenant: session.account.tenant.clone(),
        client: session.client().cloned().unwrap_or_else(|| ClientId(Guid::nil())),
    }
}
