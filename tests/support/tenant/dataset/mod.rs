//! The alerts of every tenant: one fixture file per alert, and alerts of any size made on demand.
//!
//! Dates in fixtures are either fixed, as recorded, or `ago:3d` (`y`, `d`, `h`, `m`) before the server's start: "first seen 3 days ago"
//! holds whenever a test runs. `ago:3d/6` is written with six fractional digits, `/0` without a fraction.

pub mod alerts;
pub mod generated;
pub mod seeded;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::clock::Moment;
use super::scenario::{CONTOSO, FABRIKAM};

/// Who may see an alert through the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Everybody of the tenant.
    #[default]
    Granted,
    /// Nobody: its device is in a group of others. 403.
    Denied,
    /// The portal still links it, the API does not know it any more. 404.
    Expired,
}

/// One alert.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Its id.
    pub id: String,
    /// Whether the API shows it.
    pub access: Access,
    fields: Map<String, Value>,
    files: Vec<Value>,
}

/// All fixtures, by name and by tenant.
pub struct Dataset {
    by_name: BTreeMap<String, (&'static str, Alert)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    #[serde(default)]
    tenant: FixtureTenant,
    #[serde(default)]
    access: Access,
    alert: Map<String, Value>,
    files: Vec<Value>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FixtureTenant {
    #[default]
    Contoso,
    Fabrikam,
}

impl Dataset {
    /// Reads `tests/fixtures/tenant`.
    pub fn read() -> Dataset {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tenant");
        let entries = std::fs::read_dir(&folder).expect("the folder of the tenant's fixtures");
        let paths = entries.map(|entry| entry.expect("a readable folder").path());
        let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
        let by_name = paths.map(|path| {
            let name = path.file_stem().and_then(|name| name.to_str()).expect("a file name in ASCII").to_owned();
            let text = std::fs::read_to_string(&path).expect("a fixture of text");
            let fixture: Fixture =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("fixture `{name}` is not an alert: {error}"));
            let tenant_id = match fixture.tenant {
                FixtureTenant::Contoso => CONTOSO,
                FixtureTenant::Fabrikam => FABRIKAM,
            };
            let id = fixture.alert["id"].as_str().expect("an alert id").to_owned();
            (name, (tenant_id, Alert { id, access: fixture.access, fields: fixture.alert, files: fixture.files }))
        });
        Dataset { by_name: by_name.collect() }
    }

    /// The alert of that id in that tenant. Generated alerts live in every tenant.
    pub fn alert(&self, tenant_id: &str, id: &str) -> Option<Alert> {
        let known = self.of_tenant(tenant_id).find(|alert| alert.id == id).cloned();
        known.or_else(|| generated::alert(id))
    }

    /// The fixtures of a tenant.
    pub fn of_tenant<'a>(&'a self, tenant_id: &'a str) -> impl Iterator<Item = &'a Alert> {
        self.by_name.values().filter(move |(tenant, _)| *tenant == tenant_id).map(|(_, alert)| alert)
    }

    /// The tenant of an alert; Contoso for those that live everywhere or nowhere.
    pub fn tenant_of(&self, id: &str) -> &'static str {
        self.by_name.values().find(|(_, alert)| alert.id == id).map_or(CONTOSO, |(tenant, _)| tenant)
    }

    /// The id of the alert of that name.
    pub fn id_of(&self, name: &str) -> String {
        let known = self.by_name.get(name);
        known.unwrap_or_else(|| panic!("no fixture is named `{name}`, expected one of {:?}", self.names())).1.id.clone()
    }

    /// The names of all fixtures.
    pub fn names(&self) -> Vec<String> {
        self.by_name.keys().cloned().collect()
    }
}

impl Alert {
    /// An alert that was not read from a fixture.
    fn made(id: &str, fields: Value, files: Vec<Value>) -> Alert {
        let Value::Object(fields) = fields else { panic!("an alert is an object") };
        Alert { id: id.to_owned(), access: Access::Granted, fields, files }
    }

    /// The rows of the alert-files call.
    pub fn files_at(&self, now: Moment) -> Vec<Value> {
        self.files.iter().cloned().map(|row| dated(row, now)).collect()
    }

    /// The alert resource with evidence: every documented key, unused ones null.
    pub fn resource(&self, now: Moment) -> Value {
        let mut alert = with_all_keys(&ALERT_KEYS, self.fields.clone());
        let evidence = self.fields.get("evidence").and_then(Value::as_array).cloned().unwrap_or_default();
        let evidence = evidence.into_iter().map(|item| {
            let Value::Object(item) = item else { panic!("a piece of evidence is an object, not `{item}`") };
            Value::Object(with_all_keys(&EVIDENCE_KEYS, item))
        });
        alert.insert("evidence".to_owned(), evidence.collect());
        for list in ["mitreTechniques", "comments"] {
            let value = alert.entry(list).or_insert(Value::Null);
            if value.is_null() {
                *value = json!([]);
            }
        }
        dated(Value::Object(alert), now)
    }

    /// A field of the alert as text; empty when it has none.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// The number of the incident that the alert belongs to.
    pub fn incident(&self) -> Option<u64> {
        self.fields.get("incidentId").and_then(Value::as_u64)
    }
}

fn with_all_keys(keys: &[&str], mut object: Map<String, Value>) -> Map<String, Value> {
    for key in keys {
        object.entry(*key).or_insert(Value::Null);
    }
    object
}

/// `value` with every `ago:…` in it turned into a moment before `now`.
pub fn dated(value: Value, now: Moment) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("ago:") {
            Some(age) => json!(moment_of(age, now)),
            None => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(|item| dated(item, now)).collect(),
        Value::Object(object) => object.into_iter().map(|(key, item)| (key, dated(item, now))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn moment_of(age: &str, now: Moment) -> String {
    let (age, digits) = age.split_once('/').unwrap_or((age, "7"));
    let (count, unit) = age.split_at(age.len() - 1);
    let seconds = match unit {
        "y" => 365 * 86_400 + 6 * 3600,
        "d" => 86_400,
        "h" => 3600,
        "m" => 60,
        _ => panic!("`{age}` is not an age, expected a number and y, d, h or m"),
    };
    let count: u64 = count.parse().unwrap_or_else(|_| panic!("`{age}` is not an age, expected a number first"));
    let digits: usize = digits.parse().expect("a number of fractional digits");
    let full = now.minus(Duration::from_secs(count * seconds)).to_iso();
    let (whole, fraction) = full.trim_end_matches('Z').split_once('.').expect("a moment with a fraction");
    if digits == 0 { format!("{whole}Z") } else { format!("{whole}.{}Z", &fraction[..digits]) }
}

const ALERT_KEYS: [&str; 28] = [
    "id",
    "incidentId",
    "investigationId",
    "assignedTo",
    "severity",
    "status",
    "classification",
    "determination",
    "investigationState",
    "detectionSource",
    "detectorId",
    "category",
    "threatFamilyName",
    "title",
    "description",
    "alertCreationTime",
    "firstEventTime",
    "lastEventTime",
    "lastUpdateTime",
    "resolvedTime",
    "machineId",
    "computerDnsName",
    "rbacGroupName",
    "aadTenantId",
    "threatName",
    "mitreTechniques",
    "relatedUser",
    "comments",
];

const EVIDENCE_KEYS: [&str; 25] = [
    "entityType",
    "evidenceCreationTime",
    "sha1",
    "sha256",
    "fileName",
    "filePath",
    "processId",
    "processCommandLine",
    "processCreationTime",
    "parentProcessId",
    "parentProcessCreationTime",
    "parentProcessFileName",
    "parentProcessFilePath",
    "ipAddress",
    "url",
    "registryKey",
    "registryHive",
    "registryValueType",
    "registryValue",
    "accountName",
    "domainName",
    "userSid",
    "aadUserId",
    "userPrincipalName",
    "detectionStatus",
];
