//! Every screen of the popup, drawn from the state; what a person does becomes an [`Intent`].

mod cards;
mod job;
mod questions;

use std::rc::Rc;

use yew::{Callback, Html};

use super::{
    card_menu::card_menu,
    controls::{Typed, button, field_with_button, notice, quiet_button},
    copying::Copy,
    exporting::{Form, Way},
    foreign_text::foreign_text,
    keys::key_list,
    notices,
    state::{Action, Kind, Place, Screen, State, Toast},
};
use crate::{
    alert_id::AlertId,
    auth::{challenge::Claims, directory::Directory, pasted::PastedTokenFault, tenant::TenantId},
    cloud::Cloud,
    contexts::element::{alarm, element, heard, leaf, text, toast},
    display::made_visible,
    evidence::File,
    job::Again,
    protocol::{Access, AccountChoice},
    sign_in::{SignedIn, Source},
    viewer::Viewer,
    words::{card::SEPARATOR, popup as words},
};

/// What a person asks for.
#[allow(clippy::large_enum_variant, reason = "one intent lives at a time")]
#[derive(Clone)]
pub enum Intent {
    /// A change of the state alone.
    Tell(Action),
    /// The alert's files again, from Defender.
    Refresh,
    /// The sign-in window.
    SignIn(Directory, Access, AccountChoice),
    /// The sign-in window, for what Defender wants to be proved.
    Prove(Directory, Access, Claims),
    /// The hosts of a cloud, which the browser opens after a click.
    OpenHosts(Cloud),
    /// Out.
    SignOut,
    /// This pasted token.
    UseToken(String),
    /// The alert in this typed or pasted text.
    LookUp(String),
    /// The files of all these alerts.
    StartJob(Viewer, Vec<AlertId>),
    /// On with the job, and with those of its alerts again.
    GoOn(Viewer, Again),
    /// No more of them.
    CancelJob,
    /// How the organisation knows these files, one call each.
    Ask(Vec<Rc<File>>),
    /// Something on the clipboard.
    Copy(Copy),
    /// An export of the files on screen.
    Export(Form, Way),
    /// The list of keys.
    ShowKeys,
    /// The browser's page on which shortcuts are set.
    ChangeShortcuts,
    /// The side panel.
    OpenPanel,
    /// The options page.
    OpenOptions,
}

/// Draws the state.
pub fn view(state: &State, intend: &Callback<Intent>) -> Html {
    let screen = match state.screen() {
        Screen::FirstRun => questions::first_run(state, intend),
        Screen::TokenEntry(fault) => token_entry(state, fault.as_ref(), intend),
        Screen::Alerts => questions::alerts(state, intend),
        Screen::Question(wanted, decision) => questions::question(state, &wanted, &decision, intend),
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
        notice("notice error", "alert", words, None, intend)
    });
    let on_token = intend.reform(Intent::UseToken);
    let parts = [
        leaf("h1", "", words::token_title()),
        leaf("p", "", words::token_explained()),
        field_with_button(words::token_field(), words::use_token(), Typed::Secretly, on_token),
        fault.unwrap_or_default(),
        button(words::back(), intend, Intent::Tell(Action::LeaveTokenEntry)),
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
    let label = session.account.label();
    let name = tenant_name(state, &session.directory.tenant);
    let name = if session.source == Source::Pasted { words::pasted(&name) } else { name };
    let tenant = [SEPARATOR, &name].concat();
    element("span", &[("class", "account"), ("title", &*made_visible(label))], [foreign_text(label), text(&tenant)])
}

/// A tenant's name in the settings, else its id.
pub fn tenant_name(state: &State, tenant: &TenantId) -> String {
    state.facts.settings.tenant(tenant).map_or_else(|| tenant.to_string(), |tenant| made_visible(tenant.label()))
}
