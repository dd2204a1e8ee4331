//! Hashcard: the files of a Microsoft Defender alert as hash and signer cards.
//!
//! `docs/architecture.md` is the map. In short: everything here is calculation that runs under
//! plain `cargo test`, except [`browser`], the only folder that names Chrome, and [`contexts`],
//! the only folders that meet a person or an event.

pub mod alert_id;
pub mod auth;
pub mod capabilities;
pub mod contexts;
pub mod defender;
pub mod display;
pub mod evidence;
pub mod export;
pub mod http;
pub mod lookup;
pub mod policy;
pub mod portal;
pub mod protocol;
pub mod settings;
pub mod time;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
mod entry;
