//! Every sentence that an analyst reads.

pub mod copy;
pub mod settings;
pub mod ticket;
