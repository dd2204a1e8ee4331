//! Pages that close in the middle of a lookup: the next one ends in one state, and no answer is lost silently.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Name, PATIENCE, Page, Worker},
        tenant::{Action, Answer, Fault, Gate, Quirk, RecordedRequest, alerts},
    },
};

fn files(request: &RecordedRequest) -> bool {
    request.path.ends_with("/files")
}

/// Waits until a lock of the extension whose name begins like this is wanted, or no longer wanted, by anybody.
async fn lock_is(page: &Page, list: &str, name: &str, wanted: bool) -> Result<(), CdpError> {
    let name = Value::from(name);
    let script = format!(
        "(async () => {{
             for (;;) {{
                 const locks = await navigator.locks.query();
                 const all = {list};
                 if (all.some(lock => lock.name.startsWith({name})) === {wanted}) return;
                 await new Promise(resolve => setTimeout(resolve, 10));
             }}
         }})()"
    );
    page.evaluate(&script).await.map(drop)
}

/// Waits until somebody waits for a lock.
async fn somebody_waits_for(page: &Page, name: &str) -> Result<(), CdpError> {
    lock_is(page, "locks.pending", name, true).await
}

/// The one state that a lookup may end in: six cards, nothing under way, nothing to complain about.
async fn ends_well(popup: &Page) -> Result<(), CdpError> {
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.wait_until("document.querySelector('.cards-of-alert')?.getAttribute('aria-busy') === 'false'").await?;
    lock_is(popup, "[...locks.held, ...locks.pending]", "answer ", false).await?;
    popup.wait_until("document.querySelectorAll('.cards-of-alert').length === 1").await?;
    for role in ["alert", "progressbar"] {
        popup.wait_until_none(role, Name::Any).await?;
    }
    Ok(())
}

async fn forget_answers(worker: &Worker) -> Result<(), CdpError> {
    let script = "chrome.storage.session.getKeys().then(keys => \
                      chrome.storage.session.remove(keys.filter(key => key.startsWith('answer'))))";
    worker.evaluate(script).await.map(drop)
}

/// Where a lookup waits while its popup closes.
#[derive(Clone, Copy, Debug)]
enum WaitsFor {
    Permit,
    Headers,
    Body,
    Storing,
}

/// C-08: for the permit, the headers, the body, the storing. What was not kept yet is asked for once more.
#[tokio::test]
async fn a_popup_may_close_wherever_its_lookup_waits() -> Outcome {
    let Some(desk) = Desk::new("closed at each wait").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let mut popup = desk.start_with_token(&tab, "File.Read.All").await?;
    ends_well(&popup).await?;
    let worker = desk.browser.wake_worker().await?;
    for wait in [WaitsFor::Headers, WaitsFor::Body, WaitsFor::Storing, WaitsFor::Permit] {
        let told = |error: CdpError| format!("{wait:?}: {error}");
        forget_answers(&worker).await?;
        desk.tenant.forget_requests();
        popup.session().call("Network.enable", json!({})).await?;
        let mut headers = popup.session().events("Network.responseReceived");
        let gate = Gate::closed();
        match wait {
            WaitsFor::Permit => desk.tenant.fault(Fault::api(Action::Respond(Answer::too_many_requests("8")))),
            WaitsFor::Headers => desk.tenant.fault(Fault::api(Action::Hold(gate.clone()))),
            WaitsFor::Body => desk.tenant.fault(Fault::api(Action::Trickle(Duration::from_secs(1)))),
            WaitsFor::Storing => {
                let hold = "new Promise(granted => void navigator.locks.request('answers', () => {
                    granted();
                    return new Promise(release => { self.release = release; });
                }))";
                worker.evaluate(hold).await.map(drop)?;
            }
        }
        popup.get_by_role("button", "Refresh").await?.click().await?;
        desk.tenant.wait_for_request(PATIENCE, files).await.ok_or("no call")?;
        match wait {
            WaitsFor::Permit => says(&popup, "Next call in").await?,
            WaitsFor::Headers => {}
            WaitsFor::Body => drop(headers.next().await?),
            WaitsFor::Storing => somebody_waits_for(&popup, "answers").await?,
        }
        popup.close().await?;
        gate.open();
        worker.evaluate("self.release?.()").await?;
        popup = desk.browser.open_popup(&tab).await?;
        ends_well(&popup).await.map_err(told)?;
        assert_eq!(desk.tenant.api_calls().len(), 2, "{wait:?}: the call that was lost, and one more");
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// C-08: for the token.
#[tokio::test]
async fn a_popup_may_close_while_its_token_is_renewed() -> Outcome {
    let Some(desk) = Desk::new("closed while renewing").await? else { return Ok(()) };
    desk.know_contoso().await?;
    // So near its end that the next call renews it.
    desk.tenant.quirk(Quirk::ExpiresIn(200));
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.sign_in(&popup).await?;
    ends_well(&popup).await?;
    desk.tenant.clear_quirks();
    forget_answers(&desk.browser.wake_worker().await?).await?;
    desk.tenant.forget_requests();
    desk.tenant.fault(Fault::token(Action::Hang));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let renews = |request: &RecordedRequest| request.path.ends_with("/token");
    desk.tenant.wait_for_request(PATIENCE, renews).await.ok_or("nothing was renewed")?;
    popup.close().await?;
    assert_eq!(desk.tenant.api_calls().len(), 0);
    let popup = desk.browser.open_popup(&tab).await?;
    ends_well(&popup).await?;
    assert_eq!((desk.tenant.token_requests().len(), desk.tenant.api_calls().len()), (2, 1));
    Ok(())
}

/// C-09: the pages call, no worker has to stay alive for it. 25 seconds are more than the 20 that one try may take, so
/// that such an answer is given up and asked for again; one within the limit is waited for, however many pages want it.
/// If the page that called closes, the call goes with it, and whoever still waits asks itself.
#[tokio::test]
async fn a_slow_answer_is_waited_for_and_asked_for_again_by_who_is_left() -> Outcome {
    let Some(desk) = Desk::new("slow answers").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    ends_well(&popup).await?;
    popup.close().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let panel = desk.browser.open_panel(&options).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    for page in [&popup, &panel] {
        ends_well(page).await?;
    }
    desk.tenant.forget_requests();
    let gate = Gate::closed();
    desk.tenant.fault(Fault::api(Action::Hold(gate.clone())));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    desk.tenant.wait_for_request(PATIENCE, files).await.ok_or("no call")?;
    panel.get_by_role("button", "Refresh").await?.click().await?;
    somebody_waits_for(&panel, "answer ").await?;
    for page in [&popup, &panel] {
        page.get_by_role("progressbar", "Looking up files").await?;
    }
    gate.open();
    for page in [&popup, &panel] {
        ends_well(page).await?;
    }
    assert_eq!(desk.tenant.api_calls().len(), 1);

    desk.tenant.fault(Fault::api(Action::Hang));
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    desk.tenant.wait_for_request(PATIENCE, files).await.ok_or("no call")?;
    panel.get_by_role("button", "Refresh").await?.click().await?;
    somebody_waits_for(&panel, "answer ").await?;
    popup.close().await?;
    ends_well(&panel).await?;
    assert_eq!(desk.tenant.api_calls().len(), 2, "the call that was lost, and one more");
    desk.browser.expect_no_complaints()?;
    Ok(())
}
