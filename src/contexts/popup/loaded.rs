//! Cards as far as they have come: files, the alert about them, what is under way, what went wrong.

use std::rc::Rc;

use crate::{
    alert_id::AlertId,
    defender::response::Incomplete,
    evidence::{self, File, alert::Alert},
    failure::{Failure, Reason},
    lookup::{self, Answer, Files, Viewer},
    policy::freshness::Keeping,
    time::Timestamp,
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
    /// The alert itself, where it can be read.
    pub alert: Option<Rc<Alert>>,
    /// When Defender gave the files.
    pub at: Option<Timestamp>,
    /// Whether the next opening finds them again.
    pub keeping: Keeping,
    /// What is under way.
    pub progress: Progress,
    /// What went wrong last; the cards stay under it.
    pub failure: Option<Failure>,
    /// Why names are missing although they may be read.
    pub names_failure: Option<Failure>,
}

/// Cards of several alerts.
#[derive(Clone, Debug, PartialEq)]
pub struct JobCards {
    /// As whom they were read.
    pub viewer: Viewer,
    /// The tab whose job it is.
    pub tab: i32,
    /// The files, merged by hash.
    pub files: Rc<Vec<Rc<File>>>,
    /// What is under way.
    pub progress: Progress,
    /// What stopped it.
    pub failure: Option<Failure>,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing.
    Idle,
    /// A call.
    Calling,
    /// A wait for the API's limits, until then.
    WaitingUntil(Timestamp),
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
            alert: None,
            at: None,
            keeping: Keeping::Kept,
            progress: Progress::Idle,
            failure: None,
            names_failure: None,
        }
    }

    pub(super) fn take_progress(&mut self, progress: lookup::Progress) {
        self.progress = match progress {
            lookup::Progress::WaitingUntil(until) => Progress::WaitingUntil(until),
            lookup::Progress::Throttled { until, shared } => {
                self.failure = Some(Reason::Throttled { until, shared }.into());
                Progress::WaitingUntil(until)
            }
            lookup::Progress::Calling => {
                if self.failure.as_ref().is_some_and(|failure| matches!(failure.reason, Reason::Throttled { .. })) {
                    self.failure = None;
                }
                Progress::Calling
            }
        };
    }

    pub(super) fn take_files(&mut self, answer: Answer<Files>) {
        let mut files = answer.value.files;
        if let Some(alert) = &self.alert {
            evidence::join(&mut files, alert);
        }
        self.files = Some(Rc::new(files.into_iter().map(Rc::new).collect()));
        self.skipped_rows = answer.value.skipped_rows;
        self.incomplete = answer.value.incomplete;
        self.at = Some(answer.at);
        self.keeping = answer.keeping;
    }

    pub(super) fn take_alert(&mut self, alert: Alert) {
        if let Some(files) = &self.files {
            let mut files: Vec<File> = files.iter().map(|file| File::clone(file)).collect();
            evidence::join(&mut files, &alert);
            self.files = Some(Rc::new(files.into_iter().map(Rc::new).collect()));
        }
        self.alert = Some(Rc::new(alert));
        self.names_failure = None;
    }
}
