//! The grammar of alert ids, and which product an id belongs to.

use std::fmt;

use crate::{
    hex::is_guid,
    json::{Json, Recorded},
    time::Timestamp,
};

/// An alert id that is safe to put into a path: 6 to 128 ASCII letters, digits, `_` and `-`, nothing else.
///
/// It holds the id exactly as found, upper case and minus sign included, because the API compares it whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlertId(String);

/// The text is not an alert id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAlertId;

/// The product that raised an alert, as its id tells.
///
/// Prefixes: <https://learn.microsoft.com/en-us/defender-xdr/investigate-alerts>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// `da`, or no prefix before ticks (2017 to 2019).
    Endpoint,
    /// `ed`
    EndpointCustomDetections,
    /// `ra`
    Xdr,
    /// `ta`
    XdrThreatExperts,
    /// `ea`
    XdrCustomDetections,
    /// `fa`
    Office365,
    /// `aa`
    Identity,
    /// `ri`
    IdentityThroughXdr,
    /// `ca`
    CloudApps,
    /// `ma`
    AppGovernance,
    /// `rm`
    CloudAppsThroughXdr,
    /// `ad`
    EntraIdProtection,
    /// `dl`
    DataLossPrevention,
    /// `dc`
    DefenderForCloud,
    /// `sn`
    Sentinel,
    /// `ir`
    InsiderRiskManagement,
    /// 19 digits, `_`, the provider's own id: the retired `alert` entity of Microsoft Graph.
    LegacyGraph,
    /// The id does not tell: a bare GUID, which several products use, or a prefix younger than this table.
    Unknown,
}

const SHORTEST: usize = 6;
const LONGEST: usize = 128;

/// Characters of MD5, SHA-1, SHA-256, SHA-384 and SHA-512 in hex: a digest alone is a file, whatever it starts with.
const DIGEST_LENGTHS: [usize; 5] = [32, 40, 64, 96, 128];

impl AlertId {
    /// Reads an id exactly as found; `<id>:<base64>`, as the SIEM export writes it, is cut at the colon.
    ///
    /// The shape is all that is asked for, since documentation and exports hold ids with too few digits, letters
    /// beyond hex and short groups. A word without digits, a number alone and a file's digest are refused.
    pub fn parse(text: &str) -> Result<Self, NotAnAlertId> {
        let id = text.split_once(':').map_or(text, |(id, _export)| id);
        if has_the_shape_of_an_id(id) { Ok(AlertId(id.to_owned())) } else { Err(NotAnAlertId) }
    }

    /// The id exactly as found.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both name one alert. Ids are sent as found, but upper and lower case do not make two alerts.
    pub fn is_same(&self, other: &AlertId) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// The product that the id belongs to, by its form and prefix; case does not matter.
    pub fn product(&self) -> Product {
        let id = self.0.as_str();
        // A bare GUID goes first: `fac479ec-…` begins like an id of Defender for Office 365.
        if after_guid(id).is_some() {
            return Product::Unknown;
        }
        let (digits, rest) = leading_digits(id);
        if digits.is_empty() {
            let (prefix, rest) = id.split_at(2);
            let is_body = rest.starts_with(|first: char| first.is_ascii_hexdigit());
            return if is_body { Product::of_prefix(prefix) } else { Product::Unknown };
        }
        match (digits.len(), rest.strip_prefix('_')) {
            (19, Some(_)) => Product::LegacyGraph,
            (10..=18, Some(number)) if is_signed_number(number) => Product::Endpoint,
            (_, Some(_) | None) => Product::Unknown,
        }
    }

    /// When the alert was created, to about a second, if the id is made of .NET ticks
    /// (18 digits of 100 ns since 0001-01-01, then `_` and a signed number).
    pub fn created(&self) -> Option<Timestamp> {
        const TICKS_TO_1970: i64 = 621_355_968_000_000_000;
        const TICKS_PER_MILLISECOND: i64 = 10_000;
        let (digits, rest) = leading_digits(without_prefix(&self.0));
        if digits.len() != 18 || !is_signed_number(rest.strip_prefix('_')?) {
            return None;
        }
        let since_1970 = digits.parse::<i64>().ok()? - TICKS_TO_1970;
        // Ids made up for documentation lie in the first centuries.
        (since_1970 >= 0).then_some(Timestamp(since_1970 / TICKS_PER_MILLISECOND))
    }

    /// Whether the id is recognised in running text, where dates, device names and GUIDs of other things stand too.
    pub(crate) fn is_unmistakable(&self) -> bool {
        self.0.len() >= 20 && count_digits(&self.0) >= 8 && self.product() != Product::Unknown
    }
}

impl Product {
    /// The product's name as Microsoft writes it; nothing when the id does not tell.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Product::Endpoint => "Defender for Endpoint",
            Product::EndpointCustomDetections => "Defender for Endpoint custom detection",
            Product::Xdr => "Defender XDR",
            Product::XdrThreatExperts => "Defender XDR (Threat Experts)",
            Product::XdrCustomDetections => "Defender XDR custom detection",
            Product::Office365 => "Defender for Office 365",
            Product::Identity | Product::IdentityThroughXdr => "Defender for Identity",
            Product::CloudApps | Product::CloudAppsThroughXdr => "Defender for Cloud Apps",
            Product::AppGovernance => "App Governance",
            Product::EntraIdProtection => "Entra ID Protection",
            Product::DataLossPrevention => "Data Loss Prevention",
            Product::DefenderForCloud => "Defender for Cloud",
            Product::Sentinel => "Sentinel",
            Product::InsiderRiskManagement => "Insider Risk Management",
            Product::LegacyGraph => "Microsoft Graph (legacy)",
            Product::Unknown => return None,
        })
    }

    /// Whether the alert-files call of Defender for Endpoint knows alerts of this product.
    pub fn is_endpoint(self) -> bool {
        matches!(self, Product::Endpoint | Product::EndpointCustomDetections)
    }

    fn of_prefix(prefix: &str) -> Product {
        match prefix.to_ascii_lowercase().as_str() {
            "da" => Product::Endpoint,
            "ed" => Product::EndpointCustomDetections,
            "ra" => Product::Xdr,
            "ta" => Product::XdrThreatExperts,
            "ea" => Product::XdrCustomDetections,
            "fa" => Product::Office365,
            "aa" => Product::Identity,
            "ri" => Product::IdentityThroughXdr,
            "ca" => Product::CloudApps,
            "ma" => Product::AppGovernance,
            "rm" => Product::CloudAppsThroughXdr,
            "ad" => Product::EntraIdProtection,
            "dl" => Product::DataLossPrevention,
            "dc" => Product::DefenderForCloud,
            "sn" => Product::Sentinel,
            "ir" => Product::InsiderRiskManagement,
            _ => Product::Unknown,
        }
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Recorded for AlertId {
    fn to_record(&self) -> Json {
        self.as_str().into()
    }

    fn from_record(record: &Json) -> Option<Self> {
        AlertId::parse(record.as_str()?).ok()
    }
}

fn has_the_shape_of_an_id(id: &str) -> bool {
    let bytes = id.as_bytes();
    let [first, .., last] = bytes else { return false };
    if !(SHORTEST..=LONGEST).contains(&bytes.len())
        || !first.is_ascii_alphanumeric()
        || !last.is_ascii_alphanumeric()
        || !bytes.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    {
        return false;
    }
    let digits = count_digits(id);
    let is_number = digits == bytes.len();
    let is_digest = DIGEST_LENGTHS.contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_hexdigit);
    !is_number && !is_digest && (digits >= 4 || after_guid(without_prefix(id)).is_some())
}

/// What follows a GUID at the start, if there is one: nothing, or `_` and a counter.
fn after_guid(text: &str) -> Option<&str> {
    let (guid, rest) = text.split_at_checked(36)?;
    (is_guid(guid) && (rest.is_empty() || rest.starts_with('_'))).then_some(rest)
}

/// The id behind its two letters; the id itself if it starts with a digit or is a bare GUID.
fn without_prefix(id: &str) -> &str {
    match id.split_at_checked(2) {
        Some((prefix, body)) if prefix.bytes().all(|byte| byte.is_ascii_alphabetic()) && after_guid(id).is_none() => {
            body
        }
        Some(_) | None => id,
    }
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn is_signed_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}
