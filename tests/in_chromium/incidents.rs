//! All alerts of an incident, listed by Defender, and what their files cost.

use std::time::Duration;

use crate::{
    desk::{Desk, Outcome, counts_down, says},
    support::{
        chromium::Name,
        tenant::{Paging, alerts},
    },
};

const LIST_ALL: &str = "List all alerts of the incident";

#[tokio::test]
async fn an_incident_lists_all_its_alerts_by_one_call_that_brings_the_names_along() -> Outcome {
    let Some(desk) = Desk::new("list of an incident").await? else { return Ok(()) };
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    desk.badge_says("6").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    says(&popup, "Found on the part of the page drawn so far").await?;
    says(&popup, "7 calls at most; 100 of 100 left this minute").await?;
    assert_eq!(desk.tenant.api_calls().len(), 0, "the list is asked for by a click alone");
    popup.get_by_role("button", LIST_ALL).await?.click().await?;
    says(&popup, "All 4 alerts of incident 4711, from Defender. 2 more on the page only.").await?;
    says(&popup, "99 of 100 left this minute").await?;
    let [call] = &desk.tenant.api_calls()[..] else { return Err("not one call".into()) };
    assert_eq!(call.query_value("$filter").as_deref(), Some("incidentId eq 4711"));
    assert_eq!(call.query_value("$expand").as_deref(), Some("evidence"));
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "All 4 alerts of incident 4711").await?;
    assert_eq!(desk.tenant.api_calls().len(), 1, "a popup that opens again finds it kept");

    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "6 of 6 alerts").await?;
    popup.get_by_role("article", Name::starting("File AutoKMS.exe")).await?;
    let calls = desk.tenant.api_calls();
    assert_eq!(calls.len(), 7, "one call for each alert, and none for names");

    says(&popup, "The files of 2 alerts could not be had").await?;
    let again = popup.get_all_by_role("button", "Try this alert again").await?;
    assert_eq!(again.len(), 2);
    desk.tenant.forget_requests();
    again[0].click().await?;
    desk.tenant.wait_for_request(crate::support::chromium::PATIENCE, |call| call.path.ends_with("/files")).await;
    says(&popup, "6 of 6 alerts").await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn all_files_of_an_incident_have_their_names_without_another_click() -> Outcome {
    let Some(desk) = Desk::new("names of a job").await? else { return Ok(()) };
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    desk.badge_says("6").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "6 of 6 alerts").await?;
    popup.get_by_role("article", Name::starting("File AutoKMS.exe")).await?;
    let calls = desk.tenant.api_calls();
    assert_eq!(calls.len(), 7, "as announced");
    assert!(calls[0].query_value("$filter").is_some(), "the names come first");
    says(&popup, "7 calls at most; 93 of 100 left this minute").await?;
    popup.get_by_role("button", "Refresh").await?.click().await?;
    says(&popup, "7 calls at most; 86 of 100 left this minute").await?;
    popup.get_by_role("article", Name::starting("File AutoKMS.exe")).await?;
    assert_eq!(desk.tenant.api_calls().len(), 14);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_list_that_defender_splits_is_read_to_its_end() -> Outcome {
    let Some(desk) = Desk::new("split list").await? else { return Ok(()) };
    desk.tenant.paging(Paging::AnotherHost(3));
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    desk.badge_says("6").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.get_by_role("button", LIST_ALL).await?.click().await?;
    says(&popup, "All 4 alerts of incident 4711, from Defender.").await?;
    assert_eq!(desk.tenant.api_calls().len(), 2);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn without_the_permission_one_line_offers_the_list() -> Outcome {
    let Some(desk) = Desk::new("offer of a list").await? else { return Ok(()) };
    let (_, popup) = desk.at_six_files().await?;
    desk.sign_in(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.close().await?;
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    desk.badge_says("6").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    assert!(popup.get_all_by_role("button", LIST_ALL).await?.is_empty());
    says(&popup, "All alerts of the incident need the permission Alert.Read.").await?;
    popup.get_by_role("button", "Allow the list").await?.click().await?;
    desk.browser.sign_in_window().await?.get_by_role("button", "Accept").await?.click().await?;
    let before = desk.tenant.api_calls().len();
    popup.get_by_role("button", LIST_ALL).await?.click().await?;
    says(&popup, "All 4 alerts of incident 4711, from Defender.").await?;
    assert_eq!(desk.tenant.api_calls().len(), before + 1);
    Ok(())
}

#[tokio::test]
async fn a_job_over_the_limit_says_so_before_and_counts_down_also_after_the_popup_was_reopened() -> Outcome {
    let Some(desk) = Desk::new("countdown across reopening").await? else { return Ok(()) };
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    desk.badge_says("6").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.get_by_role("button", LIST_ALL).await?.click().await?;
    says(&popup, "All 4 alerts of incident 4711").await?;
    // Two calls are left, as far as the ledger knows.
    desk.spend_permits(98, Duration::ZERO).await?;
    // Two minutes, or one where the page is a second late.
    popup.wait_until("/6 calls at most, about (1 minute|2 minutes)$/m.test(document.body.innerText)").await?;
    desk.tenant.forget_requests();
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "2 of 6 alerts").await?;
    counts_down(&popup).await?;
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "2 of 6 alerts").await?;
    counts_down(&popup).await?;
    assert_eq!(desk.tenant.api_calls().len(), 2);
    popup.get_by_role("button", "Cancel").await?.click().await?;
    says(&popup, "Stopped at 2 of 6 alerts").await?;
    popup.get_by_role("button", "Continue").await?;
    Ok(())
}
