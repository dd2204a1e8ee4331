//! Every sentence that an analyst reads.

pub mod card;
pub mod copy;
pub mod settings;
pub mod ticket;
