//! The `scope` parameter: which resource, which permissions, which OpenID words.

use super::super::hosts::Api;

/// What a request asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// `openid`, `profile`, `email`, `offline_access`.
    pub openid: Vec<String>,
    /// Permissions of the Defender API, each with the resource as it was spelled.
    pub permissions: Vec<Permission>,
}

/// One permission of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The resource as the request spells it, without a slash at the end.
    pub resource: String,
    /// The family of hosts that the resource names.
    pub api: Api,
    /// `File.Read.All`, `.default`, …
    pub name: String,
}

/// Why a `scope` cannot be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeFault {
    /// Nothing asked for.
    Empty,
    /// No tenant knows that resource.
    UnknownResource(String),
    /// The resource has no such permission.
    UnknownPermission(String),
}

/// The delegated permissions of `WindowsDefenderATP` that this API knows.
const PERMISSIONS: [&str; 8] = [
    ".default",
    "File.Read.All",
    "Alert.Read",
    "Alert.ReadWrite",
    "Machine.Read",
    "Machine.ReadWrite",
    "Ti.ReadWrite",
    "user_impersonation",
];

impl Scopes {
    /// Reads a space-separated list.
    pub fn parse(text: &str) -> Result<Scopes, ScopeFault> {
        let mut scopes = Scopes::default();
        for word in text.split_whitespace() {
            if ["openid", "profile", "email", "offline_access"].contains(&word) {
                scopes.openid.push(word.to_owned());
                continue;
            }
            let Some((resource, name)) = word.rsplit_once('/') else {
                return Err(ScopeFault::UnknownPermission(word.to_owned()));
            };
            // A resource whose identifier ends in a slash is spelled with two.
            let resource = resource.trim_end_matches('/');
            let Some(api) = Api::of_audience(resource) else {
                return Err(ScopeFault::UnknownResource(resource.to_owned()));
            };
            if !PERMISSIONS.contains(&name) {
                return Err(ScopeFault::UnknownPermission(name.to_owned()));
            }
            scopes.permissions.push(Permission { resource: resource.to_owned(), api, name: name.to_owned() });
        }
        if scopes.openid.is_empty() && scopes.permissions.is_empty() {
            return Err(ScopeFault::Empty);
        }
        Ok(scopes)
    }

    /// Whether the OpenID word was asked for.
    pub fn wants(&self, word: &str) -> bool {
        self.openid.iter().any(|asked| asked == word)
    }

    /// The resources asked for, each once, as they were spelled.
    pub fn resources(&self) -> Vec<&str> {
        let mut resources: Vec<&str> = self.permissions.iter().map(|permission| permission.resource.as_str()).collect();
        resources.dedup();
        resources
    }
}
