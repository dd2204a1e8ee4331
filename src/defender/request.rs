//! What is asked of the Defender API, always with a GET and the analyst's own token.

use std::time::Duration;

use crate::{
    alert_id::AlertId,
    cloud::{Cloud, Region},
    evidence::hash::Sha1,
    http::{Body, HttpRequest},
    secret::AccessToken,
};

/// How many pages of one answer are read before the rest is given up; no recorded answer has a second.
pub const MAX_PAGES: usize = 20;

/// So many alerts of an incident are listed, as many as of a page.
pub const MOST_ALERTS: usize = 500;

/// No timeouts are documented; connectors in the field wait 5 to 30 seconds.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Servers take no longer address.
const LONGEST_LINK: usize = 8 * 1024;
/// Room for more than 20,000 files.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The files of an alert. Permission `File.Read.All`.
pub fn files(cloud: Cloud, region: Region, alert: &AlertId, token: AccessToken) -> HttpRequest {
    get([cloud.api_base(region), "/api/alerts/", alert.as_str(), "/files"].concat(), token)
}

/// The alert itself, with its evidence. Permission `Alert.Read`.
pub fn alert(cloud: Cloud, region: Region, alert: &AlertId, token: AccessToken) -> HttpRequest {
    get([cloud.api_base(region), "/api/alerts/", alert.as_str()].concat(), token)
}

/// The alerts of an incident, with their evidence, one more than are kept. Permission `Alert.Read`.
pub fn alerts(cloud: Cloud, region: Region, incident: u64, token: AccessToken) -> HttpRequest {
    let filter = ["/api/alerts?$filter=incidentId%20eq%20", &incident.to_string()].concat();
    let top = (MOST_ALERTS + 1).to_string();
    get([cloud.api_base(region), &filter, "&$expand=evidence&$top=", &top].concat(), token)
}

/// How a file is known in the organisation, over 30 days, the longest that the API looks back. Permission `File.Read.All`.
pub fn file_statistics(cloud: Cloud, region: Region, file: Sha1, token: AccessToken) -> HttpRequest {
    get([cloud.api_base(region), "/api/files/", &file.to_string(), "/stats?lookBackHours=720"].concat(), token)
}

/// The next page of an answer that was split.
pub fn next_page(link: &NextLink, token: AccessToken) -> HttpRequest {
    get(link.0.clone(), token)
}

fn get(url: String, bearer: AccessToken) -> HttpRequest {
    HttpRequest { url, body: Body::Get { bearer }, timeout: TIMEOUT, max_bytes: MAX_BYTES }
}

/// Where the next page lies: an address below `/api/` on a host of the same cloud, so that the token may go there.
///
/// Compare it with the links already followed: an answer can lead in a circle.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NextLink(String);

/// Why a next page is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedLink {
    /// Not an absolute `https` address, or one that is longer, or has other characters, than addresses do.
    NotHttps,
    /// A host, a user or a port that this cloud's API does not have.
    OtherHost,
    /// Not below `/api/`.
    OtherPath,
}

impl NextLink {
    /// Takes an `@odata.nextLink` that names one of the cloud's API hosts, which may be another than the one asked.
    pub fn parse(link: &str, cloud: Cloud) -> Result<Self, RefusedLink> {
        let link = link.trim_ascii();
        let address = link.strip_prefix("https://").ok_or(RefusedLink::NotHttps)?;
        // Browsers drop tabs and line breaks from addresses and read backslashes as slashes.
        let in_addresses = |byte: u8| byte == b' ' || byte.is_ascii_graphic() && byte != b'\\';
        if link.len() > LONGEST_LINK || !link.bytes().all(in_addresses) {
            return Err(RefusedLink::NotHttps);
        }
        let end = address.find(['/', '?', '#']).unwrap_or(address.len());
        let (host, rest) = address.split_at(end);
        let host = host.strip_suffix(":443").unwrap_or(host);
        let hosts = cloud.api_hosts();
        let host = hosts.iter().find(|known| known.eq_ignore_ascii_case(host)).ok_or(RefusedLink::OtherHost)?;
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        if !path.starts_with("/api/") || path.split('/').any(is_dot_segment) {
            return Err(RefusedLink::OtherPath);
        }
        // Filters come with their spaces as they are.
        Ok(NextLink(["https://", host, &rest.replace(' ', "%20")].concat()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a browser takes this segment for `.` or `..`, which may be percent-encoded (WHATWG URL, path state).
fn is_dot_segment(segment: &str) -> bool {
    let dots = segment.replace("%2e", ".").replace("%2E", ".");
    dots == "." || dots == ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> AccessToken {
        AccessToken::new("a token".to_owned())
    }

    fn alert_id() -> AlertId {
        AlertId::parse("da637472900382838869_-1364969609").expect("an alert id")
    }

    #[test]
    fn each_call_has_the_documented_address() {
        let (cloud, region) = (Cloud::Commercial, Region::Default);
        let sha1 = "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70".parse().expect("a digest");
        for (request, url) in [
            (
                files(cloud, region, &alert_id(), token()),
                "https://api.securitycenter.microsoft.com/api/alerts/da637472900382838869_-1364969609/files",
            ),
            (
                alert(cloud, region, &alert_id(), token()),
                "https://api.securitycenter.microsoft.com/api/alerts/da637472900382838869_-1364969609",
            ),
            (
                file_statistics(cloud, Region::Eu, sha1, token()),
                "https://eu.api.security.microsoft.com/api/files/f2a00fd2f2de1be0214b8529f1e9f67096c1aa70/stats?lookBackHours=720",
            ),
        ] {
            assert_eq!(request.url, url);
            assert!(matches!(request.body, Body::Get { bearer } if bearer.secret() == "a token"), "{url}");
            assert_eq!((request.timeout, request.max_bytes), (TIMEOUT, MAX_BYTES), "{url}");
        }
    }

    #[test]
    fn a_next_page_on_any_api_host_of_the_cloud_is_followed() {
        for link in [
            "https://api.securitycenter.microsoft.com/api/alerts/da1_1/files?$skip=100",
            "https://us.api.security.microsoft.com/api/alerts/da1_1/files?$skiptoken=a/../b",
            "https://eu.api.security.microsoft.com/api/v1.0/alerts/da1_1/files",
        ] {
            let parsed = NextLink::parse(link, Cloud::Commercial).expect(link);
            assert_eq!(next_page(&parsed, token()).url, link);
        }
        let skip = "a".repeat(5_000);
        for (link, asked) in [
            (
                "https://API.securitycenter.microsoft.com:443/api/alerts",
                "https://api.securitycenter.microsoft.com/api/alerts",
            ),
            (
                "https://us.api.security.microsoft.com/api/alerts?$filter=incidentId eq 7&$skip=1",
                "https://us.api.security.microsoft.com/api/alerts?$filter=incidentId%20eq%207&$skip=1",
            ),
            (
                &format!("https://us.api.security.microsoft.com/api/alerts?$skiptoken={skip}"),
                &format!("https://us.api.security.microsoft.com/api/alerts?$skiptoken={skip}"),
            ),
        ] {
            assert_eq!(NextLink::parse(link, Cloud::Commercial).expect(link).as_str(), asked);
        }
    }

    #[test]
    fn a_next_page_anywhere_else_gets_no_token() {
        for (link, refused) in [
            ("", RefusedLink::NotHttps),
            ("/api/alerts/da1_1/files", RefusedLink::NotHttps),
            ("//us.api.security.microsoft.com/api/alerts", RefusedLink::NotHttps),
            ("http://us.api.security.microsoft.com/api/alerts", RefusedLink::NotHttps),
            ("javascript:alert(1)", RefusedLink::NotHttps),
            ("https://us.api.security.microsoft.com\\@evil.example/api/", RefusedLink::NotHttps),
            ("https://us.api.security.microsoft.com/a\tpi/", RefusedLink::NotHttps),
            (&format!("https://us.api.security.microsoft.com/api/{}", "a".repeat(LONGEST_LINK)), RefusedLink::NotHttps),
            ("https://us.api.security.microsoft.com :443/api/", RefusedLink::OtherHost),
            ("https://", RefusedLink::OtherHost),
            ("https:///us.api.security.microsoft.com/api/", RefusedLink::OtherHost),
            ("https://evil.example/api/", RefusedLink::OtherHost),
            ("https://us.api.security.microsoft.com.evil.example/api/", RefusedLink::OtherHost),
            ("https://evil.example#us.api.security.microsoft.com/api/", RefusedLink::OtherHost),
            ("https://us.api.security.microsoft.com@evil.example/api/", RefusedLink::OtherHost),
            ("https://user@us.api.security.microsoft.com/api/", RefusedLink::OtherHost),
            ("https://us.api.security.microsoft.com:8443/api/", RefusedLink::OtherHost),
            ("https://fr.api.security.microsoft.com/api/", RefusedLink::OtherHost),
            ("https://api-gcc.securitycenter.microsoft.us/api/", RefusedLink::OtherHost),
            ("https://us.api.security.microsoft.com", RefusedLink::OtherPath),
            ("https://us.api.security.microsoft.com?/api/", RefusedLink::OtherPath),
            ("https://us.api.security.microsoft.com/apis/", RefusedLink::OtherPath),
            ("https://us.api.security.microsoft.com/api/../login", RefusedLink::OtherPath),
            ("https://us.api.security.microsoft.com/api/%2E./login", RefusedLink::OtherPath),
        ] {
            assert_eq!(NextLink::parse(link, Cloud::Commercial), Err(refused), "{link}");
        }
    }

    #[test]
    fn a_government_token_stays_in_its_cloud() {
        let link = "https://us.api.security.microsoft.com/api/alerts/da1_1/files";
        for cloud in [Cloud::Gcc, Cloud::GccHigh, Cloud::Dod] {
            assert_eq!(NextLink::parse(link, cloud), Err(RefusedLink::OtherHost), "{cloud}");
        }
    }
}
