//! `chrome.runtime`: messages, our own address and version.

use wasm_bindgen::prelude::*;

use super::{Browser, value};
use crate::{
    auth::failure::FailureClass,
    capabilities::AskWorker,
    json::Recorded,
    protocol::{LookUp, LookedUp, Request, SignInOutcome, SilentSignIn},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    fn get_url(path: &str) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage, catch)]
    async fn send_message(message: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = openOptionsPage, catch)]
    async fn open_options() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getContexts, catch)]
    async fn get_contexts(filter: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "runtime"], js_name = id)]
    static ID: String;
}

/// Our extension's id.
pub fn id() -> String {
    ID.with(Clone::clone)
}

/// Our extension's origin, `chrome-extension://…`, without a slash at the end.
pub fn origin() -> String {
    let mut address = get_url("");
    address.truncate(address.trim_end_matches('/').len());
    address
}

/// Asks the service worker. `None` when it did not answer, or not in the words of the protocol.
pub async fn ask<A: Recorded>(request: &Request) -> Option<A> {
    let answer = send_message(&value::written(&request.to_record())).await.ok()?;
    A::from_record(&value::read(&answer))
}

/// Whether the popup is open, in whichever window.
pub async fn popup_is_open() -> bool {
    let contexts = get_contexts(&value::object(&[("contextTypes", value::texts(&["POPUP"]))])).await.ok();
    contexts.and_then(|contexts| contexts.dyn_into::<js_sys::Array>().ok()).is_some_and(|popups| popups.length() > 0)
}

impl AskWorker for Browser {
    async fn sign_in_silently(&self, request: SilentSignIn) -> SignInOutcome {
        let outcome = ask(&Request::SignInSilently(request)).await;
        outcome.unwrap_or_else(|| SignInOutcome::Failed(FailureClass::Interrupted.into()))
    }

    async fn look_up(&self, request: LookUp) -> Option<LookedUp> {
        ask(&Request::LookUp(request)).await
    }
}

/// Opens the options page in a tab, or brings it to the front.
pub async fn open_options_page() -> Result<(), String> {
    value::done(open_options().await)
}
