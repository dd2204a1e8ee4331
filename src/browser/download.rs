//! A file for the downloads folder: an object URL behind `a[download]`, without the `downloads` permission.

use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::Browser;
use crate::capabilities::Clock;

#[wasm_bindgen]
extern "C" {
    type Blob;
    #[wasm_bindgen(constructor, catch)]
    fn new(parts: &JsValue) -> Result<Blob, JsValue>;
    #[wasm_bindgen(js_namespace = URL, js_name = createObjectURL, catch)]
    fn create_object_url(blob: &Blob) -> Result<String, JsValue>;
    #[wasm_bindgen(js_namespace = URL, js_name = revokeObjectURL)]
    fn revoke_object_url(url: &str);
}

/// How long a browser may take to read what it saves.
const READ: Duration = Duration::from_secs(60);

/// Saves `text` under `name`, or tells why not in the browser's words. Straight from a click.
pub fn save(name: &str, text: &str) -> Result<(), String> {
    begin(name, text).map_err(|error| super::value::message_of(&error))
}

fn begin(name: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let url = create_object_url(&Blob::new(&js_sys::Array::of1(&text.into()))?)?;
    let link = document.create_element("a")?;
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.unchecked_ref::<web_sys::HtmlElement>().click();
    super::task::spawn_local(async move {
        Browser.sleep(READ).await;
        revoke_object_url(&url);
    });
    Ok(())
}
