//! The way from nothing to the first card: four steps, each with how far it is. It shows until somebody has signed in.

use yew::Html;

use super::{fields::section, registration_test::Stage, spot::Spot, state::State};
use crate::{
    auth::failure::FailureClass,
    contexts::{
        element::{element, leaf, text},
        icon::{Icon, icon},
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
        step("#registration", words::register(), registered(state)),
        step(&["#", Spot::Tenants.element_id()].concat(), words::ids(), entered(state)),
        step(&["#", Spot::Tenants.element_id()].concat(), words::test(), tested(state)),
        step("", words::button(), pinned(state)),
    ];
    let list = element("ol", &[("class", "steps guide"), ("role", "list")], steps);
    section("guide", words::title(), [leaf("p", "", words::explained()), list])
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
        Some(Stage::SignInFailed(failure)) if refused(&failure.class) => (Mark::Wrong, words::not_registered()),
        Some(stage) if stage.signed_in().is_some() => (Mark::Done, words::registered()),
        Some(_) | None => (Mark::Open, words::register_how()),
    }
}

fn entered(state: &State) -> (Mark, &'static str) {
    let draft = state.draft();
    if !draft.faults.is_empty() {
        return (Mark::Wrong, words::ids_wrong());
    }
    match (state.opened().is_some() && !state.is_edited(draft.of.as_ref()), draft.parse().is_ok()) {
        (true, _) => (Mark::Done, words::ids_saved()),
        (false, true) => (Mark::Open, words::ids_ready()),
        (false, false) => (Mark::Open, words::ids_how()),
    }
}

fn tested(state: &State) -> (Mark, &'static str) {
    match state.shown_test().map(|test| &test.stage) {
        None => (Mark::Open, words::test_how()),
        Some(Stage::Works(_)) => (Mark::Done, words::test_works()),
        Some(stage) if stage.is_running() => (Mark::Open, words::test_runs()),
        Some(_) => (Mark::Wrong, words::test_failed()),
    }
}

fn pinned(state: &State) -> (Mark, &'static str) {
    if state.facts.pinned { (Mark::Done, words::pinned()) } else { (Mark::Open, words::pin_how()) }
}
