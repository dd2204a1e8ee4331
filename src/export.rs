//! Copies and exports: each format a function from files to text.
//!
//! What each of them holds, and for whom, stands in `docs/exports.md`.

pub mod csv;
pub mod facts;
pub mod hashes;
pub mod indicators;
pub mod json;
pub mod kql;
pub mod markdown;
mod sha1;
pub mod stix;
pub mod ticket;
