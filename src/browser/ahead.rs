//! What `page.js` asked of the browser while the wasm was on its way: the first card waits for these answers.
//!
//! Each value is taken once. Whoever reads again asks the browser itself.

use std::cell::RefCell;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::capabilities::Area;

thread_local! {
    static ASKED: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Keeps the answers that are on their way: promises under `tabs`, `local` and `session`.
pub fn keep(asked: JsValue) {
    ASKED.replace(asked);
}

/// Forgets what nobody has taken: from now on it may be out of date.
pub fn forget() {
    ASKED.replace(JsValue::UNDEFINED);
}

/// The tab in front, as `chrome.tabs.query` answers.
pub(super) async fn tabs() -> Option<JsValue> {
    let tabs = answer("tabs").await?;
    ASKED.with_borrow(|asked| taken(asked, "tabs"))?;
    Some(tabs)
}

/// The values of `keys`, unless one of them was not asked for, or was taken before. `null` stands for what is not there.
pub(super) async fn stored(area: Area, keys: &[&str]) -> Option<Vec<JsValue>> {
    let items = answer(match area {
        Area::Session => "session",
        Area::Local => "local",
    })
    .await?;
    keys.iter().map(|key| taken(&items, key)).collect()
}

async fn answer(of: &str) -> Option<JsValue> {
    let asked = ASKED.with_borrow(|asked| Reflect::get(asked, &of.into())).ok()?;
    JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok().filter(JsValue::is_object)
}

/// Takes a value out of an object; of one that was taken, or never was there, nothing.
fn taken(from: &JsValue, key: &str) -> Option<JsValue> {
    let key = JsValue::from_str(key);
    let value = Reflect::get(from, &key).ok().filter(|value| !value.is_undefined())?;
    Reflect::set(from, &key, &JsValue::UNDEFINED).ok()?;
    Some(value)
}
