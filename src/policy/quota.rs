//! `quota`.
