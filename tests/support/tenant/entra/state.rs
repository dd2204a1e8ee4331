//! What Entra remembers: sessions, sign-ins under way, codes, refresh tokens, consents.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::super::clock::Moment;
use super::super::record::RecordedRequest;
use super::super::scenario::Account;
use super::scopes::Scopes;

/// The names of Entra's session cookies: one until the browser closes, one that stays.
pub const SESSION_COOKIES: [&str; 2] = ["ESTSAUTH", "ESTSAUTHPERSISTENT"];

/// How long a code can be redeemed.
pub const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// How long a refresh token of a single-page application lives, counted from the first of its line.
pub const REFRESH_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// An authorize request that passed the first checks.
#[derive(Clone, Debug)]
pub struct AuthorizeRequest {
    /// The tenant's id.
    pub tenant_id: String,
    /// The application.
    pub client_id: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// `fragment`, `query` or `form_post`.
    pub response_mode: String,
    /// What is asked for.
    pub scopes: Scopes,
    /// To be echoed.
    pub state: Option<String>,
    /// To be put into the id_token.
    pub nonce: Option<String>,
    /// The S256 challenge.
    pub code_challenge: String,
    /// Whether the consent page was asked for.
    pub prompt: Option<String>,
    /// Who was picked on the page, once somebody was.
    pub picked: Option<Account>,
}

/// A code that was handed out.
#[derive(Clone, Debug)]
pub struct IssuedCode {
    /// What it answers.
    pub request: AuthorizeRequest,
    /// Who signed in.
    pub account: Account,
    /// When.
    pub issued_at: Moment,
    /// Whether it was redeemed.
    pub redeemed: Redeemed,
}

/// Whether a code was redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// It waits.
    NotYet,
    /// It is spent.
    Once,
}

/// A refresh token that was handed out.
#[derive(Clone, Debug)]
pub struct IssuedRefresh {
    /// The application it is bound to.
    pub client_id: String,
    /// The user it is bound to; it is not bound to a tenant or resource.
    pub upn: String,
    /// When the first of its line was issued: a refresh does not prolong it.
    pub first_issued_at: Moment,
    /// What was asked for, should a refresh name no scope.
    pub scopes: Scopes,
    /// Whether it still counts.
    pub standing: Standing,
}

/// Whether a refresh token still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Good,
    /// An administrator or a new password revoked it.
    Revoked,
}

/// Entra's memory.
#[derive(Default)]
pub struct EntraState {
    serial: u64,
    sessions: HashMap<String, Vec<String>>,
    under_way: HashMap<String, AuthorizeRequest>,
    codes: HashMap<String, IssuedCode>,
    refresh_tokens: HashMap<String, IssuedRefresh>,
    consents: HashSet<(String, String, String)>,
}

impl EntraState {
    /// A fresh GUID.
    pub fn next_guid(&mut self) -> String {
        let digits = self.next_digits();
        format!("{}-{}-4{}-8{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..32])
    }

    /// Two fresh GUIDs, at one turn: whoever asks twice in one statement would wait for itself.
    pub fn next_guids(&mut self) -> [String; 2] {
        [self.next_guid(), self.next_guid()]
    }

    /// A fresh opaque value that begins with `mark`.
    pub fn next_opaque(&mut self, mark: &str, secret: &[u8]) -> String {
        let digits = self.next_digits();
        let tail = hex(&Sha256::new().chain_update(secret).chain_update(&digits).finalize());
        format!("{mark}{digits}{tail}")
    }

    /// Keeps a sign-in that waits for a person; answers how its page refers to it.
    pub fn begin(&mut self, request: AuthorizeRequest, secret: &[u8]) -> String {
        let context = self.next_opaque("ctx", secret);
        self.under_way.insert(context.clone(), request);
        context
    }

    /// The sign-in that a page refers to.
    pub fn under_way(&self, context: &str) -> Option<AuthorizeRequest> {
        self.under_way.get(context).cloned()
    }

    /// Remembers who was picked.
    pub fn pick(&mut self, context: &str, account: Account) {
        if let Some(request) = self.under_way.get_mut(context) {
            request.picked = Some(account);
        }
    }

    /// Signs `upn` in to the session `known`, or to a new one; answers the session's cookie value.
    pub fn sign_in(&mut self, known: Option<String>, upn: &str, secret: &[u8]) -> String {
        let session = known.filter(|id| self.sessions.contains_key(id));
        let session = session.unwrap_or_else(|| self.next_opaque("0.A", secret));
        let signed_in = self.sessions.entry(session.clone()).or_default();
        if !signed_in.iter().any(|other| other == upn) {
            signed_in.push(upn.to_owned());
        }
        session
    }

    /// Who is signed in to a session.
    pub fn signed_in(&self, session: &str) -> Vec<String> {
        self.sessions.get(session).cloned().unwrap_or_default()
    }

    /// Ends one session.
    pub fn end_session(&mut self, session: &str) {
        self.sessions.remove(session);
    }

    /// Ends all sessions.
    pub fn end_sessions(&mut self) {
        self.sessions.clear();
    }

    /// Whether that user granted that permission in that tenant.
    pub fn has_consent(&self, tenant_id: &str, upn: &str, permission: &str) -> bool {
        self.consents.contains(&(tenant_id.to_owned(), upn.to_owned(), permission.to_owned()))
    }

    /// Remembers that a user granted a permission.
    pub fn consent(&mut self, tenant_id: &str, upn: &str, permission: &str) {
        self.consents.insert((tenant_id.to_owned(), upn.to_owned(), permission.to_owned()));
    }

    /// Hands out a code.
    pub fn issue_code(&mut self, code: IssuedCode, secret: &[u8]) -> String {
        let value = self.next_opaque("1.AXk", secret);
        self.codes.insert(value.clone(), code);
        value
    }

    /// The code of that value.
    pub fn code(&self, value: &str) -> Option<IssuedCode> {
        self.codes.get(value).cloned()
    }

    /// Marks a code as spent.
    pub fn spend_code(&mut self, value: &str) {
        if let Some(code) = self.codes.get_mut(value) {
            code.redeemed = Redeemed::Once;
        }
    }

    /// Hands out a refresh token.
    pub fn issue_refresh(&mut self, refresh: IssuedRefresh, secret: &[u8]) -> String {
        let value = self.next_opaque("1.ARk", secret);
        self.refresh_tokens.insert(value.clone(), refresh);
        value
    }

    /// The refresh token of that value.
    pub fn refresh(&self, value: &str) -> Option<IssuedRefresh> {
        self.refresh_tokens.get(value).cloned()
    }

    /// Revokes all refresh tokens.
    pub fn revoke_refresh_tokens(&mut self) {
        for refresh in self.refresh_tokens.values_mut() {
            refresh.standing = Standing::Revoked;
        }
    }

    fn next_digits(&mut self) -> String {
        self.serial += 1;
        hex(&Sha256::digest(self.serial.to_le_bytes()))
    }
}

/// The session that a request's cookies name.
pub fn session_cookie(request: &RecordedRequest) -> Option<String> {
    let cookies = request.header("cookie")?;
    cookies
        .split("; ")
        .filter_map(|cookie| cookie.split_once('='))
        .find(|(name, _)| SESSION_COOKIES.contains(name))
        .map(|(_, value)| value.to_owned())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
