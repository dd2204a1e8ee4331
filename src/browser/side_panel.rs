//! `chrome.sidePanel`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "sidePanel"], js_name = open, catch)]
    async fn open_panel(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Opens the side panel in a window. The browser wants this straight from a click, before anything is awaited.
pub async fn open(window: i32) -> Result<(), String> {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"windowId".into(), &window.into());
    open_panel(&options).await.map(drop).map_err(|error| super::runtime::message_of(&error))
}
