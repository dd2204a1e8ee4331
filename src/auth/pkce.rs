//! `pkce`.
