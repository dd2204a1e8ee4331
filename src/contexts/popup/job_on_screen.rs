//! A job on screen: advanced while it is there, and drawn from its record, whichever page advances it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use super::{
    job_due::{Due, due},
    state::{Action, Focus, JobCards, JobRun, Progress, State},
    steps::{Handle, read_facts},
};
use crate::{
    alert_id::AlertId,
    browser::{Browser, task::spawn_local},
    capabilities::Clock,
    failure::{Failure, Reason},
    job::{self, Again, Job, Stopped},
    lookup,
    viewer::Viewer,
    words::popup as words,
};

/// Advances the job on screen, or waits to take it over, and draws it as its record changes.
pub(super) fn follow(before: Option<&State>, now: &State, drawings: &Rc<Drawings>, handle: &Handle) {
    let Some(Due { viewer, tab, reopens, runs }) = due(before, now) else { return };
    if reopens {
        // Where that cannot be stored, a click on `Try again` says so.
        spawn_local(async move {
            let _ = Job::reopen(&Browser, tab).await;
        });
    }
    if runs {
        spawn_local(run(viewer.clone(), tab, handle.clone()));
    }
    spawn_local(Rc::clone(drawings).draw(viewer, tab, handle.clone()));
}

/// Makes a job of these alerts and shows it. Kept answers do that are not older than `lifetime`.
pub(super) fn start(viewer: Viewer, alerts: Vec<AlertId>, lifetime: Duration, state: &State, handle: Handle) {
    let Some(tab) = state.facts.tab else { return };
    let names = state.incident_with_names(&viewer);
    let is_shown = state.focus == Focus::Job;
    spawn_local(async move {
        let job = Job::new(&viewer, alerts, Browser.now(), lifetime).with_names_of(names);
        match job.start(&Browser, tab).await {
            Ok(()) => {
                handle.dispatch(Action::Read(read_facts().await));
                // Who refreshes it keeps the filter and the selection.
                if !is_shown {
                    handle.dispatch(Action::Look(Focus::Job));
                }
            }
            Err(_) => handle.dispatch(Action::Warn(words::storage_full().to_owned())),
        }
    });
}

/// Goes on with the job, and with those of its alerts again.
pub(super) fn go_on(viewer: Viewer, again: Again, state: &State, handle: Handle) {
    let Some(tab) = state.facts.tab else { return };
    spawn_local(async move {
        match Job::go_on(&Browser, tab, &again).await {
            Ok(()) => run(viewer, tab, handle).await,
            Err(_) => handle.dispatch(Action::Warn(words::storage_full().to_owned())),
        }
    });
}

/// Stops it; what was gathered stays.
pub(super) fn cancel(state: &State, handle: Handle) {
    let Some(tab) = state.facts.tab else { return };
    spawn_local(async move {
        Job::cancel(&Browser, tab).await;
        handle.dispatch(Action::Read(read_facts().await));
    });
}

thread_local! {
    /// The jobs that this page advances, or waits to take over.
    static UNDER_WAY: RefCell<Vec<(Viewer, i32)>> = const { RefCell::new(Vec::new()) };
}

/// Starts the job of a tab, or goes on with it, unless this page is at it already: that run sees the record, too.
pub(super) async fn run(viewer: Viewer, tab: i32, handle: Handle) {
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
        handle.dispatch(Action::JobRun(JobRun { viewer: viewer.clone(), tab, progress, failure }));
    };
    tell_of(Progress::Idle, None);
    let observe = |progress| match progress {
        lookup::CallProgress::WaitingUntil(until) => tell_of(Progress::WaitingUntil(until), None),
        lookup::CallProgress::Throttled { until, shared, correlation } => {
            tell_of(
                Progress::WaitingUntil(until),
                Some(Failure { reason: Reason::Throttled { until, shared }, correlation }),
            );
        }
        lookup::CallProgress::Calling => tell_of(Progress::Idle, None),
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
    fn draw(self: Rc<Self>, viewer: Viewer, tab: i32, handle: Handle) -> impl Future<Output = ()> {
        self.due.replace(Some((viewer, tab)));
        async move {
            if self.under_way.replace(true) {
                return;
            }
            while let Some((viewer, tab)) = self.due.take() {
                if let Some(job) = Job::read(&Browser, tab).await {
                    let gathered = job::gather(&Browser, &viewer, &job).await;
                    handle.dispatch(Action::JobCards(JobCards::new(viewer, tab, job.fresh_from, gathered)));
                }
            }
            self.under_way.set(false);
        }
    }
}
