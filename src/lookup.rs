//! The use case: one alert's files, or the alert itself. Cache, then permit, token, call, cache.
//!
//! Popup and side panel run the same function. What they share lies in session storage;
//! what must not interleave holds a lock.

mod call;
mod paging;
mod wait;

use crate::{
    alert_id::AlertId,
    auth::{directory::Directory, scope::Scope},
    cache::{self, Kept, Subject},
    capabilities::{Clock, Store, World},
    defender::{
        request::{self, NextLink},
        response::{self, Incomplete, Unreadable},
    },
    evidence::{self, File, alert::Alert},
    failure::{Failure, Reason},
    http::HttpResponse,
    limits::freshness::Keeping,
    sign_in,
    time::Timestamp,
    viewer::Viewer,
};

pub(crate) use call::{Call, wait_for_quota};
pub use call::{calls_left, ledger};
pub(crate) use paging::Paging;
pub use wait::{Wait, at_once};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallProgress {
    /// The limits of the API are used up until then; the call goes out by itself.
    WaitingUntil(Timestamp),
    /// Defender answered 429; the call goes out again by itself.
    Throttled {
        /// When.
        until: Timestamp,
        /// Whether our own ledger had permits left, so that somebody else uses the same quota.
        shared: bool,
        /// What Microsoft's support asks for.
        correlation: Option<String>,
    },
    /// The call is on its way.
    Calling,
}

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

/// Asks Defender for the files of an alert: `GET /api/alerts/{id}/files`, at most [`request::MAX_PAGES`] pages.
///
/// Lookups of one alert at the same time make one call: the later ones take the answer of the first.
pub async fn files(
    world: &impl World,
    viewer: &Viewer,
    alert: &AlertId,
    observe: impl Fn(CallProgress),
) -> Result<Answer<Files>, Failure> {
    files_since(world, viewer, alert, from_now_on(world), &observe).await
}

/// As [`files`], and an answer that was kept at `since` or later will do.
// One body for all observers: each instance of it would cost 6 KB of wasm.
pub async fn files_since(
    world: &impl World,
    viewer: &Viewer,
    alert: &AlertId,
    since: Timestamp,
    observe: &dyn Fn(CallProgress),
) -> Result<Answer<Files>, Failure> {
    let subject = Subject::files(viewer, alert);
    // Whoever has the lock may sleep with it: those behind say so too, instead of nothing.
    wait_for_quota(world, viewer, observe).await?;
    observe(CallProgress::Calling);
    let _alone = world.lock(subject.key()).await;
    let kept = kept_files(world, viewer, alert).await;
    if let Some(answer) = kept.filter(|answer| is_of(answer.at, since, world.now())) {
        return Ok(answer);
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let first = &|token| request::files(cloud, region, alert, token);
    let mut pages = Pages::default();
    let first = Call { viewer, needs: Scope::FileReadAll, request: first, observe };
    let mut next = first.read(|body| pages.add(body, alert, viewer), world).await?;
    while let Some(link) = next {
        let page = Call { request: &|token| request::next_page(&link, token), ..first };
        next = page.read(|body| pages.add(body, alert, viewer), world).await?;
    }
    let (at, keeping) = keep(world, viewer, &subject, pages.bodies).await?;
    Ok(Answer { value: pages.files, at, keeping })
}

/// Asks Defender for the alert itself: `GET /api/alerts/{id}`; needs `Alert.Read`.
pub async fn alert(
    world: &impl World,
    viewer: &Viewer,
    alert: &AlertId,
    observe: impl Fn(CallProgress),
) -> Result<Answer<Alert>, Failure> {
    let subject = Subject::alert(viewer, alert);
    let since = from_now_on(world);
    wait_for_quota(world, viewer, &observe).await?;
    observe(CallProgress::Calling);
    let _alone = world.lock(subject.key()).await;
    let kept = kept_alert(world, viewer, alert).await;
    if let Some(answer) = kept.filter(|answer| is_of(answer.at, since, world.now())) {
        return Ok(answer);
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let request = &|token| request::alert(cloud, region, alert, token);
    let call = Call { viewer, needs: Scope::AlertRead, request, observe: &observe };
    let (value, body) = call.read(|body| Ok((response::alert(&body, alert)?, body)), world).await?;
    let (at, keeping) = keep(world, viewer, &subject, vec![body]).await?;
    Ok(Answer { value, at, keeping })
}

/// Asks for the files of an alert that no tenant has. That Defender itself says so shows that host, token, permission
/// and role are right; nothing is kept.
pub async fn probe(world: &impl World, viewer: &Viewer, observe: impl Fn(CallProgress)) -> Result<(), Failure> {
    let alert = AlertId::parse(ALERT_OF_NOBODY).map_err(|_| Reason::AlertUnknown)?;
    let Directory { cloud, region, .. } = viewer.directory;
    let said_by_defender = |answer: &HttpResponse| answer.status == 404 && response::error(&answer.body).code.is_some();
    let request = |token| request::files(cloud, region, &alert, token);
    let call = Call { viewer, needs: Scope::FileReadAll, request: &request, observe: &observe };
    call.answer_that_is(said_by_defender, |_| Ok(()), world).await
}

/// The ticks in it are the first instant of 2000, years before there was a Defender.
const ALERT_OF_NOBODY: &str = "da630822816000000000_1";

/// Since when an answer will do for which none is good enough that is there already.
pub fn from_now_on(clock: &impl Clock) -> Timestamp {
    Timestamp(clock.now().0 + 1)
}

/// Whether an answer is of `since` or later; one from the future is from before the clock was set back.
pub(crate) fn is_of(at: Timestamp, since: Timestamp, now: Timestamp) -> bool {
    (since..=now).contains(&at)
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
    paging: Paging,
}

impl Pages {
    /// Reads one more page and tells where the next one lies, if it is to be asked for.
    fn add(&mut self, body: String, alert: &AlertId, viewer: &Viewer) -> Result<Option<NextLink>, Unreadable> {
        let page = response::files(&body, alert, viewer.directory.cloud)?;
        self.files.files.extend(page.files);
        self.files.skipped_rows += page.skipped_rows;
        let next = self.paging.after(body.len(), page.next);
        self.bodies.push(body);
        // Rows move from page to page while they are read.
        self.files.files = evidence::merge_if_repeated(std::mem::take(&mut self.files.files));
        self.files.incomplete = next.as_ref().err().copied();
        Ok(next.unwrap_or_default())
    }
}
