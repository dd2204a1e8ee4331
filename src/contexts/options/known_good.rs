//! The analyst's own list of known-good files: pasted, edited, taken elsewhere.

use yew::{Callback, Html};

use super::{
    fields::{button, section},
    intent::Intent,
    spot::Spot,
    state::{Action, State},
};
use crate::{
    contexts::element::{EventKind, element, leaf, on, on_click, text, value_of, valued},
    settings::Key,
    words::{options as words, settings},
};

/// So many lines that are no hashes are named; the rest is counted.
const NAMED: usize = 5;

/// Draws the section.
pub fn known_good(state: &State, intend: &Callback<Intent>) -> Html {
    let own = &state.facts.known_good;
    let mut parts = vec![leaf("p", "", words::known_good_explained()), leaf("p", "", words::known_good(own.len()))];
    if state.is_locked(Key::KnownGoodHashes) {
        let of_policy = state.facts.configuration.settings.known_good.len();
        if of_policy > 0 {
            parts.push(leaf("p", "", words::known_good_of_policy(of_policy)));
        }
        parts.push(leaf("p", "locked", settings::locked()));
    }
    match &state.list {
        Some(typed) => parts.extend(editor(typed, intend)),
        None => {
            let attributes = [("type", "button"), ("id", Spot::EditList.element_id())];
            let edit = element("button", &attributes, [text(words::edit_list())]);
            let mut buttons = vec![on(EventKind::Click, on_click(intend, Intent::EditList), edit)];
            if !own.is_empty() {
                buttons.push(button(words::copy_list(), "", intend, Intent::CopyList));
                buttons.push(button(words::download_list(), "", intend, Intent::DownloadList));
            }
            parts.push(element("div", &[("class", "row")], buttons));
        }
    }
    parts.push(unread(&state.unread));
    section("known-good", words::known_good_title(), parts)
}

fn editor(typed: &str, intend: &Callback<Intent>) -> [Html; 2] {
    let attributes = [
        ("id", Spot::List.element_id()),
        ("class", "id"),
        ("rows", "10"),
        ("autocomplete", "off"),
        ("spellcheck", "false"),
        ("aria-describedby", "known-good-hint"),
    ];
    let field = valued(typed, element("textarea", &attributes, []));
    let field =
        on(EventKind::Input, intend.reform(|event| Intent::Dispatch(Action::List(Some(value_of(&event))))), field);
    let label = element("label", &[("for", Spot::List.element_id())], [leaf("span", "", words::list()), field]);
    let hint = element("p", &[("class", "hint"), ("id", "known-good-hint")], [text(words::list_hint())]);
    let buttons = [
        button(words::save_list(), "primary", intend, Intent::SaveList),
        button(words::cancel(), "subtle", intend, Intent::Dispatch(Action::List(None))),
    ];
    [element("div", &[("class", "field")], [label, hint]), element("div", &[("class", "row")], buttons)]
}

/// The lines that were left out.
fn unread(unread: &[(usize, String)]) -> Html {
    if unread.is_empty() {
        return Html::default();
    }
    let mut lines: Vec<Html> =
        unread.iter().take(NAMED).map(|(line, word)| leaf("li", "", words::no_hash(*line, word))).collect();
    if unread.len() > NAMED {
        lines.push(leaf("li", "", words::more_no_hashes(unread.len() - NAMED)));
    }
    let parts = [leaf("p", "", words::left_out()), element("ul", &[("class", "bullets")], lines)];
    element("div", &[("class", "notice warning"), ("role", "alert")], parts)
}
