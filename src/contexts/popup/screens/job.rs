//! The cards of several alerts, and how far they are.

use std::time::Duration;

use yew::{Callback, Html};

use super::{
    cards::{REMARK, cards_of_alert, file_list, names, progress_line, tenant_of},
    questions::price,
    ways_on::more_alerts,
};
use crate::{
    alert_id::AlertId,
    contexts::{
        element::{element, leaf, text},
        popup::{
            controls::{button, correlation, notice, quiet_button},
            intent::Intent,
            notices,
            state::{Action, Focus, JobCards, Progress, State},
        },
    },
    decision::Wanted,
    failure::Reason,
    job::{Again, Job, JobNames, JobOutcome},
    viewer::Viewer,
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
    let mut about: Vec<Html> = tenant_of(state, viewer).into_iter().collect();
    if let Some(oldest) = cards.and_then(|cards| cards.alerts.iter().map(|of| of.at).min()) {
        about.push(leaf("span", "age", crate::words::numbers::ago(state.now, oldest)));
    }
    let (settled, all) = (job.settled(), job.alerts.len());
    let so_far = [("max", &*all.to_string()), ("value", &*settled.to_string()), ("aria-label", words::looking_up())];
    let mut bar = vec![element("progress", &so_far, []), leaf("span", "", progress(settled, all))];
    if running {
        bar.push(button(words::cancel(), intend, Intent::CancelJob));
    } else if stopped {
        bar.push(button(words::go_on(), intend, go_on(Again::Nothing)));
    }
    if !job.goes_on() {
        let alerts: Vec<AlertId> = job.alerts.iter().map(|alert| alert.id.clone()).collect();
        about.push(price(state, viewer, all, Duration::ZERO));
        let again = Intent::StartJob(viewer.clone(), alerts, Duration::ZERO);
        about.push(quiet_button(words::refresh(), "", intend, again));
    }
    let about = element("p", &[("class", "about")], about);
    let mut parts = vec![
        element("header", &[], [leaf("h1", "", words::job_title(all)), about]),
        element("div", &[("class", "job")], bar),
    ];
    parts.extend(run.filter(|_| running).map(|run| progress_line(run.progress, state.now)));
    parts.extend(failure.map(|failure| notices::failure(failure, viewer, state, intend)));
    parts.push(failed_alerts(state, job, viewer, intend));
    if let Some(cards) = cards {
        parts.push(missing(&cards.missing, go_on(Again::Alerts(cards.missing.clone())), intend));
        if !cards.files.is_empty() || job.finished() {
            parts.push(file_list(state, &cards.files, Some(all), intend));
        }
        parts.push(without_names(state, viewer, job, cards, intend));
    }
    parts.push(more_alerts(state, intend));
    cards_of_alert(Some(running), parts)
}

/// Alerts whose answers had to make room.
fn missing(alerts: &[AlertId], ask_again: Intent, intend: &Callback<Intent>) -> Html {
    if alerts.is_empty() {
        return Html::default();
    }
    let told = [
        leaf("p", "", words::no_longer_kept(alerts.len())),
        leaf("p", "", words::no_longer_kept_remedy()),
        button(words::ask_again(), intend, ask_again),
    ];
    notice("warning", "note", told)
}

/// Alerts whose evidence was not read, or the way to have it: without it nothing says what Defender caught.
fn without_names(state: &State, viewer: &Viewer, job: &Job, cards: &JobCards, intend: &Callback<Intent>) -> Html {
    let without = cards.alerts.iter().filter(|of| of.alert.is_none()).count();
    if without == 0 {
        return Html::default();
    }
    let failure = match &job.names {
        Some(JobNames { outcome: JobOutcome::Failed(failure), .. }) => Some(failure),
        Some(JobNames { outcome: JobOutcome::Waiting | JobOutcome::Done, .. }) | None => None,
    };
    if failure.is_none() && state.may_read_names(viewer) {
        return leaf("p", REMARK, words::without_names(without));
    }
    names(state, viewer, None, failure, intend)
}

fn failed_alerts(state: &State, job: &Job, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let failed: Vec<Html> = job
        .failed()
        .map(|(id, failure)| {
            let why = crate::words::failure::sentence(&failure.reason);
            let again = if failure.reason == Reason::TooLargeToKeep {
                // Alone it need not be kept.
                let (tenant, page) = (viewer.directory.tenant.clone(), state.facts.page.as_ref());
                let alone = Wanted { alert: id.clone(), tenant: Some(tenant), host: page.map(|page| page.host) };
                quiet_button(words::show_files(), "", intend, Intent::Dispatch(Action::Look(Focus::Alert(alone))))
            } else {
                let again = Intent::GoOn(viewer.clone(), Again::Alerts(vec![id.clone()]));
                quiet_button(words::try_one_again(), "", intend, again)
            };
            element(
                "li",
                &[],
                [
                    leaf("span", "id", id.as_str()),
                    text(" "),
                    text(&why),
                    text(" "),
                    again,
                    correlation(failure, intend),
                ],
            )
        })
        .collect();
    if failed.is_empty() {
        return Html::default();
    }
    let parts = [
        leaf("p", "", words::failed_alerts(failed.len())),
        element("ul", &[], failed),
        button(words::try_again(), intend, Intent::GoOn(viewer.clone(), Again::Failed)),
    ];
    // Of many alerts each is read once, when it fails.
    let attributes = [("class", "notice error failed"), ("role", "alert"), ("aria-atomic", "false")];
    element("div", &attributes, parts)
}
