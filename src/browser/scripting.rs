//! `chrome.scripting`: the content script for tabs that were open before we were, and for optional portal hosts.

use serde::Serialize;
use wasm_bindgen::prelude::*;

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Injection<'a> {
    target: Target,
    files: &'a [&'a str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    tab_id: i32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Registration<'a> {
    id: &'a str,
    js: &'a [&'a str],
    matches: &'a [String],
    run_at: &'a str,
}

/// Runs the content script in a tab that is already open. A tab that refuses (an error page, say) has nothing to report.
pub async fn run_content_script(tab_id: i32) {
    let injection = Injection { target: Target { tab_id }, files: &[CONTENT_SCRIPT] };
    if let Ok(injection) = serde_wasm_bindgen::to_value(&injection) {
        let _ = execute_script(&injection).await;
    }
}

/// Registers the content script for the optional portal hosts that are permitted by now.
pub async fn register_for(matches: &[String]) -> Result<(), String> {
    unregister_content_scripts().await.map_err(|error| super::runtime::message_of(&error))?;
    if matches.is_empty() {
        return Ok(());
    }
    let registration =
        [Registration { id: "optional-portals", js: &[CONTENT_SCRIPT], matches, run_at: "document_idle" }];
    let registration = serde_wasm_bindgen::to_value(&registration).map_err(|error| error.to_string())?;
    register_content_scripts(&registration).await.map(drop).map_err(|error| super::runtime::message_of(&error))
}
