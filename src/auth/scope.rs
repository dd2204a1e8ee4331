//! The permissions of the Defender API that Hashcard knows, and how a request asks for them.

use crate::{cloud::Cloud, json::record};

/// A delegated permission of the resource `WindowsDefenderATP`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `File.Read.All`: the files of an alert. Nothing works without it.
    FileReadAll,
    /// `Alert.Read`: file names and folders, from the evidence of the alert.
    AlertRead,
    /// `user_impersonation`: whatever the analyst's role may do. Found in tokens, never asked for.
    UserImpersonation,
}

record!(
    enum Scope {
        FileReadAll,
        AlertRead,
        UserImpersonation,
    }
);

impl Scope {
    const ALL: [Scope; 3] = [Scope::FileReadAll, Scope::AlertRead, Scope::UserImpersonation];

    /// The hashes and signers.
    pub const FILES: &'static [Scope] = &[Scope::FileReadAll];
    /// The hashes and signers, and the names from the alert's evidence.
    pub const FILES_AND_NAMES: &'static [Scope] = &[Scope::FileReadAll, Scope::AlertRead];

    /// Microsoft's name of it, as in the claim `scp`.
    pub fn name(self) -> &'static str {
        match self {
            Scope::FileReadAll => "File.Read.All",
            Scope::AlertRead => "Alert.Read",
            Scope::UserImpersonation => "user_impersonation",
        }
    }

    /// The scopes in a list with spaces, bare or with the audience before them; unknown ones are left out.
    pub fn listed(text: &str) -> Vec<Scope> {
        let listed: Vec<Scope> = text.split_whitespace().filter_map(Scope::of_name).collect();
        Scope::ALL.into_iter().filter(|scope| listed.contains(scope)).collect()
    }

    /// The parameter `scope` of a request: who the analyst is, a refresh token, and `scopes` of the Defender API.
    pub fn parameter(scopes: &[Scope], cloud: Cloud) -> String {
        let mut parameter = "openid profile offline_access".to_owned();
        for scope in scopes {
            parameter.push(' ');
            parameter.push_str(cloud.audience());
            parameter.push('/');
            parameter.push_str(scope.name());
        }
        parameter
    }

    fn of_name(text: &str) -> Option<Scope> {
        let name = text.bytes().rposition(|byte| byte == b'/').map_or(text, |slash| &text[slash + 1..]);
        // Entra compares permission names without regard to case.
        Scope::ALL.into_iter().find(|scope| scope.name().eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_asks_for_one_resource_with_the_audience_of_its_cloud() {
        let check = |scopes, cloud, expected| assert_eq!(Scope::parameter(scopes, cloud), expected);
        check(
            Scope::FILES,
            Cloud::Commercial,
            "openid profile offline_access https://api.securitycenter.microsoft.com/File.Read.All",
        );
        check(
            Scope::FILES_AND_NAMES,
            Cloud::Gcc,
            "openid profile offline_access https://api-gcc.securitycenter.microsoft.us/File.Read.All \
             https://api-gcc.securitycenter.microsoft.us/Alert.Read",
        );
    }

    #[test]
    fn granted_scopes_are_read_with_and_without_their_audience() {
        let check = |text, expected: &[Scope]| assert_eq!(Scope::listed(text), expected, "{text}");
        check("File.Read.All", Scope::FILES);
        check("Alert.Read  File.Read.All File.Read.All", Scope::FILES_AND_NAMES);
        check(
            "openid https://api.securitycenter.microsoft.com/File.Read.All https://api.securitycenter.microsoft.com//Alert.Read",
            Scope::FILES_AND_NAMES,
        );
        check("file.read.all", Scope::FILES);
        check("user_impersonation", &[Scope::UserImpersonation]);
        check("Machine.Read User.Read File.Read", &[]);
        check("", &[]);
    }
}
