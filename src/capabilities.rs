//! What a use case may do to the world. [`crate::browser`] does it in Chrome, a fake browser in tests.
#![expect(async_fn_in_trait, reason = "a page and its worker have one thread each: no future is ever sent")]

use std::time::Duration;

use crate::{
    http::{FetchError, HttpRequest, HttpResponse},
    json::Json,
    protocol::{LookUp, LookedUp, SignInOutcome, SilentSignIn},
    time::Timestamp,
};

/// All that [`crate::lookup`] and [`crate::sign_in`] need.
pub trait World: Clock + Random + Fetch + Store + Lock + AskWorker {}

impl<T: Clock + Random + Fetch + Store + Lock + AskWorker> World for T {}

/// Tells and passes time.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Waits.
    async fn sleep(&self, duration: Duration);
}

/// Gives bytes that nobody can guess.
pub trait Random {
    /// `BYTES` random bytes.
    fn random<const BYTES: usize>(&self) -> [u8; BYTES];
}

/// Sends requests.
pub trait Fetch {
    /// Sends `request` and reads the whole answer, within its limits.
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, FetchError>;
}

/// Where something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// In memory, gone when the browser closes: tokens, answers, the ledger.
    Session,
    /// On disk: settings, the policy's copy, which account signed in. Never a secret.
    Local,
}

/// Storage did not take a value: it is full, or refused by policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotStored;

/// Keeps texts by key. What cannot be read counts as absent: the caller then starts from nothing.
pub trait Store {
    /// The values of `keys`, in that order.
    async fn read(&self, area: Area, keys: &[&str]) -> Vec<Option<String>>;

    /// The value of `key`.
    async fn read_one(&self, area: Area, key: &str) -> Option<String> {
        self.read(area, &[key]).await.pop().flatten()
    }

    /// The record under `key`; [`Json::Nothing`] where there is none, or garbage.
    async fn record(&self, area: Area, key: &str) -> Json {
        self.read_one(area, key).await.and_then(|text| Json::parse(&text)).unwrap_or_default()
    }

    /// Keeps `value` under `key`.
    async fn write(&self, area: Area, key: &str, value: &str) -> Result<(), NotStored>;

    /// Keeps a record under `key`.
    async fn write_record(&self, area: Area, key: &str, record: &Json) -> Result<(), NotStored> {
        self.write(area, key, &record.to_string()).await
    }

    /// Forgets `keys`.
    async fn remove(&self, area: Area, keys: &[&str]);

    /// All keys there are.
    async fn keys(&self, area: Area) -> Vec<String>;

    /// The administrator's policy as JSON text; `{}` when there is none. Takes seconds while the browser starts.
    async fn managed_policy(&self) -> String;
}

/// Keeps contexts from interleaving.
pub trait Lock {
    /// Held until dropped; let go by the browser when the context dies.
    type Guard;

    /// Waits for the lock called `name`.
    async fn lock(&self, name: &str) -> Self::Guard;

    /// The lock called `name`, unless somebody holds it.
    async fn try_lock(&self, name: &str) -> Option<Self::Guard>;
}

/// Asks the service worker, which alone may open the sign-in page, and which outlives a popup.
pub trait AskWorker {
    /// Renews a sign-in without showing a window, from the browser's own Microsoft session.
    async fn sign_in_silently(&self, request: SilentSignIn) -> SignInOutcome;

    /// Looks up an alert of a job, and keeps what comes also if the page that asks closes. `None` when the worker died.
    async fn look_up(&self, request: LookUp) -> Option<LookedUp>;
}

/// How the sign-in page may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInVisibility {
    /// In a window; only ever after a click.
    Window,
    /// Not at all; gives up after 15 seconds.
    Hidden,
}

/// Opens the sign-in page; the service worker has this, pages do not.
pub trait SignInWindow {
    /// The address that Entra sends the browser back to; it must be registered as a single-page application's.
    fn redirect_uri(&self) -> String;

    /// Opens `url` and gives the address it ended at, or the browser's words for why there is none.
    async fn open(&self, url: &str, visibility: SignInVisibility) -> Result<String, String>;
}
