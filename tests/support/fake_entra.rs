//! Entra in memory: the sign-in page and the token endpoint, as values. It refuses what Entra refuses.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hashcard::{
    auth::{
        account::Account,
        client::ClientId,
        directory::Directory,
        pasted::PastedToken,
        scope::Scope,
        session::{Origin, RefreshGrant, Session},
        tenant::TenantId,
    },
    capabilities::Clock,
    cloud::{Cloud, Region},
    http::HttpResponse,
    secret::{AccessToken, RefreshToken},
    sign_in,
    viewer::Viewer,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::fake_browser::{FakeBrowser, SentRequest};

/// The tenant that most tests are about.
pub const TENANT: &str = "11111111-1111-4111-8111-111111111111";
/// Another one.
pub const OTHER_TENANT: &str = "44444444-4444-4444-8444-444444444444";
/// The app registration.
pub const CLIENT: &str = "22222222-2222-4222-8222-222222222222";
/// The analyst.
pub const ANALYST: &str = "0a0a0a0a-0000-4000-8000-000000000001";
/// A colleague on the same computer.
pub const COLLEAGUE: &str = "0a0a0a0a-0000-4000-8000-000000000002";

/// A tenant's id.
pub fn tenant(id: &str) -> TenantId {
    TenantId(id.parse().expect("a GUID"))
}

/// A tenant of the commercial cloud, with the one registration.
pub fn directory(of: &str) -> Directory {
    Directory {
        cloud: Cloud::Commercial,
        region: Region::Default,
        tenant: tenant(of),
        client: ClientId(CLIENT.parse().expect("a GUID")),
    }
}

/// Somebody in a tenant, with the claims that [`Entra`] gives.
pub fn account(of: &str, object_id: &str) -> Account {
    Account {
        tenant: tenant(of),
        object_id: object_id.to_owned(),
        username: Some(format!("{object_id}@contoso.com")),
        name: None,
        login_hint: Some(format!("hint-of-{object_id}")),
    }
}

/// Somebody in a tenant, looking.
pub fn viewer(of: &str, object_id: &str) -> Viewer {
    Viewer { directory: directory(of), account: account(of, object_id) }
}

/// A session as it is an hour before its token ends.
pub fn session(browser: &FakeBrowser, viewer: &Viewer) -> Session {
    let now = browser.now();
    let key = viewer.account.key();
    Session {
        cloud: viewer.directory.cloud,
        account: viewer.account.clone(),
        access_token: AccessToken::new(format!("canary-access-of-{key}")),
        scopes: vec![Scope::FileReadAll],
        expires_at: now.plus(Duration::from_secs(3_600)),
        renew_at: now.plus(Duration::from_secs(3_300)),
        signed_in_at: now,
        with_claims: false,
        source: Origin::SignedIn {
            client: viewer.directory.client.clone(),
            refresh: Some(RefreshGrant {
                token: RefreshToken::new(format!("canary-refresh-of-{key}")),
                expires_at: now.plus(Duration::from_secs(86_400)),
            }),
        },
    }
}

/// Puts a session into the browser, without a sign-in.
pub async fn put(browser: &FakeBrowser, session: Session) {
    sign_in::keep_pasted(browser, PastedToken { session, notes: Vec::new() }).await.expect("room for a session");
}

/// The analyst, signed in to the tenant.
pub async fn signed_in(browser: &FakeBrowser) -> Viewer {
    let viewer = viewer(TENANT, ANALYST);
    put(browser, session(browser, &viewer)).await;
    viewer
}

/// Entra.
pub struct Entra {
    /// Whom the sign-in page signs in.
    pub object_id: RefCell<String>,
    /// Seconds that an access token lives.
    pub lifetime: Cell<i64>,
    /// `refresh_token_expires_in`, as it is sent.
    pub refresh_lifetime: RefCell<Value>,
    /// Replaces members of the id token.
    pub claims: RefCell<Value>,
    issued: Cell<u32>,
    codes: RefCell<HashMap<String, (String, String, String)>>,
    refresh_tokens: RefCell<HashMap<String, String>>,
}

impl Entra {
    /// Lets a browser meet Entra and nobody else.
    pub fn of(browser: &FakeBrowser) -> Rc<Entra> {
        let entra = Rc::new(Entra {
            object_id: RefCell::new(ANALYST.to_owned()),
            lifetime: Cell::new(3_900),
            refresh_lifetime: RefCell::new(json!(86_399)),
            claims: RefCell::new(json!({})),
            issued: Cell::new(0),
            codes: RefCell::default(),
            refresh_tokens: RefCell::default(),
        });
        let (page, endpoint) = (Rc::clone(&entra), Rc::clone(&entra));
        browser.sign_in_page(move |url, _| Ok(page.signs_in(url)));
        browser.serve(move |sent| Ok(endpoint.answers(sent)));
        entra
    }

    /// The sign-in page: from the authorize address to the redirect.
    pub fn signs_in(&self, url: &str) -> String {
        let code = format!("canary-code-{}", self.next());
        let asked = (parameter(url, "nonce"), parameter(url, "code_challenge"), parameter(url, "client_id"));
        self.codes.borrow_mut().insert(code.clone(), asked);
        let redirect_uri = parameter(url, "redirect_uri");
        format!("{redirect_uri}#code={code}&state={}&session_state=x", parameter(url, "state"))
    }

    /// The token endpoint.
    pub fn answers(&self, sent: &SentRequest) -> HttpResponse {
        let field = |name: &str| sent.field(name).unwrap_or_default().to_owned();
        let tenant = sent.url.split('/').nth(3).unwrap_or_default();
        let nonce = match field("grant_type").as_str() {
            "authorization_code" => {
                let Some((nonce, challenge, _)) = self.codes.borrow_mut().remove(&field("code")) else {
                    return refused("invalid_grant", 54_005);
                };
                if BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier"))) != challenge {
                    return refused("invalid_grant", 501_481);
                }
                Some(nonce)
            }
            "refresh_token" => match self.refresh_tokens.borrow_mut().remove(&field("refresh_token")) {
                Some(object_id) => {
                    *self.object_id.borrow_mut() = object_id;
                    None
                }
                None => return refused("invalid_grant", 700_084),
            },
            _ => return refused("unsupported_grant_type", 70_003),
        };
        let object_id = self.object_id.borrow().clone();
        let mut identity = json!({
            "aud": field("client_id"), "tid": tenant, "oid": object_id, "nonce": nonce,
            "preferred_username": format!("{object_id}@contoso.com"), "login_hint": format!("hint-of-{object_id}"),
        });
        for (name, value) in self.claims.borrow().as_object().expect("an object of claims") {
            identity[name] = value.clone();
        }
        let refresh_token = format!("canary-refresh-{}", self.next());
        self.refresh_tokens.borrow_mut().insert(refresh_token.clone(), object_id);
        answer(
            200,
            &json!({
                "token_type": "Bearer", "scope": field("scope"), "expires_in": self.lifetime.get(),
                "access_token": format!("canary-access-{}", self.next()),
                "refresh_token": refresh_token,
                "refresh_token_expires_in": *self.refresh_lifetime.borrow(),
                "id_token": jwt(&identity),
            })
            .to_string(),
        )
    }

    /// Takes a refresh token as one that it has given to somebody.
    pub fn knows(&self, refresh_token: &str, object_id: &str) {
        self.refresh_tokens.borrow_mut().insert(refresh_token.to_owned(), object_id.to_owned());
    }

    fn next(&self) -> u32 {
        self.issued.set(self.issued.get() + 1);
        self.issued.get()
    }
}

/// An error of the token endpoint.
pub fn refused(error: &str, number: u32) -> HttpResponse {
    let body = json!({
        "error": error, "error_codes": [number], "error_description": format!("AADSTS{number}: no"),
        "correlation_id": "0f0f0f0f-aaaa-4bbb-8ccc-000000000001",
    });
    answer(400, &body.to_string())
}

/// An answer.
pub fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, body: body.to_owned(), ..HttpResponse::default() }
}

/// A token with these claims; nobody checks its signature.
pub fn jwt(claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    [part(&json!({"alg": "RS256", "typ": "JWT"})), part(claims), "c2lnbmF0dXJl".to_owned()].join(".")
}

/// A parameter of an address's query, decoded; empty if it is not there.
pub fn parameter(url: &str, name: &str) -> String {
    parameters(url).into_iter().find(|(found, _)| found == name).map(|(_, value)| value).unwrap_or_default()
}

/// The parameters of an address's query, decoded, in order.
pub fn parameters(url: &str) -> Vec<(String, String)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').expect("a name and a value");
        (decoded(name), decoded(value))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.expect("two digits") as char);
                bytes.push(u8::from_str_radix(&digits.iter().collect::<String>(), 16).expect("hexadecimal digits"));
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
