//! What lies over the screen for a while: the toast and a card's menu.

use std::rc::Rc;

use crate::{
    evidence::{self, File},
    export::hashes::HashKind,
};

/// A short message that goes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Its words.
    pub text: String,
    /// Tells two toasts with the same words apart.
    pub number: u32,
    /// The hash that was copied, and of which file, so that its button can show a check.
    pub copied: Option<(evidence::Hashes, HashKind)>,
}

/// The right-click menu of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The card's file.
    pub file: Rc<File>,
    /// Where the pointer, or the card's corner, was, in CSS pixels.
    pub at: (i32, i32),
    /// The hash under the pointer.
    pub under_pointer: Option<HashKind>,
}
