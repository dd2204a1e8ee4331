//! File names, paths and devices: from the alert's evidence, once the analyst has allowed it to be read.

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Name, Page},
        tenant::{Action, Answer, Fault, alerts},
    },
};

/// Signed in with the usual permission alone.
async fn without_names(desk: &Desk) -> Result<Page, CdpError> {
    let (_, popup) = desk.at_six_files().await?;
    desk.sign_in(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    Ok(popup)
}

#[tokio::test]
async fn names_are_asked_for_by_a_button_of_their_own_and_then_join_the_cards() -> Outcome {
    let Some(desk) = Desk::new("names").await? else { return Ok(()) };
    let popup = without_names(&desk).await?;
    popup.get_by_role("article", Name::starting("File 599a4a3f31a5")).await?;
    let first = desk.tenant.authorize_requests().remove(0).query_value("scope").unwrap_or_default();
    assert!(!first.contains("Alert.Read"), "the first sign-in asks for `{first}`");
    popup.get_by_role("button", "Show file names").await?.click().await?;
    desk.browser.sign_in_window().await?.get_by_role("button", "Accept").await?.click().await?;
    popup.get_by_role("article", "File AutoKMS.exe").await?;
    popup.get_by_role("heading", "An active 'AutoKMS' hacktool was detected").await?;
    says(&popup, "Medium").await?;
    says(&popup, "C:\\Program Files\\KMSpico").await?;
    assert_eq!(popup.get_all_by_role("button", "Show file names").await?.len(), 0);
    let calls = desk.tenant.api_calls();
    let alert = format!("/api/alerts/{}", alerts::SIX_FILES);
    assert_eq!(calls.iter().filter(|call| call.path == alert).count(), 1);
    assert_eq!(calls.iter().filter(|call| call.path == format!("{alert}/files")).count(), 1, "the files are kept");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn refusing_the_names_leaves_the_cards_as_they_were() -> Outcome {
    let Some(desk) = Desk::new("names refused").await? else { return Ok(()) };
    let popup = without_names(&desk).await?;
    popup.get_by_role("button", "Show file names").await?.click().await?;
    desk.browser.sign_in_window().await?.get_by_role("button", "Cancel").await?.click().await?;
    popup.get_by_role("alert", Name::Any).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "Show file names").await?;
    Ok(())
}

#[tokio::test]
async fn evidence_that_cannot_be_read_costs_the_names_and_nothing_else() -> Outcome {
    let Some(desk) = Desk::new("names withheld").await? else { return Ok(()) };
    let refused = Action::Respond(Answer::api_error(403, "Forbidden"));
    desk.tenant.fault(Fault::api(refused).on_path_ending(alerts::SIX_FILES));
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    says(&popup, "File names could not be read").await?;
    popup.wait_for_words("alert", "View Data").await?;
    desk.tenant.clear_faults();
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Try again").await?.click().await?;
    popup.get_by_role("article", "File AutoKMS.exe").await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    assert_eq!(desk.tenant.api_calls().len(), 1, "the files are there");
    Ok(())
}

#[tokio::test]
async fn files_that_only_the_evidence_knows_have_cards_that_say_so() -> Outcome {
    let Some(desk) = Desk::new("only in the evidence").await? else { return Ok(()) };
    let tab = desk.open_alert(&desk.tenant.alert("evidence-without-hashes")).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    let card = popup.get_by_role("article", "File SB.xsl").await?;
    let said = card.text().await?;
    assert!(said.contains("Only in the evidence") && said.contains("C:\\Windows\\Temp"), "{said}");
    assert!(!said.contains("igner"), "{said}");
    says(&popup, "1 only in the evidence").await?;
    popup.get_by_role("button", "Copy all SHA-256").await?.click().await?;
    popup.wait_for_words("status", "1 file has none").await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}
