//! The alerts of a page: those of its incident, if Defender was asked for them, and those that it links.

use super::{Facts, Progress, State};
use crate::{
    contexts::popup::decide::{Confirmed, Decision, Wanted, decide_place},
    failure::Failure,
    portal::LinkedAlert,
    viewer::Viewer,
};

/// What this page does about the list of an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// As whom.
    pub viewer: Viewer,
    /// The incident's number.
    pub incident: u64,
    /// Whether it asks or waits.
    pub progress: Progress,
    /// What went wrong.
    pub failure: Option<Failure>,
}

impl Facts {
    /// As whom the page's own alerts are read, if somebody is signed in there.
    pub fn page_viewer(&self) -> Option<Viewer> {
        let page = self.page.as_ref()?;
        let (tenant, confirmed) = (page.tenant.as_ref(), Confirmed::default());
        match decide_place(tenant, Some(page.host), &self.settings, &self.signed_in, &confirmed) {
            Decision::LookUp(viewer) => Some(viewer),
            Decision::SignIn(_)
            | Decision::FirstRun
            | Decision::OtherProduct
            | Decision::StrangeTenant(_)
            | Decision::TenantForbidden(_)
            | Decision::TokenOfOtherTenant { .. }
            | Decision::OtherCloud(_)
            | Decision::HostsClosed(_) => None,
        }
    }
}

impl State {
    /// What this page does about the list of the page's incident.
    pub fn listing_of(&self, viewer: &Viewer) -> Option<&Listing> {
        let incident = self.facts.page.as_ref()?.incident;
        self.listing.as_ref().filter(|listing| listing.viewer == *viewer && Some(listing.incident) == incident)
    }

    /// The alerts of the page: those of its incident, if Defender was asked for them, then those that it links.
    pub fn linked(&self) -> Vec<Wanted> {
        let Some(page) = &self.facts.page else { return Vec::new() };
        let wanted = |linked: &LinkedAlert| Wanted {
            alert: linked.id.clone(),
            tenant: page.tenant_of(linked).cloned(),
            host: Some(page.host),
        };
        let Some(list) = &self.facts.list else { return page.linked.iter().map(wanted).collect() };
        let is_new = |linked: &&LinkedAlert| !list.alerts.iter().any(|alert| alert.id == linked.id);
        let listed = list.alerts.iter().map(|alert| Wanted {
            alert: alert.id.clone(),
            tenant: page.tenant.clone(),
            host: Some(page.host),
        });
        listed.chain(page.linked.iter().filter(is_new).map(wanted)).collect()
    }
}
