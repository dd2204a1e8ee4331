//! Values of JavaScript as our JSON, by way of their text: a second reader beside that of texts would cost 30 KB of wasm.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

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

/// An object of these properties, but of those that are undefined.
pub fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties.iter().filter(|(_, value)| !value.is_undefined()) {
        // A fresh plain object refuses nothing.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A list of texts.
pub fn texts<T: AsRef<str>>(texts: &[T]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text.as_ref())).collect::<Array>().into()
}

/// Whether a call was done, or the words of what it threw.
pub fn done(answer: Result<JsValue, JsValue>) -> Result<(), String> {
    answer.map(drop).map_err(|error| message_of(&error))
}

/// The words of a thrown value.
pub fn message_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => error.as_string().unwrap_or_default(),
    }
}
