//! Elements, made by a few plain functions: each one in `html!` costs 350 bytes of wasm, each one here 50.

use std::{cell::RefCell, rc::Rc};

use crate::words::catalogue::parts;
use wasm_bindgen::JsCast;
use yew::{
    AttrValue, Callback, Html, NodeRef,
    virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VTag, VText},
};

/// What an element can be told of. Yew's own list has a hundred more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A click, or Enter on a button.
    Click,
    /// The menu of the right button is asked for.
    ContextMenu,
    /// A value was entered or chosen.
    Change,
    /// Something was typed.
    Input,
    /// A key went down.
    KeyDown,
    /// A pointer went down.
    PointerDown,
    /// A form is sent.
    Submit,
}

/// An element with these children. An attribute whose value is empty is left out.
#[inline(never)] // One copy for each number of children, not for each element.
pub fn element(tag: &'static str, attributes: &[(&'static str, &str)], children: impl Into<Vec<Html>>) -> Html {
    made(tag, attributes, children.into())
}

fn made(tag: &'static str, attributes: &[(&'static str, &str)], children: Vec<Html>) -> Html {
    let mut element = VTag::new(tag);
    element.set_attributes(attributes_of(attributes));
    if let Some(place) = element.children_mut() {
        *place = several(children);
    }
    element.into()
}

/// An element that holds nothing but a text; no class where `class` is empty.
pub fn leaf(tag: &'static str, class: &'static str, words: impl AsRef<str>) -> Html {
    element(tag, &[("class", class)], [text(words.as_ref())])
}

/// A text node.
pub fn text(words: &str) -> Html {
    VText::new(AttrValue::Rc(Rc::from(words))).into()
}

/// The nodes of a message of the catalogue: its text, and these in the place of `$1`, `$2` …
pub fn woven(message: &str, values: impl Into<Vec<Html>>) -> Vec<Html> {
    let values = values.into();
    let mut nodes = Vec::new();
    for (words, value) in parts(message) {
        if !words.is_empty() {
            nodes.push(text(words));
        }
        nodes.extend(value.and_then(|value| values.get(value)).cloned());
    }
    nodes
}

/// Several nodes in the place of one.
pub fn several(nodes: impl Into<Vec<Html>>) -> Html {
    VList::with_children(nodes.into(), None).into()
}

/// A node that keeps its place in the page by this key, whatever comes and goes beside it.
pub fn keyed(key: &str, node: Html) -> Html {
    VList::with_children(vec![node], Some(Key::from(key))).into()
}

/// The element, which calls `then` at this event on it or on what it contains.
pub fn on(event: EventKind, then: Callback<web_sys::Event>, element: Html) -> Html {
    changed(element, |element| {
        element.add_listener(Rc::new(Heard { event, then }));
    })
}

/// The `input` element, in which this value stands.
pub fn valued(value: &str, element: Html) -> Html {
    changed(element, |element| element.set_value(Some(AttrValue::Rc(Rc::from(value)))))
}

/// The `input` element, ticked or not.
pub fn checked(is_ticked: bool, element: Html) -> Html {
    changed(element, |element| element.set_checked(is_ticked))
}

/// The element, found again in the page by `place`.
pub fn at(place: &NodeRef, element: Html) -> Html {
    changed(element, |element| element.node_ref = place.clone())
}

/// What stands in the field that the event is of.
pub fn value_of(event: &web_sys::Event) -> String {
    // A `select` has a `value` as an `input` has.
    event.target().map_or_else(String::new, |field| field.unchecked_into::<web_sys::HtmlInputElement>().value())
}

/// Asks for `intent` at every click.
pub fn on_click<I: Clone + 'static>(intend: &Callback<I>, intent: I) -> Callback<web_sys::Event> {
    let intend = intend.clone();
    Callback::from(move |_| intend.emit(intent.clone()))
}

/// A button with these words.
pub fn button(name: &str, class: &'static str, then: Callback<web_sys::Event>) -> Html {
    on(EventKind::Click, then, element("button", &[("type", "button"), ("class", class)], [text(name)]))
}

/// A button that is a picture alone.
pub fn picture_button(name: &str, class: &'static str, then: Callback<web_sys::Event>) -> Html {
    let attributes = [("type", "button"), ("class", class), ("aria-label", name), ("title", name)];
    on(EventKind::Click, then, element("button", &attributes, []))
}

/// Words that come and go. The element is always there, so that screen readers watch it before it speaks.
pub fn toast(said: &str) -> Html {
    told("toast", said)
}

/// The same for those who listen alone.
pub fn heard(said: &str) -> Html {
    told("heard", said)
}

fn told(class: &str, said: &str) -> Html {
    let class = if said.is_empty() { "toast silent" } else { class };
    element("p", &[("class", class), ("role", "status")], [text(said)])
}

/// What could not be done: it interrupts a screen reader, and goes by itself.
pub fn alarm(said: &str) -> Html {
    element("p", &[("class", "toast"), ("role", "alert")], [text(said)])
}

/// Something to pass on to somebody else, with its label and a button of the name `copy` that asks for it to be copied;
/// nothing where there is none.
pub fn reference<I: Clone + 'static>(
    label: &'static str,
    id: Option<String>,
    copy: &'static str,
    intend: &Callback<I>,
    copied: impl FnOnce(String) -> I,
) -> Html {
    let Some(id) = id else { return Html::default() };
    let mut parts = woven(label, [leaf("code", "", &id)]);
    parts.push(picture_button(copy, "copy", on_click(intend, copied(id))));
    element("p", &[("class", "correlation")], parts)
}

/// An element that was just made is known to nobody else, so it changes in place.
fn changed(mut node: Html, change: impl FnOnce(&mut VTag)) -> Html {
    if let Html::VTag(element) = &mut node {
        change(Rc::make_mut(element));
    }
    node
}

fn attributes_of(attributes: &[(&'static str, &str)]) -> Attributes {
    let given = |value: &str| AttributeOrProperty::Attribute(AttrValue::Rc(Rc::from(value)));
    let values = attributes.iter().map(|(_, value)| (!value.is_empty()).then(|| given(value)));
    Attributes::Dynamic { keys: names_of(attributes), values: values.collect() }
}

/// The names of the attributes, always at the same place for the same names: Yew compares two drawings of an element by
/// it. A map in each element would cost its memory and its time.
fn names_of(attributes: &[(&'static str, &str)]) -> &'static [&'static str] {
    thread_local! {
        /// As many as there are different kinds of elements in our own code.
        static KNOWN: RefCell<Vec<&'static [&'static str]>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        let names = attributes.iter().map(|(name, _)| *name);
        let same = known.iter().find(|known| names.clone().eq(known.iter().copied()));
        same.copied().unwrap_or_else(|| {
            let new: &[&str] = Vec::leak(names.collect());
            known.push(new);
            new
        })
    })
}

/// One listener for all events: a type for each kind would be code for each kind.
struct Heard {
    event: EventKind,
    then: Callback<web_sys::Event>,
}

impl Listener for Heard {
    fn kind(&self) -> ListenerKind {
        match self.event {
            EventKind::Click => ListenerKind::onclick,
            EventKind::ContextMenu => ListenerKind::oncontextmenu,
            EventKind::Change => ListenerKind::onchange,
            EventKind::Input => ListenerKind::oninput,
            EventKind::KeyDown => ListenerKind::onkeydown,
            EventKind::PointerDown => ListenerKind::onpointerdown,
            EventKind::Submit => ListenerKind::onsubmit,
        }
    }

    fn handle(&self, event: web_sys::Event) {
        self.then.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}
