//! The analyst's own list of known-good files. It may have a hundred thousand hashes, so it is kept apart from the settings
//! and read after the first cards are there.

use crate::{
    capabilities::{Area, NotStored, Store},
    settings::KnownGood,
};

/// The key in local storage of the list: a hash a line.
pub const KEY: &str = "known-good";

/// Reads the list; empty where there is none.
pub async fn read(store: &impl Store) -> KnownGood {
    KnownGood::read(&store.read_one(Area::Local, KEY).await.unwrap_or_default()).0
}

/// Keeps it.
pub async fn write(store: &impl Store, list: &KnownGood) -> Result<(), NotStored> {
    if list.is_empty() {
        store.remove(Area::Local, &[KEY]).await;
        return Ok(());
    }
    store.write(Area::Local, KEY, &list.text()).await
}
