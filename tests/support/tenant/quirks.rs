//! Ways in which Entra can break its own protocol, so that tests see what the product makes of it.

use std::sync::{Mutex, MutexGuard};

/// One deviation from the protocol. Several can hold at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// The id_token carries another nonce than the request.
    WrongNonce,
    /// The id_token carries no nonce.
    MissingNonce,
    /// The id_token was made for another application.
    WrongAudience,
    /// The id_token names another tenant.
    WrongTenant,
    /// The token answer has no id_token.
    MissingIdToken,
    /// The token answer has no refresh_token.
    MissingRefreshToken,
    /// The token answer does not say when its refresh token expires.
    MissingRefreshExpiry,
    /// `expires_in` and its kin are strings of digits, as the v1 endpoint wrote them.
    NumbersAsText,
    /// Access tokens live that many seconds.
    ExpiresIn(u64),
    /// `expires_in` promises that many seconds, however long the access token lives.
    PromisedLifetime(u64),
    /// Access tokens carry `user_impersonation` instead of the permissions asked for.
    UserImpersonation,
    /// The redirect carries another state than the request.
    WrongState,
    /// The redirect carries no state.
    MissingState,
    /// The redirect carries parameters that nobody asked for.
    ExtraParameters,
    /// The redirect goes to this path of the registered host instead of `/`.
    RedirectPath(&'static str),
    /// Pages about an error come with status 200: `launchWebAuthFlow` then keeps its window open.
    ErrorPagesSucceed,
}

/// The deviations that hold now.
#[derive(Default)]
pub struct Quirks(Mutex<Vec<Quirk>>);

impl Quirks {
    /// Adds a deviation.
    pub fn add(&self, quirk: Quirk) {
        self.list().push(quirk);
    }

    /// Back to the protocol.
    pub fn clear(&self) {
        self.list().clear();
    }

    /// Whether that deviation holds.
    pub fn has(&self, quirk: &Quirk) -> bool {
        self.list().contains(quirk)
    }

    /// The first value that `pick` finds in the deviations.
    pub fn find<T>(&self, pick: impl Fn(&Quirk) -> Option<T>) -> Option<T> {
        self.list().iter().find_map(pick)
    }

    fn list(&self) -> MutexGuard<'_, Vec<Quirk>> {
        self.0.lock().expect("no test panics while it holds the quirks")
    }
}
