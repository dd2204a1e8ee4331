//! A server that cannot be reached, in each way a network, a proxy or a policy has: one sentence, and a retry that
//! works once it is over.

use serde_json::json;

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{CdpError, Name, Page, Session},
        tenant::alerts,
    },
};

const API: &str = "api.securitycenter.microsoft.com";

/// What the browser can meet before there is an answer, by the names of DevTools.
const ERRORS: [&str; 8] = [
    "NameNotResolved",
    "ConnectionRefused",
    "ConnectionReset",
    "InternetDisconnected",
    "AddressUnreachable",
    "TimedOut",
    "BlockedByClient",
    "AccessDenied",
];

/// The browser's checks of certificates are on: somebody who sits between browser and Defender gets no token.
///
/// Check C-06.
#[tokio::test]
async fn a_server_with_a_foreign_certificate_gets_no_token_and_is_told() -> Outcome {
    let Some(desk) = Desk::new("a foreign certificate").await? else { return Ok(()) };
    desk.tenant.show_foreign_certificate(API);
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    told_and_tried_again(&popup, || async {
        assert_eq!(desk.tenant.requests_to(API).len(), 0, "nothing is said to a stranger");
        desk.tenant.show_own_certificate();
        Ok(())
    })
    .await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

/// Check C-06.
#[tokio::test]
async fn every_way_of_not_reaching_defender_is_one_sentence_and_passes() -> Outcome {
    let Some(desk) = Desk::new("ways of not reaching").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    cards(&popup).await?;
    for error in ERRORS {
        desk.tenant.forget_requests();
        let session = popup.session().clone();
        session.call("Fetch.enable", json!({ "patterns": [{ "urlPattern": format!("https://{API}/*") }] })).await?;
        let failing = tokio::spawn(fail_every_request(session.clone(), error));
        popup.get_by_role("button", "Refresh").await?.click().await?;
        told_and_tried_again(&popup, || async {
            assert_eq!(desk.tenant.api_calls().len(), 0, "{error}");
            failing.abort();
            session.call("Fetch.disable", json!({})).await.map(drop)
        })
        .await
        .map_err(|reason| format!("{error}: {reason}"))?;
        assert_eq!(desk.tenant.api_calls().len(), 1, "{error}");
    }
    Ok(())
}

/// Waits for the sentence, ends the fault, and tries again by the button.
async fn told_and_tried_again<F>(popup: &Page, end_of_fault: impl FnOnce() -> F) -> Outcome
where
    F: Future<Output = Result<(), CdpError>>,
{
    let told = popup.wait_for_words("alert", "cannot be reached: network or policy").await?;
    assert!(told.contains("policy blocks") && !told.contains("offline"), "{told}");
    end_of_fault().await?;
    popup.get_by_role("button", "Try again").await?.click().await?;
    popup.wait_until_none("alert", Name::Any).await?;
    cards(popup).await?;
    Ok(())
}

async fn fail_every_request(session: Session, error: &'static str) -> Result<(), CdpError> {
    let mut paused = session.events("Fetch.requestPaused");
    loop {
        let request = paused.next_within(std::time::Duration::from_secs(600)).await?["requestId"].clone();
        session.call("Fetch.failRequest", json!({ "requestId": request, "errorReason": error })).await?;
    }
}

async fn cards(popup: &Page) -> Result<(), CdpError> {
    popup.wait_for_count(6, "article", Name::starting("File ")).await.map(drop)
}
