//! `chrome.storage`: session, local and managed.

use wasm_bindgen::prelude::*;

use super::{Browser, ahead, value, value::object};
use crate::capabilities::{Area, NotStored, Store};

#[wasm_bindgen]
extern "C" {
    type StorageArea;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = session)]
    static SESSION: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = local)]
    static LOCAL: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = managed)]
    static MANAGED: StorageArea;

    #[wasm_bindgen(method, catch)]
    async fn get(this: &StorageArea, keys: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn set(this: &StorageArea, items: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn remove(this: &StorageArea, keys: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getKeys)]
    async fn get_keys(this: &StorageArea) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setAccessLevel)]
    async fn set_access_level(this: &StorageArea, level: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "storage", "onChanged"], js_name = addListener)]
    fn on_changed_add(listener: &JsValue);
}

fn area(area: Area) -> StorageArea {
    match area {
        Area::Session => SESSION.with(|area| area.unchecked_ref::<JsValue>().clone().unchecked_into()),
        Area::Local => LOCAL.with(|area| area.unchecked_ref::<JsValue>().clone().unchecked_into()),
    }
}

impl Store for Browser {
    async fn read(&self, from: Area, keys: &[&str]) -> Vec<Option<String>> {
        if let Some(values) = ahead::stored(from, keys).await {
            return values.iter().map(JsValue::as_string).collect();
        }
        let Ok(items) = area(from).get(&value::texts(keys)).await else { return vec![None; keys.len()] };
        keys.iter().map(|key| js_sys::Reflect::get(&items, &JsValue::from_str(key)).ok()?.as_string()).collect()
    }

    async fn write(&self, to: Area, key: &str, value: &str) -> Result<(), NotStored> {
        area(to).set(&object(&[(key, value.into())])).await.map(drop).map_err(|_| NotStored)
    }

    async fn remove(&self, from: Area, keys: &[&str]) {
        // A key that cannot be removed stays bounded by the session; there is nothing else to do about it.
        let _ = area(from).remove(&value::texts(keys)).await;
    }

    async fn keys(&self, of: Area) -> Vec<String> {
        let Ok(keys) = area(of).get_keys().await else { return Vec::new() };
        value::read(&keys)
            .as_list()
            .unwrap_or_default()
            .iter()
            .filter_map(|key| key.as_str().map(str::to_owned))
            .collect()
    }

    async fn managed_policy(&self) -> String {
        let Ok(policy) = MANAGED
            .with(|area| area.unchecked_ref::<JsValue>().clone().unchecked_into::<StorageArea>())
            .get(&JsValue::NULL)
            .await
        else {
            return "{}".to_owned();
        };
        js_sys::JSON::stringify(&policy).map_or_else(|_| "{}".to_owned(), String::from)
    }
}

/// Closes `storage.local` to content scripts; Chrome leaves it open to them by default.
pub async fn close_local_to_content_scripts() -> Result<(), JsValue> {
    let level = object(&[("accessLevel", "TRUSTED_CONTEXTS".into())]);
    area(Area::Local).set_access_level(&level).await.map(drop)
}

/// Calls `listener` with the area's name (`session`, `local`, `managed`) and the keys that changed, for the life of the page.
pub fn on_changed(listener: impl Fn(&str, &[String]) + 'static) {
    let listener = Closure::<dyn Fn(JsValue, String)>::new(move |changes: JsValue, area: String| {
        let changes: &js_sys::Object = changes.unchecked_ref();
        let keys: Vec<String> = js_sys::Object::keys(changes).iter().filter_map(|key| key.as_string()).collect();
        listener(&area, &keys);
    });
    on_changed_add(&listener.into_js_value());
}
