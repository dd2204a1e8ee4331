//! What is known of this installation, for the diagnostics. Nothing in it names a person, an alert or a token: there is no
//! field that could.

use crate::{cloud::Cloud, limits::quota::Remaining, troubles::Trouble, words::options as words};

/// What is told of this installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// The extension's version.
    pub version: String,
    /// The browser and its major version, see [`browser_of`].
    pub browser: String,
    /// The extension's id.
    pub extension_id: String,
    /// The permissions that the browser has granted.
    pub permissions: Vec<String>,
    /// The patterns of hosts that it has granted.
    pub hosts: Vec<String>,
    /// The calls that each tenant's quota has left, in the order of the tenants.
    pub calls_left: Vec<(Cloud, Remaining)>,
    /// What went wrong last, the latest first.
    pub troubles: Vec<Trouble>,
}

/// Name and major version out of `navigator.userAgent`, whose other numbers a managed browser freezes.
pub fn browser_of(user_agent: &str) -> String {
    let of = |token: &str, name: &str| {
        let rest = user_agent.split_once(token)?.1;
        let major: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (!major.is_empty()).then(|| [name, " ", &major].concat())
    };
    // Edge names Chrome too.
    of(" Edg/", "Edge").or_else(|| of("Chrome/", words::chromium())).unwrap_or_default()
}
