//! The authorize endpoint: checks, silent single sign-on, the person's choices, and the way back.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::super::hosts::SignIn;
use super::super::quirks::Quirk;
use super::super::record::RecordedRequest;
use super::super::scenario::{Account, Application, Defender, Tenant};
use super::super::server::World;
use super::super::urlencoded;
use super::scopes::{ScopeFault, Scopes};
use super::state::{AuthorizeRequest, IssuedCode, Redeemed, SESSION_COOKIES, session_cookie};
use super::{error_page, pages, serves, tenant_at, tokens};

/// An error that goes back to the application: the OAuth word, the AADSTS number, a sentence.
type SentBack = (&'static str, u32, String);

/// `GET /{tenant}/oauth2/v2.0/authorize`
pub fn authorize(world: &World, authority: SignIn, tenant: &str, request: &RecordedRequest) -> Response<Body> {
    if ["common", "organizations", "consumers"].contains(&tenant) {
        let message = "The application is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications.";
        return error_page(world, 50_194, message);
    }
    let Some(tenant) = tenant_at(world, authority, tenant) else {
        return error_page(world, 90_002, &format!("Tenant '{tenant}' not found."));
    };
    let client_id = request.query_value("client_id").unwrap_or_default();
    let application = world.scenario().application(&client_id).cloned();
    let Some(application) = application.filter(|application| serves(authority, application.authority)) else {
        let message =
            format!("Application with identifier '{client_id}' was not found in the directory '{}'.", tenant.name);
        return error_page(world, 700_016, &message);
    };
    let redirect_uri = request.query_value("redirect_uri").unwrap_or_default();
    if !application.redirect_uris.contains(&redirect_uri) {
        let message = format!(
            "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured for the application '{client_id}'."
        );
        return error_page(world, 50_011, &message);
    }
    let way_back = WayBack {
        redirect_uri: redirect_uri.clone(),
        response_mode: request.query_value("response_mode").unwrap_or_else(|| "query".to_owned()),
        state: request.query_value("state"),
    };
    let asked = match checked(&tenant, request) {
        Ok(scopes) => AuthorizeRequest {
            tenant_id: tenant.id.clone(),
            client_id: application.client_id.clone(),
            redirect_uri,
            response_mode: way_back.response_mode.clone(),
            scopes,
            state: way_back.state.clone(),
            nonce: request.query_value("nonce"),
            code_challenge: request.query_value("code_challenge").unwrap_or_default(),
            prompt: request.query_value("prompt"),
            picked: None,
        },
        Err(fault) => return way_back.error(world, &fault),
    };
    let session = session_cookie(request);
    let signed_in = session.map(|id| world.entra().signed_in(&id)).unwrap_or_default();
    let mut candidates: Vec<Account> = signed_in.iter().filter_map(|upn| tenant.account(upn)).cloned().collect();
    let hint = request.query_value("login_hint").filter(|hint| !hint.is_empty());
    if let Some(hint) = hint {
        let upn = tokens::hinted_upn(&hint);
        candidates.retain(|account| account.upn.eq_ignore_ascii_case(&upn));
    }
    match (asked.prompt.as_deref(), candidates.as_slice()) {
        (Some("none"), []) => {
            let message = "A silent sign-in request was sent but no user is signed in.".to_owned();
            way_back.error(world, &("login_required", 50_058, message))
        }
        (None | Some("none" | "consent"), [account]) => signed_in_as(world, &tenant, &application, asked, account),
        (Some("none"), _) => {
            let message = "Either multiple user identities are available for the current request or selected account is not supported for the scenario.".to_owned();
            way_back.error(world, &("interaction_required", 16_000, message))
        }
        _ => {
            let context = world.entra().begin(asked, &world.secret);
            pages::account_picker(&tenant, &tenant.accounts, &context)
        }
    }
}

/// `POST /{tenant}/login`: an account tile was pressed.
pub fn account_picked(world: &World, request: &RecordedRequest) -> Response<Body> {
    let Some((_, tenant, application, asked)) = under_way(world, request) else {
        return error_page(world, 165_900, "Invalid request. No sign-in is under way.");
    };
    let upn = request.form_value("account").unwrap_or_default();
    let Some(account) = tenant.account(&upn).cloned() else {
        let message = format!("The user account {upn} does not exist in the {} directory.", tenant.name);
        return error_page(world, 50_034, &message);
    };
    let session = world.entra().sign_in(session_cookie(request), &account.upn, &world.secret);
    let mut response = signed_in_as(world, &tenant, &application, asked, &account);
    for (name, lifetime) in SESSION_COOKIES.into_iter().zip(["", "; Max-Age=7776000"]) {
        let cookie = format!("{name}={session}{lifetime}; Path=/; Secure; HttpOnly; SameSite=None");
        let cookie = HeaderValue::from_str(&cookie).expect("a cookie of ASCII letters");
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `POST /{tenant}/consent`: Accept or Cancel was pressed.
pub fn consent_given(world: &World, request: &RecordedRequest) -> Response<Body> {
    let Some((context, tenant, _, asked)) = under_way(world, request) else {
        return error_page(world, 165_900, "Invalid request. No sign-in is under way.");
    };
    let Some(account) = world.entra().under_way(&context).and_then(|asked| asked.picked) else {
        return error_page(world, 165_900, "Invalid request. Nobody has signed in yet.");
    };
    if request.form_value("choice").as_deref() != Some("accept") {
        let message = "User declined to consent to access the app.".to_owned();
        return WayBack::of(&asked).error(world, &("access_denied", 65_004, message));
    }
    for permission in &asked.scopes.permissions {
        world.entra().consent(&tenant.id, &account.upn, &permission.name);
    }
    hand_out_code(world, asked, &account)
}

/// The answer of a scripted fault: `error` goes back to the application that `request` names.
pub fn send_back_error(world: &World, request: &RecordedRequest, error: &'static str, number: u32) -> Response<Body> {
    let way_back = WayBack {
        redirect_uri: request.query_value("redirect_uri").unwrap_or_default(),
        response_mode: request.query_value("response_mode").unwrap_or_else(|| "query".to_owned()),
        state: request.query_value("state"),
    };
    way_back.error(world, &(error, number, "Simulated.".to_owned()))
}

/// The permissions of `asked` that neither an administrator nor the account has granted yet.
pub fn missing_consent(world: &World, tenant: &Tenant, account: &Account, asked: &Scopes) -> Vec<String> {
    let granted = |name: &String| {
        tenant.consented.contains(name)
            || name == ".default" && !tenant.consented.is_empty()
            || world.entra().has_consent(&tenant.id, &account.upn, name)
    };
    let names = asked.permissions.iter().map(|permission| permission.name.clone());
    names.filter(|name| !granted(name)).collect()
}

/// The checks whose failure goes back to the application.
fn checked(tenant: &Tenant, request: &RecordedRequest) -> Result<Scopes, SentBack> {
    let value = |name: &str| request.query_value(name).unwrap_or_default();
    if value("response_type") != "code" {
        let message = format!("response_type '{}' is not enabled for the application.", value("response_type"));
        return Err(("unsupported_response_type", 700_054, message));
    }
    if !["", "query", "fragment", "form_post"].contains(&value("response_mode").as_str()) {
        return Err((
            "invalid_request",
            900_491,
            format!("response_mode '{}' is not supported.", value("response_mode")),
        ));
    }
    if value("code_challenge").is_empty() {
        let message = "Proof Key for Code Exchange is required for cross-origin authorization code redemption.";
        return Err(("invalid_request", 9_002_325, message.to_owned()));
    }
    if value("code_challenge_method") != "S256" || value("code_challenge").len() != 43 {
        return Err(("invalid_request", 501_491, "Invalid size or method of Code_Challenge parameter.".to_owned()));
    }
    if !value("login_hint").is_empty() && value("prompt") == "select_account" {
        let message = "login_hint and prompt=select_account cannot be combined.";
        return Err(("invalid_request", 90_023, message.to_owned()));
    }
    if !["", "none", "login", "consent", "select_account"].contains(&value("prompt").as_str()) {
        return Err(("invalid_request", 90_023, format!("Unsupported 'prompt' value '{}'.", value("prompt"))));
    }
    let scopes = Scopes::parse(&value("scope")).map_err(|fault| match fault {
        ScopeFault::Empty => {
            let message = "The request body must contain the following parameter: 'scope'.".to_owned();
            ("invalid_request", 900_144, message)
        }
        ScopeFault::UnknownResource(resource) => no_such_resource(tenant, &resource),
        ScopeFault::UnknownPermission(name) => (
            "invalid_client",
            650_053,
            format!("The application asked for scope '{name}' that doesn't exist on the resource."),
        ),
    })?;
    let foreign = scopes
        .permissions
        .iter()
        .find(|permission| permission.api != tenant.api() || tenant.defender == Defender::Absent);
    match foreign {
        Some(permission) => Err(no_such_resource(tenant, &permission.resource)),
        None => Ok(scopes),
    }
}

fn no_such_resource(tenant: &Tenant, resource: &str) -> SentBack {
    let message = format!("The resource principal named {resource} was not found in the tenant named {}.", tenant.name);
    ("invalid_resource", 500_011, message)
}

fn under_way(world: &World, request: &RecordedRequest) -> Option<(String, Tenant, Application, AuthorizeRequest)> {
    let context = request.form_value("ctx")?;
    let asked = world.entra().under_way(&context)?;
    let scenario = world.scenario();
    let tenant = scenario.tenant(&asked.tenant_id)?.clone();
    let application = scenario.application(&asked.client_id)?.clone();
    Some((context, tenant, application, asked))
}

/// Somebody is known: consent if it is missing, else the code.
fn signed_in_as(
    world: &World,
    tenant: &Tenant,
    application: &Application,
    asked: AuthorizeRequest,
    account: &Account,
) -> Response<Body> {
    let missing = missing_consent(world, tenant, account, &asked.scopes);
    if missing.is_empty() && asked.prompt.as_deref() != Some("consent") {
        return hand_out_code(world, asked, account);
    }
    if asked.prompt.as_deref() == Some("none") {
        let message = "The user or administrator has not consented to use the application.".to_owned();
        return WayBack::of(&asked).error(world, &("consent_required", 65_001, message));
    }
    let out_of_reach: Vec<String> =
        missing.iter().filter(|name| tenant.administrator_only.contains(name)).cloned().collect();
    if !out_of_reach.is_empty() {
        return pages::administrator_needed(application, &out_of_reach);
    }
    let listed: Vec<String> = asked.scopes.permissions.iter().map(|permission| permission.name.clone()).collect();
    let context = world.entra().begin(asked, &world.secret);
    world.entra().pick(&context, account.clone());
    pages::consent(tenant, application, account, &listed, &context)
}

fn hand_out_code(world: &World, asked: AuthorizeRequest, account: &Account) -> Response<Body> {
    let way_back = WayBack::of(&asked);
    let issued_at = world.clock.now();
    let issued = IssuedCode { request: asked, account: account.clone(), issued_at, redeemed: Redeemed::NotYet };
    let code = world.entra().issue_code(issued, &world.secret);
    way_back.send(world, &[("code", &code)])
}

/// Where an answer goes and what it must echo.
struct WayBack {
    redirect_uri: String,
    response_mode: String,
    state: Option<String>,
}

impl WayBack {
    fn of(asked: &AuthorizeRequest) -> WayBack {
        WayBack {
            redirect_uri: asked.redirect_uri.clone(),
            response_mode: asked.response_mode.clone(),
            state: asked.state.clone(),
        }
    }

    fn error(&self, world: &World, (error, number, message): &SentBack) -> Response<Body> {
        let [trace_id, correlation_id] = world.entra().next_guids();
        let description = format!(
            "AADSTS{number}: {message} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {}",
            world.clock.now().to_iso(),
        );
        self.send(world, &[("error", error), ("error_description", &description)])
    }

    fn send(&self, world: &World, answer: &[(&str, &str)]) -> Response<Body> {
        let mut pairs = answer.to_vec();
        let state = match &self.state {
            _ if world.quirks.has(&Quirk::MissingState) => None,
            _ if world.quirks.has(&Quirk::WrongState) => Some("c29tZWJvZHkgZWxzZSdzIHN0YXRl"),
            state => state.as_deref(),
        };
        pairs.extend(state.map(|state| ("state", state)));
        let session_state = world.entra().next_guid();
        pairs.push(("session_state", &session_state));
        if world.quirks.has(&Quirk::ExtraParameters) {
            pairs.extend([("access_token", "not-asked-for"), ("code", "a-second-code"), ("x", "<b>")]);
        }
        let mut target = self.redirect_uri.clone();
        if let Some(path) = world.quirks.find(redirect_path) {
            target = format!("{}{path}", target.trim_end_matches('/'));
        }
        let separator = match self.response_mode.as_str() {
            "fragment" => '#',
            "form_post" => return pages::posts_itself(&target, &pairs),
            _ => '?',
        };
        let location = format!("{target}{separator}{}", urlencoded::encode(&pairs));
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::FOUND;
        let location = HeaderValue::from_str(&location).expect("a registered redirect URI and escaped values");
        response.headers_mut().insert(header::LOCATION, location);
        response
    }
}

fn redirect_path(quirk: &Quirk) -> Option<&'static str> {
    if let Quirk::RedirectPath(path) = quirk { Some(path) } else { None }
}
