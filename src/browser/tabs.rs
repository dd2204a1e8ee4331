//! `chrome.tabs` and `chrome.windows`, without the `tabs` permission: addresses only of hosts that are permitted.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{ahead, value};
use crate::json::Json;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = query, catch)]
    async fn query(filter: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create, catch)]
    async fn create(properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs", "onActivated"], js_name = addListener)]
    fn on_activated_add(listener: &JsValue);
    #[wasm_bindgen(js_namespace = ["chrome", "tabs", "onUpdated"], js_name = addListener)]
    fn on_updated_add(listener: &JsValue);
}

/// A browser tab, as far as we may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Absent for DevTools windows and the like.
    pub id: Option<i32>,
    /// The window it is in.
    pub window_id: i32,
    /// Absent where we have no permission for the site.
    pub url: Option<String>,
}

impl Tab {
    /// Reads a `chrome.tabs.Tab`.
    pub fn read(tab: &Json) -> Option<Tab> {
        Some(Tab { id: tab.field("id"), window_id: tab.field("windowId")?, url: tab.field("url") })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_window: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a [&'a str]>,
}

async fn matching(filter: Filter<'_>) -> Vec<Tab> {
    let Ok(filter) = serde_wasm_bindgen::to_value(&filter) else { return Vec::new() };
    query(&filter).await.map(|tabs| read(&tabs)).unwrap_or_default()
}

fn read(tabs: &JsValue) -> Vec<Tab> {
    value::read(tabs).as_list().unwrap_or_default().iter().filter_map(Tab::read).collect()
}

/// The tab in front, in the window that the popup or panel belongs to.
pub async fn active() -> Option<Tab> {
    let tabs = match ahead::tabs().await {
        Some(tabs) => read(&tabs),
        None => matching(Filter { active: Some(true), current_window: Some(true), url: None }).await,
    };
    tabs.into_iter().next()
}

/// Whether a tab is in front in its window, and still at this address.
pub async fn is_in_front(tab: i32, url: &str) -> bool {
    let tabs = matching(Filter { active: Some(true), current_window: None, url: None }).await;
    tabs.iter().any(|active| active.id == Some(tab) && active.url.as_deref() == Some(url))
}

/// The open tabs whose address matches one of the patterns.
pub async fn with_address(patterns: &[&str]) -> Vec<Tab> {
    matching(Filter { active: None, current_window: None, url: Some(patterns) }).await
}

/// Opens a new tab; only ever after a click.
pub async fn open(url: &str) -> Result<(), String> {
    let properties = js_sys::Object::new();
    js_sys::Reflect::set(&properties, &"url".into(), &url.into()).map_err(|_| "no properties".to_owned())?;
    create(&properties).await.map(drop).map_err(|error| super::runtime::message_of(&error))
}

/// Calls `listener` when another tab comes to the front or a tab's address changes, for the life of the page.
pub fn on_change(listener: impl Fn() + Clone + 'static) {
    let activated = listener.clone();
    on_activated_add(&Closure::<dyn Fn()>::new(activated).into_js_value());
    let updated = Closure::<dyn Fn(JsValue, JsValue)>::new(move |_id, change: JsValue| {
        if js_sys::Reflect::has(&change, &"url".into()).unwrap_or(false) {
            listener();
        }
    });
    on_updated_add(&updated.into_js_value());
}
