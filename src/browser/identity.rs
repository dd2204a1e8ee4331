//! `chrome.identity`: the sign-in window. Only the service worker calls it.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::Browser;
use crate::capabilities::{SignInVisibility, SignInWindow};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "identity"], js_name = getRedirectURL)]
    fn get_redirect_url() -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "identity"], js_name = launchWebAuthFlow, catch)]
    async fn launch_web_auth_flow(details: &JsValue) -> Result<JsValue, JsValue>;
}

/// The longest that a silent sign-in may take, in milliseconds.
const SILENT_TIMEOUT: u32 = 15_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    url: &'a str,
    interactive: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    abort_on_load_for_non_interactive: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout_ms_for_non_interactive: Option<u32>,
}

impl SignInWindow for Browser {
    fn redirect_uri(&self) -> String {
        get_redirect_url()
    }

    async fn open(&self, url: &str, visibility: SignInVisibility) -> Result<String, String> {
        let details = match visibility {
            SignInVisibility::Window => Details {
                url,
                interactive: true,
                abort_on_load_for_non_interactive: None,
                timeout_ms_for_non_interactive: None,
            },
            // Without a timeout a server that never answers would hang the promise for good.
            SignInVisibility::Hidden => Details {
                url,
                interactive: false,
                abort_on_load_for_non_interactive: Some(false),
                timeout_ms_for_non_interactive: Some(SILENT_TIMEOUT),
            },
        };
        let details = serde_wasm_bindgen::to_value(&details).map_err(|error| error.to_string())?;
        match launch_web_auth_flow(&details).await {
            Ok(address) => address.as_string().ok_or_else(|| "no address".to_owned()),
            Err(error) => Err(super::value::message_of(&error)),
        }
    }
}
