//! Every screen of the popup, drawn from the state; what a person does becomes an [`Intent`].

mod cards;
mod job;
mod questions;

use yew::prelude::*;

use super::{
    card_menu::CardMenu,
    controls::{FieldWithButton, button, notice, quiet_button},
    copying::Copy,
    foreign_text::foreign_text,
    notices,
    state::Menu,
    state::{Action, Focus, Place, Screen, State},
};
use crate::{
    alert_id::AlertId,
    auth::{challenge::Claims, tenant::TenantId},
    contexts::leaf::leaf,
    display::made_visible,
    job::Again,
    lookup::Viewer,
    protocol::{Access, AccountChoice, Directory},
    sign_in::Source,
    words::popup as words,
};

/// What a person asks for.
#[allow(clippy::large_enum_variant, reason = "one intent lives at a time")]
#[derive(Clone, Debug)]
pub enum Intent {
    /// A change of the state alone.
    Tell(Action),
    /// The alert's files again, from Defender.
    Refresh,
    /// The sign-in window.
    SignIn(Directory, Access, AccountChoice),
    /// The sign-in window, for what Defender wants to be proved.
    Prove(Directory, Access, Claims),
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
        Screen::FirstRun => questions::first_run(state, intend),
        Screen::TokenEntry(fault) => {
            let fault = fault.map(|fault| crate::words::sign_in::pasted_token_fault(&fault, state.now));
            let on_token = intend.reform(Intent::UseToken);
            html! {
                <section class="entry">
                    { leaf("h1", "", words::TOKEN_TITLE) }
                    { leaf("p", "", words::TOKEN_EXPLAINED) }
                    <FieldWithButton label={words::TOKEN_FIELD} button={words::USE_TOKEN} secret=true on_enter={on_token} />
                    if let Some(fault) = fault {
                        { notice("error", "alert", html! { <>{ leaf("p", "", fault.sentence) }{ leaf("p", "", fault.remedy) }</> }, None, intend) }
                    }
                    { button(words::BACK, intend, Intent::Tell(Action::Look(Focus::Page))) }
                </section>
            }
        }
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
            <p class={if said.is_none() { "toast silent" } else { "toast" }} role="status">{ said }</p>
        </div>
    }
}

fn footer(state: &State, intend: &Callback<Intent>) -> Html {
    let session = state.session();
    html! {
        <footer>
            if let Some(session) = session {
                <span class="account" title={made_visible(session.account.label())}>
                    { foreign_text(session.account.label()) }{ " · " }{ tenant_name(state, &session.directory.tenant) }
                    if session.source == Source::Pasted { { words::PASTED } }
                </span>
                { quiet_button(words::SIGN_OUT, "", intend, Intent::SignOut) }
            } else {
                { leaf("span", "account", words::NOT_SIGNED_IN) }
            }
            if state.place == Place::Popup {
                { quiet_button(words::OPEN_SIDE_PANEL, "", intend, Intent::OpenPanel) }
            }
            { quiet_button(words::OPTIONS, "", intend, Intent::OpenOptions) }
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
    state.facts.settings.tenant(tenant).map_or_else(|| tenant.to_string(), |tenant| made_visible(tenant.label()))
}
