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
        controls::button,
        notices,
        state::{Progress, State},
    },
    job::Job,
    lookup::Viewer,
    words::popup as words,
};

pub(super) fn job(state: &State, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let Some(job) = &state.facts.job else { return Html::default() };
    let cards = state.job_cards_of(viewer);
    let running = !job.finished() && !job.cancelled && cards.is_none_or(|cards| cards.failure.is_none());
    let retry = Intent::RetryJob(viewer.clone());
    html! {
        <section class="cards-of-alert" aria-busy={running.to_string()}>
            <header>
                { leaf("h1", "", words::job_title(job.alerts.len())) }
                <p class="about">{ leaf("span", "tenant", tenant_name(state, &viewer.directory.tenant)) }</p>
            </header>
            <div class="job">
                <progress max={job.alerts.len().to_string()} value={job.settled().to_string()} aria-label={words::LOOKING_UP} />
                { leaf("span", "", words::job_progress(job.settled(), job.alerts.len())) }
                if running { { button(words::CANCEL, intend, Intent::CancelJob) } }
            </div>
            if let Some(cards) = cards {
                { progress_line(match cards.progress { Progress::Calling => Progress::Idle, other @ (Progress::Idle | Progress::WaitingUntil(_)) => other }, state.now) }
                if let Some(failure) = &cards.failure { { notices::failure(failure, viewer, state, intend) } }
                if !cards.files.is_empty() || job.finished() { { file_list(state, &cards.files, Some(job.alerts.len()), intend) } }
            }
            { failed_alerts(job, retry, intend) }
            { more_alerts(state, intend) }
        </section>
    }
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
