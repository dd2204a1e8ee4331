//! What Defender is asked of an alert whose cards come on screen.

use super::state::State;
use crate::{alert_id::AlertId, limits::freshness::is_fresh, time::Timestamp, viewer::Viewer};

/// Why an alert is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// It came on screen: kept answers do while they are fresh.
    Shown,
    /// `Refresh` was clicked.
    Refresh,
}

/// What is to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The alert's files.
    pub files: bool,
    /// The alert itself, with the names of the files.
    pub alert: bool,
}

impl State {
    /// What is due of an alert. Files and alert age by themselves: they may be from different calls.
    pub fn due(&self, viewer: &Viewer, alert: &AlertId, occasion: Occasion, now: Timestamp) -> Due {
        let lifetime = self.facts.settings.cache;
        let will_do = |at| occasion == Occasion::Shown && is_fresh(at, now, lifetime);
        let cards = self.cards_of(viewer, alert);
        // What failed since is due anew.
        let alert_at =
            cards.map(|cards| &cards.names).filter(|names| names.failure.is_none()).and_then(|names| names.at);
        Due {
            files: !cards.and_then(|cards| cards.at).is_some_and(will_do),
            alert: self.may_read_names(viewer) && !alert_at.is_some_and(will_do),
        }
    }
}
