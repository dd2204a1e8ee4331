//! The options page: tenants and app registrations, preferences, accounts, diagnostics.

pub mod accounts;
pub mod change;
pub mod diagnostics;
pub mod draft;
pub mod fields;
mod guide;
pub mod installation;
pub mod intent;
pub mod known_good;
pub mod page;
pub mod preferences;
pub mod registration;
pub mod registration_test;
pub mod spot;
pub mod state;
pub mod tenants;
pub mod test_result;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod steps;

#[cfg(target_arch = "wasm32")]
pub use app::open;
