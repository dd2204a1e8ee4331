//! Portal addresses: which alert, incident and tenant a page, a link or a pasted text names.
//!
//! Written by hand instead of with an address library, for size and because less is more here: a host that is not
//! on the closed list, written exactly so, is no portal. Every step reads its text once, so the work is linear.

use std::borrow::Cow;

use crate::{alert_id::AlertId, auth::tenant::TenantId, cloud::Cloud, hex::percent_decoded, json::record};

mod host;
mod pasted;

pub use host::PortalHost;
pub use pasted::{Pasted, pasted};

/// What an address of the portal names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalUrl {
    /// The host, one of the closed list.
    pub host: PortalHost,
    /// The alert that the page is about.
    pub alert: Option<AlertId>,
    /// The tenant that the page shows, from `tid=`; nothing if that is missing, empty, cut or malformed.
    pub tenant: Option<TenantId>,
    /// The number of the incident that the page is about.
    pub incident: Option<u64>,
}

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

impl PortalUrl {
    /// Reads an address of the portal; without `https://` it must start with the host.
    pub fn parse(text: &str) -> Option<PortalUrl> {
        Address::parse(text.trim_ascii()).map(Address::read)
    }
}

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
        if !self.is_same_page(&earlier) {
            return self;
        }
        // An incident's page may name one of its alerts after the other. Any other page is about the one that it names.
        if let (None, Some(named), Some(before)) = (self.incident, &self.named, &earlier.named)
            && !named.is_same(before)
        {
            return self;
        }
        let later = std::mem::replace(&mut self.linked, Vec::with_capacity(earlier.linked.len()));
        for linked in earlier.linked.into_iter().chain(later) {
            self.add(linked);
        }
        self
    }

    /// Whether this address of a tab is the page's.
    pub fn is_at(&self, tab_url: &str) -> bool {
        PageAlerts::of(tab_url).is_some_and(|there| self.is_same_page(&there))
    }

    fn is_same_page(&self, other: &PageAlerts) -> bool {
        self.host == other.host && self.path == other.path && self.tenant == other.tenant
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
        if self.named.as_ref().is_some_and(|named| named.is_same(&found.id)) {
            return;
        }
        // At most 500 to look through: a map for them costs 9 KB of wasm.
        let room = self.linked.len() < Self::MOST_LINKED;
        match self.linked.iter_mut().find(|known| known.id.is_same(&found.id)) {
            // Of two links to one alert, the one that names the tenant knows more.
            Some(known) if known.tenant.is_none() => known.tenant = found.tenant,
            Some(_) => {}
            None if room => self.linked.push(found),
            None => {}
        }
    }
}

/// The address of an alert in the portal of a cloud, for tickets.
pub fn alert_link(cloud: Cloud, alert: &AlertId, tenant: Option<&TenantId>) -> String {
    page_link(cloud, &["/alerts/", alert.as_str()].concat(), tenant)
}

/// The address of an incident's page in the portal of a cloud.
pub fn incident_link(cloud: Cloud, incident: u64, tenant: &TenantId) -> String {
    page_link(cloud, &["/incident2/", &incident.to_string(), "/overview"].concat(), Some(tenant))
}

/// The address of a page in the portal of a cloud, opened in its tenant where one is known.
pub fn page_link(cloud: Cloud, path: &str, tenant: Option<&TenantId>) -> String {
    let page = ["https://", PortalHost::of(cloud).name(), path].concat();
    match tenant {
        Some(tenant) => [&page, "?tid=", tenant.0.as_str()].concat(),
        None => page,
    }
}

/// An address taken apart but not decoded.
#[derive(Clone, Copy)]
struct Address<'a> {
    host: PortalHost,
    path: &'a str,
    query: &'a str,
}

/// Pages about one file, device, address or person: they have a tab `alerts` and ids that may begin with `da`.
const ENTITY_PAGES: [&str; 16] = [
    "file",
    "files",
    "machine",
    "machines",
    "device",
    "devices",
    "ip",
    "ips",
    "domain",
    "domains",
    "url",
    "urls",
    "user",
    "users",
    "investigation",
    "mtp-investigation",
];

impl<'a> Address<'a> {
    /// An absolute address, with or without its scheme.
    fn parse(text: &'a str) -> Option<Address<'a>> {
        if let Some(rest) = strip_prefix_ignoring_case(text, "https://") {
            Address::after_scheme(rest, ":443")
        } else if let Some(rest) = strip_prefix_ignoring_case(text, "http://") {
            Address::after_scheme(rest, ":80")
        } else {
            Address::after_scheme(text, ":443")
        }
    }

    /// An `href` attribute on a page of the portal.
    fn of_link(page: PortalHost, href: &'a str) -> Option<Address<'a>> {
        let href = href.trim_ascii();
        // Browsers read `\` as `/` and leave tabs and newlines out (https://url.spec.whatwg.org/#url-parsing).
        // The portal writes none of them, so whoever did wants two readers to disagree.
        if href.bytes().any(|byte| byte == b'\\' || byte.is_ascii_control()) {
            return None;
        }
        let address = if let Some(rest) = href.strip_prefix("//") {
            Address::after_scheme(rest, ":443")?
        } else if has_scheme(href) {
            Address::parse(href)?
        } else {
            Address::at(page, href)
        };
        address.host.shares_a_cloud_with(page).then_some(address)
    }

    /// `<host>[:<usual port>][/<path>][?<query>][#<fragment>]`. Nothing else may stand before the path: no name and
    /// password, other port, backslash or trailing dot, each of which has made one host look like another.
    fn after_scheme(text: &'a str, usual_port: &str) -> Option<Address<'a>> {
        let (authority, tail) = text.split_at(text.find(['/', '?', '#']).unwrap_or(text.len()));
        let host = PortalHost::named(authority.strip_suffix(usual_port).unwrap_or(authority))?;
        Some(Address::at(host, tail))
    }

    /// `[<path>][?<query>][#<fragment>]` on a host.
    fn at(host: PortalHost, tail: &'a str) -> Address<'a> {
        let tail = tail.split_once('#').map_or(tail, |(tail, _fragment)| tail);
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        Address { host, path, query }
    }

    fn read(self) -> PortalUrl {
        PortalUrl { host: self.host, alert: self.alert(), tenant: self.tenant(), incident: self.incident() }
    }

    fn alert(self) -> Option<AlertId> {
        let path = percent_decoded(self.path);
        let segments = segments(&path);
        alert_in_path(&segments).or_else(|| self.parameter("alertId").and_then(|value| id_at_start(&value))).or_else(
            || {
                // Plain `id` is the page's own parameter, so it is an alert's on pages about alerts only:
                // `/alerts?id=`, `/viewalerts?id=`.
                let page = segments.first()?.to_ascii_lowercase();
                if page.contains("alert") { id_at_start(&self.parameter("id")?) } else { None }
            },
        )
    }

    fn tenant(self) -> Option<TenantId> {
        let value = self.parameter("tid")?;
        // What is pasted may go on with punctuation; what is cut does not have 36 characters.
        let end = value.find(|next: char| !next.is_ascii_alphanumeric() && next != '-').unwrap_or(value.len());
        value[..end].parse().ok().map(TenantId)
    }

    fn incident(self) -> Option<u64> {
        let path = percent_decoded(self.path);
        let segments = segments(&path);
        let [page, number, ..] = segments[..] else { return None };
        let is_incident =
            ["incidents", "incident2", "incident"].into_iter().any(|name| page.eq_ignore_ascii_case(name));
        (is_incident && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.parse().ok())?
    }

    /// The first value of a parameter, decoded.
    fn parameter(self, name: &str) -> Option<Cow<'a, str>> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| percent_decoded(value))
    }
}

/// The id behind the first `alerts` or `alert`, wherever that stands, but not on pages about something else.
fn alert_in_path(segments: &[&str]) -> Option<AlertId> {
    for (at, segment) in segments.iter().enumerate() {
        if ENTITY_PAGES.iter().any(|page| segment.eq_ignore_ascii_case(page)) {
            return None;
        }
        if (segment.eq_ignore_ascii_case("alerts") || segment.eq_ignore_ascii_case("alert"))
            && let Some(id) = segments.get(at + 1).and_then(|next| id_at_start(next))
        {
            return Some(id);
        }
    }
    None
}

/// The id that a text consists of, or starts with if punctuation follows: `da…_1).`, `da…_1:<base64>`.
fn id_at_start(text: &str) -> Option<AlertId> {
    let is_of_id = |next: char| next.is_ascii_alphanumeric() || next == '_' || next == '-';
    let (id, rest) = text.split_at(text.find(|next| !is_of_id(next)).unwrap_or(text.len()));
    if !rest.is_empty() && !rest.starts_with(|next: char| next.is_ascii_punctuation()) {
        return None;
    }
    AlertId::parse(id.trim_end_matches(['_', '-'])).ok()
}

/// The segments of a decoded path, with empty ones, `.` and `..` resolved as browsers do.
fn segments(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    segments
}

/// Whether a colon comes before anything else that has a meaning in an address.
fn has_scheme(href: &str) -> bool {
    href.find([':', '/', '?', '#']).is_some_and(|at| href.as_bytes()[at] == b':')
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
