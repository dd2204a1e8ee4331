//! Which directory an analyst signs in to.

use std::fmt;

use super::guid::Guid;
use crate::json::{Json, Recorded};

/// A tenant's GUID, lowercase. Domain names, `common` and `organizations` are not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TenantId(pub Guid);

impl Recorded for TenantId {
    fn to_record(&self) -> Json {
        self.0.to_record()
    }

    fn from_record(record: &Json) -> Option<Self> {
        Guid::from_record(record).map(TenantId)
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
