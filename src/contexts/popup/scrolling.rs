//! How far the page is scrolled, and how it gets back to where the popup before it was.

use std::{cell::Cell, rc::Rc, time::Duration};

use wasm_bindgen::{JsCast, prelude::Closure};

use crate::{browser::Browser, capabilities::Clock};

/// So often the page is asked whether it is long enough.
const SETTLE: Duration = Duration::from_millis(25);
/// So many times it is asked before it is left as it is.
const ATTEMPTS: u32 = 200;

/// How far the page is scrolled, in CSS pixels.
#[derive(Clone)]
pub(super) struct Scrolling {
    /// Where it was and is to be again. As long as it is on its way, this is where it is.
    due: Rc<Cell<Option<u64>>>,
}

impl Scrolling {
    /// A page that has just opened, and is to be where the one before was.
    pub(super) fn back_to(was: Option<u64>) -> Scrolling {
        Scrolling { due: Rc::new(Cell::new(was.filter(|was| *was > 0))) }
    }

    /// Where the page is.
    pub(super) fn position(&self) -> u64 {
        self.due.get().unwrap_or_else(scrolled)
    }

    /// Scrolls to where the page was, as soon as its cards make it long enough. Whoever scrolls meanwhile is left alone.
    pub(super) async fn go_back(self) {
        let (Some(to), Some(window)) = (self.due.get(), web_sys::window()) else { return };
        for _ in 0..ATTEMPTS {
            let Some(page) = window.document().and_then(|document| document.document_element()) else { break };
            if scrolled() > 0 {
                break;
            }
            if page.scroll_height() - page.client_height() >= to as i32 {
                window.scroll_to_with_x_and_y(0.0, to as f64);
                break;
            }
            Browser.sleep(SETTLE).await;
        }
        self.due.set(None);
    }

    /// Tells whenever the page comes to rest, and when it is closed before it does.
    pub(super) fn on_rest(told: impl Fn() + 'static) {
        let told = Closure::<dyn Fn()>::new(told).into_js_value().unchecked_into();
        let Some(window) = web_sys::window() else { return };
        // The document's own end of scrolling bubbles up to the window.
        for event in ["scrollend", "pagehide"] {
            // Nothing but what is no function is refused.
            let _ = window.add_event_listener_with_callback(event, &told);
        }
    }
}

fn scrolled() -> u64 {
    web_sys::window().and_then(|window| window.scroll_y().ok()).unwrap_or_default() as u64
}
