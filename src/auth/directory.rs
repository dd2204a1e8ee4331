//! Where to sign in.

use super::{client::ClientId, tenant::TenantId};
use crate::{
    cloud::{Cloud, Region},
    json::record,
};

/// A tenant's directory and the app registration to use there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Directory {
    /// The cloud, which decides sign-in host and audience.
    pub cloud: Cloud,
    /// The region, which decides the API host.
    pub region: Region,
    /// The tenant.
    pub tenant: TenantId,
    /// The app registration.
    pub client: ClientId,
}

record!(struct Directory { cloud, region, tenant, client });

impl Directory {
    /// Whether tokens for one open the alerts of the other: one tenant, one audience, whatever the registration.
    ///
    /// The two high government clouds share an audience, so that a pasted token tells no more than that.
    pub fn same_place(&self, other: &Directory) -> bool {
        self.tenant == other.tenant && self.cloud.audience() == other.cloud.audience()
    }
}
