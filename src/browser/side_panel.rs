//! `chrome.sidePanel`.

use wasm_bindgen::prelude::*;

use super::value::{done, object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "sidePanel"], js_name = open, catch)]
    async fn open_panel(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Opens the side panel in a window. The browser wants this straight from a click, before anything is awaited.
pub async fn open(window: i32) -> Result<(), String> {
    done(open_panel(&object(&[("windowId", window.into())])).await)
}
