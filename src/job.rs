//! Several alerts of a page at once: a record in session storage that whichever page is open advances.
//!
//! Nothing runs when no page is open; a page that opens again goes on without repeating a call,
//! because what came is in the cache and what is left is in the record.

mod on_behalf;

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, join, select};

use crate::{
    alert_id::AlertId,
    auth::directory::Directory,
    capabilities::{Area, Lock, NotStored, Store, World},
    evidence::{self, File, alert::Alert},
    failure::Failure,
    json::{Recorded, record},
    lookup::{self, Answer, CallProgress, Files, Wait},
    protocol::LookUp,
    time::Timestamp,
    viewer::Viewer,
};

use on_behalf::look_up;
pub use on_behalf::look_up_for_page;

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
    /// What stopped it and would stop every other page too, until a person does something.
    pub stopped: Option<Failure>,
    /// Kept answers from then on will do; older ones are asked for again.
    pub fresh_from: Timestamp,
    /// Where the names of its files come from; `None` where only what happens to be kept tells them.
    pub names: Option<JobNames>,
}

/// The list of an incident, which tells the names, paths and detections of its alerts' files in one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobNames {
    /// The incident's number.
    pub incident: u64,
    /// How far it is. The job goes on without a list that could not be had.
    pub outcome: JobOutcome,
}

/// One alert of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobAlert {
    /// The alert.
    pub id: AlertId,
    /// How far it is.
    pub outcome: JobOutcome,
}

/// How far an alert of a job is, or its list of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobOutcome {
    /// Its turn has not come.
    Waiting,
    /// What was asked for is in the cache.
    Done,
    /// It could not be had; an alert can be tried alone.
    Failed(Failure),
}

/// Which of its settled alerts a job asks for once more when it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// None: only those whose turn has not come.
    Nothing,
    /// Those whose files could not be had.
    Failed,
    /// These, whose answers are no longer kept.
    Alerts(Vec<AlertId>),
    /// The list of names, which could not be had.
    Names,
}

/// Why a page stopped advancing a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every alert is done or failed.
    Finished,
    /// A person cancelled it, or it is somebody else's.
    Cancelled,
    /// Nothing can go on until a person does something.
    Needs(Failure),
    /// Session storage is full.
    NotStored,
}

/// What the kept answers tell of the alerts of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Their files, each once.
    pub files: Vec<File>,
    /// The alerts that the files come from, in the order of the job.
    pub alerts: Vec<GatheredAlert>,
    /// Alerts that are done and whose answers had to make room for later ones.
    pub missing: Vec<AlertId>,
}

/// An alert whose files were gathered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheredAlert {
    /// The alert's id.
    pub id: AlertId,
    /// What it tells of itself, if it was looked up too; without its evidence, which the files have.
    pub alert: Option<Alert>,
    /// When Defender gave the files.
    pub at: Timestamp,
}

record!(struct Job { directory, account, alerts, cancelled, stopped, fresh_from, names });
record!(struct JobNames { incident, outcome });
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
            stopped: None,
            fresh_from: Timestamp(now.0.saturating_sub(lifetime)),
            names: None,
        }
    }

    /// The same, which first has the list of this incident for the names; needs `Alert.Read`.
    pub fn with_names_of(mut self, incident: Option<u64>) -> Self {
        self.names = incident.map(|incident| JobNames { incident, outcome: JobOutcome::Waiting });
        self
    }

    /// Whether `viewer` may go on with it.
    pub fn belongs_to(&self, viewer: &Viewer) -> bool {
        self.directory.same_place(&viewer.directory) && self.account == viewer.account.key()
    }

    /// How many alerts are done or failed.
    pub fn settled(&self) -> usize {
        self.alerts.iter().filter(|alert| alert.outcome != JobOutcome::Waiting).count()
    }

    /// Whether nothing is left to do.
    pub fn finished(&self) -> bool {
        self.settled() == self.alerts.len()
    }

    /// Whether a page that has it on screen goes on with it.
    pub fn goes_on(&self) -> bool {
        !self.finished() && !self.cancelled && self.stopped.is_none()
    }

    /// The alerts whose files could not be had.
    pub fn failed(&self) -> impl Iterator<Item = (&AlertId, &Failure)> {
        self.alerts.iter().filter_map(|alert| match &alert.outcome {
            JobOutcome::Failed(failure) => Some((&alert.id, failure)),
            JobOutcome::Waiting | JobOutcome::Done => None,
        })
    }

    /// How far an alert is, or the list of names where none is named.
    fn outcome_of(&mut self, alert: Option<&AlertId>) -> Option<&mut JobOutcome> {
        match alert {
            Some(id) => self.alerts.iter_mut().find(|alert| alert.id == *id).map(|alert| &mut alert.outcome),
            None => self.names.as_mut().map(|names| &mut names.outcome),
        }
    }

    fn settle(&mut self, alert: Option<&AlertId>, outcome: JobOutcome) {
        if let Some(place) = self.outcome_of(alert) {
            *place = outcome;
        }
    }

    /// Lets what has stopped go on. A list of names that failed on the same occasion is asked for again with it.
    fn resume(&mut self) {
        if self.stopped.take().is_some()
            && let Some(names) = &mut self.names
            && matches!(&names.outcome, JobOutcome::Failed(failure) if failure.stops_a_job())
        {
            names.outcome = JobOutcome::Waiting;
        }
    }

    /// How the keys of jobs in session storage begin.
    pub const PREFIX: &str = "job ";

    /// The key of the job of a tab.
    pub fn key(tab: i32) -> String {
        [Job::PREFIX, &tab.to_string()].concat()
    }

    /// The job of a tab, if there is one.
    pub async fn read(store: &impl Store, tab: i32) -> Option<Job> {
        Job::from_record(&store.record(Area::Session, &Job::key(tab)).await)
    }

    /// Makes it the job of a tab, in place of the one that is there.
    pub async fn start<W: Store + Lock>(&self, world: &W, tab: i32) -> Result<(), NotStored> {
        let _alone = Job::alone(world, tab).await;
        self.write(world, tab).await
    }

    async fn write(&self, store: &impl Store, tab: i32) -> Result<(), NotStored> {
        store.write_record(Area::Session, &Job::key(tab), &self.to_record()).await
    }

    /// Stops the job of a tab. What is on its way still comes; the page that advances it starts nothing new.
    pub async fn cancel<W: Store + Lock>(world: &W, tab: i32) {
        let stop = Box::new(|job: &mut Job| job.cancelled = true);
        if Job::change(world, tab, stop).await.is_err() {
            // What cannot be marked as stopped is gone: that stops it too.
            Job::forget(world, tab).await;
        }
    }

    /// Lets the job of a tab go on, because a person says so.
    pub async fn go_on<W: Store + Lock>(world: &W, tab: i32, again: &Again) -> Result<(), NotStored> {
        let go_on = Box::new(|job: &mut Job| {
            job.cancelled = false;
            job.resume();
            if let (Again::Names, Some(names)) = (again, &mut job.names) {
                names.outcome = JobOutcome::Waiting;
            }
            for alert in &mut job.alerts {
                let is_wanted = match again {
                    Again::Nothing | Again::Names => false,
                    Again::Failed => matches!(alert.outcome, JobOutcome::Failed(_)),
                    Again::Alerts(wanted) => wanted.contains(&alert.id),
                };
                if is_wanted {
                    alert.outcome = JobOutcome::Waiting;
                }
            }
        });
        Job::change(world, tab, go_on).await
    }

    /// Forgets what stopped the job of a tab: a page that opens may find that it has passed.
    pub async fn reopen<W: Store + Lock>(world: &W, tab: i32) -> Result<(), NotStored> {
        Job::change(world, tab, Box::new(Job::resume)).await
    }

    /// Forgets the job of a tab.
    pub async fn forget<W: Store + Lock>(world: &W, tab: i32) {
        let _alone = Job::alone(world, tab).await;
        world.remove(Area::Session, &[&Job::key(tab)]).await;
    }

    /// Keeps others from writing the record: what they read before would come back.
    async fn alone<W: Lock>(world: &W, tab: i32) -> W::Guard {
        world.lock(&format!("job record {tab}")).await
    }

    /// Changes the record while no other page does.
    async fn change<W: Store + Lock>(
        world: &W,
        tab: i32,
        change: Box<dyn FnOnce(&mut Job) + '_>,
    ) -> Result<(), NotStored> {
        let _alone = Job::alone(world, tab).await;
        let Some(before) = Job::read(world, tab).await else { return Ok(()) };
        let mut job = before.clone();
        change(&mut job);
        // A full storage does not stand in the way of what is written there already.
        if job == before { Ok(()) } else { job.write(world, tab).await }
    }
}

/// Looks up the names, then one alert after the other, until the job of `tab` is finished or cannot go on.
///
/// One page is at it at a time. The others wait here and take over when it closes; how far it is they see by the record.
pub async fn advance(world: &impl World, viewer: &Viewer, tab: i32, observe: &dyn Fn(CallProgress)) -> Stopped {
    let _alone = world.lock(&Job::key(tab)).await;
    loop {
        // Read anew each time: another page may have cancelled it.
        let Some(job) = Job::read(world, tab).await.filter(|job| job.belongs_to(viewer) && !job.cancelled) else {
            return Stopped::Cancelled;
        };
        if let Some(failure) = job.stopped {
            return Stopped::Needs(failure);
        }
        let next = match job.alerts.iter().find(|alert| alert.outcome == JobOutcome::Waiting) {
            // The names come first: no card is folded away that they would hold back.
            _ if job.names.as_ref().is_some_and(|names| names.outcome == JobOutcome::Waiting) => None,
            Some(alert) => Some(alert.id.clone()),
            None => return Stopped::Finished,
        };
        let wait = Wait::default();
        let observe = |progress| {
            wait.note(&progress);
            observe(progress);
        };
        let look_up = pin!(look_up(world, viewer, &job, LookUp { tab, alert: next.clone() }, &observe));
        // Another job, of whomever, began at another time.
        let is_wanted = |now: &Job| !now.cancelled && now.fresh_from == job.fresh_from;
        let given_up = wait.given_up(world, async || Job::read(world, tab).await.as_ref().is_some_and(is_wanted));
        let outcome = match select(look_up, pin!(given_up)).await {
            Either::Left((outcome, _)) => outcome,
            // The lookup goes with all that it holds, instead of calling after up to an hour.
            Either::Right(_) => continue,
        };
        // What the list of names meets the files may not meet.
        let stops = |failure: &Failure| next.is_some() && failure.stops_a_job();
        let stopped = outcome.as_ref().err().filter(|failure| stops(failure)).cloned();
        let settle = Box::new(|job: &mut Job| {
            // It may have been replaced by another meanwhile.
            if !job.belongs_to(viewer) {
                return;
            }
            match outcome {
                // Whoever takes over would only fail in the same way.
                Err(failure) if stops(&failure) => job.stopped = Some(failure),
                Ok(()) => job.settle(next.as_ref(), JobOutcome::Done),
                Err(failure) => job.settle(next.as_ref(), JobOutcome::Failed(failure)),
            }
        });
        if Job::change(world, tab, settle).await.is_err() {
            return stopped.map_or(Stopped::NotStored, Stopped::Needs);
        }
    }
}

/// Reads and merges the kept answers of the alerts of a job that are done.
pub async fn gather(store: &impl Store, viewer: &Viewer, job: &Job) -> Gathered {
    let mut gathered = Gathered::default();
    for JobAlert { id, outcome } in &job.alerts {
        if *outcome != JobOutcome::Done {
            continue;
        }
        let (files, alert) = join(lookup::kept_files(store, viewer, id), lookup::kept_alert(store, viewer, id)).await;
        let Some(Answer { value: Files { mut files, .. }, at, .. }) = files else {
            gathered.missing.push(id.clone());
            continue;
        };
        let alert = alert.map(|mut answer| {
            files = evidence::complete(std::mem::take(&mut files), &answer.value);
            answer.value.evidence = Vec::new();
            answer.value
        });
        gathered.files.extend(files);
        gathered.alerts.push(GatheredAlert { id: id.clone(), alert, at });
    }
    gathered.files = evidence::merge(gathered.files);
    gathered
}
