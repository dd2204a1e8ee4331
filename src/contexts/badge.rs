//! What the badge on the toolbar button says: how many alerts the tab has, or that something waits in the popup.

use crate::{
    browser::{Browser, action, tabs},
    pages,
    portal::PortalHost,
};

/// Something waits in the popup that the browser would not open.
const WAITING: &str = "!";
const COLOR: &str = "#0f6cbd";

/// The portals on which the extension works, where they are permitted.
pub const PORTALS: &[&str] = PortalHost::PATTERNS;

/// Gives the badge its colour.
pub async fn prepare() {
    action::set_badge_color(COLOR).await;
}

/// Shows how many alerts were found on a tab. Never any data of theirs.
pub async fn count(tab: i32, alerts: usize) {
    let text = match alerts {
        0 => String::new(),
        1..=999 => alerts.to_string(),
        _ => "999+".to_owned(),
    };
    action::set_badge(&text, Some(tab)).await;
}

/// Shows that something waits, on every tab: those with a count of their own would hide it.
pub async fn wait() {
    action::set_badge(WAITING, None).await;
    for tab in tabs::with_address(PORTALS).await {
        action::set_badge(WAITING, tab.id).await;
    }
}

/// Shows the counts again: what waited is on screen now.
pub async fn waited() {
    if action::badge().await != WAITING {
        return;
    }
    action::set_badge("", None).await;
    for tab in tabs::with_address(PORTALS).await {
        if let (Some(id), Some(url)) = (tab.id, &tab.url) {
            count(id, pages::read(&Browser, id, url).await.map_or(0, |page| page.count())).await;
        }
    }
}
