//! `chrome.scripting`: the content script for tabs that were open before we were, and for optional portal hosts.

use wasm_bindgen::prelude::*;

use super::value::{done, object, texts};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = executeScript, catch)]
    async fn execute_script(injection: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = registerContentScripts, catch)]
    async fn register_content_scripts(scripts: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = unregisterContentScripts, catch)]
    async fn unregister_content_scripts() -> Result<JsValue, JsValue>;
}

const CONTENT_SCRIPT: &str = "content_script.js";

/// Runs the content script in a tab that is already open. A tab that refuses (an error page, say) has nothing to report.
pub async fn run_content_script(tab_id: i32) {
    let target = object(&[("tabId", tab_id.into())]);
    let _ = execute_script(&object(&[("target", target), ("files", texts(&[CONTENT_SCRIPT]))])).await;
}

/// Registers the content script for the optional portal hosts that are permitted by now.
pub async fn register_for(matches: &[String]) -> Result<(), String> {
    done(unregister_content_scripts().await)?;
    if matches.is_empty() {
        return Ok(());
    }
    let registration = object(&[
        ("id", "optional-portals".into()),
        ("js", texts(&[CONTENT_SCRIPT])),
        ("matches", texts(matches)),
        ("runAt", "document_idle".into()),
    ]);
    done(register_content_scripts(&js_sys::Array::of1(&registration)).await)
}
