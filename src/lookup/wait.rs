//! Giving up a call while it sleeps for the limits of the API, and at no other moment.

use std::{cell::Cell, future, pin::pin, task::Poll, time::Duration};

use futures_util::future::{Either, select};

use super::CallProgress;
use crate::{capabilities::Clock, failure::Failure, protocol::Unanswered, time::Timestamp};

/// Whether a call sleeps for the limits, so that nobody need sleep on who wants it no more.
#[derive(Default)]
pub struct Wait(Cell<Option<Timestamp>>);

impl Wait {
    /// Takes in how the call is doing.
    pub fn note(&self, progress: &CallProgress) {
        self.0.set(match progress {
            CallProgress::WaitingUntil(until) | CallProgress::Throttled { until, .. } => Some(*until),
            CallProgress::Calling => None,
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

/// Asks, for those who cannot stay until the limits let a call go: a worker does not live so long.
pub async fn at_once(ask: impl AsyncFnOnce(&dyn Fn(CallProgress)) -> Result<(), Failure>) -> Result<(), Unanswered> {
    let waits = Cell::new(None);
    let observe = |progress| {
        waits.set(match progress {
            CallProgress::WaitingUntil(until) => Some(Unanswered::Waits { until }),
            CallProgress::Throttled { until, shared, correlation } => {
                Some(Unanswered::Throttled { until, shared, correlation })
            }
            CallProgress::Calling => None,
        });
    };
    let asked = pin!(ask(&observe));
    let given_up = future::poll_fn(|_| waits.take().map_or(Poll::Pending, Poll::Ready));
    match select(asked, given_up).await {
        Either::Left((answer, _)) => answer.map_err(Unanswered::Failed),
        Either::Right((waits, _)) => Err(waits),
    }
}
