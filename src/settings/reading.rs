//! Settings key by key: what can be read is a choice, what cannot is a fault and costs that key alone.

use super::{
    Choices, Expected, Field, FieldFault, KnownGood, LONGEST_CACHE_MINUTES, OTHER_TENANTS, PIVOTS, POLICY_KEYS,
    PolicyFault, TENANT_KEYS, TENANTS, Tenant, TenantForm, value_of,
};
use crate::json::{Json, Recorded};

/// Reads values key by key and collects what is wrong. Missing and null are alike: nothing is said.
#[derive(Default)]
pub(super) struct Reading {
    /// What is wrong so far.
    pub(super) faults: Vec<PolicyFault>,
}

impl Reading {
    /// Everything that an object says.
    pub(super) fn choices(&mut self, object: &Json) -> Choices {
        let list = |reading: &mut Reading, key: &str| reading.read(object, key, Expected::List, Json::as_list);
        let tenants = list(self, TENANTS);
        let pivots = list(self, "pivots");
        let hashes = list(self, "knownGoodHashes");
        Choices {
            tenants: self.tenants(object, tenants.unwrap_or_default()),
            other_tenants: self.read(object, "otherTenants", Expected::OtherTenants, |value| {
                value_of(&OTHER_TENANTS, value.as_str()?)
            }),
            prefetch: self.read(object, "prefetch", Expected::Flag, Json::as_bool),
            cache_minutes: self.read(object, "cacheMinutes", Expected::Minutes, |value| {
                u16::try_from(value.as_i64()?).ok().filter(|minutes| *minutes <= LONGEST_CACHE_MINUTES)
            }),
            pivots: pivots.and_then(|pivots| {
                let mut known = Vec::new();
                self.items("pivots", pivots, Expected::Pivot, |item| {
                    let pivot = value_of(&PIVOTS, item)?;
                    if !known.contains(&pivot) {
                        known.push(pivot);
                    }
                    Some(())
                });
                // An empty list is a choice: no links. A list of unknown words is not.
                (pivots.is_empty() || !known.is_empty()).then_some(known)
            }),
            known_good: hashes.and_then(|hashes| {
                let mut known = Vec::new();
                self.items("knownGoodHashes", hashes, Expected::Hash, |item| {
                    known.push(item.trim().parse().ok()?);
                    Some(())
                });
                (hashes.is_empty() || !known.is_empty()).then(|| KnownGood::of(known))
            }),
        }
    }

    /// The entry that stands at the top, if one does, and the listed ones.
    fn tenants(&mut self, object: &Json, listed: &[Json]) -> Option<Vec<Tenant>> {
        let mut tenants: Vec<Tenant> = Vec::new();
        let shorthand = TENANT_KEYS.iter().any(|key| POLICY_KEYS.contains(key) && says(object, key).is_some());
        if shorthand {
            tenants.extend(self.tenant(object, ""));
        }
        for (at, entry) in listed.iter().enumerate() {
            let key = format!("{TENANTS}[{at}]");
            if entry.as_object().is_none() {
                self.add(&key, entry, Expected::Object);
                continue;
            }
            let Some(tenant) = self.tenant(entry, &format!("{key}.")) else { continue };
            if tenants.iter().any(|earlier| earlier.id == tenant.id) {
                self.add(&key, &tenant.id.to_record(), Expected::NewTenant);
            } else {
                tenants.push(tenant);
            }
        }
        (!tenants.is_empty()).then_some(tenants)
    }

    /// One entry. A wrong region costs itself, since the default serves every tenant; a fault in any other field costs the
    /// entry, for half of it could sign in to the wrong cloud.
    fn tenant(&mut self, fields: &Json, path: &str) -> Option<Tenant> {
        let faults_before = self.faults.len();
        let mut text = |key: &str| match says(fields, key) {
            None => String::new(),
            Some(Json::Text(text)) => text.clone(),
            Some(other) => {
                self.add(&format!("{path}{key}"), other, Expected::Text);
                String::new()
            }
        };
        let mut form = TenantForm {
            tenant_id: text("tenantId"),
            // `name` is no shorthand; at the top it says nothing.
            name: if path.is_empty() { String::new() } else { text("name") },
            cloud: text("cloud"),
            region: text("region"),
            client_id: text("clientId"),
        };
        if self.faults.len() > faults_before {
            return None;
        }
        let field_faults = match form.parse() {
            Ok(tenant) => return Some(tenant),
            Err(field_faults) => field_faults,
        };
        let regions_alone = field_faults.iter().all(|fault| fault.field == Field::Region);
        for FieldFault { field, reason } in field_faults {
            let (key, found) = match field {
                Field::TenantId => ("tenantId", &form.tenant_id),
                Field::ClientId => ("clientId", &form.client_id),
                Field::Name => ("name", &form.name),
                Field::Cloud => ("cloud", &form.cloud),
                Field::Region => ("region", &form.region),
            };
            self.add(&format!("{path}{key}"), &found.to_record(), Expected::Field(reason));
        }
        form.region.clear();
        form.parse().ok().filter(|_| regions_alone)
    }

    fn read<'a, T>(
        &mut self,
        object: &'a Json,
        key: &str,
        expected: Expected,
        read: impl FnOnce(&'a Json) -> Option<T>,
    ) -> Option<T> {
        let value = says(object, key)?;
        let found = read(value);
        if found.is_none() {
            self.add(key, value, expected);
        }
        found
    }

    fn items(&mut self, key: &str, items: &[Json], expected: Expected, mut read: impl FnMut(&str) -> Option<()>) {
        for (at, item) in items.iter().enumerate() {
            if item.as_str().and_then(&mut read).is_none() {
                self.add(&format!("{key}[{at}]"), item, expected);
            }
        }
    }

    /// Notes what stands there, cut after so many characters, and what was expected.
    pub(super) fn add(&mut self, key: &str, found: &Json, expected: Expected) {
        let found = match found {
            Json::Text(text) => text.clone(),
            Json::Nothing | Json::Flag(_) | Json::Whole(_) | Json::Fraction(_) | Json::List(_) | Json::Object(_) => {
                found.to_string()
            }
        };
        let cut = found.char_indices().nth(FOUND_CHARACTERS).map_or(found.len(), |(end, _)| end);
        self.faults.push(PolicyFault { key: key.to_owned(), found: found[..cut].to_owned(), expected });
    }
}

/// How much of a wrong value a fault keeps.
const FOUND_CHARACTERS: usize = 60;

fn says<'a>(object: &'a Json, key: &str) -> Option<&'a Json> {
    Some(&object[key]).filter(|value| **value != Json::Nothing)
}
