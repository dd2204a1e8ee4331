//! Which host names the server plays and who lives behind each.

/// A host nobody should ever talk to; resolvable, so that a leak is seen and not just refused.
pub const EVIL: &str = "evil.example";

const PORTAL: [&str; 5] = [
    "security.microsoft.com",
    "mto.security.microsoft.com",
    "transition.security.microsoft.com",
    "security.microsoft.us",
    "security.apps.mil",
];

const SIGN_IN: [&str; 2] = ["login.microsoftonline.com", "login.microsoftonline.us"];

const COMMERCIAL_API: [&str; 10] = [
    "api.securitycenter.microsoft.com",
    "api.securitycenter.windows.com",
    "api.security.microsoft.com",
    "us.api.security.microsoft.com",
    "eu.api.security.microsoft.com",
    "uk.api.security.microsoft.com",
    "au.api.security.microsoft.com",
    "swa.api.security.microsoft.com",
    "ina.api.security.microsoft.com",
    "aea.api.security.microsoft.com",
];

const GCC_API: &str = "api-gcc.securitycenter.microsoft.us";
const GOVERNMENT_API: &str = "api-gov.securitycenter.microsoft.us";

/// Who answers for a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The Defender portal.
    Portal,
    /// Entra of the commercial or the US Government cloud.
    SignIn(SignIn),
    /// The Defender API.
    Api(Api),
    /// The browser's own redirect host of an extension, or a host that no part of the product knows.
    Bystander,
}

/// The two sign-in authorities. GCC signs in at the commercial one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// `login.microsoftonline.com`
    Commercial,
    /// `login.microsoftonline.us`
    Government,
}

/// The three families of API hosts, each with its own audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// All regions of the commercial cloud.
    Commercial,
    /// US Government Community Cloud.
    Gcc,
    /// GCC High and DoD.
    Government,
}

impl Api {
    /// The audience that tokens carry, which is also the prefix of the scopes.
    pub fn audience(self) -> &'static str {
        match self {
            Api::Commercial => "https://api.securitycenter.microsoft.com",
            Api::Gcc => "https://api-gcc.securitycenter.microsoft.us",
            Api::Government => "https://api-gov.securitycenter.microsoft.us",
        }
    }

    /// The family of an audience; older integrations still ask for the first names of the commercial one.
    pub fn of_audience(audience: &str) -> Option<Api> {
        match audience {
            "https://api.securitycenter.microsoft.com"
            | "https://api.securitycenter.windows.com"
            | "https://api.security.microsoft.com" => Some(Api::Commercial),
            "https://api-gcc.securitycenter.microsoft.us" => Some(Api::Gcc),
            "https://api-gov.securitycenter.microsoft.us" => Some(Api::Government),
            _ => None,
        }
    }
}

/// Who answers for `host` (no port).
pub fn role(host: &str) -> Role {
    match host {
        "login.microsoftonline.com" => Role::SignIn(SignIn::Commercial),
        "login.microsoftonline.us" => Role::SignIn(SignIn::Government),
        GCC_API => Role::Api(Api::Gcc),
        GOVERNMENT_API => Role::Api(Api::Government),
        _ if COMMERCIAL_API.contains(&host) => Role::Api(Api::Commercial),
        _ if PORTAL.contains(&host) => Role::Portal,
        _ => Role::Bystander,
    }
}

/// Whether `host` belongs to the Defender API.
pub fn is_api(host: &str) -> bool {
    matches!(role(host), Role::Api(_))
}

/// Whether `host` belongs to Entra.
pub fn is_sign_in(host: &str) -> bool {
    matches!(role(host), Role::SignIn(_))
}

/// Every name that the certificate speaks for.
pub fn all() -> Vec<&'static str> {
    let mut names: Vec<&str> = PORTAL.into_iter().chain(SIGN_IN).chain(COMMERCIAL_API).collect();
    names.extend([GCC_API, GOVERNMENT_API, EVIL, "*.chromiumapp.org"]);
    names
}

/// The value of Chromium's `--host-resolver-rules`: our hosts to `port`, all others nowhere.
pub fn resolver_rules(port: u16, unreachable: &[&str]) -> String {
    // Chromium takes the first rule that fits.
    let mut rules: Vec<String> = unreachable.iter().map(|host| format!("MAP {host} ~NOTFOUND")).collect();
    rules.extend(all().iter().map(|host| format!("MAP {host} 127.0.0.1:{port}")));
    rules.extend(["MAP * ~NOTFOUND".to_owned(), "EXCLUDE 127.0.0.1".to_owned()]);
    rules.join(", ")
}
