//! Several alerts of a page at once: a record in session storage that whichever page is open advances.
//!
//! Nothing runs when no page is open; a page that opens again goes on without repeating a call,
//! because what came is in the cache and what is left is in the record.

use std::time::Duration;

use crate::{
    alert_id::AlertId,
    capabilities::{Area, Lock, NotStored, Store, World},
    failure::{Failure, Reason},
    json::{Json, Recorded, record},
    lookup::{self, Progress, Viewer},
    policy::freshness::Keeping,
    protocol::Directory,
    time::Timestamp,
};

/// A job, as it lies in session storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Where the alerts live.
    pub directory: Directory,
    /// Whose sign-in reads them: another account does not go on with it.
    pub account: String,
    /// The alerts, in the order of the page.
    pub alerts: Vec<JobAlert>,
    /// Whether a person has stopped it.
    pub cancelled: bool,
    /// Kept answers from then on will do; older ones are asked for again.
    pub fresh_from: Timestamp,
}

/// One alert of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobAlert {
    /// The alert.
    pub id: AlertId,
    /// How far it is.
    pub outcome: JobOutcome,
}

/// How far an alert of a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// Its turn has not come.
    Waiting,
    /// Its files are in the cache.
    Done,
    /// They could not be had; it can be tried alone.
    Failed(Failure),
}

/// Why a page stopped advancing a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every alert is done or failed.
    Finished,
    /// A person cancelled it, or it was replaced by another.
    Cancelled,
    /// Another page is at it; this one watches the record.
    Elsewhere,
    /// Nothing can go on until a person does something.
    Needs(Failure),
    /// Session storage is full.
    NotStored,
}

record!(struct Job { directory, account, alerts, cancelled, fresh_from });
record!(struct JobAlert { id, outcome });
record!(
    enum JobOutcome {
        Waiting,
        Done,
        Failed(failure),
    }
);

impl Job {
    /// A job of which nothing is done yet. Answers that were kept not longer than `lifetime` ago are taken as they are.
    pub fn new(viewer: &Viewer, alerts: impl IntoIterator<Item = AlertId>, now: Timestamp, lifetime: Duration) -> Self {
        let alerts = alerts.into_iter().map(|id| JobAlert { id, outcome: JobOutcome::Waiting }).collect();
        let lifetime = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
        Job {
            directory: viewer.directory.clone(),
            account: viewer.account.key(),
            alerts,
            cancelled: false,
            fresh_from: Timestamp(now.0.saturating_sub(lifetime)),
        }
    }

    /// Whether `viewer` may go on with it.
    pub fn belongs_to(&self, viewer: &Viewer) -> bool {
        self.directory == viewer.directory && self.account == viewer.account.key()
    }

    /// How many alerts are done or failed.
    pub fn settled(&self) -> usize {
        self.alerts.iter().filter(|alert| alert.outcome != JobOutcome::Waiting).count()
    }

    /// Whether nothing is left to do.
    pub fn finished(&self) -> bool {
        self.settled() == self.alerts.len()
    }

    /// The alerts whose files could not be had.
    pub fn failed(&self) -> impl Iterator<Item = (&AlertId, &Failure)> {
        self.alerts.iter().filter_map(|alert| match &alert.outcome {
            JobOutcome::Failed(failure) => Some((&alert.id, failure)),
            JobOutcome::Waiting | JobOutcome::Done => None,
        })
    }

    fn key(tab: i32) -> String {
        format!("job {tab}")
    }

    /// The job of a tab, if there is one.
    pub async fn read(store: &impl Store, tab: i32) -> Option<Job> {
        Job::from_record(&Json::parse(&store.read(Area::Session, &[&Job::key(tab)]).await.pop()??)?)
    }

    /// Keeps it as the job of a tab.
    pub async fn write(&self, store: &impl Store, tab: i32) -> Result<(), NotStored> {
        store.write(Area::Session, &Job::key(tab), &self.to_record().to_string()).await
    }

    /// Stops the job of a tab. What is on its way still comes; the page that advances it starts nothing new.
    pub async fn cancel<W: Store + Lock>(world: &W, tab: i32) {
        let stop = Box::new(|job: &mut Job| job.cancelled = true);
        if Job::change(world, tab, stop).await.is_err() {
            // What cannot be marked as stopped is gone: that stops it too.
            Job::forget(world, tab).await;
        }
    }

    /// Lets the failed alerts of the job of a tab be tried again; the others stay as they are.
    pub async fn retry_failed<W: Store + Lock>(world: &W, tab: i32) -> Result<(), NotStored> {
        let retry = Box::new(|job: &mut Job| {
            job.cancelled = false;
            for alert in &mut job.alerts {
                if matches!(alert.outcome, JobOutcome::Failed(_)) {
                    alert.outcome = JobOutcome::Waiting;
                }
            }
        });
        Job::change(world, tab, retry).await.map(drop)
    }

    /// Forgets the job of a tab.
    pub async fn forget(store: &impl Store, tab: i32) {
        store.remove(Area::Session, &[&Job::key(tab)]).await;
    }

    /// Changes the record while no other page does, and gives it back.
    async fn change<W: Store + Lock>(
        world: &W,
        tab: i32,
        change: Box<dyn FnOnce(&mut Job) + '_>,
    ) -> Result<Option<Job>, NotStored> {
        let _alone = world.lock(&format!("job record {tab}")).await;
        let Some(mut job) = Job::read(world, tab).await else { return Ok(None) };
        change(&mut job);
        job.write(world, tab).await?;
        Ok(Some(job))
    }
}

/// Looks up one alert after the other until the job of `tab` is finished or cannot go on.
///
/// `changed` is called with the record after every alert.
pub async fn advance(
    world: &impl World,
    viewer: &Viewer,
    tab: i32,
    observe: impl Fn(Progress),
    changed: impl Fn(&Job),
) -> Stopped {
    let Some(_alone) = world.try_lock(&Job::key(tab)).await else { return Stopped::Elsewhere };
    loop {
        // Read anew each time: another page may have cancelled it.
        let Some(job) = Job::read(world, tab).await.filter(|job| job.belongs_to(viewer) && !job.cancelled) else {
            return Stopped::Cancelled;
        };
        let Some(next) = job.alerts.iter().position(|alert| alert.outcome == JobOutcome::Waiting) else {
            return Stopped::Finished;
        };
        let id = job.alerts[next].id.clone();
        let outcome = match look_up(world, viewer, &id, job.fresh_from, &observe).await {
            Ok(()) => JobOutcome::Done,
            Err(failure) if failure.stops_a_job() => return Stopped::Needs(failure),
            Err(failure) => JobOutcome::Failed(failure),
        };
        let settle = Box::new(|job: &mut Job| {
            // It may have been replaced by another meanwhile.
            if job.belongs_to(viewer)
                && let Some(alert) = job.alerts.iter_mut().find(|alert| alert.id == id)
            {
                alert.outcome = outcome;
            }
        });
        match Job::change(world, tab, settle).await {
            Ok(Some(job)) => changed(&job),
            Ok(None) => return Stopped::Cancelled,
            Err(NotStored) => return Stopped::NotStored,
        }
    }
}

async fn look_up(
    world: &impl World,
    viewer: &Viewer,
    alert: &AlertId,
    fresh_from: Timestamp,
    observe: &dyn Fn(Progress),
) -> Result<(), Failure> {
    let kept = lookup::kept_files(world, viewer, alert).await;
    if kept.is_none_or(|answer| answer.at < fresh_from) {
        let answer = lookup::files(world, viewer, alert, observe).await?;
        // The record points at the cache; what is not kept there could not be drawn.
        match answer.keeping {
            Keeping::Kept => {}
            Keeping::TooLarge => return Err(Reason::TooLarge.into()),
            Keeping::NotStored => return Err(Reason::NotStored.into()),
        }
    }
    Ok(())
}
