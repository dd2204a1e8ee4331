//! The way from nothing to the first card: four steps, each with how far it is. It shows until somebody has signed in.

use yew::Html;

use super::{
    page::section,
    registration_test::Stage,
    state::{Spot, State},
    tenants::element_id,
};
use crate::{
    auth::failure::FailureClass,
    contexts::{
        element::{element, leaf, text},
        popup::icon::{Icon, icon},
    },
    settings::Key,
    words::guide as words,
};

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Open,
    Done,
    Wrong,
}

/// Draws the section, where there is somebody to guide: policy's tenants are set up by an administrator.
pub(super) fn guide(state: &State) -> Html {
    if !state.guided || state.is_locked(Key::Tenants) {
        return Html::default();
    }
    let steps = [
        step("#registration", words::REGISTER, registered(state)),
        step(&["#", element_id(Spot::Tenants)].concat(), words::IDS, entered(state)),
        step(&["#", element_id(Spot::Tenants)].concat(), words::TEST, tested(state)),
        step("", words::BUTTON, pinned(state)),
    ];
    let list = element("ol", &[("class", "steps guide"), ("role", "list")], steps);
    section("guide", words::TITLE, [leaf("p", "", words::EXPLAINED), list])
}

/// A step; `place` is where on the page it is done.
fn step(place: &str, title: &'static str, (mark, said): (Mark, &'static str)) -> Html {
    let (shape, class) = match mark {
        Mark::Open => (Icon::Unknown, "quiet"),
        Mark::Done => (Icon::Valid, "good"),
        Mark::Wrong => (Icon::NotValid, "bad"),
    };
    let title = match place {
        "" => leaf("strong", "", title),
        _ => element("a", &[("href", place)], [text(title)]),
    };
    let told = element("span", &[], [title, leaf("span", "quiet", said)]);
    element("li", &[], [icon(shape, class), told])
}

/// Only Entra can say it, and it says so when somebody signs in.
fn registered(state: &State) -> (Mark, &'static str) {
    let refused = |class: &FailureClass| matches!(class, FailureClass::Setup(_) | FailureClass::ClientMismatch);
    match state.shown_test().map(|test| &test.stage) {
        Some(Stage::SignInFailed(failure)) if refused(&failure.class) => (Mark::Wrong, words::NOT_REGISTERED),
        Some(stage) if stage.signed_in().is_some() => (Mark::Done, words::REGISTERED),
        Some(_) | None => (Mark::Open, words::REGISTER_HOW),
    }
}

fn entered(state: &State) -> (Mark, &'static str) {
    let draft = state.draft();
    if !draft.faults.is_empty() {
        return (Mark::Wrong, words::IDS_WRONG);
    }
    match (state.opened().is_some() && !state.is_edited(draft.of.as_ref()), draft.parse().is_ok()) {
        (true, _) => (Mark::Done, words::IDS_SAVED),
        (false, true) => (Mark::Open, words::IDS_READY),
        (false, false) => (Mark::Open, words::IDS_HOW),
    }
}

fn tested(state: &State) -> (Mark, &'static str) {
    match state.shown_test().map(|test| &test.stage) {
        None => (Mark::Open, words::TEST_HOW),
        Some(Stage::Works(_)) => (Mark::Done, words::TEST_WORKS),
        Some(stage) if stage.is_running() => (Mark::Open, words::TEST_RUNS),
        Some(_) => (Mark::Wrong, words::TEST_FAILED),
    }
}

fn pinned(state: &State) -> (Mark, &'static str) {
    if state.facts.pinned { (Mark::Done, words::PINNED) } else { (Mark::Open, words::PIN_HOW) }
}
