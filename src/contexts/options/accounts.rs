//! Who is signed in, and the way out.

use yew::{Callback, Html};

use super::{
    fields::{named_button, section},
    intent::Intent,
    state::State,
};
use crate::{
    contexts::{
        element::{button, element, keyed, leaf, on_click, text},
        foreign_text::foreign_text,
    },
    sign_in::{SignedIn, Source},
    words::options as words,
};

/// Draws the section.
pub fn accounts(state: &State, intend: &Callback<Intent>) -> Html {
    let signed_in = &state.facts.signed_in;
    if signed_in.is_empty() {
        return section("accounts", words::accounts(), [leaf("p", "", words::nobody())]);
    }
    let rows = signed_in.iter().map(|session| account(session, state, intend)).collect::<Vec<_>>();
    let list = element("ul", &[("class", "tenants"), ("role", "list")], rows);
    section("accounts", words::accounts(), [list, leaf("p", "quiet", words::accounts_explained())])
}

fn account(session: &SignedIn, state: &State, intend: &Callback<Intent>) -> Html {
    let label = session.account.label();
    let tenant = state.facts.configuration.settings.tenant(&session.directory.tenant);
    let tenant = tenant.map_or_else(|| session.directory.tenant.to_string(), |tenant| tenant.label().to_owned());
    let mut place = vec![foreign_text(&tenant), text(" · "), text(words::cloud(session.directory.cloud))];
    if session.source == Source::Pasted {
        place.extend([text(" · "), text(words::pasted())]);
    }
    let parts = [element("h3", &[], [foreign_text(label)]), element("p", &[("class", "quiet")], place)];
    let then = on_click(intend, Intent::SignOut(session.clone()));
    let sign_out = match state.facts.signed_in.len() {
        1 => button(words::sign_out(), "", then),
        _ => named_button(words::sign_out(), label, "", then),
    };
    let row = element("li", &[("class", "tenant")], [element("div", &[], parts), sign_out]);
    keyed(&session.account.key(), row)
}
