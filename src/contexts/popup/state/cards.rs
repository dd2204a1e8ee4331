//! What the cards of an alert, and those of a job, take in.

use std::rc::Rc;

use super::Progress;
use crate::{
    alert_id::AlertId,
    contexts::popup::quota_wait::QuotaWait,
    defender::response::Incomplete,
    evidence::{self, File, alert::Alert},
    failure::{Failure, Reason},
    job::{Gathered, GatheredAlert, Job, JobOutcome},
    limits::freshness::Keeping,
    lookup::{self, Answer, Files},
    time::Timestamp,
    viewer::Viewer,
};

/// Cards of one alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Cards {
    /// As whom they were read.
    pub viewer: Viewer,
    /// The alert they belong to.
    pub id: AlertId,
    /// The files, in no order; `None` while there are none yet.
    pub files: Option<Rc<Vec<Rc<File>>>>,
    /// Rows of the answer that were no files.
    pub skipped_rows: usize,
    /// Why there may be more files.
    pub incomplete: Option<Incomplete>,
    /// When Defender gave the files.
    pub at: Option<Timestamp>,
    /// Whether the next opening finds them again.
    pub keeping: Keeping,
    /// What is under way.
    pub progress: Progress,
    /// What went wrong last; the cards stay under it.
    pub failure: Option<Failure>,
    /// What the alert itself adds, where it can be read.
    pub names: Names,
}

/// The alert itself, which knows the names of its files, and the lookup of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// The alert.
    pub alert: Option<Rc<Alert>>,
    /// When Defender gave it.
    pub at: Option<Timestamp>,
    /// Why it is missing although it may be read.
    pub failure: Option<Failure>,
    /// What it waits for.
    pub wait: Option<QuotaWait>,
}

/// Cards of several alerts.
#[derive(Clone, Debug, PartialEq)]
pub struct JobCards {
    /// As whom they were read.
    pub viewer: Viewer,
    /// The tab whose job it is.
    pub tab: i32,
    /// Tells two jobs of one tab apart.
    pub fresh_from: Timestamp,
    /// The files, merged by hash.
    pub files: Rc<Vec<Rc<File>>>,
    /// The alerts that they come from.
    pub alerts: Vec<GatheredAlert>,
    /// Alerts whose answers are no longer kept.
    pub missing: Vec<AlertId>,
}

impl Cards {
    /// Whether they are this alert's, as this viewer sees it.
    pub fn are_of(&self, viewer: &Viewer, id: &AlertId) -> bool {
        self.viewer == *viewer && self.id == *id
    }

    pub(super) fn none_yet(viewer: Viewer, id: AlertId) -> Self {
        Cards {
            viewer,
            id,
            files: None,
            skipped_rows: 0,
            incomplete: None,
            at: None,
            keeping: Keeping::Kept,
            progress: Progress::Idle,
            failure: None,
            names: Names::default(),
        }
    }

    pub(super) fn take_progress(&mut self, progress: lookup::CallProgress) {
        self.progress = match progress {
            lookup::CallProgress::WaitingUntil(until) => Progress::WaitingUntil(until),
            lookup::CallProgress::Throttled { until, shared, correlation } => {
                self.failure = Some(Failure { reason: Reason::Throttled { until, shared }, correlation });
                Progress::WaitingUntil(until)
            }
            lookup::CallProgress::Calling => {
                if self.failure.as_ref().is_some_and(|failure| matches!(failure.reason, Reason::Throttled { .. })) {
                    self.failure = None;
                }
                Progress::Calling
            }
        };
    }

    pub(super) fn take_files(&mut self, answer: Answer<Files>) {
        let files = match &self.names.alert {
            Some(alert) => evidence::complete(answer.value.files, alert),
            None => answer.value.files,
        };
        self.files = Some(shared(files));
        self.skipped_rows = answer.value.skipped_rows;
        self.incomplete = answer.value.incomplete;
        self.at = Some(answer.at);
        self.keeping = answer.keeping;
    }

    pub(super) fn take_alert(&mut self, Answer { value: alert, at, .. }: Answer<Alert>) {
        if let Some(files) = &self.files {
            let files = evidence::complete(files.iter().map(|file| File::clone(file)).collect(), &alert);
            self.files = Some(shared(files));
        }
        self.names = Names { alert: Some(Rc::new(alert)), at: Some(at), failure: None, wait: self.names.wait };
    }
}

impl JobCards {
    /// What was gathered of the alerts of a job.
    pub fn new(viewer: Viewer, tab: i32, fresh_from: Timestamp, gathered: Gathered) -> Self {
        let Gathered { files, alerts, missing } = gathered;
        JobCards { viewer, tab, fresh_from, files: shared(files), alerts, missing }
    }

    /// What a page has once shown of a job stays there, also when its answer had to make room, and while `Refresh` has
    /// not come to it.
    pub(super) fn keep(&mut self, before: &JobCards, job: &Job) {
        if before.viewer != self.viewer {
            return;
        }
        let waits = |id: &AlertId| job.alerts.iter().any(|of| of.id == *id && of.outcome == JobOutcome::Waiting);
        let is_same_job = before.fresh_from == self.fresh_from;
        let stays = |alert: &&GatheredAlert| match self.alerts.iter().find(|of| of.id == alert.id) {
            // Names are the first to make room: they came before all files.
            Some(now) => is_same_job && now.alert.is_none() && alert.alert.is_some(),
            None if self.missing.contains(&alert.id) => is_same_job,
            None => waits(&alert.id),
        };
        let kept: Vec<GatheredAlert> = before.alerts.iter().filter(stays).cloned().collect();
        if kept.is_empty() {
            return;
        }
        let is_kept = |id: &AlertId| kept.iter().any(|alert| alert.id == *id);
        let files = before.files.iter().filter(|file| file.alerts.iter().any(is_kept));
        let files = self.files.iter().chain(files).map(|file| File::clone(file)).collect();
        self.files = shared(evidence::merge(files));
        self.missing.retain(|id| !is_kept(id));
        self.alerts.retain(|alert| !is_kept(&alert.id));
        self.alerts.extend(kept);
    }
}

/// Files as they are shown.
fn shared(files: Vec<File>) -> Rc<Vec<Rc<File>>> {
    Rc::new(evidence::placed(files).into_iter().map(Rc::new).collect())
}
