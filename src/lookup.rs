//! The use case: one alert's files, or the alert itself. Cache, then permit, token, call, cache.
//!
//! Popup and side panel run the same function. What they share lies in session storage;
//! what must not interleave holds a lock.

mod wait;

use crate::{
    alert_id::AlertId,
    auth::{account::Account, challenge, scope::Scope, token::AccessToken},
    cache::{self, Kept, Subject},
    capabilities::{Area, Clock, Store, World},
    defender::{
        request::{self, MAX_PAGES, NextLink, RefusedLink},
        response::{self, Incomplete},
    },
    evidence::{self, File, alert::Alert},
    failure::{Challenge, Failure, Reason},
    http::{FetchError, HttpRequest, HttpResponse},
    policy::{
        freshness::Keeping,
        quota::{self, Ledger, Permit, Remaining},
        retry::{Attempts, Next, Setback},
    },
    protocol::Directory,
    sign_in,
    time::Timestamp,
};

pub use wait::{Wait, files_at_once};

/// Whose data is asked for: where, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The tenant's directory.
    pub directory: Directory,
    /// The account that is signed in there.
    pub account: Account,
}

/// An answer, fresh or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// When Defender gave it.
    pub at: Timestamp,
    /// Whether the next opening finds it again.
    pub keeping: Keeping,
}

/// The files of an alert, as far as they could be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The files.
    pub files: Vec<File>,
    /// Rows of the answer that are no files.
    pub skipped_rows: usize,
    /// Why there may be more files than these.
    pub incomplete: Option<Incomplete>,
}

/// What a person may want to see while a call has not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The limits of the API are used up until then; the call goes out by itself.
    WaitingUntil(Timestamp),
    /// Defender answered 429; the call goes out again by itself.
    Throttled {
        /// When.
        until: Timestamp,
        /// Whether our own ledger had permits left, so that somebody else uses the same quota.
        shared: bool,
    },
    /// The call is on its way.
    Calling,
}

/// All pages of one answer together, in bytes: as much as one page may have.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The kept files of an alert, without any call.
pub async fn kept_files(world: &impl Store, viewer: &Viewer, alert: &AlertId) -> Option<Answer<Files>> {
    let kept = cache::read(world, &Subject::files(viewer, alert)).await?;
    let mut pages = Pages::default();
    for body in kept.bodies {
        pages.add(body, alert, viewer).ok()?;
    }
    Some(Answer { value: pages.files, at: kept.at, keeping: Keeping::Kept })
}

/// The kept alert, without any call.
pub async fn kept_alert(world: &impl Store, viewer: &Viewer, alert: &AlertId) -> Option<Answer<Alert>> {
    let kept = cache::read(world, &Subject::alert(viewer, alert)).await?;
    let value = response::alert(kept.bodies.first()?, alert).ok()?;
    Some(Answer { value, at: kept.at, keeping: Keeping::Kept })
}

/// Asks Defender for the files of an alert: `GET /api/alerts/{id}/files`, at most [`MAX_PAGES`] pages.
///
/// Lookups of one alert at the same time make one call: the later ones take the answer of the first.
pub async fn files(
    world: &impl World,
    viewer: &Viewer,
    alert: &AlertId,
    observe: impl Fn(Progress),
) -> Result<Answer<Files>, Failure> {
    let from_now_on = Timestamp(world.now().0 + 1);
    files_since(world, viewer, alert, from_now_on, &observe).await
}

/// As [`files`], and an answer that was kept at `since` or later will do.
// One body for all observers: each instance of it would cost 6 KB of wasm.
pub async fn files_since(
    world: &impl World,
    viewer: &Viewer,
    alert: &AlertId,
    since: Timestamp,
    observe: &dyn Fn(Progress),
) -> Result<Answer<Files>, Failure> {
    let subject = Subject::files(viewer, alert);
    // Whoever has the lock may sleep with it: those behind say so too, instead of nothing.
    wait_for_quota(world, viewer, observe).await?;
    observe(Progress::Calling);
    let _alone = world.lock(subject.key()).await;
    let kept = kept_files(world, viewer, alert).await;
    // One from the future is from before the clock was set back.
    if let Some(answer) = kept.filter(|answer| (since..=world.now()).contains(&answer.at)) {
        return Ok(answer);
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let first = &|token| request::files(cloud, region, alert, token);
    let mut pages = Pages::default();
    let mut next = pages.add(call(world, viewer, Scope::FileReadAll, first, observe).await?.body, alert, viewer)?;
    while let Some(link) = next {
        let page = &|token| request::next_page(&link, token);
        next = pages.add(call(world, viewer, Scope::FileReadAll, page, observe).await?.body, alert, viewer)?;
    }
    let (at, keeping) = keep(world, viewer, &subject, pages.bodies).await?;
    Ok(Answer { value: pages.files, at, keeping })
}

/// Asks Defender for the alert itself: `GET /api/alerts/{id}`; needs `Alert.Read`.
pub async fn alert(
    world: &impl World,
    viewer: &Viewer,
    alert: &AlertId,
    observe: impl Fn(Progress),
) -> Result<Answer<Alert>, Failure> {
    let subject = Subject::alert(viewer, alert);
    let asked_at = world.now();
    let _alone = world.lock(subject.key()).await;
    let kept = kept_alert(world, viewer, alert).await;
    if let Some(answer) = kept.filter(|answer| came_meanwhile(answer.at, asked_at, world.now())) {
        return Ok(answer);
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let request = &|token| request::alert(cloud, region, alert, token);
    let body = call(world, viewer, Scope::AlertRead, request, &observe).await?.body;
    let value = response::alert(&body, alert).map_err(Reason::Unreadable)?;
    let (at, keeping) = keep(world, viewer, &subject, vec![body]).await?;
    Ok(Answer { value, at, keeping })
}

/// Asks for the files of an alert that no tenant has. That Defender itself says so shows that host, token, permission
/// and role are right; nothing is kept.
pub async fn probe(world: &impl World, viewer: &Viewer, observe: impl Fn(Progress)) -> Result<(), Failure> {
    let alert = AlertId::parse(ALERT_OF_NOBODY).map_err(|_| Reason::AlertUnknown)?;
    let Directory { cloud, region, .. } = viewer.directory;
    let said_by_defender = |answer: &HttpResponse| answer.status == 404 && response::error(&answer.body).code.is_some();
    let request = |token| request::files(cloud, region, &alert, token);
    answered(world, viewer, Scope::FileReadAll, &request, said_by_defender, &observe).await.map(drop)
}

/// The ticks in it are the first instant of 2000, years before there was a Defender.
const ALERT_OF_NOBODY: &str = "da630822816000000000_1";

/// How many calls are left under the quota of a directory.
pub async fn calls_left<W: Store + Clock>(world: &W, directory: &Directory) -> Remaining {
    ledger(world, directory).await.remaining(world.now())
}

/// Whether an answer came after it was asked for; one from the future is from before the clock was set back.
pub(crate) fn came_meanwhile(at: Timestamp, asked_at: Timestamp, now: Timestamp) -> bool {
    asked_at < at && at <= now
}

/// Keeps an answer, unless its account signed out, or made room for another, while it was on its way. Tells since when.
pub(crate) async fn keep(
    world: &impl World,
    viewer: &Viewer,
    subject: &Subject,
    bodies: Vec<String>,
) -> Result<(Timestamp, Keeping), Failure> {
    let kept = Kept { at: world.now(), bodies };
    let keeping = cache::keep(world, subject, &kept).await;
    // Looked for after it was kept: a later sign-out finds it, an earlier one is found here.
    if !sign_in::is_signed_in(world, viewer).await {
        cache::forget(world, subject).await;
        return Err(Reason::SignInNeeded.into());
    }
    Ok((kept.at, keeping))
}

/// The pages of an answer so far.
#[derive(Default)]
struct Pages {
    files: Files,
    bodies: Vec<String>,
    bytes: usize,
    followed: Vec<NextLink>,
}

impl Pages {
    /// Reads one more page and tells where the next one lies, if it is to be asked for.
    fn add(&mut self, body: String, alert: &AlertId, viewer: &Viewer) -> Result<Option<NextLink>, Reason> {
        let page = response::files(&body, alert, viewer.directory.cloud).map_err(Reason::Unreadable)?;
        self.files.files.extend(page.files);
        self.files.skipped_rows += page.skipped_rows;
        self.bytes += body.len();
        self.bodies.push(body);
        if self.bodies.len() > 1 {
            // Rows move from page to page while they are read.
            self.files.files = evidence::merge(std::mem::take(&mut self.files.files));
        }
        let next = self.follow(page.next);
        self.files.incomplete = next.as_ref().err().copied();
        Ok(next.unwrap_or_default())
    }

    fn follow(&mut self, next: Option<Result<NextLink, RefusedLink>>) -> Result<Option<NextLink>, Incomplete> {
        let Some(link) = next else { return Ok(None) };
        let link = link.map_err(|_| Incomplete::LinkRefused)?;
        if self.followed.contains(&link) {
            return Err(Incomplete::Loop);
        }
        if self.bodies.len() >= MAX_PAGES || self.bytes >= MOST_BYTES {
            return Err(Incomplete::TooManyPages);
        }
        self.followed.push(link.clone());
        Ok(Some(link))
    }
}

/// Sends one request until it succeeds or further tries would not help.
pub(crate) async fn call(
    world: &impl World,
    viewer: &Viewer,
    needs: Scope,
    request: &dyn Fn(AccessToken) -> HttpRequest,
    observe: &dyn Fn(Progress),
) -> Result<HttpResponse, Failure> {
    answered(world, viewer, needs, request, |answer| answer.status == 200, observe).await
}

/// Sends one request until the answer is `wanted` or further tries would not help. Every try takes a permit.
async fn answered(
    world: &impl World,
    viewer: &Viewer,
    needs: Scope,
    request: &dyn Fn(AccessToken) -> HttpRequest,
    wanted: fn(&HttpResponse) -> bool,
    observe: &dyn Fn(Progress),
) -> Result<HttpResponse, Failure> {
    let mut attempts = Attempts::default();
    let mut refused: Option<AccessToken> = None;
    loop {
        let token = permitted_token(world, viewer, refused.as_ref(), observe).await?;
        observe(Progress::Calling);
        let (setback, failure) = match world.fetch(request(token.clone())).await {
            Ok(response) if wanted(&response) => return Ok(response),
            Ok(response) => {
                let failure = refusal(world, viewer, needs, &response).await;
                // A renewed token would prove no more; only the person can.
                let more_to_prove =
                    matches!(failure.reason, Reason::Challenged(Challenge::Claims(_) | Challenge::Again));
                (if more_to_prove { Setback::Final } else { Setback::of_status(response.status) }, failure)
            }
            Err(error) => (Setback::from(error), no_answer(error)),
        };
        match attempts.after(setback, u32::from_be_bytes(world.random())) {
            Next::RetryAfter(pause) => world.sleep(pause).await,
            Next::RefreshToken => refused = Some(token),
            Next::AwaitPermit => {
                // The ledger knows it too, unless the storage is full.
                if let Reason::Throttled { until, shared } = failure.reason {
                    observe(Progress::Throttled { until, shared });
                    world.sleep(until.since(world.now())).await;
                }
            }
            Next::GiveUp => return Err(failure),
        }
    }
}

/// A token, and with it the permit to call now.
async fn permitted_token(
    world: &impl World,
    viewer: &Viewer,
    refused: Option<&AccessToken>,
    observe: &dyn Fn(Progress),
) -> Result<AccessToken, Failure> {
    loop {
        // Before the permit, which counts from when it is given: a renewal can take seconds.
        let token = sign_in::access_token(world, viewer, refused).await?;
        let mut permit = Permit::NotBefore(world.now());
        with_ledger(world, &viewer.directory, &mut |ledger| permit = ledger.permit(world.now())).await;
        match permit {
            Permit::Granted => return Ok(token),
            Permit::NotBefore(until) => {
                // The wait is seen, others may take permits meanwhile, and a token may end or be signed out of.
                observe(Progress::WaitingUntil(until));
                world.sleep(until.since(world.now())).await;
            }
        }
    }
}

/// Waits while no call may start, and takes no permit.
pub(crate) async fn wait_for_quota(
    world: &impl World,
    viewer: &Viewer,
    observe: &dyn Fn(Progress),
) -> Result<(), Failure> {
    while let Some(until) = ledger(world, &viewer.directory).await.blocked(world.now()) {
        // A wait ends with the session that waits.
        sign_in::access_token(world, viewer, None).await?;
        observe(Progress::WaitingUntil(until));
        world.sleep(until.since(world.now())).await;
    }
    Ok(())
}

fn no_answer(error: FetchError) -> Failure {
    match error {
        FetchError::Unreachable => Reason::Unreachable,
        FetchError::TimedOut => Reason::TimedOut,
        FetchError::TooLarge => Reason::TooLarge,
    }
    .into()
}

/// What a status other than 200 means for the person who waits.
async fn refusal(world: &impl World, viewer: &Viewer, needs: Scope, response: &HttpResponse) -> Failure {
    let error = response::error(&response.body);
    let reason = match response.status {
        401 => unauthorized(world, viewer, response).await,
        403 if sign_in::lacks(world, viewer, needs).await => Reason::PermissionMissing(needs),
        403 => Reason::AccessDenied,
        404 => Reason::AlertUnknown,
        429 => throttled(world, &viewer.directory, response.retry_after.as_deref()).await,
        status @ 500..=599 => Reason::ServerFailed { status },
        status => Reason::Refused { status, code: error.code },
    };
    Failure { reason, correlation: error.target }
}

async fn unauthorized(world: &impl World, viewer: &Viewer, response: &HttpResponse) -> Reason {
    let asked = response.www_authenticate.as_deref().and_then(challenge::claims);
    match asked {
        None => Reason::TokenRefused,
        Some(_) if sign_in::has_just_met_a_challenge(world, viewer).await => Reason::Challenged(Challenge::Again),
        Some(Ok(claims)) => Reason::Challenged(Challenge::Claims(claims)),
        Some(Err(_)) => Reason::Challenged(Challenge::Malformed),
    }
}

async fn throttled(world: &impl World, directory: &Directory, retry_after: Option<&str>) -> Reason {
    let (mut until, mut shared) = (world.now(), false);
    with_ledger(world, directory, &mut |ledger| {
        let throttled = ledger.throttled(world.now(), retry_after);
        (until, shared) = (throttled.until, throttled.quota_left);
    })
    .await;
    Reason::Throttled { until, shared }
}

/// Changes the ledger that all contexts share.
// One body for all changes.
async fn with_ledger(world: &impl World, directory: &Directory, change: &mut dyn FnMut(&mut Ledger)) {
    let key = quota::storage_key(directory.cloud, &directory.tenant, &directory.client);
    let _alone = world.lock(&key).await;
    let mut ledger = ledger(world, directory).await;
    change(&mut ledger);
    // A full storage must not stop an analyst; Defender's own 429 still does.
    let _ = world.write(Area::Session, &key, &ledger.to_json()).await;
}

/// The ledger of the calls under the quota of a directory.
pub async fn ledger(store: &impl Store, directory: &Directory) -> Ledger {
    let key = quota::storage_key(directory.cloud, &directory.tenant, &directory.client);
    store.read_one(Area::Session, &key).await.and_then(|text| Ledger::from_json(&text)).unwrap_or_default()
}
