//! Copies: each format a function from files to text.

pub mod hashes;
pub mod ticket;
