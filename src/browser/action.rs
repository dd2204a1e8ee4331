//! `chrome.action`: the toolbar button, its badge, its popup.

use wasm_bindgen::prelude::*;

use super::value::{done, object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeText, catch)]
    async fn set_badge_text(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor, catch)]
    async fn set_badge_background_color(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = openPopup, catch)]
    async fn open_popup_in(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = getBadgeText, catch)]
    async fn get_badge_text(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = getUserSettings, catch)]
    async fn user_settings() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "action", "onUserSettingsChanged"], js_name = addListener)]
    fn on_user_settings_changed(listener: &JsValue);
}

/// Shows `text` (at most about four characters) on the button, for one tab or for all.
///
/// A tab that closed in the meantime has no badge to set: that is no error.
pub async fn set_badge(text: &str, tab: Option<i32>) {
    let _ = set_badge_text(&object(&[("text", text.into()), ("tabId", tab.into())])).await;
}

/// What the button shows on tabs that have no text of their own.
pub async fn badge() -> String {
    let text = get_badge_text(&object(&[])).await;
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Gives the badge its colour.
pub async fn set_badge_color(color: &str) {
    let _ = set_badge_background_color(&object(&[("color", color.into())])).await;
}

/// Whether the button is in the toolbar, and not only in the browser's menu of extensions.
pub async fn is_on_toolbar() -> bool {
    let settings = user_settings().await.ok();
    settings
        .and_then(|settings| js_sys::Reflect::get(&settings, &"isOnToolbar".into()).ok())
        .is_some_and(|on| !on.is_falsy())
}

/// Calls `listener` when a person moves the button, for the life of the page.
pub fn on_moved(listener: impl Fn() + 'static) {
    on_user_settings_changed(&Closure::<dyn Fn()>::new(listener).into_js_value());
}

/// Opens the popup in a window; refused when the window is not in front.
pub async fn open_popup(window: Option<i32>) -> Result<(), String> {
    done(open_popup_in(&object(&[("windowId", window.into())])).await)
}
