//! `lookup`.
