//! `capabilities`.
