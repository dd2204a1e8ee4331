//! A job on screen: advanced while it is there, and drawn from its record, whichever page advances it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen_futures::spawn_local;

use super::{
    state::{Action, JobCards, JobRun, Progress, Screen, State},
    steps::Tell,
};
use crate::{
    browser::Browser,
    failure::{Failure, Reason},
    job::{self, Job, Stopped},
    lookup::{self, Viewer},
    time::Timestamp,
};

/// What the record of the job on screen tells.
#[derive(Clone, PartialEq)]
struct OnScreen {
    viewer: Viewer,
    /// What stopped for want of a token goes on with the next one.
    signed_in_at: Option<Timestamp>,
    tab: i32,
    /// Tells two jobs of one tab apart.
    fresh_from: Timestamp,
    settled: usize,
    goes_on: bool,
}

/// Advances the job on screen, or waits to take it over, and draws it as its record changes.
pub(super) fn follow(before: Option<&State>, now: &State, drawings: &Rc<Drawings>, tell: &Tell) {
    let (last, now) = (before.and_then(OnScreen::of), OnScreen::of(now));
    let Some(OnScreen { viewer, signed_in_at, tab, goes_on, .. }) = now.clone().filter(|_| now != last) else { return };
    let last = last.filter(|last| last.viewer == viewer && last.tab == tab);
    if last.is_none() {
        // Where that cannot be stored, a click on `Try again` says so.
        spawn_local(async move {
            let _ = Job::reopen(&Browser, tab).await;
        });
    }
    if goes_on && last.is_none_or(|last| !last.goes_on || last.signed_in_at != signed_in_at) {
        spawn_local(run(viewer.clone(), tab, tell.clone()));
    }
    spawn_local(Rc::clone(drawings).draw(viewer, tab, tell.clone()));
}

impl OnScreen {
    fn of(state: &State) -> Option<OnScreen> {
        let (Screen::Job(viewer), Some(tab), Some(job)) = (state.screen(), state.facts.tab, &state.facts.job) else {
            return None;
        };
        let (signed_in_at, goes_on) = (state.signed_in_at(&viewer), job.goes_on());
        Some(OnScreen { viewer, signed_in_at, tab, fresh_from: job.fresh_from, settled: job.settled(), goes_on })
    }
}

/// Starts the job of a tab, or goes on with it.
pub(super) async fn run(viewer: Viewer, tab: i32, tell: Tell) {
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
