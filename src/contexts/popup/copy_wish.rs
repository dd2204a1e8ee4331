//! A copy asked for in the browser's own menu: due once the files of its alert are there, and of no other.

use super::state::{Progress, Screen, State};
use crate::{
    copy_request::CopyRequest, decision::Wanted, formats::CopyFormat, limits::freshness::is_fresh, time::Timestamp,
    viewer::Viewer, words::copy as words,
};

/// A copy that waits in this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyWish {
    /// What to copy.
    pub format: CopyFormat,
    /// The alert whose files they are; `None` where a page was clicked that has none.
    pub wanted: Option<Wanted>,
    /// The address of the page or link that was clicked.
    pub clicked: String,
    /// Since when it waits here.
    pub since: Timestamp,
}

/// What becomes of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It waits.
    Waits,
    /// It is carried out.
    Due,
    /// It is given up, which is said in these words: nothing is copied behind a later screen.
    Dropped(&'static str),
}

impl CopyWish {
    /// The wish that waited for this page to open.
    pub fn new(request: &CopyRequest, now: Timestamp) -> Self {
        let CopyRequest { format, ref address, ref page, .. } = *request;
        CopyWish { format, wanted: Wanted::of_address(address, page), clicked: address.clone(), since: now }
    }

    /// What becomes of it with this on screen.
    pub fn turn(&self, state: &State, now: Timestamp) -> Turn {
        match state.screen() {
            Screen::Cards(shown, viewer) if self.is_for(&shown) => {
                if self.is_ready(&shown, &viewer, state, now) {
                    Turn::Due
                } else {
                    Turn::Waits
                }
            }
            Screen::Job(viewer) if self.is_for_job(state) => {
                if is_complete(state, &viewer) {
                    Turn::Due
                } else {
                    Turn::Waits
                }
            }
            Screen::Cards(..) | Screen::Job(_) | Screen::Sample => Turn::Dropped(words::other_files_on_screen()),
            // What is asked there leads to the cards.
            Screen::FirstRun | Screen::TokenEntry(_) | Screen::Question(..) if self.wanted.is_some() => Turn::Waits,
            Screen::FirstRun | Screen::TokenEntry(_) | Screen::Question(..) | Screen::Alerts => {
                Turn::Dropped(words::no_files())
            }
        }
    }

    fn is_for(&self, shown: &Wanted) -> bool {
        self.wanted.as_ref().is_some_and(|wanted| wanted.alert == shown.alert)
    }

    /// Whether the page was clicked whose job is on screen; by the time of opening another one may be in front.
    fn is_for_job(&self, state: &State) -> bool {
        let is_in_front = state.facts.page.as_ref().is_some_and(|page| page.is_at(&self.clicked));
        self.wanted.is_none() && is_in_front && state.facts.job_of_page().is_some()
    }

    /// Files are there, as new as they can be had, no call is under way, and names have come where they may be read.
    fn is_ready(&self, shown: &Wanted, viewer: &Viewer, state: &State, now: Timestamp) -> bool {
        let Some(cards) = state.cards_of(viewer, &shown.alert) else { return false };
        let named = cards.names.alert.is_some() || cards.names.failure.is_some() || !state.may_read_names(viewer);
        // By the time of opening: what was fresh then is not asked for again, however long the names take.
        let was_fresh = |at| is_fresh(at, self.since, state.facts.settings.cache);
        let is_new = |at: Timestamp| at <= now && (self.since <= at || was_fresh(at));
        let settled = cards.failure.is_some() || cards.at.is_some_and(is_new);
        cards.files.is_some() && cards.progress == Progress::Idle && named && settled
    }
}

/// Whether the job on screen is at its end, and drawn so far.
fn is_complete(state: &State, viewer: &Viewer) -> bool {
    let (Some(job), Some(cards)) = (&state.facts.job, state.job_cards_of(viewer)) else { return false };
    job.finished() && cards.alerts.len() + cards.missing.len() + job.failed().count() == job.alerts.len()
}
