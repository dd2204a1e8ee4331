//! `authorization`.
