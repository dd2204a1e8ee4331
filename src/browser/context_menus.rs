//! `chrome.contextMenus`: the browser's own right-click menu on portal pages.

use wasm_bindgen::prelude::*;

use super::value::{done, object, texts};
use crate::json::Json;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "contextMenus"], js_name = removeAll, catch)]
    async fn remove_all() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "contextMenus"], js_name = create, catch)]
    fn create(properties: &JsValue) -> Result<JsValue, JsValue>;
}

/// One item of the menu.
pub struct MenuItem<'a> {
    /// Its id, by which a click is known.
    pub id: &'a str,
    /// Its words.
    pub title: String,
    /// Where it shows: `page`, `link`, `selection`, `editable`.
    pub contexts: &'a [&'a str],
    /// On which pages it shows.
    pub document_url_patterns: &'a [&'a str],
    /// On which links it shows.
    pub target_url_patterns: &'a [&'a str],
}

/// What was clicked.
#[derive(Clone, Debug)]
pub struct MenuClick {
    /// The item's id.
    pub menu_item_id: String,
    /// The page's address.
    pub page_url: Option<String>,
    /// The link's address, when a link was clicked.
    pub link_url: Option<String>,
}

impl MenuClick {
    /// Reads a `chrome.contextMenus.OnClickData`.
    pub fn read(click: &Json) -> Option<MenuClick> {
        Some(MenuClick {
            menu_item_id: click.field("menuItemId")?,
            page_url: click.field("pageUrl"),
            link_url: click.field("linkUrl"),
        })
    }
}

/// Replaces whatever menu there was by `items`.
pub async fn replace(items: &[MenuItem<'_>]) -> Result<(), String> {
    done(remove_all().await)?;
    for item in items {
        done(create(&object(&[
            ("id", item.id.into()),
            ("title", item.title.as_str().into()),
            ("contexts", texts(item.contexts)),
            ("documentUrlPatterns", texts(item.document_url_patterns)),
            ("targetUrlPatterns", texts(item.target_url_patterns)),
        ])))?;
    }
    Ok(())
}
