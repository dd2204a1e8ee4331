//! What a secret looks like: it prints as redacted and opens by one word that one can search for.

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

pub(super) use secret;
