//! The popup, and in the side panel the same page: what an analyst meets.

pub mod card;
pub mod foreign_text;
pub mod hash_row;
pub mod icon;
pub mod press;
pub mod prevalence_picture;
