//! What there is to decide before any card: first run, the alerts of a page, questions about an alert.

use yew::prelude::*;

use super::{Intent, tenant_name};
use crate::{
    alert_id::AlertId,
    contexts::leaf::leaf,
    contexts::popup::{
        controls::{FieldWithButton, button, quiet_button},
        decide::{Decision, Wanted, decide},
        state::{Action, Focus, Screen, State},
    },
    protocol::{Access, AccountChoice, Directory},
    words::popup as words,
};
pub(super) fn first_run(state: &State, intend: &Callback<Intent>) -> Html {
    html! {
        <section class="first-run">
            { leaf("h1", "", words::WELCOME) }
            { leaf("p", "", words::WELCOME_EXPLAINED) }
            <div class="choices">
                { quiet_button(words::SIGN_IN, words::SIGN_IN_EXPLAINED, intend, Intent::OpenOptions) }
                { quiet_button(words::USE_AN_ACCESS_TOKEN, words::USE_A_TOKEN_EXPLAINED, intend, Intent::Tell(Action::Look(Focus::TokenEntry(None)))) }
                { quiet_button(words::SEE_A_SAMPLE, words::SAMPLE_EXPLAINED, intend, Intent::Tell(Action::Look(Focus::Sample))) }
            </div>
            if let Some(wanted) = state.named() {
                { leaf("p", "quiet", words::waiting_for_sign_in(wanted.alert.as_str())) }
            }
        </section>
    }
}

pub(super) fn alerts(state: &State, intend: &Callback<Intent>) -> Html {
    let linked = state.linked();
    let together = decision_of_all(state, &linked);
    let to_sign_in_to = match &together {
        Some(Decision::SignIn(directory)) => Some(directory.clone()),
        _ if state.facts.signed_in.is_empty() => state.facts.settings.default_tenant().map(Directory::from),
        _ => None,
    };
    let endpoint: Vec<AlertId> = linked
        .iter()
        .filter(|wanted| wanted.alert.product().is_endpoint())
        .map(|wanted| wanted.alert.clone())
        .collect();
    html! {
        <section class="alerts">
            { leaf("h1", "", words::alerts_found(linked.len())) }
            if !linked.is_empty() {
                { leaf("p", "quiet", words::DRAWN_SO_FAR) }
                if let (Some(Decision::LookUp(viewer)), true) = (together, endpoint.len() > 1) {
                    { button(words::ALL_FILES, intend, Intent::StartJob(viewer.clone(), endpoint.clone())) }
                    { leaf("span", "quiet", words::ALL_FILES_EXPLAINED) }
                }
                <ul role="list" aria-label={words::ALERTS_ON_THIS_PAGE}>
                    { for linked.iter().map(|wanted| alert_row(wanted, intend)) }
                </ul>
            } else if state.facts.page.is_some() {
                { leaf("p", "", words::NO_ALERT_ON_PAGE) }
            } else {
                { leaf("p", "", words::NOT_THE_PORTAL) }
            }
            { look_up_field(intend) }
            if let Some((_, explained, remedy)) = to_sign_in_to.map(|there| sign_in_question(state, &there, intend)) {
                if !state.facts.signed_in.is_empty() { { leaf("p", "quiet", explained) } }
                <div class="choices">{ remedy }</div>
            }
        </section>
    }
}

fn alert_row(wanted: &Wanted, intend: &Callback<Intent>) -> Html {
    let product = wanted.alert.product();
    let look = Intent::Tell(Action::Look(Focus::Alert(wanted.clone())));
    html! {
        <li key={wanted.alert.to_string()}>
            { leaf("span", "id", wanted.alert.as_str()) }
            if let (false, Some(name)) = (product.is_endpoint(), product.name()) {
                { leaf("span", "quiet", name) }
            }
            { button(words::SHOW_FILES, intend, look) }
        </li>
    }
}

/// What all linked alerts call for together: only where they all live in one tenant.
fn decision_of_all(state: &State, linked: &[Wanted]) -> Option<Decision> {
    let served = linked.iter().filter(|wanted| wanted.alert.product().is_endpoint());
    let mut decisions =
        served.map(|wanted| decide(wanted, &state.facts.settings, &state.facts.signed_in, &state.confirmed));
    let first = decisions.next()?;
    decisions.all(|decision| decision == first).then_some(first)
}

fn look_up_field(intend: &Callback<Intent>) -> Html {
    let on_enter = intend.reform(Intent::LookUp);
    html! {
        <FieldWithButton label={words::ALERT_ID_OR_LINK} button={words::LOOK_UP} {on_enter} />
    }
}

pub(super) fn question(state: &State, wanted: &Wanted, decision: &Decision, intend: &Callback<Intent>) -> Html {
    let (title, explained, remedy) = match decision {
        Decision::SignIn(directory) if state.signing_in_silently.as_ref() == Some(directory) => {
            return signing_in_silently(wanted);
        }
        Decision::SignIn(directory) => sign_in_question(state, directory, intend),
        Decision::OtherProduct => {
            let alert = wanted.alert.clone();
            let again = button(words::TRY_ANYWAY, intend, Intent::Tell(Action::TryAnyway(alert.clone())));
            (words::other_product(wanted.alert.product().name()), words::OTHER_PRODUCT_EXPLAINED.to_owned(), again)
        }
        Decision::StrangeTenant(tenant) => {
            let id = tenant.clone();
            let use_it = button(words::USE_THIS_TENANT, intend, Intent::Tell(Action::UseTenant(id.clone())));
            (words::STRANGE_TENANT.to_owned(), words::strange_tenant_explained(&tenant.to_string()), use_it)
        }
        Decision::TenantForbidden(tenant) => {
            (words::STRANGE_TENANT.to_owned(), words::tenant_forbidden(&tenant.to_string()), Html::default())
        }
        Decision::TokenOfOtherTenant { wanted, token } => {
            let other = button(words::USE_AN_ACCESS_TOKEN, intend, Intent::Tell(Action::Look(Focus::TokenEntry(None))));
            (
                words::OTHER_TENANTS_TOKEN.to_owned(),
                words::other_tenants_token(&wanted.to_string(), &token.to_string()),
                other,
            )
        }
        Decision::OtherCloud(directory) => (
            words::OTHER_CLOUD.to_owned(),
            words::other_cloud(&tenant_name(state, &directory.tenant), directory.cloud.portal_host()),
            quiet_button(words::OPTIONS, "", intend, Intent::OpenOptions),
        ),
        // Both have screens of their own.
        Decision::LookUp(_) | Decision::FirstRun => (String::new(), String::new(), Html::default()),
    };
    html! {
        <section class="question">
            { leaf("h1", "", title) }
            { leaf("p", "id", wanted.alert.as_str()) }
            { leaf("p", "", explained) }
            <div class="choices">{ remedy }</div>
            { more_alerts(state, intend) }
        </section>
    }
}

/// As the cards will stand, which come by themselves if Entra signs in without a question.
fn signing_in_silently(wanted: &Wanted) -> Html {
    html! {
        <section class="cards-of-alert" aria-busy="true">
            <header><h1>{ leaf("span", "id", wanted.alert.as_str()) }</h1></header>
            <div class="progress" role="progressbar" aria-label={words::SIGNING_IN} />
            <div class="skeleton" aria-hidden="true"><div /><div /><div /></div>
        </section>
    }
}

fn sign_in_question(state: &State, directory: &Directory, intend: &Callback<Intent>) -> (String, String, Html) {
    let name = tenant_name(state, &directory.tenant);
    let to = directory.clone();
    let sign_in = if state.signing_in {
        leaf("p", "quiet", words::SIGN_IN_WINDOW_OPEN)
    } else {
        button(words::SIGN_IN, intend, Intent::SignIn(to.clone(), Access::Files, AccountChoice::Usual))
    };
    let to = directory.clone();
    let remedy = html! {
        <>
            { sign_in }
            { quiet_button(words::PICK_ACCOUNT, "", intend, Intent::SignIn(to.clone(), Access::Files, AccountChoice::Pick)) }
            { quiet_button(words::USE_AN_ACCESS_TOKEN, "", intend, Intent::Tell(Action::Look(Focus::TokenEntry(None)))) }
            { quiet_button(words::SEE_A_SAMPLE, "", intend, Intent::Tell(Action::Look(Focus::Sample))) }
        </>
    };
    (words::SIGN_IN_TO_SEE.to_owned(), words::sign_in_to(&name), remedy)
}

pub(super) fn more_alerts(state: &State, intend: &Callback<Intent>) -> Html {
    let on_screen = match state.screen() {
        Screen::Cards(wanted, _) | Screen::Question(wanted, _) => Some(wanted.alert),
        // A job has them all.
        Screen::Job(_) | Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Sample => None,
    };
    let linked = state.linked().into_iter().filter(|linked| Some(&linked.alert) != on_screen.as_ref());
    let others = if on_screen.is_some() { linked.count() } else { 0 };
    let list = quiet_button(&words::more_alerts(others), "", intend, Intent::Tell(Action::Look(Focus::Alerts)));
    // A job that goes on would come back at once.
    let whereto = if state.focus == Focus::Job { Focus::Alerts } else { Focus::Page };
    let back = quiet_button(words::BACK, "", intend, Intent::Tell(Action::Look(whereto)));
    html! {
        <p class="more">
            if state.focus != Focus::Page { { back } }
            if others > 0 { { list } }
        </p>
    }
}
