//! What the open portal tabs show: kept in session storage by the worker, read by popup and panel.

use crate::{
    capabilities::{Area, Lock, NotStored, Store},
    json::Recorded,
    portal::PageAlerts,
    protocol::PageReport,
};

/// The alerts of a tab: what its address names, and what its page has linked so far.
///
/// `tab_url` comes from the browser and decides; what the page reported adds links, if it was about that address.
pub async fn read(store: &impl Store, tab: i32, tab_url: &str) -> Option<PageAlerts> {
    let page = PageAlerts::of(tab_url)?;
    Some(match kept(store, tab).await {
        Some(earlier) => page.after(earlier),
        None => page,
    })
}

/// Takes in what a page reported of itself, and gives the alerts of its tab.
pub async fn report<W: Store + Lock>(
    world: &W,
    tab: i32,
    tab_url: &str,
    report: &PageReport,
) -> Result<Option<PageAlerts>, NotStored> {
    // Two reports of a page that is scrolled fast must not lose each other's links.
    let _alone = world.lock(&key(tab)).await;
    let Some(mut page) = PageAlerts::of(tab_url) else {
        forget(world, tab).await;
        return Ok(None);
    };
    // A report on its way while the page moved on is about the page before; the next one is already due.
    if without_fragment(&report.url) == without_fragment(tab_url) {
        page.add_links(report.links.iter().map(String::as_str));
    }
    if let Some(earlier) = kept(world, tab).await {
        page = page.after(earlier);
    }
    world.write_record(Area::Session, &key(tab), &page.to_record()).await?;
    Ok(Some(page))
}

/// Forgets a tab that was closed.
pub async fn forget(store: &impl Store, tab: i32) {
    store.remove(Area::Session, &[&key(tab)]).await;
}

/// How the keys in session storage begin of what tabs' pages have linked.
pub const PREFIX: &str = "page ";

/// The key of one tab.
pub fn key(tab: i32) -> String {
    [PREFIX, &tab.to_string()].concat()
}

async fn kept(store: &impl Store, tab: i32) -> Option<PageAlerts> {
    PageAlerts::from_record(&store.record(Area::Session, &key(tab)).await)
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}
