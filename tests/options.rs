//! The options page without a browser: what it keeps, what it says, what it never loses.

#![cfg(not(target_arch = "wasm32"))]

#[allow(unreachable_pub, reason = "several test crates use it")]
#[path = "support/drawing.rs"]
mod drawing;

mod support;

use std::rc::Rc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use drawing::written;
use hashcard::{
    auth::{
        account::Account,
        client::ClientId,
        directory::Directory,
        failure::{FailureClass, Reference, SetupFault},
        pasted,
        scope::Scope,
        tenant::TenantId,
    },
    capabilities::Clock,
    cloud::{Cloud, Region},
    configuration::Configuration,
    contexts::options::{
        change::Change,
        diagnostics,
        draft::{FormReason, Open},
        installation::{Diagnostics, browser_of},
        page,
        registration_test::{RegistrationTest, Stage, session_of},
        spot::Spot,
        state::{Action, Facts, Obstacle, State},
    },
    defender::response::Unreadable,
    failure::{Failure, Reason},
    http::HttpResponse,
    limits::quota::Remaining,
    lookup,
    settings::{Choices, Field, FieldReason, OtherTenants, Settings, Tenant},
    sign_in::{self, SignedIn, Source},
    time::Timestamp,
    troubles::Trouble,
    viewer::Viewer,
    words::{self, catalogue::Text},
};
use support::fake_browser::FakeBrowser;
use yew::Callback;

const CONTOSO: &str = "72f1c0de-3a5b-4c8e-9d10-5ec0fc047050";
const FABRIKAM: &str = "fab21ca0-6d41-4f5e-8b0a-1f2e3d4c5b6a";
const CLIENT: &str = "5ca1ab1e-4d3f-4c2b-9a1e-0a5bca4d0001";
const OBJECT: &str = "a11da000-0000-4000-8000-000000000001";
const REDIRECT_URI: &str = "https://ondoelgghipnfkmgcgccpafjpgekcnhc.chromiumapp.org/";

fn tenant(id: &str, name: &str) -> Tenant {
    Tenant {
        id: TenantId(id.parse().expect("a GUID")),
        name: Some(name.to_owned()),
        cloud: Cloud::Commercial,
        region: Region::Default,
        client: ClientId(CLIENT.parse().expect("a GUID")),
    }
}

fn two_tenants() -> Choices {
    Choices { tenants: Some(vec![tenant(CONTOSO, "Contoso"), tenant(FABRIKAM, "Fabrikam")]), ..Choices::default() }
}

fn facts(saved: &Choices, policy: &str) -> Rc<Facts> {
    let (policy, policy_faults) = Choices::read(policy);
    let (settings, locks) = Settings::effective(saved, &policy);
    Rc::new(Facts {
        configuration: Configuration { settings, saved: saved.clone(), locks, policy_faults },
        signed_in: Vec::new(),
        diagnostics: Diagnostics::default(),
        known_good: Rc::default(),
        set_up: true,
        pinned: true,
        more_portals: Vec::new(),
    })
}

fn state(saved: &Choices, policy: &str) -> State {
    State::new(facts(saved, policy), REDIRECT_URI.to_owned())
}

fn edit(state: &mut State, field: Field, text: &str) {
    state.apply(Action::Edit(field, text.to_owned()));
}

fn ada() -> SignedIn {
    SignedIn {
        directory: Directory::from(&tenant(CONTOSO, "Contoso")),
        account: Account {
            tenant: TenantId(CONTOSO.parse().expect("a GUID")),
            object_id: OBJECT.to_owned(),
            username: Some("ada@contoso.com".to_owned()),
            name: Some("Ada Byrne".to_owned()),
            login_hint: None,
        },
        scopes: vec![Scope::FileReadAll],
        at: Timestamp(0),
        source: Source::Entra,
    }
}

async fn drawn(state: State) -> String {
    written(page::view(&state, &Callback::noop())).await
}

fn count(html: &str, part: &str) -> usize {
    html.matches(part).count()
}

/// What nobody has set up yet.
fn untouched(saved: &Choices, policy: &str, pinned: bool) -> State {
    let facts = Facts { set_up: false, pinned, ..Facts::clone(&facts(saved, policy)) };
    State::new(Rc::new(facts), REDIRECT_URI.to_owned())
}

#[tokio::test]
async fn a_guide_says_of_each_step_how_far_it_is() {
    use words::guide;
    let says = async |state: &State, expected: [&Text; 4]| {
        let html = drawn(state.clone()).await;
        for words in expected.map(|text| &**text) {
            assert_eq!(count(&html, &format!(">{words}<")), 1, "`{words}` in {html}");
        }
    };
    let mut state = untouched(&Choices::default(), "{}", false);
    says(&state, [guide::register_how(), guide::ids_how(), guide::test_how(), guide::pin_how()]).await;
    edit(&mut state, Field::TenantId, "contoso.com");
    state.apply(Action::Refuse(state.change().expect_err("no ids")));
    says(&state, [guide::register_how(), guide::ids_wrong(), guide::test_how(), guide::pin_how()]).await;
    edit(&mut state, Field::TenantId, CONTOSO);
    edit(&mut state, Field::ClientId, CLIENT);
    says(&state, [guide::register_how(), guide::ids_ready(), guide::test_how(), guide::pin_how()]).await;
    let directory = Directory::from(&tenant(CONTOSO, "Contoso"));
    let mut reach = |stage, expected| {
        state.apply(Action::Test(Rc::new(RegistrationTest { directory: directory.clone(), stage })));
        (state.clone(), expected)
    };
    let unknown = FailureClass::Setup(SetupFault::UnknownApplication);
    for (state, expected) in [
        reach(Stage::SigningIn, [guide::register_how(), guide::ids_ready(), guide::test_runs(), guide::pin_how()]),
        reach(
            Stage::SignInFailed(unknown.into()),
            [guide::not_registered(), guide::ids_ready(), guide::test_failed(), guide::pin_how()],
        ),
        reach(
            Stage::SignInFailed(FailureClass::Cancelled.into()),
            [guide::register_how(), guide::ids_ready(), guide::test_failed(), guide::pin_how()],
        ),
        reach(
            Stage::Failed(ada(), Reason::AccessDenied.into()),
            [guide::registered(), guide::ids_ready(), guide::test_failed(), guide::pin_how()],
        ),
        reach(Stage::Works(ada()), [guide::registered(), guide::ids_ready(), guide::test_works(), guide::pin_how()]),
    ] {
        says(&state, expected).await;
    }
    let state = untouched(&two_tenants(), "{}", true);
    says(&state, [guide::register_how(), guide::ids_saved(), guide::test_how(), guide::pinned()]).await;
}

#[tokio::test]
async fn nobody_is_guided_who_has_signed_in_or_whose_tenants_are_policys() {
    let title = format!(">{}<", &**words::guide::title());
    assert_eq!(count(&drawn(state(&two_tenants(), "{}")).await, &title), 0);
    let policy = format!(r#"{{"tenantId":"{CONTOSO}","clientId":"{CLIENT}"}}"#);
    assert_eq!(count(&drawn(untouched(&Choices::default(), &policy, false)).await, &title), 0);
    assert_eq!(count(&drawn(untouched(&Choices::default(), "{}", false)).await, &title), 1);
}

#[tokio::test]
async fn without_a_tenant_there_is_one_empty_form_and_the_steps_are_open() {
    let html = drawn(state(&Choices::default(), "{}")).await;
    for (part, times) in [
        (">Tenant id<", 1),
        (">Client id<", 1),
        (">Save<", 1),
        (">Test<", 1),
        (">Redirect URI<", 1),
        (">Copy redirect URI<", 1),
        ("<details open", 1),
        ("role=\"status\"", 1),
        ("role=\"alert\"", 0),
        (">Add tenant<", 0),
    ] {
        assert_eq!(count(&html, part), times, "{part} in {html}");
    }
    assert!(html.contains(REDIRECT_URI), "{html}");
}

#[tokio::test]
async fn with_tenants_the_defaults_form_is_open_and_the_others_are_rows() {
    let html = drawn(state(&two_tenants(), "{}")).await;
    assert_eq!(count(&html, ">Tenant id<"), 1, "{html}");
    assert!(html.contains(&format!("value=\"{CONTOSO}\"")), "{html}");
    assert!(html.contains("aria-label=\"Edit Fabrikam\""), "{html}");
    assert!(!html.contains("aria-label=\"Edit Contoso\""), "{html}");
}

#[test]
fn the_focus_follows_what_takes_the_place_of_what_had_it_and_nothing_else() {
    let mut state = state(&Choices::default(), "{}");
    let spot = |state: &State| state.focus.map(|(spot, _)| spot);
    state.apply(Action::List(Some(String::new())));
    assert_eq!(spot(&state), Some(Spot::List));
    state.apply(Action::List(Some("typed".to_owned())));
    let typing = state.focus;
    assert_eq!(spot(&state), Some(Spot::List));
    state.apply(Action::List(None));
    assert_eq!(spot(&state), Some(Spot::EditList));
    assert_ne!(state.focus, typing);
    let before = state.focus;
    state.apply(Action::RefuseMinutes("many".to_owned()));
    assert_eq!(state.focus, before, "it is on its way to the next field");
    edit(&mut state, Field::TenantId, CONTOSO);
    edit(&mut state, Field::ClientId, CLIENT);
    let (change, _) = state.change().expect("a tenant");
    let facts = state.facts.clone();
    state.apply(Action::Kept(change, facts));
    assert_eq!(spot(&state), Some(Spot::Save));
}

#[tokio::test]
async fn every_fault_stands_at_its_field_and_is_counted_in_an_alert() {
    let mut state = state(&Choices::default(), "{}");
    edit(&mut state, Field::TenantId, "common");
    edit(&mut state, Field::ClientId, "");
    let faults = state.change().expect_err("two faults");
    assert_eq!(
        faults,
        [
            (Field::TenantId, FormReason::Field(FieldReason::AnyTenant)),
            (Field::ClientId, FormReason::Field(FieldReason::Missing)),
        ]
    );
    state.apply(Action::Refuse(faults));
    assert_eq!(state.focus.map(|(spot, _)| spot), Some(Spot::Field(Field::TenantId)));
    let html = drawn(state.clone()).await;
    assert_eq!(count(&html, "aria-invalid=\"true\""), 2, "{html}");
    assert!(html.contains(&**words::settings::field_reason(FieldReason::AnyTenant)), "{html}");
    assert_eq!(count(&html, "role=\"alert\""), 1, "{html}");
    edit(&mut state, Field::TenantId, CONTOSO);
    assert_eq!(state.draft().faults, [(Field::ClientId, FormReason::Field(FieldReason::Missing))]);
}

#[test]
fn a_tenant_that_another_entry_has_is_not_saved_twice() {
    let mut state = state(&two_tenants(), "{}");
    state.apply(Action::Open(Open::New));
    edit(&mut state, Field::TenantId, FABRIKAM);
    edit(&mut state, Field::ClientId, CLIENT);
    assert_eq!(state.change(), Err(vec![(Field::TenantId, FormReason::TenantListed)]));
}

#[test]
fn another_cloud_takes_the_region_away() {
    let mut state = state(&two_tenants(), "{}");
    edit(&mut state, Field::Region, "eu");
    edit(&mut state, Field::Cloud, "gcc-high");
    let (_, tenant) = state.change().expect("a tenant");
    assert_eq!((tenant.cloud, tenant.region), (Cloud::GccHigh, Region::Default));
}

#[test]
fn what_is_typed_outlives_a_change_from_elsewhere() {
    let mut state = state(&Choices::default(), "{}");
    edit(&mut state, Field::TenantId, FABRIKAM);
    state.apply(Action::Read(facts(&two_tenants(), "{}")));
    assert_eq!(state.draft().form.tenant_id, FABRIKAM);
    state.apply(Action::Open(Open::Tenant(TenantId(CONTOSO.parse().expect("a GUID")))));
    edit(&mut state, Field::Name, "Ours");
    state.apply(Action::Read(facts(&Choices::default(), "{}")));
    assert_eq!(state.draft().form.name, "Ours", "although its tenant was removed elsewhere");
    state.apply(Action::Open(Open::New));
    assert_eq!(state.draft().form.tenant_id, FABRIKAM, "both forms keep what was typed");
}

#[test]
fn what_is_typed_after_the_click_on_save_is_still_there() {
    let mut state = state(&two_tenants(), "{}");
    edit(&mut state, Field::Name, "Our");
    let (change, _) = state.change().expect("a tenant");
    edit(&mut state, Field::Name, "Ours");
    let mut saved = two_tenants();
    change.clone().apply(&mut saved);
    state.apply(Action::Kept(change, facts(&saved, "{}")));
    assert_eq!(state.draft().form.name, "Ours");
    assert!(state.is_edited(state.draft().of.as_ref()));
}

#[tokio::test]
async fn policy_that_arrives_late_shows_its_tenants_and_what_was_typed() {
    let policy = format!(r#"{{"tenantId": "{CONTOSO}", "clientId": "{CLIENT}"}}"#);
    let mut state = state(&Choices::default(), "{}");
    edit(&mut state, Field::TenantId, FABRIKAM);
    state.apply(Action::Read(facts(&Choices::default(), &policy)));
    assert_eq!(state.draft().form.tenant_id, CONTOSO);
    let html = drawn(state.clone()).await;
    assert!(html.contains(&**words::options::overruled()) && html.contains(FABRIKAM), "{html}");
    state.apply(Action::Read(facts(&Choices::default(), "{}")));
    assert_eq!(state.draft().form.tenant_id, FABRIKAM, "policy has gone again");
}

#[tokio::test]
async fn what_policy_decides_is_read_only_with_the_reason_and_can_be_tested() {
    let policy = format!(
        r#"{{"tenants": [{{"tenantId": "{CONTOSO}", "clientId": "{CLIENT}"}}], "cacheMinutes": 9, "otherTenants": "forbid"}}"#
    );
    let html = drawn(state(&two_tenants(), &policy)).await;
    assert!(!html.contains(">Save<") && !html.contains(">Remove<") && !html.contains("disabled"), "{html}");
    assert!(!html.contains("<select"), "{html}");
    assert!(html.contains(">Test<"), "{html}");
    assert_eq!(count(&html, "aria-describedby=\"tenants-locked\""), 5, "{html}");
    // Tenant id, client id, name, cloud, region, minutes, other tenants and the redirect URI.
    assert_eq!(count(&html, "readonly="), 8, "{html}");
    assert_eq!(count(&html, "policy. Ask your administrator"), 3, "{html}");
}

#[tokio::test]
async fn what_policy_says_of_lookups_ahead_of_links_and_of_known_files_is_read_only_too() {
    let open = drawn(state(&Choices::default(), "{}")).await;
    assert_eq!((count(&open, "disabled"), count(&open, "policy. Ask your administrator")), (0, 0), "{open}");
    let hash = "ab".repeat(20);
    let policy = format!(r#"{{"prefetch": false, "pivots": [], "knownGoodHashes": ["{hash}"]}}"#);
    let html = drawn(state(&Choices::default(), &policy)).await;
    // The box of lookups ahead, and one for each of the four pages.
    assert_eq!(count(&html, "type=\"checkbox\" disabled"), 5, "{html}");
    assert_eq!(count(&html, "policy. Ask your administrator"), 3, "{html}");
}

#[tokio::test]
async fn of_a_list_that_is_none_five_lines_are_named_and_the_rest_is_counted() {
    let mut state = state(&Choices::default(), "{}");
    let word = "\u{202E}".to_owned() + &"x".repeat(10_000);
    state.apply(Action::ListSaved((1..=1_000).map(|line| (line, word.clone())).collect()));
    let html = drawn(state).await;
    assert!(html.contains("Line 5: ") && !html.contains("Line 6") && html.contains("995 more"), "{html}");
    assert_eq!(count(&html, "U+202E"), 5, "{html}");
    assert!(!html.contains('\u{202E}') && count(&html, "x") < 1_000, "{html}");
}

#[tokio::test]
async fn what_is_wrong_in_policy_is_listed_in_words() {
    let html = drawn(state(&Choices::default(), r#"{"cacheMinutes": "five", "otherTenants": "maybe"}"#)).await;
    assert!(html.contains("`cacheMinutes` is `five` and was left out."), "{html}");
    assert!(html.contains("`otherTenants` is `maybe` and was left out."), "{html}");
}

#[test]
fn a_change_keeps_the_place_of_a_tenant_and_drops_its_twins() {
    let check = |change: Change, expected: &[&str]| {
        let mut choices = two_tenants();
        change.apply(&mut choices);
        let names: Vec<_> = choices.tenants.iter().flatten().map(Tenant::label).collect();
        assert_eq!(names, expected);
    };
    let id = |text: &str| TenantId(text.parse().expect("a GUID"));
    check(Change::Keep { before: Some(id(CONTOSO)), tenant: tenant(CONTOSO, "Ours") }, &["Ours", "Fabrikam"]);
    check(Change::Keep { before: Some(id(FABRIKAM)), tenant: tenant(CONTOSO, "Ours") }, &["Ours"]);
    check(Change::Keep { before: None, tenant: tenant(FABRIKAM, "Theirs") }, &["Contoso", "Theirs"]);
    check(Change::Keep { before: None, tenant: tenant(OBJECT, "New") }, &["Contoso", "Fabrikam", "New"]);
    check(Change::MakeDefault(id(FABRIKAM)), &["Fabrikam", "Contoso"]);
    check(Change::Remove(0, tenant(CONTOSO, "Contoso")), &["Fabrikam"]);
    check(Change::Restore(0, tenant(OBJECT, "Old")), &["Old", "Contoso", "Fabrikam"]);
    check(Change::Restore(7, tenant(OBJECT, "Old")), &["Contoso", "Fabrikam", "Old"]);
    check(Change::OtherTenants(OtherTenants::Forbid), &["Contoso", "Fabrikam"]);
}

#[test]
fn without_its_last_tenant_the_settings_say_nothing_of_tenants() {
    let mut choices = Choices { tenants: Some(vec![tenant(CONTOSO, "Contoso")]), ..Choices::default() };
    Change::Remove(0, tenant(CONTOSO, "Contoso")).apply(&mut choices);
    assert_eq!(choices, Choices::default());
}

#[test]
fn a_pasted_token_or_another_application_does_not_stand_for_the_registration() {
    let directory = Directory::from(&tenant(CONTOSO, "Contoso"));
    let other_client = Directory { client: ClientId(FABRIKAM.parse().expect("a GUID")), ..directory.clone() };
    assert_eq!(session_of(&directory, &[ada()]), Some(ada()));
    assert_eq!(session_of(&directory, &[SignedIn { source: Source::Pasted, ..ada() }]), None);
    assert_eq!(session_of(&other_client, &[ada()]), None);
}

#[tokio::test]
async fn a_test_shows_each_step_and_how_it_ended() {
    let directory = Directory::from(&tenant(CONTOSO, "Contoso"));
    let after = async |stage: Stage| {
        let mut state = state(&two_tenants(), "{}");
        state.apply(Action::Test(Rc::new(RegistrationTest { directory: directory.clone(), stage })));
        drawn(state).await
    };
    let failed = |reason: Reason| Failure { reason, correlation: Some("c0ffee".to_owned()) };
    for (stage, said) in [
        (Stage::SigningIn, &**words::options::signing_in()),
        (Stage::Asking(ada()), &**words::options::asking()),
        (Stage::Works(ada()), "Works: signed in as ada@contoso.com, Defender answered."),
        (Stage::Failed(ada(), failed(Reason::AccessDenied)), "View Data"),
        (Stage::Failed(ada(), failed(Reason::AlertUnknown)), "Something else than Defender answered (HTTP 404)."),
        (Stage::Failed(ada(), failed(Reason::Unreachable)), "network or policy"),
        (Stage::Failed(ada(), failed(Reason::Unreachable)), "c0ffee"),
        (Stage::HostsRefused, "may not reach the hosts"),
        (Stage::SignInFailed(FailureClass::Setup(SetupFault::RedirectUri).into()), REDIRECT_URI),
    ] {
        let html = after(stage.clone()).await;
        assert!(html.contains(said), "{stage:?} without `{said}`: {html}");
    }
    let unscoped = SignedIn { scopes: vec![Scope::AlertRead], ..ada() };
    let missing = failed(Reason::PermissionMissing(Scope::FileReadAll));
    let html = after(Stage::Failed(unscoped, missing)).await;
    assert!(html.contains(&**words::options::permission_absent()), "{html}");
    assert!(!html.contains(&**words::options::permission_present()), "{html}");
}

#[tokio::test]
async fn a_test_of_what_was_typed_before_is_not_shown() {
    let mut state = state(&two_tenants(), "{}");
    let directory = Directory::from(&tenant(CONTOSO, "Contoso"));
    state.apply(Action::Test(Rc::new(RegistrationTest { directory, stage: Stage::Works(ada()) })));
    edit(&mut state, Field::ClientId, OBJECT);
    assert_eq!(state.shown_test(), None);
}

#[tokio::test]
async fn who_is_signed_in_can_sign_out_and_refused_hosts_are_said() {
    let mut state = state(&two_tenants(), "{}");
    Rc::make_mut(&mut state.facts).signed_in = vec![ada()];
    state.apply(Action::Stopped(Obstacle::HostsRefused(Cloud::Dod)));
    let html = drawn(state).await;
    assert!(html.contains(">Sign out<") && !html.contains("aria-label=\"Sign out"), "{html}");
    assert!(html.contains("may not reach the hosts of US Department of Defense"), "{html}");
}

#[tokio::test]
async fn of_several_accounts_each_button_says_whom_it_signs_out() {
    let mut state = state(&two_tenants(), "{}");
    Rc::make_mut(&mut state.facts).signed_in = vec![ada(), ada()];
    let html = drawn(state).await;
    assert!(html.contains("aria-label=\"Sign out ada@contoso.com\""), "{html}");
}

#[test]
fn diagnostics_name_no_person_and_no_tenant() {
    let mut state = state(&two_tenants(), "{}");
    Rc::make_mut(&mut state.facts).signed_in = vec![ada()];
    Rc::make_mut(&mut state.facts).diagnostics = Diagnostics {
        version: "1.2.3".to_owned(),
        browser: "Edge 143".to_owned(),
        extension_id: "ondoelgghipnfkmgcgccpafjpgekcnhc".to_owned(),
        permissions: vec!["identity".to_owned(), "storage".to_owned()],
        hosts: vec!["https://security.microsoft.com/*".to_owned()],
        calls_left: vec![(Cloud::Commercial, Remaining { minute: 99, hour: 1_499 })],
        troubles: vec![Trouble {
            at: Timestamp(1_790_000_000_000),
            class: "ServerFailed 503".to_owned(),
            took: 3_214,
            reference: Reference { correlation_id: Some("beef".to_owned()), ..Reference::default() },
        }],
    };
    let failure = Failure { reason: Reason::AccessDenied, correlation: Some("c0ffee".to_owned()) };
    let directory = Directory::from(&tenant(CONTOSO, "Contoso"));
    state.apply(Action::Test(Rc::new(RegistrationTest { directory, stage: Stage::Failed(ada(), failure) })));
    let text = diagnostics::text(&state);
    for part in [
        "1.2.3",
        "Edge 143",
        "identity, storage",
        "99 of 100 this minute",
        "c0ffee",
        "UTC, ServerFailed 503, after 3,214 ms",
        "beef",
    ] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
    for secret in ["ada", "Ada", "Contoso", CONTOSO, OBJECT, CLIENT] {
        assert!(!text.contains(secret), "`{secret}` in {text}");
    }
}

#[test]
fn the_browser_is_known_by_name_and_major_version() {
    let check = |user_agent: &str, expected: &str| assert_eq!(browser_of(user_agent), expected);
    check(
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
        "Edge 143",
    );
    check(
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Chrome or Chromium 140",
    );
    check("", "");
}

/// An access token of Ada's, unsigned: nobody here checks it.
fn token(now: i64) -> String {
    let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let payload = serde_json::json!({
        "aud": "https://api.securitycenter.microsoft.com", "scp": "File.Read.All", "tid": CONTOSO, "oid": OBJECT,
        "appid": CLIENT, "iat": now / 1000, "nbf": now / 1000, "exp": now / 1000 + 3_600,
    });
    [part(serde_json::json!({"alg": "RS256", "typ": "JWT"})), part(payload), "c2ln".to_owned()].join(".")
}

fn answer(status: u16, body: &'static str) -> HttpResponse {
    HttpResponse { status, body: body.to_owned(), ..HttpResponse::default() }
}

async fn probed(status: u16, body: &'static str) -> (Result<(), Failure>, FakeBrowser) {
    let browser = FakeBrowser::new();
    browser.serve(move |_| Ok(answer(status, body)));
    let token = pasted::read(&token(browser.now().0), browser.now()).expect("a token that passes");
    sign_in::keep_pasted(&browser, token).await.expect("room in the storage");
    let session = sign_in::signed_in(&browser).await.remove(0);
    let viewer = Viewer { directory: session.directory, account: session.account };
    (lookup::probe(&browser, &viewer, |_| ()).await, browser)
}

#[tokio::test]
async fn defenders_own_404_proves_the_way_to_it_and_nothing_is_kept() {
    let not_found = r#"{"error":{"code":"ResourceNotFound","message":"Alert not found","target":"c0ffee"}}"#;
    let (outcome, browser) = probed(404, not_found).await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(browser.api_calls().len(), 1);
    assert!(browser.session().keys().all(|key| !key.contains("da630822816000000000_1")), "{:?}", browser.session());
    let (tenant, client) = (tenant(CONTOSO, "Contoso").id, ClientId(CLIENT.parse().expect("a GUID")));
    let directory = Directory { cloud: Cloud::Commercial, region: Region::Default, tenant, client };
    assert_eq!(lookup::calls_left(&browser, &directory).await.minute, 99);
}

#[tokio::test]
async fn every_other_answer_is_a_failure() {
    for (status, body, reason) in [
        (404, "<html>Not here</html>", Reason::Unreadable(Unreadable::Html)),
        (404, "", Reason::AlertUnknown),
        (200, "<html>Welcome to the airport</html>", Reason::Refused { status: 200, code: None }),
        (403, r#"{"error":{"code":"Forbidden","message":"","target":"c0ffee"}}"#, Reason::AccessDenied),
    ] {
        let (outcome, _) = probed(status, body).await;
        assert_eq!(outcome.map_err(|failure| failure.reason), Err(reason), "{status} {body}");
    }
}

#[tokio::test]
async fn what_could_not_be_done_is_an_alert_and_what_was_done_a_status() {
    let mut state = state(&two_tenants(), "{}");
    state.apply(Action::Say("Copied".to_owned()));
    let html = drawn(state.clone()).await;
    assert!(html.contains("role=\"status\">Copied<") && count(&html, "role=\"alert\"") == 0, "{html}");
    state.apply(Action::Warn("Not copied: no focus".to_owned()));
    let html = drawn(state.clone()).await;
    assert!(html.contains("role=\"status\"><") && html.contains("role=\"alert\">Not copied: no focus<"), "{html}");
    let (_, number) = state.said.clone().expect("words");
    state.apply(Action::Hush(number));
    assert_eq!(count(&drawn(state).await, "role=\"alert\""), 0);
}
