//! What an alert on screen calls for: a lookup, a sign-in, a question, or nothing at all.

use crate::{
    alert_id::AlertId,
    auth::{directory::Directory, tenant::TenantId},
    cloud::Cloud,
    portal::{Pasted, PortalHost, PortalUrl},
    settings::{OtherTenants, Settings},
    sign_in::{SignedIn, Source},
    viewer::Viewer,
};

/// An alert that a person wants to see, and what its address says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The alert.
    pub alert: AlertId,
    /// The tenant that its address names.
    pub tenant: Option<TenantId>,
    /// The portal that its address is on.
    pub host: Option<PortalHost>,
}

impl Wanted {
    /// The alert of an address that was clicked on a page: in the address's tenant, otherwise in the page's.
    pub fn of_address(address: &str, page: &str) -> Option<Wanted> {
        let url = PortalUrl::parse(address)?;
        let tenant_of_page = || PortalUrl::parse(page).filter(|page| page.host.shares_a_cloud_with(url.host))?.tenant;
        Some(Wanted { alert: url.alert?, tenant: url.tenant.or_else(tenant_of_page), host: Some(url.host) })
    }
}

impl From<Pasted> for Wanted {
    fn from(pasted: Pasted) -> Self {
        Wanted { alert: pasted.alert, tenant: pasted.tenant, host: pasted.host }
    }
}

/// What a person has clicked that an address alone may not cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// `Try anyway`, for this alert of another product.
    pub other_product: Option<AlertId>,
    /// This tenant, which is not in the settings.
    pub tenant: Option<TenantId>,
}

/// What to do about an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Look it up.
    LookUp(Viewer),
    /// There is nothing to sign in with: no tenant in the settings, no pasted token.
    FirstRun,
    /// A person comes first.
    Ask(Question),
}

/// What a person has to do, to allow or to know before an alert can be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Somebody has to sign in there first.
    SignIn(Directory),
    /// The alert belongs to a product that this API does not serve.
    OtherProduct,
    /// The address names a tenant that is not in the settings.
    StrangeTenant(TenantId),
    /// The same, and policy forbids other tenants.
    TenantForbidden(TenantId),
    /// The only token there is, a pasted one, belongs to another tenant than the address names.
    TokenOfOtherTenant {
        /// The tenant that the address names.
        wanted: TenantId,
        /// The token's tenant.
        token: TenantId,
    },
    /// The portal on screen serves another cloud than the tenant is in.
    OtherCloud(Directory),
    /// The browser does not open the hosts of this cloud before a click.
    HostsClosed(Cloud),
}

/// Decides. Pure: an address can cause a lookup in a known tenant and nothing else.
pub fn decide(wanted: &Wanted, settings: &Settings, signed_in: &[SignedIn], confirmed: &Confirmed) -> Decision {
    if !wanted.alert.product().is_endpoint() && confirmed.other_product.as_ref() != Some(&wanted.alert) {
        return Decision::Ask(Question::OtherProduct);
    }
    decide_place(wanted.tenant.as_ref(), wanted.host, settings, signed_in, confirmed)
}

/// Decides for a page: what any alert of a tenant calls for there.
pub fn decide_place(
    tenant: Option<&TenantId>,
    host: Option<PortalHost>,
    settings: &Settings,
    signed_in: &[SignedIn],
    confirmed: &Confirmed,
) -> Decision {
    let directory = match directory(tenant, host, settings, signed_in, confirmed) {
        Ok(directory) => directory,
        Err(decision) => return decision,
    };
    if host.is_some_and(|host| !host.serves(directory.cloud)) {
        return Decision::Ask(Question::OtherCloud(directory));
    }
    match signed_in.iter().find(|session| session.directory.same_place(&directory)) {
        // The quota is counted by the app registration whose token is used; the rest is the settings' business.
        Some(session) => Decision::LookUp(Viewer {
            directory: Directory { client: session.directory.client.clone(), ..directory },
            account: session.account.clone(),
        }),
        None => Decision::Ask(Question::SignIn(directory)),
    }
}

/// Where a session's alerts live. Of the clouds that share its audience, the portal on screen tells which it is.
fn place_of(session: &SignedIn, host: Option<PortalHost>) -> Directory {
    let mut directory = session.directory.clone();
    let fits = |cloud: &Cloud| {
        cloud.audience() == session.directory.cloud.audience() && host.is_some_and(|host| host.serves(*cloud))
    };
    if session.source == Source::Pasted
        && let Some(cloud) = Cloud::ALL.into_iter().find(fits)
    {
        directory.cloud = cloud;
    }
    directory
}

#[allow(clippy::result_large_err, reason = "decided once for each drawing, not in a loop")]
fn directory(
    tenant: Option<&TenantId>,
    host: Option<PortalHost>,
    settings: &Settings,
    signed_in: &[SignedIn],
    confirmed: &Confirmed,
) -> Result<Directory, Decision> {
    let default = settings.default_tenant().map(Directory::from);
    let Some(tenant) = tenant else {
        let latest = || signed_in.first().map(|session| place_of(session, host));
        return default.or_else(latest).ok_or(Decision::FirstRun);
    };
    let known = settings.tenant(tenant).map(Directory::from);
    let in_use = || signed_in.iter().find(|session| session.directory.tenant == *tenant);
    if let Some(directory) = known.or_else(|| in_use().map(|session| place_of(session, host))) {
        return Ok(directory);
    }
    match (default, signed_in.first()) {
        (Some(_), _) if settings.other_tenants == OtherTenants::Forbid => {
            Err(Decision::Ask(Question::TenantForbidden(tenant.clone())))
        }
        (Some(default), _) if confirmed.tenant.as_ref() == Some(tenant) => {
            Ok(Directory { tenant: tenant.clone(), ..default })
        }
        (Some(_), _) => Err(Decision::Ask(Question::StrangeTenant(tenant.clone()))),
        (None, Some(session)) => {
            let token = session.directory.tenant.clone();
            Err(Decision::Ask(Question::TokenOfOtherTenant { wanted: tenant.clone(), token }))
        }
        (None, None) => Err(Decision::FirstRun),
    }
}
