//! The side panel: the popup's page, which stays open and follows the tab in front.

use crate::{
    desk::{Desk, Outcome, says},
    support::{chromium::Name, tenant::alerts},
};

#[tokio::test]
async fn the_side_panel_opens_from_the_popup_stays_and_follows_the_tab_in_front() -> Outcome {
    let Some(desk) = Desk::new("side panel").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "Open side panel").await?.click().await?;
    let panel =
        desk.browser.wait_for_page("the side panel", |target| target.url.ends_with("/popup.html?panel")).await?;
    popup.wait_until_closed().await?;
    panel.wait_for_count(6, "article", Name::starting("File ")).await?;
    assert_eq!(panel.get_all_by_role("button", "Open side panel").await?.len(), 0, "it is open already");
    assert_eq!(desk.tenant.api_calls().len(), 1, "the panel finds what the popup has fetched");

    let other = desk.open_alert(alerts::ONE_SIGNED_FILE).await?;
    panel.wait_for_count(1, "article", Name::starting("File ")).await?;
    says(&panel, alerts::ONE_SIGNED_FILE).await?;
    tab.bring_to_front().await?;
    panel.wait_for_count(6, "article", Name::starting("File ")).await?;
    tab.evaluate(&format!("history.pushState(null, '', '/alerts/{}')", alerts::NO_FILES)).await?;
    says(&panel, "This alert has no files.").await?;
    other.bring_to_front().await?;
    panel.wait_for_count(1, "article", Name::starting("File ")).await?;
    // Of a site without permission the browser tells no address: the alert before it is gone all the same.
    other.navigate("about:blank").await?;
    panel.get_by_role("textbox", "Alert id or link").await?;
    panel.wait_until_none("article", Name::starting("File ")).await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}
