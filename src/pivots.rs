//! Pages about a file, from a closed list. Each is an address that a person may open by a click; nothing here is asked
//! for by itself.

use crate::{auth::tenant::TenantId, cloud::Cloud, evidence::Hashes, portal::page_link, settings::Pivot};

/// Where an analyst works: the cloud of the portal, and the tenant if one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portal {
    /// Decides the portal's host.
    pub cloud: Cloud,
    /// Goes into `tid`.
    pub tenant: Option<TenantId>,
}

/// The address of the file's page, by the hash that the service wants; `None` where the file has no such hash.
///
/// The portal takes SHA-1 and SHA-256, VirusTotal all three, MalwareBazaar and Hybrid Analysis SHA-256 alone.
pub fn address(pivot: Pivot, hashes: &Hashes, portal: &Portal) -> Option<String> {
    let sha256 = || hashes.sha256.map(|hash| hash.to_string());
    let sha1 = || hashes.sha1.map(|hash| hash.to_string());
    match pivot {
        Pivot::Defender => {
            let path = ["/file/", &sha1().or_else(sha256)?, "/"].concat();
            Some(page_link(portal.cloud, &path, portal.tenant.as_ref()))
        }
        Pivot::VirusTotal => {
            let hash = sha256().or_else(sha1).or_else(|| hashes.md5.map(|hash| hash.to_string()))?;
            Some(["https://www.virustotal.com/gui/file/", &hash].concat())
        }
        Pivot::MalwareBazaar => Some(["https://bazaar.abuse.ch/sample/", &sha256()?, "/"].concat()),
        Pivot::HybridAnalysis => Some(["https://www.hybrid-analysis.com/sample/", &sha256()?].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA256: &str = "dcd71ef5fff4362a9f64cf3f96f14f2b11d6f428f3b0e4f0c0e4f3f0a2b6c1d0";
    const SHA1: &str = "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70";
    const MD5: &str = "8d5b7cc9a832e21d22503057e1fec8e9";
    const TENANT: &str = "72f1c0de-3a5b-4c8e-9d10-5ec0fc047050";

    fn hashes(sha256: &str, sha1: &str, md5: &str) -> Hashes {
        Hashes { sha256: sha256.parse().ok(), sha1: sha1.parse().ok(), md5: md5.parse().ok() }
    }

    fn check(pivot: Pivot, hashes: Hashes, expected: Option<&str>) {
        let tenant = TenantId(TENANT.parse().expect("a GUID"));
        let portal = Portal { cloud: Cloud::Commercial, tenant: Some(tenant) };
        assert_eq!(address(pivot, &hashes, &portal).as_deref(), expected, "{pivot:?}");
    }

    #[test]
    fn each_service_gets_the_hash_it_wants() {
        let all = hashes(SHA256, SHA1, MD5);
        let of_portal = format!("https://security.microsoft.com/file/{SHA1}/?tid={TENANT}");
        check(Pivot::Defender, all, Some(&of_portal));
        check(Pivot::VirusTotal, all, Some(&format!("https://www.virustotal.com/gui/file/{SHA256}")));
        check(Pivot::MalwareBazaar, all, Some(&format!("https://bazaar.abuse.ch/sample/{SHA256}/")));
        check(Pivot::HybridAnalysis, all, Some(&format!("https://www.hybrid-analysis.com/sample/{SHA256}")));
    }

    #[test]
    fn a_file_without_that_hash_has_no_page_there() {
        let weak = hashes("", "", MD5);
        check(Pivot::Defender, weak, None);
        check(Pivot::VirusTotal, weak, Some(&format!("https://www.virustotal.com/gui/file/{MD5}")));
        check(Pivot::MalwareBazaar, weak, None);
        check(Pivot::HybridAnalysis, weak, None);
        check(Pivot::VirusTotal, Hashes::default(), None);
    }

    #[test]
    fn the_portal_is_that_of_the_cloud() {
        for (cloud, host) in [(Cloud::GccHigh, "security.microsoft.us"), (Cloud::Dod, "security.apps.mil")] {
            let portal = Portal { cloud, tenant: None };
            let found = address(Pivot::Defender, &hashes(SHA256, "", ""), &portal);
            assert_eq!(found, Some(format!("https://{host}/file/{SHA256}/")));
        }
    }
}
