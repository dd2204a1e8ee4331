//! The right-click menu of a card: the hash under the pointer first, then the file's, then all files'.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::{copying::Copy, state::Menu};
use crate::{export::CopyFormat, export::hashes::HashKind, words::copy as words};

/// What [`CardMenu`] shows, and whom it tells.
#[derive(Clone, PartialEq, Properties)]
pub struct CardMenuProps {
    /// The file and the place.
    pub menu: Menu,
    /// A copy was chosen.
    pub on_copy: Callback<Copy>,
    /// The menu is to go.
    pub on_close: Callback<()>,
}

/// The items, in order: name and what it copies.
fn items(menu: &Menu) -> Vec<(String, Copy)> {
    // The hash under the pointer comes first, the others keep their order.
    let others = HashKind::ALL.into_iter().filter(|kind| Some(*kind) != menu.under_pointer);
    let kinds = menu.under_pointer.into_iter().chain(others).filter(|kind| kind.of(&menu.file).is_some());
    let mut items: Vec<(String, Copy)> =
        kinds.map(|kind| (words::copy_one(kind).to_owned(), Copy::Hash(kind, Rc::clone(&menu.file)))).collect();
    items.push((words::COPY_FILE_AS_TICKET_TEXT.to_owned(), Copy::TicketOf(Rc::clone(&menu.file))));
    items.extend(CopyFormat::ALL.iter().map(|format| (words::format_name(*format).to_owned(), Copy::All(*format))));
    items
}

/// The menu. It takes the focus, so that arrows, Enter and Escape work at once, and gives it back.
#[component]
pub fn CardMenu(props: &CardMenuProps) -> Html {
    let place = use_node_ref();
    let items = items(&props.menu);
    {
        let (place, at) = (place.clone(), props.menu.at);
        use_effect_with(props.menu.clone(), move |_| {
            let before = active_element();
            if let Some(menu) = place.cast::<web_sys::HtmlElement>() {
                show_at(&menu, at);
                focus_item(&menu, 0);
            }
            move || {
                if let Some(before) = before {
                    // The element may be gone from the page; then the focus stays where the browser puts it.
                    let _ = before.focus();
                }
            }
        });
    }
    let onkeydown = {
        let (place, on_close, count) = (place.clone(), props.on_close.clone(), items.len());
        Callback::from(move |event: KeyboardEvent| {
            let Some(menu) = place.cast::<web_sys::HtmlElement>() else { return };
            let now = focused_item(&menu).unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowDown" => (now + 1) % count,
                "ArrowUp" => (now + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                "Escape" | "Tab" => {
                    event.prevent_default();
                    event.stop_propagation();
                    return on_close.emit(());
                }
                _ => return,
            };
            event.prevent_default();
            focus_item(&menu, next);
        })
    };
    let on_close = props.on_close.reform(|_: MouseEvent| ());
    let on_context = props.on_close.reform(|event: MouseEvent| event.prevent_default());
    let of_the_file = items.iter().filter(|(_, copy)| !matches!(copy, Copy::All(_))).count();
    let item = |(at, (name, copy)): (usize, (String, Copy))| {
        let onclick = {
            let (on_copy, on_close) = (props.on_copy.clone(), props.on_close.clone());
            Callback::from(move |_: MouseEvent| {
                on_close.emit(());
                on_copy.emit(copy.clone());
            })
        };
        let class = (at == of_the_file).then_some("apart");
        html! { <button type="button" role="menuitem" tabindex="-1" {class} {onclick}>{ name }</button> }
    };
    html! {
        <div class="menu-backdrop" onclick={on_close} oncontextmenu={on_context}>
            <div class="menu" role="menu" aria-label={words::COPY} ref={place} {onkeydown}>
                { for items.into_iter().enumerate().map(item) }
            </div>
        </div>
    }
}

fn active_element() -> Option<web_sys::HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

fn menu_items(menu: &web_sys::HtmlElement) -> impl Iterator<Item = web_sys::HtmlElement> {
    let children = menu.children();
    (0..children.length()).filter_map(move |at| children.item(at)?.dyn_into().ok())
}

fn focused_item(menu: &web_sys::HtmlElement) -> Option<usize> {
    let active = active_element()?;
    menu_items(menu).position(|item| item == active)
}

fn focus_item(menu: &web_sys::HtmlElement, at: usize) {
    if let Some(item) = menu_items(menu).nth(at) {
        // An element that cannot take the focus leaves it where it is.
        let _ = item.focus();
    }
}

/// Puts the menu at the pointer, moved so that it fits: a popup cannot draw outside itself.
fn show_at(menu: &web_sys::HtmlElement, (x, y): (i32, i32)) {
    // The root's client area is what is left beside the scroll bar; the window's own measures count it in.
    let Some(room) = web_sys::window().and_then(|window| window.document()?.document_element()) else { return };
    let left = x.min(room.client_width() - menu.offset_width() - 4).max(4);
    let top = y.min(room.client_height() - menu.offset_height() - 4).max(4);
    super::card_list::set_style(menu, "left", &format!("{left}px"));
    super::card_list::set_style(menu, "top", &format!("{top}px"));
}
