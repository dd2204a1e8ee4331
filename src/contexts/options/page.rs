//! The whole page, drawn from the state; what a person does becomes an [`Intent`].

use yew::prelude::*;

use super::{
    accounts::accounts,
    change::Change,
    diagnostics::diagnostics,
    preferences::preferences,
    registration::registration,
    state::{Action, State},
    tenants::tenants,
};
use crate::{
    contexts::leaf::leaf,
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
    /// Out.
    SignOut(SignedIn),
    /// A text on the clipboard, and what is said then.
    Copy(String, &'static str),
}

/// Draws the state.
pub fn view(state: &State, intend: &Callback<Intent>) -> Html {
    let said = state.said.as_ref().map(|(text, _)| text.as_str()).unwrap_or_default();
    let toast = if said.is_empty() { "toast silent" } else { "toast" };
    html! {
        <div class="options">
            <main>
                { leaf("h1", "", words::TITLE) }
                { policy_faults(state) }
                { tenants(state, intend) }
                { registration(state, intend) }
                { preferences(state, intend) }
                { accounts(state, intend) }
                { diagnostics(state, intend) }
            </main>
            // Always there, so that screen readers watch it before it speaks.
            <p class={toast} role="status">{ said.to_owned() }</p>
        </div>
    }
}

fn policy_faults(state: &State) -> Html {
    let faults = &state.facts.configuration.policy_faults;
    if faults.is_empty() {
        return Html::default();
    }
    html! {
        <div class="notice warning" role="note">
            { leaf("p", "", words::POLICY_FAULTS) }
            <ul class="bullets">
                { for faults.iter().map(|fault| leaf("li", "", settings::policy_fault(fault))) }
            </ul>
        </div>
    }
}

/// A button that asks for something.
pub(super) fn button(name: &'static str, class: &'static str, intend: &Callback<Intent>, intent: Intent) -> Html {
    let onclick = intend.reform(move |_: MouseEvent| intent.clone());
    let class = (!class.is_empty()).then_some(class);
    html! { <button type="button" {class} {onclick}>{ name }</button> }
}
