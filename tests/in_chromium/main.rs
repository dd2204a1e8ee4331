//! The built extension in a real browser, against the simulated tenant, under the production host names.
//!
//! Run by `cargo xtask test`, which builds `dist/` first; `HASHCARD_DIST` names another build.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod finding;
mod looks;
mod lookup;
mod options;
mod pasted_token;
mod sign_in;
