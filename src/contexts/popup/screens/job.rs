//! The cards of several alerts, and how far they are.

use yew::prelude::*;

use super::{
    Intent,
    cards::{file_list, progress_line},
    questions::more_alerts,
    tenant_name,
};
use crate::{
    alert_id::AlertId,
    contexts::leaf::leaf,
    contexts::popup::{
        controls::{button, notice},
        notices,
        state::{Progress, State},
    },
    job::{Again, Job},
    lookup::Viewer,
    words::popup as words,
};

pub(super) fn job(state: &State, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let Some(job) = &state.facts.job else { return Html::default() };
    let (cards, run) = (state.job_cards_of(viewer), state.job_run_of(viewer));
    let failure = run.filter(|_| !job.cancelled).and_then(|run| run.failure.as_ref());
    // A wait for the quota tells why, and goes on by itself.
    let waits = run.is_some_and(|run| run.progress != Progress::Idle);
    let running = job.goes_on() && (failure.is_none() || waits);
    let stopped = job.cancelled && !job.finished();
    let progress = if stopped { words::job_stopped } else { words::job_progress };
    let go_on = |again| Intent::GoOn(viewer.clone(), again);
    html! {
        <section class="cards-of-alert" aria-busy={running.to_string()}>
            <header>
                { leaf("h1", "", words::job_title(job.alerts.len())) }
                <p class="about">{ leaf("span", "tenant", tenant_name(state, &viewer.directory.tenant)) }</p>
            </header>
            <div class="job">
                <progress max={job.alerts.len().to_string()} value={job.settled().to_string()} aria-label={words::LOOKING_UP} />
                { leaf("span", "", progress(job.settled(), job.alerts.len())) }
                if running {
                    { button(words::CANCEL, intend, Intent::CancelJob) }
                } else if stopped {
                    { button(words::CONTINUE, intend, go_on(Again::Nothing)) }
                }
            </div>
            if let Some(run) = run.filter(|_| running) { { progress_line(run.progress, state.now) } }
            if let Some(failure) = failure { { notices::failure(failure, viewer, state, intend) } }
            if let Some(cards) = cards {
                { missing(&cards.missing, go_on(Again::Alerts(cards.missing.clone())), intend) }
                if !cards.files.is_empty() || job.finished() { { file_list(state, &cards.files, Some(job.alerts.len()), intend) } }
            }
            { failed_alerts(job, go_on(Again::Failed), intend) }
            { more_alerts(state, intend) }
        </section>
    }
}

/// Alerts whose answers had to make room.
fn missing(alerts: &[AlertId], ask_again: Intent, intend: &Callback<Intent>) -> Html {
    if alerts.is_empty() {
        return Html::default();
    }
    let text = html! {
        <>
            { leaf("p", "", words::no_longer_kept(alerts.len())) }
            { leaf("p", "", words::NO_LONGER_KEPT_REMEDY) }
            { button(words::ASK_AGAIN, intend, ask_again) }
        </>
    };
    notice("warning", "note", text, None, intend)
}

fn failed_alerts(job: &Job, retry: Intent, intend: &Callback<Intent>) -> Html {
    if job.failed().next().is_none() {
        return Html::default();
    }
    let row = |(id, failure): (&AlertId, &crate::failure::Failure)| {
        html! { <li>{ leaf("span", "id", id.as_str()) }{ " " }{ crate::words::failure::sentence(&failure.reason) }</li> }
    };
    html! {
        <details class="failed">
            { leaf("summary", "", words::failed_alerts(job.failed().count())) }
            <ul>{ for job.failed().map(row) }</ul>
            { button(words::TRY_AGAIN, intend, retry) }
        </details>
    }
}
