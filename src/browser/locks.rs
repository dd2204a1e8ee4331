//! `navigator.locks`: shared by popup, panel, options page and worker.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Browser, value::object};
use crate::capabilities::Lock;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request)]
    fn request(name: &str, options: &JsValue, callback: &JsValue) -> js_sys::Promise;
}

/// A held Web Lock; dropping it lets go.
pub struct Guard {
    release: js_sys::Function,
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Resolving a promise twice or late is harmless and cannot throw.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

impl Lock for Browser {
    type Guard = Guard;

    async fn lock(&self, name: &str) -> Guard {
        loop {
            if let Some(guard) = granted(name, false).await {
                return guard;
            }
        }
    }

    async fn try_lock(&self, name: &str) -> Option<Guard> {
        granted(name, true).await
    }
}

async fn granted(name: &str, if_available: bool) -> Option<Guard> {
    let options = object(&[("ifAvailable", if_available.into())]);
    let answer = js_sys::Promise::new(&mut |resolve, _reject| {
        let callback = Closure::once_into_js(move |lock: JsValue| {
            if lock.is_null() {
                let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::NULL);
                return JsValue::UNDEFINED;
            }
            // The lock is held for as long as the promise that the callback returns is open.
            let held = js_sys::Promise::new(&mut |release, _reject| {
                let _ = resolve.call1(&JsValue::UNDEFINED, &release);
            });
            JsValue::from(held)
        });
        let _ = request(name, &options, &callback);
    });
    let release = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    Some(Guard { release })
}
