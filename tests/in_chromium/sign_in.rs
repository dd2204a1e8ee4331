//! Signing in with Entra, through the real sign-in window.

use crate::{
    desk::{Desk, Outcome},
    support::{chromium::Name, tenant::alerts},
};

#[tokio::test]
async fn sign_in_and_one_click_on_the_sign_in_page_show_the_cards() -> Outcome {
    let Some(desk) = Desk::new("sign_in_shows_the_cards").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.sign_in(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    assert_eq!(desk.tenant.token_requests().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}
