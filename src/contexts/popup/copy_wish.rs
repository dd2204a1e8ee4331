//! A copy asked for in the browser's own menu: carried out once the alert's files are there.

use super::{
    copying::{self, Copy},
    state::{Action, Progress, Screen, State},
    steps,
};
use crate::{copy_request::CopyRequest, words::copy as words};

/// Copies as wished, once, as soon as the cards of the alert on screen are complete. Where there is no alert it says so:
/// nothing is copied behind a later screen.
pub(super) fn carry_out(wish: &mut Option<CopyRequest>, state: &State, tell: &steps::Tell) {
    if state.screen() == Screen::Alerts && wish.take().is_some() {
        tell.dispatch(Action::Tell(words::NO_FILES_TO_COPY.to_owned(), None));
    }
    let Some(wanted) = wish.take_if(|_| is_ready(state)) else { return };
    match copying::carry_out(Copy::All(wanted.format), state) {
        (Some(text), told) => steps::copy(text, told, None, tell.clone()),
        (None, told) => tell.dispatch(Action::Tell(told, None)),
    }
}

/// Files are there, no call is under way, and names have come where they may be read.
fn is_ready(state: &State) -> bool {
    let Screen::Cards(wanted, viewer) = state.screen() else { return false };
    let Some(cards) = state.cards_of(&viewer, &wanted.alert) else { return false };
    let named = cards.alert.is_some() || cards.names_failure.is_some() || !state.may_read_names(&viewer);
    cards.files.is_some() && cards.progress == Progress::Idle && named
}
