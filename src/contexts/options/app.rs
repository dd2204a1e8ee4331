//! The options page's root.

/// Draws it.
pub fn open() {}
