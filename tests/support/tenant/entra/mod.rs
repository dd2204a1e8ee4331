//! Entra: sign-in pages, codes and tokens of the tenants that one authority serves.

pub mod authorize;
pub mod pages;
pub mod redeem;
pub mod scopes;
pub mod state;
pub mod tokens;

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde_json::json;

use super::hosts::SignIn;
use super::record::RecordedRequest;
use super::scenario::{Authority, Tenant};
use super::server::{World, page, respond};

/// What Entra answers under `authority`.
pub fn answer(world: &World, authority: SignIn, request: &RecordedRequest) -> Response<Body> {
    let segments: Vec<&str> = request.path.split('/').skip(1).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", [tenant, "oauth2", "v2.0", "authorize"]) => authorize::authorize(world, authority, tenant, request),
        ("POST", [_, "oauth2", "v2.0", "authorize"]) => {
            error_page(world, 900_561, "The endpoint only accepts GET requests.")
        }
        ("POST", [_, "login"]) => authorize::account_picked(world, request),
        ("POST", [_, "consent"]) => authorize::consent_given(world, request),
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => redeem::token(world, authority, tenant, request),
        ("OPTIONS", [_, "oauth2", "v2.0", "token"]) => redeem::preflight(request),
        ("GET", [_, "oauth2", "v2.0", "logout"]) => signed_out(world, request),
        ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            discovery(world, authority, tenant, &request.host)
        }
        _ => page(StatusCode::NOT_FOUND, "<!DOCTYPE html><title>404</title>"),
    }
}

/// The tenant of a sign-in address, if this authority serves it.
pub fn tenant_at(world: &World, authority: SignIn, id_or_domain: &str) -> Option<Tenant> {
    world.scenario().tenant(id_or_domain).filter(|tenant| tenant.sign_in() == authority).cloned()
}

/// Whether an application of `registered` can be used at `authority`: registrations do not cross clouds.
pub fn serves(authority: SignIn, registered: Authority) -> bool {
    match (authority, registered) {
        (SignIn::Commercial, Authority::Commercial) | (SignIn::Government, Authority::Government) => true,
        (SignIn::Commercial, Authority::Government) | (SignIn::Government, Authority::Commercial) => false,
    }
}

/// A page about an error that Entra does not send back to the application.
pub fn error_page(world: &World, number: u32, message: &str) -> Response<Body> {
    let correlation_id = world.entra().next_guid();
    pages::error(world, number, message, &correlation_id)
}

fn signed_out(world: &World, request: &RecordedRequest) -> Response<Body> {
    if let Some(session) = state::session_cookie(request) {
        world.entra().end_session(&session);
    }
    let mut response =
        page(StatusCode::OK, "<!DOCTYPE html><title>Signed out</title><h1>You signed out of your account</h1>");
    for name in state::SESSION_COOKIES {
        let cookie = format!("{name}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None");
        response.headers_mut().append(header::SET_COOKIE, cookie.parse().expect("a cookie of ASCII letters"));
    }
    response
}

fn discovery(world: &World, authority: SignIn, tenant: &str, host: &str) -> Response<Body> {
    let Some(tenant) = tenant_at(world, authority, tenant) else {
        return respond(StatusCode::BAD_REQUEST, "application/json", json!({ "error": "invalid_tenant" }).to_string());
    };
    let base = format!("https://{host}/{}", tenant.id);
    let document = json!({
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "issuer": format!("{base}/v2.0"),
    });
    respond(StatusCode::OK, "application/json; charset=utf-8", document.to_string())
}
