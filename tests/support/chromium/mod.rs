//! A browser with the extension in it, driven over the DevTools protocol by role and name.
//!
//! ```ignore
//! let browser = Chromium::launch(LaunchOptions { arguments: tenant.chromium_arguments(), ..LaunchOptions::with_extension("dist") }).await?;
//! let tab = browser.open_tab("https://security.microsoft.com/alerts/da637551227677560813_-961444813").await?;
//! let popup = browser.open_popup(&tab).await?;
//! popup.get_by_role("button", "Copy all SHA-256").await?.click().await?;
//! assert_eq!(popup.clipboard().await?, "…");
//! browser.expect_no_complaints()?;
//! ```
//!
//! Every wait ends: with what was waited for, or with an error that says what was there instead.
//! An attached debugger keeps the service worker and an unfocused popup alive; what a test wants to
//! know about their lives it learns from [`Undebugged`] and the tenant's log.

mod axe;
mod connection;
mod display;
mod element;
mod error;
mod find;
mod keyboard;
mod launch;
mod message;
mod page;
mod policy;
mod process;
mod profile;
mod worker;

pub use axe::{AxeSource, Violation};
pub use connection::{Events, Network, Session, Target, TargetKind, World};
pub use display::{Display, DisplayError, PointerButton};
pub use element::{BoundingBox, Element, Name};
pub use error::CdpError;
pub use find::{Brand, Browser, NoBrowser, browser_or_skip, find_browser, skip};
pub use launch::{Appearance, Chromium, LaunchError, LaunchOptions, Loading, Undebugged, WindowSize, extension_id_of};
pub use message::{Message, MessageKind};
pub use page::{MediaFeature, Page};
pub use policy::{ManagedPolicy, PolicyError};
pub use profile::Profile;
pub use worker::Worker;

/// How long a wait lasts before it becomes an error: long enough for a busy machine with two cores.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);
