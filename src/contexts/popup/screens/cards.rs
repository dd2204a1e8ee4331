//! The cards of one alert, and of the sample.

use std::rc::Rc;

use yew::prelude::*;

use super::{Intent, questions::more_alerts, tenant_name};
use crate::{
    auth::{pasted::PastedTokenNote, scope::Scope},
    contexts::leaf::leaf,
    contexts::popup::{
        controls::{button, quiet_button},
        decide::Wanted,
        file_list::FileList,
        foreign_text::foreign_text,
        notices, sample,
        state::{Action, Focus, State},
        state::{Cards, Progress},
    },
    evidence::File,
    lookup::Viewer,
    protocol::{Access, AccountChoice},
    sign_in::Source,
    time::Timestamp,
    words::{popup as words, sign_in::pasted_token_note},
};

pub(super) fn cards(state: &State, wanted: &Wanted, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let cards = state.cards_of(viewer, &wanted.alert);
    let alert = cards.and_then(|cards| cards.alert.as_deref());
    let title = alert.and_then(|alert| alert.title.as_deref());
    let progress = cards.map_or(Progress::Calling, |cards| cards.progress);
    let files = cards.and_then(|cards| cards.files.as_ref());
    let age = cards.and_then(|cards| cards.at).map(|at| crate::words::card::ago(state.now, at));
    html! {
        <section class="cards-of-alert" aria-busy={(progress != Progress::Idle).to_string()}>
            <header>
                <h1 title={wanted.alert.to_string()}>
                    if let Some(title) = title { { foreign_text(title) } } else { { leaf("span", "id", wanted.alert.as_str()) } }
                </h1>
                <p class="about">
                    if let Some(severity) = alert.and_then(|alert| alert.severity.as_deref()) {
                        <span class={severity_class(severity)}>{ foreign_text(severity) }</span>
                    }
                    if title.is_some() { { leaf("span", "id", wanted.alert.as_str()) } }
                    { leaf("span", "tenant", tenant_name(state, &viewer.directory.tenant)) }
                    if let Some(age) = age { { leaf("span", "age", age) } }
                    { quiet_button(words::REFRESH, "", intend, Intent::Refresh) }
                </p>
            </header>
            { progress_line(progress, state.now) }
            if let Some(failure) = cards.and_then(|cards| cards.failure.as_ref()) {
                { notices::failure(failure, viewer, state, intend) }
            }
            if let Some(files) = files {
                { file_list(state, files, None, intend) }
                { remarks(cards) }
                { token_remark(state) }
                { names_offer(state, viewer, cards, intend) }
            } else if progress != Progress::Idle {
                <div class="skeleton" aria-hidden="true"><div /><div /><div /></div>
            }
            { more_alerts(state, intend) }
        </section>
    }
}

pub(super) fn sample(state: &State, intend: &Callback<Intent>) -> Html {
    html! {
        <section class="cards-of-alert">
            <header>
                { leaf("h1", "", words::SAMPLE_TITLE) }
                <p class="about">{ leaf("span", "sample", words::SAMPLE) }{ words::SAMPLE_SOURCE }</p>
            </header>
            { file_list(state, &sample::files(), None, intend) }
            <p class="more">{ button(words::BACK, intend, Intent::Tell(Action::Look(Focus::Page))) }</p>
        </section>
    }
}

/// Summary, tools and cards.
pub(super) fn file_list(
    state: &State,
    files: &Rc<Vec<Rc<File>>>,
    alerts: Option<usize>,
    intend: &Callback<Intent>,
) -> Html {
    html! {
        <FileList
            files={Rc::clone(files)}
            filter={state.filter.clone()}
            order={state.order}
            now={state.minute()}
            alerts_in_job={alerts}
            copied={state.toast.as_ref().and_then(|toast| toast.copied)}
            {intend}
        />
    }
}

/// Defender's own words decide the colour, in whichever case they come; others get none.
fn severity_class(severity: &str) -> &'static str {
    let classes = [
        ("high", "severity high"),
        ("medium", "severity medium"),
        ("low", "severity low"),
        ("informational", "severity informational"),
    ];
    classes.into_iter().find(|(word, _)| severity.eq_ignore_ascii_case(word)).map_or("severity", |(_, class)| class)
}

pub(super) fn progress_line(progress: Progress, now: Timestamp) -> Html {
    match progress {
        Progress::Idle => Html::default(),
        Progress::Calling => html! { <div class="progress" role="progressbar" aria-label={words::LOOKING_UP} /> },
        Progress::WaitingUntil(until) => html! {
            { leaf("p", "waiting", words::waiting(until.since(now).as_secs() + 1)) }
        },
    }
}

fn remarks(cards: Option<&Cards>) -> Html {
    let Some(cards) = cards else { return Html::default() };
    let incomplete = cards.incomplete.map(words::incomplete);
    let keeping = words::keeping(cards.keeping);
    let skipped = (cards.skipped_rows > 0).then(|| words::skipped_rows(cards.skipped_rows));
    html! {
        for remark in [incomplete.map(str::to_owned), keeping.map(str::to_owned), skipped].into_iter().flatten() {
            { leaf("p", "quiet remark", remark) }
        }
    }
}

/// What an analyst should know of a pasted token, as long as it is used.
fn token_remark(state: &State) -> Html {
    let session = state.session().filter(|session| session.source == Source::Pasted);
    let by_role = session.is_some_and(|session| !session.scopes.contains(&Scope::FileReadAll));
    html! {
        if by_role {
            { leaf("p", "quiet remark", pasted_token_note(PastedTokenNote::UserImpersonation)) }
        }
    }
}

fn names_offer(state: &State, viewer: &Viewer, cards: Option<&Cards>, intend: &Callback<Intent>) -> Html {
    if let Some(failure) = cards.and_then(|cards| cards.names_failure.as_ref()) {
        return leaf("p", "quiet remark", crate::words::failure::no_names(failure));
    }
    let pasted = state.session().is_some_and(|session| session.source == Source::Pasted);
    if state.may_read_names(viewer) || pasted {
        return Html::default();
    }
    let directory = viewer.directory.clone();
    html! {
        <p class="quiet remark">
            { words::NAMES_OFFER }
            { quiet_button(words::SHOW_NAMES, "", intend, {
                Intent::SignIn(directory.clone(), Access::FilesAndNames, AccountChoice::Usual)
            }) }
        </p>
    }
}
