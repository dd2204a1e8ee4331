//! The government clouds: their hosts are asked for by a click, and nothing goes anywhere but to the table's hosts.
//!
//! The browser's own question about permissions has no DevTools target: it is answered by real keys on a real screen.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Display, LaunchOptions, Name, PATIENCE, Page, WindowSize},
        tenant::{CLIENT, CONTOSO, GOVERNMENT_CLIENT, LITWARE, TREY, WOODGROVE, alerts},
    },
};

const SCREEN: WindowSize = WindowSize { width: 1280, height: 900 };
/// What had no effect after this long is done again: nobody tells when the question is there.
const EFFECT: Duration = Duration::from_secs(2);

/// A desk on a screen of its own, and its options page with Contoso saved.
async fn options_on_a_screen(test: &str) -> Result<Option<(Display, Desk, Page)>, Box<dyn std::error::Error>> {
    let Some(display) = Display::start_or_skip(test, SCREEN)? else { return Ok(None) };
    let appearance = display.appearance();
    let window = |options| LaunchOptions { appearance, window: SCREEN, ..options };
    let Some(desk) = Desk::with(test, window).await? else { return Ok(None) };
    desk.know_contoso().await?;
    let page = desk.browser.open_extension_page("options.html").await?;
    page.get_by_role("textbox", "Tenant id").await?;
    display.focus_window("Hashcard options")?;
    Ok(Some((display, desk, page)))
}

async fn fill(page: &Page, tenant: &str, client: &str, cloud: &str) -> Result<(), CdpError> {
    page.get_by_role("textbox", "Tenant id").await?.fill(tenant).await?;
    page.get_by_role("textbox", "Client id").await?.fill(client).await?;
    page.get_by_role("combobox", "Cloud").await?.choose(cloud).await
}

/// Presses keys until the page shows that the browser's question is answered.
async fn answer(display: &Display, keys: &[&str], page: &Page, answered: &str) -> Outcome {
    let start = Instant::now();
    while start.elapsed() < 2 * PATIENCE {
        for key in keys {
            display.key(key)?;
        }
        if comes_true(page, answered, EFFECT).await? {
            return Ok(());
        }
    }
    Err(format!("{keys:?} did not lead to `{answered}`").into())
}

/// Whether a promise of a condition becomes true in time.
async fn comes_true(page: &Page, condition: &str, patience: Duration) -> Result<bool, CdpError> {
    let script = format!(
        "(async () => {{
             for (const start = performance.now(); performance.now() - start < {};) {{
                 if (await ({condition})) return true;
                 await new Promise(resolve => setTimeout(resolve, 25));
             }}
             return false;
         }})()",
        patience.as_millis()
    );
    Ok(page.evaluate(&script).await? == true)
}

async fn granted(page: &Page) -> Result<BTreeSet<String>, CdpError> {
    let all = page.evaluate("chrome.permissions.getAll().then(all => all.origins)").await?;
    Ok(all.as_array().into_iter().flatten().filter_map(|host| host.as_str().map(str::to_owned)).collect())
}

/// F-06
#[tokio::test]
async fn government_hosts_are_asked_for_by_a_click_and_a_refusal_leaves_all_as_it_was() -> Outcome {
    let Some((display, desk, page)) = options_on_a_screen("government hosts").await? else { return Ok(()) };
    let saved = "chrome.storage.local.get('settings').then(found => found.settings)";
    let (hosts, settings) = (granted(&page).await?, page.evaluate(saved).await?);
    fill(&page, LITWARE, GOVERNMENT_CLIENT, "US Government GCC High").await?;
    assert_eq!(granted(&page).await?, hosts, "choosing alone asks for nothing");
    page.get_by_role("button", "Save").await?.click().await?;
    answer(&display, &["Escape"], &page, "document.querySelector('[role=alert]') !== null").await?;
    let told = page.wait_for_words("alert", "may not reach the hosts").await?;
    assert!(told.contains("GCC High"), "{told}");
    assert_eq!((granted(&page).await?, page.evaluate(saved).await?), (hosts.clone(), settings.clone()));

    page.get_by_role("button", "Save").await?.click().await?;
    // The question stands on `Deny`.
    let allowed = "chrome.permissions.contains({ origins: ['https://login.microsoftonline.us/*'] })";
    answer(&display, &["Tab", "Return"], &page, allowed).await?;
    let kept = format!("{saved}.then(now => now.includes('{LITWARE}'))");
    assert!(comes_true(&page, &kept, PATIENCE).await?, "what was asked for is saved");
    let more: BTreeSet<_> = granted(&page).await?.difference(&hosts).cloned().collect();
    let expected = ["api-gov.securitycenter.microsoft.us", "login.microsoftonline.us", "security.microsoft.us"];
    assert_eq!(more, expected.map(|host| format!("https://{host}/*")).into());
    assert!(desk.tenant.requests().is_empty(), "saving asks nobody");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// Policy knows the tenant, and nobody has met the options page.
#[tokio::test]
async fn the_popup_asks_for_a_clouds_hosts_before_anything_else() -> Outcome {
    let Some((display, desk, page)) = options_on_a_screen("hosts in the popup").await? else { return Ok(()) };
    let woodgrove = json!({ "tenantId": WOODGROVE, "clientId": CLIENT, "cloud": "gcc" });
    desk.know(&json!({ "tenants": [woodgrove] })).await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.tenant.forget_requests();
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("heading", "One click is missing").await?;
    says(&popup, "api-gcc.securitycenter.microsoft.us").await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    popup.get_by_role("button", "Allow these hosts").await?.click().await?;
    let allowed = "chrome.permissions.contains({ origins: ['https://api-gcc.securitycenter.microsoft.us/*'] })";
    answer(&display, &["Tab", "Return"], &page, allowed).await?;
    Ok(())
}

/// The multi-tenant portal is opened by a click in the options, and then seen.
#[tokio::test]
async fn more_portals_are_opened_one_by_one() -> Outcome {
    let Some((display, desk, page)) = options_on_a_screen("more portals").await? else { return Ok(()) };
    let alert = format!("https://mto.security.microsoft.com/alerts/{}", alerts::SIX_FILES);
    let tab = desk.browser.open_tab(&alert).await?;
    page.bring_to_front().await?;
    display.focus_window("Hashcard options")?;
    // What a content script reports goes to each of our pages.
    let reports = "globalThis.reports = [];
         chrome.runtime.onMessage.addListener(({ url, links }) => void reports.push(`${links.length} ${url}`))";
    page.evaluate(reports).await?;
    page.get_by_role("button", "Allow mto.security.microsoft.com").await?.click().await?;
    let allowed = "chrome.permissions.contains({ origins: ['https://mto.security.microsoft.com/*'] })";
    answer(&display, &["Tab", "Return"], &page, allowed).await?;
    says(&page, "mto.security.microsoft.com is allowed").await?;
    page.get_by_role("button", "Allow transition.security.microsoft.com").await?;
    // The tab was open before, and nobody loads it anew.
    page.wait_until("reports.length > 0").await?;
    tab.bring_to_front().await?;
    desk.badge_says_more_than(0).await?;
    assert_eq!(page.evaluate("reports.length === new Set(reports).size").await?, true, "nothing is reported twice");
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, alerts::SIX_FILES).await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// what the tenant saw, against the table of clouds as it is documented.
#[tokio::test]
async fn each_cloud_signs_in_and_is_asked_at_its_own_hosts_only() -> Outcome {
    const COMMERCIAL: &str = "login.microsoftonline.com";
    const GOVERNMENT: &str = "login.microsoftonline.us";
    let clouds = [
        ("Commercial", CONTOSO, CLIENT, "ada@contoso.com", COMMERCIAL, "api.securitycenter.microsoft.com"),
        (
            "US Government GCC",
            WOODGROVE,
            CLIENT,
            "wade@woodgrove.gov",
            COMMERCIAL,
            "api-gcc.securitycenter.microsoft.us",
        ),
        (
            "US Government GCC High",
            LITWARE,
            GOVERNMENT_CLIENT,
            "lena@litware.us",
            GOVERNMENT,
            "api-gov.securitycenter.microsoft.us",
        ),
        (
            "US Department of Defense",
            TREY,
            GOVERNMENT_CLIENT,
            "theo@trey.mil",
            GOVERNMENT,
            "api-gov.securitycenter.microsoft.us",
        ),
    ];
    let Some((display, desk, page)) = options_on_a_screen("the table of clouds").await? else { return Ok(()) };
    for (cloud, tenant, client, account, authority, api) in clouds {
        desk.tenant.forget_requests();
        fill(&page, tenant, client, cloud).await?;
        page.get_by_role("button", "Test").await?.click().await?;
        if cloud != "Commercial" {
            let hosts = json!({ "origins": [format!("https://{authority}/*"), format!("https://{api}/*")] });
            let allowed = format!("chrome.permissions.contains({hosts})");
            // The second cloud of a family asks for its portal alone.
            let started = "document.querySelector('.test') !== null";
            answer(&display, &["Tab", "Return"], &page, &format!("{allowed}.then(yes => yes && {started})")).await?;
        }
        desk.choose_account(account).await?;
        page.wait_for_words("note", &format!("Works: signed in as {account}")).await?;
        display.focus_window("Hashcard options")?;
        let audience = format!("https://{api}");
        let [asked] = &desk.tenant.authorize_requests()[..] else { return Err("not one sign-in".into()) };
        let [redeemed] = &desk.tenant.token_requests()[..] else { return Err("not one token request".into()) };
        let [called] = &desk.tenant.api_calls()[..] else { return Err("not one call".into()) };
        assert_eq!((&*asked.host, &*redeemed.host, &*called.host), (authority, authority, api), "{cloud}");
        let scope = format!("openid profile offline_access {audience}/File.Read.All");
        assert_eq!(asked.query_value("scope").as_ref(), Some(&scope), "{cloud}");
        assert_eq!(redeemed.form_value("scope").as_ref(), Some(&scope), "{cloud}");
        let elsewhere = desk.tenant.requests_where(|request| {
            ![authority, api].contains(&&*request.host) && !request.host.ends_with("chromiumapp.org")
        });
        assert!(
            elsewhere.is_empty(),
            "{cloud}: {:?}",
            elsewhere.iter().map(|request| request.url()).collect::<Vec<_>>()
        );
        page.get_by_role("button", "Sign out").await?.click().await?;
        page.wait_until_none("button", Name::starting("Sign out")).await?;
        desk.tenant.end_sessions();
    }
    Ok(())
}
