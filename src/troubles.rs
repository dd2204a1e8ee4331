//! What went wrong last, for diagnostics: when, what kind of failure, and Microsoft's ids of it. Kept for the browser
//! session. It names nobody: of a failure only the names of its variants are taken, never what they hold.

use crate::{
    auth::failure::{FailureClass, Reference, SignInFailure},
    capabilities::{Area, Clock, Lock, Store},
    failure::{Failure, Reason},
    json::{Json, Recorded, record},
    time::Timestamp,
};

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// When it ended.
    pub at: Timestamp,
    /// What kind it was, such as `ServerFailed 503` or `SignIn Consent Declined`.
    pub class: String,
    /// How long it took, all tries and waits included, in milliseconds.
    pub took: u64,
    /// What Microsoft's support asks for.
    pub reference: Reference,
}

record!(struct Trouble { at, class, took, reference });

/// The key in session storage, and the lock of whoever writes there.
const KEY: &str = "troubles";
/// More are not kept.
pub const MOST: usize = 10;

/// The last ones, the latest first.
pub async fn last(store: &impl Store) -> Vec<Trouble> {
    Vec::from_record(&store.record(Area::Session, KEY).await).unwrap_or_default()
}

/// Notes a call that came to nothing. That nobody is signed in is no trouble.
pub async fn note<W: Store + Lock + Clock>(world: &W, failure: &Failure, since: Timestamp) {
    if let Reason::SignIn(failure) = &failure.reason {
        return note_sign_in(world, failure, since).await;
    }
    if failure.reason != Reason::SignInNeeded {
        let reference = Reference { correlation_id: failure.correlation.clone(), ..Reference::default() };
        keep(world, kind_of(&failure.reason.to_record()), reference, since).await;
    }
}

/// Notes a sign-in that came to nothing. That somebody closed the window is no trouble either.
pub async fn note_sign_in<W: Store + Lock + Clock>(world: &W, failure: &SignInFailure, since: Timestamp) {
    if failure.class != FailureClass::Cancelled {
        let class = ["SignIn ", &kind_of(&failure.class.to_record())].concat();
        keep(world, class, failure.reference.clone(), since).await;
    }
}

async fn keep<W: Store + Lock + Clock>(world: &W, class: String, reference: Reference, since: Timestamp) {
    let _alone = world.lock(KEY).await;
    let at = world.now();
    let took = u64::try_from(at.since(since).as_millis()).unwrap_or(u64::MAX);
    let mut all = last(world).await;
    all.insert(0, Trouble { at, class, took, reference });
    all.truncate(MOST);
    // A full storage loses a line of the diagnostics.
    let _ = world.write_record(Area::Session, KEY, &all.to_record()).await;
}

/// The name of a record's variant, then that of a variant in it, or its HTTP status.
fn kind_of(record: &Json) -> String {
    let Some((name, mut held)) = record.as_variant() else { return String::new() };
    let more = match held.next() {
        Some(Json::Whole(status @ 100..=599)) => status.to_string(),
        Some(inner @ Json::List(_)) => kind_of(inner),
        Some(_) | None => String::new(),
    };
    [name, if more.is_empty() { "" } else { " " }, &more].concat()
}
