//! The one table of clouds and regions: which hosts serve them and which audience their tokens have.
//!
//! A closed list: the extension's content security policy names its hosts at build time.

use serde::{Deserialize, Serialize};

/// A Microsoft cloud that has Defender for Endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
