//! Closing the popup loses nothing.

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{chromium::Name, tenant::alerts},
};

#[tokio::test]
async fn a_popup_that_was_closed_goes_on_where_it_was() -> Outcome {
    let Some(desk) = Desk::new("going on").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::FOURTEEN_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.get_by_role("button", Name::starting("9 known good")).await?.click().await?;
    popup.wait_for_count(14, "article", Name::starting("File ")).await?;
    popup.evaluate("document.querySelector('article').focus()").await?;
    popup.press("Space").await?;
    says(&popup, "1 selected").await?;
    // Closed at once: before the browser has said that the page came to rest.
    popup.evaluate("scrollTo(0, 900)").await?;
    let calls = desk.tenant.api_calls().len();
    popup.close().await?;

    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_count(14, "article", Name::starting("File ")).await?;
    says(&popup, "1 selected").await?;
    popup.wait_until("scrollY > 800").await?;
    assert_eq!(desk.tenant.api_calls().len(), calls, "going on costs no call");
    // It is also kept while the page stays open.
    popup.evaluate("scrollTo(0, 700)").await?;
    let kept = "chrome.storage.session.get(null).then(all => Object.entries(all).some(([key, value]) =>
        key.startsWith('view ') && /\"scroll\":700\\b/.test(value)))";
    popup.wait_until(kept).await?;
    popup.close().await?;

    // The alert of another address opens at once, and with nothing of the one before.
    tab.navigate(&desk.tenant.alert_page(alerts::SIX_FILES)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    // The next popup scrolls after its first cards were painted.
    popup.wait_until("performance.now() > 1500").await?;
    assert_eq!(popup.evaluate("scrollY").await?, json!(0));
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_filter_is_there_again_until_somebody_signs_out() -> Outcome {
    let Some(desk) = Desk::new("filter again").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("searchbox", "Filter files").await?.fill("hacktool").await?;
    popup.wait_for_count(2, "article", Name::starting("File ")).await?;
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_count(2, "article", Name::starting("File ")).await?;
    assert_eq!(popup.get_by_role("searchbox", "Filter files").await?.value().await?, "hacktool");
    popup.get_by_role("button", "Sign out").await?.click().await?;
    popup.wait_until_none("searchbox", "Filter files").await?;
    let filter = "chrome.storage.session.get(null).then(all => JSON.stringify(all).includes('hacktool'))";
    popup.wait_until(&format!("{filter}.then(there => !there)")).await?;
    Ok(())
}
