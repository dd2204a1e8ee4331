//! The use case: one alert's files, or the alert itself. Cache, then permit, token, call, cache.
//!
//! Popup, side panel and worker run the same function. What they share lies in session storage;
//! what must not interleave holds a lock.

use std::time::Duration;

use crate::{
    alert_id::AlertId,
    auth::token::{AccessToken, Account},
    cache::{self, Kept, Keeping, Subject},
    capabilities::{Area, World},
    defender::{
        request::{self, MAX_PAGES},
        response::{self, NextPage, Unreadable},
    },
    evidence::{File, alert::Alert},
    failure::{Failure, Reason},
    http::{FetchError, HttpRequest, HttpResponse},
    policy::{
        quota::{Ledger, Permit},
        retry::{self, Next, Outcome},
    },
    protocol::Directory,
    sign_in,
    time::Timestamp,
};

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

/// Why paging stopped before the last page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// The link to the next page named a host or path that is not Defender's.
    LinkRefused,
    /// The link led to a page that was read before.
    Loop,
    /// More pages than are read.
    TooManyPages,
}

/// What a person may want to see while a call has not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The limits of the API are used up until then; the call goes out by itself.
    WaitingUntil(Timestamp),
    /// The call is on its way.
    Calling,
}

/// The kept files of an alert, without any call.
pub async fn kept_files(world: &impl World, viewer: &Viewer, alert: &AlertId) -> Option<Answer<Files>> {
    let kept = cache::read(world, &Subject::files(viewer, alert)).await?;
    let value = read_files(&kept.bodies, alert).ok()?;
    Some(Answer { value, at: kept.at, keeping: Keeping::Kept })
}

/// The kept alert, without any call.
pub async fn kept_alert(world: &impl World, viewer: &Viewer, alert: &AlertId) -> Option<Answer<Alert>> {
    let kept = cache::read(world, &Subject::alert(viewer, alert)).await?;
    let value = response::alert(kept.bodies.first()?).ok()?;
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
    let subject = Subject::files(viewer, alert);
    let asked_at = world.now();
    let _alone = world.lock(&subject.key()).await;
    if let Some(kept) = cache::read(world, &subject).await.filter(|kept| kept.at >= asked_at)
        && let Ok(value) = read_files(&kept.bodies, alert)
    {
        return Ok(Answer { value, at: kept.at, keeping: Keeping::Kept });
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let mut bodies = Vec::new();
    let first = call(world, viewer, |token| request::files(cloud, region, alert, token), &observe).await?;
    bodies.push(first.body);
    let mut files = read_files(&bodies, alert).map_err(Reason::Unreadable)?;
    let mut visited = Vec::new();
    while let Some(next) = next_page(bodies.last().map_or("", String::as_str), alert) {
        let link = match next {
            NextPage::Refused => {
                files.incomplete = Some(Incomplete::LinkRefused);
                break;
            }
            NextPage::At(link) if visited.contains(&link) => {
                files.incomplete = Some(Incomplete::Loop);
                break;
            }
            NextPage::At(_) if bodies.len() >= MAX_PAGES => {
                files.incomplete = Some(Incomplete::TooManyPages);
                break;
            }
            NextPage::At(link) => link,
        };
        let page = call(world, viewer, |token| request::next_page(&link, token), &observe).await?;
        let rows = response::files(&page.body, alert).map_err(Reason::Unreadable)?;
        visited.push(link);
        files.files.extend(rows.files);
        files.skipped_rows += rows.skipped_rows;
        bodies.push(page.body);
    }
    let kept = Kept { at: world.now(), bodies };
    let keeping = cache::keep(world, &subject, &kept).await;
    Ok(Answer { value: files, at: kept.at, keeping })
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
    let _alone = world.lock(&subject.key()).await;
    if let Some(kept) = cache::read(world, &subject).await.filter(|kept| kept.at >= asked_at)
        && let Some(Ok(value)) = kept.bodies.first().map(|body| response::alert(body))
    {
        return Ok(Answer { value, at: kept.at, keeping: Keeping::Kept });
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let answer = call(world, viewer, |token| request::alert(cloud, region, alert, token), &observe).await?;
    let value = response::alert(&answer.body).map_err(Reason::Unreadable)?;
    let kept = Kept { at: world.now(), bodies: vec![answer.body] };
    let keeping = cache::keep(world, &subject, &kept).await;
    Ok(Answer { value, at: kept.at, keeping })
}

fn read_files(bodies: &[String], alert: &AlertId) -> Result<Files, Unreadable> {
    let mut all = Files::default();
    for body in bodies {
        let page = response::files(body, alert)?;
        all.files.extend(page.files);
        all.skipped_rows += page.skipped_rows;
    }
    Ok(all)
}

/// Sends one request until it succeeds or further tries would not help. Every try takes a permit.
async fn call(
    world: &impl World,
    viewer: &Viewer,
    request: impl Fn(AccessToken) -> HttpRequest,
    observe: &impl Fn(Progress),
) -> Result<HttpResponse, Failure> {
    let mut attempts = retry::Attempts::default();
    let mut refused: Option<AccessToken> = None;
    loop {
        permit(world, &viewer.directory, observe).await;
        let token = sign_in::access_token(world, viewer, refused.as_ref()).await?;
        observe(Progress::Calling);
        let outcome = world.fetch(request(token.clone())).await;
        let failure = match &outcome {
            Ok(response) if response.status == 200 => return outcome.map_err(|_| Reason::Unreachable.into()),
            Ok(response) => refusal(world, viewer, response).await,
            Err(FetchError::Unreachable) => Reason::Unreachable.into(),
            Err(FetchError::TimedOut) => Reason::TimedOut.into(),
            Err(FetchError::TooLarge) => Reason::TooLarge.into(),
        };
        let seen = match &outcome {
            Ok(response) => Outcome::Status(response.status),
            Err(error) => Outcome::NoAnswer(*error),
        };
        match attempts.next(seen, u32::from_be_bytes(world.random())) {
            Next::RetryAfter(pause) => world.sleep(pause).await,
            Next::RefreshToken => refused = Some(token),
            // The ledger knows when; a permit is only granted then.
            Next::WaitForPermit => {}
            Next::GiveUp => return Err(failure),
        }
    }
}
