//! A job on screen: advanced while it is there, and drawn from its record, whichever page advances it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen_futures::spawn_local;

use super::{
    job_due::{Due, due},
    state::{Action, JobCards, JobRun, Progress, State},
    steps::Tell,
};
use crate::{
    browser::Browser,
    failure::{Failure, Reason},
    job::{self, Job, Stopped},
    lookup::{self, Viewer},
};

/// Advances the job on screen, or waits to take it over, and draws it as its record changes.
pub(super) fn follow(before: Option<&State>, now: &State, drawings: &Rc<Drawings>, tell: &Tell) {
    let Some(Due { viewer, tab, reopens, runs }) = due(before, now) else { return };
    if reopens {
        // Where that cannot be stored, a click on `Try again` says so.
        spawn_local(async move {
            let _ = Job::reopen(&Browser, tab).await;
        });
    }
    if runs {
        spawn_local(run(viewer.clone(), tab, tell.clone()));
    }
    spawn_local(Rc::clone(drawings).draw(viewer, tab, tell.clone()));
}

thread_local! {
    /// The jobs that this page advances, or waits to take over.
    static UNDER_WAY: RefCell<Vec<(Viewer, i32)>> = const { RefCell::new(Vec::new()) };
}

/// Starts the job of a tab, or goes on with it, unless this page is at it already: that run sees the record, too.
pub(super) async fn run(viewer: Viewer, tab: i32, tell: Tell) {
    let this = (viewer.clone(), tab);
    let is_under_way = UNDER_WAY.with_borrow_mut(|all| {
        let is_there = all.contains(&this);
        if !is_there {
            all.push(this.clone());
        }
        is_there
    });
    if is_under_way {
        return;
    }
    let tell_of = |progress, failure| {
        tell.dispatch(Action::JobRun(JobRun { viewer: viewer.clone(), tab, progress, failure }));
    };
    tell_of(Progress::Idle, None);
    let observe = |progress| match progress {
        lookup::Progress::WaitingUntil(until) => tell_of(Progress::WaitingUntil(until), None),
        lookup::Progress::Throttled { until, shared } => {
            tell_of(Progress::WaitingUntil(until), Some(Reason::Throttled { until, shared }.into()));
        }
        lookup::Progress::Calling => tell_of(Progress::Idle, None),
    };
    let failure = match job::advance(&Browser, &viewer, tab, &observe).await {
        Stopped::Needs(failure) => Some(failure),
        Stopped::NotStored => Some(Failure::from(Reason::NotStored)),
        Stopped::Finished | Stopped::Cancelled => None,
    };
    UNDER_WAY.with_borrow_mut(|all| all.retain(|other| *other != this));
    tell_of(Progress::Idle, failure);
}

/// The drawing that is due. A drawing reads all that has come so far: one at a time, and the last one misses nothing.
#[derive(Default)]
pub(super) struct Drawings {
    due: RefCell<Option<(Viewer, i32)>>,
    under_way: Cell<bool>,
}

impl Drawings {
    fn draw(self: Rc<Self>, viewer: Viewer, tab: i32, tell: Tell) -> impl Future<Output = ()> {
        self.due.replace(Some((viewer, tab)));
        async move {
            if self.under_way.replace(true) {
                return;
            }
            while let Some((viewer, tab)) = self.due.take() {
                if let Some(job) = Job::read(&Browser, tab).await {
                    let gathered = job::gather(&Browser, &viewer, &job).await;
                    tell.dispatch(Action::JobCards(JobCards::new(viewer, tab, job.fresh_from, gathered)));
                }
            }
            self.under_way.set(false);
        }
    }
}
