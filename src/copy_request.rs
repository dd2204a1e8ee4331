//! A copy asked for outside the popup, in the browser's own menu or by a shortcut: it waits for the popup, a minute at most.

use std::time::Duration;

use crate::{
    capabilities::{Area, NotStored, Store},
    formats::CopyFormat,
    json::{Json, Recorded, record},
    time::Timestamp,
};

/// The key in session storage of the copy that waits.
pub const KEY: &str = "copy-request";
const LIFETIME: Duration = Duration::from_secs(60);

/// A copy that waits for the popup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyRequest {
    /// What to copy.
    pub format: CopyFormat,
    /// The address of the page or link that was clicked.
    pub address: String,
    /// The address of the page that was in front: what it shows is of its tenant, also where a link does not say so.
    pub page: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

record!(struct CopyRequest { format, address, page, asked_at });

impl CopyRequest {
    /// Leaves it for the popup.
    pub async fn write(&self, store: &impl Store) -> Result<(), NotStored> {
        store.write_record(Area::Session, KEY, &self.to_record()).await
    }

    /// Takes it out, if there is one that is not older than a minute.
    pub async fn take(store: &impl Store, now: Timestamp) -> Option<CopyRequest> {
        let text = store.read_one(Area::Session, KEY).await?;
        store.remove(Area::Session, &[KEY]).await;
        let request = CopyRequest::from_record(&Json::parse(&text)?)?;
        (request.asked_at <= now && now.since(request.asked_at) <= LIFETIME).then_some(request)
    }
}
