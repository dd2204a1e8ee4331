//! Who is signed in.

use super::tenant::TenantId;
use crate::json::record;

/// An analyst in a tenant. A guest has one account per tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The tenant whose alerts the token opens: claim `tid`.
    pub tenant: TenantId,
    /// Claim `oid`, the analyst's object in that tenant; never changes, unlike the user name.
    pub object_id: String,
    /// Claim `preferred_username` (`upn` in an access token), for the screen only.
    pub username: Option<String>,
    /// Claim `name`, for the screen only.
    pub name: Option<String>,
    /// The optional claim `login_hint`, which names the account to Entra without naming the person.
    pub login_hint: Option<String>,
}

record!(struct Account { tenant, object_id, username, name, login_hint });

impl Account {
    /// `tid.oid`: what results are filed under.
    pub fn key(&self) -> String {
        [self.tenant.0.as_str(), ".", &self.object_id].concat()
    }

    /// Whether both are one account, whatever its names are by now.
    pub fn is(&self, other: &Account) -> bool {
        self.tenant == other.tenant && self.object_id == other.object_id
    }

    /// What the screen calls the account: user name, name, or object id.
    pub fn label(&self) -> &str {
        self.username.as_deref().or(self.name.as_deref()).unwrap_or(&self.object_id)
    }

    /// What tells Entra which account is meant: the opaque hint if the tenant sends one, else the user name.
    pub fn hint(&self) -> Option<&str> {
        self.login_hint.as_deref().or(self.username.as_deref())
    }
}
