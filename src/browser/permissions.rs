//! `chrome.permissions`: optional hosts, asked for by a click.

use wasm_bindgen::prelude::*;

use super::value;
use crate::{
    cloud::{Cloud, Region},
    portal::PortalHost,
};

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
    let patterns: Vec<String> = hosts.iter().map(|host| [host, "/*"].concat()).collect();
    value::object(&[("origins", value::texts(&patterns))])
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

/// The hosts that a cloud needs and that are not granted at installation: sign-in, API and portal.
fn optional_hosts(cloud: Cloud) -> Option<[String; 3]> {
    let portal = PortalHost::of(cloud).origin();
    match cloud {
        Cloud::Commercial => None,
        Cloud::Gcc | Cloud::GccHigh | Cloud::Dod => {
            Some([cloud.authority().to_owned(), cloud.api_base(Region::Default).to_owned(), portal])
        }
    }
}

/// Whether all hosts of a cloud may be reached.
pub async fn opened(cloud: Cloud) -> bool {
    match optional_hosts(cloud) {
        Some(hosts) => granted(&hosts.each_ref().map(String::as_str)).await,
        None => true,
    }
}

/// Asks the person for what [`opened`] lacks; must be called from a click, and nothing may be awaited before.
pub async fn ask_to_open(cloud: Cloud) -> bool {
    match optional_hosts(cloud) {
        Some(hosts) => ask(&hosts.each_ref().map(String::as_str)).await,
        None => true,
    }
}
