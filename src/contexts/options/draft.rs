//! A tenant's form while somebody types in it.

use crate::{
    auth::tenant::TenantId,
    settings::{Field, FieldReason, Tenant, TenantForm},
};

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
