//! What an analyst hands to whoever helps: enough to help, and nothing about anybody.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::Name,
        tenant::{Action, Answer, CLIENT, CONTOSO, CORRELATION_ID, Fault, alerts},
    },
};

/// Check E-05: after a day with a sign-in, names, a pasted link and an error, everything secret or personal that
/// Hashcard has seen is looked for in its diagnostics.
#[tokio::test]
async fn diagnostics_help_and_name_nobody() -> Outcome {
    let Some(desk) = Desk::new("diagnostics").await? else { return Ok(()) };
    desk.know_contoso().await?;
    desk.tenant.consent(CONTOSO, "Alert.Read");
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.sign_in(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    let page = popup.text().await?;
    // What failed in a popup that is gone is there, too.
    desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(500, "Canary"))).always());
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.wait_for_words("alert", "500").await?;
    desk.tenant.clear_faults();
    popup.close().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(400, "BadRequest"))));
    options.get_by_role("button", "Test").await?.click().await?;
    says(&options, CORRELATION_ID).await?;
    options.set_clipboard("nothing yet").await?;
    options.get_by_role("button", "Copy diagnostics").await?.click().await?;
    options.wait_for_words("status", "Diagnostics copied").await?;
    let copied = options.clipboard().await?;
    let shown = options.evaluate("document.querySelector('[aria-labelledby=diagnostics]').innerText").await?;
    let shown = shown.as_str().ok_or("no section")?;
    for text in [copied.as_str(), shown] {
        for known in [
            desk.browser.extension_id(),
            CORRELATION_ID,
            env!("CARGO_PKG_VERSION"),
            "identity",
            "of 100",
            "ServerFailed 500",
        ] {
            assert!(text.contains(known), "`{known}` is not in: {text}");
        }
    }
    let worker = desk.browser.wake_worker().await?;
    let stored = worker.evaluate("chrome.storage.session.get()").await?;
    let mut canaries: BTreeSet<String> = BTreeSet::new();
    let token = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).map(str::to_owned).collect::<Vec<_>>()
    };
    canaries.extend(token(&stored["sessions"].to_string()).into_iter().filter(|word| word.len() > 24));
    for request in desk.tenant.requests() {
        let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        canaries.extend(bearer.map(str::to_owned));
        canaries
            .extend(["code", "code_verifier", "refresh_token"].into_iter().filter_map(|name| request.form_value(name)));
        canaries.extend(["state", "nonce", "code_challenge"].into_iter().filter_map(|name| request.query_value(name)));
    }
    assert!(canaries.len() > 6, "what is searched for was found: {}", canaries.len());
    canaries.extend(page.split_whitespace().filter(|word| word.len() > 30).map(str::to_owned));
    canaries.extend(
        [
            CONTOSO, CLIENT, "Contoso", "contoso", "ada@", "Ada", "Byrne", "a11da000", "AutoKMS", "KMSELDI", "da6375",
            "ws-mira", "eyJ",
        ]
        .map(str::to_owned),
    );
    canaries.remove(CORRELATION_ID);
    canaries.remove(desk.browser.extension_id());
    for canary in canaries {
        assert!(!copied.contains(&canary) && !shown.contains(&canary), "`{canary:.40}` is in: {copied}");
    }
    assert_ne!(stored, Value::Null);
    desk.browser.expect_no_complaints()?;
    Ok(())
}
