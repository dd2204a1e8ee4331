//! `chrome.permissions`: optional hosts, asked for by a click.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = contains, catch)]
    async fn contains(permissions: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = request, catch)]
    async fn request(permissions: &JsValue) -> Result<JsValue, JsValue>;
}

fn origins(hosts: &[&str]) -> JsValue {
    let list: js_sys::Array = hosts.iter().map(|host| JsValue::from_str(&format!("{host}/*"))).collect();
    let permissions = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&permissions, &"origins".into(), &list);
    permissions.into()
}

/// Whether all `hosts` (`https://…` without a path) are permitted.
pub async fn granted(hosts: &[&str]) -> bool {
    contains(&origins(hosts)).await.is_ok_and(|answer| answer.is_truthy())
}

/// Asks the person for `hosts`; must be called from a click.
pub async fn ask(hosts: &[&str]) -> bool {
    request(&origins(hosts)).await.is_ok_and(|answer| answer.is_truthy())
}
