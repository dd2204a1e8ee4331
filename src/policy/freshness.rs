//! `freshness`.
