//! What JavaScript may call. Everything is wired here.

use wasm_bindgen::prelude::*;

use crate::{
    browser::language::Catalogue,
    contexts::{drawing, options, popup, service_worker},
    words::catalogue,
};

/// What every context begins with, before JavaScript calls anything.
pub fn begin() {
    drawing::tell_panics();
    catalogue::speak(Box::leak(Box::new(Catalogue::default())));
}

/// Draws the page that loaded us: the options page, else the popup or side panel. `ahead` is what `page.js` has asked the
/// browser already.
#[wasm_bindgen]
pub fn open_page(ahead: JsValue) {
    let window = web_sys::window();
    if let Some(page) = window.as_ref().and_then(|window| window.document()?.document_element()) {
        for (attribute, name) in [("lang", "language"), ("dir", "direction")] {
            let _ = page.set_attribute(attribute, catalogue::text(name));
        }
    }
    let path = window.and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    if path == "/options.html" {
        options::open(ahead);
    } else {
        popup::open(ahead);
    }
}

/// Answers a message to the service worker.
#[wasm_bindgen]
pub async fn answer(message: JsValue, sender: JsValue) -> JsValue {
    service_worker::answer(message, sender).await
}

/// Handles an event of the service worker: its name in `service_worker.js`, and the listener's arguments.
#[wasm_bindgen]
pub async fn on_event(name: String, details: js_sys::Array) {
    service_worker::on_event(&name, details).await;
}
