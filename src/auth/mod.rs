//! Signing in with Microsoft Entra ID: the words of OAuth as types, HTTP as values.

pub mod authorization;
pub mod client;
pub mod pkce;
pub mod tenant;
pub mod token;
