//! The cards of several alerts, and how far they are.

use yew::{Callback, Html};

use super::{
    Intent,
    cards::{cards_of_alert, file_list, progress_line},
    questions::more_alerts,
    tenant_name,
};
use crate::{
    contexts::element::{element, leaf, several, text},
    contexts::popup::{
        controls::button,
        notices,
        state::{JobCards, Progress, State},
    },
    job::Job,
    lookup::Viewer,
    words::popup as words,
};

pub(super) fn job(state: &State, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let Some(job) = &state.facts.job else { return Html::default() };
    let cards = state.job_cards_of(viewer);
    let running = !job.finished() && !job.cancelled && cards.is_none_or(|cards| cards.failure.is_none());
    let tenant = leaf("span", "tenant", tenant_name(state, &viewer.directory.tenant));
    let about = element("p", &[("class", "about")], [tenant]);
    let (settled, all) = (job.settled(), job.alerts.len());
    let progress = [("max", &*all.to_string()), ("value", &*settled.to_string()), ("aria-label", words::LOOKING_UP)];
    let mut bar = vec![element("progress", &progress, []), leaf("span", "", words::job_progress(settled, all))];
    if running {
        bar.push(button(words::CANCEL, intend, Intent::CancelJob));
    }
    let parts = [
        element("header", &[], [leaf("h1", "", words::job_title(all)), about]),
        element("div", &[("class", "job")], bar),
        cards.map(|cards| cards_so_far(state, cards, job, viewer, intend)).unwrap_or_default(),
        failed_alerts(job, Intent::RetryJob(viewer.clone()), intend),
        more_alerts(state, intend),
    ];
    cards_of_alert(Some(running), parts)
}

fn cards_so_far(state: &State, cards: &JobCards, job: &Job, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let waiting = match cards.progress {
        // The bar above says it.
        Progress::Calling | Progress::Idle => Progress::Idle,
        waiting @ Progress::WaitingUntil(_) => waiting,
    };
    let failure = cards.failure.as_ref().map(|failure| notices::failure(failure, viewer, state, intend));
    let mut parts = vec![progress_line(waiting, state.now), failure.unwrap_or_default(), Html::default()];
    if !cards.files.is_empty() || job.finished() {
        parts[2] = file_list(state, &cards.files, Some(job.alerts.len()), intend);
    }
    several(parts)
}

fn failed_alerts(job: &Job, retry: Intent, intend: &Callback<Intent>) -> Html {
    let failed: Vec<Html> = job
        .failed()
        .map(|(id, failure)| {
            let why = crate::words::failure::sentence(&failure.reason);
            element("li", &[], [leaf("span", "id", id.as_str()), text(" "), text(&why)])
        })
        .collect();
    if failed.is_empty() {
        return Html::default();
    }
    let parts = [
        leaf("summary", "", words::failed_alerts(failed.len())),
        element("ul", &[], failed),
        button(words::TRY_AGAIN, intend, retry),
    ];
    element("details", &[("class", "failed")], parts)
}
