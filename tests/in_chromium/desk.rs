//! An analyst's desk: the simulated tenant, and a browser with the extension in it.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::support::{
    chromium::{CdpError, Chromium, LaunchOptions, PATIENCE, Page, browser_or_skip, extension_id_of},
    tenant::{AccessClaims, CLIENT, CONTOSO, Scenario, SimulatedTenant, alerts},
};

/// What tests return: every error is a sentence.
pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A tenant and a browser.
pub(crate) struct Desk {
    /// Portal, sign-in and API.
    pub(crate) tenant: SimulatedTenant,
    /// The browser.
    pub(crate) browser: Chromium,
}

/// The built extension.
pub(crate) fn dist() -> PathBuf {
    std::env::var_os("HASHCARD_DIST").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("dist"), PathBuf::from)
}

impl Desk {
    /// A desk for a test, or `None` where there is no browser; that is said aloud.
    pub(crate) async fn new(test: &str) -> Result<Option<Desk>, Box<dyn std::error::Error>> {
        Desk::with(test, |options| options).await
    }

    /// A desk with a browser of another kind.
    pub(crate) async fn with(
        test: &str,
        change: impl FnOnce(LaunchOptions) -> LaunchOptions,
    ) -> Result<Option<Desk>, Box<dyn std::error::Error>> {
        Desk::of(test, |_| (), change).await
    }

    /// A desk in another world.
    pub(crate) async fn among(
        test: &str,
        change: impl FnOnce(&mut Scenario),
    ) -> Result<Option<Desk>, Box<dyn std::error::Error>> {
        Desk::of(test, change, |options| options).await
    }

    async fn of(
        test: &str,
        change_world: impl FnOnce(&mut Scenario),
        change: impl FnOnce(LaunchOptions) -> LaunchOptions,
    ) -> Result<Option<Desk>, Box<dyn std::error::Error>> {
        let Some(_browser) = browser_or_skip(test) else { return Ok(None) };
        let dist = dist();
        let mut scenario = Scenario::for_extension(&extension_id_of(&dist)?);
        change_world(&mut scenario);
        let tenant = SimulatedTenant::start(scenario);
        let options = LaunchOptions { arguments: tenant.chromium_arguments(), ..LaunchOptions::with_extension(dist) };
        let browser = Chromium::launch(change(options)).await?;
        Ok(Some(Desk { tenant, browser }))
    }

    /// The same desk after the browser was closed and started again.
    pub(crate) async fn restarted(self) -> Result<Desk, Box<dyn std::error::Error>> {
        let Desk { tenant, browser } = self;
        let options = LaunchOptions {
            arguments: tenant.chromium_arguments(),
            profile: Some(browser.close().await?),
            ..LaunchOptions::with_extension(dist())
        };
        Ok(Desk { browser: Chromium::launch(options).await?, tenant })
    }

    /// Opens the popup over a tab and pastes a token of Ada's, as the first thing a new analyst does.
    pub(crate) async fn start_with_token(&self, tab: &Page, scopes: &str) -> Result<Page, CdpError> {
        let popup = self.browser.open_popup(tab).await?;
        self.paste_token(&popup, scopes).await?;
        popup.get_by_role("button", "Sign out").await?;
        Ok(popup)
    }

    /// Waits until the badge of the tab in front says this, and tells how long that took.
    pub(crate) async fn badge_says(&self, text: &str) -> Result<Duration, CdpError> {
        self.badge(&format!("text === '{text}'")).await
    }

    /// Waits until the badge of the tab in front counts more alerts than that.
    pub(crate) async fn badge_says_more_than(&self, count: usize) -> Result<Duration, CdpError> {
        self.badge(&format!("Number(text) > {count}")).await
    }

    async fn badge(&self, condition: &str) -> Result<Duration, CdpError> {
        let worker = self.browser.wake_worker().await?;
        let script = format!(
            "(async () => {{
                 const start = performance.now();
                 for (;;) {{
                     const [tab] = await chrome.tabs.query({{ active: true, lastFocusedWindow: true }});
                     const text = await chrome.action.getBadgeText({{ tabId: tab.id }});
                     const waited = performance.now() - start;
                     if ({condition}) return waited;
                     if (waited > 10000) throw new Error(`the badge says ${{JSON.stringify(text)}}`);
                     await new Promise(resolve => setTimeout(resolve, 5));
                 }}
             }})()"
        );
        let waited = worker.evaluate(&script).await?;
        Ok(Duration::from_secs_f64(waited.as_f64().unwrap_or_default() / 1000.0))
    }

    /// Fills the ledger of the one who is signed in with calls, all of which went out this long ago.
    pub(crate) async fn spend_permits(&self, calls: usize, ago: Duration) -> Result<(), CdpError> {
        let spend = format!(
            "chrome.storage.session.getKeys().then(keys => chrome.storage.session.set({{
                [keys.find(key => key.startsWith('ledger/'))]:
                    JSON.stringify({{ calls: Array({calls}).fill(Date.now() - {}), throttled_until: null }}) }}))",
            ago.as_millis()
        );
        self.browser.wake_worker().await?.evaluate(&spend).await?;
        Ok(())
    }

    /// Reloads the extension as an update does. With a debugger attached to it, a worker that has had a sign-in
    /// window does not end: reload before.
    pub(crate) async fn reload_extension(&self) -> Result<(), CdpError> {
        let old = self.browser.wake_worker().await?;
        // Later, for an answer would never be heard: whoever should give it is gone.
        old.evaluate("void setTimeout(() => chrome.runtime.reload())").await?;
        let deadline = Instant::now() + PATIENCE;
        while old.is_running() {
            if Instant::now() > deadline {
                return Err(CdpError::TimedOut {
                    waited_for: "the extension to reload".to_owned(),
                    patience: PATIENCE,
                    instead: "its worker still runs".to_owned(),
                });
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Requests to Entra and to the Defender API: what a link alone must not cause.
    pub(crate) fn asked_of_microsoft(&self) -> Vec<String> {
        let requests =
            self.tenant.requests_where(|request| request.host.starts_with("login.") || request.host.contains("api"));
        requests.into_iter().map(|request| request.url()).collect()
    }

    /// Opens an alert's page in the portal.
    pub(crate) async fn open_alert(&self, alert: &str) -> Result<Page, CdpError> {
        self.browser.open_tab(&format!("https://security.microsoft.com/alerts/{alert}")).await
    }

    /// Pastes a token of Ada's into the popup on the page in front.
    pub(crate) async fn paste_token(&self, popup: &Page, scopes: &str) -> Result<(), CdpError> {
        let token = self.tenant.mint_access_token(&AccessClaims::default().scopes(scopes));
        popup.get_by_role("button", "Use an access token").await?.click().await?;
        popup.get_by_role("textbox", "Access token").await?.fill(&token).await?;
        popup.get_by_role("button", "Use token").await?.click().await
    }

    /// Puts Contoso into the settings, as the options page stores it.
    pub(crate) async fn know_contoso(&self) -> Result<(), CdpError> {
        self.know(&serde_json::json!({
            "tenants": [{ "tenantId": CONTOSO, "name": "Contoso", "clientId": CLIENT }],
        }))
        .await
    }

    /// The popup on an alert with six files, Contoso in the settings, and nobody signed in.
    pub(crate) async fn at_six_files(&self) -> Result<(Page, Page), CdpError> {
        self.know_contoso().await?;
        let tab = self.open_alert(alerts::SIX_FILES).await?;
        let popup = self.browser.open_popup(&tab).await?;
        Ok((tab, popup))
    }

    /// Stores settings, in the form of the options page.
    pub(crate) async fn know(&self, settings: &serde_json::Value) -> Result<(), CdpError> {
        let worker = self.browser.wake_worker().await?;
        let stored = serde_json::Value::String(settings.to_string());
        worker.evaluate(&format!("chrome.storage.local.set({{ settings: {stored} }})")).await.map(drop)
    }

    /// Signs Ada in: `Sign in` in the popup, one click on the sign-in page.
    pub(crate) async fn sign_in(&self, popup: &Page) -> Result<(), CdpError> {
        popup.get_by_role("button", "Sign in").await?.click().await?;
        self.choose_account("ada@contoso.com").await
    }

    /// Clicks an account on the open sign-in page.
    pub(crate) async fn choose_account(&self, account: &str) -> Result<(), CdpError> {
        let window = self.browser.sign_in_window().await?;
        window.get_by_role("button", format!("Sign in as {account}")).await?.click().await
    }
}

/// Waits until the countdown of a page has gone on for two seconds.
pub(crate) async fn counts_down(page: &Page) -> Result<(), CdpError> {
    let left = "(([, minutes, seconds]) => 60 * minutes + Number(seconds))(
        document.body.innerText.match(/Next call in (\\d+):(\\d+)/) ?? [])";
    page.wait_until(&format!("{left} > 0")).await?;
    let before = page.evaluate(left).await?;
    page.wait_until(&format!("{left} <= {before} - 2")).await
}

/// Waits until a page's visible text contains these words.
pub(crate) async fn says(page: &Page, words: &str) -> Result<(), CdpError> {
    let quoted = serde_json::Value::String(words.to_owned());
    match page.wait_until(&format!("document.body.innerText.includes({quoted})")).await {
        Err(CdpError::TimedOut { patience, .. }) => Err(CdpError::TimedOut {
            waited_for: format!("the words `{words}`"),
            patience,
            instead: page.text().await?,
        }),
        outcome => outcome,
    }
}
