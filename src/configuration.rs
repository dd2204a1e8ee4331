//! The settings in force: what policy says over what the analyst saved over the defaults.
//!
//! For 3 to 5 seconds after its start the browser does not say what policy says (measured in Chromium 156). So what it
//! said last is kept beside the settings: pages are drawn by that, and follow when the browser has spoken. A sign-in
//! waits for the browser itself.

use crate::{
    auth::tenant::TenantId,
    capabilities::{Area, Lock, NotStored, Store},
    json::Json,
    settings::{Choices, Key, Locks, PolicyFault, Settings},
};

/// The key in local storage of what the analyst saved, and the lock of whoever changes it.
pub const SETTINGS: &str = "settings";
/// The key in local storage of what policy said last, and the lock of whoever writes it. Policy holds no secret.
pub const POLICY: &str = "policy";

/// The settings in force, and where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Configuration {
    /// What holds.
    pub settings: Settings,
    /// What the analyst saved, also where policy overrides it.
    pub saved: Choices,
    /// What policy decides.
    pub locks: Locks,
    /// What is wrong in the policy; the rest of it holds.
    pub policy_faults: Vec<PolicyFault>,
}

impl Configuration {
    fn of(saved: Option<String>, policy: &str) -> Configuration {
        let saved = choices_of(saved);
        let (policy, policy_faults) = Choices::read(policy);
        let (settings, locks) = Settings::effective(&saved, &policy);
        Configuration { settings, saved, locks, policy_faults }
    }
}

/// Reads the configuration, by what policy said last. Only where it never said anything does this wait for the browser.
///
/// Whoever shows it asks [`follow_policy`] and reads again when local storage changes.
pub async fn read<W: Store + Lock>(world: &W) -> Configuration {
    let mut stored = world.read(Area::Local, &[SETTINGS, POLICY]).await.into_iter();
    let (saved, said) = (stored.next().flatten(), stored.next().flatten());
    let policy = match said.filter(|said| Json::parse(said).is_some()) {
        Some(said) => said,
        None => follow_policy(world).await,
    };
    Configuration::of(saved, &policy)
}

/// What policy says, from the browser itself, and kept for the next page. The pages that are open hear of a change.
pub async fn follow_policy<W: Store + Lock>(world: &W) -> String {
    // One after the other: what was asked for later is kept later.
    let _alone = world.lock(POLICY).await;
    let says = world.managed_policy().await;
    let said = world.read_one(Area::Local, POLICY).await;
    if said.as_ref() != Some(&says) && world.write(Area::Local, POLICY, &says).await.is_err() {
        // Better none than an old one: the next page then waits for the browser.
        world.remove(Area::Local, &[POLICY]).await;
    }
    says
}

/// Whether anything may be asked of a tenant, as far as policy decides that. Waits until the browser has said so.
pub async fn permits<W: Store + Lock>(world: &W, tenant: &TenantId) -> bool {
    let policy = follow_policy(world).await;
    let saved = world.read_one(Area::Local, SETTINGS).await;
    let Configuration { settings, locks, .. } = Configuration::of(saved, &policy);
    !locks.holds(Key::OtherTenants) || settings.permits(tenant)
}

/// Changes what the analyst chose, and keeps it. Two tabs of options do not write over each other.
pub async fn change<W: Store + Lock>(world: &W, change: impl FnOnce(&mut Choices)) -> Result<(), NotStored> {
    let _alone = world.lock(SETTINGS).await;
    let mut choices = choices_of(world.read_one(Area::Local, SETTINGS).await);
    change(&mut choices);
    world.write(Area::Local, SETTINGS, &choices.to_json()).await
}

/// What is unreadable in our own record was never valid; the options page shows what is left.
fn choices_of(saved: Option<String>) -> Choices {
    saved.map(|saved| Choices::read(&saved).0).unwrap_or_default()
}
