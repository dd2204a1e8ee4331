//! Looking up before the popup opens: one call, for the tab's own alert, and only where nothing speaks against it.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::time::Duration;

use fake_browser::FakeBrowser;
use fake_entra::{CLIENT, OTHER_TENANT, TENANT, answer, put, session, signed_in};
use futures_util::future::join;
use hashcard::{
    alert_id::AlertId,
    capabilities::Clock,
    limits::quota::{Ledger, Permit, storage_key},
    lookup, prefetch,
    time::Timestamp,
    viewer::Viewer,
};

const TAB: i32 = 3;
const ALERT: &str = "da637472900382838869_1";

fn alert() -> AlertId {
    AlertId::parse(ALERT).expect("an alert id")
}

fn page(alert: &str) -> String {
    format!("https://security.microsoft.com/alerts/{alert}?tid={TENANT}")
}

/// A browser with the analyst signed in to a tenant of the settings; `more` are further settings.
async fn with(more: &str) -> (FakeBrowser, Viewer) {
    let browser = FakeBrowser::new();
    browser.set_policy(&format!(r#"{{"tenantId":"{TENANT}","clientId":"{CLIENT}"{more}}}"#));
    browser.serve(|_| Ok(answer(200, r#"{"value":[{"sha1":"f2a00fd2f2de1be0214b8529f1e9f67096c1aa70"}]}"#)));
    let viewer = signed_in(&browser).await;
    (browser, viewer)
}

async fn on() -> (FakeBrowser, Viewer) {
    with(r#","prefetch":true"#).await
}

async fn look_up(browser: &FakeBrowser, url: &str) {
    prefetch::look_up(browser, TAB, url, async || true).await;
}

/// Asserts that the page at `url` costs nothing.
async fn costs_nothing(browser: &FakeBrowser, url: &str) {
    let before = browser.sent().len();
    look_up(browser, url).await;
    assert_eq!(browser.sent().len(), before, "{url}");
}

#[tokio::test]
async fn it_is_off_until_somebody_turns_it_on() {
    let (browser, _) = with("").await;
    costs_nothing(&browser, &page(ALERT)).await;
    let (browser, _) = with(r#","prefetch":false"#).await;
    costs_nothing(&browser, &page(ALERT)).await;
}

#[tokio::test]
async fn a_page_that_stays_open_costs_one_call_however_often_it_reports_itself() {
    let (browser, viewer) = on().await;
    let opened = browser.now();
    let url = page(ALERT);
    join(look_up(&browser, &url), look_up(&browser, &url)).await;
    look_up(&browser, &url).await;
    let calls = browser.api_calls();
    assert_eq!(calls.len(), 1);
    assert!(calls[0].url.ends_with(&format!("/{ALERT}/files")));
    assert!(calls[0].at.since(opened) >= Duration::from_millis(1_500));
    assert!(lookup::kept_files(&browser, &viewer, &alert()).await.is_some(), "the popup finds it kept");
}

#[tokio::test]
async fn a_page_that_was_left_within_the_time_costs_nothing() {
    let (browser, _) = on().await;
    prefetch::look_up(&browser, TAB, &page(ALERT), async || false).await;
    assert!(browser.sent().is_empty());
}

#[tokio::test]
async fn what_a_click_would_have_to_confirm_is_never_looked_up() {
    let (browser, _) = on().await;
    for url in [
        // Another product's alert; another tenant's; a page with no alert of its own; no portal at all.
        page("fa637472900382838869_1"),
        format!("https://security.microsoft.com/alerts/{ALERT}?tid={OTHER_TENANT}"),
        "https://security.microsoft.com/incidents/4711".to_owned(),
        format!("https://security.microsoft.us/alerts/{ALERT}"),
        format!("https://evil.example/alerts/{ALERT}"),
    ] {
        costs_nothing(&browser, &url).await;
    }
}

#[tokio::test]
async fn a_token_of_a_tenant_that_is_not_in_the_settings_is_not_used() {
    let (browser, viewer) = on().await;
    let other = fake_entra::viewer(OTHER_TENANT, &viewer.account.object_id);
    put(&browser, session(&browser, &other)).await;
    costs_nothing(&browser, &format!("https://security.microsoft.com/alerts/{ALERT}?tid={OTHER_TENANT}")).await;
}

#[tokio::test]
async fn without_a_good_token_neither_entra_nor_defender_is_asked() {
    let (browser, _) = on().await;
    browser.move_clock(3_500_000);
    costs_nothing(&browser, &page(ALERT)).await;
    let browser = FakeBrowser::new();
    browser.set_policy(&format!(r#"{{"tenantId":"{TENANT}","clientId":"{CLIENT}","prefetch":true}}"#));
    costs_nothing(&browser, &page(ALERT)).await;
}

#[tokio::test]
async fn a_fresh_answer_is_not_asked_for_again_and_answers_that_are_never_fresh_are_not_either() {
    let (browser, viewer) = on().await;
    lookup::files(&browser, &viewer, &alert(), |_| ()).await.expect("files");
    costs_nothing(&browser, &page(ALERT)).await;
    browser.move_clock(300_000);
    look_up(&browser, &page(ALERT)).await;
    assert_eq!(browser.api_calls().len(), 2, "a stale one is");
    let (browser, _) = with(r#","prefetch":true,"cacheMinutes":0"#).await;
    costs_nothing(&browser, &page(ALERT)).await;
}

#[tokio::test]
async fn half_of_the_quota_is_left_to_people() {
    let (browser, viewer) = on().await;
    for _ in 0..50 {
        lookup::probe(&browser, &viewer, |_| ()).await.expect_err("an answer about another alert");
    }
    costs_nothing(&browser, &page(ALERT)).await;
    browser.move_clock(61_000);
    look_up(&browser, &page(ALERT)).await;
    assert_eq!(browser.api_calls().len(), 51);
}

#[tokio::test]
async fn half_of_the_hours_quota_is_left_to_people_too() {
    let (browser, viewer) = on().await;
    let spent = |count: i64| {
        // One call in three seconds, so that the minute has room.
        let mut ledger = Ledger::default();
        for call in (1..=count).rev() {
            assert_eq!(ledger.permit(Timestamp(browser.now().0 - 3_000 * call)), Permit::Granted);
        }
        let Viewer { directory, .. } = &viewer;
        browser.put_session(&storage_key(directory.cloud, &directory.tenant, &directory.client), &ledger.to_json());
    };
    spent(750);
    costs_nothing(&browser, &page(ALERT)).await;
    spent(740);
    look_up(&browser, &page(ALERT)).await;
    assert_eq!(browser.api_calls().len(), 1);
}

#[tokio::test]
async fn an_alert_that_could_not_be_had_is_not_tried_again_while_the_tab_stays_there() {
    let (browser, _) = on().await;
    browser.serve(|_| Ok(answer(403, "{}")));
    let url = page(ALERT);
    join(look_up(&browser, &url), look_up(&browser, &url)).await;
    costs_nothing(&browser, &url).await;
    assert_eq!(browser.api_calls().len(), 1);
}

#[tokio::test]
async fn where_nobody_can_note_that_it_was_looked_up_it_is_not() {
    let (browser, _) = on().await;
    browser.fill_session_storage();
    costs_nothing(&browser, &page(ALERT)).await;
}

#[tokio::test]
async fn a_refusal_for_the_limit_is_not_waited_for_and_not_tried_again() {
    let (browser, _) = on().await;
    let begun = browser.now();
    browser.serve(|_| Ok(answer(429, "{}")));
    look_up(&browser, &page(ALERT)).await;
    look_up(&browser, &page(ALERT)).await;
    assert_eq!(browser.api_calls().len(), 1);
    assert!(browser.now().since(begun) < Duration::from_secs(10));
}
