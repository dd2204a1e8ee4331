//! The settings in force: what policy says over what the analyst saved over the defaults.

use crate::{
    capabilities::{Area, NotStored, Store},
    settings::{Choices, Locks, PolicyFault, Settings},
};

const KEY: &str = "settings";

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

/// Reads the configuration. Policy may arrive seconds after the browser started: read again when it changes.
pub async fn read(store: &impl Store) -> Configuration {
    let saved = store.read(Area::Local, &[KEY]).await.pop().flatten().unwrap_or_else(|| "{}".to_owned());
    // What is unreadable in our own record was never valid; the options page shows what is left.
    let (saved, _) = Choices::read(&saved);
    let (policy, policy_faults) = Choices::read(&store.managed_policy().await);
    let (settings, locks) = Settings::effective(&saved, &policy);
    Configuration { settings, saved, locks, policy_faults }
}

/// Keeps what the analyst chose.
pub async fn save(store: &impl Store, choices: &Choices) -> Result<(), NotStored> {
    store.write(Area::Local, KEY, &choices.to_json()).await
}
