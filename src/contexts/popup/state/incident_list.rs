//! The alerts of a page: those of its incident, if Defender was asked for them, and those that it links.

use std::time::Duration;

use super::{Facts, Progress, State};
use crate::{
    alert_id::AlertId,
    auth::tenant::TenantId,
    decision::{Confirmed, Decision, Wanted, decide, decide_place},
    failure::Failure,
    portal::{LinkedAlert, PortalHost},
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
        self.viewer_at(page.tenant.as_ref(), Some(page.host))
    }

    /// As whom alerts of a tenant are read, or of the default one, if somebody is signed in there.
    pub(super) fn viewer_at(&self, tenant: Option<&TenantId>, host: Option<PortalHost>) -> Option<Viewer> {
        match decide_place(tenant, host, &self.settings, &self.signed_in, &Confirmed::default()) {
            Decision::LookUp(viewer) => Some(viewer),
            Decision::FirstRun | Decision::Ask(_) => None,
        }
    }
}

impl State {
    /// What this page does about the list of the page's incident.
    pub fn listing_of(&self, viewer: &Viewer) -> Option<&Listing> {
        let incident = self.facts.page.as_ref()?.incident;
        self.listing.as_ref().filter(|listing| listing.viewer == *viewer && Some(listing.incident) == incident)
    }

    /// Whether this API has files of an alert: its id says so, or Defender for Endpoint has listed it.
    pub fn is_served(&self, alert: &AlertId) -> bool {
        alert.product().is_endpoint() || self.facts.list.as_ref().is_some_and(|list| list.has(alert))
    }

    /// What an alert calls for.
    pub fn decide(&self, wanted: &Wanted) -> Decision {
        let Facts { settings, signed_in, .. } = &*self.facts;
        if self.is_served(&wanted.alert) {
            return decide_place(wanted.tenant.as_ref(), wanted.host, settings, signed_in, &self.confirmed);
        }
        decide(wanted, settings, signed_in, &self.confirmed)
    }

    /// The incident whose list a job of `viewer` has first, for the names: that of the page, where it may be read.
    pub fn incident_with_names(&self, viewer: &Viewer) -> Option<u64> {
        let incident = self.facts.page.as_ref()?.incident?;
        let is_readable = self.may_read_names(viewer) && self.facts.page_viewer().as_ref() == Some(viewer);
        is_readable.then_some(incident)
    }

    /// How many calls a job of so many alerts takes at most, if answers are asked for again that are older than
    /// `lifetime`.
    pub fn calls_of_job(&self, viewer: &Viewer, alerts: usize, lifetime: Duration) -> usize {
        // A list that has just come is younger than the clock on screen.
        let is_kept = self.facts.list.as_ref().is_some_and(|list| self.now.since(list.at) < lifetime);
        alerts + usize::from(!is_kept && self.incident_with_names(viewer).is_some())
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
        let is_new = |linked: &&LinkedAlert| !list.has(&linked.id);
        let listed = list.alerts.iter().map(|alert| Wanted {
            alert: alert.id.clone(),
            tenant: page.tenant.clone(),
            host: Some(page.host),
        });
        listed.chain(page.linked.iter().filter(is_new).map(wanted)).collect()
    }
}
