//! Hashcard: the files of a Microsoft Defender alert as hash and signer cards.
//!
//! `docs/architecture.md` is the map. In short: everything here is calculation that runs under
//! plain `cargo test`, except [`browser`], the only folder that names Chrome, and [`contexts`],
//! the only folders that meet a person or an event.

pub mod alert_id;
pub mod auth;
pub mod cache;
pub mod capabilities;
pub mod cloud;
pub mod configuration;
pub mod contexts;
pub mod copy_request;
pub mod decision;
pub mod defender;
pub mod display;
pub mod evidence;
pub mod export;
pub mod failure;
pub mod formats;
mod hex;
pub mod http;
pub mod incident;
pub mod job;
pub mod joining;
pub mod json;
pub mod known_good_list;
pub mod last_view;
pub mod letter_case;
pub mod limits;
pub mod lookup;
pub mod pages;
pub mod pivots;
pub mod portal;
pub mod prefetch;
pub mod protocol;
pub mod secret;
pub mod settings;
pub mod sign_in;
pub mod silent_sign_in;
pub mod sorting;
pub mod standing;
pub mod time;
pub mod troubles;
pub mod viewer;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod entry;
