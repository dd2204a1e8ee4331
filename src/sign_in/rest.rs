//! What Entra said last and the pauses that it asks for, kept where every context and the next worker find them.

use std::time::Duration;

use crate::{
    auth::{
        directory::Directory,
        failure::{FailureClass, SignInFailure},
    },
    capabilities::{Area, Clock, Store},
    json::{Recorded, record},
    time::Timestamp,
};

/// The longest that Entra is left alone; it is honoured up to an hour.
const LONGEST_REST: Duration = Duration::from_secs(3_600);

/// What Entra said, and until when it is left alone.
pub(super) struct Rest {
    until: Timestamp,
    pub(super) failure: SignInFailure,
}

record!(struct Rest { until, failure });

/// The key in session storage, by app registration: it is what Entra counts.
fn rest_key(directory: &Directory) -> String {
    format!("sign-in rest {} {} {}", directory.cloud, directory.tenant, directory.client)
}

/// Leaves Entra alone for `seconds`, also in the worker that wakes after the one that was told.
pub(super) async fn rest(world: &(impl Clock + Store), directory: &Directory, failure: &SignInFailure, seconds: u32) {
    let until = world.now().plus(Duration::from_secs(seconds.into()));
    let rest = Rest { until, failure: failure.clone() }.to_record();
    // Without the record the next try comes sooner; Entra then says again how long to wait.
    let _ = world.write_record(Area::Session, &rest_key(directory), &rest).await;
}

/// Whatever Entra said before, it has just given tokens, or nobody wants any.
pub(super) async fn forget(store: &impl Store, directory: &Directory) {
    store.remove(Area::Session, &[&rest_key(directory)]).await;
}

/// What Entra said last, if it has given no tokens since.
pub(super) async fn last(store: &impl Store, directory: &Directory) -> Option<Rest> {
    Rest::from_record(&store.record(Area::Session, &rest_key(directory)).await)
}

impl Rest {
    /// Why Entra is left alone at `now`.
    pub(super) fn in_force(self, now: Timestamp) -> Option<SignInFailure> {
        let Rest { until, mut failure } = self;
        let left = until.since(now);
        // No rest is longer than an hour; one that is comes from before the clock was set back.
        if left.is_zero() || left > LONGEST_REST {
            return None;
        }
        if let FailureClass::Transient { retry_after: Some(seconds) } = &mut failure.class {
            *seconds = left.as_secs().max(1) as u32;
        }
        Some(failure)
    }
}
