//! Both extensions, and the same answers of Defender in the storage of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use hashcard::alert_id::AlertId;
use hashcard::auth::pasted;
use hashcard::cache::{self, Kept, Subject};
use hashcard::limits::freshness::Keeping;
use hashcard::sign_in;
use hashcard::time::Timestamp;
use hashcard::viewer::Viewer;
use serde_json::json;
use tempfile::TempDir;

use crate::support::chromium::{Chromium, LaunchOptions, Page};
use crate::support::fake_browser::FakeBrowser;
use crate::support::tenant::{AccessClaims, Action, Answer, Fault, Scenario, SimulatedTenant, alerts};
use crate::{FILE_COUNTS, Result};

const FLOOR: [&str; 4] = ["manifest.json", "popup.html", "popup.js", "service_worker.js"];

/// Which extension is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The hand-written one.
    Floor,
    /// The product.
    Hashcard,
}

impl Side {
    /// Both, every second run the other way round: what warms up or tires the machine falls on both.
    pub(crate) fn both(run: usize) -> [Side; 2] {
        if run.is_multiple_of(2) { [Side::Floor, Side::Hashcard] } else { [Side::Hashcard, Side::Floor] }
    }
}

/// Everything that stays the same through all runs.
pub(crate) struct Sides {
    dist: PathBuf,
    floor: TempDir,
    tenant: SimulatedTenant,
    /// Defender's answers for [`FILE_COUNTS`].
    answers: Vec<String>,
}

impl Sides {
    /// Lays out the floor beside the built extension and lets the tenant answer for every count of files.
    pub(crate) async fn prepare(dist: PathBuf) -> Result<Self> {
        let floor = TempDir::new()?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/browser/floor");
        for name in FLOOR {
            fs::copy(source.join(name), floor.path().join(name))?;
        }
        // The look is part of what is painted, and policy of what the browser does, so both have the same.
        for name in ["style.css", "managed_schema.json"] {
            fs::copy(dist.join(name), floor.path().join(name))?;
        }

        // No sign-in takes place: the tokens are pasted ones, so no redirect address has to fit.
        let tenant = SimulatedTenant::start(Scenario::for_extension("abcdefghijklmnopabcdefghijklmnop"));
        let mut sides = Sides { dist, floor, tenant, answers: Vec::new() };
        let browser = sides.launch(Side::Floor).await?;
        let worker = browser.wake_worker().await?;
        for count in FILE_COUNTS {
            let (url, token) = (files_of(&alert_with(count)), sides.token());
            let asked = format!(
                "fetch('{url}', {{ headers: {{ authorization: 'Bearer {token}' }} }}).then((answer) => answer.text())"
            );
            let answer = worker.evaluate(&asked).await?;
            sides.answers.push(answer.as_str().ok_or("the tenant's answer is no text")?.to_owned());
        }
        if let Some((count, answer)) = FILE_COUNTS.iter().zip(&sides.answers).next_back() {
            // Made once and kept, so that the time it takes to make is not measured.
            let path = format!("/api/alerts/{}/files", alert_with(*count));
            let ready = Answer::json(200, answer);
            sides.tenant.fault(Fault::api(Action::Respond(ready)).on_path(&path).always());
            // What the portal's page shows of it would take the tenant just as long.
            let nothing = Action::Respond(Answer::json(404, "null"));
            sides.tenant.fault(Fault::host("security.microsoft.com", nothing).on_path("/portal-data/alert/").always());
        }
        Ok(sides)
    }

    /// The built extension's folder.
    pub(crate) fn dist(&self) -> &Path {
        &self.dist
    }

    /// A fresh browser with one of the two in it.
    pub(crate) async fn launch(&self, side: Side) -> Result<Chromium> {
        let folder = match side {
            Side::Floor => self.floor.path(),
            Side::Hashcard => &self.dist,
        };
        let options =
            LaunchOptions { arguments: self.tenant.chromium_arguments(), ..LaunchOptions::with_extension(folder) };
        Ok(Chromium::launch(options).await?)
    }

    /// Opens the portal's page of the alert with so many files, signed in, and its files kept where they fit.
    pub(crate) async fn open_alert(&self, browser: &Chromium, side: Side, count: u32) -> Result<Page> {
        let alert = alert_with(count);
        let tab = browser.open_tab(&self.tenant.alert_page(&alert)).await?;
        let answer = FILE_COUNTS.iter().position(|known| *known == count).map(|at| &self.answers[at]);
        let answer = answer.ok_or("no answer was prepared for this count of files")?;
        let (ours, keeping) = self.our_records(&alert, answer).await?;
        let records = match side {
            Side::Hashcard => ours,
            // The floor keeps what the product keeps, or both ask the tenant.
            Side::Floor if keeping == Keeping::Kept => json!({ "answer": answer }),
            Side::Floor => json!({ "token": self.token() }),
        };
        let worker = browser.wake_worker().await?;
        worker.evaluate(&format!("chrome.storage.session.set({records})")).await?;
        // A browser that has just started keeps everybody who asks for policy waiting for about three seconds.
        worker.evaluate("chrome.storage.managed.get(null)").await?;
        Ok(tab)
    }

    /// A portal page with so many links to alerts.
    pub(crate) fn page_with_links(&self, count: u32) -> String {
        format!("https://security.microsoft.com/links/{count}")
    }

    /// Session storage as the product itself leaves it after a token was pasted and an answer came.
    async fn our_records(&self, alert: &str, answer: &str) -> Result<(serde_json::Value, Keeping)> {
        let world = FakeBrowser::new();
        let token = pasted::read(&self.token(), now()?).map_err(|fault| format!("the tenant's token: {fault:?}"))?;
        sign_in::keep_pasted(&world, token).await.map_err(|_| "the session was not kept")?;
        let signed_in = sign_in::signed_in(&world).await.into_iter().next().ok_or("nobody is signed in")?;
        let viewer = Viewer { directory: signed_in.directory, account: signed_in.account };
        let alert = AlertId::parse(alert).map_err(|_| "not an alert id")?;
        let kept = Kept { at: now()?, bodies: vec![answer.to_owned()] };
        let keeping = cache::keep(&world, &Subject::files(&viewer, &alert), &kept).await;
        Ok((json!(world.session()), keeping))
    }

    fn token(&self) -> String {
        self.tenant.mint_access_token(&AccessClaims::default())
    }
}

fn alert_with(count: u32) -> String {
    alerts::generated(count, 0)
}

fn files_of(alert: &str) -> String {
    format!("https://api.securitycenter.microsoft.com/api/alerts/{alert}/files")
}

/// This moment.
pub(crate) fn now() -> Result<Timestamp> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(Timestamp(i64::try_from(since_1970.as_millis())?))
}
