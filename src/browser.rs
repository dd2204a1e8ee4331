//! The only folder that names Chrome: one file for each browser namespace.

pub mod action;
pub mod ahead;
pub mod clipboard;
pub mod clock;
pub mod commands;
pub mod compression;
pub mod context_menus;
pub mod crypto;
pub mod download;
pub mod fetch;
pub mod identity;
pub mod language;
pub mod locks;
pub mod permissions;
pub mod runtime;
pub mod scripting;
pub mod side_panel;
pub mod storage;
pub mod tabs;
pub mod task;
pub mod value;

/// The browser around this context; implements the capabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Browser;
