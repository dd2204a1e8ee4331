//! Copies: each format a function from files to text.
