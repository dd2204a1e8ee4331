//! A copy asked for outside the popup, in the browser's own menu or by a shortcut: it waits for the popup, a minute at most.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    capabilities::{Area, NotStored, Store},
    export::CopyFormat,
    time::Timestamp,
};

const KEY: &str = "copy-request";
const LIFETIME: Duration = Duration::from_secs(60);

/// A copy that waits for the popup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyRequest {
    /// What to copy.
    pub format: CopyFormat,
    /// The address of the page or link that was clicked.
    pub address: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

impl CopyRequest {
    /// Leaves it for the popup.
    pub async fn write(&self, store: &impl Store) -> Result<(), NotStored> {
        let text = serde_json::to_string(self).map_err(|_| NotStored)?;
        store.write(Area::Session, KEY, &text).await
    }

    /// Takes it out, if there is one that is not older than a minute.
    pub async fn take(store: &impl Store, now: Timestamp) -> Option<CopyRequest> {
        let text = store.read(Area::Session, &[KEY]).await.pop()??;
        store.remove(Area::Session, &[KEY]).await;
        let request: CopyRequest = serde_json::from_str(&text).ok()?;
        (request.asked_at <= now && now.since(request.asked_at) <= LIFETIME).then_some(request)
    }
}
