//! `navigator.clipboard`: works in a focused page of ours without the `clipboardWrite` permission.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    async fn write_text(text: &str) -> Result<JsValue, JsValue>;
}

/// Puts `text` on the clipboard, or tells why not in the browser's words.
pub async fn copy(text: &str) -> Result<(), String> {
    super::value::done(write_text(text).await)
}
