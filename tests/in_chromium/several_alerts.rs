//! The alerts that a page links: one after the other by `Show files`, all at once by `All files`.

use std::time::Duration;

use crate::{
    desk::{Desk, Outcome, counts_down, says},
    support::{
        chromium::{CdpError, Name, PATIENCE, Page},
        tenant::{Action, Answer, CONTOSO, Fault, Gate, RecordedRequest, alerts},
    },
};

/// A popup over an incident's page, signed in, at the list of its alerts.
async fn at_incident(desk: &Desk) -> Result<(Page, Page), CdpError> {
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    desk.badge_says("6").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.get_by_role("list", "Alerts on this page").await?;
    Ok((tab, popup))
}

/// How often each alert's files were asked for, the most frequent first.
fn calls_per_alert(desk: &Desk) -> Vec<(usize, String)> {
    let paths: Vec<String> = desk.tenant.api_calls().into_iter().map(|call| call.path).collect();
    let mut counts: Vec<(usize, String)> = Vec::new();
    for path in &paths {
        if !counts.iter().any(|(_, counted)| counted == path) {
            counts.push((paths.iter().filter(|other| *other == path).count(), path.clone()));
        }
    }
    counts.sort_by(|a, b| b.cmp(a));
    counts
}

fn slow(desk: &Desk) {
    desk.tenant.fault(Fault::api(Action::Delay(Duration::from_millis(700))).always());
}

#[tokio::test]
async fn a_page_of_several_alerts_lists_them_and_shows_one_by_a_click() -> Outcome {
    let Some(desk) = Desk::new("list of alerts").await? else { return Ok(()) };
    let (_tab, popup) = at_incident(&desk).await?;
    assert_eq!(desk.tenant.api_calls().len(), 0, "a list costs no call");
    let list = popup.get_by_role("list", "Alerts on this page").await?;
    let rows = list.get_all_by_role("listitem", Name::Any).await?;
    assert_eq!(rows.len(), 6);
    for row in rows {
        if row.text().await?.contains(alerts::SIX_FILES) {
            row.get_by_role("button", "Show files").await?.click().await?;
        }
    }
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "Back").await?.click().await?;
    popup.get_by_role("list", "Alerts on this page").await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn all_files_merges_the_alerts_and_each_card_says_in_how_many() -> Outcome {
    let Some(desk) = Desk::new("all files").await? else { return Ok(()) };
    let (_tab, popup) = at_incident(&desk).await?;
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "6 of 6 alerts").await?;
    popup.get_by_role("heading", "Files of 6 alerts").await?;
    says(&popup, "The files of 2 alerts could not be had").await?;
    for (file, found) in [("File 599a4a3f31a5", "in 2 of 6 alerts"), ("File 3ee0852c8d67", "in 1 of 6 alerts")] {
        let card = popup.get_by_role("article", Name::starting(file)).await?;
        // Not the visible text: the browser draws no card that is far from the part in view.
        let text = card.run("function () { return this.textContent; }").await?;
        assert!(text.as_str().is_some_and(|text| text.contains(found)), "{file}: {text}");
    }
    assert_eq!(calls_per_alert(&desk).iter().map(|(count, _)| *count).collect::<Vec<_>>(), [1; 6]);
    Ok(())
}

#[tokio::test]
async fn a_link_to_another_tenant_stands_in_nobodys_way() -> Outcome {
    let Some(desk) = Desk::new("a foreign link").await? else { return Ok(()) };
    let (tab, popup) = at_incident(&desk).await?;
    let link = "/alerts/da637551227677560813_-1?tid=99999999-9999-4999-8999-999999999999";
    tab.evaluate(&format!("document.body.appendChild(document.createElement('a')).href = '{link}'")).await?;
    popup.get_by_role("heading", "7 alerts on this page").await?;
    says(&popup, "Without 1 alert of another tenant").await?;
    popup.get_by_role("button", "All files").await?.click().await?;
    popup.get_by_role("heading", "Files of 6 alerts").await?;
    says(&popup, "6 of 6 alerts").await?;
    assert!(desk.tenant.api_calls().iter().all(|call| !call.path.contains("560813_-1/")));
    Ok(())
}

#[tokio::test]
async fn a_job_of_an_alerts_page_is_found_again() -> Outcome {
    let Some(desk) = Desk::new("a job beside an alert").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "5 more alerts on this page").await?.click().await?;
    slow(&desk);
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "2 of 5 alerts").await?;
    popup.close().await?;
    desk.tenant.clear_faults();
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "5 of 5 alerts").await?;
    popup.get_by_role("button", "Back").await?.click().await?;
    popup.get_by_role("list", "Alerts on this page").await?;
    popup.get_by_role("button", "Back to the files of 5 alerts").await?.click().await?;
    popup.get_by_role("heading", "Files of 5 alerts").await?;
    assert!(calls_per_alert(&desk).iter().all(|(count, _)| *count == 1), "{:?}", calls_per_alert(&desk));
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// Waits until no alert says this; those of the alerts that failed stay.
async fn no_alert_says(page: &Page, words: &str) -> Result<(), CdpError> {
    let alerts = "[...document.querySelectorAll('[role=alert]')]";
    page.wait_until(&format!("!{alerts}.some(alert => alert.textContent.includes('{words}'))")).await
}

/// Waits until no page of the extension is at a job: what was to be called has been called then.
async fn nobody_advances_a_job(page: &Page) -> Result<(), CdpError> {
    let script = "(async () => {
        for (;;) {
            const { held, pending } = await navigator.locks.query();
            if (![...held, ...pending].some(({ name }) => name.startsWith('job '))) return;
            await new Promise(resolve => setTimeout(resolve, 10));
        }
    })()";
    page.evaluate(script).await.map(drop)
}

/// Starts `All files` and waits until the second call is on its way; its answer waits for the gate.
async fn held_at_the_second_alert(desk: &Desk, popup: &Page) -> Result<Gate, Box<dyn std::error::Error>> {
    let gate = Gate::closed();
    desk.tenant.fault(Fault::api(Action::Delay(Duration::ZERO)));
    desk.tenant.fault(Fault::api(Action::Hold(gate.clone())).always());
    popup.get_by_role("button", "All files").await?.click().await?;
    popup.get_by_role("progressbar", "Looking up files").await?;
    says(popup, "1 of 6 alerts").await?;
    let first = desk.tenant.api_calls().remove(0).path;
    let is_second = |call: &RecordedRequest| call.path.starts_with("/api/") && call.path != first;
    desk.tenant.wait_for_request(PATIENCE, is_second).await.ok_or("no second call")?;
    Ok(gate)
}

#[tokio::test]
async fn a_job_stops_on_cancel_and_goes_on_by_a_click_without_repeating_a_call() -> Outcome {
    let Some(desk) = Desk::new("cancel").await? else { return Ok(()) };
    let (_tab, popup) = at_incident(&desk).await?;
    let gate = held_at_the_second_alert(&desk, &popup).await?;
    popup.get_by_role("button", "Cancel").await?.click().await?;
    popup.wait_until_none("button", "Cancel").await?;
    gate.open();
    // What was on its way still comes, and nothing after it.
    says(&popup, "Stopped at 2 of 6 alerts").await?;
    nobody_advances_a_job(&popup).await?;
    assert_eq!(desk.tenant.api_calls().len(), 2);

    popup.get_by_role("button", "Continue").await?.click().await?;
    says(&popup, "6 of 6 alerts").await?;
    popup.wait_until_none("button", "Continue").await?;
    nobody_advances_a_job(&popup).await?;
    assert_eq!(calls_per_alert(&desk).iter().map(|(count, _)| *count).collect::<Vec<_>>(), [1; 6]);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn the_panel_takes_a_job_over_when_the_popup_that_was_at_it_closes() -> Outcome {
    let Some(desk) = Desk::new("take over").await? else { return Ok(()) };
    let (tab, popup) = at_incident(&desk).await?;
    popup.close().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let panel = desk.browser.open_panel(&options).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    let gate = held_at_the_second_alert(&desk, &popup).await?;
    panel.reload().await?;
    says(&panel, "1 of 6 alerts").await?;
    let waits = "(async () => {
        for (;;) {
            const { pending } = await navigator.locks.query();
            if (pending.some(({ name }) => name.startsWith('job '))) return;
            await new Promise(resolve => setTimeout(resolve, 10));
        }
    })()";
    panel.evaluate(waits).await?;
    assert_eq!(desk.tenant.api_calls().len(), 2, "the panel waits");
    popup.close().await?;
    gate.open();
    says(&panel, "6 of 6 alerts").await?;
    panel.get_by_role("article", Name::starting("File 599a4a3f31a5")).await?;
    nobody_advances_a_job(&panel).await?;
    // What the worker had on its way came for the panel.
    assert_eq!(calls_per_alert(&desk).iter().map(|(count, _)| *count).collect::<Vec<_>>(), [1; 6]);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_panel_shows_what_the_popup_does_and_stops_with_it() -> Outcome {
    let Some(desk) = Desk::new("watching").await? else { return Ok(()) };
    let (tab, popup) = at_incident(&desk).await?;
    popup.close().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let panel = desk.browser.open_panel(&options).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    let gate = held_at_the_second_alert(&desk, &popup).await?;
    panel.reload().await?;
    says(&panel, "1 of 6 alerts").await?;
    desk.tenant.clear_faults();
    desk.tenant.fault(Fault::api(Action::Close).always());
    gate.open();
    // What stops one page stops both: nobody asks a second time.
    for page in [&popup, &panel] {
        page.wait_for_words("alert", "cannot be reached").await?;
        says(page, "2 of 6 alerts").await?;
    }
    desk.tenant.clear_faults();
    panel.get_by_role("button", "Try again").await?.click().await?;
    for page in [&popup, &panel] {
        says(page, "6 of 6 alerts").await?;
        no_alert_says(page, "cannot be reached").await?;
        page.get_by_role("article", Name::starting("File 599a4a3f31a5")).await?;
    }
    Ok(())
}

/// C-05
#[tokio::test]
async fn a_job_over_a_quota_that_others_use_says_so_counts_down_and_can_be_cancelled() -> Outcome {
    let Some(desk) = Desk::new("a job and a shared quota").await? else { return Ok(()) };
    let (_tab, popup) = at_incident(&desk).await?;
    desk.tenant.spend_calls(CONTOSO, 100);
    popup.get_by_role("button", "All files").await?.click().await?;
    popup.wait_for_words("alert", "they share this quota").await?;
    says(&popup, "Next call in 0:").await?;
    // A click that starts nothing takes nothing away.
    popup.get_by_role("button", "Try again").await?.click().await?;
    counts_down(&popup).await?;
    popup.get_by_role("button", "Cancel").await?.click().await?;
    says(&popup, "Stopped at 0 of 6 alerts").await?;
    // Not only on screen: nobody holds a lock that another page may wait for.
    nobody_advances_a_job(&popup).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_job_that_stopped_for_want_of_a_token_goes_on_after_a_sign_in_on_the_same_page() -> Outcome {
    let Some(desk) = Desk::new("a job and a new sign-in").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let panel = desk.browser.open_panel(&options).await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.sign_in(&panel).await?;
    panel.wait_for_count(6, "article", Name::starting("File ")).await?;
    tab.navigate(&format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT)).await?;
    desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(401, "Unauthorized"))).always());
    panel.get_by_role("button", "All files").await?.click().await?;
    panel.wait_for_words("alert", "refused your token").await?;
    desk.tenant.clear_faults();
    // Nothing else changes on this page, which stays open; Entra asks nothing this time.
    panel.get_by_role("button", "Sign in").await?.click().await?;
    says(&panel, "6 of 6 alerts").await?;
    no_alert_says(&panel, "refused your token").await?;
    Ok(())
}

#[tokio::test]
async fn answers_of_a_job_that_made_room_are_named_and_asked_for_again() -> Outcome {
    let Some(desk) = Desk::new("evicted answers").await? else { return Ok(()) };
    let (tab, popup) = at_incident(&desk).await?;
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "6 of 6 alerts").await?;
    let cards = "document.querySelectorAll('article').length";
    popup.get_by_role("article", Name::starting("File 599a4a3f31a5")).await?;
    let whole = popup.evaluate(cards).await?;
    popup.close().await?;
    let worker = desk.browser.wake_worker().await?;
    let evict = format!(
        "chrome.storage.session.getKeys().then(keys => chrome.storage.session.remove(
             keys.filter(key => key.startsWith('answer ') && key.endsWith('files {}'))))",
        alerts::FOURTEEN_FILES
    );
    worker.evaluate(&evict).await?;
    desk.tenant.forget_requests();
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "The files of 1 alert are not shown").await?;
    assert_ne!(popup.evaluate(cards).await?, whole);
    assert_eq!(desk.tenant.api_calls().len(), 0, "what is gone is asked for by a click alone");
    popup.get_by_role("button", "Ask again").await?.click().await?;
    popup.wait_until_none("button", "Ask again").await?;
    popup.wait_until(&format!("{cards} === {whole}")).await?;
    let [call] = &desk.tenant.api_calls()[..] else { return Err("not one call".into()) };
    assert!(call.path.contains(alerts::FOURTEEN_FILES), "{}", call.path);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_job_goes_on_after_the_popup_was_closed_and_repeats_no_call() -> Outcome {
    let Some(desk) = Desk::new("resume").await? else { return Ok(()) };
    let (tab, popup) = at_incident(&desk).await?;
    slow(&desk);
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "2 of 6 alerts").await?;
    popup.close().await?;
    let settled = desk.tenant.api_calls().len();
    assert!(settled < 6, "the job was over before the popup closed");
    desk.tenant.clear_faults();
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "6 of 6 alerts").await?;
    let calls = calls_per_alert(&desk);
    assert_eq!(calls.len(), 6);
    // Not even the one that was under way when the popup closed: the worker heard its answer.
    let all: Vec<String> = desk.tenant.api_calls().iter().map(|call| format!("{} {}", call.at, call.url())).collect();
    assert!(calls.iter().all(|(count, _)| *count == 1), "closed after {settled}: {all:#?}");
    Ok(())
}

#[tokio::test]
async fn a_restart_of_the_browser_ends_a_job_and_nothing_is_called_without_a_click() -> Outcome {
    let Some(desk) = Desk::new("restart").await? else { return Ok(()) };
    let (_tab, popup) = at_incident(&desk).await?;
    held_at_the_second_alert(&desk, &popup).await?;
    let desk = desk.restarted().await?;
    desk.tenant.clear_faults();
    desk.tenant.forget_requests();
    let (_tab, popup) = at_incident(&desk).await?;
    assert_eq!(popup.get_all_by_role("progressbar", Name::Any).await?.len(), 0);
    assert_eq!(desk.tenant.api_calls().len(), 0);
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "6 of 6 alerts").await?;
    assert_eq!(calls_per_alert(&desk).iter().map(|(count, _)| *count).collect::<Vec<_>>(), [1; 6]);
    Ok(())
}

#[tokio::test]
async fn a_tab_that_closes_takes_its_job_along_and_what_else_was_kept_of_it() -> Outcome {
    let Some(desk) = Desk::new("a closed tab").await? else { return Ok(()) };
    let (tab, popup) = at_incident(&desk).await?;
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "6 of 6 alerts").await?;
    let kept = "chrome.storage.session.getKeys().then(keys => keys.filter(key => /^(job|view|ahead) /.test(key)))";
    let worker = desk.browser.wake_worker().await?;
    // As a filter that was typed and a lookup ahead would leave them.
    let more = format!(
        "{kept}.then(keys => keys.find(key => key.startsWith('job ')).slice(4))
             .then(tab => chrome.storage.session.set({{ [`view ${{tab}}`]: '', [`ahead ${{tab}}`]: '' }}))"
    );
    worker.evaluate(&more).await?;
    assert_eq!(worker.evaluate(kept).await?.as_array().map(Vec::len), Some(3));
    popup.close().await?;
    tab.close().await?;
    let gone = format!(
        "(async () => {{
             const start = performance.now();
             while ((await {kept}).length > 0 && performance.now() - start < 5000) {{
                 await new Promise(resolve => setTimeout(resolve, 10));
             }}
             return {kept};
         }})()"
    );
    assert_eq!(desk.browser.wake_worker().await?.evaluate(&gone).await?, serde_json::json!([]));
    Ok(())
}

#[tokio::test]
async fn what_failed_is_tried_again_alone() -> Outcome {
    let Some(desk) = Desk::new("retry").await? else { return Ok(()) };
    let (_tab, popup) = at_incident(&desk).await?;
    let refused = Action::Respond(Answer::api_error(403, "Forbidden"));
    desk.tenant.fault(Fault::api(refused).on_path(alerts::FOURTEEN_FILES));
    popup.get_by_role("button", "All files").await?.click().await?;
    says(&popup, "The files of 3 alerts could not be had").await?;
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Try again").await?.click().await?;
    says(&popup, "The files of 2 alerts could not be had").await?;
    assert_eq!(desk.tenant.api_calls().len(), 3, "only what had failed");
    says(&popup, "Files of 6 alerts").await?;
    Ok(())
}
