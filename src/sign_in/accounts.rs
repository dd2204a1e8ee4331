//! Which account signed in where, kept on disk so that the next browser session needs no click. No token.

use crate::{
    auth::{client::ClientId, directory::Directory, tenant::TenantId},
    capabilities::{Area, Lock, Store},
    json::{Recorded, record},
};

/// The key in local storage, and the lock.
const ACCOUNTS: &str = "accounts";

/// Who signed in where, without any token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RememberedAccount {
    pub(super) tenant: TenantId,
    pub(super) client: Option<ClientId>,
    pub(super) hint: Option<String>,
}

record!(struct RememberedAccount { tenant, client, hint });

impl RememberedAccount {
    fn is_of(&self, directory: &Directory) -> bool {
        self.tenant == directory.tenant && self.client.as_ref() == Some(&directory.client)
    }
}

/// Remembers an account as the one of its tenant.
pub(super) async fn remember<W: Store + Lock>(world: &W, account: RememberedAccount) {
    let _alone = world.lock(ACCOUNTS).await;
    let mut accounts = accounts(world).await;
    accounts.retain(|other| other.tenant != account.tenant);
    accounts.insert(0, account);
    write(world, &accounts).await;
}

/// Forgets who signed in to a tenant.
pub(super) async fn forget<W: Store + Lock>(world: &W, tenant: &TenantId) {
    let _alone = world.lock(ACCOUNTS).await;
    let mut accounts = accounts(world).await;
    accounts.retain(|account| account.tenant != *tenant);
    write(world, &accounts).await;
}

/// What tells Entra which account is meant.
pub(super) async fn hint(store: &impl Store, directory: &Directory) -> Option<String> {
    accounts(store).await.into_iter().find(|account| account.is_of(directory))?.hint
}

/// Whether somebody signed in there before.
pub(super) async fn is_remembered(store: &impl Store, directory: &Directory) -> bool {
    accounts(store).await.iter().any(|account| account.is_of(directory))
}

async fn accounts(store: &impl Store) -> Vec<RememberedAccount> {
    Vec::from_record(&store.record(Area::Local, ACCOUNTS).await).unwrap_or_default()
}

async fn write(store: &impl Store, accounts: &Vec<RememberedAccount>) {
    // Lost, it costs one click at the next start of the browser.
    let _ = store.write_record(Area::Local, ACCOUNTS, &accounts.to_record()).await;
}
