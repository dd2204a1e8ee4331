//! A tenant's form, and what somebody types in it.

use crate::{
    auth::tenant::TenantId,
    settings::{Field, FieldReason, Tenant, TenantForm},
};

/// Whose form is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// The default tenant's; an empty one while there is none.
    Default,
    /// This tenant's.
    Tenant(TenantId),
    /// An empty one.
    New,
}

/// Why a field cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormReason {
    /// It cannot be read.
    Field(FieldReason),
    /// Another entry has this tenant.
    TenantListed,
}

/// What somebody typed over a tenant, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The tenant it was made from; `None` for a new one.
    pub of: Option<TenantId>,
    /// The fields as typed.
    pub form: TenantForm,
    /// What is wrong with them, once somebody tried to save.
    pub faults: Vec<(Field, FormReason)>,
}

impl Draft {
    /// The tenant that was typed, or what is wrong with each field.
    pub fn parse(&self) -> Result<Tenant, Vec<(Field, FormReason)>> {
        self.form
            .parse()
            .map_err(|faults| faults.into_iter().map(|fault| (fault.field, FormReason::Field(fault.reason))).collect())
    }
}
