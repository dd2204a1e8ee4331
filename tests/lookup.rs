//! Looking an alert up: cache, single flight, permits, retries, pages, and who may see what.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

use fake_browser::FakeBrowser;
use fake_entra::{
    ANALYST, COLLEAGUE, Entra, OTHER_TENANT, TENANT, answer, jwt, put, refused, session, signed_in, viewer,
};
use futures_util::future::{join, join_all};
use hashcard::{
    alert_id::AlertId,
    auth::{
        failure::{ConsentFault, FailureClass, SignInFailure},
        pasted,
        scope::Scope,
    },
    capabilities::{Area, Clock, Store},
    cloud::{Cloud, Region},
    defender::{
        request::MAX_PAGES,
        response::{Incomplete, Unreadable},
    },
    failure::{Failure, Reason},
    http::{FetchError, HttpResponse},
    limits::{
        freshness::{CACHE_BYTES, Keeping, LARGEST_ANSWER, is_fresh},
        quota::PER_MINUTE,
    },
    lookup::{self, Answer, CallProgress, Files, Wait},
    sign_in,
    time::Timestamp,
    troubles,
    viewer::Viewer,
    words,
};
use serde_json::{Value, json};

const ALERT: &str = "da637472900382838869_-1364969609";
const SHA1: &str = "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70";
const OTHER_SHA1: &str = "2f2a00fd2f2de1be0214b8529f1e9f67096c1aa7";

fn alert_id() -> AlertId {
    AlertId::parse(ALERT).expect("an alert id")
}

/// A page of an answer, with one file for each hash.
fn page(hashes: &[&str], next: Option<&str>) -> HttpResponse {
    let files: Vec<Value> = hashes.iter().map(|sha1| json!({ "sha1": sha1, "globalPrevalence": 7 })).collect();
    let mut body = json!({ "value": files });
    if let Some(next) = next {
        body["@odata.nextLink"] = json!(next);
    }
    answer(200, &body.to_string())
}

fn one_file() -> HttpResponse {
    page(&[SHA1], None)
}

/// A browser with the analyst signed in, and a Defender that always gives one file.
async fn with_one_file() -> (FakeBrowser, Viewer) {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    browser.serve(|_| Ok(one_file()));
    (browser, viewer)
}

/// Answers in the order given, the last one for ever.
fn script(browser: &FakeBrowser, answers: impl IntoIterator<Item = Result<HttpResponse, FetchError>>) {
    let answers = RefCell::new(answers.into_iter().collect::<VecDeque<_>>());
    browser.serve(move |_| {
        let mut answers = answers.borrow_mut();
        if answers.len() > 1 { answers.pop_front().expect("an answer") } else { answers[0].clone() }
    });
}

async fn look_up(browser: &FakeBrowser, viewer: &Viewer) -> Result<Answer<Files>, Failure> {
    lookup::files(browser, viewer, &alert_id(), |_| ()).await
}

async fn reason(browser: &FakeBrowser, viewer: &Viewer) -> Reason {
    look_up(browser, viewer).await.expect_err("a failure").reason
}

fn throttled(retry_after: Option<&str>) -> HttpResponse {
    HttpResponse { retry_after: retry_after.map(str::to_owned), ..answer(429, "") }
}

// The cache.

/// Check C-10.
#[tokio::test]
async fn an_answer_is_kept_with_its_age() {
    let (browser, viewer) = with_one_file().await;
    assert_eq!(lookup::kept_files(&browser, &viewer, &alert_id()).await, None);
    let answer = look_up(&browser, &viewer).await.expect("an answer");
    assert_eq!((answer.value.files.len(), answer.keeping, answer.at), (1, Keeping::Kept, browser.now()));
    browser.move_clock(61_000);
    let kept = lookup::kept_files(&browser, &viewer, &alert_id()).await.expect("a kept answer");
    assert_eq!(kept, answer);
    let lifetime = Duration::from_secs(300);
    assert_eq!(browser.now().since(kept.at), Duration::from_secs(61));
    assert!(is_fresh(kept.at, browser.now(), lifetime));
    browser.move_clock(300_000);
    assert!(!is_fresh(kept.at, browser.now(), lifetime));
    assert_eq!(browser.api_calls().len(), 1);
}

#[tokio::test]
async fn an_alert_without_files_is_an_answer_and_is_kept() {
    let (browser, viewer) = with_one_file().await;
    browser.serve(|_| Ok(page(&[], None)));
    let answer = look_up(&browser, &viewer).await.expect("an answer");
    assert_eq!(answer.value, Files::default());
    assert_eq!(lookup::kept_files(&browser, &viewer, &alert_id()).await, Some(answer));
}

#[tokio::test]
async fn a_refresh_asks_again_and_replaces_what_was_kept() {
    let (browser, viewer) = with_one_file().await;
    look_up(&browser, &viewer).await.expect("an answer");
    browser.serve(|_| Ok(page(&[SHA1, OTHER_SHA1], None)));
    assert_eq!(look_up(&browser, &viewer).await.expect("an answer").value.files.len(), 2);
    let kept = lookup::kept_files(&browser, &viewer, &alert_id()).await.expect("a kept answer");
    assert_eq!((kept.value.files.len(), browser.api_calls().len()), (2, 2));
}

#[tokio::test]
async fn a_refresh_works_after_the_clock_was_set_back() {
    let (browser, viewer) = with_one_file().await;
    look_up(&browser, &viewer).await.expect("an answer");
    browser.move_clock(-7_200_000);
    look_up(&browser, &viewer).await.expect("an answer");
    assert_eq!(browser.api_calls().len(), 2);
}

#[tokio::test]
async fn the_last_good_answer_stays_when_a_refresh_fails() {
    let (browser, viewer) = with_one_file().await;
    let good = look_up(&browser, &viewer).await.expect("an answer");
    for bad in [Ok(answer(404, "{}")), Ok(answer(200, "<html>")), Err(FetchError::TooLarge)] {
        script(&browser, [bad]);
        look_up(&browser, &viewer).await.expect_err("a failure");
        assert_eq!(lookup::kept_files(&browser, &viewer, &alert_id()).await.as_ref(), Some(&good));
    }
}

/// Check B-15.
#[tokio::test]
async fn an_answer_that_cannot_be_kept_is_shown_and_takes_the_one_before_it_along() {
    async fn check(happens: impl FnOnce(&FakeBrowser), keeping: Keeping) {
        let (browser, viewer) = with_one_file().await;
        look_up(&browser, &viewer).await.expect("an answer");
        happens(&browser);
        let answer = look_up(&browser, &viewer).await.expect("an answer");
        assert_eq!((answer.value.files.len(), answer.keeping), (1, keeping));
        // The one from before would be taken for the last one.
        assert_eq!(lookup::kept_files(&browser, &viewer, &alert_id()).await, None);
    }
    let mut large = one_file();
    large.body.push_str(&" ".repeat(LARGEST_ANSWER));
    check(|browser| browser.serve(move |_| Ok(large.clone())), Keeping::TooLarge).await;
    check(FakeBrowser::fill_session_storage, Keeping::NotStored).await;
}

/// Check B-15.
#[tokio::test]
async fn garbage_in_the_storage_counts_as_absent() {
    let (browser, viewer) = with_one_file().await;
    look_up(&browser, &viewer).await.expect("an answer");
    for (key, _) in browser.session() {
        if key != sign_in::SESSIONS {
            browser.put_session(&key, "\u{0}garbage{[");
        }
    }
    assert_eq!(lookup::kept_files(&browser, &viewer, &alert_id()).await, None);
    assert_eq!(look_up(&browser, &viewer).await.expect("an answer").keeping, Keeping::Kept);
    browser.put_session(sign_in::SESSIONS, "[\"{}\", 7]");
    assert_eq!(reason(&browser, &viewer).await, Reason::SignInNeeded);
}

/// Checks B-14 and C-10.
#[tokio::test]
async fn what_is_kept_is_seen_in_its_cloud_tenant_and_account_and_under_its_alert_alone() {
    let (browser, viewer) = with_one_file().await;
    look_up(&browser, &viewer).await.expect("an answer");
    let mut in_gcc = viewer.clone();
    in_gcc.directory.cloud = Cloud::Gcc;
    for other in [in_gcc, fake_entra::viewer(OTHER_TENANT, ANALYST), fake_entra::viewer(TENANT, COLLEAGUE)] {
        assert_eq!(lookup::kept_files(&browser, &other, &alert_id()).await, None, "{other:?}");
    }
    let other_alert = AlertId::parse("da637472900382838869_-13649696").expect("an alert id");
    assert_eq!(lookup::kept_files(&browser, &viewer, &other_alert).await, None);
    assert_eq!(lookup::kept_alert(&browser, &viewer, &alert_id()).await, None);
    let mut from_europe = viewer.clone();
    from_europe.directory.region = Region::Eu;
    assert!(lookup::kept_files(&browser, &from_europe, &alert_id()).await.is_some(), "one tenant, asked elsewhere");
}

/// Check B-14.
#[tokio::test]
async fn another_account_of_the_tenant_takes_away_what_the_first_was_shown() {
    let (browser, analyst) = with_one_file().await;
    let elsewhere = viewer(OTHER_TENANT, ANALYST);
    put(&browser, session(&browser, &elsewhere)).await;
    look_up(&browser, &analyst).await.expect("an answer");
    look_up(&browser, &elsewhere).await.expect("an answer");
    put(&browser, session(&browser, &viewer(TENANT, COLLEAGUE))).await;
    assert_eq!(lookup::kept_files(&browser, &analyst, &alert_id()).await, None);
    assert!(lookup::kept_files(&browser, &elsewhere, &alert_id()).await.is_some());
    assert!(!browser.session().keys().any(|key| key.contains(&analyst.account.key())));
}

/// Check B-13.
#[tokio::test]
async fn an_answer_that_comes_after_the_sign_out_is_dropped() {
    let (browser, viewer) = with_one_file().await;
    browser.answers_take(50);
    let leave = async {
        let sessions = sign_in::signed_in(&browser).await;
        sign_in::sign_out(&browser, &sessions[0]).await;
        assert_eq!(browser.api_calls().len(), 1, "signed out while the call is on its way");
    };
    let (late, ()) = join(look_up(&browser, &viewer), leave).await;
    assert_eq!(late.expect_err("signed out").reason, Reason::SignInNeeded);
    assert!(!browser.session().keys().any(|key| key.starts_with("answer ")), "{:?}", browser.session());
}

#[tokio::test]
async fn the_oldest_answers_make_room() {
    let (browser, viewer) = with_one_file().await;
    let mut large = one_file();
    large.body.push_str(&" ".repeat(900_000));
    browser.serve(move |_| Ok(large.clone()));
    let ids: Vec<AlertId> =
        (0..8).map(|at| AlertId::parse(&format!("da63747290038283886{at}_1")).expect("an id")).collect();
    for id in &ids {
        lookup::files(&browser, &viewer, id, |_| ()).await.expect("an answer");
    }
    let bytes: usize =
        browser.session().iter().filter(|(key, _)| key.starts_with("answer ")).map(|(_, text)| text.len()).sum();
    assert!(bytes <= CACHE_BYTES, "{bytes} bytes are kept");
    assert!(lookup::kept_files(&browser, &viewer, &ids[7]).await.is_some());
    assert_eq!(lookup::kept_files(&browser, &viewer, &ids[0]).await, None);
}

// Giving up.

#[tokio::test]
async fn a_call_is_given_up_while_it_sleeps_for_the_limits_and_at_no_other_moment() {
    let browser = FakeBrowser::new();
    let is_given_up = async |milliseconds: u64, is_wanted: bool, wakes: bool| {
        let wait = Wait::default();
        wait.note(&CallProgress::WaitingUntil(browser.now().plus(Duration::from_millis(milliseconds))));
        let ask = async || {
            if wakes {
                wait.note(&CallProgress::Calling);
            }
            is_wanted
        };
        tokio::select! {
            () = wait.given_up(&browser, ask) => true,
            () = browser.sleep(Duration::from_secs(5)) => false,
        }
    };
    assert!(is_given_up(60_000, false, false).await);
    assert!(!is_given_up(60_000, true, false).await, "it is still wanted");
    assert!(!is_given_up(60_000, false, true).await, "it has begun to call");
    assert!(!is_given_up(1_500, false, false).await, "it may be awake before the clock says so");
}

// Single flight.

#[tokio::test]
async fn twenty_lookups_of_one_alert_in_several_contexts_make_one_call() {
    let (browser, viewer) = with_one_file().await;
    let contexts: Vec<FakeBrowser> = (0..20).map(|_| browser.clone()).collect();
    let answers = join_all(contexts.iter().map(|context| look_up(context, &viewer))).await;
    let first = answers[0].as_ref().expect("an answer");
    assert!(answers.iter().all(|answer| answer.as_ref() == Ok(first)));
    assert_eq!(browser.api_calls().len(), 1);
}

#[tokio::test]
async fn lookups_of_different_alerts_and_of_the_alert_itself_do_not_wait_for_each_other() {
    let (browser, viewer) = with_one_file().await;
    browser.serve(|sent| Ok(if sent.url.ends_with("/files") { one_file() } else { answer(200, r#"{"id":"da1_1"}"#) }));
    browser.answers_take(10);
    let other = AlertId::parse("da637472900382838869_7").expect("an alert id");
    let id = alert_id();
    let (files, (others, alert)) = join(
        look_up(&browser, &viewer),
        join(lookup::files(&browser, &viewer, &other, |_| ()), lookup::alert(&browser, &viewer, &id, |_| ())),
    )
    .await;
    files.expect("files");
    others.expect("files");
    assert_eq!(alert.expect("an alert").value.id, id);
    let sent = browser.api_calls();
    assert!(sent.len() == 3 && sent.iter().all(|call| call.at == sent[0].at), "{sent:?}");
}

// Permits.

/// What was told, each thing once in a row.
fn told(seen: RefCell<Vec<CallProgress>>) -> Vec<CallProgress> {
    let mut told = seen.into_inner();
    told.dedup();
    told
}

#[tokio::test]
async fn the_hundred_and_first_call_waits_and_then_goes_by_itself() {
    let (browser, viewer) = with_one_file().await;
    for number in 0..PER_MINUTE {
        let id = AlertId::parse(&format!("da637472900382838869_{number}")).expect("an alert id");
        lookup::files(&browser, &viewer, &id, |progress| assert_eq!(progress, CallProgress::Calling))
            .await
            .expect("files");
    }
    let first = browser.api_calls()[0].at;
    let seen = RefCell::new(Vec::new());
    lookup::files(&browser, &viewer, &alert_id(), |progress| seen.borrow_mut().push(progress)).await.expect("files");
    let until = first.plus(Duration::from_secs(61));
    assert_eq!(told(seen), [CallProgress::WaitingUntil(until), CallProgress::Calling]);
    assert!(browser.api_calls()[PER_MINUTE].at >= until);
}

#[tokio::test]
async fn retries_take_permits_too() {
    let (browser, viewer) = with_one_file().await;
    browser.serve(|_| Err(FetchError::TimedOut));
    for _ in 0..40 {
        assert_eq!(reason(&browser, &viewer).await, Reason::TimedOut);
    }
    let calls = browser.api_calls();
    assert_eq!(calls.len(), 120);
    for window in calls.windows(PER_MINUTE + 1) {
        assert!(window[PER_MINUTE].at.since(window[0].at) >= Duration::from_secs(60), "over the limit");
    }
}

#[tokio::test]
async fn a_wait_ends_with_the_session_that_waits() {
    let (browser, viewer) = with_one_file().await;
    script(&browser, [Ok(throttled(Some("60")))]);
    let id = alert_id();
    let waiting = lookup::files(&browser, &viewer, &id, |progress| {
        if matches!(progress, CallProgress::Throttled { .. }) {
            browser.put_session(sign_in::SESSIONS, "[]");
        }
    });
    assert_eq!(waiting.await.expect_err("signed out").reason, Reason::SignInNeeded);
    assert_eq!(browser.api_calls().len(), 1);
}

/// Check C-05.
#[tokio::test]
async fn a_429_waits_as_long_as_it_says_and_then_goes_by_itself() {
    async fn check(retry_after: Option<&str>, milliseconds: u64) {
        let browser = FakeBrowser::new();
        let viewer = viewer(TENANT, ANALYST);
        let mut session = session(&browser, &viewer);
        session.renew_at = session.renew_at.plus(Duration::from_secs(7_200));
        put(&browser, session).await;
        script(&browser, [Ok(throttled(retry_after)), Ok(one_file())]);
        let seen = RefCell::new(Vec::new());
        lookup::files(&browser, &viewer, &alert_id(), |progress| seen.borrow_mut().push(progress))
            .await
            .expect("files");
        let calls = browser.api_calls();
        let answered_at = calls[0].at.plus(Duration::from_millis(20));
        let until = answered_at.plus(Duration::from_millis(milliseconds));
        let throttled = CallProgress::Throttled { until, shared: true, correlation: None };
        assert_eq!(told(seen), [CallProgress::Calling, throttled, CallProgress::Calling], "{retry_after:?}");
        assert_eq!(calls[1].at, until, "{retry_after:?}");
    }
    check(Some("7"), 7_000).await;
    check(Some("0"), 1_000).await;
    check(None, 60_000).await;
    check(Some("soon"), 60_000).await;
    check(Some("-5"), 60_000).await;
    check(Some("99999999999999999999999"), 3_600_000).await;
    // The fake browser begins at 14:13:20.
    check(Some("Mon, 21 Sep 2026 14:13:50 GMT"), 29_980).await;
    check(Some("Mon, 21 Sep 2020 14:13:50 GMT"), 60_000).await;
}

/// Check C-05.
#[tokio::test]
async fn a_refresh_while_another_one_waits_for_the_quota_tells_until_when_and_makes_no_call_of_its_own() {
    let (browser, viewer) = with_one_file().await;
    script(&browser, [Ok(throttled(Some("30"))), Ok(one_file())]);
    let (id, wait, seen) = (alert_id(), Cell::new(None), RefCell::new(Vec::new()));
    let first = lookup::files(&browser, &viewer, &id, |progress| {
        if let CallProgress::Throttled { until, .. } = progress {
            wait.set(Some(until));
        }
    });
    let second = async {
        while wait.get().is_none() {
            tokio::task::yield_now().await;
        }
        lookup::files(&browser, &viewer, &id, |progress| seen.borrow_mut().push(progress)).await
    };
    let (first, second) = join(first, second).await;
    assert_eq!(first.expect("files"), second.expect("files"));
    let until = wait.get().expect("a wait");
    assert_eq!(told(seen), [CallProgress::WaitingUntil(until), CallProgress::Calling]);
    assert_eq!(browser.api_calls().len(), 2);
}

#[tokio::test]
async fn nobody_waits_for_the_quota_who_is_not_signed_in() {
    let (browser, viewer) = with_one_file().await;
    for number in 0..PER_MINUTE {
        let id = AlertId::parse(&format!("da637472900382838869_{number}")).expect("an alert id");
        lookup::files(&browser, &viewer, &id, |_| ()).await.expect("files");
    }
    browser.put_session(sign_in::SESSIONS, "[]");
    let asked_at = browser.now();
    assert_eq!(reason(&browser, &viewer).await, Reason::SignInNeeded);
    assert!(browser.now().since(asked_at) < Duration::from_secs(1), "it has waited");
}

/// Check C-05.
#[tokio::test]
async fn a_429_holds_for_every_context_and_alert() {
    let (browser, viewer) = with_one_file().await;
    script(&browser, [Ok(throttled(Some("30"))), Ok(one_file())]);
    look_up(&browser, &viewer).await.expect("files");
    let other = AlertId::parse("da637472900382838869_7").expect("an alert id");
    script(&browser, [Ok(throttled(Some("30"))), Ok(one_file())]);
    let context = browser.clone();
    let (first, second) = join(look_up(&browser, &viewer), lookup::files(&context, &viewer, &other, |_| ())).await;
    first.expect("files");
    second.expect("files");
    let calls = browser.api_calls();
    assert!(calls[4..].iter().all(|call| call.at.since(calls[2].at) >= Duration::from_secs(30)), "{calls:?}");
}

/// Check C-05.
#[tokio::test]
async fn a_quota_that_others_use_up_is_given_up_at_last_and_says_so() {
    let (browser, viewer) = with_one_file().await;
    browser.serve(|_| Ok(throttled(Some("30"))));
    assert!(matches!(reason(&browser, &viewer).await, Reason::Throttled { shared: true, .. }));
    assert_eq!(browser.api_calls().len(), 6);
}

#[tokio::test]
async fn a_429_is_waited_out_even_when_the_ledger_cannot_be_stored() {
    let (browser, viewer) = with_one_file().await;
    browser.fill_session_storage();
    script(&browser, [Ok(throttled(Some("30"))), Ok(one_file())]);
    look_up(&browser, &viewer).await.expect("files");
    let calls = browser.api_calls();
    assert!(calls[1].at.since(calls[0].at) >= Duration::from_secs(30));
}

// Refusals.

/// Defender refuses the analyst's token and takes the one that Entra gives for it.
async fn with_a_token_that_is_refused() -> (FakeBrowser, Viewer) {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    let entra = Entra::of(&browser);
    entra.knows(&format!("canary-refresh-of-{}", viewer.account.key()), ANALYST);
    let old = format!("canary-access-of-{}", viewer.account.key());
    browser.serve(move |sent| match &sent.bearer {
        Some(token) if *token == old => Ok(answer(401, "")),
        Some(_) => Ok(one_file()),
        None => Ok(entra.answers(sent)),
    });
    (browser, viewer)
}

/// Check B-07.
#[tokio::test]
async fn a_401_is_answered_by_one_refresh_and_one_retry() {
    let (browser, viewer) = with_a_token_that_is_refused().await;
    look_up(&browser, &viewer).await.expect("files");
    assert_eq!((browser.api_calls().len(), browser.token_requests().len()), (2, 1));
}

/// Check B-07.
#[tokio::test]
async fn a_second_401_is_the_last() {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    let entra = Entra::of(&browser);
    entra.knows(&format!("canary-refresh-of-{}", viewer.account.key()), ANALYST);
    browser.serve(move |sent| Ok(if sent.bearer.is_some() { answer(401, "") } else { entra.answers(sent) }));
    assert_eq!(reason(&browser, &viewer).await, Reason::TokenRefused { pasted: false, audience: None });
    assert_eq!((browser.api_calls().len(), browser.token_requests().len()), (2, 1));
}

/// Check C-04: nothing renews a pasted token, so its first refusal is the last.
#[tokio::test]
async fn a_refused_token_tells_its_audience_and_defenders_id_of_the_refusal() {
    let browser = FakeBrowser::new();
    let text = jwt(&json!({ "aud": "https://api.securitycenter.windows.com", "tid": TENANT, "oid": ANALYST,
        "scp": "File.Read.All", "exp": browser.now().0 / 1000 + 3_600 }));
    let pasted = pasted::read(&text, browser.now()).expect("a token");
    sign_in::keep_pasted(&browser, pasted).await.expect("room");
    let session = sign_in::signed_in(&browser).await.pop().expect("a session");
    let viewer = Viewer { directory: session.directory, account: session.account };
    let target = "c0ffee00-1111-4222-8333-444455556666";
    let refusal = json!({ "error": { "code": "Unauthorized", "message": "no", "target": target } }).to_string();
    browser.serve(move |_| Ok(answer(401, &refusal)));
    let failure = look_up(&browser, &viewer).await.expect_err("a refusal");
    let audience = Some("https://api.securitycenter.windows.com".to_owned());
    assert_eq!(failure.reason, Reason::TokenRefused { pasted: true, audience });
    assert_eq!(failure.correlation.as_deref(), Some(target));
    assert_eq!(browser.sent().len(), 1);
    let sentence = words::failure::sentence(&failure.reason);
    assert!(sentence.contains("you pasted") && sentence.ends_with("is https://api.securitycenter.windows.com."));
    for reason in [failure.reason, Reason::PastedTokenEnded] {
        let told =
            [words::failure::sentence(&reason), words::failure::remedy(&reason.clone().into(), "Contoso")].concat();
        assert!(told.contains("Paste a new one") && !told.contains("renewed") && !told.contains("Sign in"), "{told}");
    }
}

/// Somebody had signed in before policy came to forbid that tenant: Entra is asked for no token any more.
#[tokio::test]
async fn nothing_is_renewed_in_a_tenant_that_policy_forbids() {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    browser.serve(|_| Ok(answer(401, "")));
    let policy = json!({ "otherTenants": "forbid", "tenantId": OTHER_TENANT, "clientId": OTHER_TENANT });
    browser.set_policy(&policy.to_string());
    let forbidden = Reason::SignIn(FailureClass::TenantForbidden.into());
    assert_eq!(reason(&browser, &viewer).await, forbidden);
    assert_eq!(browser.token_requests().len(), 0);
}

/// Check E-05.
#[tokio::test]
async fn diagnostics_keep_the_kind_time_and_id_of_what_failed_and_nothing_else_of_it() {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    let noted = async || {
        let troubles = troubles::last(&browser).await;
        troubles.into_iter().map(|trouble| (trouble.class, trouble.reference.correlation_id)).collect::<Vec<_>>()
    };
    let target = "c0ffee00-1111-4222-8333-444455556666";
    let refusal = json!({ "error": { "code": "Canary", "message": "canary", "target": target } }).to_string();
    browser.serve(move |_| Ok(answer(400, &refusal)));
    look_up(&browser, &viewer).await.expect_err("a failure");
    assert_eq!(noted().await, [("Refused 400".to_owned(), Some(target.to_owned()))]);
    browser.serve(|_| Ok(answer(200, "<html>")));
    look_up(&browser, &viewer).await.expect_err("a failure");
    assert_eq!(noted().await[0], ("Unreadable Html".to_owned(), None), "a proxy, which the help desk wants to know of");
    for _ in 0..troubles::MOST {
        browser.serve(|_| Err(FetchError::Unreachable));
        look_up(&browser, &viewer).await.expect_err("a failure");
    }
    assert_eq!(noted().await, vec![("Unreachable".to_owned(), None); troubles::MOST]);
    assert!(troubles::last(&browser).await[0].took > 0, "three tries with pauses");
    let declined = SignInFailure::from(FailureClass::Consent(ConsentFault::Declined));
    troubles::note_sign_in(&browser, &declined, browser.now()).await;
    troubles::note_sign_in(&browser, &FailureClass::Cancelled.into(), browser.now()).await;
    assert_eq!(noted().await[..2], [("SignIn Consent Declined".to_owned(), None), ("Unreachable".to_owned(), None)]);
}

#[tokio::test]
async fn twenty_lookups_that_are_refused_make_one_refresh() {
    let (browser, viewer) = with_a_token_that_is_refused().await;
    let ids: Vec<AlertId> =
        (0..20).map(|at| AlertId::parse(&format!("da637472900382838869_{at}")).expect("an alert id")).collect();
    let answers = join_all(ids.iter().map(|id| lookup::files(&browser, &viewer, id, |_| ()))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!((browser.api_calls().len(), browser.token_requests().len()), (40, 1));
}

#[tokio::test]
async fn a_403_names_the_permission_that_the_token_lacks_and_else_the_role() {
    async fn check(scopes: &[Scope], files: Reason, names: Reason) {
        let browser = FakeBrowser::new();
        let viewer = viewer(TENANT, ANALYST);
        let mut session = session(&browser, &viewer);
        session.scopes = scopes.to_vec();
        put(&browser, session).await;
        browser.serve(|_| Ok(answer(403, r#"{"error":{"code":"Forbidden","target":"4d7c2b1a-correlation"}}"#)));
        let failure = look_up(&browser, &viewer).await.expect_err("refused");
        assert_eq!((failure.reason, failure.correlation.as_deref()), (files, Some("4d7c2b1a-correlation")));
        let failure = lookup::alert(&browser, &viewer, &alert_id(), |_| ()).await.expect_err("refused");
        assert_eq!(failure.reason, names);
        assert_eq!(browser.api_calls().len(), 2);
    }
    let (files, names) = (Scope::FileReadAll, Scope::AlertRead);
    check(&[], Reason::PermissionMissing(files), Reason::PermissionMissing(names)).await;
    check(&[files], Reason::AccessDenied, Reason::PermissionMissing(names)).await;
    check(&[files, names], Reason::AccessDenied, Reason::AccessDenied).await;
    check(&[Scope::UserImpersonation], Reason::AccessDenied, Reason::AccessDenied).await;
}

/// Check C-04.
#[tokio::test]
async fn each_answer_has_its_own_reason_and_number_of_tries() {
    async fn check(answer: Result<HttpResponse, FetchError>, expected: Reason, tries: usize) {
        let (browser, viewer) = with_one_file().await;
        script(&browser, [answer.clone()]);
        assert_eq!(reason(&browser, &viewer).await, expected);
        assert_eq!(browser.api_calls().len(), tries, "{answer:?}");
    }
    let error = r#"{"error":{"code":"BadRequest","message":"no","target":"id"}}"#;
    check(Ok(answer(400, error)), Reason::Refused { status: 400, code: Some("BadRequest".to_owned()) }, 1).await;
    check(Ok(answer(404, "")), Reason::AlertUnknown, 1).await;
    check(Ok(answer(204, "")), Reason::Refused { status: 204, code: None }, 1).await;
    check(Ok(answer(500, "")), Reason::ServerFailed { status: 500 }, 3).await;
    check(Ok(answer(503, "<html>")), Reason::ServerFailed { status: 503 }, 3).await;
    for status in [403, 404, 407, 451] {
        check(Ok(answer(status, "\u{feff} <html>blocked")), Reason::Unreadable(Unreadable::Html), 1).await;
    }
    for code in ["DisabledFeature", "DisallowedOperation"] {
        let body = format!(r#"{{"error":{{"code":"{code}"}}}}"#);
        check(Ok(answer(403, &body)), Reason::Refused { status: 403, code: Some(code.to_owned()) }, 1).await;
    }
    check(Err(FetchError::TimedOut), Reason::TimedOut, 3).await;
    check(Err(FetchError::Unreachable), Reason::Unreachable, 3).await;
    check(Err(FetchError::TooLarge), Reason::TooLarge, 1).await;
    let unreadable = |body, why| (Ok(answer(200, body)), Reason::Unreadable(why));
    for (answer, expected) in [
        unreadable("", Unreadable::Empty),
        unreadable("<!doctype html>", Unreadable::Html),
        unreadable(r#"{"value":[{"sha1":"#, Unreadable::Truncated),
        unreadable("hello", Unreadable::NotJson),
        unreadable(r#"{"error":{}}"#, Unreadable::WrongShape),
    ] {
        check(answer, expected, 1).await;
    }
}

/// Check C-06.
#[tokio::test]
async fn what_passes_by_itself_is_not_even_told() {
    for passing in [Ok(answer(502, "")), Err(FetchError::Unreachable), Err(FetchError::TimedOut)] {
        let (browser, viewer) = with_one_file().await;
        script(&browser, [passing.clone(), passing, Ok(one_file())]);
        look_up(&browser, &viewer).await.expect("files");
        let calls = browser.api_calls();
        assert_eq!(calls.len(), 3);
        assert!(calls[2].at.since(calls[1].at) > calls[1].at.since(calls[0].at), "the second pause is the longer one");
    }
}

/// RFC 9110 section 15.6.4: a server that is down may say for how long.
#[tokio::test]
async fn a_server_that_says_when_it_is_back_is_asked_then_and_after_ten_seconds_at_most() {
    for (retry_after, seconds) in [("7", 7), ("3000", 10), ("0", 0)] {
        let (browser, viewer) = with_one_file().await;
        let down = HttpResponse { retry_after: Some(retry_after.to_owned()), ..answer(503, "") };
        script(&browser, [Ok(down.clone()), Ok(one_file())]);
        look_up(&browser, &viewer).await.expect("files");
        let [first, second] = browser.api_calls().try_into().expect("two calls");
        assert_eq!(second.at.since(first.at).as_secs(), seconds);

        script(&browser, [Ok(down)]);
        assert_eq!(reason(&browser, &viewer).await, Reason::ServerFailed { status: 503 });
        assert_eq!(browser.api_calls().len(), 2 + 3, "and no more often than any other that fails");
    }
}

/// A row can come twice, also in another letter case.
#[tokio::test]
async fn a_file_that_is_listed_twice_is_one_file() {
    let (browser, viewer) = with_one_file().await;
    let upper = SHA1.to_uppercase();
    browser.serve(move |_| Ok(page(&[SHA1, &upper, SHA1], None)));
    assert_eq!(look_up(&browser, &viewer).await.expect("files").value.files.len(), 1);
}

// Pages.

const BASE: &str = "https://api.securitycenter.microsoft.com/api/alerts/x/files?page=";

/// Check C-02.
#[tokio::test]
async fn pages_are_followed_and_told_apart_from_an_incomplete_answer() {
    async fn check(pages: impl Fn(&str) -> HttpResponse + 'static, expected: (usize, usize, Option<Incomplete>)) {
        let (browser, viewer) = with_one_file().await;
        browser.serve(move |sent| Ok(pages(&sent.url)));
        let answer = look_up(&browser, &viewer).await.expect("files");
        let found = (browser.api_calls().len(), answer.value.files.len(), answer.value.incomplete);
        assert_eq!(found, expected);
        let kept = lookup::kept_files(&browser, &viewer, &alert_id()).await.expect("a kept answer");
        assert_eq!(kept, answer, "read back from the cache");
        for call in browser.api_calls() {
            assert!(call.url.starts_with("https://api.securitycenter.microsoft.com/api/"), "{}", call.url);
        }
    }
    let second = format!("{BASE}2");
    check(
        move |url| if url.ends_with("page=2") { page(&[OTHER_SHA1], None) } else { page(&[SHA1], Some(&second)) },
        (2, 2, None),
    )
    .await;
    let second = format!("{BASE}2");
    check(
        move |url| if url.ends_with("page=2") { page(&[SHA1], None) } else { page(&[SHA1], Some(&second)) },
        (2, 1, None),
    )
    .await;
    let again = format!("{BASE}2");
    check(move |_| page(&[SHA1], Some(&again)), (2, 1, Some(Incomplete::Loop))).await;
    check(|_| page(&[SHA1], Some("https://evil.example/api/")), (1, 1, Some(Incomplete::LinkRefused))).await;
    check(
        |_| page(&[SHA1], Some("https://api-gcc.securitycenter.microsoft.us/api/")),
        (1, 1, Some(Incomplete::LinkRefused)),
    )
    .await;
    let endless = Rc::new(Cell::new(1));
    check(
        move |_| {
            endless.set(endless.get() + 1);
            page(&[SHA1], Some(&format!("{BASE}{}", endless.get())))
        },
        (MAX_PAGES, 1, Some(Incomplete::TooManyPages)),
    )
    .await;
}

/// Check C-07.
#[tokio::test]
async fn pages_together_are_bounded_as_one_page_is() {
    let (browser, viewer) = with_one_file().await;
    let number = Cell::new(1);
    browser.serve(move |_| {
        number.set(number.get() + 1);
        let mut page = page(&[SHA1], Some(&format!("{BASE}{}", number.get())));
        page.body.push_str(&" ".repeat(9 * 1024 * 1024));
        Ok(page)
    });
    let answer = look_up(&browser, &viewer).await.expect("files");
    assert_eq!((browser.api_calls().len(), answer.value.incomplete), (2, Some(Incomplete::TooManyPages)));
    assert_eq!(answer.keeping, Keeping::TooLarge);
}

#[tokio::test]
async fn the_token_goes_to_the_region_of_the_settings() {
    let (browser, mut viewer) = with_one_file().await;
    viewer.directory.region = Region::Eu;
    look_up(&browser, &viewer).await.expect("files");
    let sent = browser.api_calls();
    assert_eq!(sent[0].url, format!("https://eu.api.security.microsoft.com/api/alerts/{ALERT}/files"));
    assert_eq!(sent[0].bearer, Some(format!("canary-access-of-{}", viewer.account.key())));
}

#[tokio::test]
async fn nobody_signed_in_costs_no_call_and_no_permit() {
    let browser = FakeBrowser::new();
    assert_eq!(reason(&browser, &viewer(TENANT, ANALYST)).await, Reason::SignInNeeded);
    assert!(browser.sent().is_empty() && browser.session().is_empty());
}

/// Check B-06: what Entra refuses costs no call of Defender's.
#[tokio::test]
async fn a_dead_sign_in_stops_a_lookup_before_its_call() {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    browser.move_clock(3_700_000);
    browser.serve(|_| Ok(refused("invalid_grant", 700_084)));
    browser.sign_in_page(|_, _| Err("User interaction required.".to_owned()));
    assert!(matches!(reason(&browser, &viewer).await, Reason::SignIn(_)));
    assert!(browser.api_calls().is_empty());
    assert_eq!(browser.read(Area::Session, &[sign_in::SESSIONS]).await, [Some("[]".to_owned())]);
    assert!(browser.now() > Timestamp(0));
}
