//! The Defender API: who may call, what is counted, what is answered. GET only, no CORS headers.

mod alerts;
mod files;
pub mod limits;
mod odata;
pub mod paging;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::entra::tokens::{self, Caller};
use super::hosts::Api;
use super::record::RecordedRequest;
use super::scenario::AccountRole;
use super::server::{World, respond};
use super::urlencoded;

/// An error in the documented shape.
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u64>,
}

impl ApiError {
    /// An error without `Retry-After`.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> ApiError {
        ApiError { status, code, message: message.into(), retry_after_seconds: None }
    }
}

/// What the API answers on the hosts of `family`.
pub fn answer(world: &World, family: Api, request: &RecordedRequest) -> Response<Body> {
    match answered(world, family, request) {
        Ok(body) => respond(StatusCode::OK, "application/json; odata.metadata=minimal", body.to_string()),
        Err(error) => refused(world, &error),
    }
}

fn answered(world: &World, family: Api, request: &RecordedRequest) -> Result<Value, ApiError> {
    if request.method != "GET" {
        let message = format!("The requested resource does not support http method '{}'.", request.method);
        return Err(ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "BadRequest", message));
    }
    let caller = caller(world, family, request)?;
    limits::count(world, &caller)?;
    let segments: Vec<String> = request.path.split('/').skip(1).map(urlencoded::decode_part).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let resource = match segments.as_slice() {
        ["api", "v1.0", resource @ ..] | ["api", resource @ ..] => resource,
        _ => &[],
    };
    match resource {
        ["alerts"] => {
            caller.may(&["Alert.Read", "Alert.ReadWrite", "Alert.Read.All"])?;
            alerts::list(world, &caller, request)
        }
        ["alerts", id] => {
            caller.may(&["Alert.Read", "Alert.ReadWrite", "Alert.Read.All"])?;
            alerts::one(world, &caller, id, request)
        }
        ["alerts", id, "files"] => {
            caller.may(&["File.Read.All"])?;
            files::of_alert(world, &caller, id, request)
        }
        ["files", hash] => {
            caller.may(&["File.Read.All"])?;
            files::one(world, &caller, hash, request)
        }
        ["files", hash, "stats"] => {
            caller.may(&["File.Read.All"])?;
            files::stats(world, &caller, hash, request)
        }
        _ => Err(ApiError::new(StatusCode::NOT_FOUND, "NotFound", format!("No resource at {}.", request.path))),
    }
}

impl Caller {
    /// Whether the token has one of `permissions`. `user_impersonation` leaves it to the user's role.
    fn may(&self, permissions: &[&str]) -> Result<(), ApiError> {
        let has = |name: &str| self.permissions.iter().any(|own| own == name);
        if has("user_impersonation") || permissions.iter().any(|name| has(name)) {
            return Ok(());
        }
        // Recorded for application tokens; the wording for delegated ones is not known.
        let message = format!(
            "The application does not have any of the required application permissions ({}) to access the resource.",
            permissions.join(", "),
        );
        Err(ApiError::new(StatusCode::FORBIDDEN, "Forbidden", message))
    }
}

fn caller(world: &World, family: Api, request: &RecordedRequest) -> Result<Caller, ApiError> {
    let refused = |message: &str| ApiError::new(StatusCode::UNAUTHORIZED, "Unauthorized", message);
    let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let caller = token.and_then(|token| tokens::caller(world, token));
    let caller = caller.ok_or_else(|| refused("Authorization header is missing or not valid."))?;
    if Api::of_audience(&caller.audience) != Some(family) {
        return Err(refused("Authorization header is not valid: the audience is another resource's."));
    }
    if tokens::seconds(world.clock.now()) >= caller.expires_at {
        return Err(refused("Authorization header has expired."));
    }
    let scenario = world.scenario();
    let tenant = scenario.tenant(&caller.tenant_id).filter(|tenant| tenant.api() == family);
    let tenant = tenant.ok_or_else(|| refused("The tenant is not known here."))?;
    match tenant.account(&caller.upn).map(|account| account.role) {
        Some(AccountRole::WithoutViewData) => {
            let message = "User does not have the role permission to access the resource.";
            Err(ApiError::new(StatusCode::FORBIDDEN, "Forbidden", message))
        }
        Some(AccountRole::SecurityReader) | None => Ok(caller),
    }
}

fn refused(world: &World, error: &ApiError) -> Response<Body> {
    let target = world.entra().next_guid();
    let body = json!({ "error": { "code": error.code, "message": error.message, "target": target } });
    let mut response = respond(error.status, "application/json", body.to_string());
    let headers = response.headers_mut();
    if error.status == StatusCode::UNAUTHORIZED {
        let challenge = r#"Bearer realm="", error="invalid_token""#;
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    if error.status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET"));
    }
    if let Some(seconds) = error.retry_after_seconds {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The context of an answer. It names the server that answered, which is another than the one that was asked.
fn context(entity: &str) -> String {
    format!("https://api-eu.securitycenter.windows.com/api/$metadata#{entity}")
}
