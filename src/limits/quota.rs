//! The ledger of calls: how many Microsoft allows, and when the next one may start.
//!
//! Microsoft counts 100 calls a minute and 1,500 an hour per application and tenant, so there is one ledger per
//! cloud, tenant and client id, shared by every context and tab. Every attempt takes a permit, retries included.

use std::{collections::VecDeque, time::Duration};

use crate::{
    auth::{client::ClientId, tenant::TenantId},
    cloud::Cloud,
    http,
    json::{Json, Recorded},
    sorting::sorted,
    time::Timestamp,
};

/// Calls in any 60 seconds, from the page of `GET /api/alerts/{id}/files`.
pub const PER_MINUTE: usize = 100;
/// Calls in any 60 minutes, from the same page.
pub const PER_HOUR: usize = 1_500;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
/// A permit is dated when it is given, Microsoft counts when the call arrives: the first call of a window may
/// travel longer than the first one after it.
const TRAVEL: Duration = Duration::from_secs(1);
/// `Retry-After: 0` would spend the whole quota on being refused.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);

/// The calls of the last hour under one quota, and what the server last said of it.
///
/// Bounded by [`PER_HOUR`] dates: at most 22 KB of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Oldest first, never more than [`PER_HOUR`].
    calls: VecDeque<Timestamp>,
    throttled_until: Option<Timestamp>,
}

/// May the next call start?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Yes, and it is counted.
    Granted,
    /// Not yet; ask again then.
    NotBefore(Timestamp),
}

/// Permits left in the two windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Of [`PER_MINUTE`].
    pub minute: usize,
    /// Of [`PER_HOUR`].
    pub hour: usize,
}

/// What a 429 means for the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    /// When the next call may start.
    pub until: Timestamp,
    /// Our own ledger had permits left: others share this quota.
    pub quota_left: bool,
}

impl Ledger {
    /// Reads what [`Ledger::to_json`] wrote; anything else is no ledger.
    pub fn from_json(json: &str) -> Option<Ledger> {
        let record = Json::parse(json)?;
        // By whichever version they were written, and in whatever order.
        let mut calls: Vec<Timestamp> = sorted(record.field("calls")?);
        let surplus = calls.len().saturating_sub(PER_HOUR);
        calls.drain(..surplus);
        Some(Ledger { calls: calls.into(), throttled_until: record.field("throttled_until")? })
    }

    /// For session storage, under [`storage_key`].
    pub fn to_json(&self) -> String {
        let calls = Json::List(self.calls.iter().map(Timestamp::to_record).collect());
        Json::object([("calls", calls), ("throttled_until", self.throttled_until.to_record())]).to_string()
    }

    /// Takes a permit for one call, or tells when to ask again.
    pub fn permit(&mut self, now: Timestamp) -> Permit {
        match self.blocked(now) {
            Some(until) => Permit::NotBefore(until),
            None => {
                self.calls.push_back(now);
                Permit::Granted
            }
        }
    }

    /// When the next call may start, unless it may start now. Takes no permit.
    pub fn blocked(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.settle(now);
        self.blocked_until(now)
    }

    /// How many permits are left, whatever the server said last.
    pub fn remaining(&self, now: Timestamp) -> Remaining {
        let spent = |window: Duration| self.calls.iter().rev().take_while(|call| leaves(**call, window) > now).count();
        Remaining { minute: PER_MINUTE.saturating_sub(spent(MINUTE)), hour: PER_HOUR.saturating_sub(spent(HOUR)) }
    }

    /// How long so many calls have to wait, altogether, if each starts as soon as it may and nobody else calls.
    pub fn wait_for(&self, calls: usize, now: Timestamp) -> Duration {
        let mut ledger = self.clone();
        let mut at = now;
        for _ in 0..calls {
            while let Permit::NotBefore(until) = ledger.permit(at) {
                at = until;
            }
        }
        at.since(now)
    }

    /// Notes a 429 with its `Retry-After`: seconds or an HTTP date, honoured up to an hour; one that is missing,
    /// unreadable, negative or past is a minute.
    pub fn throttled(&mut self, now: Timestamp, retry_after: Option<&str>) -> Throttled {
        self.settle(now);
        let remaining = self.remaining(now);
        let asked = retry_after.map_or(MINUTE, |text| http::pause(text, now)).max(SHORTEST_WAIT);
        let asked = now.plus(asked);
        // A second answer never shortens what the first one asked for.
        let until = self.throttled_until.map_or(asked, |until| until.max(asked));
        self.throttled_until = Some(until);
        Throttled {
            until: self.blocked_until(now).unwrap_or(until),
            quota_left: remaining.minute > 0 && remaining.hour > 0,
        }
    }

    /// Forgets what no window holds any more, and repairs what a clock that was set back left in the future: such
    /// calls count as made now. That is never too early, and no wait grows beyond its window.
    fn settle(&mut self, now: Timestamp) {
        for call in self.calls.iter_mut().rev().take_while(|call| **call > now) {
            *call = now;
        }
        while self.calls.front().is_some_and(|call| leaves(*call, HOUR) <= now) {
            self.calls.pop_front();
        }
        self.throttled_until = self.throttled_until.filter(|until| *until > now).map(|until| until.min(now.plus(HOUR)));
    }

    fn blocked_until(&self, now: Timestamp) -> Option<Timestamp> {
        let full = |limit: usize, window: Duration| {
            let first = self.calls.len().checked_sub(limit).and_then(|at| self.calls.get(at));
            first.map(|call| leaves(*call, window))
        };
        [full(PER_MINUTE, MINUTE), full(PER_HOUR, HOUR), self.throttled_until]
            .into_iter()
            .flatten()
            .max()
            .filter(|until| *until > now)
    }
}

/// Where the ledger of one quota lies in session storage. Regions are absent: they share the quota.
pub fn storage_key(cloud: Cloud, tenant: &TenantId, client: &ClientId) -> String {
    [PREFIX, &[cloud.as_str(), tenant.0.as_str(), client.0.as_str()].join("/")].concat()
}

/// How the keys of ledgers begin.
pub const PREFIX: &str = "ledger/";

/// When a call stops counting.
fn leaves(call: Timestamp, window: Duration) -> Timestamp {
    call.plus(window + TRAVEL)
}
