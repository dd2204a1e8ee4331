//! `chrome.tabs` and `chrome.windows`, without the `tabs` permission: addresses only of hosts that are permitted.

use wasm_bindgen::prelude::*;

use super::{
    ahead,
    value::{self, done, object, texts},
};
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

async fn matching(filter: &[(&str, JsValue)]) -> Vec<Tab> {
    query(&object(filter)).await.map(|tabs| read(&tabs)).unwrap_or_default()
}

fn read(tabs: &JsValue) -> Vec<Tab> {
    value::read(tabs).as_list().unwrap_or_default().iter().filter_map(Tab::read).collect()
}

/// The tab in front, in the window that the popup or panel belongs to.
pub async fn active() -> Option<Tab> {
    let tabs = match ahead::tabs().await {
        Some(tabs) => read(&tabs),
        None => matching(&[("active", true.into()), ("currentWindow", true.into())]).await,
    };
    tabs.into_iter().next()
}

/// Whether a tab is in front in its window, and still at this address.
pub async fn is_in_front(tab: i32, url: &str) -> bool {
    let tabs = matching(&[("active", true.into())]).await;
    tabs.iter().any(|active| active.id == Some(tab) && active.url.as_deref() == Some(url))
}

/// The open tabs whose address matches one of the patterns.
pub async fn with_address(patterns: &[&str]) -> Vec<Tab> {
    matching(&[("url", texts(patterns))]).await
}

/// Opens a new tab; only ever after a click.
pub async fn open(url: &str) -> Result<(), String> {
    done(create(&object(&[("url", url.into())])).await)
}

/// Calls `listener` when another tab comes to the front or a tab goes elsewhere, for the life of the page. Of sites that
/// are not permitted the browser tells no address, but that they load.
pub fn on_change(listener: impl Fn() + Clone + 'static) {
    let activated = listener.clone();
    on_activated_add(&Closure::<dyn Fn()>::new(activated).into_js_value());
    let updated = Closure::<dyn Fn(JsValue, JsValue)>::new(move |_id, change: JsValue| {
        if ["url", "status"].into_iter().any(|told| js_sys::Reflect::has(&change, &told.into()).unwrap_or(false)) {
            listener();
        }
    });
    on_updated_add(&updated.into_js_value());
}
