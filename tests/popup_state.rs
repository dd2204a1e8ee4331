//! What the popup decides, knows, shows and copies, whatever comes in whichever order.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{rc::Rc, time::Duration};

use fake_entra::{ANALYST, CLIENT, COLLEAGUE, OTHER_TENANT, TENANT, directory, tenant, viewer};
use hashcard::{
    alert_id::AlertId,
    auth::{
        client::ClientId,
        directory::Directory,
        failure::FailureClass,
        pasted::{PastedToken, PastedTokenFault},
        scope::Scope,
    },
    cloud::{Cloud, Region},
    contexts::popup::{
        cards_due::Occasion,
        copy_wish::{CopyWish, Turn},
        copying::{Copy, carry_out, files_shown},
        job_due::{Due, due},
        sample,
        state::{Action, Cards, Facts, Focus, JobCards, JobRun, Kind, Menu, Place, Progress, Screen, State},
        tools::Use,
    },
    copy_request::CopyRequest,
    decision::{Confirmed, Decision, Question, Wanted, decide},
    evidence::{
        File, Hashes,
        alert::{Alert, FileEvidence, Sighting},
        hash::Sha1,
        hash_kind::HashKind,
        prevalence::Prevalence,
        signature::Signature,
        triage::Order,
    },
    failure::{Challenge, Failure, Reason},
    formats::CopyFormat,
    job::{Gathered, GatheredAlert, Job, JobOutcome},
    last_view::LastView,
    limits::freshness::Keeping,
    lookup::{self, Answer, Files},
    portal::{PageAlerts, PortalHost, pasted},
    settings::{OtherTenants, Settings, Tenant},
    sign_in::{FailedSignIn, SignedIn, Source},
    time::Timestamp,
    viewer::Viewer,
    words::copy as words,
};

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const STRANGE_TENANT: &str = "99999999-9999-4999-8999-999999999999";

fn alert(number: u32) -> AlertId {
    AlertId::parse(&format!("da637472900382838869_{number}")).expect("an alert id")
}

fn wanted(number: u32) -> Wanted {
    Wanted { alert: alert(number), tenant: None, host: None }
}

fn in_tenant(id: &str) -> Wanted {
    Wanted { tenant: Some(tenant(id)), ..wanted(1) }
}

fn configured(id: &str, cloud: Cloud) -> Tenant {
    let client = ClientId(CLIENT.parse().expect("a GUID"));
    Tenant { id: tenant(id), name: Some("Contoso".to_owned()), cloud, region: Region::Default, client }
}

/// The tenant, and another one, both of the commercial cloud.
fn settings() -> Settings {
    let tenants = vec![configured(TENANT, Cloud::Commercial), configured(OTHER_TENANT, Cloud::Commercial)];
    Settings { tenants, ..Settings::default() }
}

fn session(viewer: &Viewer) -> SignedIn {
    SignedIn {
        directory: viewer.directory.clone(),
        account: viewer.account.clone(),
        scopes: Scope::FILES.to_vec(),
        at: Timestamp(0),
        source: Source::Entra,
    }
}

fn pasted_session(viewer: &Viewer) -> SignedIn {
    SignedIn { source: Source::Pasted, ..session(viewer) }
}

fn analyst() -> Viewer {
    viewer(TENANT, ANALYST)
}

// What an alert calls for.

fn decision(wanted: &Wanted, settings: &Settings, signed_in: &[SignedIn]) -> Decision {
    decide(wanted, settings, signed_in, &Confirmed::default())
}

#[test]
fn an_alert_without_a_tenant_is_looked_up_in_the_default_tenant() {
    let elsewhere = viewer(OTHER_TENANT, ANALYST);
    let signed_in = [session(&elsewhere), session(&analyst())];
    assert_eq!(decision(&wanted(1), &settings(), &signed_in), Decision::LookUp(analyst()));
    assert_eq!(decision(&wanted(1), &settings(), &signed_in[..1]), Decision::Ask(Question::SignIn(directory(TENANT))));
    assert_eq!(decision(&wanted(1), &Settings::default(), &signed_in), Decision::LookUp(elsewhere));
    assert_eq!(decision(&wanted(1), &Settings::default(), &[]), Decision::FirstRun);
}

#[test]
fn the_tenant_of_the_address_decides_whose_token_is_used() {
    let elsewhere = viewer(OTHER_TENANT, ANALYST);
    let signed_in = [session(&analyst()), session(&elsewhere)];
    let wanted = in_tenant(OTHER_TENANT);
    assert_eq!(decision(&wanted, &settings(), &signed_in), Decision::LookUp(elsewhere));
    assert_eq!(
        decision(&wanted, &settings(), &signed_in[..1]),
        Decision::Ask(Question::SignIn(directory(OTHER_TENANT)))
    );
}

#[test]
fn a_tenant_that_only_an_address_names_is_asked_about_first() {
    let strange = tenant(STRANGE_TENANT);
    let wanted = in_tenant(STRANGE_TENANT);
    let signed_in = [session(&analyst())];
    assert_eq!(decision(&wanted, &settings(), &signed_in), Decision::Ask(Question::StrangeTenant(strange.clone())));
    let confirmed = Confirmed { tenant: Some(strange.clone()), ..Confirmed::default() };
    let after = decide(&wanted, &settings(), &signed_in, &confirmed);
    assert_eq!(
        after,
        Decision::Ask(Question::SignIn(directory(STRANGE_TENANT))),
        "with the default tenant's registration"
    );
    let there = viewer(STRANGE_TENANT, ANALYST);
    assert_eq!(decision(&wanted, &settings(), &[session(&there)]), Decision::LookUp(there.clone()));
    let other = Confirmed { tenant: Some(tenant(OTHER_TENANT)), ..Confirmed::default() };
    assert_eq!(
        decide(&wanted, &settings(), &signed_in, &other),
        Decision::Ask(Question::StrangeTenant(strange.clone()))
    );

    let forbidden = Settings { other_tenants: OtherTenants::Forbid, ..settings() };
    assert_eq!(decide(&wanted, &forbidden, &signed_in, &confirmed), Decision::Ask(Question::TenantForbidden(strange)));
    assert_eq!(decision(&in_tenant(TENANT), &forbidden, &signed_in), Decision::LookUp(analyst()));
}

#[test]
fn a_tenant_that_cannot_be_read_is_the_default_tenant() {
    for tid in ["", "tid=", "tid=11111111-1111", "tid=common", "tid=99999999-9999-4999-8999-99999999999g", "tid=%00"] {
        let link = format!("https://security.microsoft.com/alerts/{}?{tid}", alert(1));
        let wanted = Wanted::from(pasted(&link).expect("an alert"));
        assert_eq!(decision(&wanted, &settings(), &[session(&analyst())]), Decision::LookUp(analyst()), "{link}");
    }
}

#[test]
fn an_alert_of_another_product_costs_a_click() {
    let id = AlertId::parse("fa637472900382838869_1").or_else(|_| AlertId::parse("fa1b2c3d4e5f")).expect("an alert id");
    let wanted = Wanted { alert: id.clone(), tenant: None, host: None };
    let signed_in = [session(&analyst())];
    assert_eq!(decision(&wanted, &settings(), &signed_in), Decision::Ask(Question::OtherProduct));
    let confirmed = Confirmed { other_product: Some(id), ..Confirmed::default() };
    assert_eq!(decide(&wanted, &settings(), &signed_in, &confirmed), Decision::LookUp(analyst()));
    let another = Confirmed { other_product: Some(alert(1)), ..Confirmed::default() };
    assert_eq!(decide(&wanted, &settings(), &signed_in, &another), Decision::Ask(Question::OtherProduct));
}

#[test]
fn a_portal_of_another_cloud_stops_everything() {
    let check = |cloud: Cloud, host: PortalHost, expected: bool| {
        let settings = Settings { tenants: vec![configured(TENANT, cloud)], ..Settings::default() };
        let wanted = Wanted { host: Some(host), ..wanted(1) };
        let refused = matches!(decision(&wanted, &settings, &[]), Decision::Ask(Question::OtherCloud(_)));
        assert_eq!(refused, expected, "{cloud} {host:?}");
    };
    check(Cloud::Commercial, PortalHost::Commercial, false);
    check(Cloud::Gcc, PortalHost::Commercial, false);
    check(Cloud::Commercial, PortalHost::GccHigh, true);
    check(Cloud::GccHigh, PortalHost::Commercial, true);
    check(Cloud::GccHigh, PortalHost::Dod, true);
    check(Cloud::Dod, PortalHost::Dod, false);
    check(Cloud::Commercial, PortalHost::Multitenant, false);
}

#[test]
fn a_pasted_token_of_another_tenant_is_said_before_the_call() {
    let signed_in = [pasted_session(&analyst())];
    let other = Decision::Ask(Question::TokenOfOtherTenant { wanted: tenant(OTHER_TENANT), token: tenant(TENANT) });
    assert_eq!(decision(&in_tenant(OTHER_TENANT), &Settings::default(), &signed_in), other);
    assert_eq!(decision(&in_tenant(TENANT), &Settings::default(), &signed_in), Decision::LookUp(analyst()));
}

/// A pasted token of this tenant, for the popup that stands at its field.
fn pasted_token(tenant: &str) -> PastedToken {
    let token = fake_entra::jwt(&serde_json::json!({
        "aud": "https://api.securitycenter.microsoft.com", "tid": tenant, "oid": ANALYST, "scp": "File.Read.All",
        "exp": NOW.0 / 1000 + 3600,
    }));
    hashcard::auth::pasted::read(&token, NOW).expect("a token")
}

#[test]
fn a_pasted_token_that_is_of_no_use_for_what_is_on_screen_is_not_taken() {
    let check = |settings: Settings, address: &str, token: &str, expected: Result<(), PastedTokenFault>| {
        let facts = Facts { settings: Rc::new(settings), signed_in: Vec::new(), ..facts(page(address)) };
        let mut state = State::new(Place::Popup, facts, NOW);
        state.apply(Action::Look(Focus::TokenEntry(None)));
        assert_eq!(state.fitting(Ok(pasted_token(token))).map(drop), expected, "{address} {token}");
    };
    let alert = |query: &str| format!("https://security.microsoft.com/alerts/{}{query}", alert(1));
    let of_other =
        |wanted: &str, token: &str| Err(PastedTokenFault::OtherTenant { wanted: tenant(wanted), token: tenant(token) });
    check(settings(), &alert(""), TENANT, Ok(()));
    check(settings(), &alert(""), OTHER_TENANT, of_other(TENANT, OTHER_TENANT));
    check(settings(), &alert(&format!("?tid={OTHER_TENANT}")), TENANT, of_other(OTHER_TENANT, TENANT));
    let strange = alert(&format!("?tid={STRANGE_TENANT}"));
    check(settings(), &strange, STRANGE_TENANT, Ok(()));
    check(settings(), &strange, TENANT, of_other(STRANGE_TENANT, TENANT));
    check(Settings::default(), &strange, TENANT, Ok(()));
    check(settings(), "https://security.microsoft.com/incidents", OTHER_TENANT, Ok(()));
    let forbidding = Settings { other_tenants: OtherTenants::Forbid, ..settings() };
    let refused = PastedTokenFault::TenantForbidden { token: tenant(STRANGE_TENANT) };
    check(forbidding.clone(), &strange, STRANGE_TENANT, Err(refused));
    check(forbidding, &alert(""), TENANT, Ok(()));
}

#[test]
fn who_may_write_alerts_may_read_their_names() {
    let token = |scopes: &str| {
        let claims = serde_json::json!({
            "aud": "https://api.securitycenter.microsoft.com", "tid": TENANT, "oid": ANALYST, "scp": scopes,
            "exp": NOW.0 / 1000 + 3600,
        });
        hashcard::auth::pasted::read(&fake_entra::jwt(&claims), NOW).expect("a token").session.scopes
    };
    assert_eq!(token("File.Read.All Alert.ReadWrite"), Scope::FILES_AND_NAMES);
    assert_eq!(token("Alert.Read Alert.ReadWrite File.Read.All"), Scope::FILES_AND_NAMES);
    assert_eq!(token("File.Read.All Alert.ReadWrite.All"), Scope::FILES);
}

#[test]
fn hosts_that_the_browser_does_not_open_are_a_question_before_sign_in_and_lookup() {
    let gcc = Settings { tenants: vec![configured(TENANT, Cloud::Gcc)], ..Settings::default() };
    let of_gcc = Viewer { directory: Directory { cloud: Cloud::Gcc, ..directory(TENANT) }, ..analyst() };
    for signed_in in [vec![], vec![session(&of_gcc)]] {
        let facts = Facts { settings: Rc::new(gcc.clone()), signed_in, ..facts(named(1)) };
        let closed = State::new(Place::Popup, Facts { closed: vec![Cloud::Gcc], ..facts.clone() }, NOW);
        assert_eq!(
            closed.screen(),
            Screen::Question(closed.named().expect("an alert"), Question::HostsClosed(Cloud::Gcc))
        );
        let open = State::new(Place::Popup, facts, NOW);
        assert!(!matches!(open.screen(), Screen::Question(_, Question::HostsClosed(_))));
    }
    let another = State::new(Place::Popup, Facts { closed: vec![Cloud::Dod], ..facts(named(1)) }, NOW);
    assert!(matches!(another.screen(), Screen::Cards(..)), "another cloud's hosts are in nobody's way");
}

#[test]
fn a_pasted_token_of_a_high_government_cloud_serves_both_for_they_share_an_audience() {
    let in_cloud = |cloud: Cloud| Viewer { directory: Directory { cloud, ..directory(TENANT) }, ..analyst() };
    let signed_in = [pasted_session(&in_cloud(Cloud::GccHigh))];
    for (cloud, host) in [(Cloud::GccHigh, PortalHost::GccHigh), (Cloud::Dod, PortalHost::Dod)] {
        let wanted = Wanted { host: Some(host), ..in_tenant(TENANT) };
        let expected = Decision::LookUp(in_cloud(cloud));
        assert_eq!(decision(&wanted, &Settings::default(), &signed_in), expected);
        let settings = Settings { tenants: vec![configured(TENANT, cloud)], ..Settings::default() };
        assert_eq!(decision(&wanted, &settings, &signed_in), expected);
    }
    let commercial = Wanted { host: Some(PortalHost::Commercial), ..in_tenant(TENANT) };
    assert!(matches!(decision(&commercial, &Settings::default(), &signed_in), Decision::Ask(Question::OtherCloud(_))));
}

#[test]
fn region_comes_from_the_settings_and_the_registration_from_the_session() {
    let mut tenants = vec![configured(TENANT, Cloud::Commercial)];
    tenants[0].region = Region::Eu;
    let settings = Settings { tenants, ..Settings::default() };
    let mut token = pasted_session(&analyst());
    token.directory.client = ClientId(OTHER_TENANT.parse().expect("a GUID"));
    let Decision::LookUp(viewer) = decision(&wanted(1), &settings, &[token.clone()]) else { panic!("a lookup") };
    assert_eq!((viewer.directory.region, viewer.directory.client), (Region::Eu, token.directory.client));
}

// What is on screen.

fn page(address: &str) -> Option<PageAlerts> {
    Some(PageAlerts::of(address).expect("a portal page"))
}

fn named(number: u32) -> Option<PageAlerts> {
    page(&format!("https://security.microsoft.com/alerts/{}", alert(number)))
}

fn incident(number: u32, links: &[u32]) -> Option<PageAlerts> {
    let mut page = page(&format!("https://security.microsoft.com/incident2/{number}/overview"))?;
    let links: Vec<String> = links.iter().map(|number| format!("/alerts/{}", alert(*number))).collect();
    page.add_links(links.iter().map(String::as_str));
    Some(page)
}

fn facts(page: Option<PageAlerts>) -> Facts {
    Facts {
        redirect_uri: String::new(),
        window: Some(1),
        tab: Some(3),
        page,
        settings: Rc::new(settings()),
        signed_in: vec![session(&analyst())],
        closed: Vec::new(),
        job: None,
        view: None,
        list: None,
        ledger: None,
    }
}

/// The panel on a page about alert 1, with the analyst signed in.
fn state() -> State {
    State::new(Place::Panel, facts(named(1)), NOW)
}

fn sha1(number: u8) -> Sha1 {
    format!("{number:040x}").parse().expect("a digest")
}

fn file(number: u8) -> File {
    let hashes = Hashes { sha1: Some(sha1(number)), ..Hashes::default() };
    File { hashes, prevalence: Some(Prevalence(u64::from(number))), ..File::default() }
}

fn files(numbers: &[u8], at: Timestamp) -> Answer<Files> {
    let files = numbers.iter().map(|number| file(*number)).collect();
    Answer { value: Files { files, ..Files::default() }, at, keeping: Keeping::Kept }
}

fn about(number: u8) -> Alert {
    let evidence = FileEvidence {
        hashes: file(number).hashes,
        sighting: Sighting { name: Some(format!("name-{number}.exe")), ..Sighting::default() },
    };
    Alert { title: Some("A title".to_owned()), evidence: vec![evidence], ..Alert::unread(alert(1)) }
}

fn about_answer(number: u8) -> Answer<Alert> {
    Answer { value: about(number), at: NOW, keeping: Keeping::Kept }
}

fn on_screen(state: &State) -> Option<&Cards> {
    let Screen::Cards(wanted, viewer) = state.screen() else { return None };
    state.cards_of(&viewer, &wanted.alert)
}

fn shown(state: &State) -> Vec<Option<Sha1>> {
    files_shown(state).iter().map(|file| file.hashes.sha1).collect()
}

fn hashes(numbers: &[u8]) -> Vec<Option<Sha1>> {
    numbers.iter().map(|number| Some(sha1(*number))).collect()
}

#[test]
fn the_alert_of_the_address_is_on_screen_at_once() {
    let state = state();
    assert_eq!(state.screen(), Screen::Cards(Wanted { host: Some(PortalHost::Commercial), ..wanted(1) }, analyst()));
    assert_eq!(state.session(), Some(&session(&analyst())));
}

#[test]
fn a_page_without_an_alert_begins_with_the_list_of_those_it_links() {
    let state = State::new(Place::Popup, facts(incident(9, &[4, 5])), NOW);
    assert_eq!(state.screen(), Screen::Alerts);
    let linked: Vec<AlertId> = state.linked().into_iter().map(|wanted| wanted.alert).collect();
    assert_eq!(linked, [alert(4), alert(5)]);
}

#[test]
fn a_fresh_install_is_never_blank() {
    for page in [None, named(1), incident(9, &[])] {
        let facts = Facts { page, ..Facts::default() };
        let mut state = State::new(Place::Popup, facts, NOW);
        assert_eq!(state.screen(), Screen::FirstRun);
        state.apply(Action::Look(Focus::Sample));
        assert_eq!(state.screen(), Screen::Sample);
        state.apply(Action::Look(Focus::TokenEntry(None)));
        assert_eq!(state.screen(), Screen::TokenEntry(None));
    }
}

#[test]
fn a_lookup_is_drawn_step_by_step() {
    let mut state = state();
    let (viewer, id) = (analyst(), alert(1));
    state.apply(Action::Kept(viewer.clone(), id.clone(), Some(files(&[1], NOW)), None));
    assert_eq!(shown(&state), hashes(&[1]));
    state.apply(Action::Progress(viewer.clone(), id.clone(), lookup::CallProgress::Calling));
    assert_eq!(on_screen(&state).map(|cards| cards.progress), Some(Progress::Calling));
    let until = NOW.plus(Duration::from_secs(30));
    let throttled = lookup::CallProgress::Throttled { until, shared: true, correlation: None };
    state.apply(Action::Progress(viewer.clone(), id.clone(), throttled));
    let cards = on_screen(&state).expect("cards");
    assert_eq!(cards.progress, Progress::WaitingUntil(until));
    assert_eq!(cards.failure, Some(Reason::Throttled { until, shared: true }.into()), "others share this quota");
    state.apply(Action::Progress(viewer.clone(), id.clone(), lookup::CallProgress::Calling));
    assert_eq!(on_screen(&state).and_then(|cards| cards.failure.clone()), None);
    state.apply(Action::Files(viewer.clone(), id.clone(), Ok(files(&[1, 2], NOW))));
    state.apply(Action::Alert(viewer, id, Ok(about_answer(2))));
    let cards = on_screen(&state).expect("cards");
    assert_eq!((cards.progress, &cards.failure), (Progress::Idle, &None));
    let names: Vec<Option<String>> = files_shown(&state).iter().map(|file| file.name().map(str::to_owned)).collect();
    assert!(names.contains(&Some("name-2.exe".to_owned())), "{names:?}");
}

#[test]
fn files_and_alert_are_asked_for_again_each_at_its_own_age() {
    let later = |minutes: u64| NOW.plus(Duration::from_secs(60 * minutes));
    let (viewer, id) = (analyst(), alert(1));
    let readable = SignedIn { scopes: vec![Scope::FileReadAll, Scope::AlertRead], ..session(&viewer) };
    let facts = Facts { signed_in: vec![readable], ..Facts::clone(&state().facts) };
    let mut state = State::new(Place::Popup, facts, NOW);
    let due = |state: &State, occasion, now| {
        let due = state.due(&viewer, &id, occasion, now);
        (due.files, due.alert)
    };
    assert_eq!(due(&state, Occasion::Shown, NOW), (true, true));
    state.apply(Action::Kept(viewer.clone(), id.clone(), Some(files(&[1], NOW)), Some(about_answer(1))));
    assert_eq!(due(&state, Occasion::Shown, later(4)), (false, false));
    assert_eq!(due(&state, Occasion::Refresh, later(4)), (true, true));
    assert_eq!(due(&state, Occasion::Shown, later(6)), (true, true));
    state.apply(Action::Files(viewer.clone(), id.clone(), Ok(files(&[1], later(6)))));
    assert_eq!(due(&state, Occasion::Shown, later(7)), (false, true), "the alert is still the old one");
    state.apply(Action::Alert(viewer.clone(), id.clone(), Ok(Answer { at: later(6), ..about_answer(1) })));
    assert_eq!(due(&state, Occasion::Shown, later(7)), (false, false));
    state.apply(Action::Alert(viewer.clone(), id.clone(), Err(Reason::Unreachable.into())));
    assert_eq!(due(&state, Occasion::Shown, later(7)), (false, true), "names that did not come are tried again");
}

#[test]
fn names_join_the_files_in_whichever_order_they_come_and_only_once() {
    let mut state = state();
    let (viewer, id) = (analyst(), alert(1));
    state.apply(Action::Alert(viewer.clone(), id.clone(), Ok(about_answer(1))));
    for _ in 0..2 {
        state.apply(Action::Files(viewer.clone(), id.clone(), Ok(files(&[1], NOW))));
        state.apply(Action::Alert(viewer.clone(), id.clone(), Ok(about_answer(1))));
    }
    let shown = files_shown(&state);
    assert_eq!((shown[0].name(), shown[0].sightings.len()), (Some("name-1.exe"), 1));
}

#[test]
fn a_failure_leaves_the_cards_and_a_success_takes_it_away() {
    let mut state = state();
    let (viewer, id) = (analyst(), alert(1));
    state.apply(Action::Files(viewer.clone(), id.clone(), Ok(files(&[1], NOW))));
    let failure = Failure::from(Reason::Unreachable);
    state.apply(Action::Files(viewer.clone(), id.clone(), Err(failure.clone())));
    assert_eq!(shown(&state), hashes(&[1]));
    assert_eq!(on_screen(&state).and_then(|cards| cards.failure.clone()), Some(failure.clone()));
    state.apply(Action::Alert(viewer.clone(), id.clone(), Err(failure.clone())));
    assert_eq!(on_screen(&state).and_then(|cards| cards.names.failure.clone()), Some(failure));
    state.apply(Action::Files(viewer.clone(), id.clone(), Ok(files(&[2], NOW))));
    state.apply(Action::Alert(viewer, id, Ok(about_answer(2))));
    let cards = on_screen(&state).expect("cards");
    assert_eq!((&cards.failure, &cards.names.failure), (&None, &None));
    assert_eq!(shown(&state), hashes(&[2]));
}

/// B-07: also on a page that stayed open while the sign-in happened elsewhere.
#[test]
fn a_notice_that_asks_for_a_sign_in_goes_when_somebody_has_signed_in_anew() {
    fn check(reason: Reason, goes: bool) {
        let mut state = state();
        let (viewer, id) = (analyst(), alert(1));
        state.apply(Action::Files(viewer.clone(), id.clone(), Ok(files(&[1], NOW))));
        state.apply(Action::Files(viewer.clone(), id.clone(), Err(reason.clone().into())));
        state.apply(Action::Alert(viewer.clone(), id.clone(), Err(reason.clone().into())));
        state.apply(Action::Read(Rc::clone(&state.facts)));
        assert!(on_screen(&state).is_some_and(|cards| cards.failure.is_some()), "{reason:?}: nothing has changed");
        let later = SignedIn { at: NOW, ..session(&viewer) };
        state.apply(Action::Read(Rc::new(Facts { signed_in: vec![later], ..Facts::clone(&state.facts) })));
        let cards = on_screen(&state).expect("cards");
        assert_eq!((cards.failure.is_none(), cards.names.failure.is_none()), (goes, goes), "{reason:?}");
        assert_eq!(shown(&state), hashes(&[1]), "the cards stay");
    }
    check(Reason::TokenRefused { pasted: false, audience: None }, true);
    check(Reason::PastedTokenEnded, true);
    check(Reason::SignInNeeded, true);
    check(Reason::SignIn(FailureClass::ClientLoop.into()), true);
    check(Reason::PermissionMissing(Scope::AlertRead), true);
    check(Reason::Challenged(Challenge::Malformed), true);
    check(Reason::Challenged(Challenge::Again), false);
    check(Reason::Unreachable, false);
    check(Reason::AccessDenied, false);
}

/// the panel follows a sign-in that succeeded in the popup.
#[test]
fn a_failed_sign_in_is_over_when_another_page_has_signed_in_there() {
    let (viewer, elsewhere) = (analyst(), viewer(OTHER_TENANT, ANALYST));
    let mut state = State::new(Place::Panel, Facts { signed_in: vec![], ..facts(named(1)) }, NOW);
    let failure = FailureClass::Cancelled.into();
    let failed = FailedSignIn { directory: viewer.directory.clone(), failure, redirect_uri: String::new() };
    state.apply(Action::SignInEnded(Some(failed)));
    for (signed_in, over) in [(vec![session(&elsewhere)], false), (vec![session(&viewer), session(&elsewhere)], true)] {
        state.apply(Action::Read(Rc::new(Facts { signed_in, ..Facts::clone(&state.facts) })));
        assert_eq!(state.sign_in_failure.is_none(), over);
    }
}

#[test]
fn a_silent_sign_in_that_ends_leaves_the_one_of_another_tenant_under_way() {
    let (here, elsewhere) = (directory(TENANT), directory(OTHER_TENANT));
    let mut state = state();
    state.apply(Action::SignInSilently(here.clone()));
    state.apply(Action::SignInSilently(elsewhere.clone()));
    state.apply(Action::SilentSignInEnded(here, None));
    assert_eq!(state.signing_in_silently, Some(elsewhere.clone()));
    state.apply(Action::SilentSignInEnded(elsewhere, None));
    assert_eq!(state.signing_in_silently, None);
}

#[test]
fn why_entra_signs_nobody_in_is_told_with_the_question_of_that_tenant_until_the_next_try() {
    let failed = |directory: Directory| FailedSignIn {
        directory,
        failure: FailureClass::PolicyBlock.into(),
        redirect_uri: String::new(),
    };
    let (here, elsewhere) = (directory(TENANT), directory(OTHER_TENANT));
    let mut state = State::new(Place::Panel, Facts { signed_in: vec![], ..facts(named(1)) }, NOW);
    assert_eq!(state.sign_in_wanted(), Some(here.clone()));
    state.apply(Action::SilentSignInEnded(elsewhere.clone(), Some(failed(elsewhere))));
    assert_eq!(state.sign_in_failure, None, "another tenant's");
    state.apply(Action::SilentSignInEnded(here.clone(), Some(failed(here.clone()))));
    assert_eq!(state.sign_in_failure, Some(failed(here.clone())));
    state.apply(Action::SigningIn);
    let cancelled = FailedSignIn { failure: FailureClass::Cancelled.into(), ..failed(here.clone()) };
    state.apply(Action::SignInEnded(Some(cancelled.clone())));
    state.apply(Action::SilentSignInEnded(here.clone(), Some(failed(here))));
    assert_eq!(state.sign_in_failure, Some(cancelled), "what has just happened is told");
}

#[test]
fn what_defender_has_just_said_is_not_taken_back_by_what_was_kept() {
    let mut state = state();
    let (viewer, id) = (analyst(), alert(1));
    state.apply(Action::Files(viewer.clone(), id.clone(), Ok(files(&[1, 2], NOW))));
    state.apply(Action::Kept(viewer.clone(), id.clone(), Some(files(&[3], Timestamp(NOW.0 - 1))), None));
    state.apply(Action::Kept(viewer, id, None, None));
    assert_eq!(shown(&state), hashes(&[1, 2]));
}

/// Check B-14.
#[test]
fn late_answers_of_another_account_or_alert_change_nothing_on_screen() {
    let mut state = state();
    let colleague = viewer(TENANT, COLLEAGUE);
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1], NOW))));
    let before = state.clone();
    let failure = Failure::from(Reason::Unreachable);
    for (viewer, id) in [(colleague.clone(), alert(1)), (analyst(), alert(2))] {
        for late in [
            Action::Kept(viewer.clone(), id.clone(), Some(files(&[9], NOW)), None),
            Action::Progress(viewer.clone(), id.clone(), lookup::CallProgress::Calling),
            Action::Files(viewer.clone(), id.clone(), Ok(files(&[9], NOW))),
            Action::Alert(viewer.clone(), id.clone(), Ok(about_answer(9))),
            Action::Files(viewer.clone(), id.clone(), Err(failure.clone())),
            Action::Alert(viewer.clone(), id.clone(), Err(failure.clone())),
        ] {
            state.apply(late);
            assert_eq!(state, before);
        }
    }
}

/// Check B-14.
#[test]
fn when_the_account_changes_what_the_other_was_shown_is_gone_before_the_next_frame() {
    let mut state = state();
    let colleague = viewer(TENANT, COLLEAGUE);
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1], NOW))));
    let menu = Menu { file: Rc::new(file(1)), at: (0, 0), under_pointer: None };
    state.apply(Action::OpenMenu(menu));
    state.apply(Action::Read(Rc::new(Facts { signed_in: vec![session(&colleague)], ..facts(named(1)) })));
    assert!(matches!(state.screen(), Screen::Cards(_, of) if of == colleague));
    assert_eq!((&state.cards, &state.menu, shown(&state)), (&None, &None, vec![]));
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1], NOW))));
    assert_eq!(state.cards, None, "a late answer of the analyst's");
    state.apply(Action::Files(colleague.clone(), alert(1), Ok(files(&[2], NOW))));
    assert_eq!(shown(&state), hashes(&[2]));
    state.apply(Action::Read(Rc::new(Facts { signed_in: vec![], ..facts(named(1)) })));
    assert!(matches!(state.screen(), Screen::Question(_, Question::SignIn(_))));
    assert_eq!((&state.cards, state.session()), (&None, None));
}

#[test]
fn an_answer_that_comes_while_a_person_looks_elsewhere_is_there_when_they_come_back() {
    let mut state = state();
    state.apply(Action::Progress(analyst(), alert(1), lookup::CallProgress::Calling));
    state.apply(Action::Look(Focus::Alerts));
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1], NOW))));
    state.apply(Action::Look(Focus::Page));
    assert_eq!(shown(&state), hashes(&[1]));
    assert_eq!(on_screen(&state).map(|cards| cards.progress), Some(Progress::Idle));
}

#[test]
fn another_tab_alert_or_incident_is_another_subject_and_more_links_are_not() {
    let check = |facts: Facts, stays: bool| {
        let mut state = State::new(Place::Panel, self::facts(incident(9, &[4])), NOW);
        state.apply(Action::Look(Focus::Alert(wanted(4))));
        state.apply(Action::Filter("x".to_owned()));
        state.apply(Action::Read(Rc::new(facts.clone())));
        let expected = if stays { Focus::Alert(wanted(4)) } else { Focus::Page };
        assert_eq!((&state.focus, state.filter.as_str()), (&expected, if stays { "x" } else { "" }), "{facts:?}");
    };
    check(facts(incident(9, &[4])), true);
    check(facts(incident(9, &[4, 5])), true);
    check(facts(page("https://security.microsoft.com/incident2/9/evidence")), true);
    check(Facts { tab: Some(4), ..facts(incident(9, &[4])) }, false);
    check(facts(incident(10, &[4])), false);
    check(facts(named(1)), false);
    check(facts(None), false);
    check(facts(page(&format!("https://security.microsoft.com/incident2/9/overview?tid={OTHER_TENANT}"))), false);
}

#[test]
fn a_confirmed_question_leads_on() {
    let address = format!("https://security.microsoft.com/alerts/{}?tid={STRANGE_TENANT}", alert(1));
    let mut state = State::new(Place::Popup, facts(page(&address)), NOW);
    assert!(matches!(state.screen(), Screen::Question(_, Question::StrangeTenant(_))));
    state.apply(Action::UseTenant(tenant(STRANGE_TENANT)));
    assert!(matches!(state.screen(), Screen::Question(_, Question::SignIn(_))));
    state.apply(Action::SigningIn);
    assert!(state.signing_in);
    let failed = FailedSignIn {
        directory: directory(STRANGE_TENANT),
        failure: FailureClass::Cancelled.into(),
        redirect_uri: String::new(),
    };
    state.apply(Action::SignInEnded(Some(failed.clone())));
    assert_eq!((state.signing_in, &state.sign_in_failure), (false, &Some(failed)));
    state.apply(Action::SigningIn);
    assert_eq!(state.sign_in_failure, None, "the next try takes the last failure away");
    let there = viewer(STRANGE_TENANT, ANALYST);
    state.apply(Action::Read(Rc::new(Facts { signed_in: vec![session(&there)], ..facts(page(&address)) })));
    assert!(!state.signing_in);
    assert!(matches!(state.screen(), Screen::Cards(_, viewer) if viewer == there));
}

#[test]
fn toasts_go_by_themselves_and_never_take_a_later_one_along() {
    let mut state = state();
    state.apply(Action::Toast("first".to_owned(), None));
    let first = state.toast.clone().expect("a toast");
    state.apply(Action::Toast("second".to_owned(), None));
    state.apply(Action::Hush(first.number));
    let second = state.toast.clone().expect("the second stays");
    assert_eq!(second.text, "second");
    state.apply(Action::Hush(second.number));
    assert_eq!(state.toast, None);
}

#[test]
fn what_was_loaded_is_said_to_those_who_listen_and_drowns_nothing_that_was_done() {
    let told = |state: &State| state.toast.as_ref().map(|toast| (toast.kind, toast.text.clone()));
    let mut state = state();
    state.apply(Action::Kept(analyst(), alert(1), Some(files(&[1], NOW)), None));
    assert_eq!(told(&state), None, "what stands in the first frame is read with the page");
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1, 2], NOW))));
    assert_eq!(told(&state), Some((Kind::Loaded, "2 files · 2 rare".to_owned())));
    state.apply(Action::Toast("3 SHA-256 copied".to_owned(), None));
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1], NOW))));
    assert_eq!(told(&state), Some((Kind::Done, "3 SHA-256 copied".to_owned())));
    state.apply(Action::Warn("Not copied".to_owned()));
    assert_eq!(told(&state), Some((Kind::Failed, "Not copied".to_owned())));
}

#[test]
fn what_was_loaded_is_not_said_of_the_next_alert_nor_above_a_failure() {
    let loaded = || {
        let mut state = state();
        state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1, 2], NOW))));
        assert!(state.toast.is_some());
        state
    };
    let mut state = loaded();
    state.apply(Action::Look(Focus::Alert(wanted(2))));
    assert_eq!(state.toast, None);
    let mut state = loaded();
    state.apply(Action::Files(analyst(), alert(1), Err(Reason::AlertUnknown.into())));
    assert_eq!(state.toast, None);
}

#[test]
fn names_may_be_read_with_the_permission_or_with_whatever_the_role_allows() {
    for (scopes, expected) in [
        (Scope::FILES, false),
        (Scope::FILES_AND_NAMES, true),
        (&[Scope::UserImpersonation][..], true),
        (&[][..], false),
    ] {
        let mut facts = facts(named(1));
        facts.signed_in[0].scopes = scopes.to_vec();
        assert_eq!(State::new(Place::Popup, facts, NOW).may_read_names(&analyst()), expected, "{scopes:?}");
    }
}

// Several alerts.

fn with_job(viewer: &Viewer) -> State {
    let job = Job::new(viewer, [alert(4), alert(5)], NOW, Duration::from_secs(300));
    let mut state = State::new(Place::Panel, Facts { job: Some(job), ..facts(incident(9, &[4, 5])) }, NOW);
    state.apply(Action::Look(Focus::Job));
    state
}

#[test]
fn a_job_that_stopped_for_want_of_a_token_is_reopened_by_a_sign_in_while_it_is_on_screen() {
    let after = |before: &State, now: &State| due(Some(before), now).map(|due| (due.reopens, due.runs));
    let state = with_job(&analyst());
    let first = Due { viewer: analyst(), tab: 3, reopens: true, runs: true };
    assert_eq!(due(None, &state), Some(first));
    assert_eq!(after(&state, &state), None);
    let with = |state: &State, change: &dyn Fn(&mut Facts)| {
        let (mut state, mut facts) = (state.clone(), Facts::clone(&state.facts));
        change(&mut facts);
        state.apply(Action::Read(Rc::new(facts)));
        state
    };
    let stopped = |reason: Option<Reason>| {
        move |facts: &mut Facts| facts.job.as_mut().expect("a job").stopped = reason.clone().map(Failure::from)
    };
    let signed_in = |facts: &mut Facts| facts.signed_in[0].at = NOW;

    let refused = Reason::TokenRefused { pasted: false, audience: None };
    let missing = Reason::PermissionMissing(Scope::FileReadAll);
    for reason in [refused, Reason::Challenged(Challenge::Malformed), missing] {
        let stopped_state = with(&state, &stopped(Some(reason)));
        assert_eq!(after(&state, &stopped_state), Some((false, false)), "nothing passes by itself");
        let signed_in_state = with(&stopped_state, &signed_in);
        assert_eq!(after(&stopped_state, &signed_in_state), Some((true, false)));
        let reopened = with(&signed_in_state, &stopped(None));
        assert_eq!(after(&signed_in_state, &reopened), Some((false, true)));
    }
}

/// The files with these numbers, each found in the alert of its number alone, and alerts that are missing.
fn gathered(numbers: &[u8], missing: &[u32]) -> Gathered {
    let found = |number: &u8| File { alerts: vec![alert(u32::from(*number))], ..file(*number) };
    let of_alert = |number: &u8| GatheredAlert { id: alert(u32::from(*number)), alert: None, at: NOW };
    Gathered {
        files: numbers.iter().map(found).collect(),
        alerts: numbers.iter().map(of_alert).collect(),
        missing: missing.iter().map(|number| alert(*number)).collect(),
    }
}

fn job_cards(viewer: &Viewer, tab: i32, numbers: &[u8]) -> Action {
    Action::JobCards(JobCards::new(viewer.clone(), tab, NOW, gathered(numbers, &[])))
}

#[test]
fn answers_that_made_room_stay_on_the_page_that_has_shown_them() {
    let mut state = with_job(&analyst());
    let cards = |fresh_from, numbers: &[u8], missing: &[u32]| {
        Action::JobCards(JobCards::new(analyst(), 3, fresh_from, gathered(numbers, missing)))
    };
    let seen = |state: &State| {
        let cards = state.job_cards.as_ref().expect("cards");
        let alerts = cards.alerts.iter().map(|alert| alert.id.clone()).collect::<Vec<_>>();
        (shown(state), alerts, cards.missing.clone())
    };
    state.apply(Action::Order(Order::Prevalence));
    state.apply(cards(NOW, &[4], &[6]));
    assert_eq!(seen(&state), (hashes(&[4]), vec![alert(4)], vec![alert(6)]), "this page has never shown 6");
    state.apply(cards(NOW, &[5], &[4, 6]));
    assert_eq!(seen(&state), (hashes(&[4, 5]), vec![alert(5), alert(4)], vec![alert(6)]));
    state.apply(cards(NOW, &[5, 6], &[4]));
    assert_eq!(seen(&state), (hashes(&[4, 5, 6]), vec![alert(5), alert(6), alert(4)], vec![]));
    let another_job = NOW.plus(Duration::from_secs(1));
    state.apply(cards(another_job, &[5], &[4]));
    assert_eq!(seen(&state), (hashes(&[5]), vec![alert(5)], vec![alert(4)]), "older than the job may show");
}

#[test]
fn names_that_made_room_stay_on_the_page_that_has_shown_them() {
    let mut state = with_job(&analyst());
    let mut named = gathered(&[4, 5], &[]);
    let sighting = Sighting { name: Some("a.exe".to_owned()), ..Sighting::default() };
    named.files[0].sightings.push(sighting);
    named.alerts[0].alert = Some(Alert { id: alert(4), ..about(4) });
    state.apply(Action::JobCards(JobCards::new(analyst(), 3, NOW, named)));
    state.apply(job_cards(&analyst(), 3, &[4, 5]));
    let cards = state.job_cards.as_ref().expect("cards");
    assert_eq!(cards.files.iter().filter_map(|file| file.name()).collect::<Vec<_>>(), ["a.exe"]);
    assert_eq!(cards.alerts.iter().filter(|of| of.alert.is_some()).count(), 1);
    assert_eq!((cards.files.len(), cards.alerts.len()), (2, 2));
}

#[test]
fn while_a_job_is_refreshed_its_cards_stay_until_their_alerts_are_answered_anew() {
    let mut state = with_job(&analyst());
    let began = NOW.plus(Duration::from_secs(60));
    state.apply(Action::Order(Order::Prevalence));
    state.apply(job_cards(&analyst(), 3, &[4, 5]));
    let mut again = Job::new(&analyst(), [alert(4), alert(5)], began, Duration::ZERO);
    let mut drawn = |again: &Job, numbers: &[u8]| {
        state.apply(Action::Read(Rc::new(Facts { job: Some(again.clone()), ..facts(incident(9, &[4, 5])) })));
        state.apply(Action::JobCards(JobCards::new(analyst(), 3, began, gathered(numbers, &[]))));
        let cards = state.job_cards.as_ref().expect("cards");
        (shown(&state), cards.alerts.iter().map(|of| of.id.clone()).collect::<Vec<_>>())
    };
    assert_eq!(drawn(&again, &[]), (hashes(&[4, 5]), vec![alert(4), alert(5)]));
    again.alerts[0].outcome = JobOutcome::Done;
    assert_eq!(drawn(&again, &[4]), (hashes(&[4, 5]), vec![alert(4), alert(5)]));
    again.alerts[1].outcome = JobOutcome::Failed(Reason::AlertUnknown.into());
    assert_eq!(drawn(&again, &[4]), (hashes(&[4]), vec![alert(4)]));
}

#[test]
fn what_a_page_does_about_a_job_is_told_of_the_tab_in_front_to_its_account() {
    let mut state = with_job(&analyst());
    let run = |tab| JobRun { viewer: analyst(), tab, progress: Progress::WaitingUntil(NOW), failure: None };
    state.apply(Action::JobRun(run(4)));
    assert_eq!(state.job_run_of(&analyst()), None);
    state.apply(Action::JobRun(run(3)));
    assert_eq!(state.job_run_of(&analyst()), Some(&run(3)));
    assert_eq!(state.job_run_of(&viewer(TENANT, COLLEAGUE)), None);
    let in_front = |state: &mut State, tab| {
        let facts = Facts { tab: Some(tab), ..Facts::clone(&state.facts) };
        state.apply(Action::Read(Rc::new(facts)));
        state.job_run_of(&analyst()).cloned()
    };
    assert_eq!(in_front(&mut state, 5), None);
    assert_eq!(in_front(&mut state, 4), Some(run(4)), "it waits while another tab is in front");
    assert_eq!(in_front(&mut state, 3), Some(run(3)));
    state.apply(Action::JobRun(JobRun { progress: Progress::Idle, ..run(4) }));
    assert_eq!(state.job_runs, [run(3)], "that one is over");
    state.apply(Action::Read(Rc::new(Facts { signed_in: vec![], ..Facts::clone(&state.facts) })));
    assert_eq!(state.job_runs, []);
}

#[test]
fn the_ticket_of_a_job_names_every_alert_and_that_of_a_file_those_it_was_found_in() {
    let mut state = with_job(&analyst());
    let mut gathered = gathered(&[4, 5, 6], &[]);
    gathered.files[0].alerts = vec![alert(4), alert(6)];
    gathered.alerts[2].alert = Some(about(6));
    state.apply(Action::JobCards(JobCards::new(analyst(), 3, NOW, gathered)));
    let ids = |text: &str| {
        let id = |line: &str| line.strip_prefix("Alert id: ").map(str::to_owned);
        text.lines().filter_map(id).collect::<Vec<_>>()
    };
    let of = |numbers: &[u32]| numbers.iter().map(|number| alert(*number).to_string()).collect::<Vec<_>>();
    let text = carry_out(Copy::All(CopyFormat::TicketText), &state).0.expect("a text");
    assert_eq!(ids(&text), of(&[4, 5, 6]));
    assert!(text.contains("Alert 3 of 3: A title"), "{text}");
    for number in [4, 5, 6] {
        let link = format!("https://security.microsoft.com/alerts/{}?tid={TENANT}", alert(number));
        assert!(text.contains(&link), "{text}");
    }
    for (file, alerts) in files_shown(&state).into_iter().zip([&[4, 6][..], &[5], &[6]]) {
        let text = carry_out(Copy::TicketOf(file), &state).0.expect("a text");
        assert_eq!(ids(&text), of(alerts), "{text}");
    }
}

/// Check B-14.
#[test]
fn a_job_shows_in_its_tab_to_its_account() {
    let mut state = with_job(&analyst());
    assert_eq!(state.screen(), Screen::Job(analyst()));
    state.apply(job_cards(&analyst(), 3, &[1, 2]));
    assert_eq!(shown(&state), hashes(&[1, 2]));
    state.apply(job_cards(&analyst(), 4, &[9]));
    assert_eq!(shown(&state), hashes(&[1, 2]), "the cards of another tab's job come late");
    let colleague = viewer(TENANT, COLLEAGUE);
    let facts = Facts { signed_in: vec![session(&colleague)], ..Facts::clone(&state.facts) };
    state.apply(Action::Read(Rc::new(facts.clone())));
    assert_eq!((state.screen(), &state.job_cards), (Screen::Alerts, &None));
    state.apply(job_cards(&analyst(), 3, &[1, 2]));
    let job = Job::new(&colleague, [alert(4)], NOW, Duration::from_secs(300));
    state.apply(Action::Read(Rc::new(Facts { job: Some(job), ..facts })));
    assert_eq!((state.screen(), shown(&state)), (Screen::Job(colleague), vec![]));
}

// Going on where a popup was left.

/// What the next popup of this tab shows, if it finds these facts and what `left` left.
fn reopened(left: &State, facts: Facts) -> (State, Option<u64>) {
    let view = LastView { scroll: 700, ..left.last_view() };
    let mut state = State::new(Place::Popup, Facts { view: Some(Box::new(view)), ..facts }, NOW);
    let scrolled = state.go_on();
    (state, scrolled)
}

#[test]
fn a_popup_that_closed_goes_on_with_alert_filter_order_selection_and_place() {
    let mut left = State::new(Place::Popup, facts(named(1)), NOW);
    left.apply(Action::Look(Focus::Alert(wanted(2))));
    left.apply(Action::Filter("micro".to_owned()));
    left.apply(Action::Order(Order::Size));
    left.apply(Action::Use(Use::Toggle(Rc::new(file(7)))));
    left.apply(Action::Use(Use::Unfold(true)));
    let (state, scrolled) = reopened(&left, facts(named(1)));
    assert_eq!(state.screen(), left.screen());
    assert_eq!((&*state.filter, state.order, scrolled), ("micro", Order::Size, Some(700)));
    assert!(state.tools.selected.has(&file(7)) && state.tools.unfolded);
}

#[test]
fn an_alert_of_another_product_that_was_tried_and_answered_is_not_asked_about_again() {
    let mail = AlertId::parse("fa123456789012345678901").expect("an alert id");
    let page = || PageAlerts::of(&format!("https://security.microsoft.com/alerts/{mail}"));
    let mut left = State::new(Place::Popup, facts(page()), NOW);
    let before = left.clone();
    left.apply(Action::TryAnyway(mail.clone()));
    let asks = |state: &State| matches!(state.screen(), Screen::Question(_, Question::OtherProduct));
    left.apply(Action::Files(analyst(), mail.clone(), Err(Reason::AlertUnknown.into())));
    assert!(left.is_left_like(&before) && asks(&reopened(&left, facts(page())).0), "the next call needs a click, too");
    left.apply(Action::Files(analyst(), mail.clone(), Ok(files(&[1], NOW))));
    assert!(!left.is_left_like(&before) && !asks(&reopened(&left, facts(page())).0));
    let colleague = Facts { signed_in: vec![session(&viewer(TENANT, COLLEAGUE))], ..facts(page()) };
    assert!(asks(&reopened(&left, colleague).0));
}

#[test]
fn a_popup_that_closed_goes_on_with_the_job_of_an_alerts_page() {
    let linking = || {
        let mut page = named(1)?;
        page.add_links([format!("/alerts/{}", alert(4)), format!("/alerts/{}", alert(5))].iter().map(String::as_str));
        Some(page)
    };
    let job = Job::new(&analyst(), [alert(4), alert(5)], NOW, Duration::from_secs(300));
    let with_job = || Facts { job: Some(job.clone()), ..facts(linking()) };
    let mut left = State::new(Place::Popup, with_job(), NOW);
    assert!(matches!(left.screen(), Screen::Cards(..)), "the alert of the address comes first");
    left.apply(Action::Look(Focus::Job));
    assert_eq!(reopened(&left, with_job()).0.screen(), Screen::Job(analyst()));
    let cancelled = Job { cancelled: true, ..job.clone() };
    let (state, _) = reopened(&left, Facts { job: Some(cancelled), ..facts(linking()) });
    assert!(matches!(state.screen(), Screen::Cards(..)));
    let (state, _) = reopened(&left, Facts { job: Some(job.clone()), ..facts(named(1)) });
    assert!(matches!(state.screen(), Screen::Cards(..)), "its alerts are not of this page");
}

#[test]
fn on_another_page_or_for_another_account_it_begins_anew() {
    let mut left = State::new(Place::Popup, facts(named(1)), NOW);
    left.apply(Action::Filter("micro".to_owned()));
    let colleague = Facts { signed_in: vec![session(&viewer(TENANT, COLLEAGUE))], ..facts(named(1)) };
    for facts in [facts(named(2)), facts(None), colleague, Facts { signed_in: vec![], ..facts(named(1)) }] {
        let (state, scrolled) = reopened(&left, facts);
        assert_eq!((&*state.filter, scrolled), ("", None));
    }
}

#[test]
fn the_panel_goes_on_with_each_tab_where_that_was_left() {
    let mut panel = State::new(Place::Panel, facts(named(1)), NOW);
    panel.apply(Action::Filter("first".to_owned()));
    let view = Some(Box::new(panel.last_view()));
    panel.apply(Action::Read(Rc::new(Facts { tab: Some(8), ..facts(named(2)) })));
    assert_eq!(panel.filter, "");
    panel.apply(Action::Read(Rc::new(Facts { view, ..facts(named(1)) })));
    assert_eq!(panel.filter, "first");
}

// Copies.

#[test]
fn a_copy_takes_the_files_shown_in_their_order() {
    let mut state = state();
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[30, 10, 20], NOW))));
    state.apply(Action::Alert(analyst(), alert(1), Ok(about_answer(20))));
    let copied = |state: &State, format| carry_out(Copy::All(format), state);
    state.apply(Action::Order(Order::Prevalence));
    let lines = [10, 20, 30].map(|number| sha1(number).to_string()).join("\n");
    assert_eq!(copied(&state, CopyFormat::Sha1), (Some(lines), "3 SHA-1 copied".to_owned()));
    assert_eq!(copied(&state, CopyFormat::Md5), (None, "No MD5 to copy: none of the 3 files has one.".to_owned()));
    state.apply(Action::Filter("name-20".to_owned()));
    assert_eq!(shown(&state), hashes(&[20]));
    assert_eq!(copied(&state, CopyFormat::Sha1), (Some(sha1(20).to_string()), "1 SHA-1 copied".to_owned()));
    state.apply(Action::Filter("nothing like it".to_owned()));
    let nothing = "Nothing was copied: there are no files here.".to_owned();
    assert_eq!(copied(&state, CopyFormat::Sha1), (None, nothing.clone()));
    assert_eq!(copied(&state, CopyFormat::TicketText), (None, nothing));
}

#[test]
fn known_good_files_stand_last_and_are_copied_all_the_same() {
    let mut state = state();
    let signed = |number: u8| {
        let signature =
            Signature { signer: Some("Contoso Ltd".to_owned()), reported_valid: Some(true), ..Signature::default() };
        File { signature, prevalence: Some(Prevalence(5_000)), ..file(number) }
    };
    let all: Vec<File> = [1, 2, 3, 4, 5].map(signed).into_iter().chain([10, 20, 30].map(file)).collect();
    let answer = Files { files: all, ..Files::default() };
    state.apply(Action::Files(analyst(), alert(1), Ok(Answer { value: answer, ..files(&[], NOW) })));
    assert_eq!(shown(&state), hashes(&[10, 20, 30, 1, 2, 3, 4, 5]));
    let (text, told) = carry_out(Copy::All(CopyFormat::Sha1), &state);
    assert_eq!(text.map(|text| text.lines().count()), Some(8));
    assert_eq!(told, "8 SHA-1 copied, 5 known-good included");
    let (_, told) = carry_out(Copy::All(CopyFormat::TicketText), &state);
    assert_eq!(told, "Ticket text of 8 files copied, 5 known-good included");
    // What is looked for is found, and does not fold, also where enough is left to fold.
    state.apply(Action::Filter("0000".to_owned()));
    let (_, told) = carry_out(Copy::All(CopyFormat::Sha1), &state);
    assert_eq!(told, "8 SHA-1 copied");
    state.apply(Action::Filter("contoso".to_owned()));
    let (_, told) = carry_out(Copy::All(CopyFormat::Sha1), &state);
    assert_eq!(told, "5 SHA-1 copied");
}

#[test]
fn a_ticket_links_the_alert_in_its_tenant_even_where_the_address_named_none() {
    let mut state = state();
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1, 2], NOW))));
    state.apply(Action::Alert(analyst(), alert(1), Ok(about_answer(1))));
    let (text, told) = carry_out(Copy::All(CopyFormat::TicketText), &state);
    let text = text.expect("a text");
    assert!(text.contains("A title") && text.contains("name-1.exe"), "{text}");
    let link = format!("https://security.microsoft.com/alerts/{}?tid={TENANT}", alert(1));
    assert!(text.contains(&link), "{text}");
    assert_eq!(told, "Ticket text of 2 files copied");
    let one = files_shown(&state)[0].clone();
    let (text, told) = carry_out(Copy::TicketOf(Rc::clone(&one)), &state);
    let text = text.expect("a text");
    assert!(text.contains(&link) && !text.contains(&sha1(2).to_string()) && told == "Ticket text of 1 file copied");
    let (text, told) = carry_out(Copy::Hash(HashKind::Sha1, Rc::clone(&one)), &state);
    assert_eq!((text, told), (Some(sha1(1).to_string()), "SHA-1 copied".to_owned()));
    assert_eq!(carry_out(Copy::Hash(HashKind::Md5, one), &state).0, None);
}

#[test]
fn the_sample_can_be_copied_and_belongs_to_no_tenant() {
    let mut state = State::new(Place::Popup, Facts::default(), NOW);
    state.apply(Action::Look(Focus::Sample));
    assert_eq!(files_shown(&state).len(), sample::files().len());
    let (text, _) = carry_out(Copy::All(CopyFormat::TicketText), &state);
    assert!(!text.expect("a text").contains("tid="));
    state.apply(Action::Look(Focus::Alerts));
    for format in CopyFormat::ALL {
        assert_eq!(carry_out(Copy::All(*format), &state).0, None, "nothing is on screen: {format:?}");
    }
}

/// A copy that was asked for on a page or link about this alert, as it waits in a popup that opens now.
fn wish(address: &str) -> CopyWish {
    wish_on("", address)
}

/// The same for a link on this page.
fn wish_on(page: &str, address: &str) -> CopyWish {
    let (address, page) = (address.to_owned(), page.to_owned());
    CopyWish::new(&CopyRequest { format: CopyFormat::Sha1, address, page, asked_at: NOW }, NOW)
}

fn wish_for(number: u32) -> CopyWish {
    wish(&format!("https://security.microsoft.com/alerts/{}", alert(number)))
}

#[test]
fn a_link_that_names_no_tenant_is_of_its_pages_tenant() {
    let link = format!("https://security.microsoft.com/alerts/{}", alert(1));
    let check = |page: &str, link: &str, expected: Option<&str>| {
        let wanted = wish_on(page, link).wanted.expect("an alert");
        assert_eq!(wanted.tenant, expected.map(tenant), "{link} on {page}");
    };
    let page = format!("https://security.microsoft.com/incident2/12/overview?tid={OTHER_TENANT}");
    check(&page, &link, Some(OTHER_TENANT));
    check(&page, &format!("{link}?tid={TENANT}"), Some(TENANT));
    check("https://security.microsoft.com/incident2/12/overview", &link, None);
    check(&page.replace("microsoft.com", "microsoft.us"), &link, None);
    check(&format!("https://elsewhere.example/?tid={OTHER_TENANT}"), &link, None);
}

const DROPPED: Turn = Turn::Dropped("Nothing was copied: these are not the files it was asked for.");

#[test]
fn a_copy_waits_for_the_files_of_its_alert_as_new_as_they_can_be_had() {
    let at = |age: i64| Timestamp(NOW.0 - age);
    let check = |cache: Duration, answer: Answer<Files>, expected: Turn| {
        let settings = Rc::new(Settings { cache, ..settings() });
        let mut state = State::new(Place::Popup, Facts { settings, ..facts(named(1)) }, NOW);
        let turn = |state: &State| wish_for(1).turn(state, NOW);
        assert_eq!(turn(&state), Turn::Waits, "there are no cards");
        let age = NOW.0 - answer.at.0;
        state.apply(Action::Kept(analyst(), alert(1), Some(answer), None));
        assert_eq!(turn(&state), expected, "{age} ms old");
        state.apply(Action::Progress(analyst(), alert(1), lookup::CallProgress::Calling));
        assert_eq!(turn(&state), Turn::Waits, "a call is under way");
        state.apply(Action::Files(analyst(), alert(1), Err(Reason::Unreachable.into())));
        assert_eq!(turn(&state), Turn::Due, "there is nothing newer");
        state.apply(Action::Files(analyst(), alert(1), Ok(files(&[2], NOW))));
        assert_eq!(turn(&state), Turn::Due);
    };
    let five_minutes = Duration::from_secs(300);
    check(five_minutes, files(&[1], at(299_999)), Turn::Due);
    check(five_minutes, files(&[1], at(300_000)), Turn::Waits);
    check(five_minutes, files(&[1], at(-1)), Turn::Waits);
    check(Duration::ZERO, files(&[1], at(1)), Turn::Waits);
    check(Duration::ZERO, files(&[1], NOW), Turn::Due);
}

#[test]
fn a_copy_of_what_was_fresh_when_the_popup_opened_waits_for_names_however_long_they_take() {
    let mut state = state();
    Rc::make_mut(&mut state.facts).signed_in[0].scopes = Scope::FILES_AND_NAMES.to_vec();
    state.apply(Action::Kept(analyst(), alert(1), Some(files(&[1], Timestamp(NOW.0 - 299_999))), None));
    let later = NOW.plus(Duration::from_secs(20));
    assert_eq!(wish_for(1).turn(&state, later), Turn::Waits);
    state.apply(Action::Alert(analyst(), alert(1), Ok(about_answer(1))));
    assert_eq!(wish_for(1).turn(&state, later), Turn::Due);
}

#[test]
fn a_copy_takes_the_files_of_no_other_alert() {
    let mut state = state();
    state.apply(Action::Files(analyst(), alert(1), Ok(files(&[1], NOW))));
    assert_eq!(wish_for(1).turn(&state, NOW), Turn::Due);
    assert_eq!(wish_for(2).turn(&state, NOW), DROPPED);
    assert_eq!(wish("https://security.microsoft.com/incident2/9/overview").turn(&state, NOW), DROPPED);
    state.apply(Action::Look(Focus::Sample));
    assert_eq!(wish_for(1).turn(&state, NOW), DROPPED);
    state.apply(Action::Look(Focus::Alerts));
    assert_eq!(wish_for(1).turn(&state, NOW), Turn::Dropped(words::no_files()));
    assert_eq!(wish_for(4).turn(&with_job(&analyst()), NOW), DROPPED);
    for page in [None, named(1)] {
        let fresh_install = State::new(Place::Popup, Facts { page, ..Facts::default() }, NOW);
        assert_eq!(wish_for(1).turn(&fresh_install, NOW), Turn::Waits);
        assert_eq!(wish("about:blank").turn(&fresh_install, NOW), Turn::Dropped(words::no_files()));
    }
}

#[test]
fn a_copy_for_a_page_takes_the_files_of_the_job_that_was_started_there_once_it_is_at_its_end() {
    let page = "https://security.microsoft.com/incident2/9/overview";
    let mut job = Job::new(&analyst(), [alert(1), alert(2)], NOW, Duration::ZERO);
    let with = |job: &Job| Facts { job: Some(job.clone()), ..facts(incident(9, &[1, 2])) };
    let mut state = State::new(Place::Popup, with(&job), NOW);
    assert_eq!(state.screen(), Screen::Job(analyst()));
    assert_eq!(wish(page).turn(&state, NOW), Turn::Waits);
    job.alerts[0].outcome = JobOutcome::Done;
    job.alerts[1].outcome = JobOutcome::Failed(Reason::AlertUnknown.into());
    state.apply(Action::Read(Rc::new(with(&job))));
    assert_eq!(wish(page).turn(&state, NOW), Turn::Waits, "the last answer is not drawn yet");
    state.apply(job_cards(&analyst(), 3, &[1]));
    assert_eq!(wish(page).turn(&state, NOW), Turn::Due);
    for other in [&*page.replace("2/9", "2/8"), &format!("{page}?tid={OTHER_TENANT}"), "about:blank"] {
        assert_eq!(wish(other).turn(&state, NOW), DROPPED, "{other}");
    }
    assert_eq!(wish_for(1).turn(&state, NOW), DROPPED, "one alert's files are fewer");
}

#[test]
fn a_page_without_cards_names_the_account_of_its_own_tenant_and_signs_out_that_one() {
    let elsewhere = viewer(OTHER_TENANT, COLLEAGUE);
    let named_on = |page: Option<PageAlerts>, focus: Focus| {
        let facts = Facts { signed_in: vec![session(&elsewhere), session(&analyst())], ..facts(page) };
        let mut state = State::new(Place::Popup, facts, NOW);
        state.apply(Action::Look(focus));
        state.session().expect("somebody").account.clone()
    };
    let there = "https://security.microsoft.com/incident2/9/overview";
    let of = |tenant: &str| page(&format!("{there}?tid={tenant}"));
    assert_eq!(named_on(of(TENANT), Focus::Alerts), analyst().account);
    assert_eq!(named_on(of(OTHER_TENANT), Focus::Alerts), elsewhere.account);
    assert_eq!(named_on(page(there), Focus::Alerts), analyst().account, "of the default tenant");
    assert_eq!(named_on(None, Focus::Page), analyst().account, "where a pasted alert would be looked up");
    let office = AlertId::parse("fa637472900382838869_1").expect("an alert id");
    let question = Wanted { alert: office, ..in_tenant(OTHER_TENANT) };
    assert_eq!(named_on(of(TENANT), Focus::Alert(question)), elsewhere.account);
    let strange = named_on(of(STRANGE_TENANT), Focus::Alerts);
    assert_eq!(strange, elsewhere.account, "nobody is signed in there: the latest");
}

#[test]
fn a_token_is_entered_for_what_was_looked_at() {
    let signed_out = Facts { signed_in: vec![], ..facts(named(1)) };
    let mut state = State::new(Place::Popup, signed_out, NOW);
    state.apply(Action::Look(Focus::Alert(wanted(2))));
    state.apply(Action::Look(Focus::TokenEntry(None)));
    state.apply(Action::Look(Focus::TokenEntry(Some(PastedTokenFault::NotAToken))));
    state.apply(Action::Read(Rc::new(facts(named(1)))));
    assert_eq!(wish_for(2).turn(&state, NOW), Turn::Waits);
    state.apply(Action::LeaveTokenEntry);
    assert_eq!(state.screen(), Screen::Cards(wanted(2), analyst()));
    assert_eq!(wish_for(2).turn(&state, NOW), Turn::Waits);
    state.apply(Action::LeaveTokenEntry);
    assert_eq!(state.focus, Focus::Alert(wanted(2)), "there is no field to leave");

    state.apply(Action::Look(Focus::TokenEntry(None)));
    state.apply(Action::Read(Rc::new(facts(named(3)))));
    state.apply(Action::LeaveTokenEntry);
    assert_eq!(state.focus, Focus::Page, "another page is another subject");
}
