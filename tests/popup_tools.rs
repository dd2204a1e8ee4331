//! Selection, export and keys of the popup, whatever comes in whichever order.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::rc::Rc;

use fake_entra::{ANALYST, TENANT, tenant, viewer};
use hashcard::{
    alert_id::AlertId,
    auth::scope::Scope,
    cloud::Cloud,
    contexts::popup::{
        copying::{Copy, carry_out},
        export_form::{ExportScope, Form},
        exporting::{export, saved},
        keys::{CardKey, Pressed, on_card},
        state::{Action, Facts, Focus, Place, State},
        tools::{Shortcut, Told, Use},
    },
    evidence::{File, Hashes, alert::Sighting, hash_kind::HashKind, organisation::InOrganisation},
    formats::{CopyFormat, ExportFormat},
    last_view::{LONGEST_FILTER, LastView, MOST_SELECTED},
    limits::freshness::Keeping,
    lookup::{Answer, Files},
    portal::{PageAlerts, PortalHost},
    settings::{KnownGood, Settings},
    sign_in::{SignedIn, Source},
    time::Timestamp,
    viewer::Viewer,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const ALERT: &str = "da637472900382838869_1";

fn alert() -> AlertId {
    AlertId::parse(ALERT).expect("an alert id")
}

fn analyst() -> Viewer {
    viewer(TENANT, ANALYST)
}

fn file(number: u8) -> File {
    let hashes = Hashes { sha1: format!("{number:040x}").parse().ok(), ..Hashes::default() };
    File { hashes, alerts: vec![alert()], ..File::default() }
}

fn answer(files: Vec<File>, at: Timestamp) -> Action {
    let value = Files { files, skipped_rows: 0, incomplete: None };
    Action::Files(analyst(), alert(), Ok(Answer { value, at, keeping: Keeping::Kept }))
}

/// An alert with these files on screen.
fn showing(files: Vec<File>) -> State {
    let viewer = analyst();
    let signed_in = SignedIn {
        directory: viewer.directory,
        account: viewer.account,
        scopes: Scope::FILES.to_vec(),
        at: Timestamp(0),
        source: Source::Entra,
    };
    let page = PageAlerts::of(&format!("https://security.microsoft.com/alerts/{ALERT}?tid={TENANT}"));
    let facts = Facts { page, tab: Some(1), signed_in: vec![signed_in], ..Facts::default() };
    let mut state = State::new(Place::Popup, facts, NOW);
    state.apply(answer(files, NOW));
    state
}

fn of_scope(state: &State, scope: ExportScope) -> Vec<Option<String>> {
    hashcard::contexts::popup::exporting::files(state, scope).iter().map(|file| HashKind::Sha1.of(file)).collect()
}

fn hashes(numbers: &[u8]) -> Vec<Option<String>> {
    numbers.iter().map(|number| Some(format!("{number:040x}"))).collect()
}

fn toggle(state: &mut State, file: File) {
    state.apply(Action::Use(Use::Toggle(Rc::new(file))));
}

#[test]
fn a_bundle_tells_how_many_files_it_cannot_name() {
    let nameless = File { place: 2, ..File::default() };
    let form = Form { format: ExportFormat::Stix, scope: ExportScope::All, known_good: false };
    let told = |files| export(&showing(files), form, [0; 16]).map(|export| export.told);
    let some = told(vec![file(1), nameless.clone()]).expect("an export");
    assert_eq!(some, "STIX 2.1 bundle of 1 file copied; 1 file has neither hash nor name");
    assert!(told(vec![nameless]).is_err(), "a bundle of nothing");
}

#[test]
fn what_the_organisation_told_is_written_down_for_the_files_that_it_was_asked_about() {
    let mut state = showing(vec![file(1), file(2), file(3)]);
    let seen = InOrganisation { devices: Some(7), ..InOrganisation::default() };
    for (number, value) in [(1, Some(seen)), (2, None)] {
        let told = Told::Known(Answer { value, at: NOW, keeping: Keeping::Kept });
        state.apply(Action::Use(Use::Answered(file(number).hashes.sha1.expect("a SHA-1"), told)));
    }
    state.apply(Action::Use(Use::Answered(file(3).hashes.sha1.expect("a SHA-1"), Told::Asking)));
    let form = Form { format: ExportFormat::Json, scope: ExportScope::All, known_good: false };
    let written = export(&state, form, [0; 16]).expect("an export").texts.concat();
    // That Defender has no statistics of a file does not say that nobody has seen it: it is in this alert.
    assert_eq!(written.matches("organisationDevices").count(), 1, "{written}");
    assert!(written.contains(r#""organisationDevices":7"#), "{written}");
    for copy in [Copy::All(CopyFormat::TicketText), Copy::TicketOf(Rc::new(file(1)))] {
        let (ticket, _) = carry_out(copy, &state);
        assert!(ticket.expect("a ticket").contains("In organisation: 7 devices in the last 30 days"));
    }
    // Only what is written has it: the card has a line of its own, with the age of the answer.
    assert!(
        hashcard::contexts::popup::exporting::files(&state, ExportScope::All)
            .iter()
            .all(|file| file.in_organisation.is_none())
    );
}

#[test]
fn a_range_is_what_is_shown_between_the_file_before_and_this_one() {
    let mut state = showing((1..=5).map(file).collect());
    let shown = of_scope(&state, ExportScope::Shown);
    let select_to = |state: &mut State, number| state.apply(Action::Use(Use::SelectTo(Rc::new(file(number)))));
    let number = |place: usize| (1..=5).find(|number| shown[place] == hashes(&[*number])[0]).expect("one of the five");
    // Without a beginning it is the file alone; then both ends count, in both directions.
    select_to(&mut state, number(3));
    assert_eq!(of_scope(&state, ExportScope::Selected), shown[3..=3]);
    select_to(&mut state, number(1));
    assert_eq!(of_scope(&state, ExportScope::Selected), shown[1..=3]);
    select_to(&mut state, number(4));
    assert_eq!(of_scope(&state, ExportScope::Selected), shown[1..=4], "a range grows from where it began");
    // What the filter hides is in no range, and begins none.
    state.apply(Action::Use(Use::ClearSelection));
    toggle(&mut state, file(number(0)));
    toggle(&mut state, file(number(0)));
    state.apply(Action::Filter(format!("{:040x}", number(2))));
    select_to(&mut state, number(2));
    state.apply(Action::Filter(String::new()));
    assert_eq!(of_scope(&state, ExportScope::Selected), shown[2..=2]);
}

#[test]
fn a_selection_stays_with_its_files_whatever_the_filter_hides_and_a_refresh_brings() {
    let mut state = showing(vec![file(1), file(2), file(3)]);
    toggle(&mut state, file(2));
    toggle(&mut state, file(3));
    toggle(&mut state, file(3));
    state.apply(Action::Filter(format!("{:040x}", 1)));
    assert_eq!(of_scope(&state, ExportScope::Shown), hashes(&[1]));
    assert_eq!(of_scope(&state, ExportScope::Selected), hashes(&[2]));
    assert_eq!(of_scope(&state, ExportScope::All), hashes(&[1, 2, 3]));
    let named = Sighting { name: Some("learned later.exe".to_owned()), ..Sighting::default() };
    let later = File { sightings: vec![named], ..file(2) };
    state.apply(answer(vec![later, file(4)], Timestamp(NOW.0 + 1)));
    assert_eq!(of_scope(&state, ExportScope::Selected), hashes(&[2]));
    state.apply(Action::Use(Use::SelectShown));
    assert_eq!(of_scope(&state, ExportScope::Selected), hashes(&[2]), "what the filter hides was selected");
    state.apply(Action::Filter(String::new()));
    state.apply(Action::Use(Use::SelectShown));
    assert_eq!(of_scope(&state, ExportScope::Selected).len(), 2);
    state.apply(Action::Use(Use::ClearSelection));
    assert_eq!(of_scope(&state, ExportScope::Selected), []);
}

#[test]
fn a_file_without_hashes_is_selected_by_its_place() {
    let at = |name: &str| {
        let folder = Some("C:\\Windows".to_owned());
        let sighting = Sighting { name: Some(name.to_owned()), folder, ..Sighting::default() };
        File { sightings: vec![sighting], alerts: vec![alert()], ..File::default() }
    };
    let mut state = showing(vec![at("a.exe"), at("b.exe")]);
    toggle(&mut state, at("b.exe"));
    let selected = hashcard::contexts::popup::exporting::files(&state, ExportScope::Selected);
    assert_eq!(selected.iter().map(|file| file.name()).collect::<Vec<_>>(), [Some("b.exe")]);
}

#[test]
fn files_of_which_nothing_is_known_are_selected_one_by_one() {
    let nameless = || File { alerts: vec![alert()], ..File::default() };
    let mut state = showing(vec![nameless(), file(1), nameless()]);
    let shown = hashcard::contexts::popup::exporting::files(&state, ExportScope::All);
    let [first, second] = &shown.iter().filter(|file| !file.hashes.any()).cloned().collect::<Vec<_>>()[..] else {
        panic!("not two of them")
    };
    state.apply(Action::Use(Use::Toggle(Rc::clone(second))));
    assert!(state.tools.selected.has(second) && !state.tools.selected.has(first));
    state.apply(answer(vec![nameless(), file(1), nameless()], NOW.plus(std::time::Duration::from_secs(1))));
    assert_eq!(of_scope(&state, ExportScope::Selected), [None]);
}

#[test]
fn another_subject_begins_without_a_selection() {
    let mut state = showing(vec![file(1)]);
    toggle(&mut state, file(1));
    state.apply(Action::Use(Use::Export(Some(Form::new(true)))));
    state.apply(Action::Look(Focus::Sample));
    assert_eq!(state.tools, Default::default());
    let mut state = showing(vec![file(1)]);
    toggle(&mut state, file(1));
    state.apply(Action::Read(Rc::new(Facts { signed_in: Vec::new(), ..Facts::clone(&state.facts) })));
    assert!(state.tools.selected.is_empty(), "who signs out leaves a selection behind");
}

#[tokio::test]
async fn a_view_keeps_no_filter_and_no_selection_beyond_measure() {
    let browser = fake_browser::FakeBrowser::new();
    for (longer, kept) in [(0, true), (1, false)] {
        let filter = "x".repeat(LONGEST_FILTER + longer);
        let selected = vec![String::new(); MOST_SELECTED + longer];
        LastView { filter, selected, scroll: 7, ..LastView::default() }.write(&browser, 1).await;
        let view = LastView::read(&browser, 1).await.expect("a view");
        assert_eq!((!view.filter.is_empty(), !view.selected.is_empty(), view.scroll), (kept, kept, 7));
    }
}

#[test]
fn whoever_has_selected_files_means_them() {
    assert_eq!(Form::new(true).scope, ExportScope::Selected);
    assert_eq!(Form::new(false).scope, ExportScope::Shown);
}

#[test]
fn escape_closes_the_topmost_and_then_clears_the_selection() {
    let mut state = showing(vec![file(1)]);
    toggle(&mut state, file(1));
    state.apply(Action::Use(Use::Export(Some(Form::new(true)))));
    let shortcut = Shortcut { does: String::new(), keys: "Alt+Shift+H".to_owned() };
    state.apply(Action::Use(Use::Keys(Some(vec![shortcut]))));
    let mut closed = Vec::new();
    while let Some(used) = state.closed_by_escape() {
        closed.push(format!("{used:?}"));
        state.apply(Action::Use(used));
    }
    assert_eq!(closed, ["Keys(None)", "Export(None)", "ClearSelection"]);
}

#[test]
fn a_saved_file_is_called_after_its_alert_and_numbered_where_there_are_several() {
    let state = showing(vec![file(1)]);
    let names = |format, texts: &[&str]| {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        saved(&state, format, texts).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(ExportFormat::Csv, &[""]), [format!("hashcard-{ALERT}.csv")]);
    assert_eq!(names(ExportFormat::Copy(CopyFormat::Sha1), &[""]), [format!("hashcard-{ALERT}-sha1.txt")]);
    assert_eq!(
        names(ExportFormat::Indicators, &["", ""]),
        [format!("hashcard-{ALERT}-indicators-1.csv"), format!("hashcard-{ALERT}-indicators-2.csv")]
    );
}

#[test]
fn an_export_of_nothing_says_why() {
    let told = |state: &State, format, scope| {
        export(state, Form { format, scope, known_good: false }, [0; 16]).expect_err("nothing")
    };
    let state = showing(vec![File { alerts: vec![alert()], ..File::default() }]);
    assert_eq!(
        told(&state, ExportFormat::Csv, ExportScope::Selected),
        "Nothing was exported: there are no files here."
    );
    for format in [ExportFormat::Indicators, ExportFormat::Kql] {
        assert!(told(&state, format, ExportScope::All).contains("none of these files has a SHA-256 or SHA-1"));
    }
    assert_eq!(
        told(&state, ExportFormat::Copy(CopyFormat::Md5), ExportScope::All),
        "No MD5 to copy: the file has none."
    );
    assert!(export(&State::new(Place::Popup, Facts::default(), NOW), Form::new(false), [0; 16]).is_err());
}

#[test]
fn files_of_the_organisations_or_the_analysts_list_are_no_indicators() {
    let form = Form { format: ExportFormat::Indicators, scope: ExportScope::All, known_good: false };
    let list = |number: u8| KnownGood::read(&format!("{number:040x}")).0;
    let mut state = showing(vec![file(1), file(2), file(3)]);
    let settings = Settings { known_good: list(2), ..Settings::default() };
    Rc::make_mut(&mut state.facts).settings = Rc::new(settings);
    state.apply(Action::KnownGood(Rc::new(list(1))));
    let found = export(&state, form, [0; 16]).expect("an export");
    let text = found.texts.concat();
    assert!(found.told.contains("2 known-good left out"), "{}", found.told);
    let rows: Vec<bool> = (1..=3_u8).map(|number| text.contains(&format!("{number:040x}"))).collect();
    assert_eq!(rows, [false, false, true]);
}

#[test]
fn a_hunt_is_in_the_portal_of_the_tenants_cloud() {
    let portal = showing(Vec::new()).portal();
    assert_eq!((PortalHost::of(portal.cloud), portal.tenant), (PortalHost::Commercial, Some(tenant(TENANT))));
    let mut state = showing(Vec::new());
    Rc::make_mut(&mut state.facts).signed_in[0].directory.cloud = Cloud::GccHigh;
    Rc::make_mut(&mut state.facts).page =
        PageAlerts::of(&format!("https://security.microsoft.us/alerts/{ALERT}?tid={TENANT}"));
    assert_eq!(state.portal().cloud, Cloud::GccHigh, "hashes of a government go to no other cloud");
    for (cloud, host) in [(Cloud::Gcc, "security.microsoft.com"), (Cloud::Dod, "security.apps.mil")] {
        assert_eq!(PortalHost::of(cloud).name(), host);
    }
}

#[test]
fn keys_on_a_card_do_what_the_list_says() {
    let key = |chord: &str, at, of_card| {
        let (command, key) = match chord.strip_prefix("Ctrl+") {
            Some(key) => (true, key),
            None => (false, chord),
        };
        let (alt, key) = key.strip_prefix("Alt+").map_or((false, key), |key| (true, key));
        let (shift, key) = key.strip_prefix("Shift+").map_or((false, key), |key| (true, key));
        on_card(&Pressed { key: key.to_owned(), command, alt, shift }, at, 3, of_card)
    };
    for (chord, at, asked) in [
        ("ArrowDown", 0, Some(CardKey::Go(1))),
        ("ArrowDown", 2, None),
        ("ArrowUp", 0, None),
        ("ArrowUp", 2, Some(CardKey::Go(1))),
        ("PageDown", 1, Some(CardKey::Go(2))),
        ("Home", 2, Some(CardKey::Go(0))),
        ("End", 0, Some(CardKey::Go(2))),
        ("Enter", 1, Some(CardKey::Unfold)),
        (" ", 1, Some(CardKey::Toggle)),
        ("Shift+ ", 1, Some(CardKey::SelectTo)),
        ("c", 1, Some(CardKey::Copy)),
        ("Ctrl+a", 1, Some(CardKey::SelectShown)),
        ("Ctrl+A", 1, Some(CardKey::SelectShown)),
        ("Ctrl+c", 1, None),
        ("Ctrl+Alt+a", 1, None),
        ("Alt+ArrowDown", 1, None),
        ("x", 1, None),
    ] {
        assert_eq!(key(chord, at, true), asked, "{chord} at {at}");
    }
    // On a button of the card these press the button.
    for chord in ["Enter", " "] {
        assert_eq!(key(chord, 1, false), None, "{chord}");
    }
    assert_eq!(key("c", 1, false), Some(CardKey::Copy));
}
