//! A first look without an app registration: a pasted token, the sample, the choices of a fresh install.

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::Name,
        tenant::{AccessClaims, Action, Answer, CONTOSO, FABRIKAM, Fault, alerts},
    },
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

#[tokio::test]
async fn a_pasted_token_of_no_use_is_explained_without_a_call_and_leaves_the_field() -> Outcome {
    let Some(desk) = Desk::new("pasted tokens of no use").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Use an access token").await?.click().await?;
    let field = popup.get_by_role("textbox", "Access token").await?;
    assert_eq!(field.attribute("autocomplete").await?.as_deref(), Some("off"));
    assert_eq!(field.attribute("spellcheck").await?.as_deref(), Some("false"));
    let mint = |claims: AccessClaims| desk.tenant.mint_access_token(&claims);
    let ours = AccessClaims::default;
    for (token, words) in [
        ("no token at all".to_owned(), "not an access token"),
        (mint(ours().expires_in(-600)), "expired 10 minutes ago"),
        (mint(ours().audience("https://graph.microsoft.com")), "for Microsoft Graph"),
        (mint(ours().audience("https://management.azure.com")), "for another API"),
        (mint(ours().application_roles(&["File.Read.All"])), "application token"),
        (mint(ours().scopes("Machine.Read")), "lacks the permission File.Read.All; it has Machine.Read"),
    ] {
        popup.get_by_role("textbox", "Access token").await?.fill(&token).await?;
        popup.get_by_role("button", "Use token").await?.click().await?;
        popup.wait_for_words("alert", words).await?;
        assert_eq!(popup.get_by_role("textbox", "Access token").await?.value().await?, "");
    }
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_token_of_another_tenant_than_the_pages_is_said_before_any_call() -> Outcome {
    let Some(desk) = Desk::new("a token of another tenant").await? else { return Ok(()) };
    let tab = desk.browser.open_tab(&desk.tenant.alert_page(alerts::OF_FABRIKAM)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.paste_token(&popup, "File.Read.All").await?;
    says(&popup, "Your token is for another tenant").await?;
    says(&popup, FABRIKAM).await?;
    says(&popup, CONTOSO).await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_token_of_another_tenant_than_the_settings_is_not_taken() -> Outcome {
    let Some(desk) = Desk::new("a token beside the settings").await? else { return Ok(()) };
    let (_, popup) = desk.at_six_files().await?;
    let fabrikams = AccessClaims::default().account(FABRIKAM, "ada@contoso.com");
    popup.get_by_role("button", "Use an access token").await?.click().await?;
    popup.get_by_role("textbox", "Access token").await?.fill(&desk.tenant.mint_access_token(&fabrikams)).await?;
    popup.get_by_role("button", "Use token").await?.click().await?;
    let told = popup.wait_for_words("alert", "this token is for").await?;
    assert!(told.contains(CONTOSO) && told.contains(FABRIKAM), "{told}");
    let kept = "chrome.storage.session.get('sessions').then(({ sessions }) => sessions ?? '')";
    assert_eq!(popup.evaluate(kept).await?, "");
    let ours = desk.tenant.mint_access_token(&AccessClaims::default());
    popup.get_by_role("textbox", "Access token").await?.fill(&ours).await?;
    popup.get_by_role("button", "Use token").await?.click().await?;
    // Who does not see the cards hears of them.
    popup.wait_for_words("status", "6 files · 2 threats").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_pasted_token_that_defender_refuses_asks_for_another_and_tells_its_audience() -> Outcome {
    let Some(desk) = Desk::new("a refused pasted token").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.paste_token(&popup, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(401, "Unauthorized"))));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let told = popup.wait_for_words("alert", "refused the token that you pasted").await?;
    assert!(told.contains("https://api.securitycenter.microsoft.com") && told.contains("Paste a new one"), "{told}");
    popup.get_by_role("button", "Copy correlation id").await?;
    popup.get_by_role("button", "Use an access token").await?.click().await?;
    popup.get_by_role("textbox", "Access token").await?;
    Ok(())
}

#[tokio::test]
async fn a_token_with_user_impersonation_passes() -> Outcome {
    let Some(desk) = Desk::new("user_impersonation").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.paste_token(&popup, "user_impersonation").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    says(&popup, "user_impersonation").await?;
    Ok(())
}

#[tokio::test]
async fn a_fresh_install_offers_three_ways_to_begin_and_a_sample_that_asks_nobody() -> Outcome {
    let Some(desk) = Desk::new("a fresh install").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    for choice in ["Sign in", "Use an access token", "See a sample"] {
        popup.get_by_role("button", choice).await?;
    }
    popup.get_by_role("button", "See a sample").await?.click().await?;
    popup.wait_for_count(1, "article", Name::starting("File ")).await?;
    says(&popup, "Sample").await?;
    popup.get_by_role("button", "Back").await?.click().await?;
    popup.get_by_role("button", "Sign in").await?.click().await?;
    desk.browser.wait_for_target("the options page", |target| target.url.ends_with("/options.html")).await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}
