//! Looking up before the popup opens: nothing while it is off, one call while it is on.

use std::time::Duration;

use serde_json::json;

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{CdpError, Name, PATIENCE, Page},
        tenant::{CLIENT, CONTOSO, alerts},
    },
};

/// A desk that knows Contoso and has a token for it, with prefetch on or off; in front is an incident that links alerts.
async fn prepared(desk: &Desk, prefetch: bool) -> Result<Page, CdpError> {
    let tenant = json!({ "tenantId": CONTOSO, "name": "Contoso", "clientId": CLIENT });
    desk.know(&json!({ "tenants": [tenant], "prefetch": prefetch })).await?;
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    desk.badge_says("6").await?;
    desk.start_with_token(&tab, "File.Read.All").await?.close().await?;
    // Once more with its links, now that there is a token to look them up by.
    tab.reload().await?;
    stays_open(&tab).await?;
    Ok(tab)
}

/// Waits, by the page's own clock, until it has been open for much longer than a prefetch waits for.
async fn stays_open(tab: &Page) -> Result<(), CdpError> {
    tab.wait_until("performance.now() > 3500").await
}

#[tokio::test]
async fn while_it_is_off_a_page_that_stays_open_costs_nothing() -> Outcome {
    let Some(desk) = Desk::new("prefetch off").await? else { return Ok(()) };
    prepared(&desk, false).await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("1").await?;
    stays_open(&tab).await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn while_it_is_on_the_pages_own_alert_costs_one_call_and_the_popup_opens_with_its_cards() -> Outcome {
    let Some(desk) = Desk::new("prefetch on").await? else { return Ok(()) };
    prepared(&desk, true).await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new(), "six links, and none was looked up");
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.tenant.wait_for_request(PATIENCE, |call| call.path.ends_with("/files")).await.ok_or("no call")?;
    let kept = format!(
        "(async () => {{ for (;;) {{
             const keys = await chrome.storage.session.getKeys();
             if (keys.some(key => key.endsWith('files {}'))) return;
             await new Promise(resolve => setTimeout(resolve, 10));
         }} }})()",
        alerts::SIX_FILES
    );
    desk.browser.wake_worker().await?.evaluate(&kept).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    let [call] = &desk.tenant.api_calls()[..] else { return Err("not one call".into()) };
    assert!(call.path.contains(alerts::SIX_FILES), "{}", call.path);
    popup.close().await?;

    // Half of the limit is used up now, as far as the ledger knows.
    desk.spend_permits(50, Duration::ZERO).await?;
    let tab = desk.open_alert(alerts::FOURTEEN_FILES).await?;
    desk.badge_says("1").await?;
    stays_open(&tab).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn an_alert_in_a_tab_that_is_not_in_front_costs_nothing() -> Outcome {
    let Some(desk) = Desk::new("prefetch behind").await? else { return Ok(()) };
    prepared(&desk, true).await?;
    let address = desk.tenant.alert_page(alerts::SIX_FILES);
    let open = format!("chrome.tabs.create({{ url: '{address}', active: false }})");
    desk.browser.wake_worker().await?.evaluate(&open).await?;
    let behind = desk.browser.wait_for_page("the tab behind", |target| target.url == address).await?;
    stays_open(&behind).await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_box_in_the_options_turns_it_on_and_off() -> Outcome {
    let Some(desk) = Desk::new("prefetch in the options").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    let name = Name::starting("Look up the alert on screen");
    for expected in ["true", "false"] {
        page.get_by_role("checkbox", name.clone()).await?.click().await?;
        page.wait_for_words("status", "Saved").await?;
        page.wait_until(&format!(
            "chrome.storage.local.get('settings').then(({{ settings }}) => (settings ?? '').includes('\"prefetch\":{expected}'))"
        ))
        .await?;
        page.reload().await?;
        let box_there = page.get_by_role("checkbox", name.clone()).await?;
        let ticked = box_there.run("function () { return this.checked; }").await?;
        assert_eq!(ticked.to_string(), expected);
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}
