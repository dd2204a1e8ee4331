//! What stands on the popup's screens, drawn without a browser.

#![cfg(not(target_arch = "wasm32"))]

#[allow(unreachable_pub, reason = "several test crates use it")]
#[path = "support/drawing.rs"]
mod drawing;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{rc::Rc, time::Duration};

use drawing::written;
use fake_entra::{ANALYST, COLLEAGUE, TENANT, viewer};
use hashcard::{
    alert_id::AlertId,
    auth::scope::Scope,
    contexts::popup::{
        copying::{Copy, carry_out},
        quota_wait::QuotaWait,
        screens::view,
        state::{Action, Facts, Focus, Menu, Place, State},
        tools::{Told, Use},
    },
    evidence::{File, Hashes, hash::Sha1, organisation::InOrganisation, signature::Signature},
    failure::{Challenge, Failure, Reason},
    limits::freshness::Keeping,
    lookup::{Answer, CallProgress, Files},
    portal::PageAlerts,
    sign_in::{SignedIn, Source},
    standing::Standing,
    time::Timestamp,
    viewer::Viewer,
};
use yew::Callback;

const NOW: Timestamp = Timestamp(1_790_000_040_000);
const ALERT: &str = "da637472900382838869_1";

async fn drawn(state: &State) -> String {
    written(view(state, &Callback::noop())).await
}

/// The opening tag of the button with this name.
fn button<'a>(html: &'a str, name: &str) -> &'a str {
    let end = html.find(&format!(">{name}</button>")).unwrap_or_else(|| panic!("no button {name}: {html}"));
    &html[html[..end].rfind("<button").expect("a button")..end]
}

/// What is said in the first element of this role.
fn said<'a>(html: &'a str, role: &str) -> &'a str {
    let (_, rest) = html.split_once(&format!("role=\"{role}\"")).unwrap_or_else(|| panic!("no {role}: {html}"));
    rest
}

fn alert() -> AlertId {
    AlertId::parse(ALERT).expect("an alert id")
}

fn analyst() -> Viewer {
    viewer(TENANT, ANALYST)
}

fn sha1() -> Sha1 {
    format!("{:040x}", 1).parse().expect("a SHA-1")
}

fn after(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

fn session(scopes: &[Scope], source: Source) -> SignedIn {
    let Viewer { directory, account } = analyst();
    SignedIn { directory, account, scopes: scopes.to_vec(), at: Timestamp(0), source }
}

fn facts(session: SignedIn) -> Facts {
    let page = PageAlerts::of(&format!("https://security.microsoft.com/alerts/{ALERT}?tid={TENANT}"));
    Facts { page, tab: Some(1), signed_in: vec![session], ..Facts::default() }
}

/// An alert with one file on screen.
fn showing(session: SignedIn) -> State {
    let mut state = State::new(Place::Popup, facts(session), NOW);
    let file = File { hashes: Hashes { sha1: Some(sha1()), ..Hashes::default() }, ..File::default() };
    let value = Files { files: vec![file], skipped_rows: 0, incomplete: None };
    state.apply(Action::Files(analyst(), alert(), Ok(Answer { value, at: NOW, keeping: Keeping::Kept })));
    state
}

fn signed_in() -> State {
    showing(session(Scope::FILES_AND_NAMES, Source::Entra))
}

fn tell(state: &mut State, told: Told) {
    state.apply(Action::Use(Use::Answered(sha1(), told)));
}

fn known(devices: u64, at: Timestamp) -> Standing {
    let value = Some(InOrganisation { devices: Some(devices), ..InOrganisation::default() });
    Answer { value, at, keeping: Keeping::Kept }
}

fn recall(state: &mut State, of: Viewer, kept: Standing) {
    state.apply(Action::Use(Use::Recall(of, vec![(sha1(), kept)])));
}

#[tokio::test]
async fn what_the_organisation_told_before_the_popup_closed_is_drawn_with_its_age_and_can_be_asked_anew() {
    let mut state = signed_in();
    assert_eq!(state.to_recall(None), Some(analyst()));
    recall(&mut state, analyst(), known(3, Timestamp(NOW.0 - 3_600_000)));
    let html = drawn(&state).await;
    assert!(html.contains("3 devices") && html.contains("asked ") && html.contains("1 hour ago"), "{html}");
    assert!(button(&html, "In your organisation").contains("data-ask"));
    recall(&mut state, analyst(), known(9, NOW));
    assert!(drawn(&state).await.contains("3 devices"), "what is on screen stays");

    let mut fresh = signed_in();
    recall(&mut fresh, analyst(), known(3, NOW));
    let html = drawn(&fresh).await;
    assert!(html.contains("3 devices") && !html.contains("asked "), "{html}");
    assert!(!html.contains("data-ask"), "there is nothing new to ask: {html}");
}

#[test]
fn what_is_kept_is_read_when_cards_come_on_screen_and_when_what_was_known_has_gone() {
    let known = known(3, NOW);
    let mut state = signed_in();
    recall(&mut state, analyst(), known.clone());
    let before = state.clone();
    state.apply(Action::Tick(after(1)));
    assert_eq!(state.to_recall(Some(&before)), None, "nothing changed");
    state.apply(Action::Look(Focus::Alerts));
    let list = state.clone();
    assert_eq!(list.to_recall(Some(&before)), None, "nobody sees cards");
    state.apply(Action::Look(Focus::Page));
    assert_eq!(state.to_recall(Some(&list)), Some(analyst()));
    recall(&mut state, analyst(), known);
    let before = state.clone();
    state.apply(Action::Look(Focus::Page));
    assert_eq!(state.to_recall(Some(&before)), Some(analyst()), "`Back` takes it away");
}

#[test]
fn what_one_account_was_told_of_a_file_is_shown_to_no_other() {
    let mut state = signed_in();
    recall(&mut state, viewer(TENANT, COLLEAGUE), known(3, NOW));
    assert!(state.tools.asked.is_empty(), "what is read late for another account");
    recall(&mut state, analyst(), known(3, NOW));
    let Viewer { directory, account } = viewer(TENANT, COLLEAGUE);
    let colleague = SignedIn { directory, account, ..session(Scope::FILES, Source::Entra) };
    let both = Facts {
        signed_in: vec![colleague, session(Scope::FILES, Source::Entra)],
        ..facts(session(&[], Source::Entra))
    };
    state.apply(Action::Read(Rc::new(both)));
    assert_eq!(state.viewer(), Some(viewer(TENANT, COLLEAGUE)));
    assert!(state.tools.asked.is_empty(), "who signed in beside them");
}

#[tokio::test]
async fn a_question_about_a_file_counts_down_while_it_waits_for_the_limits() {
    let mut state = signed_in();
    tell(&mut state, Told::Waits(QuotaWait { until: after(30), shared: false }));
    assert!(drawn(&state).await.contains("Next call in 0:31."));
    state.apply(Action::Tick(after(10)));
    let html = drawn(&state).await;
    assert!(html.contains("Next call in 0:21.") && !html.contains("data-ask"), "{html}");
    state.apply(Action::Use(Use::Asking(Some((2, 9)))));
    assert_eq!(drawn(&state).await.matches("Next call in 0:21.").count(), 2, "also beside `Cancel`");
    tell(&mut state, Told::Waits(QuotaWait { until: after(30), shared: true }));
    assert!(drawn(&state).await.contains("they share this quota"));
}

#[tokio::test]
async fn names_count_down_while_they_wait_for_the_limits() {
    let mut state = signed_in();
    state.apply(Action::NamesProgress(analyst(), alert(), CallProgress::WaitingUntil(after(3_599))));
    let html = drawn(&state).await;
    assert!(html.contains("File names wait.") && html.contains("Next call in 60:00."), "{html}");
    state.apply(Action::NamesProgress(
        analyst(),
        alert(),
        CallProgress::Throttled { until: after(5), shared: true, correlation: None },
    ));
    let html = drawn(&state).await;
    assert!(html.contains("they share this quota") && html.contains("Next call in 0:06."), "{html}");
    state.apply(Action::NamesProgress(analyst(), alert(), CallProgress::Calling));
    assert!(!drawn(&state).await.contains("Next call in"));
}

#[tokio::test]
async fn names_that_did_not_come_say_what_to_do_about_it() {
    let check = async |reason: Reason, remedy: &str, name: &str| {
        let mut state = signed_in();
        let failure = Failure { reason, correlation: Some("a8b3f0f2".to_owned()) };
        state.apply(Action::Alert(analyst(), alert(), Err(failure)));
        let html = drawn(&state).await;
        assert!(html.contains("File names could not be read."), "{html}");
        let said = said(&html, "alert");
        assert!(said.contains(remedy) && said.contains("a8b3f0f2"), "{said}");
        button(said, name);
        assert!(html.contains("<article"), "the cards stay");
    };
    check(Reason::Unreachable, "network", "Try again").await;
    check(Reason::AccessDenied, "View Data", "Try again").await;
    check(Reason::SignInNeeded, "Sign in", "Sign in").await;
    check(Reason::Challenged(Challenge::Malformed), "Sign in", "Sign in").await;
}

#[tokio::test]
async fn a_question_about_a_file_that_failed_is_an_alert() {
    let mut state = signed_in();
    assert!(!drawn(&state).await.contains("role=\"alert\""));
    tell(&mut state, Told::Failed(Reason::Unreachable.into()));
    assert!(said(&drawn(&state).await, "alert").contains("In your organisation"));
}

/// Check C-05.
#[tokio::test]
async fn no_button_makes_a_call_while_a_countdown_says_that_one_goes_out_by_itself() {
    let mut state = signed_in();
    let is_disabled = |html: &str, name| button(html, name).contains("disabled");
    assert!(!is_disabled(&drawn(&state).await, "Refresh"));
    state.apply(Action::Files(analyst(), alert(), Err(Reason::Unreachable.into())));
    assert!(!drawn(&state).await.contains("<fieldset class=\"around\" disabled"));
    let correlation = Some("7c1f2b3a-0d4e-4f5a-9b6c-8d7e6f5a4b3c".to_owned());
    let throttled = CallProgress::Throttled { until: after(9), shared: false, correlation };
    state.apply(Action::Progress(analyst(), alert(), throttled));
    let html = drawn(&state).await;
    assert!(is_disabled(&html, "Refresh"), "{html}");
    assert!(html.contains("7c1f2b3a-0d4e-4f5a-9b6c-8d7e6f5a4b3c"), "{html}");
    let (_, around) = html.split_once("<fieldset class=\"around\" disabled").expect("what disables its buttons");
    button(around.split_once("</fieldset>").expect("its end").0, "Try again");
    state.apply(Action::Progress(analyst(), alert(), CallProgress::Calling));
    assert!(!is_disabled(&drawn(&state).await, "Refresh"));
}

#[tokio::test]
async fn the_menu_of_a_card_copies_the_same_of_the_file_and_of_all_files_shown() {
    let mut state = signed_in();
    let certificate = |number: u8| format!("{number:040x}").parse().ok();
    let file = |number: u8| File {
        hashes: Hashes { sha1: format!("{number:040x}").parse().ok(), ..Hashes::default() },
        signature: Signature { certificate: certificate(number % 3), ..Signature::default() },
        ..File::default()
    };
    let value = Files { files: vec![file(1), file(2), file(4)], skipped_rows: 0, incomplete: None };
    state.apply(Action::Files(analyst(), alert(), Ok(Answer { value, at: NOW, keeping: Keeping::Kept })));
    state.apply(Action::OpenMenu(Menu { file: Rc::new(file(1)), at: (0, 0), under_pointer: None }));
    let html = drawn(&state).await;
    let items: Vec<&str> = html.split("role=\"menuitem\"").skip(1).collect();
    let names: Vec<&str> = items.iter().filter_map(|item| Some(item.split_once('>')?.1.split_once('<')?.0)).collect();
    let of_all = ["SHA-256", "SHA-1", "MD5"].map(|kind| format!("Copy all {kind}"));
    let mut expected = vec!["Copy SHA-1", "Copy signer certificate hash", "Copy this file as ticket text"];
    expected.extend(of_all.iter().map(String::as_str));
    expected.extend(["Copy all signer certificate hashes", "Copy as ticket text"]);
    assert_eq!(names, expected);
    assert_eq!(items.iter().position(|item| item.contains("apart")), Some(3), "{html}");
    let (text, told) = carry_out(Copy::AllCertificates, &state);
    assert_eq!(told, "2 signer certificate hashes copied");
    assert_eq!(text.expect("a text").lines().count(), 2);
}

#[tokio::test]
async fn a_pasted_token_without_the_permission_for_names_says_so_and_leads_to_the_field_for_another() {
    let html = drawn(&showing(session(Scope::FILES, Source::Pasted))).await;
    assert!(html.contains("File names need a token with Alert.Read."), "{html}");
    button(&html, "Use an access token");
    assert!(!html.contains("Show file names"), "{html}");
    let html = drawn(&showing(session(Scope::FILES_AND_NAMES, Source::Pasted))).await;
    assert!(!html.contains("Alert.Read"), "{html}");
}
