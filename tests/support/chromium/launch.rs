//! Starting a browser with the extension in it, and finding the extension's worker and pages there.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::{
    PATIENCE,
    connection::{Connection, Session, Target, TargetKind},
    error::{CdpError, text_at},
    find::{Brand, Browser, NoBrowser, find_browser},
    message::Message,
    page::Page,
    process::Process,
    profile::Profile,
    worker::Worker,
};

/// What to start. `LaunchOptions::with_extension("dist")` and struct update give the usual cases.
#[derive(Debug)]
pub struct LaunchOptions {
    /// The browser, else the one that [`find_browser`] finds.
    pub browser: Option<Browser>,
    /// The built extension, unpacked.
    pub extension: Option<PathBuf>,
    /// Other extensions beside it, such as one that forges messages.
    pub companions: Vec<PathBuf>,
    /// How the extensions get in, else by the browser's brand.
    pub loading: Option<Loading>,
    /// With a window or without.
    pub appearance: Appearance,
    /// An own profile, for a restart or to look into afterwards; else one that is thrown away.
    pub profile: Option<Profile>,
    /// More arguments, such as the tenant's host mapping.
    pub arguments: Vec<String>,
    /// More environment variables, such as `TZ`.
    pub environment: Vec<(String, String)>,
    /// The language of the browser and of its pages.
    pub language: String,
    /// The size of the window in CSS pixels.
    pub window: WindowSize,
    /// Device pixels per CSS pixel, 2 for sharp screenshots.
    pub device_scale: u8,
    /// The size of text in the browser's settings, in percent.
    pub text_percent: u16,
}

impl Default for LaunchOptions {
    fn default() -> Self {
        Self {
            browser: None,
            extension: None,
            companions: Vec::new(),
            loading: None,
            appearance: Appearance::Headless,
            profile: None,
            arguments: Vec::new(),
            environment: Vec::new(),
            language: "en".into(),
            window: WindowSize { width: 1280, height: 900 },
            device_scale: 1,
            text_percent: 100,
        }
    }
}

impl LaunchOptions {
    /// The usual case: headless, a new profile, this extension.
    pub fn with_extension(folder: impl Into<PathBuf>) -> Self {
        Self { extension: Some(folder.into()), ..Self::default() }
    }
}

/// How an unpacked extension gets into the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// `--load-extension`, which Chromium and Chrome for Testing take.
    CommandLine,
    /// `Extensions.loadUnpacked`, which Edge and Chrome take too.
    DevTools,
}

/// With a window or without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appearance {
    /// No window; the popup is the real one all the same.
    Headless,
    /// A window on the screen of whoever runs this.
    Window,
    /// A window on the X screen of this name, as [`Display::appearance`](super::Display::appearance) gives it.
    WindowOn(String),
}

/// Width and height in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowSize {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// The browser did not start, or not with the extension.
pub enum LaunchError {
    /// There is none.
    NoBrowser(NoBrowser),
    /// The operating system refused.
    System {
        /// What was tried.
        attempt: String,
        /// The reason.
        source: io::Error,
    },
    /// It ran and never named its DevTools address.
    NoAddress {
        /// What it said on stderr.
        last_words: String,
    },
    /// The extension's manifest cannot be understood.
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The conversation with it failed.
    Cdp(CdpError),
}

impl fmt::Display for LaunchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBrowser(reason) => reason.fmt(f),
            Self::System { attempt, source } => write!(f, "cannot {attempt}: {source}"),
            Self::NoAddress { last_words } => {
                write!(f, "the browser named no DevTools address, and said `{last_words}`")
            }
            Self::Manifest { path, reason } => write!(f, "manifest `{}`: {reason}", path.display()),
            Self::Cdp(reason) => reason.fmt(f),
        }
    }
}

impl fmt::Debug for LaunchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for LaunchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoBrowser(reason) => Some(reason),
            Self::System { source, .. } => Some(source),
            Self::Cdp(reason) => Some(reason),
            Self::NoAddress { .. } | Self::Manifest { .. } => None,
        }
    }
}

impl From<CdpError> for LaunchError {
    fn from(reason: CdpError) -> Self {
        Self::Cdp(reason)
    }
}

fn system(attempt: impl Into<String>) -> impl FnOnce(io::Error) -> LaunchError {
    let attempt = attempt.into();
    move |source| LaunchError::System { attempt, source }
}

/// A running browser with a debugger attached to everything in it. Dropping it ends it and removes its profile.
#[derive(Debug)]
pub struct Chromium {
    // In this order: the process ends before its profile is removed.
    process: Process,
    profile: Profile,
    connection: Connection,
    extension_id: Option<String>,
    /// The tabs that the test opened.
    opened: Mutex<Vec<String>>,
}

impl Chromium {
    /// Starts a browser and, if one is given, loads the extension.
    pub async fn launch(options: LaunchOptions) -> Result<Self, LaunchError> {
        let plan = Plan::of(options)?;
        let (process, address) = plan.start_debuggable().await?;
        let connection = Connection::open(&address, process.last_words()).await?;
        let extension_id = match plan.loading {
            Loading::CommandLine => plan.extensions.first().map(|folder| extension_id_of(folder)).transpose()?,
            Loading::DevTools => plan.load_over(&connection).await?,
        };
        let browser = Self { process, profile: plan.profile, connection, extension_id, opened: Mutex::default() };
        if browser.extension_id.is_some() {
            // Reading is for the test; writing is left as the product finds it.
            let permission = json!({
                "permission": { "name": "clipboard-read" }, "setting": "granted", "origin": browser.extension_origin(),
            });
            browser.connection.browser().call("Browser.setPermission", permission).await?;
            browser.worker().await?;
        }
        Ok(browser)
    }

    /// The extension's id.
    ///
    /// # Panics
    ///
    /// In a browser that was launched without an extension: a slip in the test.
    pub fn extension_id(&self) -> &str {
        self.extension_id.as_deref().expect("the browser was launched with an extension")
    }

    /// `chrome-extension://` and the id, without a slash at the end.
    pub fn extension_origin(&self) -> String {
        format!("chrome-extension://{}", self.extension_id())
    }

    /// The browser's process id.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// The profile it runs with.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The DevTools session with the browser itself.
    pub fn session(&self) -> Session {
        self.connection.browser()
    }

    /// The extension's service worker, as soon as one runs.
    pub async fn worker(&self) -> Result<Worker, CdpError> {
        let target = self.connection.wait("the extension's service worker", PATIENCE, |state| {
            state.targets.iter().find(|target| self.is_worker(target)).cloned()
        });
        let target = target.await?;
        let session = self.connection.attach(&target.id).await?;
        Worker::ready(session, target.id).await
    }

    /// Whether a service worker of the extension runs now.
    pub fn worker_is_running(&self) -> bool {
        self.connection.targets().iter().any(|target| self.is_worker(target))
    }

    fn is_worker(&self, target: &Target) -> bool {
        target.kind == TargetKind::ServiceWorker && target.url.starts_with(&self.extension_origin())
    }

    /// Opens an address in a new tab in front and waits until it has loaded.
    pub async fn open_tab(&self, url: &str) -> Result<Page, CdpError> {
        let reply = self.session().call("Target.createTarget", json!({ "url": "about:blank" })).await?;
        let target = text_at(&reply, "/targetId")?;
        self.opened().push(target.clone());
        let page = self.page(target).await?;
        page.navigate(url).await?;
        Ok(page)
    }

    /// Opens a page of the extension, such as `options.html`, in a new tab and waits until it has loaded.
    pub async fn open_extension_page(&self, path: &str) -> Result<Page, CdpError> {
        self.open_tab(&format!("{}/{path}", self.extension_origin())).await
    }

    /// Opens the extension's real popup over a tab, as a click on its toolbar button does.
    pub async fn open_popup(&self, tab: &Page) -> Result<Page, CdpError> {
        tab.bring_to_front().await?;
        let worker = self.wake_worker().await?;
        let known = self.page_ids();
        worker.evaluate("chrome.action.openPopup()").await?;
        self.new_page(&known, "the popup").await
    }

    /// Opens the extension's side panel in the window of one of the extension's own pages: the browser wants a
    /// gesture, and grants it to a page but not to the worker.
    pub async fn open_panel(&self, from: &Page) -> Result<Page, CdpError> {
        let known = self.page_ids();
        let script = "chrome.windows.getCurrent().then(({ id }) => chrome.sidePanel.open({ windowId: id }))";
        from.evaluate_with_gesture(script).await?;
        self.new_page(&known, "the side panel").await
    }

    /// The window that `launchWebAuthFlow` opened, as soon as it shows a page of the web.
    ///
    /// It is an `other` target until it has a window, then a `page`; no tab of [`Chromium::open_tab`].
    pub async fn sign_in_window(&self) -> Result<Page, CdpError> {
        let opened = self.opened().clone();
        self.wait_for_page("the sign-in window", |target| {
            let kind = matches!(target.kind, TargetKind::Other | TargetKind::Page);
            kind && target.url.starts_with("http") && !opened.contains(&target.id)
        })
        .await
    }

    /// The first page, window or document of any kind that fits, as soon as there is one.
    pub async fn wait_for_page(&self, what: &str, fits: impl Fn(&Target) -> bool) -> Result<Page, CdpError> {
        let target = self.wait_for_target(what, fits).await?;
        let page = self.page(target.id).await?;
        page.wait_until("document.readyState !== 'loading'").await?;
        Ok(page)
    }

    /// The first target that fits, as soon as there is one.
    pub async fn wait_for_target(&self, what: &str, fits: impl Fn(&Target) -> bool) -> Result<Target, CdpError> {
        self.connection.wait(what, PATIENCE, |state| state.targets.iter().find(|target| fits(target)).cloned()).await
    }

    /// Everything open now.
    pub fn targets(&self) -> Vec<Target> {
        self.connection.targets()
    }

    /// The extension's worker: the running one, else a new one, started as by an event.
    pub async fn wake_worker(&self) -> Result<Worker, CdpError> {
        match self.woken_worker().await {
            // It ended between a look and a word, as at an update.
            Err(CdpError::Gone { .. }) => self.woken_worker().await,
            outcome => outcome,
        }
    }

    async fn woken_worker(&self) -> Result<Worker, CdpError> {
        if !self.worker_is_running() {
            // Only a page can start the worker of its own origin; the manifest is the smallest one.
            let url = format!("{}/manifest.json", self.extension_origin());
            let params = json!({ "url": url, "background": true });
            let reply = self.session().call("Target.createTarget", params).await?;
            let page = self.page(text_at(&reply, "/targetId")?).await?;
            page.wait_until("document.readyState === 'complete' && location.protocol !== 'about:'").await?;
            page.session().call("ServiceWorker.enable", json!({})).await?;
            let scope = json!({ "scopeURL": format!("{}/", self.extension_origin()) });
            page.session().call("ServiceWorker.startWorker", scope).await?;
            self.worker().await?;
            page.close().await?;
        }
        self.worker().await
    }

    /// Everything that was said to a console so far, by any page.
    pub fn messages(&self) -> Vec<Message> {
        self.connection.messages()
    }

    /// The first message that contains these words, as soon as it is said.
    pub async fn wait_for_message(&self, words: &str) -> Result<Message, CdpError> {
        let said = |message: &&Message| message.text.contains(words);
        let what = format!("a message with `{words}`");
        self.connection.wait(&what, PATIENCE, |state| state.messages.iter().find(said).cloned()).await
    }

    /// Forgets what was said so far, after a test has looked at what it expected.
    pub fn forget_messages(&self) {
        self.connection.forget_messages();
    }

    /// The exceptions, errors and warnings of the extension's own pages, worker and content scripts.
    pub fn complaints(&self) -> Vec<Message> {
        let origin = self.extension_origin();
        let ours = |message: &Message| message.source.starts_with(&origin) || message.target.starts_with(&origin);
        self.messages().into_iter().filter(|message| message.is_complaint() && ours(message)).collect()
    }

    /// An error that lists the [complaints](Self::complaints), if there are any.
    pub fn expect_no_complaints(&self) -> Result<(), CdpError> {
        let complaints = self.complaints();
        if complaints.is_empty() { Ok(()) } else { Err(CdpError::Complaints(complaints)) }
    }

    /// Lets pages download into a folder without asking.
    pub async fn download_into(&self, folder: &Path) -> Result<(), CdpError> {
        let params = json!({ "behavior": "allow", "downloadPath": folder });
        self.session().call("Browser.setDownloadBehavior", params).await.map(drop)
    }

    /// Closes the browser as a person does, so that everything is on disk, and hands its profile on: to the next
    /// launch, or to a test that searches its bytes.
    pub async fn close(mut self) -> Result<Profile, LaunchError> {
        match self.session().call("Browser.close", json!({})).await {
            // It may be gone before it has answered.
            Ok(_) | Err(CdpError::Gone { .. }) => {}
            Err(reason) => return Err(reason.into()),
        }
        wait_for_end(&mut self.process).await?;
        Ok(self.profile)
    }

    /// Lets go of the debugger: from here on the browser is a person's. The unpacked extension stays in it.
    pub async fn hand_over(self) -> Undebugged {
        let Self { process, profile, connection, .. } = self;
        connection.hang_up().await;
        Undebugged { process, profile }
    }

    fn opened(&self) -> MutexGuard<'_, Vec<String>> {
        self.opened.lock().expect("nobody panics with the list of tabs in hand")
    }

    async fn page(&self, target: String) -> Result<Page, CdpError> {
        Ok(Page::new(self.connection.attach(&target).await?, target))
    }

    fn page_ids(&self) -> Vec<String> {
        self.targets().into_iter().map(|target| target.id).collect()
    }

    /// The page of the extension that was not there before.
    async fn new_page(&self, known: &[String], what: &str) -> Result<Page, CdpError> {
        let origin = self.extension_origin();
        self.wait_for_page(what, |target| {
            target.kind == TargetKind::Page && target.url.starts_with(&origin) && !known.contains(&target.id)
        })
        .await
    }
}

/// A running browser without a debugger, in which worker and popup live and die as they do at an analyst's desk.
/// What happens in it is seen in the tenant's log and on its [`Display`](super::Display). Dropping it ends it and
/// removes its profile.
#[derive(Debug)]
pub struct Undebugged {
    // In this order: the process ends before its profile is removed.
    process: Process,
    profile: Profile,
}

impl Undebugged {
    /// Starts a browser with the extension and opens an address.
    pub async fn launch(options: LaunchOptions, url: &str) -> Result<Self, LaunchError> {
        let plan = Plan::of(options)?;
        let process = match plan.loading {
            Loading::DevTools => {
                // A debugger brings the extension in, which does not outlive the run, and leaves before it works.
                let (process, address) = plan.start_debuggable().await?;
                let connection = Connection::connect(&address, process.last_words()).await?;
                plan.load_over(&connection).await?;
                connection.browser().call("Target.createTarget", json!({ "url": url })).await?;
                connection.hang_up().await;
                process
            }
            Loading::CommandLine => {
                let mut command = plan.command();
                command.arg(url);
                Process::start(command).map_err(system("start the browser"))?.0
            }
        };
        Ok(Self { process, profile: plan.profile })
    }

    /// The browser's process id.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until somebody closes the browser, however long that takes: for the demo.
    pub async fn wait_until_ended(mut self) -> Result<(), LaunchError> {
        while !self.process.ended_within(Duration::from_secs(3600)).await.map_err(system("wait for the browser"))? {}
        Ok(())
    }

    /// Ends the browser as at log-off, so that everything is on disk, and hands its profile on.
    pub async fn close(mut self) -> Result<Profile, LaunchError> {
        self.process.ask_to_end().map_err(system("end the browser"))?;
        wait_for_end(&mut self.process).await?;
        Ok(self.profile)
    }
}

async fn wait_for_end(process: &mut Process) -> Result<(), LaunchError> {
    if process.ended_within(PATIENCE).await.map_err(system("wait for the browser"))? {
        return Ok(());
    }
    Err(LaunchError::Cdp(CdpError::TimedOut {
        waited_for: "the browser to end".into(),
        patience: PATIENCE,
        instead: format!("it still runs, saying `{}`", process.last_words().text()),
    }))
}

/// The launch options with every choice made.
struct Plan {
    browser: Browser,
    /// Hashcard first, its companions after it.
    extensions: Vec<PathBuf>,
    loading: Loading,
    profile: Profile,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Plan {
    fn of(options: LaunchOptions) -> Result<Self, LaunchError> {
        let LaunchOptions { browser, extension, companions, appearance, profile, arguments: more, .. } = options;
        let browser = match browser {
            Some(browser) => browser,
            None => find_browser().map_err(LaunchError::NoBrowser)?,
        };
        let by_brand = if browser.brand.is_branded() { Loading::DevTools } else { Loading::CommandLine };
        let loading = options.loading.unwrap_or(by_brand);
        let profile = match profile {
            Some(profile) => profile,
            None => Profile::throw_away().map_err(system("make a profile"))?,
        };
        let pinned = extension.as_deref().map(extension_id_of).transpose()?;
        profile.prepare(options.text_percent, pinned.as_deref()).map_err(system("prepare the profile"))?;
        let find = |folder: PathBuf| {
            fs::canonicalize(&folder).map_err(system(format!("find the extension `{}`", folder.display())))
        };
        let extensions = extension.into_iter().chain(companions).map(find).collect::<Result<Vec<_>, _>>()?;
        let mut arguments: Vec<String> = QUIET.iter().map(|argument| (*argument).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!("--lang={}", options.language));
        arguments.push(format!("--accept-lang={}", options.language));
        let WindowSize { width, height } = options.window;
        arguments.push(format!("--window-size={width},{height}"));
        let scale = u32::from(options.device_scale);
        // Linux takes the language from the environment and not from the argument.
        let mut environment = vec![("LANGUAGE".to_owned(), options.language.clone())];
        match appearance {
            Appearance::Headless => {
                // The screen is larger than the window: on one of the usual size a popup at scale 2 is clipped.
                let (screen_width, screen_height) = ((width + 200) * scale, (height + 200) * scale);
                arguments.extend([
                    "--headless=new".to_owned(),
                    "--disable-gpu".to_owned(),
                    format!("--screen-info={{{screen_width}x{screen_height} devicePixelRatio={scale}.0}}"),
                ]);
            }
            Appearance::Window => arguments.push(format!("--force-device-scale-factor={scale}")),
            Appearance::WindowOn(display) => {
                arguments.push(format!("--force-device-scale-factor={scale}"));
                arguments.push("--window-position=0,0".to_owned());
                environment.push(("DISPLAY".to_owned(), display));
            }
        }
        if runs_as_root() {
            // The sandbox refuses to start for root, who is who runs tests in a container.
            arguments.push("--no-sandbox".to_owned());
        }
        if !extensions.is_empty() && loading == Loading::CommandLine {
            let folders: Vec<_> = extensions.iter().map(|folder| folder.to_string_lossy()).collect();
            let folders = folders.join(",");
            arguments.push(format!("--disable-extensions-except={folders}"));
            arguments.push(format!("--load-extension={folders}"));
        }
        arguments.extend(more);
        environment.extend(options.environment);
        Ok(Self { browser, extensions, loading, profile, arguments, environment })
    }

    /// Starts the browser with a DevTools port and gives its address.
    async fn start_debuggable(&self) -> Result<(Process, String), LaunchError> {
        let mut command = self.command();
        // Since Chrome 136 a debugging port needs a profile of its own, which every launch has.
        command.args(["--remote-debugging-port=0", "--enable-unsafe-extension-debugging", "about:blank"]);
        let (process, address) = Process::start(command).map_err(system("start the browser"))?;
        match timeout(PATIENCE, address).await {
            Ok(Ok(address)) => Ok((process, address)),
            Ok(Err(_)) | Err(_) => Err(LaunchError::NoAddress { last_words: process.last_words().text() }),
        }
    }

    /// Loads the extensions over DevTools and gives the id of the first.
    async fn load_over(&self, connection: &Connection) -> Result<Option<String>, CdpError> {
        let mut first = None;
        for folder in &self.extensions {
            let reply = connection.browser().call("Extensions.loadUnpacked", json!({ "path": folder })).await?;
            let id = text_at(&reply, "/id")?;
            first.get_or_insert(id);
        }
        Ok(first)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.browser.program);
        command.args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Keeps the browser from calling home, asking its questions and writing to the keyring.
const QUIET: [&str; 17] = [
    "--no-first-run",
    "--no-default-browser-check",
    "--no-service-autorun",
    "--noerrdialogs",
    "--hide-crash-restore-bubble",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    "--metrics-recording-only",
    "--password-store=basic",
    "--use-mock-keychain",
];

fn runs_as_root() -> bool {
    if !cfg!(unix) {
        return false;
    }
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// The id that the browser gives an unpacked extension: from the manifest's `key`, else from its folder.
pub fn extension_id_of(folder: &Path) -> Result<String, LaunchError> {
    let path = folder.join("manifest.json");
    let text = fs::read(&path).map_err(system(format!("read the manifest `{}`", path.display())))?;
    let wrong = |reason: String| LaunchError::Manifest { path: path.clone(), reason };
    let manifest: Value = serde_json::from_slice(&text).map_err(|reason| wrong(reason.to_string()))?;
    let named = match manifest["key"].as_str() {
        Some(key) => {
            let key: String = key.split_whitespace().collect();
            STANDARD.decode(key).map_err(|_| wrong("expected `key` in base64".into()))?
        }
        None => {
            let folder = fs::canonicalize(folder).map_err(system("resolve the extension's folder"))?;
            folder.into_os_string().into_encoded_bytes()
        }
    };
    let digest = Sha256::digest(named);
    let halves = digest.iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]);
    // The browser writes hexadecimal digits from a to p, so that an id is never a number.
    Ok(halves.map(|half| char::from(b'a' + half)).collect())
}
