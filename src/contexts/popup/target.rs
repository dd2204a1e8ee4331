//! What of a card an event is of: the list listens for all its cards at once.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

use super::{
    card::{ASK, PLACE},
    hash_row::named_by,
    organisation_line::TEXT,
    press::Point,
    tools::Use,
};
use crate::evidence::{File, hash_kind::HashKind};

/// Whether a click asks how the organisation knows a file.
pub(super) fn asks(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.has_attribute(ASK))
}

/// The text that a click copies, if it is on a button for that.
pub(super) fn text_to_copy(event: &Event) -> Option<String> {
    event.target()?.dyn_into::<Element>().ok()?.get_attribute(TEXT)
}

/// What a click selects: on a card's box, or with Control or Command anywhere on it; with Shift up to there.
pub(super) fn selects(event: &Event) -> Option<fn(Rc<File>) -> Use> {
    let mouse: &MouseEvent = event.unchecked_ref();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_box = |element: Element| element.closest(".select").ok().flatten().is_some();
    let selects = mouse.ctrl_key() || mouse.meta_key() || target.is_some_and(is_box);
    selects.then_some(if mouse.shift_key() { Use::SelectTo } else { Use::Toggle })
}

/// The card that an event is of, and its place.
pub(super) fn card_of(event: &Event) -> Option<(usize, Element)> {
    let card = event.target()?.dyn_into::<Element>().ok()?.closest("article").ok()??;
    Some((card.get_attribute(PLACE)?.parse().ok()?, card))
}

/// The file whose card an event is of.
pub(super) fn file_of(files: &[Rc<File>], event: &Event) -> Option<Rc<File>> {
    files.get(card_of(event)?.0).cloned()
}

/// What of a hash row lies under the pointer.
pub(super) enum Part {
    /// Its button.
    Button,
    /// The value itself.
    Value,
}

/// The hash that an event is of.
pub(super) fn under_pointer(event: &Event) -> Option<(HashKind, Part)> {
    let target = event.target()?.dyn_into::<Element>().ok()?.closest("[data-copy]").ok()??;
    let part = if target.tag_name().eq_ignore_ascii_case("button") { Part::Button } else { Part::Value };
    Some((named_by(&target.get_attribute("data-copy")?)?, part))
}

/// Where on the page it happened.
pub(super) fn point(event: &Event) -> Point {
    let event: &MouseEvent = event.unchecked_ref();
    (event.client_x(), event.client_y())
}
