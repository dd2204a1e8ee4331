//! Every sentence that an analyst reads.

pub mod card;
