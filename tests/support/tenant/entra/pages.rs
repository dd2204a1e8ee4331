//! Entra's pages: accounts to pick, permissions to grant, errors that stay with Microsoft.
//!
//! Plain forms, with the headers of the real pages: a strict policy, and an opener policy that cuts pop-ups off.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};

use super::super::quirks::Quirk;
use super::super::scenario::{Account, Application, Tenant};
use super::super::server::{World, page};

const STYLE: &str = include_str!("pages.css");

/// The account tiles.
pub fn account_picker(tenant: &Tenant, accounts: &[Account], context: &str) -> Response<Body> {
    let tiles: String = accounts
        .iter()
        .map(|account| {
            let (upn, name) = (escaped(&account.upn), escaped(&account.name));
            format!(
                r#"<button class="tile" type="submit" name="account" value="{upn}" aria-label="Sign in as {upn}"><span class="face" aria-hidden="true">{initial}</span><span><b>{name}</b><br>{upn}</span></button>"#,
                initial = name.chars().next().unwrap_or('?'),
            )
        })
        .collect();
    shown(
        StatusCode::OK,
        "Sign in to your account",
        &format!(
            r#"<h1>Pick an account</h1><p>to continue to {tenant}</p><form method="post" action="/{id}/login"><input type="hidden" name="ctx" value="{context}">{tiles}</form>"#,
            tenant = escaped(&tenant.name),
            id = tenant.id,
        ),
    )
}

/// The permissions that the application asks for.
pub fn consent(
    tenant: &Tenant,
    application: &Application,
    account: &Account,
    permissions: &[String],
    context: &str,
) -> Response<Body> {
    let rows: String = permissions
        .iter()
        .map(|name| format!("<li><b>{}</b><br><small>{}</small></li>", spoken(name), escaped(name)))
        .collect();
    shown(
        StatusCode::OK,
        "Permissions requested",
        &format!(
            r#"<p>{upn}</p><h1>Permissions requested</h1><p><b>{application}</b> would like to:</p><ul>{rows}</ul><form class="choice" method="post" action="/{id}/consent"><input type="hidden" name="ctx" value="{context}"><button type="submit" name="choice" value="cancel">Cancel</button><button class="primary" type="submit" name="choice" value="accept">Accept</button></form>"#,
            upn = escaped(&account.upn),
            application = escaped(&application.name),
            id = tenant.id,
        ),
    )
}

/// The page for permissions that only an administrator can grant. Nothing goes back to the application.
pub fn administrator_needed(application: &Application, permissions: &[String]) -> Response<Body> {
    shown(
        StatusCode::OK,
        "Need admin approval",
        &format!(
            "<h1>Need admin approval</h1><p><b>{}</b> needs permission to access resources in your organization that only an admin can grant: {}.</p><p>AADSTS90094</p>",
            escaped(&application.name),
            escaped(&permissions.join(", ")),
        ),
    )
}

/// The page about an error that stays with Microsoft.
pub fn error(world: &World, number: u32, message: &str, correlation_id: &str) -> Response<Body> {
    let succeeds = world.quirks.has(&Quirk::ErrorPagesSucceed);
    let status = if succeeds { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    shown(
        status,
        "Sign in to your account",
        &format!(
            "<h1>Sorry, but we’re having trouble signing you in.</h1><p>AADSTS{number}: {}</p><p><small>Correlation Id: {correlation_id}</small></p>",
            escaped(message),
        ),
    )
}

/// The page that posts the answer to the redirect URI by itself: `response_mode=form_post`.
pub fn posts_itself(redirect_uri: &str, fields: &[(&str, &str)]) -> Response<Body> {
    let inputs: String = fields
        .iter()
        .map(|(name, value)| format!(r#"<input type="hidden" name="{}" value="{}">"#, escaped(name), escaped(value)))
        .collect();
    shown(
        StatusCode::OK,
        "Working...",
        &format!(
            r#"<form method="post" action="{}">{inputs}<noscript><button>Continue</button></noscript></form><script nonce="{NONCE}">document.forms[0].submit()</script>"#,
            escaped(redirect_uri),
        ),
    )
}

/// The pages hold nothing that an injected script could steal, so their nonce need not change.
const NONCE: &str = "c2ltdWxhdGVkLXRlbmFudA";

fn shown(status: StatusCode, title: &str, content: &str) -> Response<Body> {
    let html = format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>{title}</title><style nonce="{NONCE}">{STYLE}</style></head><body><main><p class="brand">Simulated sign-in</p>{content}</main></body></html>"#
    );
    let mut response = page(status, &html);
    // No `form-action`: Chromium applies it to the redirect after the form too, and the real page has none.
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{NONCE}'; script-src 'nonce-{NONCE}'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers: [(HeaderName, &str); 6] = [
        (header::CONTENT_SECURITY_POLICY, &policy),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::CACHE_CONTROL, "no-store, no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header value of ASCII letters"));
    }
    response
}

fn spoken(permission: &str) -> &str {
    match permission {
        "File.Read.All" => "Read file profiles",
        "Alert.Read" => "Read alerts",
        "Alert.ReadWrite" => "Read and write alerts",
        "user_impersonation" => "Access Windows Defender ATP on your behalf",
        _ => "Use another permission",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
