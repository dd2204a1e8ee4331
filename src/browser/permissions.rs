//! `chrome.permissions`: optional hosts, asked for by a click.

use wasm_bindgen::prelude::*;

use super::value;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = contains, catch)]
    async fn contains(permissions: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = request, catch)]
    async fn request(permissions: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = getAll, catch)]
    async fn get_all() -> Result<JsValue, JsValue>;
}

/// What the browser has granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// Names of permissions, such as `storage`.
    pub permissions: Vec<String>,
    /// Patterns of hosts, such as `https://security.microsoft.com/*`.
    pub origins: Vec<String>,
}

fn origins(hosts: &[&str]) -> JsValue {
    let list: js_sys::Array = hosts.iter().map(|host| JsValue::from_str(&format!("{host}/*"))).collect();
    let permissions = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&permissions, &"origins".into(), &list);
    permissions.into()
}

/// Everything that is granted now.
pub async fn all() -> Granted {
    let Ok(granted) = get_all().await else { return Granted::default() };
    let granted = value::read(&granted);
    Granted {
        permissions: granted.field("permissions").unwrap_or_default(),
        origins: granted.field("origins").unwrap_or_default(),
    }
}

/// Whether all `hosts` (`https://…` without a path) are permitted.
pub async fn granted(hosts: &[&str]) -> bool {
    contains(&origins(hosts)).await.is_ok_and(|answer| answer.is_truthy())
}

/// Asks the person for `hosts`; must be called from a click.
pub async fn ask(hosts: &[&str]) -> bool {
    request(&origins(hosts)).await.is_ok_and(|answer| answer.is_truthy())
}
