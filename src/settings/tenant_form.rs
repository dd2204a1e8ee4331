//! One tenant as typed or written: which fields can be read, and what is wrong with the others.

use super::Tenant;
use crate::{
    auth::{client::ClientId, guid::Guid, tenant::TenantId},
    cloud::{Cloud, Region},
};

/// A name stands in many places of a page; of one that is longer this many characters are kept.
const LONGEST_NAME: usize = 128;

/// A tenant as typed into the options page or written into policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantForm {
    /// A GUID.
    pub tenant_id: String,
    /// Anything, or empty.
    pub name: String,
    /// `commercial`, `gcc`, `gcc-high`, `dod`; empty is commercial.
    pub cloud: String,
    /// `default`, `us`, `eu`, `uk`, `au`, `swa`, `ina`, `aea`; empty is the default.
    pub region: String,
    /// A GUID.
    pub client_id: String,
}

/// A field that cannot be read as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Which one.
    pub field: Field,
    /// Why. [`crate::words::settings::field_reason`] says it in words.
    pub reason: FieldReason,
}

/// A field of [`TenantForm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// [`TenantForm::tenant_id`].
    TenantId,
    /// [`TenantForm::client_id`].
    ClientId,
    /// [`TenantForm::name`], which can always be read.
    Name,
    /// [`TenantForm::cloud`].
    Cloud,
    /// [`TenantForm::region`].
    Region,
}

/// Why a field cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldReason {
    /// It is empty.
    Missing,
    /// `common`, `organizations` or `consumers`: any tenant, where one is wanted.
    AnyTenant,
    /// A domain name: it may move to another tenant, its GUID does not.
    DomainName,
    /// Not a GUID.
    NotAGuid,
    /// The client id repeats the tenant id.
    SameAsTenantId,
    /// No such cloud.
    UnknownCloud,
    /// No such region.
    UnknownRegion,
    /// The commercial cloud alone has regions.
    CommercialOnly,
}

impl TenantForm {
    /// The tenant, or everything that is wrong with the fields.
    pub fn parse(&self) -> Result<Tenant, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut note = |field, result| match result {
            Ok(()) => {}
            Err(reason) => faults.push(FieldFault { field, reason }),
        };
        let tenant = tenant_id(&self.tenant_id);
        note(Field::TenantId, tenant.as_ref().map(drop).map_err(|reason| *reason));
        let client = client_id(&self.client_id, tenant.as_ref().ok());
        note(Field::ClientId, client.as_ref().map(drop).map_err(|reason| *reason));
        let cloud = choice(&Cloud::ALL, Cloud::as_str, &self.cloud).ok_or(FieldReason::UnknownCloud);
        note(Field::Cloud, cloud.map(drop));
        let region = choice(&Region::ALL, Region::as_str, &self.region).ok_or(FieldReason::UnknownRegion);
        let region = match (cloud, region) {
            (Ok(Cloud::Gcc | Cloud::GccHigh | Cloud::Dod), Ok(region)) if region != Region::Default => {
                Err(FieldReason::CommercialOnly)
            }
            (Ok(_) | Err(_), region) => region,
        };
        note(Field::Region, region.map(drop));
        match (tenant, client, cloud, region) {
            (Ok(id), Ok(client), Ok(cloud), Ok(region)) => {
                let name: String = self.name.trim().chars().take(LONGEST_NAME).collect();
                // The cut may leave blanks at the end, which the next reading would take off.
                let name = Some(name.trim_end()).filter(|name| !name.is_empty()).map(str::to_owned);
                Ok(Tenant { id, name, cloud, region, client })
            }
            _ => Err(faults),
        }
    }
}

/// What a name stands for, in any letter case: administrators write `GCC`. Nothing stands for the default.
fn choice<T: Copy + Default>(all: &[T], name: fn(T) -> &'static str, text: &str) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return Some(T::default());
    }
    all.iter().copied().find(|one| name(*one).eq_ignore_ascii_case(text))
}

fn tenant_id(text: &str) -> Result<TenantId, FieldReason> {
    let text = text.trim();
    let any_tenant = ["common", "organizations", "consumers"];
    match text.parse() {
        Ok(guid) if guid == Guid::nil() => Err(FieldReason::NotAGuid),
        Ok(guid) => Ok(TenantId(guid)),
        Err(_) if text.is_empty() => Err(FieldReason::Missing),
        Err(_) if any_tenant.iter().any(|word| word.eq_ignore_ascii_case(text)) => Err(FieldReason::AnyTenant),
        Err(_) if text.contains('.') => Err(FieldReason::DomainName),
        Err(_) => Err(FieldReason::NotAGuid),
    }
}

fn client_id(text: &str, tenant: Option<&TenantId>) -> Result<ClientId, FieldReason> {
    match text.parse() {
        Ok(guid) if tenant.is_some_and(|tenant| tenant.0 == guid) => Err(FieldReason::SameAsTenantId),
        Ok(guid) if guid == Guid::nil() => Err(FieldReason::NotAGuid),
        Ok(guid) => Ok(ClientId(guid)),
        Err(_) if text.trim().is_empty() => Err(FieldReason::Missing),
        Err(_) => Err(FieldReason::NotAGuid),
    }
}
