//! Which file to look at first.
