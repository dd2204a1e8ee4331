//! Contexts.

pub mod popup;
