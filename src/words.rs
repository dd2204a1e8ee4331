//! Every sentence that an analyst reads.

pub mod sign_in;
