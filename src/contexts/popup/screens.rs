//! Every screen of the popup, drawn from the state; what a person does becomes an [`Intent`].

use std::rc::Rc;

use yew::prelude::*;

use super::{
    card_list::CardList,
    card_menu::CardMenu,
    controls::{FieldWithButton, button, notice, quiet_button},
    copying::{Copy, shown},
    decide::{Decision, Wanted},
    foreign_text::foreign_text,
    notices,
    state::{Action, Cards, Focus, Menu, Place, Progress, Screen, State},
};
use crate::{
    alert_id::AlertId,
    auth::tenant::TenantId,
    evidence::{File, triage},
    export::CopyFormat,
    job::Job,
    lookup::Viewer,
    protocol::{Access, AccountChoice, Directory},
    sign_in::Source,
    time::Timestamp,
    words::{copy as copy_words, popup as words},
};

/// What a person asks for.
#[expect(clippy::large_enum_variant, reason = "one intent lives at a time")]
#[derive(Clone, Debug)]
pub enum Intent {
    /// A change of the state alone.
    Tell(Action),
    /// The alert's files again, from Defender.
    Refresh,
    /// The sign-in window.
    SignIn(Directory, Access, AccountChoice),
    /// Out.
    SignOut,
    /// This pasted token.
    UseToken(String),
    /// The alert in this typed or pasted text.
    LookUp(String),
    /// The files of all these alerts.
    StartJob(Viewer, Vec<AlertId>),
    /// No more of them.
    CancelJob,
    /// Something on the clipboard.
    Copy(Copy),
    /// The side panel.
    OpenPanel,
    /// The options page.
    OpenOptions,
}

/// Draws the state.
pub fn view(state: &State, intend: &Callback<Intent>) -> Html {
    let screen = match state.screen() {
        Screen::FirstRun => first_run(state, intend),
        Screen::TokenEntry(fault) => {
            let fault = fault.map(|fault| crate::words::sign_in::pasted_token_fault(&fault, state.now));
            let on_token = intend.reform(Intent::UseToken);
            html! {
                <section class="entry">
                    <h1>{ words::TOKEN_TITLE }</h1>
                    <p>{ words::TOKEN_EXPLAINED }</p>
                    <FieldWithButton label={words::TOKEN_FIELD} button={words::USE_TOKEN} secret=true on_enter={on_token} />
                    if let Some(fault) = fault {
                        { notice("error", "alert", html! { <><p>{ fault.sentence }</p><p>{ fault.remedy }</p></> }, None, intend) }
                    }
                    { button(words::BACK, intend, || Intent::Tell(Action::Look(Focus::Page))) }
                </section>
            }
        }
        Screen::Alerts => alerts(state, intend),
        Screen::Question(wanted, decision) => question(state, &wanted, &decision, intend),
        Screen::Cards(wanted, viewer) => cards(state, &wanted, &viewer, intend),
        Screen::Job(viewer) => job(state, &viewer, intend),
        Screen::Sample => sample(state, intend),
    };
    let place = match state.place {
        Place::Popup => "popup",
        Place::Panel => "panel",
    };
    let said = state.toast.as_ref().map(|toast| toast.text.clone());
    html! {
        <div class={place}>
            <main>
                if let Some(failure) = &state.sign_in_failure {
                    { notices::sign_in_failure(failure, intend) }
                }
                { screen }
                if let Some(menu) = &state.menu {
                    { card_menu(menu, intend) }
                }
            </main>
            { footer(state, intend) }
            // Always there, so that screen readers watch it before it speaks.
            <p class={classes!("toast", said.is_none().then_some("silent"))} role="status">{ said }</p>
        </div>
    }
}

fn first_run(state: &State, intend: &Callback<Intent>) -> Html {
    html! {
        <section class="first-run">
            <h1>{ words::WELCOME }</h1>
            <p>{ words::WELCOME_EXPLAINED }</p>
            <div class="choices">
                { quiet_button(words::SIGN_IN, words::SIGN_IN_EXPLAINED, intend, || Intent::OpenOptions) }
                { quiet_button(words::USE_AN_ACCESS_TOKEN, words::USE_A_TOKEN_EXPLAINED, intend, || Intent::Tell(Action::Look(Focus::TokenEntry(None)))) }
                { quiet_button(words::SEE_A_SAMPLE, words::SAMPLE_EXPLAINED, intend, || Intent::Tell(Action::Look(Focus::Sample))) }
            </div>
            if let Some(wanted) = state.named() {
                <p class="quiet">{ words::waiting_for_sign_in(wanted.alert.as_str()) }</p>
            }
        </section>
    }
}

fn alerts(state: &State, intend: &Callback<Intent>) -> Html {
    let linked = state.linked();
    let viewer = job_viewer(state, &linked);
    let endpoint: Vec<AlertId> = linked
        .iter()
        .filter(|wanted| wanted.alert.product().is_endpoint())
        .map(|wanted| wanted.alert.clone())
        .collect();
    html! {
        <section class="alerts">
            <h1>{ words::alerts_found(linked.len()) }</h1>
            if !linked.is_empty() {
                <p class="quiet">{ words::DRAWN_SO_FAR }</p>
                if let (Some(viewer), true) = (viewer, endpoint.len() > 1) {
                    { button(words::ALL_FILES, intend, move || Intent::StartJob(viewer.clone(), endpoint.clone())) }
                    <span class="quiet">{ words::ALL_FILES_EXPLAINED }</span>
                }
                <ul role="list" aria-label={words::ALERTS_ON_THIS_PAGE}>
                    { for linked.iter().map(|wanted| alert_row(wanted, intend)) }
                </ul>
            } else if state.facts.page.is_some() {
                <p>{ words::NO_ALERT_ON_PAGE }</p>
            } else {
                <p>{ words::NOT_THE_PORTAL }</p>
            }
            { look_up_field(intend) }
        </section>
    }
}

fn alert_row(wanted: &Wanted, intend: &Callback<Intent>) -> Html {
    let product = wanted.alert.product();
    let look = {
        let wanted = wanted.clone();
        move || Intent::Tell(Action::Look(Focus::Alert(wanted.clone())))
    };
    html! {
        <li key={wanted.alert.to_string()}>
            <span class="id">{ wanted.alert.as_str() }</span>
            if let (false, Some(name)) = (product.is_endpoint(), product.name()) {
                <span class="quiet">{ name }</span>
            }
            { button(words::SHOW_FILES, intend, look) }
        </li>
    }
}

/// As whom all linked alerts can be read at once: only when they all live in one tenant that is signed in.
fn job_viewer(state: &State, linked: &[Wanted]) -> Option<Viewer> {
    let served = linked.iter().filter(|wanted| wanted.alert.product().is_endpoint());
    let mut viewers = served.map(|wanted| {
        match super::decide::decide(wanted, &state.facts.settings, &state.facts.signed_in, &state.confirmed) {
            Decision::LookUp(viewer) => Some(viewer),
            Decision::SignIn(_)
            | Decision::FirstRun
            | Decision::OtherProduct
            | Decision::StrangeTenant(_)
            | Decision::TenantForbidden(_)
            | Decision::TokenOfOtherTenant { .. }
            | Decision::OtherCloud(_) => None,
        }
    });
    let first = viewers.next()??;
    viewers.all(|viewer| viewer.as_ref() == Some(&first)).then_some(first)
}

fn look_up_field(intend: &Callback<Intent>) -> Html {
    let on_enter = intend.reform(Intent::LookUp);
    html! {
        <FieldWithButton label={words::ALERT_ID_OR_LINK} button={words::LOOK_UP} {on_enter} />
    }
}

fn question(state: &State, wanted: &Wanted, decision: &Decision, intend: &Callback<Intent>) -> Html {
    let (title, explained, remedy) = match decision {
        Decision::SignIn(directory) => sign_in_question(state, directory, intend),
        Decision::OtherProduct => {
            let alert = wanted.alert.clone();
            let again = button(words::TRY_ANYWAY, intend, move || Intent::Tell(Action::TryAnyway(alert.clone())));
            (words::other_product(wanted.alert.product().name()), words::OTHER_PRODUCT_EXPLAINED.to_owned(), again)
        }
        Decision::StrangeTenant(tenant) => {
            let id = tenant.clone();
            let use_it = button(words::USE_THIS_TENANT, intend, move || Intent::Tell(Action::UseTenant(id.clone())));
            (words::STRANGE_TENANT.to_owned(), words::strange_tenant_explained(&tenant.to_string()), use_it)
        }
        Decision::TenantForbidden(tenant) => {
            (words::STRANGE_TENANT.to_owned(), words::tenant_forbidden(&tenant.to_string()), Html::default())
        }
        Decision::TokenOfOtherTenant { wanted, token } => {
            let other =
                button(words::USE_AN_ACCESS_TOKEN, intend, || Intent::Tell(Action::Look(Focus::TokenEntry(None))));
            (
                words::OTHER_TENANTS_TOKEN.to_owned(),
                words::other_tenants_token(&wanted.to_string(), &token.to_string()),
                other,
            )
        }
        Decision::OtherCloud(directory) => (
            words::OTHER_CLOUD.to_owned(),
            words::other_cloud(&tenant_name(state, &directory.tenant), directory.cloud.portal_host()),
            quiet_button(words::OPTIONS, "", intend, || Intent::OpenOptions),
        ),
        // Both have screens of their own.
        Decision::LookUp(_) | Decision::FirstRun => (String::new(), String::new(), Html::default()),
    };
    html! {
        <section class="question">
            <h1>{ title }</h1>
            <p class="id">{ wanted.alert.as_str() }</p>
            <p>{ explained }</p>
            <div class="choices">{ remedy }</div>
            { more_alerts(state, intend) }
        </section>
    }
}

fn sign_in_question(state: &State, directory: &Directory, intend: &Callback<Intent>) -> (String, String, Html) {
    let name = tenant_name(state, &directory.tenant);
    let to = directory.clone();
    let sign_in = if state.signing_in {
        html! { <p class="quiet">{ words::SIGN_IN_WINDOW_OPEN }</p> }
    } else {
        button(words::SIGN_IN, intend, move || Intent::SignIn(to.clone(), Access::Files, AccountChoice::Usual))
    };
    let to = directory.clone();
    let remedy = html! {
        <>
            { sign_in }
            { quiet_button(words::PICK_ACCOUNT, "", intend, move || Intent::SignIn(to.clone(), Access::Files, AccountChoice::Pick)) }
            { quiet_button(words::USE_AN_ACCESS_TOKEN, "", intend, || Intent::Tell(Action::Look(Focus::TokenEntry(None)))) }
            { quiet_button(words::SEE_A_SAMPLE, "", intend, || Intent::Tell(Action::Look(Focus::Sample))) }
        </>
    };
    (words::SIGN_IN_TO_SEE.to_owned(), words::sign_in_to(&name), remedy)
}

fn cards(state: &State, wanted: &Wanted, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
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
                    if let Some(title) = title { { foreign_text(title) } } else { <span class="id">{ wanted.alert.as_str() }</span> }
                </h1>
                <p class="about">
                    if let Some(severity) = alert.and_then(|alert| alert.severity.as_deref()) {
                        <span class={classes!("severity", severity_class(severity))}>{ foreign_text(severity) }</span>
                    }
                    if title.is_some() { <span class="id">{ wanted.alert.as_str() }</span> }
                    <span class="tenant">{ tenant_name(state, &viewer.directory.tenant) }</span>
                    if let Some(age) = age { <span class="age">{ age }</span> }
                    { quiet_button(words::REFRESH, "", intend, || Intent::Refresh) }
                </p>
            </header>
            { progress_line(progress, state.now) }
            if let Some(failure) = cards.and_then(|cards| cards.failure.as_ref()) {
                { notices::failure(failure, viewer, state, intend) }
            }
            if let Some(files) = files {
                { file_list(state, files, None, intend) }
                { remarks(cards) }
                { names_offer(state, viewer, cards, intend) }
            } else if progress != Progress::Idle {
                <div class="skeleton" aria-hidden="true"><div /><div /><div /></div>
            }
            { more_alerts(state, intend) }
        </section>
    }
}

/// Defender's own words decide the colour, in whichever case they come; others get none.
fn severity_class(severity: &str) -> Option<&'static str> {
    ["high", "medium", "low", "informational"].into_iter().find(|class| severity.eq_ignore_ascii_case(class))
}

fn progress_line(progress: Progress, now: Timestamp) -> Html {
    match progress {
        Progress::Idle => Html::default(),
        Progress::Calling => html! { <div class="progress" role="progressbar" aria-label={words::LOOKING_UP} /> },
        Progress::WaitingUntil(until) => html! {
            <p class="waiting">{ words::waiting(until.since(now).as_secs() + 1) }</p>
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
            <p class="quiet remark">{ remark }</p>
        }
    }
}

fn names_offer(state: &State, viewer: &Viewer, cards: Option<&Cards>, intend: &Callback<Intent>) -> Html {
    if let Some(failure) = cards.and_then(|cards| cards.names_failure.as_ref()) {
        return html! { <p class="quiet remark">{ crate::words::failure::no_names(failure) }</p> };
    }
    let pasted = state.session().is_some_and(|session| session.source == Source::Pasted);
    if state.may_read_names(viewer) || pasted {
        return Html::default();
    }
    let directory = viewer.directory.clone();
    html! {
        <p class="quiet remark">
            { words::NAMES_OFFER }
            { quiet_button(words::SHOW_NAMES, "", intend, move || {
                Intent::SignIn(directory.clone(), Access::FilesAndNames, AccountChoice::Usual)
            }) }
        </p>
    }
}

/// Summary, tools and cards.
fn file_list(state: &State, files: &Rc<Vec<Rc<File>>>, alerts: Option<usize>, intend: &Callback<Intent>) -> Html {
    if files.is_empty() {
        return html! { <p class="empty">{ words::NO_FILES }</p> };
    }
    let summary = words::summary(&triage::Summary::of(files.iter().map(Rc::as_ref), state.now));
    let visible = Rc::new(shown(files, state));
    let on_filter = intend.reform(|filter| Intent::Tell(Action::Filter(filter)));
    let on_copy = intend.reform(|(kind, file)| Intent::Copy(Copy::Hash(kind, file)));
    let on_menu = intend.reform(|(request, file): (super::card::MenuRequest, Rc<File>)| {
        Intent::Tell(Action::OpenMenu(Menu { file, at: (request.x, request.y), under_pointer: request.kind }))
    });
    let minute = Timestamp(state.now.0 - state.now.0.rem_euclid(60_000));
    let copied = state.toast.as_ref().and_then(|toast| toast.copied);
    html! {
        <>
            <p class="summary">{ summary }</p>
            <div class="tools">
                { super::controls::filter(&state.filter, on_filter) }
                { super::controls::order(state.order, intend.reform(|order| Intent::Tell(Action::Order(order)))) }
                { copy_all(intend) }
            </div>
            if visible.is_empty() {
                <p class="empty">{ words::nothing_matches(files.len()) }</p>
            }
            <CardList files={visible} now={minute} alerts_in_job={alerts} {copied} {on_copy} {on_menu} />
        </>
    }
}

fn copy_all(intend: &Callback<Intent>) -> Html {
    let one = |format: CopyFormat| {
        let copy = intend.reform(move |_: MouseEvent| Intent::Copy(Copy::All(format)));
        html! {
            <button type="button" aria-label={copy_words::format_name(format)} onclick={copy}>
                { copy_words::format_short(format) }
            </button>
        }
    };
    html! {
        <div class="copy-all" role="group" aria-label={copy_words::COPY_ALL}>
            <span aria-hidden="true">{ copy_words::COPY_ALL }</span>
            { for CopyFormat::ALL.iter().copied().map(one) }
        </div>
    }
}

fn more_alerts(state: &State, intend: &Callback<Intent>) -> Html {
    let others = state.linked().len();
    let list = quiet_button(&words::more_alerts(others), "", intend, || Intent::Tell(Action::Look(Focus::Alerts)));
    let back = quiet_button(words::BACK, "", intend, || Intent::Tell(Action::Look(Focus::Page)));
    html! {
        <p class="more">
            if state.focus != Focus::Page { { back } }
            if others > 0 { { list } }
        </p>
    }
}

fn job(state: &State, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let Some(job) = &state.facts.job else { return Html::default() };
    let cards = state.job_cards.as_ref();
    let running = !job.finished() && !job.cancelled && cards.is_none_or(|cards| cards.failure.is_none());
    let ids: Vec<AlertId> = job.failed().map(|(id, _)| id.clone()).collect();
    let retry = {
        let viewer = viewer.clone();
        move || Intent::StartJob(viewer.clone(), ids.clone())
    };
    html! {
        <section class="cards-of-alert" aria-busy={running.to_string()}>
            <header>
                <h1>{ words::job_title(job.alerts.len()) }</h1>
                <p class="about"><span class="tenant">{ tenant_name(state, &viewer.directory.tenant) }</span></p>
            </header>
            <div class="job">
                <progress max={job.alerts.len().to_string()} value={job.settled().to_string()} aria-label={words::LOOKING_UP} />
                <span>{ words::job_progress(job.settled(), job.alerts.len()) }</span>
                if running { { button(words::CANCEL, intend, || Intent::CancelJob) } }
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

fn failed_alerts(job: &Job, retry: impl Fn() -> Intent + 'static, intend: &Callback<Intent>) -> Html {
    if job.failed().next().is_none() {
        return Html::default();
    }
    let row = |(id, failure): (&AlertId, &crate::failure::Failure)| {
        html! { <li><span class="id">{ id.as_str() }</span>{ " " }{ crate::words::failure::sentence(&failure.reason) }</li> }
    };
    html! {
        <details class="failed">
            <summary>{ words::failed_alerts(job.failed().count()) }</summary>
            <ul>{ for job.failed().map(row) }</ul>
            { button(words::TRY_AGAIN, intend, retry) }
        </details>
    }
}

fn sample(state: &State, intend: &Callback<Intent>) -> Html {
    html! {
        <section class="cards-of-alert">
            <header>
                <h1>{ words::SAMPLE_TITLE }</h1>
                <p class="about"><span class="sample">{ words::SAMPLE }</span>{ words::SAMPLE_SOURCE }</p>
            </header>
            { file_list(state, &super::sample::files(), None, intend) }
            <p class="more">{ button(words::BACK, intend, || Intent::Tell(Action::Look(Focus::Page))) }</p>
        </section>
    }
}

fn footer(state: &State, intend: &Callback<Intent>) -> Html {
    let session = state.session();
    html! {
        <footer>
            if let Some(session) = session {
                <span class="account" title={session.account.label().to_owned()}>
                    { foreign_text(session.account.label()) }{ " · " }{ tenant_name(state, &session.directory.tenant) }
                    if session.source == Source::Pasted { { words::PASTED } }
                </span>
                { quiet_button(words::SIGN_OUT, "", intend, || Intent::SignOut) }
            } else {
                <span class="account">{ words::NOT_SIGNED_IN }</span>
            }
            if state.place == Place::Popup {
                { quiet_button(words::OPEN_SIDE_PANEL, "", intend, || Intent::OpenPanel) }
            }
            { quiet_button(words::OPTIONS, "", intend, || Intent::OpenOptions) }
        </footer>
    }
}

fn card_menu(menu: &Menu, intend: &Callback<Intent>) -> Html {
    let on_copy = intend.reform(Intent::Copy);
    let on_close = intend.reform(|()| Intent::Tell(Action::CloseMenu));
    html! { <CardMenu menu={menu.clone()} {on_copy} {on_close} /> }
}

/// A tenant's name in the settings, else its id.
pub fn tenant_name(state: &State, tenant: &TenantId) -> String {
    state.facts.settings.tenant(tenant).map_or_else(|| tenant.to_string(), |tenant| tenant.label().to_owned())
}
