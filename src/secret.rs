//! Secrets print as redacted and open by one word that one can search for. The two tokens are here; the secrets of a
//! single sign-in stand with it.

use crate::json::{Json, Recorded};

/// A text that is never printed, never serialised, and leaves by `secret` alone.
macro_rules! secret {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        pub struct $name(String);

        impl $name {
            /// The one door out: for the request that sends it and the session storage that holds it.
            pub fn secret(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

pub(crate) use secret;

secret!(
    /// A delegated access token for the Defender API.
    #[derive(Clone, PartialEq, Eq)]
    AccessToken
);
secret!(
    /// A refresh token of a single-page application: lives 24 hours from the first sign-in, RFC 6749 section 1.5.
    #[derive(Clone, PartialEq, Eq)]
    RefreshToken
);

impl AccessToken {
    /// Takes the secret in.
    pub fn new(secret: String) -> Self {
        AccessToken(secret)
    }
}

impl RefreshToken {
    /// Takes the secret in.
    pub fn new(secret: String) -> Self {
        RefreshToken(secret)
    }
}

impl Recorded for AccessToken {
    fn to_record(&self) -> Json {
        self.secret().into()
    }

    fn from_record(record: &Json) -> Option<Self> {
        stored(record).map(AccessToken)
    }
}

impl Recorded for RefreshToken {
    fn to_record(&self) -> Json {
        self.secret().into()
    }

    fn from_record(record: &Json) -> Option<Self> {
        stored(record).map(RefreshToken)
    }
}

fn stored(record: &Json) -> Option<String> {
    record.as_str().filter(|secret| !secret.is_empty()).map(str::to_owned)
}
