//! How every screen looks: in light, dark and forced colours, at 420 pixels, with text at twice its size. None may break
//! a rule of axe-core or run out of the popup's sides.
//!
//! `HASHCARD_AXE` names axe-core's script; `HASHCARD_PICTURES` a folder for a picture of each screen, to look at.

use std::{cell::RefCell, path::PathBuf};

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{AxeSource, CdpError, LaunchOptions, MediaFeature, Name, Page, skip},
        tenant::{Action, Answer, Fault, alerts},
    },
};

const LOOKS: [(&str, &[MediaFeature]); 3] = [
    ("light", &[MediaFeature::Light, MediaFeature::ReducedMotion]),
    ("dark", &[MediaFeature::Dark, MediaFeature::ReducedMotion]),
    ("forced", &[MediaFeature::ForcedColors, MediaFeature::ReducedMotion]),
];

/// Elements that stick out of the page sideways without being cut off by a parent that means to.
pub(crate) const STICKING_OUT: &str = "
    [...document.querySelectorAll('body *')].filter(element => {
        const box = element.getBoundingClientRect();
        if (box.width === 0 || (box.left >= -1 && box.right <= innerWidth + 1)) return false;
        for (let parent = element.parentElement; parent; parent = parent.parentElement) {
            if (getComputedStyle(parent).overflowX !== 'visible') return false;
        }
        return true;
    }).map(element => element.outerHTML.slice(0, 200))";

/// Somebody who looks at screens, and at what is wrong with them.
struct Eyes {
    axe: Option<AxeSource>,
    pictures: Option<PathBuf>,
    prefix: String,
    faults: RefCell<Vec<String>>,
}

impl Eyes {
    fn open(test: &str, prefix: &str) -> Result<Eyes, CdpError> {
        let path = std::env::var_os("HASHCARD_AXE").map(PathBuf::from);
        let axe = path.as_deref().map(AxeSource::read).transpose()?;
        if axe.is_none() {
            skip(test, &"the rules of axe-core, for want of HASHCARD_AXE");
        }
        let pictures = std::env::var_os("HASHCARD_PICTURES").map(PathBuf::from);
        Ok(Eyes { axe, pictures, prefix: prefix.to_owned(), faults: RefCell::default() })
    }

    /// Looks at a screen in every set of colours.
    async fn look(&self, page: &Page, screen: &str) -> Outcome {
        for (look, features) in LOOKS {
            page.emulate_media(features).await?;
            let name = format!("{}{screen}-{look}", self.prefix);
            if let Some(pictures) = &self.pictures {
                page.screenshot(&pictures.join(format!("{name}.png"))).await?;
            }
            let sticking_out = page.evaluate(STICKING_OUT).await?;
            if sticking_out != serde_json::json!([]) {
                self.faults.borrow_mut().push(format!("{name}: out of the page's sides: {sticking_out}"));
            }
            if let Some(axe) = &self.axe {
                let violations = page.axe(axe).await?;
                self.faults.borrow_mut().extend(violations.iter().map(|violation| format!("{name}: {violation}")));
            }
        }
        page.emulate_media(&[]).await?;
        Ok(())
    }
}

/// Both text sizes, each with a desk of its own.
async fn tour(test: &str, visit: impl AsyncFn(&Desk, &Eyes) -> Outcome) -> Outcome {
    for (prefix, text_percent) in [("", 100), ("large-", 200)] {
        let change = |options| LaunchOptions { text_percent, device_scale: 2, ..options };
        let Some(desk) = Desk::with(test, change).await? else { return Ok(()) };
        let eyes = Eyes::open(test, prefix)?;
        visit(&desk, &eyes).await?;
        let faults = eyes.faults.take();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        desk.browser.expect_no_complaints()?;
    }
    Ok(())
}

async fn at(desk: &Desk, path: &str) -> Result<Page, CdpError> {
    let tab = desk.browser.open_tab(&format!("https://security.microsoft.com{path}")).await?;
    desk.browser.open_popup(&tab).await
}

async fn at_alert(desk: &Desk, alert: &str) -> Result<Page, CdpError> {
    at(desk, &format!("/alerts/{alert}")).await
}

#[tokio::test]
async fn a_fresh_install_looks_right() -> Outcome {
    tour("a_fresh_install_looks_right", async |desk, eyes| {
        let popup = at_alert(desk, alerts::SIX_FILES).await?;
        popup.get_by_role("button", "See a sample").await?;
        eyes.look(&popup, "first-run").await?;
        popup.get_by_role("button", "Use an access token").await?.click().await?;
        popup.get_by_role("textbox", "Access token").await?.fill("no token at all").await?;
        eyes.look(&popup, "token-entry").await?;
        popup.get_by_role("button", "Use token").await?.click().await?;
        popup.get_by_role("alert", Name::Any).await?;
        eyes.look(&popup, "token-refused").await?;
        popup.get_by_role("button", "Back").await?.click().await?;
        popup.get_by_role("button", "See a sample").await?.click().await?;
        popup.wait_for_count(1, "article", Name::starting("File ")).await?;
        eyes.look(&popup, "sample").await
    })
    .await
}

#[tokio::test]
async fn the_questions_before_a_lookup_look_right() -> Outcome {
    tour("the_questions_before_a_lookup_look_right", async |desk, eyes| {
        desk.know_contoso().await?;
        let popup = at_alert(desk, alerts::SIX_FILES).await?;
        popup.get_by_role("button", "Sign in").await?;
        eyes.look(&popup, "sign-in").await?;
        popup.close().await?;
        let popup = at_alert(desk, "fa3c2a4e51-7d0b-4b5c-9d67-aa7f1d2b6c11").await?;
        popup.get_by_role("button", "Try anyway").await?;
        eyes.look(&popup, "other-product").await?;
        popup.close().await?;
        let stranger = "57a46e00-0000-4000-8000-000000000001";
        let popup = at(desk, &format!("/alerts/{}?tid={stranger}", alerts::SIX_FILES)).await?;
        popup.get_by_role("button", "Use this tenant").await?;
        eyes.look(&popup, "strange-tenant").await?;
        popup.close().await?;
        let tab = desk.browser.open_tab("https://evil.example/").await?;
        let popup = desk.browser.open_popup(&tab).await?;
        popup.get_by_role("button", "Look up").await?;
        eyes.look(&popup, "not-the-portal").await
    })
    .await
}

#[tokio::test]
async fn the_cards_of_an_alert_look_right() -> Outcome {
    tour("the_cards_of_an_alert_look_right", async |desk, eyes| {
        let popup = at_alert(desk, alerts::SIX_FILES).await?;
        desk.paste_token(&popup, "File.Read.All Alert.Read").await?;
        popup.wait_for_count(6, "article", Name::starting("File ")).await?;
        popup.wait_until("document.querySelector('article .name') !== null").await?;
        eyes.look(&popup, "cards").await?;
        let hash = popup.get_all_by_role("button", "Copy SHA-256").await?;
        hash.first().expect("a first card").click().await?;
        popup.wait_for_words("status", "copied").await?;
        eyes.look(&popup, "copied").await?;
        hash.first().expect("a first card").right_click().await?;
        popup.get_by_role("menu", Name::Any).await?;
        eyes.look(&popup, "menu").await?;
        popup.press("Escape").await?;
        popup.get_all_by_role("checkbox", Name::starting("Select ")).await?[1].click().await?;
        popup.get_by_role("button", "Export").await?.click().await?;
        popup.get_by_role("combobox", "Format").await?.choose("Defender indicators").await?;
        eyes.look(&popup, "export").await?;
        popup.get_by_role("combobox", "Format").await?.choose("Hunting query (KQL)").await?;
        eyes.look(&popup, "export-query").await?;
        popup.press("Escape").await?;
        popup.get_by_role("button", "Keys").await?.click().await?;
        popup.get_by_role("dialog", "Keys").await?;
        eyes.look(&popup, "keys").await?;
        popup.press("Escape").await?;
        popup.evaluate("scrollTo(0, 1e6)").await?;
        eyes.look(&popup, "cards-end").await?;
        popup.close().await?;
        for (screen, name, count) in [
            ("signatures", "every-signature-state", None),
            ("beyond-ascii", "product-names-beyond-ascii", None),
            ("hostile", "hostile-strings", None),
            ("no-files", "no-files", Some(0)),
        ] {
            let popup = at_alert(desk, &desk.tenant.alert(name)).await?;
            match count {
                Some(_) => popup.wait_until("document.querySelector('.empty') !== null").await?,
                None => popup.wait_until("document.querySelector('article .name, article .verdict') !== null").await?,
            }
            popup.wait_until("document.querySelector('h1 bdi') !== null").await?;
            eyes.look(&popup, screen).await?;
            for part in ["middle", "end"] {
                let card = if part == "middle" { "Math.floor(cards.length / 2)" } else { "cards.length - 1" };
                let scroll =
                    format!("(cards => cards[{card}]?.scrollIntoView())(document.querySelectorAll('article'))");
                popup.evaluate(&scroll).await?;
                eyes.look(&popup, &format!("{screen}-{part}")).await?;
            }
            popup.close().await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn failures_and_waits_look_right() -> Outcome {
    tour("failures_and_waits_look_right", async |desk, eyes| {
        desk.tenant.fault(Fault::api(Action::Respond(Answer::too_many_requests("75"))).always());
        let popup = at_alert(desk, alerts::SIX_FILES).await?;
        desk.paste_token(&popup, "File.Read.All").await?;
        popup.wait_until("document.querySelector('.waiting') !== null").await?;
        eyes.look(&popup, "waiting").await?;
        popup.close().await?;
        desk.tenant.clear_faults();
        Ok(())
    })
    .await?;
    tour("failures_and_waits_look_right", async |desk, eyes| {
        let popup = at_alert(desk, alerts::OTHER_DEVICE_GROUP).await?;
        desk.paste_token(&popup, "File.Read.All").await?;
        popup.get_by_role("alert", Name::Any).await?;
        eyes.look(&popup, "access-denied").await?;
        popup.close().await?;
        let popup = at_alert(desk, alerts::EXPIRED).await?;
        popup.get_by_role("alert", Name::Any).await?;
        eyes.look(&popup, "unknown-alert").await?;
        popup.close().await?;
        desk.tenant.fault(Fault::api(Action::Respond(Answer::proxy_page())).always());
        let popup = at_alert(desk, alerts::SIX_FILES).await?;
        popup.get_by_role("alert", Name::Any).await?;
        eyes.look(&popup, "proxy-page").await
    })
    .await
}

#[tokio::test]
async fn lists_and_jobs_of_several_alerts_look_right() -> Outcome {
    tour("lists_and_jobs_of_several_alerts_look_right", async |desk, eyes| {
        let incident = format!("/incident2/{}/overview", alerts::INCIDENT);
        let popup = at(desk, &incident).await?;
        desk.paste_token(&popup, "File.Read.All").await?;
        popup.get_by_role("list", "Alerts on this page").await?;
        eyes.look(&popup, "list").await?;
        popup.get_by_role("button", "All files").await?.click().await?;
        popup
            .wait_until("document.querySelector('.failed') !== null && !document.querySelector('.job button')")
            .await?;
        eyes.look(&popup, "job").await?;
        popup.evaluate("scrollTo(0, 1e6)").await?;
        eyes.look(&popup, "job-end").await?;
        popup.close().await?;
        // A tab of its own has a job of its own; what the first one fetched is kept, what failed is asked for again.
        desk.tenant.fault(Fault::api(Action::Hang).on_path(alerts::EXPIRED));
        let popup = at(desk, &incident).await?;
        popup.get_by_role("button", "All files").await?.click().await?;
        says(&popup, "5 of 6 alerts").await?;
        eyes.look(&popup, "job-running").await?;
        popup.get_by_role("button", "Cancel").await?.click().await?;
        popup.wait_until_none("button", "Cancel").await?;
        eyes.look(&popup, "job-cancelled").await?;
        popup.close().await?;
        desk.tenant.clear_faults();
        let popup = at(desk, &incident).await?;
        popup.get_by_role("button", "Sign out").await?.click().await?;
        desk.paste_token(&popup, "File.Read.All Alert.Read").await?;
        popup.get_by_role("button", "List all alerts of the incident").await?;
        eyes.look(&popup, "list-offered").await?;
        popup.get_by_role("button", "List all alerts of the incident").await?.click().await?;
        says(&popup, "All 4 alerts of incident 4711").await?;
        eyes.look(&popup, "list-of-incident").await
    })
    .await
}

#[tokio::test]
async fn a_long_account_name_gives_way_before_its_tenant_does() -> Outcome {
    tour("a_long_account_name", async |desk, eyes| {
        let popup = at(desk, &format!("/incident2/{}/overview", alerts::INCIDENT)).await?;
        desk.paste_token(&popup, "File.Read.All").await?;
        popup.get_by_role("button", "Sign out").await?;
        let longer = "
            document.querySelector('.account bdi').textContent = 'first.last@a-long-organisation.com';
            document.querySelector('.account > :last-child').textContent = ' · Contoso Security Operations'";
        popup.evaluate(longer).await?;
        eyes.look(&popup, "long-account").await?;
        let [account, tenant, footer] = [":first-child", ":last-child", ""].map(|part| {
            let of = if part.is_empty() { "footer".to_owned() } else { format!(".account > {part}") };
            format!("document.querySelector('{of}')")
        });
        // With text at twice its size not even a line of its own has room for both.
        let whole = format!("{tenant}.scrollWidth <= {tenant}.clientWidth");
        let least = "parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.6";
        let gives_way = format!("{whole} || {account}.clientWidth < {least}");
        assert_eq!(popup.evaluate(&gives_way).await?, serde_json::json!(true));
        let is_cut = popup.evaluate(&format!("!({whole})")).await?;
        assert_eq!(is_cut, serde_json::json!(eyes.prefix == "large-"));
        let seen = format!("{footer}.scrollWidth <= {footer}.clientWidth");
        assert_eq!(popup.evaluate(&seen).await?, serde_json::json!(true));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_side_panel_looks_right() -> Outcome {
    tour("the_side_panel_looks_right", async |desk, eyes| {
        let popup = at_alert(desk, alerts::SIX_FILES).await?;
        desk.paste_token(&popup, "File.Read.All Alert.Read").await?;
        popup.wait_until("document.querySelector('article .name') !== null").await?;
        popup.get_by_role("button", "Open side panel").await?.click().await?;
        let panel = desk.browser.wait_for_page("the panel", |target| target.url.ends_with("?panel")).await?;
        // The browser gives it its width a moment after its page.
        panel.wait_until("innerWidth > 0 && document.querySelector('article .name') !== null").await?;
        eyes.look(&panel, "panel").await
    })
    .await
}
