//! What the popup or panel showed of a tab last, so that the next one goes on there. Kept for the browser session.

use crate::{
    alert_id::AlertId,
    auth::tenant::TenantId,
    capabilities::{Area, Store},
    json::{Json, Recorded, record},
    portal::PortalHost,
};

/// What a tab's page looked like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LastView {
    /// What the tab was about; another page in it begins anew.
    pub subject: String,
    /// Whose cards they were; nobody goes on where somebody else was.
    pub account: String,
    /// The alert that was picked or pasted, with the tenant and the portal of its address.
    pub alert: Option<AlertId>,
    /// See [`LastView::alert`].
    pub tenant: Option<TenantId>,
    /// See [`LastView::alert`].
    pub host: Option<PortalHost>,
    /// The alert of another product that was tried anyway, and had files.
    pub tried: Option<AlertId>,
    /// Whether it was the job of all alerts of the page.
    pub job: bool,
    /// What narrowed the cards, at most [`LONGEST_FILTER`] bytes.
    pub filter: String,
    /// The place of their order among all orders.
    pub order: u64,
    /// Whether the known-good ones were shown.
    pub unfolded: bool,
    /// The selected files, by their identity; at most [`MOST_SELECTED`].
    pub selected: Vec<String>,
    /// How far it was scrolled, in CSS pixels.
    pub scroll: u64,
}

record!(struct LastView { subject, account, alert, tenant, host, tried, job, filter, order, unfolded, selected, scroll });

const PREFIX: &str = "view ";
/// The longest filter that is kept.
pub const LONGEST_FILTER: usize = 1_000;
/// The largest selection that is kept.
pub const MOST_SELECTED: usize = 1_000;

impl LastView {
    /// Reads what was kept of a tab.
    pub async fn read(store: &impl Store, tab: i32) -> Option<LastView> {
        LastView::from_record(&store.record(Area::Session, &key(tab)).await)
    }

    /// Keeps it. A full storage loses the view and nothing else.
    pub async fn write(mut self, store: &impl Store, tab: i32) {
        if self.filter.len() > LONGEST_FILTER {
            self.filter.clear();
        }
        if self.selected.len() > MOST_SELECTED {
            self.selected.clear();
        }
        let _ = store.write_record(Area::Session, &key(tab), &self.to_record()).await;
    }
}

/// Forgets what an account was shown, in whichever tab.
pub async fn forget_account(store: &impl Store, account_key: &str) {
    let keys = store.keys(Area::Session).await;
    let keys: Vec<&str> = keys.iter().map(String::as_str).filter(|key| key.starts_with(PREFIX)).collect();
    let views = store.read(Area::Session, &keys).await;
    let is_theirs = |text: &Option<String>| {
        // What cannot be read may be anybody's.
        let view = text.as_deref().and_then(Json::parse).as_ref().and_then(LastView::from_record);
        view.is_none_or(|view| view.account == account_key)
    };
    let theirs: Vec<&str> =
        keys.into_iter().zip(&views).filter(|(_, text)| is_theirs(text)).map(|(key, _)| key).collect();
    store.remove(Area::Session, &theirs).await;
}

/// Forgets a tab that was closed.
pub async fn forget(store: &impl Store, tab: i32) {
    store.remove(Area::Session, &[&key(tab)]).await;
}

/// The key in session storage of what a tab showed last.
pub fn key(tab: i32) -> String {
    format!("{PREFIX}{tab}")
}
