//! The popup, and in the side panel the same page: what an analyst meets.

pub mod card;
pub mod card_menu;
pub mod cards_due;
pub mod controls;
pub mod copy_wish;
pub mod copying;
pub mod export_form;
pub mod export_panel;
pub mod exporting;
pub mod file_list;
pub mod fold;
pub mod going_on;
pub mod hash_row;
pub mod intent;
pub mod job_due;
pub mod keys;
mod moment;
pub mod nearness;
pub mod notices;
mod organisation_line;
pub mod press;
pub mod prevalence_picture;
pub mod quota_wait;
pub mod sample;
pub mod screens;
pub mod state;
pub mod target;
pub mod tools;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod asking;
#[cfg(target_arch = "wasm32")]
mod job_on_screen;
#[cfg(target_arch = "wasm32")]
mod scrolling;
#[cfg(target_arch = "wasm32")]
mod steps;

#[cfg(target_arch = "wasm32")]
pub use app::open;
