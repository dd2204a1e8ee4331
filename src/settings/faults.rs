//! What is wrong in settings.

use super::FieldReason;

/// A value that was dropped, and why. [`crate::words::settings::policy_fault`] says it in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault {
    /// Where it stands, for example `tenants[1].cloud`; empty for the whole text.
    pub key: String,
    /// What stands there, cut after 60 characters.
    pub found: String,
    /// What should stand there.
    pub expected: Expected,
}

/// What a key expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A JSON object.
    Object,
    /// A list.
    List,
    /// A text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number up to [`super::LONGEST_CACHE_MINUTES`].
    Minutes,
    /// A word of [`super::OtherTenants`].
    OtherTenants,
    /// A word of [`super::Pivot`].
    Pivot,
    /// SHA-256, SHA-1 or MD5.
    Hash,
    /// A tenant that no earlier entry has.
    NewTenant,
    /// What a field of a tenant expects.
    Field(FieldReason),
}

impl Expected {
    /// Whether the whole entry of a list went with the value.
    pub(crate) fn costs_its_entry(self) -> bool {
        match self {
            Expected::Text => true,
            Expected::Field(reason) => !matches!(reason, FieldReason::UnknownRegion | FieldReason::CommercialOnly),
            Expected::Object
            | Expected::List
            | Expected::Flag
            | Expected::Minutes
            | Expected::OtherTenants
            | Expected::Pivot
            | Expected::Hash
            | Expected::NewTenant => false,
        }
    }
}
