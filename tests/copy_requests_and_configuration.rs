//! A copy asked for outside the popup waits for it, a minute at most, and the settings in force are read as they are.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;

use std::time::Duration;

use fake_browser::FakeBrowser;
use hashcard::{
    capabilities::{Area, Clock, Store},
    configuration::{self, Configuration},
    copy_request::CopyRequest,
    formats::CopyFormat,
    settings::{Choices, Key, OtherTenants},
};

async fn asked(browser: &FakeBrowser, format: CopyFormat) -> CopyRequest {
    let address = "https://security.microsoft.com/alerts/da637472900382838869_1".to_owned();
    let request = CopyRequest { format, page: address.clone(), address, asked_at: browser.now() };
    request.write(browser).await.expect("room");
    request
}

async fn taken(browser: &FakeBrowser) -> Option<CopyRequest> {
    CopyRequest::take(browser, browser.now()).await
}

#[tokio::test]
async fn a_copy_is_taken_once() {
    let browser = FakeBrowser::new();
    for format in CopyFormat::ALL {
        let request = asked(&browser, *format).await;
        assert_eq!(taken(&browser).await, Some(request));
        assert_eq!(taken(&browser).await, None);
    }
}

#[tokio::test]
async fn the_latest_of_two_copies_counts() {
    let browser = FakeBrowser::new();
    asked(&browser, CopyFormat::Md5).await;
    let latest = asked(&browser, CopyFormat::Sha1).await;
    assert_eq!(taken(&browser).await, Some(latest));
}

#[tokio::test]
async fn a_copy_that_waited_more_than_a_minute_is_forgotten() {
    for (milliseconds, waits) in [(60_000, true), (60_001, false), (-1, false)] {
        let browser = FakeBrowser::new();
        asked(&browser, CopyFormat::Sha256).await;
        browser.move_clock(milliseconds);
        assert_eq!(taken(&browser).await.is_some(), waits, "{milliseconds}");
        assert!(browser.session().is_empty());
    }
}

#[tokio::test]
async fn garbage_is_no_copy() {
    let browser = FakeBrowser::new();
    asked(&browser, CopyFormat::Sha256).await;
    let key = browser.session().into_keys().next().expect("a key");
    browser.put_session(&key, "{\"format\":7}");
    assert_eq!(taken(&browser).await, None);
    assert!(browser.session().is_empty());
}

#[tokio::test]
async fn policy_counts_over_what_was_saved_and_may_come_late() {
    const TENANT: &str = "11111111-1111-4111-8111-111111111111";
    const CLIENT: &str = "22222222-2222-4222-8222-222222222222";
    let browser = FakeBrowser::new();
    let fresh = configuration::read(&browser).await;
    assert!(fresh.settings.tenants.is_empty() && fresh.policy_faults.is_empty());
    let (choices, faults) = Choices::read(r#"{"cacheMinutes":9,"prefetch":true}"#);
    assert!(faults.is_empty());
    configuration::change(&browser, |saved| *saved = choices.clone()).await.expect("room");
    let saved = configuration::read(&browser).await;
    assert_eq!((saved.settings.cache.as_secs(), saved.settings.prefetch), (540, true));
    browser
        .set_policy(&format!(r#"{{"cacheMinutes":1,"prefetch":"yes","tenantId":"{TENANT}","clientId":"{CLIENT}"}}"#));
    configuration::follow_policy(&browser).await;
    let managed = configuration::read(&browser).await;
    assert_eq!((managed.settings.cache.as_secs(), managed.settings.prefetch), (60, true));
    assert_eq!((managed.settings.tenants.len(), managed.policy_faults.len()), (1, 1));
    assert!(managed.locks.holds(Key::CacheMinutes) && !managed.locks.holds(Key::Prefetch));
    assert_eq!(managed.saved, choices, "what was saved comes back with the policy's end");
}

#[tokio::test]
async fn two_pages_of_options_do_not_write_over_each_other() {
    let browser = FakeBrowser::new();
    let minutes = configuration::change(&browser, |saved| saved.cache_minutes = Some(9));
    let ahead = configuration::change(&browser, |saved| saved.prefetch = Some(true));
    let (minutes, ahead) = tokio::join!(minutes, ahead);
    assert!(minutes.is_ok() && ahead.is_ok());
    let saved = configuration::read(&browser).await.saved;
    assert_eq!((saved.cache_minutes, saved.prefetch), (Some(9), Some(true)));
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_the_defaults() {
    let browser = FakeBrowser::new();
    configuration::change(&browser, |saved| *saved = Choices::default()).await.expect("room");
    let key = browser.local().into_keys().next().expect("a key");
    for garbage in ["", "[", "null", "\u{0}"] {
        browser.put_local(&key, garbage);
        browser.put_local("policy", garbage);
        browser.set_policy(garbage);
        assert_eq!(configuration::read(&browser).await.settings, hashcard::settings::Settings::default());
    }
    assert_eq!(browser.read(Area::Session, &[&key]).await, [None]);
}

fn minutes(configuration: &Configuration) -> u64 {
    configuration.settings.cache.as_secs() / 60
}

/// F-04: late, and removed.
#[tokio::test]
async fn pages_are_drawn_by_what_policy_said_last_and_follow_what_it_says_now() {
    let browser = FakeBrowser::new();
    browser.set_policy(r#"{"cacheMinutes":1}"#);
    configuration::follow_policy(&browser).await;
    for (says, now) in [(r#"{"cacheMinutes":2}"#, 2), ("{}", 5)] {
        let before = configuration::read(&browser).await;
        // The browser was closed, the policy changed, and the browser starts.
        browser.set_policy(says);
        browser.tell_policy_after(4_000);
        let started = browser.now();
        assert_eq!(configuration::read(&browser).await, before);
        assert_eq!(browser.now(), started, "nothing is waited for");
        configuration::follow_policy(&browser).await;
        assert_eq!(browser.now(), started.plus(Duration::from_secs(4)));
        let after = configuration::read(&browser).await;
        assert_eq!((minutes(&after), after.locks.holds(Key::CacheMinutes)), (now, says != "{}"));
    }
}

/// F-04: in a new profile nobody knows yet whether policy forbids anything.
#[tokio::test]
async fn where_policy_was_never_read_it_is_waited_for() {
    for unread in [None, Some(""), Some("garbage")] {
        let browser = FakeBrowser::new();
        if let Some(unread) = unread {
            browser.put_local("policy", unread);
        }
        browser.set_policy(r#"{"otherTenants":"forbid"}"#);
        browser.tell_policy_after(4_000);
        let started = browser.now();
        let configuration = configuration::read(&browser).await;
        assert_eq!(configuration.settings.other_tenants, OtherTenants::Forbid);
        assert_eq!(browser.now(), started.plus(Duration::from_secs(4)));
        assert_eq!(configuration::read(&browser).await, configuration);
    }
}

/// F-04: wrong types per key come back from the copy as from the browser.
#[tokio::test]
async fn what_is_wrong_in_a_policy_is_told_from_its_copy_too() {
    let browser = FakeBrowser::new();
    browser.set_policy(r#"{"cacheMinutes":"five","otherTenants":7,"prefetch":true}"#);
    let first = configuration::read(&browser).await;
    assert_eq!(first.policy_faults.len(), 2);
    assert!(first.settings.prefetch && first.locks.holds(Key::Prefetch));
    assert_eq!(configuration::read(&browser).await, first);
}

#[tokio::test]
async fn a_policy_that_cannot_be_kept_leaves_no_older_one_behind() {
    let browser = FakeBrowser::new();
    browser.set_policy(r#"{"cacheMinutes":1}"#);
    configuration::follow_policy(&browser).await;
    browser.fill_local_storage();
    browser.set_policy(r#"{"cacheMinutes":2}"#);
    configuration::follow_policy(&browser).await;
    assert_eq!(minutes(&configuration::read(&browser).await), 2);
}
