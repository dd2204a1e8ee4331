//! A picture of every state, each taken only when the page shows that it got there.

use std::{fs, path::Path, time::Duration};

use crate::{
    Outcome, set_up,
    support::{
        chromium::{Appearance, CdpError, Chromium, Element, LaunchOptions, MediaFeature, Name, Page, TargetKind},
        tenant::{ADA, ADATUM, Action, Answer, CLIENT, Fault, SimulatedTenant, alerts},
    },
};

/// No portal: the simulated tenant answers with an empty page.
const ELSEWHERE: &str = "https://evil.example/tickets/4711";
/// An alert of Defender for Office 365, as its prefix says.
const OF_OFFICE: &str = "fa638913001177452938_1450926617";

/// Takes them all; `folder` is made if it is not there.
pub(crate) async fn take(appearance: Appearance, folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|reason| format!("cannot make `{}`: {reason}", folder.display()))?;
    let studio = Studio::open(appearance.clone(), folder, 100).await?;
    studio.finish(all_states(&studio).await).await?;
    let large = Studio::open(appearance, folder, 200).await?;
    large.finish(large_text(&large).await).await?;
    println!("demo: the pictures are in {}", folder.display());
    Ok(())
}

async fn all_states(studio: &Studio<'_>) -> Result<(), CdpError> {
    first_run(studio).await?;
    options(studio).await?;
    cards(studio).await?;
    incident(studio).await?;
    errors(studio).await?;
    questions(studio).await?;
    oddities(studio).await?;
    panel(studio).await?;
    options_below(studio).await
}

/// A tenant, a browser, and where the pictures go.
struct Studio<'a> {
    tenant: SimulatedTenant,
    browser: Chromium,
    folder: &'a Path,
}

impl<'a> Studio<'a> {
    async fn open(appearance: Appearance, folder: &'a Path, text_percent: u16) -> Outcome<Self> {
        let dist = set_up::dist();
        let tenant = set_up::tenant(&dist)?;
        let options = LaunchOptions {
            appearance,
            arguments: tenant.chromium_arguments(),
            device_scale: 2,
            text_percent,
            ..LaunchOptions::with_extension(dist)
        };
        Ok(Self { tenant, browser: Chromium::launch(options).await?, folder })
    }

    /// Fails if a state was not reached, and leaves pictures of what was there instead; or if the extension complained.
    async fn finish(&self, outcome: Result<(), CdpError>) -> Result<(), CdpError> {
        let Err(reason) = outcome else { return self.browser.expect_no_complaints() };
        let ours = self.browser.extension_origin();
        let pages = self.browser.targets().into_iter();
        let pages = pages.filter(|target| target.kind == TargetKind::Page && target.url.starts_with(&ours));
        for (number, target) in pages.enumerate() {
            let page = self.browser.wait_for_page("a page of the extension", |other| other.id == target.id).await?;
            self.picture(&page, &format!("failed-{number}")).await?;
        }
        Err(reason)
    }

    /// The popup over a new tab with that address.
    async fn popup_at(&self, address: &str) -> Result<Page, CdpError> {
        let tab = self.browser.open_tab(address).await?;
        self.browser.open_popup(&tab).await
    }

    /// The popup over an alert's page in the portal.
    async fn popup(&self, alert: &str) -> Result<Page, CdpError> {
        self.popup_at(&self.tenant.alert_page(alert)).await
    }

    /// What a person sees of the page.
    async fn picture(&self, page: &Page, name: &str) -> Result<(), CdpError> {
        let file = self.folder.join(format!("{name}.png"));
        page.screenshot(&file).await?;
        println!("demo: {}", file.display());
        Ok(())
    }

    /// What a person sees of the page, in light and in dark colours.
    async fn light_and_dark(&self, page: &Page, name: &str) -> Result<(), CdpError> {
        for (colours, feature) in [("light", MediaFeature::Light), ("dark", MediaFeature::Dark)] {
            page.emulate_media(&[feature, MediaFeature::ReducedMotion]).await?;
            self.picture(page, &format!("{name}-{colours}")).await?;
        }
        page.emulate_media(&[]).await
    }
}

async fn click(page: &Page, button: &str) -> Result<(), CdpError> {
    page.get_by_role("button", button).await?.click().await
}

/// Waits for the cards of so many files.
async fn files(page: &Page, count: usize) -> Result<Vec<Element>, CdpError> {
    page.wait_for_count(count, "article", Name::starting("File ")).await
}

/// Waits until the page says these words anywhere.
async fn says(page: &Page, words: &str) -> Result<(), CdpError> {
    page.wait_until(&format!("document.body.innerText.includes({})", serde_json::json!(words))).await
}

async fn first_run(studio: &Studio<'_>) -> Result<(), CdpError> {
    let popup = studio.popup(alerts::SIX_FILES).await?;
    popup.get_by_role("button", "Sign in").await?;
    popup.get_by_role("button", "See a sample").await?;
    studio.light_and_dark(&popup, "first-run").await?;
    click(&popup, "Use an access token").await?;
    let field = popup.get_by_role("textbox", "Access token").await?;
    studio.picture(&popup, "token-entry").await?;
    field.fill("eyJ0eXAiOiJKV1Qi").await?;
    click(&popup, "Use token").await?;
    popup.wait_for_words("alert", "This is not an access token.").await?;
    studio.picture(&popup, "token-refused").await?;
    click(&popup, "Back").await?;
    click(&popup, "See a sample").await?;
    files(&popup, 1).await?;
    studio.light_and_dark(&popup, "sample").await?;
    popup.close().await
}

async fn options(studio: &Studio<'_>) -> Result<(), CdpError> {
    let options = studio.browser.open_extension_page("options.html").await?;
    options.get_by_role("button", "Save").await?;
    studio.light_and_dark(&options, "options-empty").await?;
    set_up::type_in(&options, "contoso.com", "not a GUID").await?;
    click(&options, "Save").await?;
    options.wait_for_words("alert", "Not saved").await?;
    studio.picture(&options, "options-errors").await?;
    set_up::fill_in(&options).await?;
    click(&options, "Test").await?;
    account(studio).await?;
    options.wait_for_words("status", "The test succeeded").await?;
    studio.light_and_dark(&options, "options").await?;
    // The popup's own sign-in is wanted next.
    click(&options, "Sign out").await?;
    says(&options, "Nobody is signed in.").await?;
    options.close().await
}

/// Picks Ada's account in the open sign-in window.
async fn account(studio: &Studio<'_>) -> Result<(), CdpError> {
    let window = studio.browser.sign_in_window().await?;
    window.get_by_role("button", format!("Sign in as {ADA}")).await?.click().await
}

/// Signs Ada in with the popup's button.
async fn sign_in(studio: &Studio<'_>, popup: &Page) -> Result<(), CdpError> {
    click(popup, "Sign in").await?;
    account(studio).await
}

async fn cards(studio: &Studio<'_>) -> Result<(), CdpError> {
    studio.tenant.end_sessions();
    let popup = studio.popup(alerts::SIX_FILES).await?;
    popup.get_by_role("button", "Sign in").await?;
    studio.light_and_dark(&popup, "sign-in").await?;
    sign_in(studio, &popup).await?;
    let cards = files(&popup, 6).await?;
    studio.light_and_dark(&popup, "cards").await?;
    popup.emulate_media(&[MediaFeature::ForcedColors]).await?;
    studio.picture(&popup, "cards-forced-colors").await?;
    popup.emulate_media(&[]).await?;
    cards[0].get_by_role("button", "Copy SHA-256").await?.right_click().await?;
    popup.get_by_role("menu", Name::Any).await?;
    studio.light_and_dark(&popup, "menu").await?;
    popup.press("Escape").await?;
    popup.wait_until_none("menu", Name::Any).await?;
    click(&popup, "Copy all SHA-256").await?;
    popup.wait_for_words("status", "SHA-256 copied").await?;
    studio.picture(&popup, "copied").await?;
    popup.get_by_role("searchbox", "Filter files").await?.fill("microsoft").await?;
    popup.wait_until("document.querySelectorAll('article').length < 6").await?;
    studio.picture(&popup, "filter").await?;
    popup.close().await?;
    names(studio).await
}

async fn names(studio: &Studio<'_>) -> Result<(), CdpError> {
    let popup = studio.popup(alerts::SIX_FILES).await?;
    files(&popup, 6).await?;
    click(&popup, "Show file names").await?;
    let window = studio.browser.sign_in_window().await?;
    window.get_by_role("button", "Accept").await?.click().await?;
    says(&popup, "AutoKMS.exe").await?;
    says(&popup, "Medium").await?;
    popup.evaluate("scrollTo(0, 0)").await?;
    studio.light_and_dark(&popup, "names").await?;
    let cards = files(&popup, 6).await?;
    cards[0].get_by_role("button", "In your organisation").await?.click().await?;
    says(&popup, "known as AutoKMS.exe").await?;
    let refused = Action::Respond(Answer::api_error(403, "Forbidden"));
    studio.tenant.fault(Fault::api(refused).on_path("/stats"));
    cards[1].get_by_role("button", "In your organisation").await?.click().await?;
    says(&popup, "does not let you see how").await?;
    studio.picture(&popup, "organisation").await?;
    studio.tenant.clear_faults();
    popup.close().await
}

async fn incident(studio: &Studio<'_>) -> Result<(), CdpError> {
    let popup = studio.popup_at(&set_up::incident_page()).await?;
    popup.get_by_role("list", "Alerts on this page").await?;
    popup.wait_for_count(6, "button", "Show files").await?;
    studio.light_and_dark(&popup, "alerts").await?;
    // Slow enough to be seen at work.
    studio.tenant.fault(Fault::api(Action::Delay(Duration::from_secs(1))).always());
    click(&popup, "All files").await?;
    popup.get_by_role("button", "Cancel").await?;
    popup.wait_until("document.querySelectorAll('article').length > 0 && document.querySelector('progress')").await?;
    studio.picture(&popup, "job").await?;
    studio.tenant.clear_faults();
    says(&popup, "6 of 6 alerts").await?;
    popup.wait_until_none("button", "Cancel").await?;
    says(&popup, "could not be had").await?;
    studio.picture(&popup, "job-finished").await?;
    popup.evaluate("scrollTo(0, document.body.scrollHeight)").await?;
    click(&popup, "Back").await?;
    popup.get_by_role("button", "Back to the files of 6 alerts").await?;
    studio.picture(&popup, "alerts-after-a-job").await?;
    popup.close().await
}

async fn errors(studio: &Studio<'_>) -> Result<(), CdpError> {
    let failing: [(&str, &str, &str, Option<Action>); 5] = [
        ("error-403", alerts::OTHER_DEVICE_GROUP, "does not let you see this alert", None),
        ("error-404", alerts::EXPIRED, "does not know this alert", None),
        (
            "error-500",
            alerts::NO_FILES,
            "Defender failed",
            Some(Action::Respond(Answer::api_error(500, "InternalError"))),
        ),
        ("error-unreachable", alerts::FOURTEEN_FILES, "cannot be reached", Some(Action::Close)),
        ("error-proxy", alerts::OVERLAPPING, "A web page came", Some(Action::Respond(Answer::proxy_page()))),
    ];
    for (name, alert, words, fault) in failing {
        if let Some(action) = fault {
            studio.tenant.fault(Fault::api(action).on_path("/files").always());
        }
        // The incident's job has kept some of these answers.
        forget_answers(studio).await?;
        let popup = studio.popup(alert).await?;
        popup.wait_for_words("alert", words).await?;
        studio.picture(&popup, name).await?;
        popup.close().await?;
        studio.tenant.clear_faults();
    }
    throttled(studio).await?;
    sign_in_failed(studio).await
}

/// Empties the cache, as five minutes and an eviction would.
async fn forget_answers(studio: &Studio<'_>) -> Result<(), CdpError> {
    let script = "chrome.storage.session.get(null).then(all =>
        chrome.storage.session.remove(Object.keys(all).filter(key => key.startsWith('answer'))))";
    studio.browser.wake_worker().await?.evaluate(script).await.map(drop)
}

async fn throttled(studio: &Studio<'_>) -> Result<(), CdpError> {
    studio.tenant.fault(Fault::api(Action::Respond(Answer::too_many_requests("9"))).on_path("/files"));
    let popup = studio.popup(alerts::ONE_SIGNED_FILE).await?;
    says(&popup, "Next call in 0:0").await?;
    studio.picture(&popup, "countdown").await?;
    // By itself, when the wait is over.
    files(&popup, 1).await?;
    studio.light_and_dark(&popup, "one-signed-file").await?;
    popup.close().await
}

async fn sign_in_failed(studio: &Studio<'_>) -> Result<(), CdpError> {
    let popup = studio.popup(alerts::SIX_FILES).await?;
    files(&popup, 6).await?;
    click(&popup, "Sign out").await?;
    let refusal = Action::SignInError { error: "access_denied", number: 53003 };
    studio.tenant.fault(Fault::authorize(refusal));
    click(&popup, "Sign in").await?;
    popup.wait_for_words("alert", "A policy of your organisation blocks this sign-in.").await?;
    studio.picture(&popup, "sign-in-failed").await?;
    studio.tenant.clear_faults();
    click(&popup, "Sign in").await?;
    files(&popup, 6).await?;
    popup.close().await
}

async fn questions(studio: &Studio<'_>) -> Result<(), CdpError> {
    let alert = alerts::SIX_FILES;
    let asked = [
        ("other-product", format!("https://security.microsoft.com/alerts/{OF_OFFICE}"), "Defender for Office 365"),
        (
            "strange-tenant",
            format!("https://security.microsoft.com/alerts/{alert}?tid={ADATUM}"),
            "This link names another tenant",
        ),
        ("portal-home", "https://security.microsoft.com/".to_owned(), "This page has no alert."),
        ("not-the-portal", ELSEWHERE.to_owned(), "This tab is not the Defender portal."),
    ];
    for (name, address, words) in asked {
        let popup = studio.popup_at(&address).await?;
        says(&popup, words).await?;
        studio.picture(&popup, name).await?;
        popup.close().await?;
    }
    let popup = studio.popup_at(ELSEWHERE).await?;
    popup.get_by_role("textbox", "Alert id or link").await?.fill("that hacktool from yesterday").await?;
    click(&popup, "Look up").await?;
    popup.wait_for_words("alert", "No alert id in that").await?;
    studio.picture(&popup, "not-an-alert").await?;
    popup.close().await?;
    closed_hosts(studio).await
}

/// The question for the hosts of a government cloud, of which no settings here know.
async fn closed_hosts(studio: &Studio<'_>) -> Result<(), CdpError> {
    let worker = studio.browser.wake_worker().await?;
    let settings = worker.evaluate("chrome.storage.local.get('settings').then(({ settings }) => settings)").await?;
    let keep = async |settings: &serde_json::Value| {
        let script = format!("chrome.storage.local.set({{ settings: {settings} }})");
        worker.evaluate(&script).await
    };
    let in_gcc = serde_json::json!({ "tenants": [{ "tenantId": ADATUM, "clientId": CLIENT, "cloud": "gcc" }] });
    keep(&serde_json::Value::String(in_gcc.to_string())).await?;
    let popup = studio.popup_at(&format!("https://security.microsoft.com/alerts/{}", alerts::SIX_FILES)).await?;
    popup.get_by_role("button", "Allow these hosts").await?;
    studio.picture(&popup, "hosts").await?;
    popup.close().await?;
    keep(&settings).await.map(drop)
}

/// The lower part of the options, after a day's work.
async fn options_below(studio: &Studio<'_>) -> Result<(), CdpError> {
    let options = studio.browser.open_extension_page("options.html").await?;
    options.get_by_role("button", "Save").await?;
    for section in ["preferences", "diagnostics"] {
        options.evaluate(&format!("document.getElementById('{section}').scrollIntoView()")).await?;
        studio.picture(&options, &format!("options-{section}")).await?;
    }
    options.close().await
}

async fn oddities(studio: &Studio<'_>) -> Result<(), CdpError> {
    let popup = studio.popup(alerts::NO_FILES).await?;
    says(&popup, "This alert has no files.").await?;
    studio.picture(&popup, "no-files").await?;
    popup.close().await?;
    for (name, fixture) in [
        ("hostile-strings", "hostile-strings"),
        ("signature-states", "every-signature-state"),
        ("beyond-ascii", "product-names-beyond-ascii"),
        ("fourteen-files", "fourteen-files"),
    ] {
        let popup = studio.popup(&studio.tenant.alert(fixture)).await?;
        popup.wait_until("document.querySelector('article')").await?;
        popup.wait_until_none("progressbar", Name::Any).await?;
        whole(studio, &popup, name).await?;
        popup.close().await?;
    }
    Ok(())
}

/// All cards of a popup: one picture for each height of the window.
async fn whole(studio: &Studio<'_>, popup: &Page, name: &str) -> Result<(), CdpError> {
    let mut number = 1;
    loop {
        studio.picture(popup, &format!("{name}-{number}")).await?;
        let scrolled =
            popup.evaluate("(before => (scrollBy(0, innerHeight - 140), scrollY > before))(scrollY)").await?;
        if scrolled != true {
            return Ok(());
        }
        number += 1;
    }
}

async fn panel(studio: &Studio<'_>) -> Result<(), CdpError> {
    // The panel stays in its window while the tab beside it goes on to the alert.
    let tab = studio.browser.open_extension_page("options.html").await?;
    let panel = studio.browser.open_panel(&tab).await?;
    tab.navigate(&studio.tenant.alert_page(alerts::SIX_FILES)).await?;
    files(&panel, 6).await?;
    studio.light_and_dark(&panel, "panel").await
}

/// What is left of the room when the browser's text is twice as large.
async fn large_text(studio: &Studio<'_>) -> Result<(), CdpError> {
    let popup = studio.popup(alerts::SIX_FILES).await?;
    popup.get_by_role("button", "See a sample").await?;
    studio.picture(&popup, "large-text-first-run").await?;
    popup.close().await?;
    let options = studio.browser.open_extension_page("options.html").await?;
    set_up::fill_in(&options).await?;
    studio.picture(&options, "large-text-options").await?;
    options.close().await?;
    let popup = studio.popup(alerts::SIX_FILES).await?;
    sign_in(studio, &popup).await?;
    let cards = files(&popup, 6).await?;
    studio.picture(&popup, "large-text-cards").await?;
    cards[0].get_by_role("button", "Copy SHA-256").await?.right_click().await?;
    popup.get_by_role("menu", Name::Any).await?;
    studio.picture(&popup, "large-text-menu").await?;
    popup.close().await
}
