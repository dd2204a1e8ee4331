//! The one table of clouds and regions: which hosts serve them and which audience their tokens have.
//!
//! A closed list: the extension's content security policy names its hosts at build time. Sources: Microsoft's pages
//! "Microsoft Defender for Endpoint for US Government customers" and "Supported Microsoft Defender for Endpoint APIs";
//! the golden copy is `tests/clouds.rs`.

use std::{fmt, str::FromStr};

use crate::json::{Json, Recorded};

/// A Microsoft cloud that has Defender for Endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cloud {
    /// The commercial cloud.
    #[default]
    Commercial,
    /// US Government Community Cloud: commercial sign-in and portal, its own API host.
    Gcc,
    /// US Government Community Cloud High.
    GccHigh,
    /// US Department of Defense.
    Dod,
}

/// A region of the commercial cloud; the others have only [`Region::Default`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Region {
    /// The documented host of the alert-files call.
    #[default]
    Default,
    /// United States.
    Us,
    /// Europe.
    Eu,
    /// United Kingdom.
    Uk,
    /// Australia.
    Au,
    /// Switzerland.
    Swa,
    /// India.
    Ina,
    /// United Arab Emirates.
    Aea,
}

impl Recorded for Cloud {
    fn to_record(&self) -> Json {
        self.as_str().into()
    }

    fn from_record(record: &Json) -> Option<Self> {
        record.as_str()?.parse().ok()
    }
}

impl Recorded for Region {
    fn to_record(&self) -> Json {
        self.as_str().into()
    }

    fn from_record(record: &Json) -> Option<Self> {
        record.as_str()?.parse().ok()
    }
}

impl Cloud {
    /// Every cloud.
    pub const ALL: [Cloud; 4] = [Cloud::Commercial, Cloud::Gcc, Cloud::GccHigh, Cloud::Dod];

    /// Its name in settings and managed policy.
    pub fn as_str(self) -> &'static str {
        match self {
            Cloud::Commercial => "commercial",
            Cloud::Gcc => "gcc",
            Cloud::GccHigh => "gcc-high",
            Cloud::Dod => "dod",
        }
    }

    /// Where Defender's API answers: an origin without a slash at its end.
    ///
    /// Clouds without regions have one origin, whatever the region says.
    pub fn api_base(self, region: Region) -> &'static str {
        match self {
            Cloud::Commercial => match region {
                Region::Default => "https://api.securitycenter.microsoft.com",
                Region::Us => "https://us.api.security.microsoft.com",
                Region::Eu => "https://eu.api.security.microsoft.com",
                Region::Uk => "https://uk.api.security.microsoft.com",
                Region::Au => "https://au.api.security.microsoft.com",
                Region::Swa => "https://swa.api.security.microsoft.com",
                Region::Ina => "https://ina.api.security.microsoft.com",
                Region::Aea => "https://aea.api.security.microsoft.com",
            },
            Cloud::Gcc => "https://api-gcc.securitycenter.microsoft.us",
            Cloud::GccHigh | Cloud::Dod => "https://api-gov.securitycenter.microsoft.us",
        }
    }

    /// The hosts that may answer for a cloud; a next page that lies elsewhere is not followed.
    pub fn api_hosts(self) -> [&'static str; Region::ALL.len()] {
        Region::ALL.map(|region| host(self.api_base(region)))
    }

    /// The audience (`aud`) that tokens are asked for. The regions have none of their own.
    pub fn audience(self) -> &'static str {
        self.accepted_audiences()[0]
    }

    /// The audiences that a pasted token may have; older integrations of the commercial cloud use the second, and the
    /// third is its resource's other name for requests of the first version.
    pub fn accepted_audiences(self) -> &'static [&'static str] {
        match self {
            Cloud::Commercial => &[
                "https://api.securitycenter.microsoft.com",
                "https://api.securitycenter.windows.com",
                "https://securitycenter.onmicrosoft.com/windowsatpservice",
            ],
            Cloud::Gcc => &["https://api-gcc.securitycenter.microsoft.us"],
            Cloud::GccHigh | Cloud::Dod => &["https://api-gov.securitycenter.microsoft.us"],
        }
    }

    /// Whose tokens have this `aud`, with or without a slash at the end.
    ///
    /// The two high government clouds share an audience; it is read as [`Cloud::GccHigh`].
    pub fn of_audience(audience: &str) -> Option<Cloud> {
        let audience = audience.strip_suffix('/').unwrap_or(audience);
        Cloud::ALL.into_iter().find(|cloud| cloud.accepted_audiences().contains(&audience))
    }

    /// Where Entra ID signs in: an origin without a slash at its end. GCC signs in with the commercial cloud.
    pub fn authority(self) -> &'static str {
        match self {
            Cloud::Commercial | Cloud::Gcc => "https://login.microsoftonline.com",
            Cloud::GccHigh | Cloud::Dod => "https://login.microsoftonline.us",
        }
    }

    /// The host of the Defender portal. Commercial and GCC share one: the portal alone does not tell the cloud.
    pub fn portal_host(self) -> &'static str {
        match self {
            Cloud::Commercial | Cloud::Gcc => "security.microsoft.com",
            Cloud::GccHigh => "security.microsoft.us",
            Cloud::Dod => "security.apps.mil",
        }
    }
}

impl Region {
    /// Every region.
    pub const ALL: [Region; 8] =
        [Region::Default, Region::Us, Region::Eu, Region::Uk, Region::Au, Region::Swa, Region::Ina, Region::Aea];

    /// Its name in settings and managed policy.
    pub fn as_str(self) -> &'static str {
        match self {
            Region::Default => "default",
            Region::Us => "us",
            Region::Eu => "eu",
            Region::Uk => "uk",
            Region::Au => "au",
            Region::Swa => "swa",
            Region::Ina => "ina",
            Region::Aea => "aea",
        }
    }
}

/// Every sign-in and API host of every cloud, each once: what the content security policy lets through.
pub fn hosts() -> Vec<&'static str> {
    let mut hosts = Vec::new();
    for cloud in Cloud::ALL {
        for host in [host(cloud.authority())].into_iter().chain(cloud.api_hosts()) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
    }
    hosts
}

fn host(origin: &'static str) -> &'static str {
    origin.trim_start_matches("https://")
}

/// The text names no cloud; the names are those of [`Cloud::as_str`], to the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACloud;

/// The text names no region; the names are those of [`Region::as_str`], to the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARegion;

impl FromStr for Cloud {
    type Err = NotACloud;

    fn from_str(name: &str) -> Result<Self, NotACloud> {
        Cloud::ALL.into_iter().find(|cloud| cloud.as_str() == name).ok_or(NotACloud)
    }
}

impl FromStr for Region {
    type Err = NotARegion;

    fn from_str(name: &str) -> Result<Self, NotARegion> {
        Region::ALL.into_iter().find(|region| region.as_str() == name).ok_or(NotARegion)
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
