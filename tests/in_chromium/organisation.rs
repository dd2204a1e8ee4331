//! How the organisation knows the files of an alert, asked for by a click.

use std::time::Duration;

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{Name, PATIENCE},
        tenant::{AccessClaims, Action, Answer, CONTOSO, Fault, Gate, alerts},
    },
};

#[tokio::test]
async fn the_organisation_is_asked_about_one_file_by_a_click_and_about_all_by_another() -> Outcome {
    let Some(desk) = Desk::new("organisation").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    let calls = || desk.tenant.api_calls().iter().filter(|call| call.path.contains("/stats")).count();
    assert_eq!(calls(), 0, "nothing is asked without a click");
    let card = popup.get_by_role("article", Name::starting("File 599a")).await?;
    card.get_by_role("button", "In your organisation").await?.click().await?;
    popup
        .wait_until("/In your organisation\\s*\\d+ devices?/.test(document.querySelector('article').innerText)")
        .await?;
    says(&popup, "known as AutoKMS.exe").await?;
    assert_eq!(calls(), 1);
    popup.get_by_role("button", "In your organisation: ask for all 5, one call each").await?.click().await?;
    popup.wait_until("document.querySelectorAll('.organisation strong').length === 6").await?;
    assert_eq!(calls(), 6);
    popup.get_by_role("button", "Copy as ticket text").await?.click().await?;
    popup.wait_for_words("status", "copied").await?;
    assert_eq!(popup.clipboard().await?.matches("\nIn organisation: ").count(), 6);
    popup.close().await?;
    // Closing the popup loses nothing.
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_until("document.querySelectorAll('.organisation strong').length === 6").await?;
    assert_eq!(popup.get_all_by_role("button", Name::starting("In your organisation")).await?.len(), 0);
    // Signing out does.
    popup.get_by_role("button", "Sign out").await?.click().await?;
    popup.wait_until_none("button", "Sign out").await?;
    desk.paste_token(&popup, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "In your organisation: ask for all 6, one call each").await?;
    assert_eq!(calls(), 6);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn what_did_not_come_shows_its_correlation_id_and_is_asked_for_again() -> Outcome {
    let Some(desk) = Desk::new("organisation that fails").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(403, "Forbidden"))).on_path("/stats").always());
    let card = popup.get_by_role("article", Name::starting("File 599a")).await?;
    card.get_by_role("button", "In your organisation").await?.click().await?;
    says(&popup, "does not let you see how your organisation knows this file").await?;
    card.get_by_role("button", "Copy correlation id").await?.click().await?;
    popup.wait_for_words("status", "Copied").await?;
    let id = popup.clipboard().await?;
    assert!(id.len() == 36 && card.text().await?.contains(&id), "`{id}`");
    desk.tenant.clear_faults();
    card.get_by_role("button", "In your organisation").await?.click().await?;
    popup.wait_until("document.querySelectorAll('.organisation strong').length === 1").await?;
    // Nobody is asked five times to hear five times that nobody answers.
    desk.tenant.fault(Fault::api(Action::Close).on_path("/stats").always());
    desk.tenant.forget_requests();
    popup.get_by_role("button", "In your organisation: ask for all 5, one call each").await?.click().await?;
    says(&popup, "Defender cannot be reached").await?;
    popup.get_by_role("button", "In your organisation: ask for all 5, one call each").await?;
    let asked: std::collections::BTreeSet<String> = desk.tenant.api_calls().into_iter().map(|call| call.path).collect();
    assert!(asked.len() <= 1, "{asked:?}");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn cancel_ends_a_wait_for_the_quota_and_no_call_comes_of_it() -> Outcome {
    let Some(desk) = Desk::new("organisation over the quota").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    // Two calls are left, and the next permit comes in four seconds.
    desk.spend_permits(98, Duration::from_secs(56)).await?;
    desk.tenant.forget_requests();
    popup.get_by_role("button", "In your organisation: ask for all 6, one call each").await?.click().await?;
    popup.wait_until("document.querySelectorAll('.organisation strong').length === 2").await?;
    popup.get_by_role("button", "Cancel").await?.click().await?;
    // Nothing is waited for, and the rest can be asked for anew.
    popup.get_by_role("button", "In your organisation: ask for all 4, one call each").await?;
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(desk.tenant.api_calls().len(), 2);
    popup.get_by_role("button", "In your organisation: ask for all 4, one call each").await?.click().await?;
    popup.wait_until("document.querySelectorAll('.organisation strong').length === 6").await?;
    assert_eq!(desk.tenant.api_calls().len(), 6);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn what_comes_late_for_one_account_is_told_to_no_other() -> Outcome {
    let Some(desk) = Desk::new("organisation of another account").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    let gate = Gate::closed();
    desk.tenant.fault(Fault::api(Action::Hold(gate.clone())).on_path_ending("/stats"));
    let card = popup.get_by_role("article", Name::starting("File 599a")).await?;
    card.get_by_role("button", "In your organisation").await?.click().await?;
    desk.tenant.wait_for_request(PATIENCE, |call| call.path.ends_with("/stats")).await.ok_or("no call")?;
    popup.get_by_role("button", "Sign out").await?.click().await?;
    let of_bob = desk.tenant.mint_access_token(&AccessClaims::default().account(CONTOSO, "bob@contoso.com"));
    popup.get_by_role("button", "Use an access token").await?.click().await?;
    popup.get_by_role("textbox", "Access token").await?.fill(&of_bob).await?;
    popup.get_by_role("button", "Use token").await?.click().await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    gate.open();
    // Whoever asked holds a lock until the answer was heard.
    popup
        .wait_until("navigator.locks.query().then(({ held }) => held.every(lock => !lock.name.startsWith('answer ')))")
        .await?;
    popup.evaluate("new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn, 100)))").await?;
    assert_eq!(popup.get_all_by_role("button", "In your organisation").await?.len(), 6);
    assert_eq!(popup.evaluate("document.querySelectorAll('.organisation').length").await?, json!(0));
    Ok(())
}

#[tokio::test]
async fn the_sample_has_no_organisation_to_ask() -> Outcome {
    let Some(desk) = Desk::new("organisation of the sample").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "See a sample").await?.click().await?;
    popup.wait_for_count(1, "article", Name::starting("File ")).await?;
    assert_eq!(popup.get_all_by_role("button", Name::starting("In your organisation")).await?.len(), 0);
    Ok(())
}
