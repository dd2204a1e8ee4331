//! A first look without an app registration.

use crate::{
    desk::{Desk, Outcome},
    support::{chromium::Name, tenant::alerts},
};

#[tokio::test]
async fn a_pasted_token_shows_the_files_of_the_alert_on_screen_as_cards() -> Outcome {
    let Some(desk) = Desk::new("a_pasted_token_shows_the_files").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.paste_token(&popup, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}
