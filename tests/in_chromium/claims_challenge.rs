//! Defender asks for a token that proves more: one click gives it, and no policy sends anybody round in circles.

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{Name, Page},
        tenant::{Action, Answer, Fault, alerts},
    },
};

const WANTED: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;

/// A popup with the six files, in which Ada has just signed in; the next calls find Defender wanting more.
async fn challenged(test: &str, answers: &[Answer]) -> Result<Option<(Desk, Page)>, Box<dyn std::error::Error>> {
    let Some(desk) = Desk::new(test).await? else { return Ok(None) };
    let (_, popup) = desk.at_six_files().await?;
    desk.sign_in(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    desk.tenant.forget_requests();
    for answer in answers {
        desk.tenant.fault(Fault::api(Action::Respond(answer.clone())));
    }
    popup.get_by_role("button", "Refresh").await?.click().await?;
    Ok(Some((desk, popup)))
}

/// B-08
#[tokio::test]
async fn a_claims_challenge_is_met_by_one_click_and_the_second_one_ends_in_a_sentence() -> Outcome {
    let challenge = Answer::claims_challenge(WANTED);
    let Some((desk, popup)) = challenged("a claims challenge", std::slice::from_ref(&challenge)).await? else {
        return Ok(());
    };
    popup.wait_for_words("alert", "asks you to prove more").await?;
    assert_eq!(popup.get_all_by_role("article", Name::starting("File ")).await?.len(), 6, "the cards stay");
    assert_eq!((desk.tenant.api_calls().len(), desk.tenant.token_requests().len()), (1, 0));
    popup.get_by_role("button", "Sign in").await?.click().await?;
    popup.wait_until_none("alert", Name::Any).await?;
    let [asked] = &desk.tenant.authorize_requests()[..] else { return Err("not one sign-in".into()) };
    assert_eq!(asked.query_value("claims").as_deref(), Some(WANTED));
    assert_eq!(asked.query_value("prompt"), None, "a person can be asked");

    desk.tenant.fault(Fault::api(Action::Respond(challenge)));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let told = popup.wait_for_words("alert", "asks again").await?;
    assert!(told.contains("administrator"), "{told}");
    popup.get_by_role("button", "Try again").await?;
    assert_eq!(popup.get_all_by_role("button", "Sign in").await?.len(), 0, "that would end here again");
    assert_eq!(desk.tenant.authorize_requests().len(), 1);
    popup.get_by_role("button", "Try again").await?.click().await?;
    popup.wait_until_none("alert", Name::Any).await?;
    Ok(())
}

/// B-08
#[tokio::test]
async fn a_challenge_that_cannot_be_passed_on_costs_one_renewal_and_is_told() -> Outcome {
    let huge = format!(r#"{{"access_token":{{"a":"{}"}}}}"#, "a".repeat(6_000));
    for malformed in ["no JSON", r#"{"userinfo":{}}"#, &huge] {
        let answers = [Answer::claims_challenge(malformed), Answer::claims_challenge(malformed)];
        let Some((desk, popup)) = challenged("a malformed challenge", &answers).await? else { return Ok(()) };
        let told = popup.wait_for_words("alert", "cannot be passed on").await?;
        assert!(told.contains("correlation id"), "{told}");
        assert_eq!((desk.tenant.api_calls().len(), desk.tenant.token_requests().len()), (2, 1));
        popup.get_by_role("button", "Sign in").await?.click().await?;
        popup.wait_until_none("alert", Name::Any).await?;
        let [asked] = &desk.tenant.authorize_requests()[..] else { return Err("not one sign-in".into()) };
        assert_eq!(asked.query_value("claims"), None);
    }
    Ok(())
}

/// B-07, B-08: the notice goes with the sign-in, also where nothing else changes on the page.
#[tokio::test]
async fn a_refused_token_is_told_in_the_panel_until_somebody_signs_in_anew() -> Outcome {
    let refused = Answer::api_error(401, "Unauthorized");
    let Some((desk, popup)) = challenged("a refused token", &[refused.clone(), refused]).await? else { return Ok(()) };
    popup.wait_for_words("alert", "refused your token").await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let panel = desk.browser.open_panel(&options).await?;
    desk.open_alert(alerts::SIX_FILES).await?;
    panel.wait_for_count(6, "article", Name::starting("File ")).await?;
    for _ in 0..2 {
        desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(401, "Unauthorized"))));
    }
    panel.get_by_role("button", "Refresh").await?.click().await?;
    panel.wait_for_words("alert", "refused your token").await?;
    panel.get_by_role("button", "Sign in").await?.click().await?;
    panel.wait_until_none("alert", Name::Any).await?;
    panel.wait_for_count(6, "article", Name::starting("File ")).await?;
    Ok(())
}
