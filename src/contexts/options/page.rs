//! The whole page, drawn from the state; what a person does there becomes an [`Intent`].

use yew::{Callback, Html};

use super::{
    accounts::accounts, diagnostics::diagnostics, guide::guide, intent::Intent, known_good::known_good,
    preferences::preferences, registration::registration, state::State, tenants::tenants,
};
use crate::{
    contexts::element::{alarm, element, leaf, toast},
    words::{options as words, settings},
};

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
    // What interrupts a screen reader comes and goes; what waits for its turn is always there.
    let (status, alarm) =
        if state.warns && !said.is_empty() { (toast(""), alarm(said)) } else { (toast(said), Html::default()) };
    element("div", &[("class", "options")], [element("main", &[], sections), status, alarm])
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
