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
    /// Whether its last token opened the evidence of alerts, and with it the names of files.
    pub(super) names: bool,
}

record!(struct RememberedAccount { tenant, client, hint, names });

impl RememberedAccount {
    /// What tells Entra which account is meant.
    pub(super) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    fn is_of(&self, directory: &Directory) -> bool {
        self.tenant == directory.tenant && self.client.as_ref() == Some(&directory.client)
    }
}

/// Remembers an account as the one of its tenant.
pub(super) async fn remember<W: Store + Lock>(world: &W, account: RememberedAccount) {
    change(world, &mut |accounts| {
        accounts.retain(|other| other.tenant != account.tenant);
        accounts.insert(0, account.clone());
    })
    .await;
}

/// Forgets who signed in to a tenant.
pub(super) async fn forget<W: Store + Lock>(world: &W, tenant: &TenantId) {
    change(world, &mut |accounts| accounts.retain(|account| account.tenant != *tenant)).await;
}

/// Forgets that names may be read there, so that the next sign-in asks for files alone.
pub(super) async fn forget_names<W: Store + Lock>(world: &W, directory: &Directory) {
    change(world, &mut |accounts| {
        accounts.iter_mut().filter(|account| account.is_of(directory)).for_each(|account| account.names = false);
    })
    .await;
}

/// Who signed in there last.
pub(super) async fn remembered(store: &impl Store, directory: &Directory) -> Option<RememberedAccount> {
    accounts(store).await.into_iter().find(|account| account.is_of(directory))
}

async fn accounts(store: &impl Store) -> Vec<RememberedAccount> {
    Vec::from_record(&store.record(Area::Local, ACCOUNTS).await).unwrap_or_default()
}

// One body for all changes.
async fn change<W: Store + Lock>(world: &W, change: &mut dyn FnMut(&mut Vec<RememberedAccount>)) {
    let _alone = world.lock(ACCOUNTS).await;
    let mut accounts = accounts(world).await;
    change(&mut accounts);
    // Lost, it costs one click at the next start of the browser.
    let _ = world.write_record(Area::Local, ACCOUNTS, &accounts.to_record()).await;
}
