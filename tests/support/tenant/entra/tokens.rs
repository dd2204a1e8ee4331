//! The tokens: three base64url parts, claims as Entra writes them, a signature that only this server can make.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::clock::Moment;
use super::super::scenario::{ADA, Account, CLIENT, CONTOSO};
use super::super::server::World;

/// The claims of an access token, v1-style as this API gets them.
#[derive(Clone, Debug)]
pub struct AccessClaims {
    audience: String,
    tenant_id: String,
    upn: String,
    client_id: String,
    scopes: Option<String>,
    roles: Vec<String>,
    seconds_left: i64,
}

impl Default for AccessClaims {
    /// Ada of Contoso, `File.Read.All`, commercial audience, an hour left.
    fn default() -> Self {
        AccessClaims {
            audience: "https://api.securitycenter.microsoft.com".to_owned(),
            tenant_id: CONTOSO.to_owned(),
            upn: ADA.to_owned(),
            client_id: CLIENT.to_owned(),
            scopes: Some("File.Read.All".to_owned()),
            roles: Vec::new(),
            seconds_left: 3600,
        }
    }
}

impl AccessClaims {
    /// For another resource: `aud`.
    pub fn audience(mut self, audience: &str) -> Self {
        audience.clone_into(&mut self.audience);
        self
    }

    /// For somebody else: `tid`, `upn` and the `oid` that belongs to them.
    pub fn account(mut self, tenant_id: &str, upn: &str) -> Self {
        tenant_id.clone_into(&mut self.tenant_id);
        upn.clone_into(&mut self.upn);
        self
    }

    /// Issued to another application: `appid`.
    pub fn client(mut self, client_id: &str) -> Self {
        client_id.clone_into(&mut self.client_id);
        self
    }

    /// With these permissions, space-separated: `scp`.
    pub fn scopes(mut self, scopes: &str) -> Self {
        self.scopes = Some(scopes.to_owned());
        self
    }

    /// An application token: `roles` and no `scp`.
    pub fn application_roles(mut self, roles: &[&str]) -> Self {
        self.scopes = None;
        self.roles = roles.iter().map(|&role| role.to_owned()).collect();
        self
    }

    /// Expires so many seconds from now; negative: expired already.
    pub fn expires_in(mut self, seconds: i64) -> Self {
        self.seconds_left = seconds;
        self
    }
}

/// What the API reads in a token that this server signed.
#[derive(Clone, Debug)]
pub struct Caller {
    /// `aud`
    pub audience: String,
    /// `tid`
    pub tenant_id: String,
    /// `upn`
    pub upn: String,
    /// `appid`
    pub client_id: String,
    /// The permissions in `scp`, or in `roles` of an application token.
    pub permissions: Vec<String>,
    /// `exp`, seconds since 1970.
    pub expires_at: i64,
}

/// An access token with those claims.
pub fn access_token(world: &World, claims: &AccessClaims) -> String {
    let oid = world
        .scenario()
        .tenant(&claims.tenant_id)
        .and_then(|tenant| tenant.account(&claims.upn))
        .map_or_else(|| "00000000-0000-4000-8000-000000000000".to_owned(), |account| account.oid.clone());
    let now = seconds(world.clock.now());
    let expires_at = now + claims.seconds_left;
    let uti = world.entra().next_guid();
    let mut payload = json!({
        "aud": claims.audience,
        "iss": format!("https://sts.windows.net/{}/", claims.tenant_id),
        // Entra backdates by five minutes.
        "iat": expires_at.min(now) - 300,
        "nbf": expires_at.min(now) - 300,
        "exp": expires_at,
        "acr": "1",
        "amr": ["pwd", "mfa"],
        "appid": claims.client_id,
        "appidacr": "0",
        "oid": oid,
        "tid": claims.tenant_id,
        "upn": claims.upn,
        "unique_name": claims.upn,
        "uti": uti,
        "ver": "1.0",
    });
    if let Some(scopes) = &claims.scopes {
        payload["scp"] = json!(scopes);
    }
    if !claims.roles.is_empty() {
        payload["roles"] = json!(claims.roles);
    }
    signed(world, &payload)
}

/// An id_token with those claims.
pub fn id_token(world: &World, payload: &Value) -> String {
    signed(world, payload)
}

/// The opaque `login_hint` claim of an account.
pub fn login_hint(account: &Account) -> String {
    format!("O.{}", URL_SAFE_NO_PAD.encode(&account.upn))
}

/// The user principal name in a login hint, whether opaque or plain.
pub fn hinted_upn(hint: &str) -> String {
    let opaque = hint.strip_prefix("O.").and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    opaque.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| hint.to_owned())
}

/// The claims of a token that this server signed; `None` for any other text.
pub fn caller(world: &World, token: &str) -> Option<Caller> {
    let (signed_part, signature) = token.rsplit_once('.')?;
    if signature != signature_of(world, signed_part) {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(signed_part.split_once('.')?.1).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
    let scopes = text("scp");
    let roles = claims["roles"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Some(Caller {
        audience: text("aud"),
        tenant_id: text("tid"),
        upn: text("upn"),
        client_id: text("appid"),
        permissions: scopes.split_whitespace().chain(roles).map(str::to_owned).collect(),
        expires_at: claims["exp"].as_i64()?,
    })
}

/// Seconds since 1970, as JWT claims count.
pub fn seconds(moment: Moment) -> i64 {
    i64::try_from(moment.seconds()).expect("a moment before the year 292 billion")
}

fn signed(world: &World, payload: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": "simulated-tenant" });
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed_part = format!("{}.{}", encode(&header), encode(payload));
    let signature = signature_of(world, &signed_part);
    format!("{signed_part}.{signature}")
}

/// No RSA: clients treat the token as opaque, and only this server checks it.
fn signature_of(world: &World, signed_part: &str) -> String {
    let digest = Sha256::new().chain_update(world.secret).chain_update(signed_part).finalize();
    URL_SAFE_NO_PAD.encode(digest)
}
