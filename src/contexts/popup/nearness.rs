//! Which parts of a long list are near the part in view, and when what is in view was painted.

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// A part has so many cards.
pub const CHUNK: usize = 8;

/// The attribute that numbers the parts.
pub const NUMBER: &str = "data-chunk";

/// Tells of parts that come near and go, until it is dropped.
pub struct Nearness {
    /// How many parts are watched.
    pub watched: usize,
    observer: IntersectionObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl Drop for Nearness {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Nearness {
    /// Calls `tell` with the numbers of the list's parts that come within two screens of the part in view, or leave it.
    pub fn watch(list: &Element, parts: usize, tell: impl Fn(Vec<(usize, bool)>) + 'static) -> Option<Nearness> {
        let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let moved = |entry: wasm_bindgen::JsValue| {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                let part: HtmlElement = entry.target().unchecked_into();
                let number = part.get_attribute(NUMBER)?.parse().ok()?;
                if !entry.is_intersecting() && part.child_element_count() > 0 {
                    keep_height(&part);
                }
                Some((number, entry.is_intersecting()))
            };
            tell(entries.iter().filter_map(moved).collect());
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin("1500px 0px");
        let observer = IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options).ok()?;
        let children = list.children();
        for part in (0..children.length()).filter_map(|at| children.item(at)) {
            observer.observe(&part);
        }
        Some(Nearness { watched: parts, observer, _callback: callback })
    }
}

/// Lets a part keep its place while its cards are out of the page; before, the style sheet guesses.
fn keep_height(part: &HtmlElement) {
    set_style(part, "--height", &[&part.offset_height().to_string(), "px"].concat());
}

/// The one place where style is set by script: the policy refuses `style` attributes.
pub fn set_style(element: &HtmlElement, property: &str, value: &str) {
    // A value the browser does not take leaves the style sheet's; nothing is lost.
    let _ = element.style().set_property(property, value);
}

/// Calls `then` when what is drawn now was painted. A frame's callbacks run before its paint, so it is the second one.
pub fn after_paint(then: impl FnOnce() + 'static) {
    let request = |callback: &JsValue| {
        if let Some(window) = web_sys::window() {
            // It refuses nothing but what is no function.
            let _ = window.request_animation_frame(callback.unchecked_ref());
        }
    };
    let painted = Closure::once_into_js(then);
    request(&Closure::once_into_js(move || request(&painted)));
}
