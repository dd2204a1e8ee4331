//! Signing in with Entra, through the real sign-in window, and what becomes of the tokens.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Name, Page},
        tenant::{Action, Answer, CLIENT, CONTOSO, FABRIKAM, Fault, Quirk, RecordedRequest, SimulatedTenant, alerts},
    },
};

const CARDS_OF_SIX: usize = 6;

async fn shows_cards(popup: &Page) -> Result<(), CdpError> {
    popup.wait_for_count(CARDS_OF_SIX, "article", Name::starting("File ")).await.map(drop)
}

/// A popup over an alert of Contoso, which the settings know, in which Ada has just signed in.
async fn signed_in(test: &str) -> Result<Option<(Desk, Page, Page)>, Box<dyn std::error::Error>> {
    let Some(desk) = Desk::new(test).await? else { return Ok(None) };
    let (tab, popup) = desk.at_six_files().await?;
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    Ok(Some((desk, tab, popup)))
}

fn silent(request: &RecordedRequest) -> bool {
    request.query_value("prompt").as_deref() == Some("none")
}

async fn session_storage(desk: &Desk) -> Result<String, CdpError> {
    Ok(desk.browser.wake_worker().await?.evaluate("chrome.storage.session.get()").await?.to_string())
}

/// the sign-in page comes with `Cross-Origin-Opener-Policy: same-origin` and a strict CSP.
#[tokio::test]
async fn a_sign_in_asks_for_exactly_what_it_needs_and_leaks_nothing() -> Outcome {
    let Some((desk, _, popup)) = signed_in("the requests of a sign-in").await? else { return Ok(()) };
    let [asked] = &desk.tenant.authorize_requests()[..] else { return Err("not one authorize request".into()) };
    assert_eq!(asked.path, format!("/{CONTOSO}/oauth2/v2.0/authorize"));
    let expected = [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_mode",
        "response_type",
        "scope",
        "state",
    ];
    assert_eq!(asked.query_names().into_iter().collect::<BTreeSet<_>>(), expected.map(str::to_owned).into());
    let redirect_uri = format!("https://{}.chromiumapp.org/", desk.browser.extension_id());
    for (name, value) in [
        ("client_id", CLIENT),
        ("response_type", "code"),
        ("response_mode", "fragment"),
        ("code_challenge_method", "S256"),
        ("scope", "openid profile offline_access https://api.securitycenter.microsoft.com/File.Read.All"),
        ("redirect_uri", &redirect_uri),
    ] {
        assert_eq!(asked.query_value(name).as_deref(), Some(value), "{name}");
    }
    let value = |name: &str| asked.query_value(name).unwrap_or_default();
    assert_eq!(value("code_challenge").len(), 43);
    assert!(value("state").len() >= 22 && value("nonce").len() >= 22, "128 bits at least");

    let [redeemed] = &desk.tenant.token_requests()[..] else { return Err("not one token request".into()) };
    assert_eq!(redeemed.method, "POST");
    assert_eq!(redeemed.header("origin"), Some(&*desk.browser.extension_origin()));
    assert_eq!(redeemed.header("cookie"), None, "although the sign-in page has just set some");
    assert_eq!(redeemed.header("referer"), None);
    assert_eq!(redeemed.header("authorization"), None);
    assert_eq!(redeemed.query, "");
    assert_eq!(redeemed.form_value("redirect_uri"), Some(redirect_uri));
    assert_eq!(redeemed.form_value("grant_type").as_deref(), Some("authorization_code"));
    assert_eq!(redeemed.form_value("client_secret"), None);
    let (code, verifier) = (redeemed.form_value("code"), redeemed.form_value("code_verifier"));
    let (code, verifier) = (code.ok_or("no code")?, verifier.ok_or("no verifier")?);
    for request in desk.tenant.requests() {
        let url = request.url();
        assert!(!url.contains(&code) && !url.contains(&verifier), "{url}");
        if request.host.ends_with("chromiumapp.org") {
            assert_eq!((request.path.as_str(), request.query.as_str()), ("/", ""), "the code stays in the fragment");
        }
    }
    assert!(popup.text().await?.contains("ada@contoso.com"), "whose sign-in this is stands on the page");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

///
#[tokio::test]
async fn a_closed_window_is_said_with_its_possible_causes_and_a_second_click_works() -> Outcome {
    let Some(desk) = Desk::new("a closed sign-in window").await? else { return Ok(()) };
    let (_, popup) = desk.at_six_files().await?;
    popup.get_by_role("button", "Sign in").await?.click().await?;
    desk.browser.sign_in_window().await?.close().await?;
    let closed = Instant::now();
    let told = popup.wait_for_words("alert", "cancelled").await?;
    eprintln!("cancelled, said after {} ms", closed.elapsed().as_millis());
    assert!(told.contains("chromiumapp.org/") && told.contains("consent"), "{told}");
    assert_eq!(desk.tenant.token_requests().len(), 0);
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0, "the failure is over");
    Ok(())
}

///
#[tokio::test]
async fn errors_of_the_sign_in_page_are_said_each_in_its_own_words() -> Outcome {
    let Some(desk) = Desk::new("errors of the sign-in page").await? else { return Ok(()) };
    let (_, popup) = desk.at_six_files().await?;
    for (error, number, words) in [
        ("access_denied", 65_004, "The permission was declined"),
        ("consent_required", 65_001, "Nobody has allowed the application"),
        ("access_denied", 90_094, "administrator"),
        ("invalid_request", 50_105, "policy of your organisation"),
        ("temporarily_unavailable", 90_033, "did not answer in time"),
        ("invalid_resource", 500_011, "has no Microsoft Defender for Endpoint"),
        ("login_required", 50_058, "sign"),
        ("something_new", 1, "this version does not know"),
    ] {
        desk.tenant.fault(Fault::authorize(Action::SignInError { error, number }));
        popup.get_by_role("button", "Sign in").await?.click().await?;
        let told = popup.wait_for_words("alert", words).await?;
        assert!(told.contains(&format!("AADSTS{number}")), "{told}");
        assert!(told.contains("correlation id"), "{told}");
        popup.get_by_role("button", "Copy correlation id").await?;
        desk.tenant.forget_requests();
    }
    assert_eq!(desk.tenant.token_requests().len(), 0);
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    Ok(())
}

///
#[tokio::test]
async fn an_answer_that_does_not_belong_to_the_sign_in_is_not_used() -> Outcome {
    let Some(desk) = Desk::new("answers that do not belong").await? else { return Ok(()) };
    let (_, popup) = desk.at_six_files().await?;
    for (quirk, token_requests, words) in [
        (Quirk::WrongState, 0, "does not belong to this sign-in"),
        (Quirk::MissingState, 0, "does not belong to this sign-in"),
        (Quirk::RedirectPath("/elsewhere"), 0, "another address than the redirect URI"),
        (Quirk::WrongNonce, 1, "do not belong to this sign-in"),
        (Quirk::MissingNonce, 1, "do not belong to this sign-in"),
        (Quirk::WrongAudience, 1, "for another application"),
        (Quirk::WrongTenant, 1, "for another tenant"),
    ] {
        desk.tenant.quirk(quirk.clone());
        popup.get_by_role("button", "Sign in").await?.click().await?;
        desk.choose_account("ada@contoso.com").await?;
        popup.wait_for_words("alert", words).await.map_err(|error| format!("{quirk:?}: {error}"))?;
        assert_eq!(desk.tenant.token_requests().len(), token_requests, "{quirk:?}");
        assert!(!session_storage(&desk).await?.contains("accessToken"), "{quirk:?}");
        desk.tenant.clear_quirks();
        desk.tenant.forget_requests();
        desk.tenant.end_sessions();
    }
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    Ok(())
}

///
#[tokio::test]
async fn errors_of_the_token_endpoint_are_said_and_no_code_is_sent_twice() -> Outcome {
    let Some(desk) = Desk::new("errors of the token endpoint").await? else { return Ok(()) };
    let (_, popup) = desk.at_six_files().await?;
    let mut codes = BTreeSet::new();
    let table = [
        (Answer::token_error("invalid_grant", 54_005, None), "did not accept this sign-in"),
        (Answer::token_error("invalid_request", 9_002_326, None), "registered for another kind of application"),
        (Answer::token_error("invalid_grant", 53_003, None), "policy of your organisation"),
        (Answer::proxy_page(), "something else than tokens (HTTP 200)"),
        (Answer::empty(200), "something else than tokens (HTTP 200)"),
        (Answer::empty(503), "did not answer in time"),
    ];
    for (count, (answer, words)) in (1..).zip(table) {
        desk.tenant.fault(Fault::token(Action::Respond(answer)));
        popup.get_by_role("button", "Sign in").await?.click().await?;
        // From the second time on the browser has a session, and Entra shows no page.
        if count == 1 {
            desk.choose_account("ada@contoso.com").await?;
        }
        popup.wait_for_words("alert", words).await?;
        assert_eq!(desk.tenant.token_requests().len(), count, "{words}");
        codes.extend(desk.tenant.token_requests().iter().filter_map(|request| request.form_value("code")));
        assert_eq!(codes.len(), count, "{words}");
    }
    assert!(!session_storage(&desk).await?.contains("sign-in pending"));
    popup.get_by_role("button", "Sign in").await?.click().await?;
    shows_cards(&popup).await?;
    Ok(())
}

/// B-10
#[tokio::test]
async fn a_sign_in_service_that_asks_for_a_pause_gets_it_also_from_the_next_worker() -> Outcome {
    let Some(desk) = Desk::new("a pause for the sign-in service").await? else { return Ok(()) };
    let (tab, popup) = desk.at_six_files().await?;
    desk.tenant.fault(Fault::token(Action::Respond(Answer::empty(429).with_header("retry-after", "120"))));
    desk.sign_in(&popup).await?;
    popup.wait_for_words("alert", "sign-in service is busy").await?;
    popup.close().await?;
    desk.browser.worker().await?.kill().await?;
    desk.tenant.forget_requests();
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Sign in").await?.click().await?;
    let told = popup.wait_for_words("alert", "sign-in service is busy").await?;
    assert!(told.contains("Try again in 2 minutes"), "{told}");
    assert_eq!(desk.tenant.token_requests().len(), 0);
    Ok(())
}

///
#[tokio::test]
async fn a_page_that_entra_keeps_to_itself_is_told_as_a_setup_error_with_the_redirect_uri() -> Outcome {
    let Some(desk) = Desk::new("setup errors").await? else { return Ok(()) };
    let unknown = "00000000-1111-4222-8333-444455556666";
    desk.know(&json!({ "tenants": [{ "tenantId": CONTOSO, "clientId": unknown }] })).await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Sign in").await?.click().await?;
    let told = popup.wait_for_words("alert", "could not be loaded").await?;
    assert!(told.contains(&format!("https://{}.chromiumapp.org/", desk.browser.extension_id())), "{told}");
    assert!(told.contains(unknown) && told.contains(CONTOSO), "{told}");
    assert_eq!(desk.tenant.authorize_requests().len(), 1, "no loop");
    popup.get_by_role("button", "Sign in").await?;
    Ok(())
}

///
#[tokio::test]
async fn two_clicks_on_sign_in_open_one_window_and_both_pages_show_the_cards() -> Outcome {
    let Some(desk) = Desk::new("two clicks on sign-in").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let panel = desk.browser.open_panel(&options).await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    panel.get_by_role("button", "Sign in").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Sign in").await?.click().await?;
    panel.get_by_role("button", "Sign in").await?.click().await?;
    desk.choose_account("ada@contoso.com").await?;
    shows_cards(&popup).await?;
    shows_cards(&panel).await?;
    assert_eq!(desk.tenant.authorize_requests().len(), 1);
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

///
#[tokio::test]
async fn a_worker_that_dies_while_the_window_is_open_is_told_and_the_next_try_works() -> Outcome {
    let Some(desk) = Desk::new("a worker that dies").await? else { return Ok(()) };
    let (tab, popup) = desk.at_six_files().await?;
    popup.get_by_role("button", "Sign in").await?.click().await?;
    let window = desk.browser.sign_in_window().await?;
    popup.close().await?;
    desk.browser.worker().await?.kill().await?;
    if window.is_open() {
        window.close().await?;
    }
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_words("alert", "interrupted").await?;
    assert!(!session_storage(&desk).await?.contains("sign-in pending"));
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    assert_eq!(desk.tenant.token_requests().len(), 1);
    Ok(())
}

/// before the sign-in page has answered at all.
#[tokio::test]
async fn a_worker_that_dies_before_the_sign_in_page_is_there_is_told_and_the_next_try_works() -> Outcome {
    let Some(desk) = Desk::new("a worker that dies before the page").await? else { return Ok(()) };
    let (tab, popup) = desk.at_six_files().await?;
    desk.tenant.fault(Fault::authorize(Action::Delay(Duration::from_secs(5))));
    popup.get_by_role("button", "Sign in").await?.click().await?;
    let asked = |request: &RecordedRequest| request.path.ends_with("/authorize");
    desk.tenant.wait_for_request(Duration::from_secs(15), asked).await.ok_or("no authorize request")?;
    desk.browser.worker().await?.kill().await?;
    popup.wait_for_words("alert", "interrupted").await?;
    let gone = "(async () => { while ((await chrome.storage.session.get())['sign-in pending']) ; return true })()";
    assert_eq!(popup.evaluate(gone).await?, true);
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    let sign_in = popup.get_by_role("button", "Sign in").await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0, "told once");
    // The browser keeps the window that the dead worker has asked for, and allows one at a time.
    sign_in.click().await?;
    popup.wait_for_words("alert", "window is open already").await?;
    desk.browser.sign_in_window().await?.close().await?;
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    assert_eq!(desk.tenant.token_requests().len(), 1);
    Ok(())
}

/// B-15
#[tokio::test]
async fn a_full_session_storage_ends_a_sign_in_with_a_remedy_and_the_cards_stay() -> Outcome {
    let Some((desk, _, popup)) = signed_in("a full session storage").await? else { return Ok(()) };
    let worker = desk.browser.wake_worker().await?;
    let fill = "(async () => {
        const kept = [];
        // Of the smallest values there is no end: they fit beside a full quota.
        for (let size = 1 << 20; size >= 64; ) {
            const key = `filler ${kept.length}`;
            try {
                await chrome.storage.session.set({ [key]: 'x'.repeat(size) });
                kept.push(key);
            } catch {
                size /= 2;
            }
        }
        return kept;
    })()";
    let filler = worker.evaluate(fill).await?;
    popup.get_by_role("button", "Show file names").await?.click().await?;
    let told = popup.wait_for_words("alert", "session storage is full").await?;
    assert!(told.contains("restart the browser"), "{told}");
    shows_cards(&popup).await?;
    assert_eq!(desk.tenant.authorize_requests().len(), 1, "the sign-in before, and no second one");
    worker.evaluate(&format!("chrome.storage.session.remove({filler})")).await?;
    popup.get_by_role("button", "Show file names").await?.click().await?;
    desk.browser.sign_in_window().await?.get_by_role("button", "Accept").await?.click().await?;
    popup.wait_until_none("alert", Name::Any).await?;
    shows_cards(&popup).await?;
    Ok(())
}

///
#[tokio::test]
async fn a_worker_that_dies_before_its_tokens_come_leaves_nothing_half_done() -> Outcome {
    let Some(desk) = Desk::new("a worker that dies before its tokens").await? else { return Ok(()) };
    let (tab, popup) = desk.at_six_files().await?;
    desk.tenant.fault(Fault::token(Action::Delay(Duration::from_secs(5))));
    desk.sign_in(&popup).await?;
    let token = |request: &RecordedRequest| request.path.ends_with("/token");
    desk.tenant.wait_for_request(Duration::from_secs(15), token).await.ok_or("no token request")?;
    desk.browser.worker().await?.kill().await?;
    popup.wait_for_words("alert", "interrupted").await?;
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    // The browser has a session with Entra by now.
    popup.get_by_role("button", "Sign in").await?.click().await?;
    shows_cards(&popup).await?;
    let codes: Vec<_> = desk.tenant.token_requests().iter().map(|request| request.form_value("code")).collect();
    assert_eq!(codes.len(), 2);
    assert_ne!(codes[0], codes[1], "a code is never sent twice");
    Ok(())
}

///
#[tokio::test]
async fn where_entra_asks_nothing_no_window_opens_and_nothing_waits_in_the_badge() -> Outcome {
    let Some((desk, _, popup)) = signed_in("single sign-on").await? else { return Ok(()) };
    popup.get_by_role("button", "Sign out").await?.click().await?;
    popup.get_by_role("button", "Sign in").await?.click().await?;
    shows_cards(&popup).await?;
    desk.badge_says("6").await?;
    let worker = desk.browser.wake_worker().await?;
    assert_eq!(worker.evaluate("chrome.action.getBadgeText({})").await?, "");
    Ok(())
}

/// B-07
#[tokio::test]
async fn a_token_that_defender_refuses_is_renewed_once_and_nobody_notices() -> Outcome {
    let Some((desk, _, popup)) = signed_in("renewal").await? else { return Ok(()) };
    desk.tenant.advance(Duration::from_secs(2 * 3600));
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let called = |request: &RecordedRequest| request.path.ends_with("/files");
    desk.tenant.wait_for_request(Duration::from_secs(15), called).await.ok_or("no call")?;
    popup.wait_until("document.querySelector('[aria-busy=false]') !== null").await?;
    shows_cards(&popup).await?;
    let [renewed] = &desk.tenant.token_requests()[..] else { return Err("not one renewal".into()) };
    assert_eq!(renewed.form_value("grant_type").as_deref(), Some("refresh_token"));
    assert_eq!(renewed.header("cookie"), None);
    assert_eq!(desk.tenant.api_calls().len(), 2, "refused, then answered");
    assert_eq!(desk.tenant.authorize_requests().len(), 0);
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    let stored = session_storage(&desk).await?;
    let spent = renewed.form_value("refresh_token").ok_or("no refresh token")?;
    assert!(!stored.contains(&spent), "B-04: the old refresh token is gone");
    Ok(())
}

/// B-09: the browser's clock and Microsoft's are two hours apart. This computer's clock is left alone, the server's dates
/// and the ends of its tokens are moved.
#[tokio::test]
async fn clocks_that_are_two_hours_apart_cost_nothing() -> Outcome {
    const TWO_HOURS: Duration = Duration::from_secs(2 * 3600);
    type Move = fn(&SimulatedTenant);
    let moves: [(&str, Move); 2] = [
        ("Microsoft's clock is ahead", |tenant| tenant.advance(TWO_HOURS)),
        ("Microsoft's clock is behind", |tenant| tenant.set_back(TWO_HOURS)),
    ];
    for (case, apart) in moves {
        let Some(desk) = Desk::new("clocks apart").await? else { return Ok(()) };
        apart(&desk.tenant);
        desk.know_contoso().await?;
        let tab = desk.open_alert(alerts::SIX_FILES).await?;
        let popup = desk.browser.open_popup(&tab).await?;
        desk.sign_in(&popup).await?;
        shows_cards(&popup).await?;
        for calls in 2..=4 {
            popup.get_by_role("button", "Refresh").await?.click().await?;
            answered(&desk, &popup, calls).await?;
        }
        assert_eq!(desk.tenant.token_requests().len(), 1, "{case}: nothing is renewed");
        assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0, "{case}");
    }
    Ok(())
}

/// B-09: a token ended two hours before this computer's clock says so.
#[tokio::test]
async fn a_token_that_ended_earlier_than_promised_costs_one_refused_call_and_one_renewal() -> Outcome {
    let Some(desk) = Desk::new("a token that ended earlier").await? else { return Ok(()) };
    let (_, popup) = desk.at_six_files().await?;
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    desk.tenant.advance(Duration::from_secs(2 * 3600));
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    answered(&desk, &popup, 2).await?;
    for calls in 3..=5 {
        popup.get_by_role("button", "Refresh").await?.click().await?;
        answered(&desk, &popup, calls).await?;
    }
    assert_eq!(desk.tenant.token_requests().len(), 1, "one renewal for the one refusal");
    assert_eq!(desk.tenant.authorize_requests().len(), 0);
    Ok(())
}

/// B-09: by this computer's clock every token has ended when it comes.
#[tokio::test]
async fn tokens_that_seem_to_end_at_once_are_renewed_once_for_each_call_and_used() -> Outcome {
    let Some(desk) = Desk::new("tokens that end at once").await? else { return Ok(()) };
    desk.know_contoso().await?;
    desk.tenant.quirk(Quirk::PromisedLifetime(0));
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    for calls in 2..=4 {
        popup.get_by_role("button", "Refresh").await?.click().await?;
        answered(&desk, &popup, calls).await?;
    }
    let renewals = desk.tenant.token_requests().len() - 1;
    assert!(renewals <= 4, "{renewals} renewals for 4 calls");
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    Ok(())
}

/// Waits until so many calls were made and nothing is under way any more.
async fn answered(desk: &Desk, popup: &Page, calls: usize) -> Outcome {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        popup.wait_until("document.querySelector('[aria-busy=false]') !== null").await?;
        match desk.tenant.api_calls().len() {
            made if made == calls => return Ok(()),
            made if made > calls => return Err(format!("{made} calls, expected {calls}").into()),
            made if Instant::now() > deadline => return Err(format!("{made} calls, expected {calls}").into()),
            _ => tokio::task::yield_now().await,
        }
    }
}

/// B-03
#[tokio::test]
async fn a_token_near_its_end_is_renewed_before_the_call() -> Outcome {
    let Some(desk) = Desk::new("renewal before the call").await? else { return Ok(()) };
    desk.know_contoso().await?;
    desk.tenant.quirk(Quirk::ExpiresIn(200));
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    desk.tenant.clear_quirks();
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let called = |request: &RecordedRequest| request.path.ends_with("/files");
    desk.tenant.wait_for_request(Duration::from_secs(15), called).await.ok_or("no call")?;
    assert!(desk.tenant.token_requests().len() <= 1, "at most one renewal");
    assert_eq!(desk.tenant.api_calls().len(), 1, "nothing was refused");
    Ok(())
}

/// B-06
#[tokio::test]
async fn a_dead_refresh_token_is_replaced_unseen_while_the_browser_has_a_session() -> Outcome {
    let Some((desk, _, popup)) = signed_in("a dead refresh token").await? else { return Ok(()) };
    desk.tenant.advance(Duration::from_secs(25 * 3600));
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let twice = |request: &RecordedRequest| silent(request);
    desk.tenant.wait_for_request(Duration::from_secs(15), twice).await.ok_or("no silent sign-in")?;
    popup.wait_until("document.querySelector('[aria-busy=false]') !== null").await?;
    shows_cards(&popup).await?;
    let [quiet] = &desk.tenant.authorize_requests()[..] else { return Err("not one sign-in".into()) };
    assert!(silent(quiet) && quiet.query_value("login_hint").is_some(), "{}", quiet.query);
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    Ok(())
}

/// B-06
#[tokio::test]
async fn a_dead_refresh_token_without_a_session_costs_one_silent_try_and_then_a_button() -> Outcome {
    let Some((desk, tab, popup)) = signed_in("no session left").await? else { return Ok(()) };
    desk.tenant.advance(Duration::from_secs(25 * 3600));
    desk.tenant.end_sessions();
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.get_by_role("button", "Sign in").await?;
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Sign in").await?;
    assert_eq!(desk.tenant.authorize_requests().iter().filter(|request| silent(request)).count(), 1);
    assert_eq!(desk.tenant.authorize_requests().len(), 1, "no window");
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    Ok(())
}

/// B-10
#[tokio::test]
async fn a_renewal_that_fails_says_why_with_entras_ids_and_offers_what_helps() -> Outcome {
    let Some((desk, _, popup)) = signed_in("a renewal that fails").await? else { return Ok(()) };
    desk.tenant.advance(Duration::from_secs(2 * 3600));
    desk.tenant.forget_requests();
    for _ in 0..2 {
        desk.tenant.fault(Fault::token(Action::Respond(Answer::empty(503))));
    }
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.wait_for_words("alert", "sign-in service did not answer in time").await?;
    assert_eq!(desk.tenant.token_requests().len(), 2, "once more after a pause");
    assert_eq!(popup.get_all_by_role("button", "Sign in").await?.len(), 0, "that is no remedy");
    let again = popup.get_by_role("button", "Try again").await?;
    let rested = "chrome.storage.session.get().then(all => chrome.storage.session.remove(
        Object.keys(all).filter(key => key.startsWith('sign-in rest'))))";
    desk.browser.wake_worker().await?.evaluate(rested).await?;
    desk.tenant.fault(Fault::token(Action::Respond(Answer::token_error("invalid_grant", 53_003, None))));
    again.click().await?;
    let told = popup.wait_for_words("alert", "policy of your organisation").await?;
    assert!(told.contains("AADSTS53003") && told.contains("correlation id"), "{told}");
    popup.get_by_role("button", "Copy correlation id").await?;
    popup.get_by_role("button", "Sign in").await?;
    shows_cards(&popup).await?;
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_ends_for_want_of_consent_says_so_with_the_page_that_grants_it() -> Outcome {
    let Some((desk, tab, popup)) = signed_in("consent taken back").await? else { return Ok(()) };
    desk.tenant.advance(Duration::from_secs(25 * 3600));
    desk.tenant.fault(Fault::authorize(Action::SignInError { error: "access_denied", number: 90_094 }));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.wait_for_words("alert", "needs an administrator's consent").await?;
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    let told = popup.wait_for_words("alert", "needs an administrator's consent").await?;
    assert!(told.contains("AADSTS90094") && told.contains("File.Read.All"), "{told}");
    popup.get_by_role("button", "Copy address for the administrator").await?.click().await?;
    popup.wait_for_words("status", "Copied").await?;
    let page = format!("https://login.microsoftonline.com/{CONTOSO}/v2.0/adminconsent?client_id={CLIENT}&scope=");
    let copied = popup.clipboard().await?;
    assert!(copied.starts_with(&page), "{copied}");
    // The browser has a session with Entra still.
    popup.get_by_role("button", "Sign in").await?.click().await?;
    shows_cards(&popup).await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    Ok(())
}

/// B-11, A-16
#[tokio::test]
async fn after_a_restart_the_cards_come_without_a_window_while_the_browser_has_a_session() -> Outcome {
    let Some((desk, _, _)) = signed_in("a restart").await? else { return Ok(()) };
    desk.tenant.forget_requests();
    let desk = desk.restarted().await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new(), "a page alone causes no sign-in");
    let popup = desk.browser.open_popup(&tab).await?;
    shows_cards(&popup).await?;
    let [quiet] = &desk.tenant.authorize_requests()[..] else { return Err("not one sign-in".into()) };
    assert!(silent(quiet) && quiet.query_value("login_hint").is_some(), "{}", quiet.query);
    assert!(popup.text().await?.contains("ada@contoso.com"));
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// B-11
#[tokio::test]
async fn after_a_restart_without_a_session_there_is_a_button_and_no_window() -> Outcome {
    let Some((desk, _, _)) = signed_in("a restart without a session").await? else { return Ok(()) };
    desk.tenant.end_sessions();
    desk.tenant.forget_requests();
    let desk = desk.restarted().await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    for _ in 0..2 {
        let popup = desk.browser.open_popup(&tab).await?;
        popup.get_by_role("button", "Sign in").await?;
        assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0, "that is no failure");
        popup.close().await?;
    }
    assert_eq!(desk.tenant.authorize_requests().len(), 1, "one silent try");
    let popup = desk.browser.open_popup(&tab).await?;
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    Ok(())
}

///
#[tokio::test]
async fn a_silent_sign_in_that_hangs_gives_up_within_sixteen_seconds() -> Outcome {
    let Some((desk, _, _)) = signed_in("a silent sign-in that hangs").await? else { return Ok(()) };
    let desk = desk.restarted().await?;
    desk.tenant.fault(Fault::authorize(Action::Hang));
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    let start = Instant::now();
    popup.get_by_role_within(Duration::from_secs(25), "button", "Sign in").await?;
    eprintln!("gave up after {} ms", start.elapsed().as_millis());
    Ok(())
}

/// B-12
#[tokio::test]
async fn an_update_of_the_extension_costs_no_window_either() -> Outcome {
    let Some((desk, _, _)) = signed_in("an update").await? else { return Ok(()) };
    let desk = desk.restarted().await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    desk.reload_extension().await?;
    desk.badge_says("6").await?;
    desk.tenant.forget_requests();
    let popup = desk.browser.open_popup(&tab).await?;
    shows_cards(&popup).await?;
    assert!(desk.tenant.authorize_requests().iter().all(silent));
    Ok(())
}

/// B-13
#[tokio::test]
async fn signing_out_is_immediate_and_here_only_and_drops_answers_on_their_way() -> Outcome {
    let Some((desk, tab, popup)) = signed_in("signing out").await? else { return Ok(()) };
    desk.tenant.forget_requests();
    desk.tenant.fault(Fault::api(Action::Delay(Duration::from_secs(2))));
    popup.get_by_role("button", "Refresh").await?.click().await?;
    let called = |request: &RecordedRequest| request.path.ends_with("/files");
    desk.tenant.wait_for_request(Duration::from_secs(15), called).await.ok_or("no call")?;
    popup.get_by_role("button", "Sign out").await?.click().await?;
    popup.get_by_role("button", "Sign in").await?;
    assert_eq!(popup.get_all_by_role("article", Name::Any).await?.len(), 0);
    says(&popup, "Not signed in").await?;
    let later = "new Promise(resolve => setTimeout(() => resolve(document.querySelectorAll('article').length), 3000))";
    assert_eq!(popup.evaluate(later).await?, 0, "the late answer is nobody's");
    let stored = session_storage(&desk).await?;
    assert!(!stored.contains("accessToken") && !stored.contains("sha256"), "{stored:.400}");
    let local = desk.browser.wake_worker().await?.evaluate("chrome.storage.local.get()").await?.to_string();
    assert!(!local.contains("ada@contoso.com"), "{local}");
    popup.close().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Sign in").await?;
    assert_eq!(desk.tenant.authorize_requests().len(), 0, "who signed out is not signed in silently");
    assert!(desk.tenant.requests().iter().all(|request| !request.path.contains("logout")));
    Ok(())
}

/// A-17, B-14
#[tokio::test]
async fn another_account_sees_nothing_of_the_one_before() -> Outcome {
    let Some((desk, _, popup)) = signed_in("another account").await? else { return Ok(()) };
    popup.get_by_role("button", "Sign out").await?.click().await?;
    desk.tenant.forget_requests();
    popup.get_by_role("button", "Use another account").await?.click().await?;
    desk.choose_account("linus@contoso.com").await?;
    popup.wait_for_words("alert", "does not let you see this alert").await?;
    assert_eq!(popup.get_all_by_role("article", Name::Any).await?.len(), 0);
    let text = popup.text().await?;
    assert!(text.contains("linus@contoso.com") && !text.contains("ada@contoso.com"), "{text}");
    for request in desk.tenant.authorize_requests() {
        assert_eq!(request.query_value("prompt").as_deref(), Some("select_account"));
        assert_eq!(request.query_value("login_hint"), None, "Entra refuses both together");
    }
    assert_eq!(desk.tenant.api_calls().len(), 1, "nothing came from the other account's cache");
    Ok(())
}

#[tokio::test]
async fn two_tenants_have_a_sign_in_each() -> Outcome {
    let Some(desk) = Desk::new("two tenants").await? else { return Ok(()) };
    desk.know(&json!({ "tenants": [
        { "tenantId": CONTOSO, "name": "Contoso", "clientId": CLIENT },
        { "tenantId": FABRIKAM, "name": "Fabrikam", "clientId": CLIENT },
    ] }))
    .await?;
    let contoso = desk.browser.open_tab(&desk.tenant.alert_page(alerts::SIX_FILES)).await?;
    let popup = desk.browser.open_popup(&contoso).await?;
    desk.sign_in(&popup).await?;
    shows_cards(&popup).await?;
    popup.close().await?;
    let fabrikam = desk.browser.open_tab(&desk.tenant.alert_page(alerts::OF_FABRIKAM)).await?;
    let popup = desk.browser.open_popup(&fabrikam).await?;
    // Ada is a guest there, and the browser has a session.
    popup.get_by_role("button", "Sign in").await?.click().await?;
    popup.wait_until("document.querySelectorAll('article').length > 0").await?;
    assert!(popup.text().await?.contains("Fabrikam"));
    popup.close().await?;
    let popup = desk.browser.open_popup(&contoso).await?;
    shows_cards(&popup).await?;
    let bearers: BTreeSet<_> =
        desk.tenant.api_calls().iter().map(|call| call.header("authorization").map(str::to_owned)).collect();
    assert_eq!(bearers.len(), 2, "a token for each");
    assert_eq!(desk.tenant.token_requests().len(), 2);
    Ok(())
}

/// B-01, B-02
#[tokio::test]
async fn tokens_lie_in_session_storage_and_nowhere_else() -> Outcome {
    let Some((desk, tab, popup)) = signed_in("where tokens lie").await? else { return Ok(()) };
    let stored = session_storage(&desk).await?;
    let bearer = desk.tenant.api_calls()[0].header("authorization").unwrap_or_default().to_owned();
    let token = bearer.strip_prefix("Bearer ").ok_or("no bearer")?.to_owned();
    assert!(stored.contains(&token), "what is searched for can be found");
    let worker = desk.browser.wake_worker().await?;
    for elsewhere in [
        worker.evaluate("chrome.storage.local.get()").await?.to_string(),
        worker.evaluate("chrome.storage.sync.get()").await?.to_string(),
        worker.evaluate("Promise.all([indexedDB.databases(), caches.keys()])").await?.to_string(),
        popup.evaluate("document.documentElement.outerHTML").await?.to_string(),
        desk.browser.messages().iter().map(|message| message.text.clone()).collect(),
    ] {
        assert!(!elsewhere.contains(&token) && !elsewhere.contains("refresh"), "{elsewhere:.300}");
    }
    let id = desk.browser.extension_id().to_owned();
    for area in ["session", "local"] {
        let read = format!("chrome.storage.{area}.get().then(() => 'open', error => error.message)");
        let answer = tab.evaluate_as_content_script(&id, &read).await?.to_string();
        assert!(answer.contains("not allowed"), "{area}: {answer}");
    }
    let profile = desk.browser.close().await?;
    let canary = &token[token.len() - 43..];
    let mut folders = vec![profile.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
                assert!(!found, "a token on disk: {}", path.display());
            }
        }
    }
    Ok(())
}
