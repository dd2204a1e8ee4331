//! All alerts of an incident, from Defender: one call by a click, names for nothing, and what their files cost.

#[allow(unreachable_pub, reason = "several test crates use it")]
#[path = "support/drawing.rs"]
mod drawing;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use drawing::written;
use fake_browser::FakeBrowser;
use fake_entra::{CLIENT, TENANT, answer, signed_in, viewer};
use futures_util::future::join;
use hashcard::{
    alert_id::AlertId,
    auth::scope::Scope,
    capabilities::Clock,
    contexts::popup::{
        screens::view,
        state::{Action, Facts, Focus, JobCards, Listing, Place, Progress, Screen, State},
    },
    defender::request::MAX_PAGES,
    evidence::alert::Alert,
    failure::Reason,
    http::HttpResponse,
    incident::{self, IncidentAlerts},
    job::{self, Again, Job, JobOutcome, Stopped},
    limits::{
        freshness::Keeping,
        quota::{Ledger, PER_HOUR, Permit},
    },
    lookup,
    portal::PageAlerts,
    settings::{Choices, Settings},
    sign_in,
    time::Timestamp,
    viewer::Viewer,
};
use serde_json::{Value, json};
use yew::Callback;

const INCIDENT: u64 = 4711;
const TAB: i32 = 3;

fn id(number: usize) -> String {
    format!("da637472900382838869_{number}")
}

fn alert(number: usize) -> AlertId {
    AlertId::parse(&id(number)).expect("an alert id")
}

fn row(number: usize) -> Value {
    json!({
        "id": id(number), "incidentId": INCIDENT, "title": format!("Title {number}"), "severity": "High",
        "description": "prose", "threatName": null, "alertCreationTime": "2026-09-01T10:00:00Z",
        "evidence": [{ "entityType": "File", "sha1": format!("{number:040x}"), "fileName": format!("{number}.exe"),
                       "url": null }],
    })
}

fn page(rows: &[Value], next: Option<&str>) -> HttpResponse {
    let mut body = json!({ "value": rows });
    if let Some(next) = next {
        body["@odata.nextLink"] = json!(next);
    }
    answer(200, &body.to_string())
}

async fn browser(pages: Vec<HttpResponse>) -> (FakeBrowser, Viewer) {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    let pages = std::cell::RefCell::new(pages.into_iter());
    browser.serve(move |_| Ok(pages.borrow_mut().next().expect("no further call")));
    (browser, viewer)
}

async fn ask(browser: &FakeBrowser, viewer: &Viewer) -> Result<(), Reason> {
    let from_now_on = Timestamp(browser.now().0 + 1);
    incident::ask(browser, viewer, INCIDENT, from_now_on, &|_| ()).await.map_err(|failure| failure.reason)
}

async fn kept(browser: &FakeBrowser, viewer: &Viewer) -> IncidentAlerts {
    incident::kept(browser, viewer, INCIDENT).await.expect("a kept list")
}

#[tokio::test]
async fn one_call_gives_the_list_and_the_names_of_every_alert() {
    let (browser, viewer) = browser(vec![page(&[row(1), row(2)], None)]).await;
    let (first, second) = join(ask(&browser, &viewer), ask(&browser, &viewer)).await;
    assert_eq!((first, second), (Ok(()), Ok(())));
    let calls = browser.api_calls();
    assert_eq!(calls.len(), 1, "two clicks make one call");
    let address = "https://api.securitycenter.microsoft.com/api/alerts?$filter=incidentId%20eq%204711&$expand=evidence";
    assert!(calls[0].url.starts_with(address), "{}", calls[0].url);
    let list = kept(&browser, &viewer).await;
    let titles: Vec<_> = list.alerts.iter().map(|alert| alert.title.as_deref().unwrap_or_default()).collect();
    assert_eq!((titles.as_slice(), list.incomplete), (["Title 1", "Title 2"].as_slice(), false));
    assert!(list.alerts[0].created.is_some() && list.alerts[0].severity.as_deref() == Some("High"));
    let names = lookup::kept_alert(&browser, &viewer, &alert(2)).await.expect("the evidence that came along").value;
    assert_eq!(names.evidence[0].sighting.name.as_deref(), Some("2.exe"));
}

#[tokio::test]
async fn rows_of_another_incident_and_rows_that_are_no_alerts_are_left_out() {
    let other = json!({ "id": id(9), "incidentId": 1 });
    let (browser, viewer) =
        browser(vec![page(&[other, json!({ "id": "../x", "incidentId": 4711 }), row(1)], None)]).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    assert_eq!(kept(&browser, &viewer).await.alerts.len(), 1);
    assert!(lookup::kept_alert(&browser, &viewer, &alert(9)).await.is_none());
}

#[tokio::test]
async fn further_pages_are_followed_on_hosts_of_the_cloud_only_and_not_in_a_circle() {
    let next = "https://eu.api.security.microsoft.com/api/alerts?$skip=1";
    let (there, viewer) = browser(vec![page(&[row(1)], Some(next)), page(&[row(1), row(2)], None)]).await;
    assert_eq!(ask(&there, &viewer).await, Ok(()));
    let list = kept(&there, &viewer).await;
    assert_eq!((list.alerts.len(), list.incomplete), (2, false), "a row that moved from page to page is there once");
    let (foreign, viewer) = browser(vec![page(&[row(1)], Some("https://evil.example/api/alerts"))]).await;
    assert_eq!(ask(&foreign, &viewer).await, Ok(()));
    assert!(kept(&foreign, &viewer).await.incomplete);
    assert_eq!(foreign.api_calls().len(), 1);
    let (circle, viewer) = browser(vec![page(&[row(1)], Some(next)), page(&[row(2)], Some(next))]).await;
    assert_eq!(ask(&circle, &viewer).await, Ok(()));
    assert!(kept(&circle, &viewer).await.incomplete);
}

#[tokio::test]
async fn of_more_than_five_hundred_alerts_the_first_are_listed_and_that_is_said() {
    let rows: Vec<Value> = (0..501).map(row).collect();
    let (browser, viewer) = browser(vec![page(&rows, None)]).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    let list = kept(&browser, &viewer).await;
    assert_eq!((list.alerts.len(), list.incomplete), (500, true));
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up_after_twenty_pages() {
    let (browser, viewer) = browser(vec![]).await;
    let asked = Cell::new(0);
    browser.serve(move |_| {
        asked.set(asked.get() + 1);
        let next = format!("https://eu.api.security.microsoft.com/api/alerts?$skip={}", asked.get());
        Ok(page(&[row(asked.get())], Some(&next)))
    });
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    let list = kept(&browser, &viewer).await;
    assert_eq!((browser.api_calls().len(), list.alerts.len(), list.incomplete), (MAX_PAGES, 20, true));
}

#[tokio::test]
async fn a_list_of_more_bytes_than_one_answer_may_have_is_given_up_and_that_is_said() {
    let heavy = |number: usize| {
        let mut row = row(number);
        row["description"] = json!("x".repeat(9_000_000));
        let next = format!("https://eu.api.security.microsoft.com/api/alerts?$skip={number}");
        page(&[row], Some(&next))
    };
    let (browser, viewer) = browser((1..=3).map(heavy).collect()).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    let list = kept(&browser, &viewer).await;
    assert_eq!((browser.api_calls().len(), list.alerts.len(), list.incomplete), (2, 2, true));
}

#[tokio::test]
async fn a_list_with_megabytes_of_evidence_leaves_room_for_files() {
    let heavy = |number: usize| {
        let mut row = row(number);
        row["evidence"][0]["processCommandLine"] = json!("x".repeat(400_000));
        row
    };
    let (browser, viewer) = browser(vec![page(&(0..10).map(heavy).collect::<Vec<_>>(), None)]).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    assert_eq!(kept(&browser, &viewer).await.alerts.len(), 10);
    let bytes: usize = browser.session().values().map(String::len).sum();
    assert!(bytes < 1_100_000, "{bytes}");
}

#[tokio::test]
async fn a_list_is_of_the_account_that_asked_and_goes_when_that_signs_out() {
    let (browser, analyst) = browser(vec![page(&[row(1)], None)]).await;
    assert_eq!(ask(&browser, &analyst).await, Ok(()));
    let colleague = viewer(TENANT, fake_entra::COLLEAGUE);
    assert!(incident::kept(&browser, &colleague, INCIDENT).await.is_none());
    let session = sign_in::signed_in(&browser).await.remove(0);
    sign_in::sign_out(&browser, &session).await;
    assert!(incident::kept(&browser, &analyst, INCIDENT).await.is_none());
}

#[tokio::test]
async fn a_list_that_comes_after_the_sign_out_is_dropped() {
    let (browser, analyst) = browser(vec![page(&[row(1)], None)]).await;
    browser.answers_take(50);
    let leave = async {
        let session = sign_in::signed_in(&browser).await.remove(0);
        sign_in::sign_out(&browser, &session).await;
        assert_eq!(browser.api_calls().len(), 1, "signed out while the call is on its way");
    };
    let (late, ()) = join(ask(&browser, &analyst), leave).await;
    assert_eq!(late, Err(Reason::SignInNeeded));
    assert!(!browser.session().keys().any(|key| key.starts_with("answer ")), "{:?}", browser.session());
}

#[tokio::test]
async fn a_refusal_says_what_is_missing_and_keeps_no_list() {
    let (browser, viewer) = browser(vec![answer(403, "{}")]).await;
    assert_eq!(ask(&browser, &viewer).await, Err(Reason::PermissionMissing(Scope::AlertRead)));
    assert!(incident::kept(&browser, &viewer, INCIDENT).await.is_none());
}

// All files of a list.

/// A browser whose ledger has 1,350 calls of the hour in it, the first of them 25 minutes ago, and when those were.
async fn nearly_spent() -> (FakeBrowser, Viewer, Ledger, Vec<Timestamp>) {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    browser.serve(|_| Ok(answer(200, r#"{"value":[]}"#)));
    let (mut ledger, mut spent) = (Ledger::default(), Vec::new());
    let mut at = Timestamp(browser.now().0 - 1_500_000);
    while spent.len() < PER_HOUR - 150 {
        match ledger.permit(at) {
            Permit::Granted => spent.push(at),
            Permit::NotBefore(until) => at = until,
        }
    }
    let Viewer { directory, .. } = &viewer;
    let key = hashcard::limits::quota::storage_key(directory.cloud, &directory.tenant, &directory.client);
    browser.put_session(&key, &ledger.to_json());
    (browser, viewer, ledger, spent)
}

/// Both limits, counted here and not by the ledger.
fn assert_within_both_limits(spent: &[Timestamp], calls: &[Timestamp]) {
    let all: Vec<Timestamp> = spent.iter().chain(calls).copied().collect();
    for (limit, seconds) in [(100, 60), (1_500, 3_600)] {
        for window in all.windows(limit + 1) {
            let took = window[limit].since(window[0]);
            assert!(took >= Duration::from_secs(seconds), "{} calls in {took:?}", limit + 1);
        }
    }
}

fn times(browser: &FakeBrowser) -> Vec<Timestamp> {
    browser.api_calls().iter().map(|call| call.at).collect()
}

#[tokio::test]
async fn two_hundred_alerts_cost_two_hundred_calls_within_both_limits_also_if_the_popup_closes_while_it_waits() {
    let (browser, viewer, ledger, spent) = nearly_spent().await;
    let begun = browser.now();
    let announced = ledger.wait_for(200, begun);
    Job::new(&viewer, (0..200).map(alert), begun, Duration::from_secs(300)).start(&browser, TAB).await.expect("room");
    let waits = RefCell::new(Vec::new());
    let stopped = loop {
        let closes = Cell::new(false);
        let observe = |progress| {
            // Each wait is cut off once, and gone on with by the popup after that.
            if let lookup::CallProgress::WaitingUntil(until) = progress
                && !waits.borrow().contains(&until)
            {
                waits.borrow_mut().push(until);
                closes.set(true);
            }
        };
        let closed = async {
            while !closes.get() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            stopped = job::advance(&browser, &viewer, TAB, &observe) => break stopped,
            () = closed => {}
        }
    };
    assert_eq!(stopped, Stopped::Finished);
    assert!(waits.borrow().len() >= 2, "{waits:?}");
    let calls = times(&browser);
    assert_eq!(calls.len(), 200);
    assert_within_both_limits(&spent, &calls);
    assert!(calls[199].since(begun) >= announced);
}

/// What is on its way when the popup closes, the worker hears.
#[tokio::test]
async fn two_hundred_alerts_cost_two_hundred_calls_wherever_the_popup_closes() {
    let all = async {
        let (browser, viewer, _, spent) = nearly_spent().await;
        browser.let_worker_live_on();
        // Alerts that Defender does not know cost a call as the others do, and no second one.
        browser.serve(|sent| {
            Ok(if sent.url.contains("7/files") { answer(404, "{}") } else { answer(200, r#"{"value":[]}"#) })
        });
        let cut_off = closing_everywhere(&browser, &viewer).await;
        assert!(cut_off > 0, "no call was on its way at any closing");
        assert_eq!(browser.api_calls().len(), 200);
        assert_within_both_limits(&spent, &times(&browser));
    };
    tokio::task::LocalSet::new().run_until(all).await;
}

/// Only a worker that dies with the popup costs another call.
#[tokio::test]
async fn a_worker_that_dies_with_its_popup_costs_no_more_than_the_call_on_its_way() {
    let (browser, viewer, _, spent) = nearly_spent().await;
    let cut_off = closing_everywhere(&browser, &viewer).await;
    let calls = browser.api_calls();
    assert!(calls.len() <= 200 + cut_off, "{} calls, {cut_off} cut off", calls.len());
    assert_within_both_limits(&spent, &times(&browser));
}

/// Looks up 200 alerts in popups that close sooner or later, and says how many of them waited for an answer then.
async fn closing_everywhere(browser: &FakeBrowser, viewer: &Viewer) -> usize {
    let job = Job::new(viewer, (0..200).map(alert), browser.now(), Duration::from_secs(300));
    job.start(browser, TAB).await.expect("room");
    let (mut openings, mut cut_off) = (0, 0);
    let stopped = loop {
        openings += 1;
        let calling = Cell::new(false);
        let observe = |progress| calling.set(matches!(progress, lookup::CallProgress::Calling));
        let answered = browser.api_calls().len();
        let closes = async {
            for _ in 0..97 + answered {
                tokio::task::yield_now().await
            }
        };
        tokio::select! {
            biased;
            stopped = job::advance(browser, viewer, TAB, &observe) => break stopped,
            () = closes => cut_off += usize::from(calling.get()),
        }
        assert!(openings < 10_000, "a job that never ends");
    };
    assert_eq!(stopped, Stopped::Finished);
    assert!(openings > 5);
    let calls = browser.api_calls();
    let mut asked: Vec<&str> = calls.iter().map(|call| call.url.as_str()).collect();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), 200);
    cut_off
}

// The names of a job's files.

/// A signed-in browser whose Defender has the list of the incident, with 1.exe caught, and files for every alert.
async fn with_list() -> (FakeBrowser, Viewer) {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    browser.serve(|sent| Ok(if is_list(&sent.url) { list_with_caught_file() } else { files_of(&sent.url) }));
    (browser, viewer)
}

fn is_list(url: &str) -> bool {
    url.contains("$filter=")
}

fn list_with_caught_file() -> HttpResponse {
    let mut caught = row(1);
    caught["evidence"][0]["detectionStatus"] = json!("Prevented");
    page(&[caught, row(2), row(3)], None)
}

/// The file that the evidence of the same alert names.
fn files_of(url: &str) -> HttpResponse {
    let number: usize = url.trim_end_matches("/files").rsplit('_').next().and_then(|end| end.parse().ok()).expect(url);
    answer(200, &format!(r#"{{"value":[{{"sha1":"{number:040x}"}}]}}"#))
}

fn job_of(viewer: &Viewer, alerts: std::ops::Range<usize>, browser: &FakeBrowser) -> Job {
    Job::new(viewer, alerts.map(alert), browser.now(), Duration::from_secs(300)).with_names_of(Some(INCIDENT))
}

/// Advances it to its end, and says how many calls went to the list and how many to the files.
async fn carried_out(browser: &FakeBrowser, viewer: &Viewer, job: Job) -> (usize, usize) {
    let before = browser.api_calls().len();
    job.start(browser, TAB).await.expect("room");
    assert_eq!(job::advance(browser, viewer, TAB, &|_| ()).await, Stopped::Finished);
    let calls = browser.api_calls();
    let lists = calls[before..].iter().filter(|call| is_list(&call.url)).count();
    (lists, calls.len() - before - lists)
}

async fn gathered(browser: &FakeBrowser, viewer: &Viewer) -> job::Gathered {
    let job = Job::read(browser, TAB).await.expect("a job");
    job::gather(browser, viewer, &job).await
}

#[tokio::test]
async fn a_job_on_an_incidents_page_reads_names_and_detections_by_one_call_before_the_first_files() {
    let (browser, viewer) = with_list().await;
    assert_eq!(carried_out(&browser, &viewer, job_of(&viewer, 1..4, &browser)).await, (1, 3));
    assert!(is_list(&browser.api_calls()[0].url), "no card is drawn before its name could be");
    let gathered = gathered(&browser, &viewer).await;
    assert_eq!(gathered.files.iter().filter_map(|file| file.name()).collect::<Vec<_>>(), ["1.exe", "2.exe", "3.exe"]);
    assert_eq!(gathered.files.iter().map(|file| file.is_caught()).collect::<Vec<_>>(), [true, false, false]);
    let titles: Vec<_> = gathered.alerts.iter().flat_map(|of| of.alert.as_ref()?.title.clone()).collect();
    assert_eq!(titles, ["Title 1", "Title 2", "Title 3"]);
}

#[tokio::test]
async fn a_list_that_is_fresh_is_not_asked_for_again_by_a_job_and_one_that_is_not_is() {
    let (browser, viewer) = with_list().await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    assert_eq!(carried_out(&browser, &viewer, job_of(&viewer, 1..3, &browser)).await, (0, 2));
    browser.move_clock(301_000);
    assert_eq!(carried_out(&browser, &viewer, job_of(&viewer, 1..3, &browser)).await, (1, 2));
}

#[tokio::test]
async fn a_job_without_its_list_goes_on_and_keeps_why() {
    let (browser, viewer) = with_list().await;
    for status in [400, 403] {
        browser.serve(move |sent| Ok(if is_list(&sent.url) { answer(status, "{}") } else { files_of(&sent.url) }));
        let (_, files) = carried_out(&browser, &viewer, job_of(&viewer, 1..4, &browser)).await;
        assert_eq!(files, if status == 400 { 3 } else { 0 }, "what came is kept");
        let job = Job::read(&browser, TAB).await.expect("a job");
        assert!(job.names.is_some_and(|names| matches!(names.outcome, JobOutcome::Failed(_))));
        assert!(gathered(&browser, &viewer).await.alerts.iter().all(|of| of.alert.is_none()));
    }
}

#[tokio::test]
async fn a_list_that_failed_with_all_the_rest_is_asked_for_again_with_it() {
    let (browser, viewer) = with_list().await;
    browser.serve(|_| Err(hashcard::http::FetchError::Unreachable));
    job_of(&viewer, 1..3, &browser).start(&browser, TAB).await.expect("room");
    assert!(matches!(job::advance(&browser, &viewer, TAB, &|_| ()).await, Stopped::Needs(_)));
    browser.serve(|sent| Ok(if is_list(&sent.url) { list_with_caught_file() } else { files_of(&sent.url) }));
    Job::reopen(&browser, TAB).await.expect("room");
    assert_eq!(job::advance(&browser, &viewer, TAB, &|_| ()).await, Stopped::Finished);
    assert!(gathered(&browser, &viewer).await.alerts.iter().all(|of| of.alert.is_some()));
}

#[tokio::test]
async fn a_list_that_failed_alone_is_asked_for_again_alone() {
    let (browser, viewer) = with_list().await;
    browser.serve(|sent| Ok(if is_list(&sent.url) { answer(400, "{}") } else { files_of(&sent.url) }));
    job_of(&viewer, 1..3, &browser).start(&browser, TAB).await.expect("room");
    assert_eq!(job::advance(&browser, &viewer, TAB, &|_| ()).await, Stopped::Finished);
    let before = browser.api_calls().len();
    browser.serve(|sent| Ok(if is_list(&sent.url) { list_with_caught_file() } else { files_of(&sent.url) }));
    Job::go_on(&browser, TAB, &Again::Names).await.expect("room");
    assert_eq!(job::advance(&browser, &viewer, TAB, &|_| ()).await, Stopped::Finished);
    assert_eq!(browser.api_calls().len(), before + 1);
    assert!(gathered(&browser, &viewer).await.alerts.iter().all(|of| of.alert.is_some()));
}

/// What is on its way when the popup closes, the worker hears.
#[tokio::test]
async fn a_job_asks_for_its_list_once_wherever_the_popup_closes() {
    let all = async {
        for turns in 1..120 {
            let (browser, viewer) = with_list().await;
            browser.let_worker_live_on();
            browser.answers_take(30);
            job_of(&viewer, 1..3, &browser).start(&browser, TAB).await.expect("room");
            tokio::select! {
                biased;
                _ = job::advance(&browser, &viewer, TAB, &|_| ()) => {}
                () = async { for _ in 0..turns { tokio::task::yield_now().await } } => {}
            }
            assert_eq!(job::advance(&browser, &viewer, TAB, &|_| ()).await, Stopped::Finished);
            let calls = browser.api_calls();
            let lists = calls.iter().filter(|call| is_list(&call.url)).count();
            assert_eq!((lists, calls.len()), (1, 3), "closed after {turns} turns");
        }
    };
    tokio::task::LocalSet::new().run_until(all).await;
}

#[tokio::test]
async fn a_job_that_could_not_read_the_names_says_so_in_one_line() {
    let (browser, viewer) = with_list().await;
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll, Scope::AlertRead], &browser, session);
    assert_eq!(state.incident_with_names(&viewer), Some(INCIDENT));
    let mut shown = async |job: Job, scopes: &[Scope]| {
        carried_out(&browser, &viewer, job).await;
        let facts = Rc::make_mut(&mut state.facts);
        facts.job = Job::read(&browser, TAB).await;
        facts.signed_in[0].scopes = scopes.to_vec();
        state.apply(Action::Look(Focus::Job));
        let gathered = gathered(&browser, &viewer).await;
        state.apply(Action::JobCards(JobCards::new(viewer.clone(), TAB, browser.now(), gathered)));
        drawn(&state).await
    };
    let (with, without) = ([Scope::FileReadAll, Scope::AlertRead], [Scope::FileReadAll]);
    let html = shown(Job { names: None, ..job_of(&viewer, 1..4, &browser) }, &with).await;
    assert!(html.contains("The names and detections of 3 alerts were not read"), "{html}");
    let html = shown(Job { names: None, ..job_of(&viewer, 1..4, &browser) }, &without).await;
    assert!(html.contains("Names and paths need the permission Alert.Read."), "{html}");
    browser.serve(|sent| Ok(if is_list(&sent.url) { answer(400, "{}") } else { files_of(&sent.url) }));
    let html = shown(job_of(&viewer, 1..4, &browser), &with).await;
    assert!(html.contains("File names could not be read.") && html.contains("Try again"), "{html}");
    browser.serve(|sent| Ok(if is_list(&sent.url) { list_with_caught_file() } else { files_of(&sent.url) }));
    let html = shown(job_of(&viewer, 1..4, &browser), &with).await;
    assert!(html.contains("1.exe") && !html.contains("not read") && !html.contains("Alert.Read"), "{html}");
}

#[tokio::test]
async fn one_alert_that_failed_is_tried_again_alone() {
    let browser = FakeBrowser::new();
    let viewer = signed_in(&browser).await;
    browser.serve(|_| Ok(answer(404, "{}")));
    Job::new(&viewer, (0..3).map(alert), browser.now(), Duration::ZERO).start(&browser, TAB).await.expect("room");
    assert_eq!(job::advance(&browser, &viewer, TAB, &|_| ()).await, Stopped::Finished);
    browser.serve(|_| Ok(answer(200, r#"{"value":[]}"#)));
    let before = browser.api_calls().len();
    Job::go_on(&browser, TAB, &Again::Alerts(vec![alert(1)])).await.expect("room");
    assert_eq!(job::advance(&browser, &viewer, TAB, &|_| ()).await, Stopped::Finished);
    assert_eq!(browser.api_calls().len(), before + 1);
    let job = Job::read(&browser, TAB).await.expect("a job");
    let done: Vec<bool> = job.alerts.iter().map(|alert| alert.outcome == JobOutcome::Done).collect();
    assert_eq!(done, [false, true, false]);
}

#[test]
fn the_time_that_calls_take_follows_from_the_ledger() {
    let now = Timestamp(1_790_000_000_000);
    let ledger = Ledger::default();
    for (calls, seconds) in [(0, 0), (100, 0), (101, 61), (200, 61), (201, 122)] {
        assert_eq!(ledger.wait_for(calls, now), Duration::from_secs(seconds), "{calls} calls");
    }
}

// What is on screen.

async fn drawn(state: &State) -> String {
    written(view(state, &Callback::noop())).await
}

/// The page of the incident, which links alerts 1 to 6, with the analyst signed in with these permissions.
fn at_incident(scopes: &[Scope], browser: &FakeBrowser, signed_in: sign_in::SignedIn) -> State {
    let mut page = PageAlerts::of("https://security.microsoft.com/incident2/4711/overview").expect("a page");
    let mut links: Vec<String> = (1..=6).map(|number| format!("/alerts/{}", id(number))).collect();
    links.push("/alerts/fa637472900382838869_1".to_owned());
    page.add_links(links.iter().map(String::as_str));
    let (choices, _) = Choices::read(&format!(r#"{{"tenantId":"{TENANT}","clientId":"{CLIENT}"}}"#));
    let (settings, _) = Settings::effective(&choices, &Choices::default());
    let signed_in = vec![sign_in::SignedIn { scopes: scopes.to_vec(), source: sign_in::Source::Entra, ..signed_in }];
    let facts = Facts {
        window: Some(1),
        tab: Some(TAB),
        page: Some(page),
        settings: Rc::new(settings),
        signed_in,
        ledger: Some(Ledger::default()),
        ..Facts::default()
    };
    State::new(Place::Popup, facts, browser.now())
}

#[tokio::test]
async fn the_list_says_which_it_is_and_all_files_says_what_it_costs() {
    let (browser, viewer) = browser(vec![page(&(1..=14).map(row).collect::<Vec<_>>(), None)]).await;
    let session = sign_in::signed_in(&browser).await.remove(0);
    let without = at_incident(&[Scope::FileReadAll], &browser, session.clone());
    let html = drawn(&without).await;
    assert!(html.contains(&format!("title=\"{}@contoso.com · {TENANT}\"", fake_entra::ANALYST)), "{html}");
    assert!(html.contains("drawn so far") && html.contains("Allow the list"), "{html}");
    assert!(!html.contains("List all alerts of the incident"));
    let mut pasted = without;
    Rc::make_mut(&mut pasted.facts).signed_in[0].source = sign_in::Source::Pasted;
    let html = drawn(&pasted).await;
    assert!(html.contains("All alerts of the incident need a token with Alert.Read."), "{html}");
    assert!(html.contains("Use an access token") && !html.contains("Allow the list"), "{html}");
    let mut state = at_incident(&[Scope::FileReadAll, Scope::AlertRead], &browser, session);
    let html = drawn(&state).await;
    assert!(
        html.contains("List all alerts of the incident") && html.contains("7 calls at most; 100 of 100 left"),
        "{html}"
    );
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    Rc::make_mut(&mut state.facts).list = Some(kept(&browser, &viewer).await);
    let html = drawn(&state).await;
    // The other product's alert stays named, and costs nothing.
    for words in [
        "All 14 alerts of incident 4711, from Defender. 1 more on the page only.",
        "14 calls at most; 100 of 100 left this minute",
        "Title 14",
        "severity high",
        "Refresh",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[tokio::test]
async fn an_alert_that_defender_has_listed_is_there_once_in_whichever_case_the_page_writes_it() {
    let (browser, viewer) = browser(vec![page(&[row(1), row(2)], None)]).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll, Scope::AlertRead], &browser, session);
    let facts = Rc::make_mut(&mut state.facts);
    let mut page = PageAlerts::of("https://security.microsoft.com/incident2/4711/overview").expect("a page");
    page.add_links([&*format!("/alerts/{}", id(1).to_uppercase()), &*format!("/alerts/{}", id(3))]);
    facts.page = Some(page);
    facts.list = Some(kept(&browser, &viewer).await);
    facts.job = Some(Job::new(&viewer, [alert(1)], browser.now(), Duration::ZERO));
    let linked: Vec<AlertId> = state.linked().into_iter().map(|wanted| wanted.alert).collect();
    assert_eq!(linked, [1, 2, 3].map(alert));
    Rc::make_mut(&mut state.facts).list = None;
    assert!(state.facts.job_of_page().is_some(), "a job of the listed ids is still the page's");
    let in_capitals = AlertId::parse(&id(2).to_uppercase()).expect("an alert id");
    assert!(lookup::kept_alert(&browser, &viewer, &in_capitals).await.is_some(), "its names are not asked for again");
}

#[tokio::test]
async fn an_alert_that_defender_for_endpoint_has_listed_is_its_own_whatever_its_id_looks_like() {
    let odd = ["ra637472900382838869_1", "5fbd7d4a-0a3b-4f2e-9e59-3a1f0f2d1c11"];
    let rows = odd.map(|id| json!({ "id": id, "incidentId": INCIDENT }));
    let (browser, viewer) = browser(vec![page(&rows, None)]).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll, Scope::AlertRead], &browser, session);
    let [office] = &state.linked()[6..] else { panic!("not one alert of another product") };
    let office = office.clone();
    Rc::make_mut(&mut state.facts).list = Some(kept(&browser, &viewer).await);
    let html = drawn(&state).await;
    assert!(html.contains("8 calls at most"), "two listed and six linked: {html}");
    for wanted in state.linked().into_iter().take(2) {
        assert!(odd.contains(&wanted.alert.as_str()));
        state.apply(Action::Look(Focus::Alert(wanted.clone())));
        assert_eq!(state.screen(), Screen::Cards(wanted, viewer.clone()));
    }
    state.apply(Action::Look(Focus::Alert(office.clone())));
    assert!(matches!(state.screen(), Screen::Question(asked, _) if asked == office), "that one nobody has listed");
}

#[tokio::test]
async fn a_list_that_cannot_be_had_says_why_above_the_alerts_of_the_page() {
    let (browser, viewer) = browser(vec![]).await;
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll, Scope::AlertRead], &browser, session);
    let failure = Some(Reason::Unreachable.into());
    let listing = Listing { viewer, incident: INCIDENT, progress: Progress::Idle, failure };
    state.listing = Some(listing.clone());
    let html = drawn(&state).await;
    assert!(html.contains("cannot be reached") && html.contains("Try again") && html.contains(&id(1)), "{html}");
    // What another account met, or another incident, is told to nobody here; nor after the next sign-in.
    for other in [
        Listing { viewer: fake_entra::viewer(TENANT, fake_entra::COLLEAGUE), ..listing.clone() },
        Listing { incident: 1, ..listing },
    ] {
        let there = state.listing.replace(other);
        assert!(!drawn(&state).await.contains("cannot be reached"));
        state.listing = there;
    }
    state.apply(Action::Read(Rc::new(Facts { signed_in: Vec::new(), ..Facts::clone(&state.facts) })));
    assert_eq!(state.listing, None);
}

async fn told_by_defender(row: Value) -> IncidentAlerts {
    let (browser, viewer) = browser(vec![page(&[row], None)]).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    kept(&browser, &viewer).await
}

#[tokio::test]
async fn what_header_and_list_tell_of_an_alert_is_visible_text_and_a_link_says_not_where_it_was() {
    let (browser, viewer) = browser(vec![]).await;
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll, Scope::AlertRead], &browser, session);
    let wanted = state.linked().remove(0);
    let told = |text: &str| Some(text.to_owned());
    let about = Alert {
        id: wanted.alert.clone(),
        title: None,
        severity: None,
        status: told("New\u{200B}"),
        category: None,
        threat_family: told("<b>\u{202E}sm"),
        incident: Some(INCIDENT),
        device: None,
        created: None,
        evidence: Vec::new(),
    };
    let value = lookup::Answer { value: about, at: browser.now(), keeping: Keeping::Kept };
    state.apply(Action::Look(Focus::Alert(wanted.clone())));
    state.apply(Action::Alert(viewer, wanted.alert, Ok(value)));
    let html = drawn(&state).await;
    assert!(html.contains("U+202E") && html.contains("U+200B") && html.contains("&lt;b&gt;"), "{html}");
    assert!(!html.contains(['\u{202E}', '\u{200B}']) && !html.contains("<b>"), "{html}");
    let mut listed = row(1);
    listed["title"] = json!("<i>\u{202E}fdp");
    listed["severity"] = json!("High\u{200B}");
    Rc::make_mut(&mut state.facts).list = Some(told_by_defender(listed).await);
    state.apply(Action::Look(Focus::Alerts));
    let list = drawn(&state).await;
    assert!(list.contains("U+202E") && list.contains("U+200B") && list.contains("&lt;i&gt;"), "{list}");
    assert!(!list.contains(['\u{202E}', '\u{200B}']) && !list.contains("<i>"), "{list}");
    let link = format!("/incident2/4711/overview?tid={TENANT}\" target=\"_blank\" rel=\"noopener noreferrer\"");
    assert!(html.contains(&link), "{html}");
}

#[tokio::test]
async fn the_failed_alerts_of_a_job_say_why_without_a_click_above_the_cards() {
    let (browser, viewer) = with_list().await;
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll], &browser, session);
    browser.serve(|sent| Ok(if sent.url.contains("_2/") { answer(404, "{}") } else { files_of(&sent.url) }));
    let job = Job { names: None, ..job_of(&viewer, 1..4, &browser) };
    carried_out(&browser, &viewer, job).await;
    Rc::make_mut(&mut state.facts).job = Job::read(&browser, TAB).await;
    state.apply(Action::Look(Focus::Job));
    let gathered = gathered(&browser, &viewer).await;
    state.apply(Action::JobCards(JobCards::new(viewer, TAB, browser.now(), gathered)));
    let html = drawn(&state).await;
    let (before, notice) = html.split_once("role=\"alert\"").expect("an alert");
    assert!(!html.contains("<details class=\"notice") && !before.contains("<article"), "{html}");
    assert!(!notice.contains("Show files"), "{notice}");
    let (notice, _) = notice.split_once("</ul>").expect("a list");
    for words in ["The files of 1 alert could not be had", &id(2), "does not know this alert", "Try this alert again"] {
        assert!(notice.contains(words), "{words}: {notice}");
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_for_a_job_opens_alone() {
    let (browser, viewer) = with_list().await;
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll], &browser, session);
    let job = Job::new(&viewer, [alert(1)], browser.now(), Duration::ZERO);
    let mut of_alert = job.alerts[0].clone();
    of_alert.outcome = JobOutcome::Failed(Reason::TooLargeToKeep.into());
    Rc::make_mut(&mut state.facts).job = Some(Job { alerts: vec![of_alert], ..job });
    state.apply(Action::Look(Focus::Job));
    let html = drawn(&state).await;
    assert!(html.contains("over 2 MB, too large to be kept beside others.") && html.contains("Show files"), "{html}");
    assert!(!html.contains("larger than Hashcard reads") && !html.contains("Try this alert again"), "{html}");
}

#[tokio::test]
async fn a_job_tells_the_age_of_its_oldest_answer_and_what_a_refresh_costs() {
    let (browser, viewer) = with_list().await;
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut state = at_incident(&[Scope::FileReadAll, Scope::AlertRead], &browser, session);
    lookup::files(&browser, &viewer, &alert(1), |_| ()).await.expect("files");
    browser.move_clock(240_000);
    let started = job_of(&viewer, 1..4, &browser);
    Rc::make_mut(&mut state.facts).job = Some(started.clone());
    state.apply(Action::Look(Focus::Job));
    let html = drawn(&state).await;
    assert!(!html.contains("Refresh"), "it is asking already: {html}");
    assert_eq!(carried_out(&browser, &viewer, started).await, (1, 2));
    Rc::make_mut(&mut state.facts).job = Job::read(&browser, TAB).await;
    let gathered = gathered(&browser, &viewer).await;
    state.apply(Action::JobCards(JobCards::new(viewer, TAB, browser.now(), gathered)));
    state.apply(Action::Tick(browser.now()));
    let html = drawn(&state).await;
    assert!(html.contains("4 minutes ago") && html.contains("4 calls at most"), "{html}");
    assert_eq!(html.matches(">Refresh<").count(), 1, "{html}");
}

#[tokio::test]
async fn a_job_of_alerts_that_only_the_list_has_is_on_screen_again_when_the_popup_opens() {
    let (browser, viewer) = browser(vec![page(&[row(20), row(21)], None)]).await;
    assert_eq!(ask(&browser, &viewer).await, Ok(()));
    let session = sign_in::signed_in(&browser).await.remove(0);
    let mut facts = Facts::clone(&at_incident(&[Scope::FileReadAll], &browser, session).facts);
    facts.job = Some(Job::new(&viewer, [alert(20), alert(21)], browser.now(), Duration::ZERO));
    assert_eq!(Focus::first(&facts), Focus::Page);
    facts.list = Some(kept(&browser, &viewer).await);
    assert_eq!(State::new(Place::Popup, facts, browser.now()).screen(), Screen::Job(viewer));
}
