//! `Date` and `setTimeout`.

use std::time::Duration;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Browser;
use crate::{capabilities::Clock, time::Timestamp};

#[wasm_bindgen]
extern "C" {
    // Not web-sys: its setTimeout belongs to a Window, and the worker has none.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: i32) -> JsValue;
}

impl Clock for Browser {
    fn now(&self) -> Timestamp {
        Timestamp(js_sys::Date::now() as i64)
    }

    async fn sleep(&self, duration: Duration) {
        let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
        let slept = js_sys::Promise::new(&mut |resolve, _reject| {
            set_timeout(&resolve, milliseconds);
        });
        // A promise that only setTimeout settles cannot be rejected.
        let _ = JsFuture::from(slept).await;
    }
}
