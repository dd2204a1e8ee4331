//! The whole page, drawn from the state; what a person does becomes an [`Intent`].

use yew::{Callback, Html};

use super::{
    accounts::accounts,
    change::Change,
    diagnostics::diagnostics,
    guide::guide,
    known_good::known_good,
    preferences::preferences,
    registration::registration,
    state::{Action, State},
    tenants::tenants,
};
use crate::{
    contexts::element::{self, element, leaf, text, toast},
    portal::PortalHost,
    sign_in::SignedIn,
    words::{options as words, settings},
};

/// What a person asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// A change of the page alone.
    Tell(Action),
    /// The open form kept.
    Save,
    /// The open form tried out.
    Test,
    /// A change of the settings, with what is said once it is kept.
    Change(Change, &'static str),
    /// These minutes kept, if they are a number.
    Minutes(String),
    /// The list of known-good files in a field.
    EditList,
    /// The list as typed kept.
    SaveList,
    /// The list on the clipboard.
    CopyList,
    /// The list as a file.
    DownloadList,
    /// This portal opened to us, which the browser does after a click.
    AllowPortal(PortalHost),
    /// Out.
    SignOut(SignedIn),
    /// A text on the clipboard, and what is said then.
    Copy(String, &'static str),
}

/// Draws the state.
pub fn view(state: &State, intend: &Callback<Intent>) -> Html {
    let said = state.said.as_ref().map_or("", |(text, _)| text);
    let sections = [
        leaf("h1", "", words::title()),
        policy_faults(state),
        guide(state),
        tenants(state, intend),
        registration(state, intend),
        preferences(state, intend),
        known_good(state, intend),
        accounts(state, intend),
        diagnostics(state, intend),
    ];
    element("div", &[("class", "options")], [element("main", &[], sections), toast(said)])
}

fn policy_faults(state: &State) -> Html {
    let faults = &state.facts.configuration.policy_faults;
    if faults.is_empty() {
        return Html::default();
    }
    let faults = faults.iter().map(|fault| leaf("li", "", settings::policy_fault(fault))).collect::<Vec<_>>();
    let parts = [leaf("p", "", words::policy_faults()), element("ul", &[("class", "bullets")], faults)];
    element("div", &[("class", "notice warning"), ("role", "note")], parts)
}

/// A section under a title, which names it.
pub(super) fn section(id: &'static str, title: &str, parts: impl Into<Vec<Html>>) -> Html {
    // The title of the tenants gets the focus when a form closes.
    let mut parts = parts.into();
    parts.insert(0, element("h2", &[("id", id), ("tabindex", "-1")], [text(title)]));
    element("section", &[("aria-labelledby", id)], parts)
}

/// A button that asks for something.
pub(super) fn button(name: &'static str, class: &'static str, intend: &Callback<Intent>, intent: Intent) -> Html {
    element::button(class, name, on_click(intend, intent))
}

/// Asks for `intent` at every click.
pub(super) fn on_click(intend: &Callback<Intent>, intent: Intent) -> Callback<web_sys::Event> {
    let intend = intend.clone();
    Callback::from(move |_| intend.emit(intent.clone()))
}
