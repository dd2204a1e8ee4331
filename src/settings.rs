//! What the analyst saved and what the organisation's policy says, read key by key: one wrong key costs that key.
//!
//! Both are written alike, so that saved settings can be handed to an administrator as the policy to roll out.
//! `extension/managed_schema.json` names the same keys and checks no more than their types: whatever breaks the schema
//! the browser drops without a word to us, and nobody could be told.

use std::time::Duration;

use crate::{
    auth::{client::ClientId, directory::Directory, tenant::TenantId},
    cloud::{Cloud, Region},
    json::{Json, Recorded},
};

mod faults;
mod known_good;
mod reading;
mod tenant_form;

pub use faults::{Expected, PolicyFault};
pub use known_good::KnownGood;
use reading::Reading;
pub use tenant_form::{Field, FieldFault, FieldReason, TenantForm};

/// What holds: defaults, under what the analyst saved, under the organisation's policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whose alerts are looked up. No two have one id; the first is the default.
    pub tenants: Vec<Tenant>,
    /// What happens when an alert names a tenant that is not among them.
    pub other_tenants: OtherTenants,
    /// Whether files are looked up before the popup opens.
    pub prefetch: bool,
    /// How long an answer is fresh; zero is never.
    pub cache: Duration,
    /// Which pages a file links to.
    pub pivots: Vec<Pivot>,
    /// Files that the organisation knows to be harmless; the analyst's own list is kept apart, for its size.
    pub known_good: KnownGood,
}

/// One tenant and the app registration that is used to sign in to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// What the analyst calls it.
    pub name: Option<String>,
    /// Where it lives.
    pub cloud: Cloud,
    /// Which API host answers for it; [`Region::Default`] outside the commercial cloud.
    pub region: Region,
    /// The organisation's app registration.
    pub client: ClientId,
}

/// What happens when an alert names a tenant that is not in the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherTenants {
    /// The analyst confirms that tenant by a click.
    #[default]
    Ask,
    /// Nothing is asked of it.
    Forbid,
}

/// A page about a file; opened only by a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pivot {
    /// The file page of the Defender portal.
    Defender,
    /// VirusTotal; it learns the hash.
    VirusTotal,
    /// MalwareBazaar; it learns the hash.
    MalwareBazaar,
    /// Hybrid Analysis; it learns the hash.
    HybridAnalysis,
}

/// One setting, as the options page and the policy name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// [`Settings::tenants`].
    Tenants,
    /// [`Settings::other_tenants`].
    OtherTenants,
    /// [`Settings::prefetch`].
    Prefetch,
    /// [`Settings::cache`].
    CacheMinutes,
    /// [`Settings::pivots`].
    Pivots,
    /// [`Settings::known_good`].
    KnownGoodHashes,
}

/// Which settings the organisation's policy decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locks(Vec<Key>);

/// What one side says; `None` where it says nothing, or nothing readable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// See [`Settings::tenants`].
    pub tenants: Option<Vec<Tenant>>,
    /// See [`Settings::other_tenants`].
    pub other_tenants: Option<OtherTenants>,
    /// See [`Settings::prefetch`].
    pub prefetch: Option<bool>,
    /// See [`Settings::cache`]; minutes, at most [`LONGEST_CACHE_MINUTES`].
    pub cache_minutes: Option<u16>,
    /// See [`Settings::pivots`].
    pub pivots: Option<Vec<Pivot>>,
    /// See [`Settings::known_good`].
    pub known_good: Option<KnownGood>,
}

/// The longest [`Choices::cache_minutes`]: a day, longer than most browser sessions.
pub const LONGEST_CACHE_MINUTES: u16 = 1_440;

/// The keys of a policy. [`TENANT_KEYS`] but `name` stand at its top, too, as shorthand for one entry.
pub const POLICY_KEYS: [&str; 10] = [
    TENANTS,
    "tenantId",
    "clientId",
    "cloud",
    "region",
    "otherTenants",
    "prefetch",
    "cacheMinutes",
    "pivots",
    "knownGoodHashes",
];

/// The keys of an entry of `tenants`.
pub const TENANT_KEYS: [&str; 5] = ["tenantId", "name", "cloud", "region", "clientId"];

const TENANTS: &str = "tenants";

impl Settings {
    /// Puts what the analyst saved over the defaults, and policy over both. A setting that policy decides is locked.
    pub fn effective(saved: &Choices, policy: &Choices) -> (Settings, Locks) {
        fn decide<T: Clone>(saved: &Option<T>, policy: &Option<T>, default: T) -> T {
            policy.clone().or_else(|| saved.clone()).unwrap_or(default)
        }
        let minutes = decide(&saved.cache_minutes, &policy.cache_minutes, 5);
        let settings = Settings {
            tenants: decide(&saved.tenants, &policy.tenants, Vec::new()),
            other_tenants: decide(&saved.other_tenants, &policy.other_tenants, OtherTenants::Ask),
            prefetch: decide(&saved.prefetch, &policy.prefetch, false),
            cache: Duration::from_secs(60 * u64::from(minutes)),
            pivots: decide(&saved.pivots, &policy.pivots, vec![Pivot::Defender]),
            known_good: decide(&saved.known_good, &policy.known_good, KnownGood::default()),
        };
        let locks = [
            (Key::Tenants, policy.tenants.is_some()),
            (Key::OtherTenants, policy.other_tenants.is_some()),
            (Key::Prefetch, policy.prefetch.is_some()),
            (Key::CacheMinutes, policy.cache_minutes.is_some()),
            (Key::Pivots, policy.pivots.is_some()),
            (Key::KnownGoodHashes, policy.known_good.is_some()),
        ];
        (settings, Locks(locks.into_iter().filter_map(|(key, decided)| decided.then_some(key)).collect()))
    }

    /// The tenant of alerts that name none.
    pub fn default_tenant(&self) -> Option<&Tenant> {
        self.tenants.first()
    }

    /// Whether anything may be asked of a tenant at all.
    pub fn permits(&self, id: &TenantId) -> bool {
        self.other_tenants != OtherTenants::Forbid || self.tenant(id).is_some()
    }

    /// The entry of the tenant that an alert names.
    pub fn tenant(&self, id: &TenantId) -> Option<&Tenant> {
        self.tenants.iter().find(|tenant| tenant.id == *id)
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings::effective(&Choices::default(), &Choices::default()).0
    }
}

impl Tenant {
    /// Its name, or its id where it has none.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.0.as_str())
    }

    /// The fields to edit it by; they parse to the same tenant.
    pub fn form(&self) -> TenantForm {
        TenantForm {
            tenant_id: self.id.to_string(),
            name: self.name.clone().unwrap_or_default(),
            cloud: self.cloud.as_str().to_owned(),
            region: self.region.as_str().to_owned(),
            client_id: self.client.to_string(),
        }
    }
}

impl From<&Tenant> for Directory {
    fn from(tenant: &Tenant) -> Self {
        Directory {
            cloud: tenant.cloud,
            region: tenant.region,
            tenant: tenant.id.clone(),
            client: tenant.client.clone(),
        }
    }
}

impl Pivot {
    /// All of them, in the order of the card.
    pub const ALL: [Pivot; 4] = [Pivot::Defender, Pivot::VirusTotal, Pivot::MalwareBazaar, Pivot::HybridAnalysis];
}

impl Locks {
    /// Whether policy decides this setting, so that the options page shows it read-only.
    pub fn holds(&self, key: Key) -> bool {
        self.0.contains(&key)
    }
}

impl Choices {
    /// Reads saved settings or a policy. Never fails: what cannot be read is said nothing about, and is a fault.
    pub fn read(json: &str) -> (Choices, Vec<PolicyFault>) {
        let mut reading = Reading::default();
        let choices = match Json::parse(json) {
            Some(object @ Json::Object(_)) => reading.choices(&object),
            other => {
                reading.add("", &other.unwrap_or(json.into()), Expected::Object);
                Choices::default()
            }
        };
        (choices, reading.faults)
    }

    /// What [`Choices::read`] reads.
    pub fn to_json(&self) -> String {
        let tenant = |tenant: &Tenant| {
            let form = tenant.form();
            Json::object([
                ("tenantId", form.tenant_id.to_record()),
                ("name", form.name.to_record()),
                ("cloud", form.cloud.to_record()),
                ("region", form.region.to_record()),
                ("clientId", form.client_id.to_record()),
            ])
        };
        let pivot = |pivot: &Pivot| Json::from(word(&PIVOTS, *pivot));
        let said = [
            (TENANTS, self.tenants.as_ref().map(|tenants| Json::List(tenants.iter().map(tenant).collect()))),
            ("otherTenants", self.other_tenants.map(|choice| word(&OTHER_TENANTS, choice).into())),
            ("prefetch", self.prefetch.as_ref().map(Recorded::to_record)),
            ("cacheMinutes", self.cache_minutes.as_ref().map(Recorded::to_record)),
            ("pivots", self.pivots.as_ref().map(|pivots| Json::List(pivots.iter().map(pivot).collect()))),
            ("knownGoodHashes", self.known_good.as_ref().map(|known_good| known_good.hashes().to_record())),
        ];
        Json::Object(said.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()).to_string()
    }
}

/// A closed list of words and what they stand for.
type Words<T, const N: usize> = [(&'static str, T); N];

const OTHER_TENANTS: Words<OtherTenants, 2> = [("ask", OtherTenants::Ask), ("forbid", OtherTenants::Forbid)];

const PIVOTS: Words<Pivot, 4> = [
    ("defender", Pivot::Defender),
    ("virustotal", Pivot::VirusTotal),
    ("malwarebazaar", Pivot::MalwareBazaar),
    ("hybrid-analysis", Pivot::HybridAnalysis),
];

/// The word for a value; every value has one, and a test holds the tables to that.
fn word<T: PartialEq, const N: usize>(words: &Words<T, N>, value: T) -> &'static str {
    words.iter().find(|(_, of)| *of == value).map_or("", |(word, _)| word)
}

/// What a word stands for, in any letter case.
fn value_of<T: Copy, const N: usize>(words: &Words<T, N>, text: &str) -> Option<T> {
    let text = text.trim();
    words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value)
}
