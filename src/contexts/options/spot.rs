//! Places of the options page that the focus goes to.

use crate::settings::Field;

/// Where the focus goes after something was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A field of the open form.
    Field(Field),
    /// The title over the tenants.
    Tenants,
    /// The minutes of the cache.
    CacheMinutes,
    /// `Undo`.
    Undo,
}

impl Spot {
    /// The id of its element.
    pub fn element_id(self) -> &'static str {
        match self {
            Spot::Field(Field::TenantId) => "tenant-id",
            Spot::Field(Field::ClientId) => "client-id",
            Spot::Field(Field::Name) => "name",
            Spot::Field(Field::Cloud) => "cloud",
            Spot::Field(Field::Region) => "region",
            Spot::Tenants => "tenants",
            Spot::CacheMinutes => "cache-minutes",
            Spot::Undo => "undo",
        }
    }
}
