//! What there is to decide before any card: first run, the alerts of a page, questions about an alert.

use std::time::Duration;

use yew::{Callback, Html};

use super::{
    cards::{cards_of_alert, progress_bar, progress_line, severity_badge, skeleton, without_alert_read},
    ways_on::{back_to, look_up, more_alerts},
};
use crate::{
    alert_id::AlertId,
    auth::directory::Directory,
    cloud::Cloud,
    contexts::{
        element::{element, keyed, leaf, several, text},
        foreign_text::foreign_text,
        popup::{
            controls::{button, quiet_button},
            intent::Intent,
            notices,
            state::{Action, Focus, State},
        },
    },
    decision::{Decision, Question, Wanted},
    evidence::alert::Alert,
    joining::joined,
    protocol::{Access, AccountChoice},
    time::Timestamp,
    viewer::Viewer,
    words::popup as words,
};

pub(super) fn first_run(state: &State, intend: &Callback<Intent>) -> Html {
    let look = |focus| Intent::Dispatch(Action::Look(focus));
    let choices = [
        quiet_button(words::sign_in(), words::sign_in_explained(), intend, Intent::OpenOptions),
        quiet_button(
            words::use_an_access_token(),
            words::use_a_token_explained(),
            intend,
            look(Focus::TokenEntry(None)),
        ),
        quiet_button(words::see_a_sample(), words::sample_explained(), intend, look(Focus::Sample)),
    ];
    let mut parts = vec![
        leaf("h1", "", words::welcome()),
        leaf("p", "", words::welcome_explained()),
        element("div", &[("class", "choices")], choices),
    ];
    if let Some(wanted) = state.named() {
        parts.push(leaf("p", "quiet", words::waiting_for_sign_in(wanted.alert.as_str())));
    }
    element("section", &[("class", "first-run")], parts)
}

pub(super) fn alerts(state: &State, intend: &Callback<Intent>) -> Html {
    let linked = state.linked();
    let together = most_together(state, &linked);
    let to_sign_in_to = match &together {
        Some((Decision::Ask(Question::SignIn(directory)), _)) => Some(directory.clone()),
        _ if state.facts.signed_in.is_empty() => state.facts.settings.default_tenant().map(Directory::from),
        _ => None,
    };
    let found = if !linked.is_empty() {
        list(state, &linked, together, intend)
    } else if state.facts.page.is_some() {
        about_list(state, 0, intend)
    } else if let Some(cloud) = state.facts.closed.first() {
        // It may well be a portal, whose address the browser does not tell.
        let (_, explained, allow) = hosts_question(*cloud, intend);
        let choices = element("div", &[("class", "choices")], [allow]);
        several([leaf("p", "", words::not_the_portal()), leaf("p", "", explained), choices])
    } else {
        several([leaf("p", "", words::not_the_portal()), leaf("p", "quiet", words::more_portals())])
    };
    let mut parts = vec![leaf("h1", "", words::alerts_found(linked.len())), found, look_up(intend)];
    if let Some((_, explained, remedy)) = to_sign_in_to.map(|there| sign_in_question(state, &there, intend)) {
        if !state.facts.signed_in.is_empty() {
            parts.push(leaf("p", "quiet", explained));
        }
        parts.push(element("div", &[("class", "choices")], [remedy]));
    }
    element("section", &[("class", "alerts")], parts)
}

fn list(
    state: &State,
    linked: &[Wanted],
    together: Option<(Decision, Vec<AlertId>)>,
    intend: &Callback<Intent>,
) -> Html {
    let known: &[Alert] = state.facts.list.as_ref().map_or(&[], |list| &list.alerts);
    let mut parts = vec![about_list(state, linked.len(), intend)];
    if let Some(job) = state.facts.job_of_page() {
        parts.push(element("p", &[("class", "more")], [back_to(job, intend)]));
    }
    if let Some((Decision::LookUp(viewer), alerts)) = together.filter(|(_, alerts)| alerts.len() > 1) {
        let left_out = served(state, linked).count() - alerts.len();
        let lifetime = state.facts.settings.cache;
        let price = price(state, &viewer, alerts.len(), lifetime);
        parts.push(button(words::all_files(), intend, Intent::StartJob(viewer, alerts, lifetime)));
        if left_out > 0 {
            parts.push(leaf("span", "quiet", words::left_out(left_out)));
        }
        parts.push(price);
    }
    // The list of an incident stands in the order that Defender gave it.
    let rows = linked.iter().enumerate().map(|(at, wanted)| alert_row(wanted, known.get(at), state.minute(), intend));
    let rows = rows.collect::<Vec<_>>();
    parts.push(element("ul", &[("role", "list"), ("aria-label", words::alerts_on_this_page())], rows));
    several(parts)
}

/// What a job of so many alerts costs, where the calls that are left are known.
pub(super) fn price(state: &State, viewer: &Viewer, alerts: usize, lifetime: Duration) -> Html {
    let Some(ledger) = &state.facts.ledger else { return Html::default() };
    let calls = state.calls_of_job(viewer, alerts, lifetime);
    let (left, wait) = (ledger.remaining(state.now), ledger.wait_for(calls, state.now));
    leaf("span", "quiet", words::cost(calls, left, wait))
}

/// Which list of alerts it is.
fn which_list(state: &State, count: usize) -> String {
    match &state.facts.list {
        Some(list) => {
            let listed = list.alerts.len();
            words::all_of_incident(listed, list.incident, list.incomplete, count - listed)
        }
        None if count == 0 => words::no_alert_on_page().to_owned(),
        None => words::drawn_so_far().to_owned(),
    }
}

/// What the list is; on the page of an incident also how the complete one is had, and what became of that.
fn about_list(state: &State, count: usize, intend: &Callback<Intent>) -> Html {
    let mut said = vec![text(&which_list(state, count)), text(" ")];
    let mut below = Html::default();
    let is_incident = state.facts.page.as_ref().is_some_and(|page| page.incident.is_some());
    if let Some(viewer) = state.facts.page_viewer().filter(|_| is_incident) {
        let listing = state.listing_of(&viewer);
        if !state.may_read_names(&viewer) {
            let offer = (words::list_offer(), words::allow_list());
            said.extend(without_alert_read(state, &viewer, offer, words::list_needs_token(), intend));
        } else if let Some(failure) = listing.and_then(|listing| listing.failure.as_ref()) {
            below = notices::failure(failure, &viewer, state, intend);
        } else if let Some(listing) = listing {
            below = progress_line(listing.progress, state.now);
        } else {
            let (name, beside) = match &state.facts.list {
                Some(list) => (words::refresh(), crate::words::numbers::ago(state.now, list.at)),
                None => (words::list_all(), words::list_all_explained().to_owned()),
            };
            said.extend([quiet_button(name, "", intend, Intent::Refresh), text(" "), text(&beside)]);
        }
    }
    several([element("p", &[("class", "quiet")], said), below])
}

fn alert_row(wanted: &Wanted, known: Option<&Alert>, now: Timestamp, intend: &Callback<Intent>) -> Html {
    let id = wanted.alert.as_str();
    let product = wanted.alert.product();
    let look = Intent::Dispatch(Action::Look(Focus::Alert(wanted.clone())));
    // The style sheet cuts the start: ids of one day differ at their end.
    let (start, end) = id.split_at(id.len().saturating_sub(6));
    let shortened = [leaf("span", "start", start), text(end)];
    let short = element("span", &[("class", "id"), ("title", id)], shortened);
    let class = if known.is_some() { "told" } else { "" };
    let mut parts = Vec::new();
    if let Some(title) = known.and_then(|alert| alert.title.as_deref()) {
        let severity = known.and_then(|alert| alert.severity.as_deref()).map(severity_badge).unwrap_or_default();
        parts.push(element("span", &[("class", "title")], [severity, foreign_text(title)]));
    }
    parts.push(short);
    let created = known
        .and_then(|alert| alert.created)
        .or_else(|| wanted.alert.created())
        .map(|created| words::created(&crate::words::numbers::ago(now, created)));
    // What Defender for Endpoint has listed is its own.
    let named = product.name().filter(|_| known.is_none()).map(str::to_owned);
    let told: Vec<String> = [named, created].into_iter().flatten().collect();
    if !told.is_empty() {
        parts.push(leaf("span", "quiet", joined(&told, " · ")));
    }
    parts.push(button(words::show_files(), intend, look));
    keyed(id, element("li", &[("class", class)], parts))
}

/// The linked alerts that this API has files of.
fn served<'a>(state: &State, linked: &'a [Wanted]) -> impl Iterator<Item = &'a Wanted> {
    linked.iter().filter(|wanted| state.is_served(&wanted.alert))
}

/// What most of the linked alerts call for, and those alerts; what can be looked up goes before all else. Anybody can
/// write a link, and one to another tenant must not stand in the way of the rest.
fn most_together(state: &State, linked: &[Wanted]) -> Option<(Decision, Vec<AlertId>)> {
    let mut groups: Vec<(Decision, Vec<AlertId>)> = Vec::new();
    for wanted in served(state, linked) {
        let decision = state.decide(wanted);
        match groups.iter_mut().find(|(other, _)| *other == decision) {
            Some((_, alerts)) => alerts.push(wanted.alert.clone()),
            None => groups.push((decision, vec![wanted.alert.clone()])),
        }
    }
    groups.into_iter().max_by_key(|(decision, alerts)| (matches!(decision, Decision::LookUp(_)), alerts.len()))
}

pub(super) fn question(state: &State, wanted: &Wanted, question: &Question, intend: &Callback<Intent>) -> Html {
    let (title, explained, remedy) = match question {
        Question::SignIn(directory) if state.signing_in_silently.as_ref() == Some(directory) => {
            return signing_in_silently(wanted);
        }
        Question::SignIn(directory) => sign_in_question(state, directory, intend),
        Question::OtherProduct => {
            let alert = wanted.alert.clone();
            let again = button(words::try_anyway(), intend, Intent::Dispatch(Action::TryAnyway(alert.clone())));
            (words::other_product(wanted.alert.product().name()), words::other_product_explained().to_owned(), again)
        }
        Question::StrangeTenant(tenant) => {
            let id = tenant.clone();
            let use_it = button(words::use_this_tenant(), intend, Intent::Dispatch(Action::UseTenant(id.clone())));
            (words::strange_tenant().to_owned(), words::strange_tenant_explained(&tenant.to_string()), use_it)
        }
        Question::TenantForbidden(tenant) => {
            (words::strange_tenant().to_owned(), words::tenant_forbidden(&tenant.to_string()), Html::default())
        }
        Question::TokenOfOtherTenant { wanted, token } => {
            let other =
                button(words::use_an_access_token(), intend, Intent::Dispatch(Action::Look(Focus::TokenEntry(None))));
            (
                words::other_tenants_token_title().to_owned(),
                words::other_tenants_token(&wanted.to_string(), &token.to_string()),
                other,
            )
        }
        Question::OtherCloud(directory) => (
            words::other_cloud_title().to_owned(),
            words::other_cloud(&state.tenant_name(&directory.tenant), directory.cloud.portal_host()),
            quiet_button(words::options(), "", intend, Intent::OpenOptions),
        ),
        Question::HostsClosed(cloud) => hosts_question(*cloud, intend),
    };
    let parts = [
        leaf("h1", "", title),
        leaf("p", "id", wanted.alert.as_str()),
        leaf("p", "", explained),
        element("div", &[("class", "choices")], [remedy]),
        more_alerts(state, intend),
    ];
    element("section", &[("class", "question")], parts)
}

/// As the cards will stand, which come by themselves if Entra signs in without a question.
fn signing_in_silently(wanted: &Wanted) -> Html {
    let title = element("h1", &[], [leaf("span", "id", wanted.alert.as_str())]);
    cards_of_alert(Some(true), [element("header", &[], [title]), progress_bar(words::signing_in()), skeleton()])
}

fn hosts_question(cloud: Cloud, intend: &Callback<Intent>) -> (String, String, Html) {
    let allow = button(words::open_hosts(), intend, Intent::OpenHosts(cloud));
    (words::hosts_title().to_owned(), words::hosts_explained(cloud), allow)
}

fn sign_in_question(state: &State, directory: &Directory, intend: &Callback<Intent>) -> (String, String, Html) {
    let name = state.tenant_name(&directory.tenant);
    let sign_in_as = |account| Intent::SignIn(directory.clone(), Access::Files, account);
    let look = |focus| Intent::Dispatch(Action::Look(focus));
    let sign_in = if state.signing_in {
        leaf("p", "quiet", words::sign_in_window_open())
    } else {
        button(words::sign_in(), intend, sign_in_as(AccountChoice::Usual))
    };
    let remedy = several([
        sign_in,
        quiet_button(words::pick_account(), "", intend, sign_in_as(AccountChoice::Pick)),
        quiet_button(words::use_an_access_token(), "", intend, look(Focus::TokenEntry(None))),
        quiet_button(words::see_a_sample(), "", intend, look(Focus::Sample)),
    ]);
    (words::sign_in_to_see().to_owned(), words::sign_in_to(&name), remedy)
}
