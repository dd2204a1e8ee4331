//! A copy asked for in the browser's own menu: carried out once the alert's files are there.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    copying::{self, Copy},
    state::Progress,
    state::{Action, Screen, State},
    steps,
};
use crate::copy_request::CopyRequest;

/// Copies as wished, once, as soon as the cards of the alert on screen are complete.
#[hook]
pub(super) fn use_copy_wish(state: &UseReducerHandle<State>, wish: Option<&CopyRequest>, tell: &steps::Tell) {
    let open = use_mut_ref(|| wish.map(|wish| wish.format));
    let ready = is_ready(state);
    let (state, tell) = (Rc::new(State::clone(state)), tell.clone());
    use_effect_with(ready, move |ready| {
        if *ready && let Some(format) = open.borrow_mut().take() {
            match copying::carry_out(Copy::All(format), &state) {
                (Some(text), told) => steps::copy(text, told, None, tell),
                (None, told) => tell.dispatch(Action::Tell(told, None)),
            }
        }
    });
}

/// Files are there, no call is under way, and names have come where they may be read.
fn is_ready(state: &State) -> bool {
    let Screen::Cards(wanted, viewer) = state.screen() else { return false };
    let Some(cards) = state.cards_of(&viewer, &wanted.alert) else { return false };
    let named = cards.alert.is_some() || cards.names_failure.is_some() || !state.may_read_names(&viewer);
    cards.files.is_some() && cards.progress == Progress::Idle && named
}
