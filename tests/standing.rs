//! How the organisation knows a file: asked by its SHA-1, kept while it is fresh, and never shown to another account.

#![cfg(not(target_arch = "wasm32"))]

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{cell::RefCell, time::Duration};

use fake_browser::FakeBrowser;
use fake_entra::{COLLEAGUE, TENANT, answer, signed_in, viewer};
use futures_util::future::join;
use hashcard::{
    capabilities::Clock,
    evidence::{hash::Sha1, organisation::InOrganisation},
    failure::Reason,
    http::HttpResponse,
    limits::quota::{Ledger, PER_HOUR, Permit, storage_key},
    lookup::{self, CallProgress},
    sign_in,
    standing::{self, Standing},
    viewer::Viewer,
};

const LIFETIME: Duration = Duration::from_secs(300);
const SHA1: &str = "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70";

async fn browser(answers: Vec<HttpResponse>) -> (FakeBrowser, Viewer) {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    let answers = RefCell::new(answers.into_iter());
    browser.serve(move |_| Ok(answers.borrow_mut().next().expect("no further call")));
    (browser, viewer)
}

async fn ask(browser: &FakeBrowser, viewer: &Viewer) -> Result<Standing, Reason> {
    let sha1: Sha1 = SHA1.parse().expect("a SHA-1");
    standing::ask(browser, viewer, sha1, LIFETIME, &|_| ()).await.map_err(|failure| failure.reason)
}

fn statistics() -> HttpResponse {
    let body =
        format!(r#"{{ "sha1": "{SHA1}", "orgPrevalence": "3", "topFileNames": ["a.exe"], "orgFirstSeen": "" }}"#);
    answer(200, &body)
}

#[tokio::test]
async fn an_answer_costs_one_call_while_it_is_fresh() {
    let (browser, viewer) = browser(vec![statistics(), statistics()]).await;
    let known = InOrganisation { devices: Some(3), names: vec!["a.exe".to_owned()], ..InOrganisation::default() };
    let (first, second) = join(ask(&browser, &viewer), ask(&browser, &viewer)).await;
    for asked in [first, second, ask(&browser, &viewer).await] {
        assert_eq!(asked.map(|answer| answer.value), Ok(Some(known.clone())));
    }
    let [request] = &*browser.api_calls() else { panic!("one call") };
    assert!(request.url.ends_with(&format!("/api/files/{SHA1}/stats?lookBackHours=720")), "{}", request.url);
    assert_eq!(lookup::calls_left(&browser, &viewer.directory).await.hour, PER_HOUR - 1, "it takes a permit");
    browser.move_clock(300_000);
    assert!(ask(&browser, &viewer).await.is_ok());
    assert_eq!(browser.api_calls().len(), 2);
}

#[tokio::test]
async fn a_file_that_was_never_seen_is_an_answer_too() {
    let never = r#"{ "error": { "code": "ResourceNotFound", "message": "no", "target": "a8b3f0f2-3a4b-4c5d-8e9f-001122334455" } }"#;
    let (browser, viewer) = browser(vec![answer(404, never)]).await;
    for _ in 0..2 {
        assert_eq!(ask(&browser, &viewer).await.map(|answer| answer.value), Ok(None));
    }
}

#[tokio::test]
async fn where_the_quota_is_spent_it_waits_for_the_next_permit() {
    let (browser, viewer) = browser(vec![statistics()]).await;
    let mut ledger = Ledger::default();
    while let Permit::Granted = ledger.permit(browser.now()) {}
    let Viewer { directory, .. } = &viewer;
    browser.put_session(&storage_key(directory.cloud, &directory.tenant, &directory.client), &ledger.to_json());
    let begun = browser.now();
    assert!(ask(&browser, &viewer).await.is_ok());
    let [call] = &*browser.api_calls() else { panic!("one call") };
    assert!(call.at.since(begun) >= Duration::from_secs(60));
}

#[tokio::test]
async fn what_a_proxy_says_is_no_answer_of_defender() {
    let (browser, viewer) = browser(vec![answer(404, "<html>not here</html>"), statistics()]).await;
    assert!(ask(&browser, &viewer).await.is_err());
    assert!(ask(&browser, &viewer).await.is_ok(), "nothing of it was kept");
}

/// The popup must not lose results when it closes.
#[tokio::test]
async fn what_was_told_is_found_again_however_old_it_is_and_costs_no_call() {
    let (browser, ada) = browser(vec![statistics()]).await;
    assert_eq!(standing::kept(&browser, &ada).await, []);
    let asked = ask(&browser, &ada).await.expect("an answer");
    browser.move_clock(3_600_000);
    let sha1: Sha1 = SHA1.parse().expect("a SHA-1");
    assert_eq!(standing::kept(&browser, &ada).await, [(sha1, asked)]);
    assert_eq!(browser.api_calls().len(), 1);
    assert_eq!(standing::kept(&browser, &viewer(TENANT, COLLEAGUE)).await, [], "it is nobody else's");
}

/// Another page may sleep with the lock of this very question.
#[tokio::test]
async fn who_waits_behind_another_page_is_told_how_long() {
    let (browser, ada) = browser(vec![statistics()]).await;
    let mut ledger = Ledger::default();
    while let Permit::Granted = ledger.permit(browser.now()) {}
    let Viewer { directory, .. } = &ada;
    browser.put_session(&storage_key(directory.cloud, &directory.tenant, &directory.client), &ledger.to_json());
    let (sha1, told): (Sha1, _) = (SHA1.parse().expect("a SHA-1"), [RefCell::new(vec![]), RefCell::new(vec![])]);
    let asked = told.each_ref().map(|told| {
        let (browser, ada) = (&browser, &ada);
        async move { standing::ask(browser, ada, sha1, LIFETIME, &|progress| told.borrow_mut().push(progress)).await }
    });
    let [first, second] = asked;
    let (first, second) = join(first, second).await;
    assert_eq!(first, second);
    for told in &told {
        assert!(matches!(told.borrow()[0], CallProgress::WaitingUntil(_)), "{told:?}");
    }
}

#[tokio::test]
async fn nobody_sees_what_another_account_was_told() {
    let (browser, ada) = browser(vec![statistics(), statistics()]).await;
    assert!(ask(&browser, &ada).await.is_ok());
    let session = sign_in::signed_in(&browser).await.remove(0);
    sign_in::sign_out(&browser, &session).await;
    assert!(ask(&browser, &ada).await.is_err());
    assert!(ask(&browser, &viewer(TENANT, COLLEAGUE)).await.is_err(), "who is not signed in is told nothing");
    assert!(!browser.session().values().any(|kept| kept.contains("a.exe")), "nothing stays behind");
}
