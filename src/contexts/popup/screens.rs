//! Every screen of the popup, drawn from the state; what a person does there becomes an [`Intent`].

mod cards;
mod job;
mod questions;
mod ways_on;

use yew::{Callback, Html};

use super::{
    card_menu::card_menu,
    controls::{Typed, button, field_with_button, notice, quiet_button},
    intent::Intent,
    keys::key_list,
    notices,
    state::{Action, Kind, Place, Screen, State, Toast},
};
use crate::{
    auth::pasted::PastedTokenFault,
    contexts::{
        element::{alarm, element, heard, leaf, toast},
        foreign_text::foreign_text,
    },
    display::made_visible,
    sign_in::{SignedIn, Source},
    words::{card::SEPARATOR, popup as words},
};

/// Draws the state.
pub fn view(state: &State, intend: &Callback<Intent>) -> Html {
    let screen = match state.screen() {
        Screen::FirstRun => questions::first_run(state, intend),
        Screen::TokenEntry(fault) => token_entry(state, fault.as_ref(), intend),
        Screen::Alerts => questions::alerts(state, intend),
        Screen::Question(wanted, question) => questions::question(state, &wanted, &question, intend),
        Screen::Cards(wanted, viewer) => cards::cards(state, &wanted, &viewer, intend),
        Screen::Job(viewer) => job::job(state, &viewer, intend),
        Screen::Sample => cards::sample(state, intend),
    };
    let place = match state.place {
        Place::Popup => "popup",
        Place::Panel => "panel",
    };
    let failure = state.sign_in_failure.as_ref().map(|failure| notices::sign_in_failure(failure, intend));
    let menu = state.menu.as_ref().map(|menu| card_menu(menu, intend));
    let keys = state.tools.keys.as_ref().map(|commands| key_list(commands, intend)).unwrap_or_default();
    let class = if menu.is_some() { "under-menu" } else { "" };
    let parts = [failure.unwrap_or_default(), screen, menu.unwrap_or_default(), keys];
    let main = element("main", &[("class", class)], parts);
    let (status, alarm) = match &state.toast {
        None => (toast(""), Html::default()),
        Some(Toast { kind: Kind::Done, text, .. }) => (toast(text), Html::default()),
        Some(Toast { kind: Kind::Loaded, text, .. }) => (heard(text), Html::default()),
        Some(Toast { kind: Kind::Failed, text, .. }) => (toast(""), alarm(text)),
    };
    element("div", &[("class", place)], [main, footer(state, intend), status, alarm])
}

fn token_entry(state: &State, fault: Option<&PastedTokenFault>, intend: &Callback<Intent>) -> Html {
    let fault = fault.map(|fault| {
        let fault = crate::words::sign_in::pasted_token_fault(fault, state.now);
        let words = [leaf("p", "", fault.sentence), leaf("p", "", fault.remedy)];
        notice("notice error", "alert", words)
    });
    let on_token = intend.reform(Intent::UseToken);
    let parts = [
        leaf("h1", "", words::token_title()),
        leaf("p", "", words::token_explained()),
        field_with_button(words::token_field(), words::use_token(), Typed::Secretly, on_token),
        fault.unwrap_or_default(),
        button(words::back(), intend, Intent::Dispatch(Action::LeaveTokenEntry)),
    ];
    element("section", &[("class", "entry")], parts)
}

fn footer(state: &State, intend: &Callback<Intent>) -> Html {
    let mut parts = match state.session() {
        Some(session) => vec![account(state, session), quiet_button(words::sign_out(), "", intend, Intent::SignOut)],
        None => vec![leaf("span", "account", words::not_signed_in())],
    };
    if state.place == Place::Popup {
        parts.push(quiet_button(words::open_side_panel(), "", intend, Intent::OpenPanel));
    }
    parts.push(quiet_button(words::options(), "", intend, Intent::OpenOptions));
    element("footer", &[], parts)
}

fn account(state: &State, session: &SignedIn) -> Html {
    let (label, tenant) = (session.account.label(), &session.directory.tenant);
    let told = |name: String| if session.source == Source::Pasted { words::pasted(&name) } else { name };
    let name = told(state.tenant_name(tenant));
    let title = [&made_visible(label), SEPARATOR, &name].concat();
    // An id says little, and the person beside it much.
    let is_named = state.facts.settings.tenant(tenant).is_some();
    let name = if is_named { name } else { told([&tenant.0.as_str()[..8], "…"].concat()) };
    // Side by side, so that a long name gives way before its tenant does.
    let parts = [element("span", &[], [foreign_text(label)]), leaf("span", "", [SEPARATOR, &name].concat())];
    element("span", &[("class", "account"), ("title", &*title)], parts)
}
