//! `retry`.
