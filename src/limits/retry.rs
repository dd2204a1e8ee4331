//! Which failed calls are tried again, how often and after how long.

use std::time::Duration;

use crate::http::FetchError;

/// Retries after a server error, a timeout or no connection.
const TRANSIENT_RETRIES: u32 = 2;
/// Waits for the quota in one lookup: a panel left open must not knock for ever on a quota that others use up.
pub const QUOTA_WAITS: u32 = 5;
/// The first pause; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// How a call failed, as far as trying again is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setback {
    /// 401: the access token is not accepted any more.
    Unauthorized,
    /// 429: over the quota. [`super::quota::Ledger::throttled`] knows for how long.
    Throttled,
    /// 5xx, a timeout or no connection: may pass.
    Transient,
    /// Anything else: the same call would fail again.
    Final,
}

/// What to do after a setback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Call again as soon as the ledger gives a permit.
    AwaitPermit,
    /// Call again after this pause; that takes a permit too.
    RetryAfter(Duration),
    /// Get a new access token, then call again.
    RefreshToken,
    /// Tell the analyst, with a button.
    GiveUp,
}

/// The setbacks of one lookup so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    transient: u32,
    throttled: u32,
    refreshed: bool,
}

impl Setback {
    /// Reads a status that is not a success.
    pub fn of_status(status: u16) -> Setback {
        match status {
            401 => Setback::Unauthorized,
            429 => Setback::Throttled,
            500..=599 => Setback::Transient,
            _ => Setback::Final,
        }
    }
}

impl From<FetchError> for Setback {
    fn from(error: FetchError) -> Setback {
        match error {
            FetchError::Unreachable | FetchError::TimedOut => Setback::Transient,
            FetchError::TooLarge => Setback::Final,
        }
    }
}

impl Attempts {
    /// Notes a setback and says what comes next. `random` is any number; it spreads the retries of many browsers
    /// over the second half of each pause.
    pub fn after(&mut self, setback: Setback, random: u32) -> Next {
        match setback {
            Setback::Unauthorized if !self.refreshed => {
                self.refreshed = true;
                Next::RefreshToken
            }
            Setback::Throttled if self.throttled < QUOTA_WAITS => {
                self.throttled += 1;
                Next::AwaitPermit
            }
            Setback::Transient if self.transient < TRANSIENT_RETRIES => {
                let half = FIRST_PAUSE * 2_u32.pow(self.transient) / 2;
                self.transient += 1;
                let spread = u64::from(random) * half.as_millis() as u64 / u64::from(u32::MAX);
                Next::RetryAfter(half + Duration::from_millis(spread))
            }
            Setback::Unauthorized | Setback::Throttled | Setback::Transient | Setback::Final => Next::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_error_is_retried_twice_with_growing_pauses() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.after(Setback::of_status(500), 0), Next::RetryAfter(Duration::from_millis(500)));
        assert_eq!(attempts.after(Setback::of_status(503), u32::MAX), Next::RetryAfter(Duration::from_secs(2)));
        assert_eq!(attempts.after(Setback::of_status(599), 0), Next::GiveUp);
    }

    #[test]
    fn a_timeout_and_no_connection_share_the_two_retries() {
        let mut attempts = Attempts::default();
        assert_ne!(attempts.after(FetchError::TimedOut.into(), 0), Next::GiveUp);
        assert_ne!(attempts.after(FetchError::Unreachable.into(), 0), Next::GiveUp);
        assert_eq!(attempts.after(FetchError::Unreachable.into(), 0), Next::GiveUp);
    }

    #[test]
    fn the_token_is_refreshed_once_even_when_other_setbacks_come_between() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.after(Setback::of_status(401), 0), Next::RefreshToken);
        assert_ne!(attempts.after(Setback::of_status(502), 0), Next::GiveUp);
        assert_eq!(attempts.after(Setback::of_status(401), 0), Next::GiveUp);
    }

    #[test]
    fn a_quota_is_awaited_five_times_and_not_for_ever() {
        let mut attempts = Attempts::default();
        for _ in 0..5 {
            assert_eq!(attempts.after(Setback::of_status(429), 0), Next::AwaitPermit);
        }
        assert_eq!(attempts.after(Setback::of_status(429), 0), Next::GiveUp);
    }

    #[test]
    fn nothing_else_is_tried_again() {
        for status in [0, 200, 301, 400, 403, 404, 408, 418, 600] {
            assert_eq!(Attempts::default().after(Setback::of_status(status), 0), Next::GiveUp, "{status}");
        }
        assert_eq!(Attempts::default().after(FetchError::TooLarge.into(), 0), Next::GiveUp);
    }
}
