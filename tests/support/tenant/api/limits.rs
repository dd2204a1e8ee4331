//! The limits of the API: so many calls a minute and an hour, per application and tenant.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use axum::http::StatusCode;

use super::super::clock::Moment;
use super::super::entra::tokens::Caller;
use super::super::server::World;
use super::ApiError;

/// How many calls fit into each window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// In any 60 seconds.
    pub per_minute: usize,
    /// In any 60 minutes.
    pub per_hour: usize,
}

impl Default for CallLimits {
    /// As documented for every endpoint that the product uses.
    fn default() -> Self {
        CallLimits { per_minute: 100, per_hour: 1500 }
    }
}

/// The calls of the last hour, by application and tenant.
#[derive(Default)]
pub struct CallLedger {
    limits: CallLimits,
    calls: HashMap<(String, String), VecDeque<Moment>>,
}

impl CallLedger {
    /// Starts over under other limits.
    pub fn restart(&mut self, limits: CallLimits) {
        *self = CallLedger { limits, calls: HashMap::new() };
    }

    /// Counts `calls` at once, over the limit or not.
    pub fn spend(&mut self, client_id: &str, tenant_id: &str, now: Moment, calls: usize) {
        self.of(client_id, tenant_id).extend(std::iter::repeat_n(now, calls));
    }

    /// Counts one call, or says which window is full and for how long. A refused call counts nothing.
    fn admit(&mut self, client_id: &str, tenant_id: &str, now: Moment) -> Result<(), Full> {
        let limits = self.limits;
        let calls = self.of(client_id, tenant_id);
        let windows = [
            (limits.per_hour, Duration::from_secs(3600), "01:00:00"),
            (limits.per_minute, Duration::from_secs(60), "00:01:00"),
        ];
        calls.retain(|call| now.since(*call) < Duration::from_secs(3600));
        for (limit, length, name) in windows {
            let oldest_that_counts = calls.len().checked_sub(limit).and_then(|index| calls.get(index));
            let age = oldest_that_counts.map(|call| now.since(*call));
            let opens_in = age.and_then(|age| length.checked_sub(age)).filter(|left| !left.is_zero());
            if let Some(left) = opens_in {
                let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
                return Err(Full { limit, window: name, seconds });
            }
            if limit == 0 {
                return Err(Full { limit, window: name, seconds: length.as_secs() });
            }
        }
        calls.push_back(now);
        Ok(())
    }

    fn of(&mut self, client_id: &str, tenant_id: &str) -> &mut VecDeque<Moment> {
        self.calls.entry((client_id.to_owned(), tenant_id.to_owned())).or_default()
    }
}

struct Full {
    limit: usize,
    window: &'static str,
    seconds: u64,
}

/// Counts a call, or refuses it as the service does: with the status as the code, and the window in the message.
pub fn count(world: &World, caller: &Caller) -> Result<(), ApiError> {
    let now = world.clock.now();
    let admitted = world.limits().admit(&caller.client_id, &caller.tenant_id, now);
    admitted.map_err(|Full { limit, window, seconds }| {
        let message = format!(
            "You have exceeded the maximum number of allowed requests: {limit} per {window}. You can send requests again in {seconds} seconds."
        );
        let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "429", message);
        ApiError { retry_after_seconds: Some(seconds), ..error }
    })
}
