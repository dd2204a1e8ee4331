//! Values of JavaScript as our JSON, by way of their text: a second reader beside that of texts would cost 30 KB of wasm.

use js_sys::JSON;
use wasm_bindgen::JsValue;

use crate::json::Json;

/// What a value says as JSON; nothing when it cannot be written as JSON.
pub fn read(value: &JsValue) -> Json {
    // `JSON.stringify(undefined)` is no text.
    let text = JSON::stringify(value).ok().and_then(|text| JsValue::from(text).as_string());
    text.and_then(|text| Json::parse(&text)).unwrap_or_default()
}

/// The value that JSON says.
pub fn written(json: &Json) -> JsValue {
    // The text is our own, so that it cannot be refused.
    JSON::parse(&json.to_string()).unwrap_or(JsValue::NULL)
}
