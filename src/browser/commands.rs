//! `chrome.commands`: the shortcuts as they are, which only the person at the browser can change.

use wasm_bindgen::prelude::*;

use super::value;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "commands"], js_name = getAll, catch)]
    async fn get_all() -> Result<JsValue, JsValue>;
}

/// The browser's own page on which shortcuts are set; Edge knows it by this address too.
pub const SHORTCUTS_PAGE: &str = "chrome://extensions/shortcuts";

/// All commands in the browser's order: what each does, as the manifest says (nothing for the one that opens the popup),
/// and its keys, as the browser writes them (nothing where there are none).
pub async fn all() -> Vec<(String, String)> {
    let commands = get_all().await.map(|commands| value::read(&commands)).unwrap_or_default();
    let text = |command: &crate::json::Json, name| command.field(name).unwrap_or_default();
    let command = |command| (text(command, "description"), text(command, "shortcut"));
    commands.as_list().unwrap_or_default().iter().map(command).collect()
}
