//! Every sentence that an analyst reads.

pub mod card;
pub mod copy;
pub mod export;
pub mod failure;
pub mod guide;
pub mod keys;
pub mod options;
pub mod popup;
pub mod settings;
pub mod sign_in;
pub mod ticket;
