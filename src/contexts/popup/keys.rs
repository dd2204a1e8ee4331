//! What keys do: on a card, and anywhere on the page but in a field. And the list of them.

use std::{cell::Cell, mem::discriminant, rc::Rc};

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, KeyboardEvent};
use yew::{Callback, Html};

use super::{
    card::PLACE,
    copying::Copy,
    export_panel::BUTTON,
    intent::Intent,
    nearness::{CHUNK, NUMBER},
    state::{Action, State},
    tools::{Shortcut, Tools, Use},
};
use crate::{
    contexts::element::{self, element, leaf, on_click, text},
    evidence::{File, hash_kind::best},
    words::keys as words,
};

/// A key that went down, as far as we look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// What it writes, or its name.
    pub key: String,
    /// Whether Control, or Command on a Mac, is held.
    pub command: bool,
    /// Whether Alt is.
    pub alt: bool,
    /// Whether Shift is.
    pub shift: bool,
}

impl Pressed {
    /// What an event says.
    pub fn of(event: &Event) -> Option<Pressed> {
        // Password managers send key events that are none.
        let event: &KeyboardEvent = event.dyn_ref()?;
        let command = event.ctrl_key() || event.meta_key();
        Some(Pressed { key: event.key(), command, alt: event.alt_key(), shift: event.shift_key() })
    }
}

/// What a key on a card asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKey {
    /// To the card at this place.
    Go(usize),
    /// The card's other places, shown or hidden.
    Unfold,
    /// The card's best hash.
    Copy,
    /// The card is selected, or is no longer.
    Toggle,
    /// The cards between the one before and this one are selected.
    SelectTo,
    /// All that is shown is selected.
    SelectShown,
}

/// What the key asks for on the card at `at`. `of_card` says that the card itself has the focus and no button of it.
pub fn on_card(pressed: &Pressed, at: usize, count: usize, of_card: bool) -> Option<CardKey> {
    let key = &*pressed.key;
    if pressed.command || pressed.alt {
        let all = pressed.command && !pressed.alt && key.eq_ignore_ascii_case("a");
        return all.then_some(CardKey::SelectShown);
    }
    let go = |to: usize| (to != at && to < count).then_some(CardKey::Go(to));
    match key {
        "ArrowDown" | "PageDown" => go(at + 1),
        "ArrowUp" | "PageUp" => go(at.saturating_sub(1)),
        "Home" => go(0),
        "End" => go(count.saturating_sub(1)),
        "Enter" if of_card => Some(CardKey::Unfold),
        " " if of_card => Some(if pressed.shift { CardKey::SelectTo } else { CardKey::Toggle }),
        "c" => Some(CardKey::Copy),
        _ => None,
    }
}

/// Does what a key on a card asks for.
pub fn act_on_card(
    event: &Event,
    (at, card): (usize, &Element),
    files: &[Rc<File>],
    wanted: &Cell<Option<usize>>,
    intend: &Callback<Intent>,
) {
    let (Some(pressed), Some(file)) = (Pressed::of(event), files.get(at)) else { return };
    let of_card = event.target().is_some_and(|target| target == ***card);
    let asked = on_card(&pressed, at, files.len(), of_card);
    let done = match asked {
        Some(CardKey::Go(to)) => {
            go_to(to, wanted);
            true
        }
        Some(CardKey::Unfold) => unfold(card),
        Some(CardKey::Copy) => {
            let kind = best(file).map(|(kind, _)| kind);
            kind.into_iter().for_each(|kind| intend.emit(Intent::Copy(Copy::Hash(kind, Rc::clone(file)))));
            true
        }
        Some(CardKey::Toggle) => {
            intend.emit(Intent::Dispatch(Action::Use(Use::Toggle(Rc::clone(file)))));
            true
        }
        Some(CardKey::SelectTo) => {
            intend.emit(Intent::Dispatch(Action::Use(Use::SelectTo(Rc::clone(file)))));
            true
        }
        Some(CardKey::SelectShown) => {
            intend.emit(Intent::Dispatch(Action::Use(Use::SelectShown)));
            true
        }
        None => false,
    };
    if done {
        event.prevent_default();
    }
}

/// Gives a card the focus; one that is not in the page yet gets it when its part of the list comes near.
fn go_to(at: usize, wanted: &Cell<Option<usize>>) {
    if focus_card(at) {
        return;
    }
    wanted.set(Some(at));
    let chunk = ["[", NUMBER, "='", &(at / CHUNK).to_string(), "']"].concat();
    if let Some(chunk) = document().and_then(|document| document.query_selector(&chunk).ok().flatten()) {
        chunk.scroll_into_view();
    }
}

/// Gives the card at this place the focus, if it is in the page.
pub fn focus_card(at: usize) -> bool {
    focus(&["[", PLACE, "='", &at.to_string(), "']"].concat())
}

/// What a key asks for wherever the focus is. `/` needs no more than the focus, which it gets here.
pub fn on_page(event: &Event, state: &State) -> Option<Intent> {
    let pressed = Pressed::of(event)?;
    if event.default_prevented() || pressed.command || pressed.alt || state.menu.is_some() {
        return None;
    }
    let within = |selector| event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?;
    if pressed.key == "Escape" {
        if within("[type=search], [type=text], textarea").is_some() {
            return None;
        }
        return state.closed_by_escape().map(|used| Intent::Dispatch(Action::Use(used)));
    }
    if state.tools.keys.is_some() || within("input, select, textarea").is_some() {
        return None;
    }
    match &*pressed.key {
        "?" => Some(Intent::ShowKeys),
        "/" => {
            // Else the field would take the key, too.
            focus(".filter").then(|| event.prevent_default());
            None
        }
        "ArrowDown" if within("button, [tabindex='0']").is_none() => {
            focus("article").then(|| event.prevent_default());
            None
        }
        _ => None,
    }
}

/// Hears every key on the page, for its life.
pub fn listen(heard: impl Fn(Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(heard).into_js_value();
    if let Some(document) = document() {
        // It refuses nothing but what is no function.
        let _ = document.add_event_listener_with_callback("keydown", heard.unchecked_ref());
    }
}

/// Keeps the focus with what was opened, and brings it back from what was closed.
pub fn follow_focus(before: &State, now: &State) {
    let another_screen = discriminant(&before.screen()) != discriminant(&now.screen());
    let (Tools { keys, export, selected, .. }, now) = (&before.tools, &now.tools);
    if keys.is_none() && now.keys.is_some() {
        let list = document().and_then(|document| document.query_selector("dialog").ok().flatten());
        if let Some(list) = list {
            // It is in the page and not open, so that nothing can be refused.
            let _ = list.unchecked_into::<HtmlDialogElement>().show_modal();
        }
        return;
    }
    let focused = document().and_then(|document| document.active_element());
    if focused.is_some_and(|element| element.tag_name() != "BODY") {
        return;
    }
    if another_screen {
        // The field that it asks for; else who listens hears where they are.
        if !focus(".entry input") {
            focus_title();
        }
    } else if export.is_some() && now.export.is_none() {
        focus([".", BUTTON].concat().as_str());
    } else if keys.is_some() && now.keys.is_none() || !selected.is_empty() && now.selected.is_empty() {
        focus(".help");
    }
}

fn focus_title() {
    if let Some(title) = document().and_then(|document| document.query_selector("main h1").ok().flatten()) {
        // A title takes the focus from a script alone.
        let _ = title.set_attribute("tabindex", "-1");
        focus("main h1");
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Gives the first element of this kind the focus, if there is one.
fn focus(selector: &str) -> bool {
    let element = document().and_then(|document| document.query_selector(selector).ok().flatten());
    element.is_some_and(|element| element.unchecked_into::<HtmlElement>().focus().is_ok())
}

/// Shows or hides what is folded in a card.
fn unfold(card: &Element) -> bool {
    let Ok(Some(details)) = card.query_selector("details") else { return false };
    details.toggle_attribute("open").is_ok()
}

/// The list of keys, with the browser's shortcuts as they are.
pub fn key_list(shortcuts: &[Shortcut], intend: &Callback<Intent>) -> Html {
    let (mut here, mut anywhere) = (Vec::new(), Vec::new());
    for (keys, does) in words::list() {
        add_row(&mut here, keys, does);
    }
    for Shortcut { does, keys } in shortcuts {
        add_row(&mut anywhere, keys, if does.is_empty() { words::open() } else { does });
    }
    let close = on_click(intend, Intent::Dispatch(Action::Use(Use::Keys(None))));
    // First, for it gets the focus: further down it would scroll the beginning away.
    let close = element::button(words::close(), "primary", close);
    let parts = [
        element("div", &[("class", "row")], [leaf("h2", "", words::here()), close]),
        element("dl", &[], here),
        leaf("h2", "", words::anywhere()),
        element("dl", &[], anywhere),
        element::button(words::change(), "", on_click(intend, Intent::ChangeShortcuts)),
    ];
    element("dialog", &[("class", "keys"), ("aria-label", words::keys())], parts)
}

fn add_row(rows: &mut Vec<Html>, keys: &str, does: &str) {
    let keys = if keys.is_empty() { leaf("span", "quiet", words::not_set()) } else { leaf("kbd", "", keys) };
    rows.extend([element("dt", &[], [keys]), leaf("dd", "", does)]);
}

/// The button that opens the list.
pub fn keys_button(intend: &Callback<Intent>) -> Html {
    let attributes =
        [("type", "button"), ("class", "subtle help"), ("aria-label", words::keys()), ("title", words::keys())];
    let button = element("button", &attributes, [text(words::question_mark())]);
    element::on(element::EventKind::Click, on_click(intend, Intent::ShowKeys), button)
}
