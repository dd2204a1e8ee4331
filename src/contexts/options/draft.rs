//! A tenant's form while somebody types in it.

use crate::{
    auth::tenant::TenantId,
    settings::{Field, FieldReason, Tenant, TenantForm},
};

/// A field of a tenant's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// [`TenantForm::tenant_id`].
    TenantId,
    /// [`TenantForm::client_id`].
    ClientId,
    /// [`TenantForm::name`].
    Name,
    /// [`TenantForm::cloud`].
    Cloud,
    /// [`TenantForm::region`].
    Region,
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
    pub faults: Vec<(Entry, FormReason)>,
}

impl Draft {
    /// The tenant that was typed, or what is wrong with each field.
    pub fn parse(&self) -> Result<Tenant, Vec<(Entry, FormReason)>> {
        self.form.parse().map_err(|faults| {
            let entry = |field| match field {
                Field::TenantId => Entry::TenantId,
                Field::ClientId => Entry::ClientId,
                Field::Cloud => Entry::Cloud,
                Field::Region => Entry::Region,
            };
            faults.iter().map(|fault| (entry(fault.field), FormReason::Field(fault.reason))).collect()
        })
    }
}
