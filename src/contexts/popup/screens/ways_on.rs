//! Where a person can go from a screen: to another alert, to the list, to a job, and back.

use yew::{Callback, Html};

use crate::{
    contexts::{
        element::element,
        popup::{
            controls::{Typed, field_with_button, quiet_button},
            intent::Intent,
            state::{Action, Focus, Screen, State},
        },
    },
    job::Job,
    words::popup as words,
};

/// The field for an id or a link.
pub(super) fn look_up(intend: &Callback<Intent>) -> Html {
    field_with_button(words::alert_id_or_link(), words::look_up(), Typed::Openly, intend.reform(Intent::LookUp))
}

/// The same beside the cards of an alert that was pasted: the next one comes from the same ticket system.
pub(super) fn look_up_another(state: &State, intend: &Callback<Intent>) -> Html {
    match &state.facts.page {
        Some(_) => Html::default(),
        None => element("div", &[("class", "another")], [look_up(intend)]),
    }
}

/// The way to a job that was left.
pub(super) fn back_to(job: &Job, intend: &Callback<Intent>) -> Html {
    let look = Intent::Dispatch(Action::Look(Focus::Job));
    quiet_button(&words::back_to_job(job.alerts.len()), "", intend, look)
}

/// Back, to the other alerts of the page, and to their job.
pub(super) fn more_alerts(state: &State, intend: &Callback<Intent>) -> Html {
    let on_screen = match state.screen() {
        Screen::Cards(wanted, _) | Screen::Question(wanted, _) => Some(wanted.alert),
        // A job has them all.
        Screen::Job(_) | Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Sample => None,
    };
    let linked = state.linked().into_iter().filter(|linked| Some(&linked.alert) != on_screen.as_ref());
    let others = if on_screen.is_some() { linked.count() } else { 0 };
    let look = |words: &str, focus| quiet_button(words, "", intend, Intent::Dispatch(Action::Look(focus)));
    let mut parts = Vec::new();
    if state.focus != Focus::Page {
        // A job that goes on would come back at once.
        let back = if state.focus == Focus::Job { Focus::Alerts } else { Focus::Page };
        parts.push(look(words::back(), back));
    }
    if others > 0 {
        parts.push(look(&words::more_alerts(others), Focus::Alerts));
    }
    if let Some(job) = state.facts.job_of_page().filter(|_| on_screen.is_some()) {
        parts.push(back_to(job, intend));
    }
    element("p", &[("class", "more")], parts)
}
