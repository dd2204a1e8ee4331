//! Every sentence that an analyst reads, by what it says. How it says it stands in `extension/_locales`.

pub mod card;
pub mod catalogue;
pub mod copy;
pub mod english;
pub mod export;
pub mod failure;
pub mod guide;
pub mod keys;
pub mod language;
pub mod numbers;
pub mod options;
pub mod popup;
pub mod settings;
pub mod sign_in;
pub mod ticket;
