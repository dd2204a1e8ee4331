//! A 401 with a claims challenge: what Defender wants to be proved goes into one sign-in, and never round in circles.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use std::{cell::Cell, rc::Rc};

use base64::{Engine, prelude::BASE64_STANDARD};
use fake_browser::FakeBrowser;
use fake_entra::{ANALYST, Entra, TENANT, answer, directory, parameter, viewer};
use hashcard::{
    alert_id::AlertId,
    auth::challenge::Claims,
    capabilities::SignInVisibility,
    failure::{Challenge, Reason},
    http::HttpResponse,
    json::{Json, Recorded},
    lookup,
    protocol::{Access, AccountChoice, AskedIn, Request, SignIn, SignInOutcome},
    sign_in,
};

const WANTED: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;

fn challenge(claims: &str) -> HttpResponse {
    let base64 = BASE64_STANDARD.encode(claims);
    let header = format!(r#"Bearer realm="", error="insufficient_claims", claims="{base64}""#);
    HttpResponse { www_authenticate: Some(header), ..answer(401, r#"{"error":{"code":"Unauthorized"}}"#) }
}

fn click(claims: Option<Claims>) -> SignIn {
    let (access, account, asked_in) = (Access::Files, AccountChoice::Usual, AskedIn::Page);
    SignIn { directory: directory(TENANT), access, account, claims, asked_in }
}

/// The analyst, signed in at a Defender that answers so while `challenged` is more than zero.
async fn at_defender(challenged: u32, says: HttpResponse) -> (FakeBrowser, Rc<Cell<u32>>) {
    let browser = FakeBrowser::new();
    let entra = Entra::of(&browser);
    let left = Rc::new(Cell::new(challenged));
    let answers = Rc::clone(&left);
    browser.serve(move |sent| {
        Ok(match (&sent.bearer, answers.get()) {
            (None, _) => entra.answers(sent),
            (Some(_), 0) => answer(200, r#"{"value":[]}"#),
            (Some(_), left) => {
                answers.set(left - 1);
                says.clone()
            }
        })
    });
    assert_eq!(sign_in::in_window(&browser, click(None)).await, SignInOutcome::SignedIn);
    (browser, left)
}

async fn looked_up(browser: &FakeBrowser) -> Option<Reason> {
    let alert = AlertId::parse("da637472900382838869_-1364969609").expect("an alert id");
    let outcome = lookup::files(browser, &viewer(TENANT, ANALYST), &alert, |_| ()).await;
    outcome.err().map(|failure| failure.reason)
}

/// What the notice's button asks the worker for, through the message that it travels in.
fn with_claims_of(reason: &Reason) -> SignIn {
    let Reason::Challenged(Challenge::Claims(claims)) = reason else { panic!("{reason:?} asks for no claims") };
    let message = Request::SignIn(click(Some(claims.clone()))).to_record().to_string();
    match Json::parse(&message).as_ref().and_then(Request::from_record) {
        Some(Request::SignIn(request)) => request,
        other => panic!("{other:?}"),
    }
}

/// Check B-08.
#[tokio::test]
async fn the_claims_that_defender_asks_for_go_into_the_next_sign_in() {
    let (browser, _) = at_defender(1, challenge(WANTED)).await;
    let reason = looked_up(&browser).await.expect("a challenge");
    assert_eq!((browser.api_calls().len(), browser.token_requests().len()), (1, 1), "no renewal would prove more");
    assert_eq!(sign_in::in_window(&browser, with_claims_of(&reason)).await, SignInOutcome::SignedIn);
    let (url, visibility) = browser.opened().pop().expect("a window");
    assert_eq!((parameter(&url, "claims").as_str(), visibility), (WANTED, SignInVisibility::Window));
    assert_eq!(looked_up(&browser).await, None);
}

/// Check B-08.
#[tokio::test]
async fn a_challenge_that_cannot_be_passed_on_is_an_ordinary_401_and_told() {
    let huge = format!(r#"{{"access_token":{{"a":"{}"}}}}"#, "a".repeat(5_000));
    for malformed in ["", "no JSON", "[]", "{}", r#"{"userinfo":{}}"#, &huge] {
        let (browser, _) = at_defender(u32::MAX, challenge(malformed)).await;
        assert_eq!(looked_up(&browser).await, Some(Reason::Challenged(Challenge::Malformed)), "{malformed:.40}");
        assert_eq!((browser.api_calls().len(), browser.token_requests().len()), (2, 2), "one renewal, one retry");
        assert!(browser.session().values().all(|text| !text.contains("aaaaaaaaaa")));
    }
    let (browser, _) = at_defender(1, challenge("no JSON")).await;
    assert_eq!(looked_up(&browser).await, None, "what the renewed token has, nobody needs to prove");
}

/// Check B-08.
#[tokio::test]
async fn a_challenge_after_a_sign_in_that_met_one_ends_in_a_sentence_and_later_is_met_again() {
    let (browser, left) = at_defender(2, challenge(WANTED)).await;
    let reason = looked_up(&browser).await.expect("a challenge");
    sign_in::in_window(&browser, with_claims_of(&reason)).await;
    assert_eq!(looked_up(&browser).await, Some(Reason::Challenged(Challenge::Again)));
    assert_eq!(browser.api_calls().len(), 2);
    left.set(2);
    browser.move_clock(599_000);
    assert_eq!(looked_up(&browser).await, Some(Reason::Challenged(Challenge::Again)));
    browser.move_clock(2_000);
    with_claims_of(&looked_up(&browser).await.expect("a challenge"));
    assert_eq!(browser.opened().len(), 2, "no window but the two that were asked for");
}

/// Check B-08.
#[tokio::test]
async fn an_ordinary_sign_in_is_no_answer_to_a_challenge() {
    let (browser, _) = at_defender(2, challenge(WANTED)).await;
    for _ in 0..2 {
        with_claims_of(&looked_up(&browser).await.expect("a challenge"));
        sign_in::in_window(&browser, click(None)).await;
    }
}

/// Checks B-08 and D-02.
#[test]
fn claims_that_nobody_could_have_asked_for_travel_in_no_message() {
    let asked = Claims::parse(WANTED).expect("claims");
    let good = Request::SignIn(click(Some(asked))).to_record().to_string();
    let written = Json::from(WANTED).to_string();
    assert!(Json::parse(&good).as_ref().and_then(Request::from_record).is_some());
    let huge = Json::from(format!(r#"{{"id_token":{{"a":"{}"}}}}"#, "a".repeat(4_100)).as_str()).to_string();
    for other in ["7", "{}", r#""""#, r#""{}""#, r#""prompt=none""#, &huge] {
        let message = good.replace(&written, other);
        assert_ne!(message, good);
        assert_eq!(Json::parse(&message).as_ref().and_then(Request::from_record), None, "{other:.40}");
    }
}
