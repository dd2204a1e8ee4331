//! The right-click menu of a card: the hash under the pointer first, then the file's, then all files'.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};
use yew::{Callback, Html};

use super::{
    copying::Copy,
    intent::Intent,
    nearness::set_style,
    state::{Action, Menu},
};
use crate::{
    contexts::element::{EventKind, element, on, text},
    evidence::hash_kind::HashKind,
    formats::CopyFormat,
    words::copy as words,
};

/// The menu. Arrows move in it, Enter copies, Escape closes it.
pub fn card_menu(menu: &Menu, intend: &Callback<Intent>) -> Html {
    let close = intend.reform(|()| Intent::Dispatch(Action::CloseMenu));
    let items = items(menu);
    let of_the_file = items.iter().filter(|(_, copy)| !matches!(copy, Copy::All(_) | Copy::AllCertificates)).count();
    let item = |(at, (name, copy)): (usize, (String, Copy))| {
        let (intend, close) = (intend.clone(), close.clone());
        let choose = Callback::from(move |_| {
            close.emit(());
            intend.emit(Intent::Copy(copy.clone()));
        });
        let class = if at == of_the_file { "apart" } else { "" };
        let attributes = [("type", "button"), ("role", "menuitem"), ("tabindex", "-1"), ("class", class)];
        on(EventKind::Click, choose, element("button", &attributes, [text(&name)]))
    };
    let items = items.into_iter().enumerate().map(item).collect::<Vec<_>>();
    let menu = element("div", &[("class", "menu"), ("role", "menu"), ("aria-label", words::menu())], items);
    let on_key = {
        let close = close.clone();
        Callback::from(move |event| {
            if move_or_leave(event) == Move::Leave {
                close.emit(());
            }
        })
    };
    let menu = on(EventKind::KeyDown, on_key, menu);
    let backdrop = element("div", &[("class", "menu-backdrop")], [menu]);
    let backdrop = on(EventKind::Click, close.reform(|_| ()), backdrop);
    on(EventKind::ContextMenu, close.reform(|event: Event| event.prevent_default()), backdrop)
}

/// Puts the menu that was just drawn at its place and gives it the focus, so that arrows, Enter and Escape work at once.
/// Returns who had the focus.
pub fn opened(menu: &Menu) -> Option<HtmlElement> {
    let before = active_element();
    if let Some(element) = menu_on_screen() {
        show_at(&element, menu.at);
        focus_item(&element, 0);
    }
    before
}

/// The items, in order: name and what it copies.
fn items(menu: &Menu) -> Vec<(String, Copy)> {
    // The hash under the pointer comes first, the others keep their order.
    let others = HashKind::ALL.into_iter().filter(|kind| Some(*kind) != menu.under_pointer);
    let kinds = menu.under_pointer.into_iter().chain(others).filter(|kind| kind.of(&menu.file).is_some());
    let mut items: Vec<(String, Copy)> =
        kinds.map(|kind| (words::copy_one(kind), Copy::Hash(kind, Rc::clone(&menu.file)))).collect();
    items.push((words::file_as_ticket_text().to_owned(), Copy::TicketOf(Rc::clone(&menu.file))));
    for format in CopyFormat::ALL {
        if *format == CopyFormat::TicketText {
            items.push((words::copy_all(HashKind::SignerCertificate), Copy::AllCertificates));
        }
        items.push((words::format_name(*format), Copy::All(*format)));
    }
    items
}

#[derive(PartialEq)]
enum Move {
    Stay,
    Leave,
}

/// Moves the focus in the menu as the key says, or says that the menu is left.
fn move_or_leave(event: Event) -> Move {
    let Some(menu) = menu_on_screen() else { return Move::Stay };
    let count = menu.children().length();
    let now = focused_item(&menu).unwrap_or(0);
    let key: &KeyboardEvent = event.unchecked_ref();
    let next = match key.key().as_str() {
        "ArrowDown" => (now + 1) % count,
        "ArrowUp" => (now + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Escape" | "Tab" => {
            event.prevent_default();
            event.stop_propagation();
            return Move::Leave;
        }
        _ => return Move::Stay,
    };
    event.prevent_default();
    focus_item(&menu, next);
    Move::Stay
}

fn menu_on_screen() -> Option<HtmlElement> {
    let menu = web_sys::window()?.document()?.query_selector("[role=menu]").ok()??;
    Some(menu.unchecked_into())
}

fn active_element() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

fn focused_item(menu: &HtmlElement) -> Option<u32> {
    let (items, active) = (menu.children(), active_element()?);
    (0..items.length()).find(|at| items.item(*at).as_ref() == Some(active.as_ref()))
}

fn focus_item(menu: &HtmlElement, at: u32) {
    if let Some(item) = menu.children().item(at) {
        // An element that cannot take the focus leaves it where it is.
        let _ = item.unchecked_into::<HtmlElement>().focus();
    }
}

/// Puts the menu at the pointer, moved so that it fits: a popup cannot draw outside itself.
fn show_at(menu: &HtmlElement, (x, y): (i32, i32)) {
    // The root's client area is what is left beside the scroll bar; the window's own measures count it in.
    let Some(room) = web_sys::window().and_then(|window| window.document()?.document_element()) else { return };
    let left = x.min(room.client_width() - menu.offset_width() - 4).max(4);
    let top = y.min(room.client_height() - menu.offset_height() - 4).max(4);
    set_style(menu, "left", &[&left.to_string(), "px"].concat());
    set_style(menu, "top", &[&top.to_string(), "px"].concat());
}
