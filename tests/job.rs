//! Several alerts at once: a record that whichever page is open advances, and that no page repeats.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use fake_browser::{FakeBrowser, SentRequest};
use fake_entra::{ANALYST, COLLEAGUE, TENANT, answer, put, session, signed_in, viewer};
use futures_util::future::join;
use hashcard::{
    alert_id::AlertId,
    capabilities::{Clock, Lock},
    cloud::Region,
    failure::{Failure, Reason},
    http::{FetchError, HttpResponse},
    job::{self, Again, Gathered, GatheredAlert, Job, JobOutcome, Stopped},
    limits::{
        freshness::{CACHE_BYTES, LARGEST_ANSWER},
        quota::PER_MINUTE,
    },
    lookup::{self, CallProgress},
    protocol::{LookUp, LookedUp},
    sign_in,
    time::Timestamp,
    viewer::Viewer,
};
use tokio::task::LocalSet;

const TAB: i32 = 3;
const LIFETIME: Duration = Duration::from_secs(300);

fn alert(number: usize) -> AlertId {
    AlertId::parse(&format!("da637472900382838869_{number}")).expect("an alert id")
}

fn files() -> HttpResponse {
    answer(200, r#"{"value":[{"sha1":"f2a00fd2f2de1be0214b8529f1e9f67096c1aa70"}]}"#)
}

/// A browser with the analyst signed in and a job of so many alerts, none of them done.
async fn with_job(alerts: usize) -> (FakeBrowser, Viewer) {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    browser.serve(|_| Ok(files()));
    start(&browser, &viewer, alerts).await;
    (browser, viewer)
}

async fn start(browser: &FakeBrowser, viewer: &Viewer, alerts: usize) {
    let job = Job::new(viewer, (0..alerts).map(alert), browser.now(), LIFETIME);
    job.start(browser, TAB).await.expect("room for a job");
}

async fn advance(browser: &FakeBrowser, viewer: &Viewer) -> Stopped {
    job::advance(browser, viewer, TAB, &|_| ()).await
}

async fn read(browser: &FakeBrowser) -> Job {
    Job::read(browser, TAB).await.expect("a job")
}

/// How often each alert was asked for.
fn calls_of(browser: &FakeBrowser, number: usize) -> usize {
    let end = format!("/{}/files", alert(number));
    browser.api_calls().iter().filter(|call| call.url.ends_with(&end)).count()
}

fn is_of(sent: &SentRequest, number: usize) -> bool {
    sent.url.contains(alert(number).as_str())
}

#[tokio::test]
async fn every_alert_is_asked_for_once_and_the_record_tells_the_progress() {
    let (browser, viewer) = with_job(5).await;
    let watch = async {
        let mut told = vec![0];
        while told.last() != Some(&5) {
            tokio::task::yield_now().await;
            let settled = read(&browser).await.settled();
            if told.last() != Some(&settled) {
                told.push(settled);
            }
        }
        told
    };
    let (stopped, told) = join(advance(&browser, &viewer), watch).await;
    assert_eq!((stopped, told.as_slice()), (Stopped::Finished, [0, 1, 2, 3, 4, 5].as_slice()));
    assert!(read(&browser).await.finished());
    assert!((0..5).all(|number| calls_of(&browser, number) == 1));
    for number in 0..5 {
        assert!(lookup::kept_files(&browser, &viewer, &alert(number)).await.is_some());
    }
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!(browser.api_calls().len(), 5);
}

#[tokio::test]
async fn a_reopened_page_goes_on_without_repeating_a_call() {
    let all = async {
        let (browser, viewer) = with_job(4).await;
        browser.let_worker_live_on();
        // A failure costs its call as an answer does.
        browser.serve(|sent| Ok(if is_of(sent, 1) { answer(404, "") } else { files() }));
        browser.answers_take(30);
        // The popup closes at every moment that there is.
        for turns in 1..200 {
            tokio::select! {
                biased;
                stopped = advance(&browser, &viewer) => {
                    assert_eq!(stopped, Stopped::Finished);
                    break;
                }
                () = async { for _ in 0..turns { tokio::task::yield_now().await } } => {}
            }
        }
        assert!(read(&browser).await.finished());
        for number in 0..4 {
            assert_eq!(calls_of(&browser, number), 1, "{number}");
            assert_eq!(lookup::kept_files(&browser, &viewer, &alert(number)).await.is_some(), number != 1);
        }
        assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
        assert_eq!(browser.api_calls().len(), 4);
    };
    LocalSet::new().run_until(all).await;
}

/// Check C-09: nobody has opened the popup again yet.
#[tokio::test]
async fn what_comes_after_the_page_has_closed_is_kept() {
    let all = async {
        let (browser, viewer) = with_job(2).await;
        browser.let_worker_live_on();
        browser.answers_take(50);
        let asked = async {
            while browser.api_calls().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            stopped = advance(&browser, &viewer) => panic!("{stopped:?}"),
            () = asked => {}
        }
        for _ in 0..500 {
            tokio::task::yield_now().await;
        }
        assert!(lookup::kept_files(&browser, &viewer, &alert(0)).await.is_some());
        assert_eq!(browser.api_calls().len(), 1, "nothing else is asked while no page is open");
    };
    LocalSet::new().run_until(all).await;
}

/// Otherwise the worker would refuse, the page would call itself, and its call would be lost with it.
#[tokio::test]
async fn where_a_region_is_set_the_worker_makes_the_call_there() {
    let (browser, mut viewer) = with_job(0).await;
    viewer.directory.region = Region::Eu;
    start(&browser, &viewer, 1).await;
    assert_eq!(job::look_up_for_page(&browser, &LookUp { tab: TAB, alert: Some(alert(0)) }).await, LookedUp::Done);
    let [call] = &browser.api_calls()[..] else { panic!("not one call") };
    assert!(call.url.starts_with("https://eu.api.security.microsoft.com/"), "{}", call.url);
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!(browser.api_calls().len(), 1);
}

#[tokio::test]
async fn a_worker_that_dies_leaves_the_call_to_the_page() {
    let (browser, viewer) = with_job(3).await;
    browser.let_worker_die();
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!((0..3).map(|number| calls_of(&browser, number)).collect::<Vec<_>>(), [1; 3]);
}

#[tokio::test]
async fn the_worker_looks_up_what_stands_in_the_record_of_who_is_signed_in_and_nothing_else() {
    let (browser, analyst) = with_job(1).await;
    let ask = async |tab, number| {
        let wanted = LookUp { tab, alert: Some(alert(number)) };
        job::look_up_for_page(&browser, &wanted).await
    };
    for (tab, number) in [(TAB, 1), (TAB + 1, 0)] {
        assert_eq!(ask(tab, number).await, Failure::from(Reason::AlertUnknown).into());
    }
    let signed_in = sign_in::signed_in(&browser).await.remove(0);
    sign_in::sign_out(&browser, &signed_in).await;
    start(&browser, &analyst, 1).await;
    put(&browser, session(&browser, &viewer(TENANT, COLLEAGUE))).await;
    assert_eq!(ask(TAB, 0).await, Failure::from(Reason::SignInNeeded).into());
    assert_eq!(browser.api_calls().len(), 0);
}

#[tokio::test]
async fn a_page_that_closes_after_an_answer_was_kept_does_not_ask_for_it_again() {
    let (browser, viewer) = with_job(1).await;
    lookup::files(&browser, &viewer, &alert(0), |_| ()).await.expect("files");
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!(browser.api_calls().len(), 1);
}

#[tokio::test]
async fn answers_that_were_stale_when_the_job_began_are_asked_for_again() {
    let (browser, viewer) = with_job(0).await;
    lookup::files(&browser, &viewer, &alert(0), |_| ()).await.expect("files");
    browser.move_clock(200_000);
    lookup::files(&browser, &viewer, &alert(1), |_| ()).await.expect("files");
    browser.move_clock(200_000);
    start(&browser, &viewer, 2).await;
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!((calls_of(&browser, 0), calls_of(&browser, 1)), (2, 1));
}

#[tokio::test]
async fn cancelling_starts_no_further_call_and_keeps_what_came() {
    let (browser, viewer) = with_job(10).await;
    browser.answers_take(20);
    let cancel = async {
        while browser.api_calls().len() < 3 {
            tokio::task::yield_now().await;
        }
        Job::cancel(&browser, TAB).await;
    };
    let (stopped, ()) = join(advance(&browser, &viewer), cancel).await;
    assert_eq!(stopped, Stopped::Cancelled);
    let job = read(&browser).await;
    assert_eq!((job.cancelled, job.settled(), browser.api_calls().len()), (true, 3, 3));
    assert_eq!(advance(&browser, &viewer).await, Stopped::Cancelled);
    assert_eq!(browser.api_calls().len(), 3);
}

#[tokio::test]
async fn a_cancelled_job_goes_on_where_it_was_and_tries_nothing_again() {
    let (browser, viewer) = with_job(4).await;
    browser.serve(|sent| Ok(if is_of(sent, 0) { answer(404, "") } else { files() }));
    browser.answers_take(20);
    let cancel = async {
        while browser.api_calls().len() < 2 {
            tokio::task::yield_now().await;
        }
        Job::cancel(&browser, TAB).await;
    };
    assert_eq!(join(advance(&browser, &viewer), cancel).await.0, Stopped::Cancelled);
    Job::go_on(&browser, TAB, &Again::Nothing).await.expect("room");
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!((0..4).map(|number| calls_of(&browser, number)).collect::<Vec<_>>(), [1; 4]);
    assert_eq!(read(&browser).await.failed().count(), 1);
}

#[tokio::test]
async fn failures_stay_and_can_be_tried_again_alone() {
    let (browser, viewer) = with_job(3).await;
    browser.serve(|sent| Ok(if is_of(sent, 1) { answer(404, "") } else { files() }));
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    let job = read(&browser).await;
    let failed: Vec<_> = job.failed().map(|(id, failure)| (id.clone(), failure.reason.clone())).collect();
    assert_eq!(failed, [(alert(1), Reason::AlertUnknown)]);
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!(calls_of(&browser, 1), 1, "nothing is tried again without a click");

    browser.serve(|_| Ok(files()));
    Job::go_on(&browser, TAB, &Again::Failed).await.expect("room");
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!((0..3).map(|number| calls_of(&browser, number)).collect::<Vec<_>>(), [1, 2, 1]);
    assert!(read(&browser).await.alerts.iter().all(|alert| alert.outcome == JobOutcome::Done));
}

#[tokio::test]
async fn what_would_fail_for_all_alerts_stops_the_job_and_spends_no_more() {
    let (browser, viewer) = with_job(5).await;
    browser.serve(|_| Err(FetchError::Unreachable));
    let stopped = advance(&browser, &viewer).await;
    assert!(matches!(&stopped, Stopped::Needs(failure) if failure.reason == Reason::Unreachable), "{stopped:?}");
    assert_eq!((browser.api_calls().len(), read(&browser).await.settled()), (3, 0));
    assert_eq!((advance(&browser, &viewer).await, browser.api_calls().len()), (stopped, 3), "until a person comes");
    browser.serve(|_| Ok(files()));
    Job::reopen(&browser, TAB).await.expect("room");
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
}

#[tokio::test]
async fn what_stopped_one_page_stops_the_one_that_would_take_over() {
    let (browser, viewer) = with_job(5).await;
    browser.serve(|_| Err(FetchError::Unreachable));
    let both = join(advance(&browser, &viewer), advance(&browser.clone(), &viewer)).await;
    assert_eq!(both.0, both.1);
    assert!(matches!(&both.0, Stopped::Needs(failure) if failure.reason == Reason::Unreachable), "{both:?}");
    assert_eq!(browser.api_calls().len(), 3);
    browser.serve(|_| Ok(files()));
    Job::go_on(&browser, TAB, &Again::Nothing).await.expect("room");
    assert!(read(&browser).await.goes_on());
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
}

#[tokio::test]
async fn an_answer_that_cannot_be_kept_is_a_failure_since_it_could_not_be_drawn() {
    let (browser, viewer) = with_job(2).await;
    browser.serve(|sent| {
        let mut files = files();
        if is_of(sent, 0) {
            files.body.push_str(&" ".repeat(LARGEST_ANSWER));
        }
        Ok(files)
    });
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    let job = read(&browser).await;
    assert_eq!(
        job.failed().map(|(id, failure)| (id.clone(), failure.reason.clone())).collect::<Vec<_>>(),
        [(alert(0), Reason::TooLargeToKeep)]
    );
}

#[tokio::test]
async fn a_full_storage_stops_the_job() {
    let (browser, viewer) = with_job(2).await;
    browser.fill_session_storage();
    let stopped = advance(&browser, &viewer).await;
    assert!(matches!(&stopped, Stopped::Needs(failure) if failure.reason == Reason::NotStored), "{stopped:?}");
    assert_eq!(browser.api_calls().len(), 1);
    Job::go_on(&browser, TAB, &Again::Nothing).await.expect("nothing had to be written");
}

/// Check B-14.
#[tokio::test]
async fn another_account_does_not_go_on_with_it() {
    let (browser, analyst) = with_job(3).await;
    let colleague = viewer(TENANT, COLLEAGUE);
    put(&browser, session(&browser, &colleague)).await;
    assert!(!read(&browser).await.belongs_to(&colleague));
    assert_eq!(advance(&browser, &colleague).await, Stopped::Cancelled);
    assert!(browser.api_calls().is_empty());
    assert!(
        matches!(advance(&browser, &analyst).await, Stopped::Needs(failure) if failure.reason == Reason::SignInNeeded)
    );
    assert!(browser.api_calls().is_empty());
}

/// Check B-13.
#[tokio::test]
async fn a_sign_out_stops_a_job_on_its_way_and_leaves_nothing_of_it() {
    let (browser, viewer) = with_job(5).await;
    browser.answers_take(30);
    let leave = async {
        while browser.api_calls().len() < 2 {
            tokio::task::yield_now().await;
        }
        let sessions = sign_in::signed_in(&browser).await;
        sign_in::sign_out(&browser, &sessions[0]).await;
    };
    let (stopped, ()) = join(advance(&browser, &viewer), leave).await;
    assert!(matches!(&stopped, Stopped::Needs(failure) if failure.reason == Reason::SignInNeeded), "{stopped:?}");
    assert_eq!(browser.api_calls().len(), 2);
    assert!(!browser.session().keys().any(|key| key.starts_with("answer ")));
}

#[tokio::test]
async fn one_page_advances_a_job_and_the_others_wait_for_it() {
    let (browser, viewer) = with_job(5).await;
    let panel = browser.clone();
    let both = join(advance(&browser, &viewer), advance(&panel, &viewer)).await;
    assert_eq!(both, (Stopped::Finished, Stopped::Finished));
    assert_eq!(browser.api_calls().len(), 5);
}

#[tokio::test]
async fn a_page_takes_over_when_the_one_that_was_at_it_closes() {
    // The popup closes at every moment that there is.
    for turns in 1..150 {
        let (browser, viewer) = with_job(3).await;
        browser.answers_take(5);
        let panel = browser.clone();
        let popup = async {
            tokio::select! {
                biased;
                _ = advance(&browser, &viewer) => {}
                () = async { for _ in 0..turns { tokio::task::yield_now().await } } => {}
            }
        };
        let ((), stopped) = join(popup, advance(&panel, &viewer)).await;
        assert_eq!(stopped, Stopped::Finished, "after {turns} turns");
        // One call at most was lost with the popup.
        let calls: Vec<usize> = (0..3).map(|number| calls_of(&browser, number)).collect();
        assert!(calls.iter().all(|calls| *calls >= 1) && calls.iter().sum::<usize>() <= 4, "{calls:?}");
    }
}

#[tokio::test]
async fn jobs_of_two_tabs_do_not_wait_for_each_other() {
    let (browser, viewer) = with_job(2).await;
    let other = Job::new(&viewer, (2..4).map(alert), browser.now(), LIFETIME);
    other.start(&browser, TAB + 1).await.expect("room");
    let both = join(advance(&browser, &viewer), job::advance(&browser, &viewer, TAB + 1, &|_| ())).await;
    assert_eq!(both, (Stopped::Finished, Stopped::Finished));
    Job::forget(&browser, TAB + 1).await;
    assert_eq!(Job::read(&browser, TAB + 1).await, None);
    assert!(read(&browser).await.finished());
}

#[tokio::test]
async fn a_job_that_is_forgotten_with_its_tab_does_not_come_back() {
    // The tab closes at every moment that there is.
    for turns in 1..60 {
        let (browser, viewer) = with_job(3).await;
        let close = async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            Job::forget(&browser, TAB).await;
        };
        join(advance(&browser, &viewer), close).await;
        assert_eq!(Job::read(&browser, TAB).await, None, "after {turns} turns");
    }
}

#[tokio::test]
async fn a_job_that_is_replaced_goes_on_as_the_new_one() {
    // `All files` is clicked at every moment that there is.
    for turns in 1..60 {
        let (browser, viewer) = with_job(3).await;
        let replace = async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            let job = Job::new(&viewer, [alert(7)], browser.now(), LIFETIME);
            job.start(&browser, TAB).await.expect("room");
        };
        join(advance(&browser, &viewer), replace).await;
        let ids: Vec<AlertId> = read(&browser).await.alerts.into_iter().map(|alert| alert.id).collect();
        assert_eq!(ids, [alert(7)], "after {turns} turns");
        assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
        assert_eq!(calls_of(&browser, 7), 1);
        assert!((0..3).all(|number| calls_of(&browser, number) <= 1));
    }
}

#[tokio::test]
async fn the_answers_of_a_job_are_gathered_with_the_alerts_they_come_from() {
    let (browser, viewer) = with_job(3).await;
    browser.serve(|sent| {
        let evidence =
            r#"[{"entityType":"File","sha1":"f2a00fd2f2de1be0214b8529f1e9f67096c1aa70","fileName":"a.exe"}]"#;
        let about = format!(r#"{{"id":"{}","title":"A title","evidence":{evidence}}}"#, alert(2));
        Ok(if sent.url.ends_with("/files") { files() } else { answer(200, &about) })
    });
    lookup::alert(&browser, &viewer, &alert(2), |_| ()).await.expect("an alert");
    assert_eq!(job::gather(&browser, &viewer, &read(&browser).await).await, Gathered::default());
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    let gathered = job::gather(&browser, &viewer, &read(&browser).await).await;
    let [file] = gathered.files.as_slice() else { panic!("one file: {gathered:?}") };
    assert_eq!((file.name(), file.alerts.as_slice()), (Some("a.exe"), [0, 1, 2].map(alert).as_slice()));
    let titles = |of: &GatheredAlert| of.alert.as_ref().and_then(|alert| alert.title.clone());
    assert_eq!(gathered.alerts.iter().map(titles).collect::<Vec<_>>(), [None, None, Some("A title".to_owned())]);
    assert_eq!(gathered.missing, []);
}

#[tokio::test]
async fn answers_that_had_to_make_room_are_named_and_asked_for_again_by_a_click() {
    let (browser, viewer) = with_job(4).await;
    browser.serve(|_| {
        let mut files = files();
        files.body.push_str(&" ".repeat(CACHE_BYTES / 3));
        Ok(files)
    });
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    let gathered = job::gather(&browser, &viewer, &read(&browser).await).await;
    assert_eq!((gathered.missing.as_slice(), gathered.alerts.len()), ([0, 1].map(alert).as_slice(), 2));

    Job::go_on(&browser, TAB, &Again::Alerts(gathered.missing)).await.expect("room");
    assert_eq!(read(&browser).await.settled(), 2);
    assert_eq!(advance(&browser, &viewer).await, Stopped::Finished);
    assert_eq!((0..4).map(|number| calls_of(&browser, number)).collect::<Vec<_>>(), [2, 2, 1, 1]);
    let gathered = job::gather(&browser, &viewer, &read(&browser).await).await;
    assert!(gathered.alerts.iter().any(|of| of.id == alert(0)));
}

/// Check C-05.
#[tokio::test]
async fn a_job_over_the_limit_waits_and_goes_on_by_itself() {
    let (browser, viewer) = with_job(PER_MINUTE + 20).await;
    let waits = RefCell::new(Vec::new());
    let observe = |progress| {
        if let CallProgress::WaitingUntil(until) = progress {
            waits.borrow_mut().push(until);
        }
    };
    assert_eq!(job::advance(&browser, &viewer, TAB, &observe).await, Stopped::Finished);
    assert!(!waits.into_inner().is_empty());
    let calls = browser.api_calls();
    assert_eq!(calls.len(), PER_MINUTE + 20);
    for window in calls.windows(PER_MINUTE + 1) {
        assert!(window[PER_MINUTE].at.since(window[0].at) >= Duration::from_secs(60));
    }
}

/// Does something to a job of so many alerts while it waits for the quota; with that, when the wait would have ended.
async fn while_it_waits(change: impl AsyncFnOnce(&FakeBrowser)) -> (FakeBrowser, Stopped, Timestamp) {
    let (browser, viewer) = with_job(PER_MINUTE + 2).await;
    let wait = Cell::new(None);
    let observe = |progress| {
        if let CallProgress::WaitingUntil(until) = progress {
            wait.set(wait.get().or(Some(until)));
        }
    };
    let change = async {
        while wait.get().is_none() {
            tokio::task::yield_now().await;
        }
        change(&browser).await;
    };
    let (stopped, ()) = join(job::advance(&browser, &viewer, TAB, &observe), change).await;
    (browser.clone(), stopped, wait.get().expect("a wait"))
}

#[tokio::test]
async fn a_job_that_is_given_up_while_it_waits_for_the_quota_lets_go_at_once_and_calls_no_more() {
    fn check((browser, stopped, until): (FakeBrowser, Stopped, Timestamp)) {
        assert_eq!((stopped, browser.api_calls().len()), (Stopped::Cancelled, PER_MINUTE));
        assert!(until.since(browser.now()) > Duration::from_secs(30), "it has waited all the same");
    }
    let cancelled = while_it_waits(async |browser: &FakeBrowser| Job::cancel(browser, TAB).await).await;
    let lock = format!("job {TAB}");
    assert!(cancelled.0.try_lock(&lock).await.is_some());
    check(cancelled);
    check(while_it_waits(async |browser: &FakeBrowser| Job::forget(browser, TAB).await).await);
    check(while_it_waits(async |browser: &FakeBrowser| start(browser, &viewer(TENANT, COLLEAGUE), 3).await).await);
}

#[tokio::test]
async fn a_job_that_is_replaced_while_it_waits_for_the_quota_waits_for_the_new_one_alone() {
    let replace = async |browser: &FakeBrowser| {
        let job = Job::new(&viewer(TENANT, ANALYST), [alert(7_000)], browser.now(), LIFETIME);
        job.start(browser, TAB).await.expect("room");
    };
    let (browser, stopped, until) = while_it_waits(replace).await;
    assert_eq!((stopped, browser.api_calls().len()), (Stopped::Finished, PER_MINUTE + 1));
    assert_eq!(calls_of(&browser, 7_000), 1);
    assert!(browser.now() >= until);
}

#[tokio::test]
async fn a_job_that_goes_on_before_anybody_looked_waits_on() {
    let again = async |browser: &FakeBrowser| {
        Job::cancel(browser, TAB).await;
        Job::go_on(browser, TAB, &Again::Nothing).await.expect("room");
    };
    let (browser, stopped, _) = while_it_waits(again).await;
    assert_eq!((stopped, browser.api_calls().len()), (Stopped::Finished, PER_MINUTE + 2));
}

#[tokio::test]
async fn garbage_is_no_job() {
    let (browser, viewer) = with_job(1).await;
    browser.put_session(&format!("job {TAB}"), "[]");
    assert_eq!(Job::read(&browser, TAB).await, None);
    assert_eq!(advance(&browser, &viewer).await, Stopped::Cancelled);
    assert_eq!(viewer.account.object_id, ANALYST);
    Job::cancel(&browser, TAB).await;
    Job::go_on(&browser, TAB, &Again::Failed).await.expect("nothing to go on with");
}
