//! Signing in with Microsoft Entra ID: the words of OAuth as types, HTTP as values.
//!
//! In the order of a sign-in: a [`pending`] record is made from randomness, an [`authorization`]
//! request opens the window, its redirect becomes a code, the code becomes a [`token`], the token
//! a [`session`]. What goes wrong on the way is one [`failure`].

pub mod base64;
mod jwt;
mod query;

pub mod account;
pub mod authorization;
pub mod challenge;
pub mod client;
pub mod directory;
pub mod failure;
pub mod guid;
pub mod pasted;
pub mod pending;
pub mod pkce;
pub mod scope;
pub mod session;
pub mod tenant;
pub mod token;
