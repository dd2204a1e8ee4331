//! The built extension in a real browser, against the simulated tenant, under the production host names.
//!
//! Run by `cargo xtask test`, which builds `dist/` first; `HASHCARD_DIST` names another build.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../support/mod.rs"]
mod support;

mod cards;
mod claims_challenge;
mod context_menu;
mod copying;
mod desk;
mod diagnostics;
mod exporting;
mod finding;
mod going_on;
mod government;
mod hostile_data;
mod incidents;
mod interrupted;
mod keyboard;
mod known_good;
mod known_policy;
mod language;
mod looks;
mod lookup;
mod menu_lifetime;
mod names;
mod options;
mod organisation;
mod pasted_token;
mod policy_attempts;
mod prefetch;
mod reopening;
mod several_alerts;
mod side_panel;
mod sign_in;
mod soak;
mod unreachable;
