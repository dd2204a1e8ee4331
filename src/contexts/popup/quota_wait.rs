//! A wait for the limits of the API beside cards that are there already, with its countdown.

use crate::{
    failure::Reason,
    lookup::CallProgress,
    time::Timestamp,
    words::{card::SEPARATOR, failure, popup as words},
};

/// Until when a call waits, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaWait {
    /// The call goes out by itself then.
    pub until: Timestamp,
    /// Whether others use up the quota, too.
    pub shared: bool,
}

impl QuotaWait {
    /// The wait that a call tells of.
    pub fn of(progress: CallProgress) -> Option<QuotaWait> {
        match progress {
            CallProgress::WaitingUntil(until) => Some(QuotaWait { until, shared: false }),
            CallProgress::Throttled { until, shared, .. } => Some(QuotaWait { until, shared }),
            CallProgress::Calling => None,
        }
    }

    /// The countdown, and why it takes so long where others take part in that.
    pub fn said(self, now: Timestamp) -> String {
        let countdown = words::waiting(self.until.since(now).as_secs() + 1);
        if !self.shared {
            return countdown;
        }
        let throttled = Reason::Throttled { until: self.until, shared: true };
        [&failure::sentence(&throttled), SEPARATOR, &countdown].concat()
    }
}
