//! The Defender portal: a single-page application under a strict policy, whose grids draw only the rows in view.
//!
//! | address | page |
//! | --- | --- |
//! | `/alerts/<id>` | an alert with its story, and links to the other alerts of its incident |
//! | `/alerts` | the queue: 500 rows in a windowed grid |
//! | `/incident2/<n>/overview` | an incident: its alerts in a windowed grid |
//! | `/incidents/byalert?alertId=<id>` | the incident of an alert, the address unchanged |
//! | `/links/<n>` | `n` links to alerts, all drawn, for benchmarks |
//! | `/blank` | nothing, no link at all |
//!
//! Links navigate by `pushState`, as the real portal does. Any other address is a page with its name.

use std::cmp::Reverse;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::dataset::{Alert, alerts, generated};
use super::record::RecordedRequest;
use super::scenario::CONTOSO;
use super::server::{World, page, respond};
use super::urlencoded;

const PAGE: &str = include_str!("index.html");
const SCRIPT: &str = include_str!("app.js");
const STYLE: &str = include_str!("app.css");

/// How many rows the queue and the large incident have.
const MANY: u32 = 500;

/// The application's own script and style, nothing inline, no HTML from strings.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// What the portal answers.
pub fn answer(world: &World, request: &RecordedRequest) -> Response<Body> {
    let segments: Vec<String> = request.path.split('/').skip(1).map(urlencoded::decode_part).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let tenant_id = request.query_value("tid").filter(|id| world.scenario().tenant(id).is_some());
    let tenant_id = tenant_id.unwrap_or_else(|| CONTOSO.to_owned());
    match segments.as_slice() {
        ["assets", "app.js"] => respond(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT),
        ["assets", "app.css"] => respond(StatusCode::OK, "text/css; charset=utf-8", STYLE),
        ["favicon.ico"] => respond(StatusCode::NOT_FOUND, "image/x-icon", Body::empty()),
        ["portal-data", "alert", id] => data(alert(world, &tenant_id, id)),
        ["portal-data", "queue"] => data(Some(rows(queue(world, &tenant_id)))),
        ["portal-data", "incident", number] => data(incident(world, &tenant_id, number)),
        ["portal-data", "links", count] => data(Some(links(count))),
        _ => application(),
    }
}

fn application() -> Response<Body> {
    let mut response = page(StatusCode::OK, PAGE);
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header value of ASCII letters"));
    }
    response
}

fn data(body: Option<Value>) -> Response<Body> {
    match body {
        Some(body) => respond(StatusCode::OK, "application/json; charset=utf-8", body.to_string()),
        None => respond(StatusCode::NOT_FOUND, "application/json; charset=utf-8", "null"),
    }
}

fn alert(world: &World, tenant_id: &str, id: &str) -> Option<Value> {
    let alert = world.dataset.alert(tenant_id, id)?;
    let mut body = alert.resource(world.clock.started);
    body["tenant"] = json!(world.scenario().tenant(tenant_id)?.name);
    let siblings = alert.incident().map(|number| in_incident(world, tenant_id, number)).unwrap_or_default();
    let others = siblings.into_iter().filter(|other| other.id != id).take(5);
    body["related"] = rows(others.collect());
    Some(body)
}

fn incident(world: &World, tenant_id: &str, number: &str) -> Option<Value> {
    let number: u64 = number.parse().ok()?;
    let alerts = in_incident(world, tenant_id, number);
    let title = alerts.first()?.text("title").to_owned();
    Some(json!({ "number": number, "title": format!("{title} and other alerts"), "alerts": rows(alerts) }))
}

fn in_incident(world: &World, tenant_id: &str, number: u64) -> Vec<Alert> {
    if number == u64::from(alerts::LARGE_INCIDENT) {
        return many(MANY);
    }
    let alerts = world.dataset.of_tenant(tenant_id).filter(|alert| alert.incident() == Some(number));
    newest_first(world, alerts.cloned().collect())
}

fn queue(world: &World, tenant_id: &str) -> Vec<Alert> {
    let mut all: Vec<Alert> = world.dataset.of_tenant(tenant_id).cloned().collect();
    let missing = MANY.saturating_sub(u32::try_from(all.len()).expect("a folder of few fixtures"));
    all.extend(many(missing));
    newest_first(world, all)
}

/// As the API lists them.
fn newest_first(world: &World, mut alerts: Vec<Alert>) -> Vec<Alert> {
    alerts.sort_by_cached_key(|alert| Reverse(alert.resource(world.clock.started)["alertCreationTime"].to_string()));
    alerts
}

/// Generated alerts with zero to six files.
fn many(count: u32) -> Vec<Alert> {
    (0..count).filter_map(|index| generated::alert(&generated::alert_id(index % 7, index))).collect()
}

/// What a row of a grid shows.
fn rows(alerts: Vec<Alert>) -> Value {
    let row = |alert: &Alert| {
        json!({
            "id": alert.id,
            "title": alert.text("title"),
            "severity": alert.text("severity"),
            "status": alert.text("status"),
            "device": alert.text("computerDnsName"),
        })
    };
    alerts.iter().map(row).collect()
}

fn links(count: &str) -> Value {
    let count: u32 = count.parse().unwrap_or(0);
    (0..count.min(100_000)).map(|index| generated::alert_id(index % 7, index)).collect()
}
