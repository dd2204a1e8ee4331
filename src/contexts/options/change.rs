//! What a person changes in the saved settings. Applied to what is saved at that moment: another tab may have saved too.

use crate::{
    auth::tenant::TenantId,
    settings::{Choices, OtherTenants, Pivot, Tenant},
};

/// One change, kept at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// This tenant, in the place of the one that it was made from; a new one stands last.
    Keep {
        /// The id it had before.
        before: Option<TenantId>,
        /// What it is now.
        tenant: Tenant,
    },
    /// This tenant again, where it stood.
    Restore(usize, Tenant),
    /// No such tenant any more; it stood there.
    Remove(usize, Tenant),
    /// This tenant first.
    MakeDefault(TenantId),
    /// For how many minutes an answer is fresh.
    CacheMinutes(u16),
    /// What happens when an alert names a tenant that is not listed.
    OtherTenants(OtherTenants),
    /// Which pages a file links to.
    Pivots(Vec<Pivot>),
    /// Whether alerts are looked up before the popup opens.
    Prefetch(bool),
}

impl Change {
    /// Makes it.
    pub fn apply(self, choices: &mut Choices) {
        let tenants = choices.tenants.get_or_insert_default();
        match self {
            Change::Keep { before, tenant } => {
                let at = before.and_then(|before| tenants.iter().position(|other| other.id == before));
                let at = at.unwrap_or(tenants.len());
                if at < tenants.len() {
                    tenants.remove(at);
                }
                // Saved elsewhere meanwhile under the same id: what was typed last holds.
                let earlier_twins = tenants[..at].iter().filter(|other| other.id == tenant.id).count();
                tenants.retain(|other| other.id != tenant.id);
                tenants.insert(at - earlier_twins, tenant);
            }
            Change::Restore(at, tenant) => {
                if tenants.iter().all(|other| other.id != tenant.id) {
                    tenants.insert(at.min(tenants.len()), tenant);
                }
            }
            Change::Remove(_, removed) => tenants.retain(|tenant| tenant.id != removed.id),
            Change::MakeDefault(id) => {
                if let Some(at) = tenants.iter().position(|tenant| tenant.id == id) {
                    tenants[..=at].rotate_right(1);
                }
            }
            Change::CacheMinutes(minutes) => choices.cache_minutes = Some(minutes),
            Change::OtherTenants(choice) => choices.other_tenants = Some(choice),
            Change::Pivots(pivots) => choices.pivots = Some(pivots),
            Change::Prefetch(wanted) => choices.prefetch = Some(wanted),
        }
        if choices.tenants.as_ref().is_some_and(Vec::is_empty) {
            choices.tenants = None;
        }
    }
}
