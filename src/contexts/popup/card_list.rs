//! The cards: all of them in the page up to 200, above that only those near the part in view.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use yew::prelude::*;

use super::card::{FileCard, MenuRequest};
use crate::{
    evidence::{File, Hashes},
    export::hashes::HashKind,
    time::Timestamp,
};

/// Up to here every card stays in the page, for find-in-page and select-all; `content-visibility` keeps it cheap.
const MOST_IN_PAGE: usize = 200;
/// Above, cards come and go by so many; below, so many more come with each frame.
const CHUNK: usize = 8;
/// So many are drawn at once: more than a popup of 600 pixels shows. The first card does not wait for the last.
const AT_ONCE: usize = 6;

/// What [`CardList`] draws, and whom it tells.
#[derive(Clone, PartialEq, Properties)]
pub struct CardListProps {
    /// The files, in order.
    pub files: Rc<Vec<Rc<File>>>,
    /// The moment to which ages are told.
    pub now: Timestamp,
    /// How many alerts the cards are merged from, when more than one.
    #[prop_or_default]
    pub alerts_in_job: Option<usize>,
    /// The hash that was just copied.
    #[prop_or_default]
    pub copied: Option<(Hashes, HashKind)>,
    /// A hash is to be copied.
    pub on_copy: Callback<(HashKind, Rc<File>)>,
    /// A card's menu is to be opened.
    pub on_menu: Callback<(MenuRequest, Rc<File>)>,
}

/// A feed of cards.
#[component]
pub fn CardList(props: &CardListProps) -> Html {
    let total = props.files.len();
    let drawn = use_state(|| AT_ONCE);
    {
        let drawn = drawn.clone();
        use_effect_with((*drawn, total), move |(count, total)| {
            let more = count + CHUNK;
            if *count < (*total).min(MOST_IN_PAGE) {
                after_paint(move || drawn.set(more));
            }
        });
    }
    if total <= MOST_IN_PAGE {
        let cards = props.files.iter().enumerate().take(*drawn).map(|(at, file)| card(props, at, file, None));
        return html! { <div class="cards">{ for cards }</div> };
    }
    let chunks = props.files.chunks(CHUNK).enumerate().map(|(number, files)| {
        let files: Vec<Rc<File>> = files.to_vec();
        html! { <Chunk key={number} {number} {files} list={props.clone()} /> }
    });
    html! { <div class="cards" role="feed">{ for chunks }</div> }
}

fn card(list: &CardListProps, at: usize, file: &Rc<File>, position: Option<(usize, usize)>) -> Html {
    let copied = list.copied.filter(|(hashes, _)| *hashes == file.hashes).map(|(_, kind)| kind);
    html! {
        <FileCard
            key={at}
            file={Rc::clone(file)}
            now={list.now}
            {position}
            alerts_in_job={list.alerts_in_job}
            {copied}
            first={at == 0}
            on_copy={&list.on_copy}
            on_menu={&list.on_menu}
        />
    }
}

/// Calls `then` when what is drawn now was painted. A frame's callbacks run before its paint, so it is the second one.
fn after_paint(then: impl FnOnce() + 'static) {
    let request = |callback: &JsValue| {
        if let Some(window) = web_sys::window() {
            // It refuses nothing but what is no function.
            let _ = window.request_animation_frame(callback.unchecked_ref());
        }
    };
    let painted = Closure::once_into_js(then);
    request(&Closure::once_into_js(move || request(&painted)));
}

#[derive(Clone, PartialEq, Properties)]
struct ChunkProps {
    number: usize,
    files: Vec<Rc<File>>,
    list: CardListProps,
}

/// Some cards that are drawn when they come near the part in view, and leave their height behind when they go.
#[component]
fn Chunk(props: &ChunkProps) -> Html {
    let place = use_node_ref();
    let near = use_state_eq(|| props.number == 0);
    {
        let (place, near) = (place.clone(), near.clone());
        use_effect_with((), move |()| {
            let observer = observe(&place, move |is_near| near.set(is_near));
            move || drop(observer)
        });
    }
    let cards = near.then(|| {
        let first = props.number * CHUNK;
        let total = props.list.files.len();
        let card = |(at, file)| card(&props.list, first + at, file, Some((first + at + 1, total)));
        props.files.iter().enumerate().map(card).collect::<Html>()
    });
    html! { <div class="chunk" role="presentation" ref={place}>{ for cards }</div> }
}

/// An `IntersectionObserver` that stops when it is dropped.
struct Nearness {
    observer: web_sys::IntersectionObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl Drop for Nearness {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls `tell` whenever the element comes within two screens of the part in view, or leaves it.
fn observe(place: &NodeRef, tell: impl Fn(bool) + 'static) -> Option<Nearness> {
    let element = place.cast::<web_sys::HtmlElement>()?;
    let observed = element.clone();
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let Some(entry) = entries.iter().last() else { return };
        let entry: web_sys::IntersectionObserverEntry = entry.unchecked_into();
        if !entry.is_intersecting() && observed.child_element_count() > 0 {
            keep_height(&observed);
        }
        tell(entry.is_intersecting());
    });
    let options = web_sys::IntersectionObserverInit::new();
    options.set_root_margin("1500px 0px");
    let observer = web_sys::IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options).ok()?;
    observer.observe(&element);
    Some(Nearness { observer, _callback: callback })
}

/// Lets a chunk keep its place while its cards are out of the page; before, the style sheet guesses.
fn keep_height(element: &web_sys::HtmlElement) {
    let height = element.offset_height().to_string() + "px";
    set_style(element, "--height", &height);
}

/// The one place where style is set by script: the policy refuses `style` attributes.
pub fn set_style(element: &web_sys::HtmlElement, property: &str, value: &str) {
    // A value the browser does not take leaves the style sheet's; nothing is lost.
    let _ = element.style().set_property(property, value);
}
