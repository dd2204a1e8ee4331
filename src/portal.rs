//! Portal addresses.
