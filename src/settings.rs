//! `settings`.
