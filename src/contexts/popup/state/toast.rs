//! Short messages that go by themselves.

use std::rc::Rc;

use super::{Screen, State};
use crate::{
    evidence::{self, hash_kind::HashKind, triage::Summary},
    words::popup as words,
};

/// What a short message is about, which decides who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something was done: everybody is told.
    Done,
    /// Something could not be done: a screen reader says it at once.
    Failed,
    /// Something is on screen now: who sees it needs no words.
    Loaded,
}

/// A short message that goes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it is about.
    pub kind: Kind,
    /// Its words.
    pub text: String,
    /// Tells two toasts with the same words apart.
    pub number: u32,
    /// The hash that was copied, and of which file, so that its button can show a check.
    pub copied: Option<(evidence::Hashes, HashKind)>,
}

impl State {
    pub(super) fn say(&mut self, kind: Kind, text: String, copied: Option<(evidence::Hashes, HashKind)>) {
        let number = self.toast.as_ref().map_or(0, |toast| toast.number.wrapping_add(1));
        self.toast = Some(Toast { kind, text, number, copied });
    }

    /// What was on screen is not any more.
    pub(super) fn unsay_loaded(&mut self) {
        self.toast.take_if(|toast| toast.kind == Kind::Loaded);
    }

    /// Tells who does not see it what has come on screen; what was just done is more important.
    pub(super) fn say_loaded(&mut self) {
        if self.toast.as_ref().is_some_and(|toast| toast.kind != Kind::Loaded) {
            return;
        }
        let files = match self.screen() {
            Screen::Cards(wanted, viewer) => {
                self.cards_of(&viewer, &wanted.alert).and_then(|cards| cards.files.clone())
            }
            Screen::Job(viewer) => self.job_cards_of(&viewer).map(|cards| Rc::clone(&cards.files)),
            Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) | Screen::Sample => None,
        };
        if let Some(files) = files {
            let summary = Summary::of(files.iter().map(Rc::as_ref), self.minute());
            self.say(Kind::Loaded, words::summary(&summary), None);
        }
    }
}
