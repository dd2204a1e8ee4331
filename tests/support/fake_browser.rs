//! A browser in memory: all capabilities, with a clock that moves only when somebody sleeps or waits for an answer.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use hashcard::{
    capabilities::{Area, AskWorker, Clock, Fetch, Lock, NotStored, Random, SignInVisibility, SignInWindow, Store},
    http::{Body, FetchError, HttpRequest, HttpResponse},
    job,
    protocol::{LookUp, LookedUp, SignInOutcome, SilentSignIn},
    sign_in,
    time::Timestamp,
};

type Server = dyn Fn(&SentRequest) -> Result<HttpResponse, FetchError>;
type Entra = dyn Fn(&str, SignInVisibility) -> Result<String, String>;

/// How long an answer and a sign-in page take.
const TRAVEL: i64 = 20;
/// What others do while somebody sleeps takes fewer turns than this.
const TURNS: u32 = 20;

/// What becomes of the worker while it looks an alert up for a page.
#[derive(Clone, Copy)]
enum Worker {
    DiesWithItsPage,
    LivesOn,
    IsDead,
}

/// A request as the server sees it: here, and only here, secrets are readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRequest {
    /// When it was sent.
    pub at: Timestamp,
    /// Where to.
    pub url: String,
    /// The bearer token of a GET.
    pub bearer: Option<String>,
    /// The fields of a POST.
    pub form: Vec<(&'static str, String)>,
}

impl SentRequest {
    /// A field of the form.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }
}

/// The browser. Clones share everything, as the contexts of one extension do.
#[derive(Clone)]
pub struct FakeBrowser(Rc<Shared>);

struct Shared {
    now: Cell<i64>,
    sleepers: RefCell<BTreeSet<(i64, u64)>>,
    sleeps: Cell<u64>,
    random: Cell<u64>,
    session: RefCell<BTreeMap<String, String>>,
    local: RefCell<BTreeMap<String, String>>,
    policy: RefCell<String>,
    policy_is_told_at: Cell<i64>,
    local_is_full: Cell<bool>,
    session_is_full: Cell<bool>,
    answers_take_turns: Cell<usize>,
    window_stays_open: Cell<bool>,
    worker: Cell<Worker>,
    server: RefCell<Rc<Server>>,
    entra: RefCell<Rc<Entra>>,
    silent: RefCell<VecDeque<SignInOutcome>>,
    sent: RefCell<Vec<SentRequest>>,
    opened: RefCell<Vec<(String, SignInVisibility)>>,
    silent_requests: Cell<usize>,
    locks: RefCell<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl FakeBrowser {
    /// A browser in which nothing was ever stored and nothing can be reached.
    pub fn new() -> Self {
        FakeBrowser(Rc::new(Shared {
            now: Cell::new(1_790_000_000_000),
            sleepers: RefCell::default(),
            sleeps: Cell::new(0),
            random: Cell::new(1),
            session: RefCell::default(),
            local: RefCell::default(),
            policy: RefCell::new("{}".to_owned()),
            policy_is_told_at: Cell::new(0),
            local_is_full: Cell::new(false),
            session_is_full: Cell::new(false),
            answers_take_turns: Cell::new(1),
            window_stays_open: Cell::new(false),
            worker: Cell::new(Worker::DiesWithItsPage),
            server: RefCell::new(Rc::new(|_| Err(FetchError::Unreachable))),
            entra: RefCell::new(Rc::new(|_, _| Err("The user did not approve access.".to_owned()))),
            silent: RefCell::default(),
            sent: RefCell::default(),
            opened: RefCell::default(),
            silent_requests: Cell::new(0),
            locks: RefCell::default(),
        }))
    }

    /// Every request is answered by `server`.
    pub fn serve(&self, server: impl Fn(&SentRequest) -> Result<HttpResponse, FetchError> + 'static) {
        *self.0.server.borrow_mut() = Rc::new(server);
    }

    /// The sign-in page is played by `entra`: from the authorize address to the address it ends at.
    pub fn sign_in_page(&self, entra: impl Fn(&str, SignInVisibility) -> Result<String, String> + 'static) {
        *self.0.entra.borrow_mut() = Rc::new(entra);
    }

    /// The next silent sign-in that the worker is asked for ends like this; without it the worker does one.
    pub fn next_silent_sign_in(&self, outcome: SignInOutcome) {
        self.0.silent.borrow_mut().push_back(outcome);
    }

    /// From now on others get so many turns while an answer is on its way.
    pub fn answers_take(&self, turns: usize) {
        self.0.answers_take_turns.set(turns);
    }

    /// From now on the worker goes on with what a page asked of it, also if the page closes; the test runs in a
    /// [`tokio::task::LocalSet`].
    pub fn let_worker_live_on(&self) {
        self.0.worker.set(Worker::LivesOn);
    }

    /// From now on the worker answers nobody who wants an alert looked up.
    pub fn let_worker_die(&self) {
        self.0.worker.set(Worker::IsDead);
    }

    /// The sign-in window stays open until it is said that it does not.
    pub fn keep_window_open(&self, open: bool) {
        self.0.window_stays_open.set(open);
    }

    /// The administrator's policy, as JSON.
    pub fn set_policy(&self, policy: &str) {
        *self.0.policy.borrow_mut() = policy.to_owned();
    }

    /// The browser has just started: it says what policy says only after so many milliseconds.
    pub fn tell_policy_after(&self, milliseconds: i64) {
        self.0.policy_is_told_at.set(self.0.now.get() + milliseconds);
    }

    /// From now on local storage takes nothing more.
    pub fn fill_local_storage(&self) {
        self.0.local_is_full.set(true);
    }

    /// From now on session storage takes nothing more.
    pub fn fill_session_storage(&self) {
        self.0.session_is_full.set(true);
    }

    /// Puts a text into session storage that nobody checks.
    pub fn put_session(&self, key: &str, value: &str) {
        self.0.session.borrow_mut().insert(key.to_owned(), value.to_owned());
    }

    /// Puts a text into local storage that nobody checks.
    pub fn put_local(&self, key: &str, value: &str) {
        self.0.local.borrow_mut().insert(key.to_owned(), value.to_owned());
    }

    /// Moves the clock, backwards too.
    pub fn move_clock(&self, milliseconds: i64) {
        self.0.now.set(self.0.now.get() + milliseconds);
    }

    /// All requests so far.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.0.sent.borrow().clone()
    }

    /// The requests to the Defender API so far.
    pub fn api_calls(&self) -> Vec<SentRequest> {
        self.0.sent.borrow().iter().filter(|request| request.bearer.is_some()).cloned().collect()
    }

    /// The requests to the token endpoint so far.
    pub fn token_requests(&self) -> Vec<SentRequest> {
        self.0.sent.borrow().iter().filter(|request| request.bearer.is_none()).cloned().collect()
    }

    /// The sign-in pages opened so far.
    pub fn opened(&self) -> Vec<(String, SignInVisibility)> {
        self.0.opened.borrow().clone()
    }

    /// How often the worker was asked for a silent sign-in.
    pub fn silent_requests(&self) -> usize {
        self.0.silent_requests.get()
    }

    /// Everything in session storage.
    pub fn session(&self) -> BTreeMap<String, String> {
        self.0.session.borrow().clone()
    }

    /// Everything in local storage.
    pub fn local(&self) -> BTreeMap<String, String> {
        self.0.local.borrow().clone()
    }

    fn area(&self, area: Area) -> &RefCell<BTreeMap<String, String>> {
        match area {
            Area::Session => &self.0.session,
            Area::Local => &self.0.local,
        }
    }
}

/// Somebody who sleeps, until they wake or are given up.
struct Sleeper<'a> {
    browser: &'a Shared,
    /// When, and a number that tells those apart who wake at the same time.
    wakes: (i64, u64),
}

impl<'a> Sleeper<'a> {
    fn new(browser: &'a Shared, at: i64) -> Self {
        let wakes = (at, browser.sleeps.get());
        browser.sleeps.set(wakes.1 + 1);
        browser.sleepers.borrow_mut().insert(wakes);
        Sleeper { browser, wakes }
    }

    fn is_first(&self) -> bool {
        self.browser.sleepers.borrow().first() == Some(&self.wakes)
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.browser.sleepers.borrow_mut().remove(&self.wakes);
    }
}

impl Clock for FakeBrowser {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.now.get())
    }

    async fn sleep(&self, duration: Duration) {
        let duration = i64::try_from(duration.as_millis()).expect("a duration of this millennium");
        let sleeper = Sleeper::new(&self.0, self.0.now.get() + duration);
        let mut quiet = 0;
        while self.0.now.get() < sleeper.wakes.0 {
            tokio::task::yield_now().await;
            quiet = if sleeper.is_first() { quiet + 1 } else { 0 };
            // The clock moves on to whoever wakes first, once those who are awake had their turns.
            if quiet == TURNS {
                self.0.now.set(sleeper.wakes.0.max(self.0.now.get()));
            }
        }
    }
}

impl Random for FakeBrowser {
    fn random<const BYTES: usize>(&self) -> [u8; BYTES] {
        // xorshift64: all that is wanted is that no two draws are alike.
        std::array::from_fn(|_| {
            let mut state = self.0.random.get();
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            self.0.random.set(state);
            state.to_le_bytes()[3]
        })
    }
}

impl Fetch for FakeBrowser {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let (bearer, form) = match request.body {
            Body::Get { bearer } => (Some(bearer.secret().to_owned()), Vec::new()),
            Body::Form(form) => (None, form),
        };
        let sent = SentRequest { at: self.now(), url: request.url, bearer, form };
        self.0.sent.borrow_mut().push(sent.clone());
        // Others run while an answer is on its way.
        for _ in 0..self.0.answers_take_turns.get() {
            tokio::task::yield_now().await;
        }
        self.move_clock(TRAVEL);
        let server = Rc::clone(&self.0.server.borrow());
        server(&sent)
    }
}

impl Store for FakeBrowser {
    async fn read(&self, area: Area, keys: &[&str]) -> Vec<Option<String>> {
        tokio::task::yield_now().await;
        let stored = self.area(area).borrow();
        keys.iter().map(|key| stored.get(*key).cloned()).collect()
    }

    async fn write(&self, area: Area, key: &str, value: &str) -> Result<(), NotStored> {
        tokio::task::yield_now().await;
        let full = match area {
            Area::Session => self.0.session_is_full.get(),
            Area::Local => self.0.local_is_full.get(),
        };
        if full {
            return Err(NotStored);
        }
        self.area(area).borrow_mut().insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    async fn remove(&self, area: Area, keys: &[&str]) {
        tokio::task::yield_now().await;
        for key in keys {
            self.area(area).borrow_mut().remove(*key);
        }
    }

    async fn keys(&self, area: Area) -> Vec<String> {
        self.area(area).borrow().keys().cloned().collect()
    }

    async fn managed_policy(&self) -> String {
        tokio::task::yield_now().await;
        while self.0.now.get() < self.0.policy_is_told_at.get() {
            self.sleep(Duration::from_millis(50)).await;
        }
        self.0.policy.borrow().clone()
    }
}

impl Lock for FakeBrowser {
    type Guard = tokio::sync::OwnedMutexGuard<()>;

    async fn lock(&self, name: &str) -> Self::Guard {
        let mutex = Arc::clone(self.0.locks.borrow_mut().entry(name.to_owned()).or_default());
        mutex.lock_owned().await
    }

    async fn try_lock(&self, name: &str) -> Option<Self::Guard> {
        let mutex = Arc::clone(self.0.locks.borrow_mut().entry(name.to_owned()).or_default());
        mutex.try_lock_owned().ok()
    }
}

impl AskWorker for FakeBrowser {
    async fn sign_in_silently(&self, request: SilentSignIn) -> SignInOutcome {
        self.0.silent_requests.set(self.0.silent_requests.get() + 1);
        tokio::task::yield_now().await;
        let scripted = self.0.silent.borrow_mut().pop_front();
        match scripted {
            Some(outcome) => outcome,
            None => sign_in::silently(self, request).await,
        }
    }

    async fn look_up(&self, request: LookUp) -> Option<LookedUp> {
        tokio::task::yield_now().await;
        let browser = self.clone();
        let asked = async move { job::look_up_for_page(&browser, &request).await };
        match self.0.worker.get() {
            Worker::DiesWithItsPage => Some(asked.await),
            Worker::LivesOn => tokio::task::spawn_local(asked).await.ok(),
            Worker::IsDead => None,
        }
    }
}

impl SignInWindow for FakeBrowser {
    fn redirect_uri(&self) -> String {
        "https://ondoelgghipnfkmgcgccpafjpgekcnhc.chromiumapp.org/".to_owned()
    }

    async fn open(&self, url: &str, visibility: SignInVisibility) -> Result<String, String> {
        self.0.opened.borrow_mut().push((url.to_owned(), visibility));
        tokio::task::yield_now().await;
        while visibility == SignInVisibility::Window && self.0.window_stays_open.get() {
            tokio::task::yield_now().await;
        }
        self.move_clock(TRAVEL);
        let entra = Rc::clone(&self.0.entra.borrow());
        entra(url, visibility)
    }
}
