//! Tokens, and the token endpoint's answers.

use std::fmt;

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Takes the secret in.
            pub fn new(secret: String) -> Self {
                Self(secret)
            }

            /// The one door out: for the request that sends it and the session storage that holds it.
            pub fn secret(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

secret!(
    /// A delegated access token for the Defender API.
    AccessToken
);
secret!(
    /// A refresh token of a single-page application: lives 24 hours from the first sign-in, RFC 6749 section 1.5.
    RefreshToken
);
