//! What a page has to do about the job on screen once what it knows has changed.

use super::state::{Screen, State};
use crate::{time::Timestamp, viewer::Viewer};

/// What is due. The job is to be drawn in any case.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// As whom.
    pub viewer: Viewer,
    /// The tab whose job it is.
    pub tab: i32,
    /// Whether what stopped it may have passed.
    pub reopens: bool,
    /// Whether this page advances it, or waits to take it over.
    pub runs: bool,
}

/// What is due after `before`, if that was drawn and another thing is known `now`.
pub fn due(before: Option<&State>, now: &State) -> Option<Due> {
    let (last, now) = (before.and_then(OnScreen::of), OnScreen::of(now));
    let now = now.filter(|now| last.as_ref() != Some(now))?;
    let last = last.filter(|last| last.viewer == now.viewer && last.tab == now.tab);
    // What stopped for want of a token goes on with the next one, also on a page that stayed open meanwhile.
    let reopens = last.as_ref().is_none_or(|last| last.signed_in_at != now.signed_in_at);
    let runs = now.goes_on && (reopens || last.is_some_and(|last| !last.goes_on));
    Some(Due { viewer: now.viewer, tab: now.tab, reopens, runs })
}

/// What the record of the job on screen tells.
#[derive(PartialEq)]
struct OnScreen {
    viewer: Viewer,
    signed_in_at: Option<Timestamp>,
    tab: i32,
    /// Tells two jobs of one tab apart.
    fresh_from: Timestamp,
    settled: usize,
    goes_on: bool,
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
