//! Places of the options page that the focus goes to.

use crate::settings::Field;

/// Where the focus goes after something was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A field of the open form.
    Field(Field),
    /// The title over the tenants.
    Tenants,
    /// `Save`, under the open form.
    Save,
    /// The minutes of the cache.
    CacheMinutes,
    /// The list of known-good files, while it is edited.
    List,
    /// `Edit list`.
    EditList,
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
            Spot::Save => "save",
            Spot::CacheMinutes => "cache-minutes",
            Spot::List => "known-good-list",
            Spot::EditList => "edit-list",
            Spot::Undo => "undo",
        }
    }
}
