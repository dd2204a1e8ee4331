//! Which directory an analyst signs in to.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::client::Guid;

/// A tenant's GUID, lowercase. Domain names, `common` and `organizations` are not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TenantId(pub Guid);

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
