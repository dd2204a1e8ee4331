//! Giving up a call while it sleeps for the limits of the API, and at no other moment.

use std::{cell::Cell, future, task::Poll, time::Duration};

use super::Progress;
use crate::{capabilities::Clock, time::Timestamp};

/// Whether a call sleeps for the limits, so that nobody need sleep on who wants it no more.
#[derive(Default)]
pub struct Wait(Cell<Option<Timestamp>>);

impl Wait {
    /// Takes in how the call is doing.
    pub fn note(&self, progress: Progress) {
        self.0.set(match progress {
            Progress::WaitingUntil(until) | Progress::Throttled { until, .. } => Some(until),
            Progress::Calling => None,
        });
    }

    /// Ends once nobody wants what the call sleeps for. It is to be of the same task as the call.
    ///
    /// Nothing else may be dropped half-way: a renewal loses its token, and a lock that was asked for is held by nobody.
    pub async fn given_up(&self, world: &impl Clock, is_wanted: impl AsyncFn() -> bool) {
        const LOOK: Duration = Duration::from_secs(1);
        // The last moments are left to the call, which may be awake before the clock says so.
        let sleeps = || self.0.get().is_some_and(|until| until.since(world.now()) > LOOK);
        loop {
            future::poll_fn(|_| if sleeps() { Poll::Ready(()) } else { Poll::Pending }).await;
            world.sleep(LOOK).await;
            if !is_wanted().await && sleeps() {
                return;
            }
        }
    }
}
