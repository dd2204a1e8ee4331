//! The one DevTools connection to a browser: commands and replies, what is open, and what was said there.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    sync::{Notify, broadcast, mpsc, oneshot, watch},
    time::timeout,
};
use tokio_tungstenite::{connect_async_with_config, tungstenite};

use super::{
    PATIENCE,
    error::{CdpError, text_at},
    message::{Heard, Message, MessageKind, console_message, exception_message, exception_text, log_message},
    process::LastWords,
};

/// A conversation with one target (or with the browser itself) over the shared connection.
#[derive(Clone, Debug)]
pub struct Session {
    connection: Connection,
    /// `None` is the browser itself.
    id: Option<String>,
}

impl Session {
    /// Calls a DevTools method and gives its `result`.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value, CdpError> {
        self.connection.call(self.id.as_deref(), method, params, PATIENCE).await
    }

    /// Calls a DevTools method that may take longer, or must not take as long, as usual.
    pub async fn call_within(&self, patience: Duration, method: &str, params: Value) -> Result<Value, CdpError> {
        self.connection.call(self.id.as_deref(), method, params, patience).await
    }

    /// Subscribes to an event, from now on.
    pub fn events(&self, method: &'static str) -> Events {
        Events { receiver: self.connection.shared.events.subscribe(), session: self.id.clone(), method }
    }

    /// Runs a script and gives its value, as JSON; a promise is awaited, an exception is an error.
    pub async fn evaluate(&self, script: &str) -> Result<Value, CdpError> {
        self.run(script, json!({})).await
    }

    /// As [`Session::evaluate`], as if a person had just clicked: for what a browser grants to gestures only.
    pub async fn evaluate_with_gesture(&self, script: &str) -> Result<Value, CdpError> {
        self.run(script, json!({ "userGesture": true })).await
    }

    /// As [`Session::evaluate`], in another world of the page, such as that of a content script.
    pub async fn evaluate_in(&self, world: &World, script: &str) -> Result<Value, CdpError> {
        self.run(script, json!({ "contextId": world.id })).await
    }

    async fn run(&self, script: &str, mut params: Value) -> Result<Value, CdpError> {
        params["expression"] = json!(script);
        params["awaitPromise"] = json!(true);
        params["returnByValue"] = json!(true);
        let reply = self.call("Runtime.evaluate", params).await?;
        value_of(script, &reply)
    }

    /// Whether this target's own traffic gets out. Worker and pages are set one by one: the setting of one
    /// does not reach the other.
    pub async fn set_network(&self, network: Network) -> Result<(), CdpError> {
        self.call("Network.enable", json!({})).await?;
        let offline = network == Network::Offline;
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.call("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// The worlds that scripts of this page run in: the page's own first, then those of content scripts.
    pub fn worlds(&self) -> Vec<World> {
        let state = self.connection.state();
        self.id
            .as_ref()
            .and_then(|id| state.sessions.get(id))
            .map(|attached| attached.worlds.clone())
            .unwrap_or_default()
    }

    /// Whether what it listens to was there when the browser told this.
    pub(super) fn is_open_in(&self, state: &State) -> bool {
        self.id.as_ref().is_none_or(|id| state.sessions.contains_key(id))
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// The value in a reply of `Runtime.evaluate` or `Runtime.callFunctionOn`, or what was thrown.
pub(super) fn value_of(script: &str, reply: &Value) -> Result<Value, CdpError> {
    if let Some(details) = reply.get("exceptionDetails") {
        return Err(CdpError::Thrown { script: shortened(script), exception: exception_text(details) });
    }
    Ok(reply.pointer("/result/value").cloned().unwrap_or(Value::Null))
}

/// Whether traffic gets out of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// As the machine has it.
    Online,
    /// Nothing gets out, and `navigator.onLine` is false.
    Offline,
}

/// A JavaScript world of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The execution context's number in its session.
    id: i64,
    /// The extension's name for the world of its content scripts, empty for the page's own.
    pub name: String,
    /// For a content script, `chrome-extension://` and the extension's id; for the page, its own origin.
    pub origin: String,
}

/// The future occurrences of one event in one session.
#[derive(Debug)]
pub struct Events {
    receiver: broadcast::Receiver<Arc<Event>>,
    session: Option<String>,
    method: &'static str,
}

impl Events {
    /// The parameters of the next one.
    pub async fn next(&mut self) -> Result<Value, CdpError> {
        self.next_within(PATIENCE).await
    }

    /// The parameters of the next one, if it comes before `patience` is over.
    pub async fn next_within(&mut self, patience: Duration) -> Result<Value, CdpError> {
        let wanted = async {
            loop {
                match self.receiver.recv().await {
                    Ok(event) if event.method == self.method && event.session == self.session => {
                        return Ok(event.params.clone());
                    }
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(missed)) => {
                        return Err(self.missed(format!("{missed} events came faster than the test read them")));
                    }
                    Err(broadcast::error::RecvError::Closed) => return Err(self.missed("the browser ended".into())),
                }
            }
        };
        match timeout(patience, wanted).await {
            Ok(outcome) => outcome,
            Err(_) => Err(CdpError::TimedOut {
                waited_for: format!("the event `{}`", self.method),
                patience,
                instead: "it did not come".into(),
            }),
        }
    }

    fn missed(&self, who: String) -> CdpError {
        CdpError::Gone { during: format!("the wait for the event `{}`", self.method), who }
    }
}

/// Something open in the browser that a debugger can see.
#[derive(Clone, Debug)]
pub struct Target {
    /// The browser's id for it.
    pub id: String,
    /// What it is.
    pub kind: TargetKind,
    /// Its address now.
    pub url: String,
    /// Its title now.
    pub title: String,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} `{}`", self.kind, self.url)
    }
}

/// What a target is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A tab's page, the real popup, the side panel.
    Page,
    /// An extension's or a site's service worker.
    ServiceWorker,
    /// The sign-in window of `launchWebAuthFlow`, among others.
    Other,
    /// An offscreen document.
    BackgroundPage,
    /// A frame in a process of its own.
    Frame,
    /// The tab around a page.
    Tab,
    /// Any other kind, as the protocol calls it.
    Unlisted(String),
}

impl TargetKind {
    fn read(kind: &str) -> Self {
        match kind {
            "page" => Self::Page,
            "service_worker" => Self::ServiceWorker,
            "other" => Self::Other,
            "background_page" => Self::BackgroundPage,
            "iframe" => Self::Frame,
            "tab" => Self::Tab,
            unlisted => Self::Unlisted(unlisted.to_owned()),
        }
    }
}

/// The connection; cheap to clone, all clones are one.
#[derive(Clone)]
pub(super) struct Connection {
    shared: Arc<Shared>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

struct Shared {
    outgoing: mpsc::UnboundedSender<String>,
    next_id: AtomicU64,
    pending: Mutex<HashMap<u64, Pending>>,
    state: Mutex<State>,
    /// Counts changes of `state`, so that a wait sleeps until there is something new to look at.
    changes: watch::Sender<u64>,
    events: broadcast::Sender<Arc<Event>>,
    last_words: LastWords,
    hang_up: Notify,
}

struct Pending {
    session: Option<String>,
    reply: oneshot::Sender<Result<Value, String>>,
}

struct Event {
    session: Option<String>,
    method: String,
    params: Value,
}

/// What the browser has told about itself so far.
#[derive(Default)]
pub(super) struct State {
    /// Everything open, in the order in which it opened.
    pub(super) targets: Vec<Target>,
    sessions: HashMap<String, Attached>,
    /// Everything said, in order.
    pub(super) messages: Vec<Message>,
}

struct Attached {
    target: String,
    worlds: Vec<World>,
}

impl State {
    /// The session that listens to a target.
    pub(super) fn session_of(&self, target: &str) -> Option<&str> {
        self.sessions.iter().find(|(_, attached)| attached.target == target).map(|(session, _)| session.as_str())
    }

    /// The worlds of a page's scripts, the page's own first.
    pub(super) fn worlds_of(&self, target: &str) -> &[World] {
        let attached = self.sessions.values().find(|attached| attached.target == target);
        attached.map_or(&[], |attached| &attached.worlds)
    }

    fn describe(&self) -> String {
        if self.targets.is_empty() {
            return "nothing is open".into();
        }
        self.targets.iter().map(Target::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl Connection {
    /// Connects to the address that the browser named on stderr and listens to everything it opens from now on.
    pub(super) async fn open(address: &str, last_words: LastWords) -> Result<Self, CdpError> {
        let connection = Self::connect(address, last_words).await?;
        let browser = connection.browser();
        // Without a filter of its own the protocol hides tabs and the like.
        browser.call("Target.setDiscoverTargets", json!({ "discover": true, "filter": [{}] })).await?;
        // Tabs are the shells of pages, and the browser's own surfaces are nobody's test.
        let hidden = ["browser", "browser_ui", "tab"].map(|kind| json!({ "type": kind, "exclude": true }));
        let filter: Vec<Value> = hidden.into_iter().chain([json!({})]).collect();
        let attach = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true, "filter": filter });
        browser.call("Target.setAutoAttach", attach).await?;
        Ok(connection)
    }

    /// Connects and is attached to nothing but the browser itself.
    pub(super) async fn connect(address: &str, last_words: LastWords) -> Result<Self, CdpError> {
        let mut config = tungstenite::protocol::WebSocketConfig::default();
        // A screenshot or an accessibility tree of a long page is one frame.
        config.max_message_size = Some(256 << 20);
        config.max_frame_size = Some(256 << 20);
        let gone = |reason: tungstenite::Error| CdpError::Gone {
            during: format!("the connection to `{address}` ({reason})"),
            who: "the browser".into(),
        };
        let (socket, _) = connect_async_with_config(address, Some(config), true).await.map_err(gone)?;
        let (outgoing, commands) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            outgoing,
            next_id: AtomicU64::new(1),
            pending: Mutex::default(),
            state: Mutex::default(),
            changes: watch::Sender::new(0),
            events: broadcast::Sender::new(16_384),
            last_words,
            hang_up: Notify::new(),
        });
        tokio::spawn(converse(socket, commands, Arc::clone(&shared)));
        Ok(Self { shared })
    }

    /// Ends the connection and leaves the browser to itself.
    pub(super) async fn hang_up(self) {
        self.shared.hang_up.notify_one();
        self.shared.outgoing.closed().await;
    }

    /// The conversation with the browser itself.
    pub(super) fn browser(&self) -> Session {
        Session { connection: self.clone(), id: None }
    }

    /// The conversation with a target, begun now if it has none yet; its console and its page are listened to.
    pub(super) async fn attach(&self, target: &str) -> Result<Session, CdpError> {
        let known = self.state().session_of(target).map(str::to_owned);
        let id = match known {
            Some(session) => session,
            None => {
                let params = json!({ "targetId": target, "flatten": true });
                text_at(&self.browser().call("Target.attachToTarget", params).await?, "/sessionId")?
            }
        };
        let session = Session { connection: self.clone(), id: Some(id) };
        // `listen` has asked already; but what was not yet answered is lost when a navigation changes the process.
        for method in LISTENING {
            match session.call(method, json!({})).await {
                Ok(_) => {}
                // Workers have no `Page`.
                Err(CdpError::Refused { .. }) if method == "Page.enable" => {}
                Err(reason) => return Err(reason),
            }
        }
        Ok(session)
    }

    /// Waits until `probe` finds what it looks for in what the browser has told.
    pub(super) async fn wait<T>(
        &self,
        waited_for: &str,
        patience: Duration,
        mut probe: impl FnMut(&State) -> Option<T>,
    ) -> Result<T, CdpError> {
        let mut changes = self.shared.changes.subscribe();
        let found = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = probe(&self.state()) {
                    return Some(found);
                }
                if changes.changed().await.is_err() {
                    return None;
                }
            }
        };
        match timeout(patience, found).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(self.gone(waited_for)),
            Err(_) => Err(CdpError::TimedOut {
                waited_for: waited_for.to_owned(),
                patience,
                instead: self.state().describe(),
            }),
        }
    }

    /// Everything open now.
    pub(super) fn targets(&self) -> Vec<Target> {
        self.state().targets.clone()
    }

    /// Everything said so far.
    pub(super) fn messages(&self) -> Vec<Message> {
        self.state().messages.clone()
    }

    /// Forgets what was said so far.
    pub(super) fn forget_messages(&self) {
        self.state().messages.clear();
    }

    async fn call(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
        patience: Duration,
    ) -> Result<Value, CdpError> {
        let id = self.shared.next_id.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = oneshot::channel();
        self.pending().insert(id, Pending { session: session.map(str::to_owned), reply });
        self.shared.send(id, session, method, params);
        let answer = timeout(patience, answer).await;
        self.pending().remove(&id);
        match answer {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Ok(Err(message))) => Err(CdpError::Refused { method: method.to_owned(), message }),
            Ok(Err(_)) => Err(self.gone(method)),
            Err(_) => Err(CdpError::TimedOut {
                waited_for: format!("the reply to `{method}`"),
                patience,
                instead: self.state().describe(),
            }),
        }
    }

    /// The other end of a call or wait is gone: a target if the connection still stands, else the browser.
    fn gone(&self, during: &str) -> CdpError {
        let who = if self.shared.outgoing.is_closed() {
            format!("the browser, saying `{}`,", self.shared.last_words.text())
        } else {
            "the page or worker".to_owned()
        };
        CdpError::Gone { during: format!("`{during}`"), who }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<u64, Pending>> {
        self.shared.pending.lock().expect("nobody panics with the pending calls in hand")
    }
}

/// What makes a target tell of its worlds, its messages and its loading.
const LISTENING: [&str; 3] = ["Runtime.enable", "Log.enable", "Page.enable"];

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Carries commands out and replies and events in until the browser hangs up.
async fn converse(socket: Socket, mut commands: mpsc::UnboundedReceiver<String>, shared: Arc<Shared>) {
    let (mut sink, mut stream) = socket.split();
    loop {
        tokio::select! {
            Some(command) = commands.recv() => {
                if sink.send(tungstenite::Message::text(command)).await.is_err() {
                    break;
                }
            }
            () = shared.hang_up.notified() => {
                // The other end may have hung up first.
                let _ = sink.close().await;
                break;
            }
            frame = stream.next() => match frame {
                Some(Ok(tungstenite::Message::Text(text))) => match serde_json::from_str(text.as_str()) {
                    Ok(message) => shared.hear(message),
                    Err(reason) => eprintln!("DevTools sent no JSON ({reason}): {}", text.as_str()),
                },
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            },
        }
    }
    commands.close();
    // Whoever waits for a reply or a change learns that there will be none.
    shared.pending.lock().expect("nobody panics with the pending calls in hand").clear();
    let mut state = shared.state();
    state.targets.clear();
    state.sessions.clear();
    drop(state);
    shared.changes.send_modify(|version| *version += 1);
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with the state in hand")
    }

    fn send(&self, id: u64, session: Option<&str>, method: &str, params: Value) {
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = json!(session);
        }
        // A closed channel shows as a dropped reply, which the caller turns into an error.
        let _ = self.outgoing.send(command.to_string());
    }

    fn hear(&self, mut message: Value) {
        if let Some(id) = message.get("id").and_then(Value::as_u64) {
            let pending = self.pending.lock().expect("nobody panics with the pending calls in hand").remove(&id);
            // Replies to commands that nobody waits for (see `listen`) end here.
            if let Some(Pending { reply, .. }) = pending {
                let outcome = match message.get("error") {
                    Some(error) => Err(text_at(error, "/message").unwrap_or_else(|_| error.to_string())),
                    None => Ok(message["result"].take()),
                };
                // The caller may have lost patience.
                let _ = reply.send(outcome);
            }
            return;
        }
        let Ok(method) = text_at(&message, "/method") else { return };
        let session = text_at(&message, "/sessionId").ok();
        let event = Event { session, method, params: message["params"].take() };
        self.learn(&event);
        self.changes.send_modify(|version| *version += 1);
        // No subscriber is the usual case.
        let _ = self.events.send(Arc::new(event));
    }

    fn learn(&self, Event { session, method, params }: &Event) {
        let session = session.as_deref().unwrap_or_default();
        match method.as_str() {
            "Target.targetCreated" | "Target.targetInfoChanged" => self.state().put(&params["targetInfo"]),
            "Target.targetDestroyed" => {
                let id = params["targetId"].as_str().unwrap_or_default();
                self.state().targets.retain(|target| target.id != id);
            }
            "Target.attachedToTarget" => self.listen(params),
            "Target.detachedFromTarget" => {
                let id = params["sessionId"].as_str().unwrap_or_default();
                self.state().sessions.remove(id);
                let mut pending = self.pending.lock().expect("nobody panics with the pending calls in hand");
                pending.retain(|_, call| call.session.as_deref() != Some(id));
            }
            "Inspector.targetCrashed" => self.bury(session),
            "Runtime.executionContextCreated" => {
                let context = &params["context"];
                let text = |pointer| context.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
                let world = World {
                    id: context["id"].as_i64().unwrap_or_default(),
                    name: text("/name"),
                    origin: text("/origin"),
                };
                if let Some(attached) = self.state().sessions.get_mut(session) {
                    attached.worlds.push(world);
                }
            }
            "Runtime.executionContextDestroyed" => {
                if let Some(attached) = self.state().sessions.get_mut(session) {
                    attached.worlds.retain(|world| Some(world.id) != params["executionContextId"].as_i64());
                }
            }
            "Runtime.executionContextsCleared" => {
                if let Some(attached) = self.state().sessions.get_mut(session) {
                    attached.worlds.clear();
                }
            }
            "Runtime.consoleAPICalled" => self.state().record(session, console_message(params)),
            "Runtime.exceptionThrown" => self.state().record(session, exception_message(&params["exceptionDetails"])),
            "Log.entryAdded" => self.state().record(session, log_message(&params["entry"])),
            _ => {}
        }
    }

    /// A worker that ends under a debugger says that it crashed, and its target stays as a shell for the next one.
    /// Letting go of the shell makes the browser clear it away, as it does where nobody watches.
    fn bury(&self, session: &str) {
        let mut state = self.state();
        let target = state.sessions.get(session).map(|attached| attached.target.clone());
        let is_worker = |known: &Target| Some(&known.id) == target.as_ref() && known.kind == TargetKind::ServiceWorker;
        if state.targets.iter().any(is_worker) {
            drop(state);
            let id = self.next_id.fetch_add(1, Ordering::Relaxed);
            self.send(id, None, "Target.detachFromTarget", json!({ "sessionId": session }));
        } else {
            let text = "the page crashed".to_owned();
            let level = "error".to_owned();
            state.record(session, Heard { kind: MessageKind::Exception, level, text, file: None, world: None });
        }
    }

    /// Asks a target that was just attached for its worlds and its messages, the earlier ones included.
    fn listen(&self, params: &Value) {
        let Ok(session) = text_at(params, "/sessionId") else { return };
        let target = params["targetInfo"]["targetId"].as_str().unwrap_or_default().to_owned();
        let mut state = self.state();
        state.put(&params["targetInfo"]);
        state.sessions.insert(session.clone(), Attached { target, worlds: Vec::new() });
        drop(state);
        for method in LISTENING {
            // Workers have no `Page` and refuse it; the refusal concerns nobody.
            let id = self.next_id.fetch_add(1, Ordering::Relaxed);
            self.send(id, Some(&session), method, json!({}));
        }
    }
}

impl State {
    fn put(&mut self, info: &Value) {
        let text = |key: &str| info[key].as_str().unwrap_or_default().to_owned();
        let target = Target {
            id: text("targetId"),
            kind: TargetKind::read(&text("type")),
            url: text("url"),
            title: text("title"),
        };
        match self.targets.iter_mut().find(|known| known.id == target.id) {
            Some(known) => *known = target,
            None => self.targets.push(target),
        }
    }

    fn record(&mut self, session: &str, heard: Heard) {
        let attached = self.sessions.get(session);
        let target = attached
            .and_then(|attached| self.targets.iter().find(|target| target.id == attached.target))
            .map_or_else(String::new, |target| target.url.clone());
        let world = attached.and_then(|attached| attached.worlds.iter().find(|world| Some(world.id) == heard.world));
        // An entry may name its file, else the world it ran in, else the page.
        let source = heard.file.or_else(|| world.map(|world| world.origin.clone())).unwrap_or_else(|| target.clone());
        self.messages.push(Message { kind: heard.kind, level: heard.level, text: heard.text, source, target });
    }
}

/// A script as it stands in an error: axe-core alone has half a million characters.
pub(super) fn shortened(script: &str) -> String {
    const LONGEST: usize = 300;
    match script.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &script[..end]),
        None => script.to_owned(),
    }
}
