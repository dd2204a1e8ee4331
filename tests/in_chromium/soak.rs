//! A long day in two minutes: 500 lookups in eight tenants, with faults, killed workers and closed popups all along.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{CdpError, Page},
        tenant::{Action, Answer, CLIENT, CONTOSO, Fault, RecordedRequest, Scenario, Tenant},
    },
};

const TENANTS: usize = 8;
const ALERTS: usize = 63;
/// A tenant that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Numbers that look random and are the same in every run, so that a failure can be run again.
struct Dice(u64);

impl Dice {
    /// A number below `sides` (xorshift64*).
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn fault(&mut self) -> Action {
        match self.roll(8) {
            0 => Action::Respond(Answer::api_error(500, "InternalServerError")),
            1 => Action::Respond(Answer::empty(503)),
            2 => Action::Respond(Answer::too_many_requests("1")),
            3 => Action::Close,
            4 => Action::Truncate,
            5 => Action::Respond(Answer::proxy_page()),
            6 => Action::Respond(Answer::api_error(401, "Unauthorized")),
            _ => Action::Delay(Duration::from_millis(400)),
        }
    }
}

/// F-08, and for so many calls B-01 and C-01: 504 lookups, a fault every second, a worker killed or a popup
/// closed every other. Nothing panics, every alert ends with its files, and no token is anywhere it must not be.
#[tokio::test]
async fn five_hundred_lookups_among_faults_lose_nothing_and_leak_nothing() -> Outcome {
    let tenants: Vec<String> = (1..=TENANTS).map(|number| format!("50a40000-0000-4000-8000-{number:012}")).collect();
    let Some(desk) = Desk::among("soak", |scenario| found(scenario, &tenants)).await? else { return Ok(()) };
    let known: Vec<_> =
        tenants.iter().map(|id| json!({ "tenantId": id, "name": &id[34..], "clientId": CLIENT })).collect();
    desk.know(&json!({ "tenants": known })).await?;

    let mut dice = Dice(0x5eed_5eed_5eed_5eed);
    for (number, tenant) in tenants.iter().enumerate() {
        let address = format!("https://security.microsoft.com/links/{ALERTS}?tid={tenant}");
        let tab = desk.browser.open_tab(&address).await?;
        desk.badge_says(&ALERTS.to_string()).await?;
        let popup = desk.browser.open_popup(&tab).await?;
        popup.get_by_role("button", "Sign in").await?.click().await?;
        if number == 0 {
            // From then on the browser has a session with Entra.
            desk.choose_account("ada@contoso.com").await?;
        }
        popup.get_by_role("button", "All files").await?.click().await?;
        every_alert_has_its_files(&desk, &tab, popup, &mut dice).await.map_err(|error| format!("{tenant}: {error}"))?;
        tab.close().await?;
    }
    desk.tenant.clear_faults();

    let calls = desk.tenant.api_calls();
    let asked: BTreeSet<(String, &str)> = calls.iter().map(|call| (tenant_of(call), call.path.as_str())).collect();
    println!("soak: {} calls for {} lookups", calls.len(), asked.len());
    assert_eq!(asked.len(), TENANTS * ALERTS);
    limits_were_kept(&calls);
    storage_is_bounded(&desk).await?;
    desk.browser.expect_no_complaints()?;
    tokens_are_nowhere_else(desk, &calls).await
}

/// Contoso, so many times more, each with an id of its own.
fn found(scenario: &mut Scenario, ids: &[String]) {
    let contoso = scenario.tenant_mut(CONTOSO).clone();
    for (number, id) in ids.iter().enumerate() {
        let domain = format!("soak{number}.example");
        scenario.tenants.push(Tenant { id: id.clone(), domain, ..contoso.clone() });
    }
}

/// Runs the job of a page to its end, whatever happens meanwhile.
async fn every_alert_has_its_files(desk: &Desk, tab: &Page, mut popup: Page, dice: &mut Dice) -> Result<(), CdpError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if dice.roll(3) == 0 {
            desk.tenant.fault(Fault::api(dice.fault()));
        }
        match dice.roll(6) {
            0 if desk.browser.worker_is_running() => desk.browser.worker().await?.kill().await?,
            1 => {
                popup.close().await?;
                popup = desk.browser.open_popup(tab).await?;
            }
            _ => {}
        }
        let told = popup.text().await?;
        let is_over = told.contains(&format!("{ALERTS} of {ALERTS} alerts"));
        if is_over && !told.contains("could not be had") {
            return popup.close().await;
        }
        if Instant::now() > deadline {
            let waited_for = format!("{ALERTS} of {ALERTS} alerts");
            return Err(CdpError::TimedOut { waited_for, patience: PATIENCE, instead: told });
        }
        // What failed is tried again by a click, as is a token that was refused twice, and a job whose popup closed
        // before it had begun.
        let again = "(() => {
            const names = ['Try again', 'Sign in', 'All files'];
            document.querySelector('.failed')?.setAttribute('open', '');
            const button = [...document.querySelectorAll('button')].find(button => names.includes(button.textContent));
            button?.click();
        })()";
        if is_over || told.contains("Sign in") || told.contains("All files") {
            popup.evaluate(again).await?;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// No tenant was asked more than 100 times in any minute; retries count too.
fn limits_were_kept(calls: &[RecordedRequest]) {
    let mut of_tenant: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for call in calls {
        of_tenant.entry(tenant_of(call)).or_default().push(call.at);
    }
    assert_eq!(of_tenant.len(), TENANTS);
    for (tenant, moments) in of_tenant {
        for (first, moment) in moments.iter().enumerate() {
            let in_a_minute = moments[first..].iter().take_while(|at| **at < moment + 60_000).count();
            assert!(in_a_minute <= 100, "{in_a_minute} calls of {tenant} in a minute");
        }
    }
}

async fn storage_is_bounded(desk: &Desk) -> Result<(), CdpError> {
    let worker = desk.browser.wake_worker().await?;
    let session = worker.evaluate("chrome.storage.session.getBytesInUse()").await?;
    let local = worker.evaluate("chrome.storage.local.getBytesInUse()").await?;
    println!("soak: {session} bytes in session storage, {local} in local storage");
    // Answers have 4 MB, the browser gives 10 to everything.
    assert!(session.as_u64().is_some_and(|bytes| bytes < 6_000_000), "{session}");
    assert!(local.as_u64().is_some_and(|bytes| bytes < 20_000), "{local}");
    Ok(())
}

/// B-01: in `Authorization` to the API and in session storage, and that is all.
async fn tokens_are_nowhere_else(desk: Desk, calls: &[RecordedRequest]) -> Outcome {
    let tokens: BTreeSet<String> = calls.iter().map(bearer).collect();
    assert!(tokens.len() >= TENANTS, "{} tokens", tokens.len());
    let signatures: Vec<String> =
        tokens.iter().filter_map(|token| token.rsplit('.').next().map(str::to_owned)).collect();
    let worker = desk.browser.wake_worker().await?;
    let stored = worker.evaluate("chrome.storage.session.get()").await?.to_string();
    assert!(signatures.iter().any(|signature| stored.contains(signature)), "what is searched for can be found");
    let mut elsewhere = vec![
        worker.evaluate("chrome.storage.local.get()").await?.to_string(),
        worker.evaluate("chrome.storage.sync.get()").await?.to_string(),
        worker.evaluate("Promise.all([indexedDB.databases(), caches.keys()])").await?.to_string(),
        desk.browser.messages().iter().map(|message| message.text.clone()).collect(),
    ];
    for request in desk.tenant.requests() {
        let headers = request.headers.iter().filter(|(name, _)| name != "authorization");
        elsewhere.push(request.url());
        elsewhere.push(headers.map(|(_, value)| value.as_str()).collect());
        elsewhere.push(request.text());
        let is_api = request.host.ends_with("securitycenter.microsoft.com");
        assert!(is_api || request.header("authorization").is_none(), "{}", request.url());
    }
    for text in elsewhere {
        assert!(!signatures.iter().any(|signature| text.contains(signature)), "{text:.200}");
    }
    let profile = desk.browser.close().await?;
    not_on_disk(profile.path(), &signatures)?;
    Ok(())
}

fn not_on_disk(folder: &Path, canaries: &[String]) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            not_on_disk(&path, canaries)?;
        } else if let Ok(bytes) = fs::read(&path) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!canaries.iter().any(|canary| text.contains(canary)), "a token on disk: {}", path.display());
        }
    }
    Ok(())
}

fn bearer(call: &RecordedRequest) -> String {
    call.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default().to_owned()
}

/// Claim `tid` of the token that a call carried.
fn tenant_of(call: &RecordedRequest) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let bearer = bearer(call);
    let claims = bearer.split('.').nth(1).and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok()).unwrap_or_default();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap_or_default();
    claims["tid"].as_str().unwrap_or_default().to_owned()
}
