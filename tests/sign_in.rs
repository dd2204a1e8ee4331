//! Signing in as it happens in the browser: windows, renewals, several tenants, killed workers, sign-outs.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{cell::Cell, pin::pin, rc::Rc, time::Duration};

use fake_browser::FakeBrowser;
use fake_entra::{
    ANALYST, CLIENT, COLLEAGUE, Entra, OTHER_TENANT, TENANT, answer, directory, jwt, parameter, parameters, put,
    refused, session, signed_in, viewer,
};
use futures_util::{
    future::{join, join_all},
    poll,
};
use hashcard::{
    alert_id::AlertId,
    auth::{
        failure::{ConsentFault, FailureClass, Grant, SetupFault, SignInFailure, StateFault},
        pasted,
        scope::Scope,
        session::{Origin, Session},
    },
    capabilities::{Area, Clock, SignInVisibility, SignInWindow, Store},
    cloud::Cloud,
    configuration,
    failure::{Failure, Reason},
    http::{FetchError, HttpResponse},
    json::{Json, Recorded},
    last_view::LastView,
    lookup,
    protocol::{Access, AccountChoice, AskedIn, SignIn, SignInOutcome, SilentSignIn},
    sign_in::{self, FailedSignIn},
    silent_sign_in,
    time::Timestamp,
    viewer::Viewer,
};
use serde_json::{Value, json};

fn click(access: Access, account: AccountChoice) -> SignIn {
    SignIn { directory: directory(TENANT), access, account, claims: None, asked_in: AskedIn::Popup { window: 7 } }
}

fn usual() -> SignIn {
    click(Access::Files, AccountChoice::Usual)
}

async fn sign_in_with(browser: &FakeBrowser, request: SignIn) -> SignInOutcome {
    sign_in::in_window(browser, request).await
}

async fn failure_of(browser: &FakeBrowser) -> SignInFailure {
    match sign_in_with(browser, usual()).await {
        SignInOutcome::Failed(failure) => failure,
        SignInOutcome::SignedIn => panic!("signed in"),
    }
}

async fn class_of(browser: &FakeBrowser) -> FailureClass {
    failure_of(browser).await.class
}

async fn taken(browser: &FakeBrowser) -> Option<FailedSignIn> {
    sign_in::take_outcome(browser, &browser.redirect_uri()).await
}

async fn token(browser: &FakeBrowser, viewer: &Viewer) -> Result<String, Failure> {
    sign_in::access_token(browser, viewer, None).await.map(|token| token.secret().to_owned())
}

/// The sessions in the storage, tokens included.
fn stored(browser: &FakeBrowser) -> Vec<Session> {
    let text = browser.session().get(sign_in::SESSIONS).cloned().unwrap_or_else(|| "[]".to_owned());
    Json::parse(&text).and_then(|sessions| Vec::from_record(&sessions)).expect("a list of sessions")
}

/// Nothing is on disk but what policy says.
fn nobody_is_remembered(browser: &FakeBrowser) -> bool {
    browser.local().keys().all(|key| key == "policy")
}

/// The analyst, signed in by a session whose refresh token Entra knows.
async fn renewable(browser: &FakeBrowser) -> (Viewer, Rc<Entra>) {
    let viewer = signed_in(browser).await;
    let entra = Entra::of(browser);
    entra.knows(&format!("canary-refresh-of-{}", viewer.account.key()), ANALYST);
    (viewer, entra)
}

/// The token endpoint answers like this, whatever is asked.
fn endpoint_says(browser: &FakeBrowser, response: impl Fn() -> Result<HttpResponse, FetchError> + 'static) {
    browser.serve(move |_| response());
}

/// Gives others a chance to run, many times.
async fn turns() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

// In a window.

/// Checks A-01, A-17 and C-01.
#[tokio::test]
async fn a_click_signs_in_with_a_code_and_what_the_request_says_is_golden() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
    let opened = browser.opened();
    let (url, visibility) = &opened[0];
    assert_eq!((opened.len(), *visibility), (1, SignInVisibility::Window));
    assert!(url.starts_with(&format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/authorize?")), "{url}");
    let random = ["code_challenge", "state", "nonce"];
    for name in random {
        assert_eq!(parameter(url, name).len(), 43, "{name} has 256 bits");
    }
    let rest: Vec<(String, String)> =
        parameters(url).into_iter().filter(|(name, _)| !random.contains(&name.as_str())).collect();
    let expected = [
        ("client_id", CLIENT),
        ("response_type", "code"),
        ("response_mode", "fragment"),
        ("redirect_uri", &browser.redirect_uri()),
        ("scope", "openid profile offline_access https://api.securitycenter.microsoft.com/File.Read.All"),
        ("code_challenge_method", "S256"),
    ];
    assert_eq!(rest, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let posts = browser.token_requests();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].url, format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"));
    let names: Vec<&str> = posts[0].form.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["client_id", "grant_type", "code", "redirect_uri", "code_verifier", "scope"]);
    assert_eq!(posts[0].field("redirect_uri"), Some(browser.redirect_uri().as_str()));
    assert!(!url.contains(posts[0].field("code_verifier").expect("a verifier")));

    let signed_in = sign_in::signed_in(&browser).await;
    assert_eq!(signed_in.len(), 1);
    assert_eq!(signed_in[0].account, viewer(TENANT, ANALYST).account);
    assert_eq!(signed_in[0].scopes, Scope::FILES);
    assert!(sign_in::is_remembered(&browser, &directory(TENANT)).await);
    assert_eq!(taken(&browser).await, None);
    assert!(!browser.session().contains_key("sign-in pending"));
}

/// Check A-02.
#[tokio::test]
async fn no_two_sign_ins_share_a_state_a_nonce_or_a_verifier() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    for _ in 0..100 {
        assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
    }
    let mut secrets: Vec<String> = Vec::new();
    for (url, _) in browser.opened() {
        secrets.extend(["state", "nonce", "code_challenge"].map(|name| parameter(&url, name)));
    }
    secrets.extend(browser.token_requests().iter().filter_map(|post| post.field("code_verifier").map(str::to_owned)));
    secrets.sort_unstable();
    secrets.dedup();
    assert_eq!(secrets.len(), 400);
}

/// Check A-17.
#[tokio::test]
async fn an_account_is_hinted_at_or_chosen_and_never_both() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    for (request, prompt, hint) in [
        (usual(), "", String::new()),
        (usual(), "", format!("hint-of-{ANALYST}")),
        (click(Access::Files, AccountChoice::Pick), "select_account", String::new()),
    ] {
        assert_eq!(sign_in_with(&browser, request).await, SignInOutcome::SignedIn);
        let (url, _) = browser.opened().pop().expect("a window");
        assert_eq!((parameter(&url, "prompt").as_str(), parameter(&url, "login_hint")), (prompt, hint));
    }
}

#[tokio::test]
async fn names_are_asked_for_and_granted_beside_the_files() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    sign_in_with(&browser, click(Access::FilesAndNames, AccountChoice::Usual)).await;
    let (url, _) = browser.opened().pop().expect("a window");
    assert!(parameter(&url, "scope").ends_with("/File.Read.All https://api.securitycenter.microsoft.com/Alert.Read"));
    assert_eq!(sign_in::signed_in(&browser).await[0].scopes, Scope::FILES_AND_NAMES);
}

/// Checks A-05, A-07 and A-08: nothing goes to the token endpoint.
#[tokio::test]
async fn a_redirect_that_is_not_the_answer_to_this_request_is_not_used() {
    async fn check(redirect: impl Fn(&str, &str) -> String + 'static, expected: FailureClass) {
        let browser = FakeBrowser::new();
        let entra = Entra::of(&browser);
        browser.sign_in_page(move |url, _| Ok(redirect(&entra.signs_in(url), &parameter(url, "state"))));
        assert_eq!(class_of(&browser).await, expected);
        assert!(browser.sent().is_empty() && stored(&browser).is_empty(), "{expected:?}");
        assert_eq!(taken(&browser).await.map(|failed| failed.failure.class), Some(expected));
        assert_eq!(taken(&browser).await, None, "it is told once");
    }
    check(|good, state| good.replace(state, "another"), FailureClass::State(StateFault::Other)).await;
    check(|good, state| good.replace(&format!("&state={state}"), ""), FailureClass::State(StateFault::Missing)).await;
    check(|good, _| good.replace(".org/#", ".org/other#"), FailureClass::OtherRedirect).await;
    check(|_, state| format!("https://evil.example/#code=x&state={state}"), FailureClass::OtherRedirect).await;
    check(|good, _| format!("{good}&error=access_denied"), FailureClass::Contradictory).await;
    check(|good, _| format!("{good}&code=second"), FailureClass::Contradictory).await;
    let error = |error: &'static str| {
        move |good: &str, state: &str| {
            format!("{}#error={error}&state={state}", good.split('#').next().expect("an address"))
        }
    };
    check(error("access_denied"), FailureClass::Consent(ConsentFault::Declined)).await;
    check(error("login_required"), FailureClass::InteractionRequired { claims: None }).await;
    check(error("consent_required"), FailureClass::InteractionRequired { claims: None }).await;
    check(error("temporarily_unavailable"), FailureClass::Transient { retry_after: None }).await;
    check(error("unauthorized_client"), FailureClass::Setup(SetupFault::UnknownApplication)).await;
    check(error("invalid_resource"), FailureClass::Setup(SetupFault::NoDefender)).await;
    check(error("something_new"), FailureClass::Unexplained).await;
}

/// Check A-05.
#[tokio::test]
async fn a_code_that_comes_after_ten_minutes_is_not_used() {
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    let clock = browser.clone();
    browser.sign_in_page(move |url, _| {
        clock.move_clock(601_000);
        Ok(entra.signs_in(url))
    });
    assert_eq!(class_of(&browser).await, FailureClass::State(StateFault::Late));
    assert!(browser.sent().is_empty());
}

/// Check A-05.
#[tokio::test]
async fn a_state_whose_record_is_gone_was_used_before() {
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    let storage = browser.clone();
    browser.sign_in_page(move |url, _| {
        storage.put_session("sign-in pending", "garbage");
        Ok(entra.signs_in(url))
    });
    assert_eq!(class_of(&browser).await, FailureClass::State(StateFault::Used));
    assert!(browser.sent().is_empty());
}

/// Check A-06.
#[tokio::test]
async fn tokens_for_another_request_application_or_tenant_are_thrown_away() {
    async fn check(claims: Value, expected: FailureClass) {
        let browser = FakeBrowser::new();
        let entra = Entra::of(&browser);
        *entra.claims.borrow_mut() = claims;
        assert_eq!(class_of(&browser).await, expected);
        assert!(stored(&browser).is_empty() && nobody_is_remembered(&browser), "{expected:?}");
    }
    check(json!({ "nonce": "another" }), FailureClass::NonceMismatch).await;
    check(json!({ "nonce": null }), FailureClass::NonceMismatch).await;
    check(json!({ "aud": OTHER_TENANT }), FailureClass::ClientMismatch).await;
    check(json!({ "tid": OTHER_TENANT }), FailureClass::TenantMismatch).await;
    check(json!({ "tid": null }), FailureClass::TenantMismatch).await;
    check(json!({ "oid": null }), FailureClass::Unreadable { status: Some(200) }).await;
}

/// Check A-09.
#[tokio::test]
async fn errors_of_the_token_endpoint_have_their_class_and_the_code_is_not_sent_again() {
    async fn check(response: Result<HttpResponse, FetchError>, expected: FailureClass) {
        let browser = FakeBrowser::new();
        let _entra = Entra::of(&browser);
        endpoint_says(&browser, move || response.clone());
        assert_eq!(class_of(&browser).await, expected);
        assert_eq!(browser.token_requests().len(), 1, "{expected:?}");
    }
    check(Ok(refused("invalid_grant", 54_005)), FailureClass::GrantDead(Grant::Code)).await;
    check(Ok(refused("invalid_grant", 53_003)), FailureClass::PolicyBlock).await;
    check(Ok(refused("invalid_request", 9_002_326)), FailureClass::Setup(SetupFault::NotSinglePage)).await;
    check(Ok(refused("invalid_request", 123_456_789)), FailureClass::Setup(SetupFault::RequestRefused)).await;
    check(Ok(answer(400, "<html>no</html>")), FailureClass::Unreadable { status: Some(400) }).await;
    check(Ok(answer(200, "")), FailureClass::Unreadable { status: Some(200) }).await;
    check(Ok(answer(503, "")), FailureClass::Transient { retry_after: None }).await;
    check(Err(FetchError::Unreachable), FailureClass::Unreachable).await;
}

/// Checks A-10 and A-11.
#[tokio::test]
async fn a_window_that_ends_without_an_answer_says_why_and_a_second_click_works() {
    async fn check(message: &'static str, expected: FailureClass) {
        let browser = FakeBrowser::new();
        browser.sign_in_page(move |_, _| Err(message.to_owned()));
        assert_eq!(class_of(&browser).await, expected);
        assert_eq!((browser.opened().len(), browser.sent().len()), (1, 0));
        assert!(!browser.session().contains_key("sign-in pending"));
        let _entra = Entra::of(&browser);
        assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
        assert_eq!(taken(&browser).await, None, "a failure from before the success is told no more");
    }
    check("The user did not approve access.", FailureClass::Cancelled).await;
    check("Authorization page could not be loaded.", FailureClass::Setup(SetupFault::PageNotLoaded)).await;
    check("Only one web auth flow is allowed at a time.", FailureClass::AlreadyOpen).await;
}

#[tokio::test]
async fn a_failure_is_left_for_the_popup_alone() {
    let browser = FakeBrowser::new();
    let request = SignIn { asked_in: AskedIn::Page, ..usual() };
    assert!(matches!(sign_in_with(&browser, request).await, SignInOutcome::Failed(_)));
    assert_eq!(taken(&browser).await, None);
    failure_of(&browser).await;
    let failed = taken(&browser).await.expect("a failure");
    assert_eq!((failed.directory, failed.redirect_uri), (directory(TENANT), browser.redirect_uri()));
}

/// Check A-12.
#[tokio::test]
async fn two_clicks_open_one_window_and_both_are_signed_in() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    let options = browser.clone();
    let both =
        join(sign_in_with(&browser, usual()), sign_in_with(&options, SignIn { asked_in: AskedIn::Page, ..usual() }));
    assert_eq!(both.await, (SignInOutcome::SignedIn, SignInOutcome::SignedIn));
    assert_eq!((browser.opened().len(), browser.token_requests().len()), (1, 1));
}

/// Check A-12.
#[tokio::test]
async fn closing_the_one_window_of_two_clicks_opens_no_second() {
    let browser = FakeBrowser::new();
    let options = browser.clone();
    let both =
        join(sign_in_with(&browser, SignIn { asked_in: AskedIn::Page, ..usual() }), sign_in_with(&options, usual()));
    let cancelled = SignInOutcome::Failed(FailureClass::Cancelled.into());
    assert_eq!(both.await, (cancelled.clone(), cancelled));
    assert_eq!(browser.opened().len(), 1);
    assert!(taken(&browser).await.is_some(), "the popup is told of the window that it waited for");
}

#[tokio::test]
async fn clicks_for_other_tenants_or_more_permissions_get_windows_of_their_own() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    let elsewhere = SignIn { directory: directory(OTHER_TENANT), ..usual() };
    let more = click(Access::FilesAndNames, AccountChoice::Usual);
    join_all([usual(), elsewhere, more].map(|request| sign_in_with(&browser, request))).await;
    let opened: Vec<String> = browser.opened().into_iter().map(|(url, _)| url).collect();
    assert_eq!(opened.len(), 3);
    assert!(opened[1].contains(OTHER_TENANT) && opened[2].contains("Alert.Read"));
    assert_eq!(sign_in::signed_in(&browser).await.len(), 2, "the tenants stand side by side");
}

/// Check A-14.
#[tokio::test]
async fn a_worker_that_dies_with_the_window_open_leaves_an_interrupted_sign_in() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    browser.keep_window_open(true);
    tokio::select! {
        biased;
        _ = sign_in_with(&browser, usual()) => panic!("the window stays open"),
        () = async {
            turns().await;
            assert_eq!(taken(&browser).await, None, "while the window is open nothing is interrupted");
        } => {}
    }
    browser.keep_window_open(false);
    let failed = taken(&browser).await.expect("an interrupted sign-in");
    assert_eq!((failed.failure.class, failed.directory), (FailureClass::Interrupted, directory(TENANT)));
    assert!(!browser.session().contains_key("sign-in pending"));
    assert_eq!(taken(&browser).await, None, "it is told once");
    assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
}

/// Check A-15.
#[tokio::test]
async fn a_worker_that_dies_between_code_and_token_leaves_no_half_state() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    browser.answers_take(usize::MAX);
    tokio::select! {
        biased;
        _ = sign_in_with(&browser, usual()) => panic!("the answer is on its way"),
        () = turns() => {}
    }
    assert_eq!(browser.token_requests().len(), 1);
    assert!(browser.session().is_empty() && nobody_is_remembered(&browser), "{:?}", browser.session());
    assert_eq!(taken(&browser).await, None);
    browser.answers_take(1);
    assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
    let posts = browser.token_requests();
    assert_ne!(posts[0].field("code"), posts[1].field("code"), "the first code is not replayed");
}

#[tokio::test]
async fn garbage_left_by_a_sign_in_is_removed_and_no_failure() {
    let browser = FakeBrowser::new();
    browser.put_session("sign-in pending", "{}");
    assert_eq!(taken(&browser).await, None);
    assert!(browser.session().is_empty());
    browser.put_session("sign-in outcome", "{}");
    assert_eq!(taken(&browser).await, None);
    assert!(browser.session().is_empty());
}

/// Check B-15.
#[tokio::test]
async fn a_full_storage_is_a_failed_sign_in() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    browser.fill_session_storage();
    assert_eq!(class_of(&browser).await, FailureClass::StorageFull);
    assert!(browser.opened().is_empty() && stored(&browser).is_empty());
    // Full only when the tokens have come.
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    let storage = browser.clone();
    browser.serve(move |sent| {
        storage.fill_session_storage();
        Ok(entra.answers(sent))
    });
    assert_eq!(class_of(&browser).await, FailureClass::StorageFull);
    assert!(stored(&browser).is_empty() && nobody_is_remembered(&browser));
}

/// F-04, A-18: whatever a page made of an older policy, nothing is asked of a tenant that the policy of now forbids.
#[tokio::test]
async fn a_sign_in_waits_for_policy_and_goes_to_no_tenant_that_it_forbids() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    configuration::follow_policy(&browser).await;
    let policy = json!({ "otherTenants": "forbid", "tenantId": TENANT, "clientId": CLIENT });
    browser.set_policy(&policy.to_string());
    browser.tell_policy_after(4_000);
    let elsewhere = SignIn { directory: directory(OTHER_TENANT), ..usual() };
    let forbidden = SignInOutcome::Failed(FailureClass::TenantForbidden.into());
    assert_eq!(sign_in_with(&browser, elsewhere.clone()).await, forbidden);
    assert_eq!(sign_in::silently(&browser, SilentSignIn { directory: elsewhere.directory.clone() }).await, forbidden);
    assert!(browser.opened().is_empty() && browser.sent().is_empty());
    assert_eq!(taken(&browser).await.map(|failed| failed.failure.class), Some(FailureClass::TenantForbidden));
    assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
    browser.set_policy("{}");
    assert_eq!(sign_in_with(&browser, elsewhere).await, SignInOutcome::SignedIn);
}

/// Checks A-14, A-15 and C-08: the worker dies at every single step of a sign-in.
#[tokio::test]
async fn wherever_the_worker_dies_the_next_start_shows_one_state_and_the_next_try_works() {
    let (mut interrupted, mut signed_out, mut signed_in) = (0, 0, 0);
    for steps in 1.. {
        let browser = FakeBrowser::new();
        let _entra = Entra::of(&browser);
        let ended = {
            let mut sign_in = pin!(sign_in_with(&browser, usual()));
            let mut ended = false;
            for _ in 0..steps {
                ended = ended || poll!(&mut sign_in).is_ready();
            }
            ended
        };
        let told = taken(&browser).await;
        let there = sign_in::signed_in(&browser).await.len();
        match (&told, there) {
            (Some(failed), 0) => {
                assert_eq!(failed.failure.class, FailureClass::Interrupted, "after {steps} steps");
                interrupted += 1;
            }
            (None, 0) => signed_out += 1,
            (None, 1) => signed_in += 1,
            other => panic!("two states at once after {steps} steps: {other:?}"),
        }
        assert_eq!(taken(&browser).await, None, "told once, after {steps} steps");
        assert!(!browser.session().contains_key("sign-in pending"), "after {steps} steps");
        assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn, "after {steps} steps");
        assert_eq!((stored(&browser).len(), taken(&browser).await), (1, None), "after {steps} steps");
        let mut codes: Vec<String> =
            browser.token_requests().iter().filter_map(|post| post.field("code").map(str::to_owned)).collect();
        let sent = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), sent, "a code was sent twice after {steps} steps");
        if ended {
            break;
        }
    }
    assert!(interrupted > 0 && signed_out > 0 && signed_in > 0, "{interrupted}, {signed_out}, {signed_in}");
}

/// Check A-19.
#[tokio::test]
async fn each_cloud_signs_in_at_its_own_host_for_its_own_audience() {
    for cloud in Cloud::ALL {
        let browser = FakeBrowser::new();
        let _entra = Entra::of(&browser);
        let mut request = usual();
        request.directory.cloud = cloud;
        assert_eq!(sign_in_with(&browser, request).await, SignInOutcome::SignedIn);
        let (url, _) = browser.opened().pop().expect("a window");
        let post = browser.token_requests().pop().expect("a token request");
        assert!(url.starts_with(cloud.authority()) && post.url.starts_with(cloud.authority()), "{url}");
        let scope = format!("openid profile offline_access {}/File.Read.All", cloud.audience());
        assert_eq!((parameter(&url, "scope"), post.field("scope")), (scope.clone(), Some(scope.as_str())));
        assert_eq!(sign_in::signed_in(&browser).await[0].directory.cloud, cloud);
    }
}

// Without a window.

/// Checks A-16, A-17 and B-11.
#[tokio::test]
async fn a_silent_sign_in_shows_nothing_and_names_the_account_that_was_here() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    assert!(!sign_in::is_remembered(&browser, &directory(TENANT)).await);
    sign_in_with(&browser, usual()).await;
    // The browser was closed: session storage is empty, the disk is not.
    browser.remove(Area::Session, &[sign_in::SESSIONS]).await;
    assert!(sign_in::is_remembered(&browser, &directory(TENANT)).await);
    let outcome = sign_in::silently(&browser, SilentSignIn { directory: directory(TENANT) }).await;
    assert_eq!(outcome, SignInOutcome::SignedIn);
    let (url, visibility) = browser.opened().pop().expect("a page");
    assert_eq!(visibility, SignInVisibility::Hidden);
    assert_eq!(
        (parameter(&url, "prompt").as_str(), parameter(&url, "login_hint")),
        ("none", format!("hint-of-{ANALYST}"))
    );
    assert_eq!(stored(&browser).len(), 1);
}

/// Check A-18.
#[tokio::test]
async fn a_silent_sign_in_that_fails_opens_no_window_and_tells_no_popup() {
    let browser = FakeBrowser::new();
    browser.sign_in_page(|_, _| Err("User interaction required. Try setting `x`".to_owned()));
    let outcome = sign_in::silently(&browser, SilentSignIn { directory: directory(TENANT) }).await;
    assert_eq!(outcome, SignInOutcome::Failed(FailureClass::InteractionRequired { claims: None }.into()));
    assert!(browser.opened().iter().all(|(_, visibility)| *visibility == SignInVisibility::Hidden));
    assert_eq!(taken(&browser).await, None);
}

#[tokio::test]
async fn a_silent_sign_in_does_not_wait_for_a_window_that_stays_open() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    browser.keep_window_open(true);
    let silent = sign_in::silently(&browser, SilentSignIn { directory: directory(OTHER_TENANT) });
    let outcome = tokio::select! {
        biased;
        _ = sign_in_with(&browser, usual()) => panic!("the window stays open"),
        outcome = silent => outcome,
    };
    assert_eq!(outcome, SignInOutcome::SignedIn);
}

#[tokio::test]
async fn nobody_is_switched_to_another_account_without_a_click() {
    let browser = FakeBrowser::new();
    let (viewer, entra) = renewable(&browser).await;
    browser.move_clock(86_400_000);
    *entra.object_id.borrow_mut() = COLLEAGUE.to_owned();
    let failure = token(&browser, &viewer).await.expect_err("another account");
    assert_eq!(failure.reason, Reason::SignIn(FailureClass::AccountMismatch.into()));
    assert!(sign_in::signed_in(&browser).await.is_empty());
}

/// Checks B-11 and A-18.
#[tokio::test]
async fn a_silent_sign_in_is_due_until_entra_says_no_and_again_after_a_sign_in() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    let here = directory(TENANT);
    assert!(!silent_sign_in::is_due(&browser, &here).await, "nobody was here before");
    sign_in_with(&browser, usual()).await;
    assert!(silent_sign_in::is_due(&browser, &here).await);
    assert!(!silent_sign_in::is_due(&browser, &directory(OTHER_TENANT)).await);
    let ended = |class: FailureClass| SignInOutcome::Failed(class.into());
    silent_sign_in::note(&browser, &here, &ended(FailureClass::Unreachable)).await;
    assert!(silent_sign_in::is_due(&browser, &here).await, "what may pass by itself is tried again");
    silent_sign_in::note(&browser, &here, &ended(FailureClass::InteractionRequired { claims: None })).await;
    assert!(!silent_sign_in::is_due(&browser, &here).await);
    silent_sign_in::note(&browser, &here, &SignInOutcome::SignedIn).await;
    assert!(silent_sign_in::is_due(&browser, &here).await);
    let sessions = sign_in::signed_in(&browser).await;
    sign_in::sign_out(&browser, &sessions[0]).await;
    assert!(!silent_sign_in::is_due(&browser, &here).await, "whoever signed out is asked");
}

/// The page says no like this, whatever is asked; with a scope only if that is asked for.
fn page_says(browser: &FakeBrowser, entra: Rc<Entra>, error: &'static str, number: u32, scope: &'static str) {
    browser.sign_in_page(move |url, _| {
        let (redirect_uri, state) = (parameter(url, "redirect_uri"), parameter(url, "state"));
        let no = format!(
            "{redirect_uri}#error={error}&state={state}&error_description=AADSTS{number}%3a+No.+Correlation+ID%3a+\
             0f0f0f0f-aaaa-4bbb-8ccc-000000000001"
        );
        Ok(if parameter(url, "scope").contains(scope) { no } else { entra.signs_in(url) })
    });
}

/// The scope that was asked for last.
fn last_scope(browser: &FakeBrowser) -> String {
    parameter(&browser.opened().pop().expect("a page").0, "scope")
}

#[tokio::test]
async fn names_that_were_granted_are_asked_for_again_after_a_restart_and_after_a_new_sign_in() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    sign_in_with(&browser, click(Access::FilesAndNames, AccountChoice::Usual)).await;
    let restart = async || browser.remove(Area::Session, &[sign_in::SESSIONS]).await;
    restart().await;
    let silent = SilentSignIn { directory: directory(TENANT) };
    assert_eq!(sign_in::silently(&browser, silent).await, SignInOutcome::SignedIn);
    assert_eq!(sign_in::signed_in(&browser).await[0].scopes, Scope::FILES_AND_NAMES);
    restart().await;
    sign_in_with(&browser, usual()).await;
    assert_eq!(sign_in::signed_in(&browser).await[0].scopes, Scope::FILES_AND_NAMES);
    sign_in_with(&browser, click(Access::Files, AccountChoice::Pick)).await;
    assert!(!last_scope(&browser).contains("Alert.Read"), "another account may not have been granted them");
    sign_in_with(&browser, usual()).await;
    assert!(!last_scope(&browser).contains("Alert.Read"));
}

#[tokio::test]
async fn names_that_are_granted_no_more_do_not_cost_the_files() {
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    sign_in_with(&browser, click(Access::FilesAndNames, AccountChoice::Usual)).await;
    // At the next start.
    browser.remove(Area::Session, &[sign_in::SESSIONS]).await;
    page_says(&browser, Rc::clone(&entra), "interaction_required", 65_001, "Alert.Read");
    let silent = SilentSignIn { directory: directory(TENANT) };
    assert_eq!(sign_in::silently(&browser, silent).await, SignInOutcome::SignedIn);
    assert_eq!(sign_in::signed_in(&browser).await[0].scopes, Scope::FILES);
    // In a window, where Entra's page about it is closed, or leads back.
    for cancelled in [true, false] {
        page_says(&browser, Rc::clone(&entra), "x", 1, "nothing");
        sign_in_with(&browser, click(Access::FilesAndNames, AccountChoice::Usual)).await;
        if cancelled {
            browser.sign_in_page(|_, _| Err("The user did not approve access.".to_owned()));
        } else {
            page_says(&browser, Rc::clone(&entra), "access_denied", 90_094, "Alert.Read");
        }
        let failure = failure_of(&browser).await;
        assert!(failure.with_names && last_scope(&browser).contains("Alert.Read"), "{failure:?}");
        page_says(&browser, Rc::clone(&entra), "access_denied", 90_094, "Alert.Read");
        assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
        assert_eq!(sign_in::signed_in(&browser).await[0].scopes, Scope::FILES);
    }
    // At a renewal.
    page_says(&browser, Rc::clone(&entra), "x", 1, "nothing");
    sign_in_with(&browser, click(Access::FilesAndNames, AccountChoice::Usual)).await;
    page_says(&browser, Rc::clone(&entra), "interaction_required", 65_001, "Alert.Read");
    browser.serve(move |sent| {
        let dead = sent.field("grant_type") == Some("refresh_token");
        Ok(if dead { refused("invalid_grant", 65_001) } else { entra.answers(sent) })
    });
    browser.move_clock(3_900_000);
    token(&browser, &viewer(TENANT, ANALYST)).await.expect("a token");
    assert_eq!(sign_in::signed_in(&browser).await[0].scopes, Scope::FILES);
}

/// Whoever sees the session gone finds the reason, also in the next popup.
#[tokio::test]
async fn a_session_that_entra_ends_for_more_than_a_sign_in_leaves_its_reason() {
    let browser = FakeBrowser::new();
    let here = directory(TENANT);
    for (error, number, told) in [
        ("access_denied", 90_094, Some(FailureClass::Consent(ConsentFault::AdministratorNeeded))),
        ("interaction_required", 53_003, Some(FailureClass::PolicyBlock)),
        ("unauthorized_client", 700_016, Some(FailureClass::Setup(SetupFault::UnknownApplication))),
        ("login_required", 50_058, None),
        ("interaction_required", 50_076, None),
    ] {
        let (viewer, entra) = renewable(&browser).await;
        endpoint_says_once_dead(&browser, Rc::clone(&entra));
        page_says(&browser, entra, error, number, "");
        browser.move_clock(3_700_000);
        {
            let mut renewing = pin!(token(&browser, &viewer));
            while poll!(&mut renewing).is_pending() {
                let is_gone = stored(&browser).is_empty();
                assert!(!is_gone || sign_in::refusal(&browser, &here).await.is_some() == told.is_some(), "{number}");
            }
        }
        let refused = sign_in::refusal(&browser, &here).await;
        assert_eq!(refused.as_ref().map(|failed| failed.failure.class.clone()), told);
        if let Some(failed) = refused {
            let id = failed.failure.reference.correlation_id.as_deref();
            assert_eq!(id, Some("0f0f0f0f-aaaa-4bbb-8ccc-000000000001"));
            assert_eq!(failed.redirect_uri, browser.redirect_uri());
        }
        let _entra = Entra::of(&browser);
        assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
        assert_eq!(sign_in::refusal(&browser, &here).await, None);
        browser.remove(Area::Session, &[sign_in::SESSIONS]).await;
    }
}

#[tokio::test]
async fn who_signs_out_is_not_told_what_entra_said_before_but_waits_for_what_it_asked_for() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    endpoint_says(&browser, || Ok(refused("invalid_grant", 53_003)));
    browser.move_clock(3_700_000);
    token(&browser, &viewer).await.expect_err("a policy");
    assert!(sign_in::refusal(&browser, &viewer.directory).await.is_some());
    let session = sign_in::signed_in(&browser).await.pop().expect("a session");
    sign_in::sign_out(&browser, &session).await;
    assert_eq!(sign_in::refusal(&browser, &viewer.directory).await, None);
    // What it asked for holds.
    let (viewer, _entra) = renewable(&browser).await;
    endpoint_says(&browser, || Ok(refused("invalid_request", 50_196)));
    browser.move_clock(3_700_000);
    token(&browser, &viewer).await.expect_err("a loop");
    sign_in::sign_out(&browser, &session).await;
    assert_eq!(class_of(&browser).await, FailureClass::ClientLoop);
    assert!(browser.opened().is_empty());
}

/// Check B-08: the claims that the token endpoint asks for.
#[tokio::test]
async fn what_a_refused_renewal_wants_proved_the_next_requests_carry_until_there_is_a_token() {
    const WANTED: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let browser = FakeBrowser::new();
    let (viewer, entra) = renewable(&browser).await;
    endpoint_says(&browser, || {
        let body = json!({ "error": "interaction_required", "error_codes": [50_076], "claims": WANTED });
        Ok(answer(400, &body.to_string()))
    });
    browser.sign_in_page(|_, _| Err("User interaction required.".to_owned()));
    browser.move_clock(3_700_000);
    let failure = token(&browser, &viewer).await.expect_err("a person is needed");
    assert_eq!(failure.claims().map(|claims| claims.as_str()), Some(WANTED));
    let claims = || parameter(&browser.opened().pop().expect("a page").0, "claims");
    assert_eq!(claims(), WANTED, "the browser's own session may meet them unseen");
    browser.sign_in_page(|_, _| Err("The user did not approve access.".to_owned()));
    assert_eq!(class_of(&browser).await, FailureClass::Cancelled);
    assert_eq!(claims(), WANTED);
    browser.serve({
        let entra = Rc::clone(&entra);
        move |sent| Ok(entra.answers(sent))
    });
    browser.sign_in_page(move |url, _| Ok(entra.signs_in(url)));
    assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
    assert_eq!(claims(), WANTED);
    assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
    assert_eq!(claims(), "");
}

// Renewal.

/// Check B-03.
#[tokio::test]
async fn a_token_is_renewed_five_minutes_before_its_end_once_for_all_who_ask() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    browser.move_clock(3_299_999);
    assert_eq!(token(&browser, &viewer).await, Ok(format!("canary-access-of-{}", viewer.account.key())));
    assert!(browser.sent().is_empty());
    browser.move_clock(1);
    let contexts: Vec<FakeBrowser> = (0..20).map(|_| browser.clone()).collect();
    let tokens = join_all(contexts.iter().map(|context| token(context, &viewer))).await;
    let first = tokens[0].as_ref().expect("a token");
    assert!(tokens.iter().all(|token| token.as_ref() == Ok(first)) && !first.contains("-of-"));
    assert_eq!(browser.token_requests().len(), 1);
    assert!(browser.opened().is_empty());
}

/// Check B-04.
#[tokio::test]
async fn the_refresh_token_is_replaced_and_the_old_one_is_gone() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    for _ in 0..3 {
        let text = browser.session()[sign_in::SESSIONS].clone();
        browser.move_clock(3_900_000);
        token(&browser, &viewer).await.expect("a token");
        let used = browser.token_requests().pop().expect("a request");
        let used = used.field("refresh_token").expect("a refresh token");
        assert!(text.contains(used));
        assert!(browser.session().values().all(|text| !text.contains(used)), "{used}");
    }
    assert_eq!(browser.token_requests().len(), 3);
}

#[tokio::test]
async fn a_renewal_leaves_the_order_of_the_sessions_alone() {
    let browser = FakeBrowser::new();
    let (analyst, _entra) = renewable(&browser).await;
    put(&browser, session(&browser, &viewer(OTHER_TENANT, COLLEAGUE))).await;
    browser.move_clock(3_400_000);
    token(&browser, &analyst).await.expect("a token");
    let tenants: Vec<String> = stored(&browser).iter().map(|session| session.tenant().to_string()).collect();
    assert_eq!(tenants, [OTHER_TENANT, TENANT]);
}

/// Check B-05.
#[tokio::test]
async fn a_refresh_token_ends_when_the_first_one_would_have_ended() {
    async fn check(refresh_lifetime: Value, seconds: u64) {
        let browser = FakeBrowser::new();
        let entra = Entra::of(&browser);
        *entra.refresh_lifetime.borrow_mut() = refresh_lifetime;
        let issued_at = browser.now().plus(Duration::from_millis(40));
        sign_in_with(&browser, usual()).await;
        let end = |session: &Session| match &session.source {
            Origin::SignedIn { refresh: Some(refresh), .. } => refresh.expires_at,
            Origin::SignedIn { refresh: None, .. } | Origin::Pasted { .. } => panic!("a refresh token"),
        };
        let expected = issued_at.plus(Duration::from_secs(seconds));
        assert_eq!(end(&stored(&browser)[0]), expected);
        browser.move_clock(3_700_000);
        token(&browser, &viewer(TENANT, ANALYST)).await.expect("a token");
        assert_eq!(browser.token_requests().len(), 2);
        assert_eq!(end(&stored(&browser)[0]), expected, "a refresh does not extend it");
    }
    check(json!(7_200), 7_200).await;
    check(json!("7200"), 7_200).await;
    check(Value::Null, 86_400).await;
}

/// Check B-06.
#[tokio::test]
async fn a_dead_refresh_token_is_followed_by_one_silent_sign_in() {
    let browser = FakeBrowser::new();
    let (viewer, entra) = renewable(&browser).await;
    endpoint_says_once_dead(&browser, entra);
    browser.move_clock(3_700_000);
    let tokens = join_all((0..20).map(|_| token(&browser, &viewer))).await;
    assert!(tokens.iter().all(Result::is_ok), "{tokens:?}");
    assert_eq!((browser.silent_requests(), browser.opened().len(), browser.token_requests().len()), (1, 1, 2));
}

fn endpoint_says_once_dead(browser: &FakeBrowser, entra: Rc<Entra>) {
    browser.serve(move |sent| {
        let dead = sent.field("grant_type") == Some("refresh_token");
        Ok(if dead { refused("invalid_grant", 700_084) } else { entra.answers(sent) })
    });
}

/// Check B-06.
#[tokio::test]
async fn when_that_fails_too_everybody_is_signed_out_and_the_data_stays() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    let id = AlertId::parse("da637472900382838869_-1364969609").expect("an alert id");
    browser.serve(|_| Ok(answer(200, r#"{"value":[]}"#)));
    lookup::files(&browser, &viewer, &id, |_| ()).await.expect("files");
    endpoint_says(&browser, || Ok(refused("invalid_grant", 700_084)));
    browser.sign_in_page(|_, _| Err("User interaction required.".to_owned()));
    browser.move_clock(3_400_000);
    let tokens = join_all((0..20).map(|_| token(&browser, &viewer))).await;
    assert!(tokens.iter().all(Result::is_err), "{tokens:?}");
    assert_eq!((browser.silent_requests(), browser.token_requests().len()), (1, 1));
    assert!(sign_in::signed_in(&browser).await.is_empty());
    assert!(lookup::kept_files(&browser, &viewer, &id).await.is_some());
    assert_eq!(token(&browser, &viewer).await, Err(Reason::SignInNeeded.into()));
    assert_eq!((browser.silent_requests(), browser.token_requests().len()), (1, 1));
}

#[tokio::test]
async fn what_may_pass_by_itself_signs_nobody_out() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    endpoint_says(&browser, || Ok(refused("invalid_grant", 700_084)));
    for failure in [FailureClass::Unreachable, FailureClass::Interrupted, FailureClass::Transient { retry_after: None }]
    {
        browser.next_silent_sign_in(SignInOutcome::Failed(failure.clone().into()));
        browser.move_clock(3_700_000);
        assert_eq!(token(&browser, &viewer).await, Err(Reason::SignIn(failure.into()).into()));
        assert_eq!(stored(&browser).len(), 1);
    }
    assert_eq!(browser.token_requests().len(), 1, "the dead refresh token is presented once");
}

/// Check B-10.
#[tokio::test]
async fn a_busy_token_endpoint_is_left_alone_by_every_context_and_the_next_worker() {
    async fn check(response: HttpResponse, posts: usize, posts_in_a_minute: usize, pause: i64) {
        let browser = FakeBrowser::new();
        let (viewer, entra) = renewable(&browser).await;
        browser.move_clock(3_700_000);
        endpoint_says(&browser, move || Ok(response.clone()));
        join_all((0..20).map(|_| token(&browser, &viewer))).await;
        assert_eq!(browser.token_requests().len(), posts, "all who waited share the outcome");
        for _ in 0..59 {
            browser.move_clock(1_000);
            // Nothing but the storage is left of the worker from before.
            token(&browser, &viewer).await.expect_err("Entra is busy");
        }
        assert_eq!(browser.token_requests().len(), posts_in_a_minute);
        browser.move_clock(pause);
        browser.serve(move |sent| Ok(entra.answers(sent)));
        token(&browser, &viewer).await.expect("a token");
        assert!(browser.opened().is_empty());
    }
    check(HttpResponse { retry_after: Some("1800".to_owned()), ..answer(429, "") }, 1, 1, 1_800_000).await;
    check(HttpResponse { retry_after: Some("soon".to_owned()), ..answer(503, "") }, 1, 1, 60_000).await;
    check(answer(503, "<html>"), 2, 3, 30_000).await;
    check(refused("invalid_request", 50_196), 1, 1, 60_000).await;
}

/// Check B-10.
#[tokio::test]
async fn a_token_endpoint_that_fails_for_a_second_is_asked_once_more_and_nobody_notices() {
    let browser = FakeBrowser::new();
    let (viewer, entra) = renewable(&browser).await;
    let failed = Cell::new(false);
    browser.serve(move |sent| Ok(if failed.replace(true) { entra.answers(sent) } else { answer(503, "") }));
    browser.move_clock(3_700_000);
    token(&browser, &viewer).await.expect("a token");
    let posts = browser.token_requests();
    let pause = posts[1].at.since(posts[0].at).as_millis();
    assert!(posts.len() == 2 && (1_000..2_100).contains(&pause), "{pause}");
}

/// Check B-10.
#[tokio::test]
async fn a_click_waits_out_what_entra_asked_for_too() {
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    endpoint_says(&browser, || Ok(refused("invalid_request", 50_196)));
    assert_eq!(class_of(&browser).await, FailureClass::ClientLoop);
    browser.move_clock(30_000);
    assert_eq!(class_of(&browser).await, FailureClass::ClientLoop);
    assert_eq!(browser.opened().len(), 1);
    browser.move_clock(30_000);
    browser.serve(move |sent| Ok(entra.answers(sent)));
    assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn);
}

#[tokio::test]
async fn a_token_that_still_counts_is_used_while_entra_cannot_be_reached() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    browser.serve(|_| Err(FetchError::Unreachable));
    browser.move_clock(3_400_000);
    assert!(token(&browser, &viewer).await.is_ok());
    browser.move_clock(300_000);
    assert_eq!(token(&browser, &viewer).await, Err(Reason::SignIn(FailureClass::Unreachable.into()).into()));
    let entra = Entra::of(&browser);
    entra.knows(&format!("canary-refresh-of-{}", viewer.account.key()), ANALYST);
    browser.move_clock(2_000);
    assert!(token(&browser, &viewer).await.is_ok(), "a try after the connection is back works");
}

/// Check B-09.
#[tokio::test]
async fn a_clock_that_jumps_costs_one_renewal_at_most() {
    for jump in [7_200_000, -7_200_000] {
        let browser = FakeBrowser::new();
        let (viewer, _entra) = renewable(&browser).await;
        browser.move_clock(jump);
        for _ in 0..10 {
            token(&browser, &viewer).await.expect("a token");
        }
        assert!(browser.token_requests().len() <= 1, "a jump of {jump}");
        // Defender's 401 decides in the end; it too costs one.
        let refused = stored(&browser)[0].access_token.clone();
        join_all((0..5).map(|_| sign_in::access_token(&browser, &viewer, Some(&refused)))).await;
        assert!(browser.token_requests().len() <= 2, "a jump of {jump}");
    }
}

#[tokio::test]
async fn a_pause_from_before_the_clock_was_set_back_is_over() {
    let browser = FakeBrowser::new();
    let (viewer, entra) = renewable(&browser).await;
    endpoint_says(&browser, || Ok(HttpResponse { retry_after: Some("3600".to_owned()), ..answer(429, "") }));
    let refused = stored(&browser)[0].access_token.clone();
    sign_in::access_token(&browser, &viewer, Some(&refused)).await.expect_err("Entra is busy");
    browser.move_clock(-7_200_000);
    browser.serve(move |sent| Ok(entra.answers(sent)));
    sign_in::access_token(&browser, &viewer, Some(&refused)).await.expect("a token");
}

#[tokio::test]
async fn a_renewal_that_brings_somebody_else_signs_out() {
    let browser = FakeBrowser::new();
    let (viewer, entra) = renewable(&browser).await;
    *entra.claims.borrow_mut() = json!({ "oid": COLLEAGUE });
    browser.move_clock(3_700_000);
    assert_eq!(token(&browser, &viewer).await, Err(Reason::SignIn(FailureClass::AccountMismatch.into()).into()));
    assert!(stored(&browser).is_empty());
}

#[tokio::test]
async fn a_full_storage_does_not_lose_a_renewed_token() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    browser.move_clock(3_700_000);
    browser.fill_session_storage();
    assert!(token(&browser, &viewer).await.is_ok());
}

// Signing out, and who is signed in beside whom.

/// Check B-13.
#[tokio::test]
async fn a_sign_out_takes_tokens_the_remembered_account_and_what_was_kept() {
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    for tenant in [TENANT, OTHER_TENANT] {
        sign_in_with(&browser, SignIn { directory: directory(tenant), ..usual() }).await;
    }
    browser.serve(move |sent| {
        Ok(if sent.bearer.is_some() { answer(200, r#"{"value":[]}"#) } else { entra.answers(sent) })
    });
    let id = AlertId::parse("da637472900382838869_-1364969609").expect("an alert id");
    let (here, elsewhere) = (viewer(TENANT, ANALYST), viewer(OTHER_TENANT, ANALYST));
    for viewer in [&here, &elsewhere] {
        lookup::files(&browser, viewer, &id, |_| ()).await.expect("files");
    }
    for (tab, viewer) in [(1, &here), (2, &elsewhere), (3, &here)] {
        let view = LastView { account: viewer.account.key(), filter: "typed".to_owned(), ..LastView::default() };
        view.write(&browser, tab).await;
    }
    browser.put_session("view 4", "may be anybody's");
    let opened = browser.opened().len();
    let all = sign_in::signed_in(&browser).await;
    let signed_in = all.iter().find(|session| session.account == here.account).expect("a session");
    sign_in::sign_out(&browser, signed_in).await;
    assert_eq!(token(&browser, &here).await, Err(Reason::SignInNeeded.into()));
    assert_eq!(lookup::kept_files(&browser, &here, &id).await, None);
    assert!(!sign_in::is_remembered(&browser, &here.directory).await);
    for (tab, stays) in [(1, false), (2, true), (3, false), (4, false)] {
        let is_there = browser.session().contains_key(&hashcard::last_view::key(tab));
        assert_eq!(is_there, stays, "what was typed in tab {tab}");
    }
    assert!(token(&browser, &elsewhere).await.is_ok() && sign_in::is_remembered(&browser, &elsewhere.directory).await);
    assert!(lookup::kept_files(&browser, &elsewhere, &id).await.is_some());
    assert_eq!(browser.opened().len(), opened, "it is local: no page of Microsoft's is opened");
}

/// Checks B-11 and B-13: a page looks whenever the storage changes, also in the middle of a sign-out.
#[tokio::test]
async fn at_no_moment_of_a_sign_out_is_a_silent_sign_in_due() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    sign_in_with(&browser, usual()).await;
    let session = sign_in::signed_in(&browser).await.pop().expect("a session");
    let mut leaving = pin!(sign_in::sign_out(&browser, &session));
    while poll!(&mut leaving).is_pending() {
        let signed_out = stored(&browser).is_empty();
        assert!(!signed_out || !browser.local()["accounts"].contains(TENANT));
    }
    assert!(stored(&browser).is_empty());
}

/// Check A-14.
#[tokio::test]
async fn whoever_saw_the_worker_die_is_told_once_and_leaves_no_record() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    browser.keep_window_open(true);
    {
        let mut dying = pin!(sign_in_with(&browser, usual()));
        while browser.opened().is_empty() {
            assert!(poll!(&mut dying).is_pending());
        }
        let mut forgetting = pin!(sign_in::forget_interrupted(&browser));
        for _ in 0..100 {
            assert!(poll!(&mut forgetting).is_pending(), "a window that is open is no leftover");
        }
    }
    sign_in::forget_interrupted(&browser).await;
    assert_eq!(taken(&browser).await, None);
    assert!(!browser.session().contains_key("sign-in pending"));
}

/// Check B-13.
#[tokio::test]
async fn a_sign_out_holds_against_a_renewal_on_its_way() {
    async fn check(browser: FakeBrowser, viewer: Viewer) {
        browser.move_clock(3_700_000);
        browser.answers_take(50);
        let leave = async {
            while browser.sent().is_empty() {
                tokio::task::yield_now().await;
            }
            let sessions = sign_in::signed_in(&browser).await;
            sign_in::sign_out(&browser, &sessions[0]).await;
        };
        let (late, ()) = join(token(&browser, &viewer), leave).await;
        late.expect_err("signed out");
        assert!(sign_in::signed_in(&browser).await.is_empty());
        assert!(browser.session().values().all(|text| !text.contains("canary")), "{:?}", browser.session());
    }
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    check(browser, viewer).await;
    // The same with a silent sign-in, since there is no refresh token.
    let browser = FakeBrowser::new();
    let viewer = fake_entra::viewer(TENANT, ANALYST);
    let mut session = session(&browser, &viewer);
    session.source = Origin::SignedIn { client: viewer.directory.client.clone(), refresh: None };
    put(&browser, session).await;
    let _entra = Entra::of(&browser);
    check(browser, viewer).await;
}

#[tokio::test]
async fn a_pasted_token_is_used_to_its_end_and_never_renewed() {
    let browser = FakeBrowser::new();
    let _entra = Entra::of(&browser);
    let seconds = browser.now().0 / 1000 + 3_600;
    let claims = json!({
        "aud": "https://api.securitycenter.microsoft.com", "tid": TENANT, "oid": ANALYST, "scp": "File.Read.All",
        "exp": seconds,
    });
    let text = jwt(&claims);
    let pasted = pasted::read(&text, browser.now()).expect("a token");
    sign_in::keep_pasted(&browser, pasted).await.expect("room");
    let signed_in = sign_in::signed_in(&browser).await.pop().expect("a session");
    assert_eq!(signed_in.source, sign_in::Source::Pasted);
    let viewer = Viewer { directory: signed_in.directory, account: signed_in.account };
    assert_eq!(token(&browser, &viewer).await, Ok(text.clone()));
    let refused = stored(&browser)[0].access_token.clone();
    let failure = sign_in::access_token(&browser, &viewer, Some(&refused)).await;
    let audience = Some("https://api.securitycenter.microsoft.com".to_owned());
    assert_eq!(failure, Err(Reason::TokenRefused { pasted: true, audience }.into()));
    browser.move_clock(3_600_000);
    assert_eq!(token(&browser, &viewer).await, Err(Reason::PastedTokenEnded.into()));
    assert!(browser.sent().is_empty() && browser.opened().is_empty() && nobody_is_remembered(&browser));
}

/// Check B-14.
#[tokio::test]
async fn the_latest_sign_in_of_a_tenant_takes_the_place_of_the_one_before() {
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    sign_in_with(&browser, usual()).await;
    *entra.object_id.borrow_mut() = COLLEAGUE.to_owned();
    sign_in_with(&browser, click(Access::Files, AccountChoice::Pick)).await;
    let accounts: Vec<String> = stored(&browser).iter().map(|session| session.account.object_id.clone()).collect();
    assert_eq!(accounts, [COLLEAGUE]);
    assert_eq!(token(&browser, &viewer(TENANT, ANALYST)).await, Err(Reason::SignInNeeded.into()));
}

/// Check B-15.
#[tokio::test]
async fn garbage_in_the_storage_means_signed_out() {
    for garbage in ["", "null", "{}", "[1]", "[\"{}\"]", "\u{0}"] {
        let browser = FakeBrowser::new();
        let _entra = Entra::of(&browser);
        browser.put_session(sign_in::SESSIONS, garbage);
        browser.put_local("accounts", garbage);
        assert!(sign_in::signed_in(&browser).await.is_empty(), "{garbage}");
        assert_eq!(token(&browser, &viewer(TENANT, ANALYST)).await, Err(Reason::SignInNeeded.into()));
        assert_eq!(sign_in_with(&browser, usual()).await, SignInOutcome::SignedIn, "{garbage}");
        assert_eq!(stored(&browser).len(), 1);
    }
}

/// Check B-01.
#[tokio::test]
async fn no_secret_is_on_disk_in_an_outcome_or_in_anything_that_is_printed() {
    let browser = FakeBrowser::new();
    let (viewer, _entra) = renewable(&browser).await;
    let outcome = sign_in_with(&browser, usual()).await;
    browser.move_clock(3_900_000);
    token(&browser, &viewer).await.expect("a token");
    endpoint_says(&browser, || Ok(refused("invalid_grant", 53_003)));
    failure_of(&browser).await;
    let secret = |text: &str| text.contains("canary");
    for (key, text) in browser.local() {
        assert!(!secret(&text), "{key}");
    }
    for (key, text) in browser.session() {
        assert!(key == sign_in::SESSIONS || !secret(&text), "{key}");
    }
    let failed = taken(&browser).await.expect("a failure");
    let sessions = stored(&browser);
    let signed_in = sign_in::signed_in(&browser).await;
    let printed = format!("{outcome:?} {failed:?} {sessions:?} {signed_in:?}");
    assert!(!secret(&printed), "{printed}");
    assert!(printed.contains("[redacted]") && browser.now() > Timestamp(0));
}
