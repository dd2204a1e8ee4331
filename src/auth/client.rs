//! The organisation's own app registration.

use std::fmt;

use super::{guid::Guid, tenant::TenantId};
use crate::{
    cloud::Cloud,
    json::{Json, Recorded},
};

/// The application (client) id of an app registration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(pub Guid);

impl Recorded for ClientId {
    fn to_record(&self) -> Json {
        self.0.to_record()
    }

    fn from_record(record: &Json) -> Option<Self> {
        Guid::from_record(record).map(ClientId)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An app registration as it must be entered at Entra: what a failure of the set-up is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration<'a> {
    /// The cloud of the tenant.
    pub cloud: Cloud,
    /// The tenant that has it, or has consented to it.
    pub tenant: &'a TenantId,
    /// Its id.
    pub client: &'a ClientId,
    /// `https://<extension id>.chromiumapp.org/`, of the type single-page application.
    pub redirect_uri: &'a str,
}
