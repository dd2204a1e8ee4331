//! The alerts of one page of the portal, gathered from its address and from what it links while it is scrolled.

use crate::{alert_id::AlertId, auth::tenant::TenantId, json::record};

use super::{Address, PortalHost, PortalUrl, is_same_alert};

/// The alerts of one page of the portal: the one that its address names, and those it has linked so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAlerts {
    /// The portal that the page belongs to.
    pub host: PortalHost,
    /// The tenant that the page shows, if its address says so.
    pub tenant: Option<TenantId>,
    /// The alert that the address names.
    pub named: Option<AlertId>,
    /// The number of the incident that the address names.
    pub incident: Option<u64>,
    /// The other alerts, each once, in order of appearance, at most [`PageAlerts::MOST_LINKED`].
    pub linked: Vec<LinkedAlert>,
    /// The address's path, by which reports of one page are told from those of the next.
    path: String,
}

/// An alert that a page links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedAlert {
    /// The alert.
    pub id: AlertId,
    /// The tenant that the link itself names; see [`PageAlerts::tenant_of`].
    pub tenant: Option<TenantId>,
}

record!(struct PageAlerts { host, tenant, named, linked, path, incident });
record!(struct LinkedAlert { id, tenant });

impl PageAlerts {
    /// More alerts of one page are not kept.
    pub const MOST_LINKED: usize = 500;

    /// The page at a tab's address, before it has reported links; nothing if it is no page of the portal.
    pub fn of(tab_url: &str) -> Option<PageAlerts> {
        let address = Address::parse(tab_url.trim_ascii())?;
        let path = address.path.trim_end_matches('/').to_owned();
        let PortalUrl { host, alert: named, tenant, incident } = address.read();
        Some(PageAlerts { host, tenant, named, incident, linked: Vec::new(), path })
    }

    /// Adds the alerts behind `href` attributes as the page wrote them, absolute or relative.
    ///
    /// Links to other hosts, to portals that share no cloud with this one and to pages that are no alerts are passed
    /// over.
    pub fn add_links<'a>(&mut self, hrefs: impl IntoIterator<Item = &'a str>) {
        for href in hrefs {
            if self.linked.len() >= Self::MOST_LINKED {
                break;
            }
            let Some(address) = Address::of_link(self.host, href) else { continue };
            if let Some(id) = address.alert() {
                self.add(LinkedAlert { id, tenant: address.tenant() });
            }
        }
    }

    /// This report, continued from an earlier one if that was about the same page.
    ///
    /// Grids of the portal draw only the rows in view, so what was seen while scrolling has to be kept.
    pub fn after(mut self, earlier: PageAlerts) -> PageAlerts {
        if self.host != earlier.host || self.path != earlier.path || self.tenant != earlier.tenant {
            return self;
        }
        let later = std::mem::replace(&mut self.linked, Vec::with_capacity(earlier.linked.len()));
        for linked in earlier.linked.into_iter().chain(later) {
            self.add(linked);
        }
        self
    }

    /// The tenant of a linked alert: the link's own, otherwise the page's.
    pub fn tenant_of<'a>(&'a self, linked: &'a LinkedAlert) -> Option<&'a TenantId> {
        linked.tenant.as_ref().or(self.tenant.as_ref())
    }

    /// How many alerts were found, the named one included.
    pub fn count(&self) -> usize {
        usize::from(self.named.is_some()) + self.linked.len()
    }

    fn add(&mut self, found: LinkedAlert) {
        if self.named.as_ref().is_some_and(|named| is_same_alert(named, &found.id)) {
            return;
        }
        // At most 500 to look through: a map for them costs 9 KB of wasm.
        let room = self.linked.len() < Self::MOST_LINKED;
        match self.linked.iter_mut().find(|known| is_same_alert(&known.id, &found.id)) {
            // Of two links to one alert, the one that names the tenant knows more.
            Some(known) if known.tenant.is_none() => known.tenant = found.tenant,
            Some(_) => {}
            None if room => self.linked.push(found),
            None => {}
        }
    }
}
