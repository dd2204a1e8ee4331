//! What the Defender API answered, read tolerantly: absent, null and empty are the same, and no odd row hides another.
//!
//! The shapes are those of recorded answers, one fixture each in `tests/fixtures/responses`.

mod error;
mod scalar;
mod shape;
mod text;

use super::request::{NextLink, RefusedLink};
use crate::{
    alert_id::AlertId,
    cloud::Cloud,
    evidence::{
        File,
        alert::{Alert, FileEvidence},
        organisation::InOrganisation,
        prevalence::Prevalence,
    },
    json::{Json, NotJson, record},
};
pub use error::{ErrorBody, error};
use scalar::Scalar;
use shape::{Fields, List, fill, fill_in};

/// One page of the answer to [`super::request::files`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesPage {
    /// The files, in the order of the answer, which means nothing.
    pub files: Vec<File>,
    /// Where the next page lies, or why it cannot be asked for.
    pub next: Option<Result<NextLink, RefusedLink>>,
    /// How many rows were no objects.
    pub skipped_rows: usize,
}

/// Why paging stopped before the last page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// The link to the next page named a host or path that is not Defender's.
    LinkRefused,
    /// The link led to a page that was read before.
    Loop,
    /// More pages than are read.
    TooManyPages,
}

/// Why an answer with a good status says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// No body.
    Empty,
    /// A page for people, most likely of a proxy.
    Html,
    /// JSON that ends too early.
    Truncated,
    /// Something else than JSON.
    NotJson,
    /// JSON of another shape.
    WrongShape,
}

record!(
    enum Unreadable {
        Empty,
        Html,
        Truncated,
        NotJson,
        WrongShape,
    }
);

/// The files of an alert. An empty list is an answer: the alert has no files.
pub fn files(body: &str, alert: &AlertId, cloud: Cloud) -> Result<FilesPage, Unreadable> {
    let mut rows = List::default();
    let answer = read_with(body, |text| Json::read_rows(text, "value", &mut |row| rows.take(row)))?;
    let rows = files_answer(&answer, rows)?;
    let mut files = rows.items;
    for file in &mut files {
        file.alerts.push(alert.clone());
    }
    Ok(FilesPage { files, next: next_link(&answer, cloud), skipped_rows: rows.skipped })
}

/// The alert that was asked for, under the id it was asked by.
pub fn alert(body: &str, asked: &AlertId) -> Result<Alert, Unreadable> {
    alert_of(&read(body)?, asked).ok_or(Unreadable::WrongShape)
}

/// One page of the answer to [`super::request::alerts`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlertsPage {
    /// The alerts of the incident, each as an answer of its own for [`alert`], without what is null or long prose.
    pub rows: Vec<Json>,
    /// Where the next page lies, or why it cannot be asked for.
    pub next: Option<Result<NextLink, RefusedLink>>,
}

/// The alerts of an incident. Rows of another one, or without a readable id, are left out.
pub fn alerts(body: &str, incident: u64, cloud: Cloud) -> Result<AlertsPage, Unreadable> {
    let mut answer = read(body)?;
    let next = next_link(&answer, cloud);
    let Json::Object(fields) = &mut answer else { return Err(Unreadable::WrongShape) };
    let value = fields.iter_mut().rfind(|(name, _)| name == "value");
    let Some((_, Json::List(rows))) = value else { return Err(Unreadable::WrongShape) };
    let mut rows = std::mem::take(rows);
    rows.retain(|row| listed_alert(row).is_some_and(|alert| alert.incident == Some(incident)));
    rows.iter_mut().for_each(slim);
    Ok(AlertsPage { rows, next })
}

/// A row of [`AlertsPage`].
pub fn listed_alert(row: &Json) -> Option<Alert> {
    alert_of(row, &AlertId::parse(row["id"].as_str()?).ok()?)
}

/// Leaves out nulls, half of every piece of evidence, and prose that no card shows.
fn slim(json: &mut Json) {
    match json {
        Json::Object(fields) => {
            fields.retain(|(name, value)| {
                *value != Json::Nothing && !["description", "comments"].contains(&name.as_str())
            });
            fields.iter_mut().for_each(|(_, value)| slim(value));
        }
        Json::List(items) => items.iter_mut().for_each(slim),
        Json::Nothing | Json::Flag(_) | Json::Whole(_) | Json::Fraction(_) | Json::Text(_) => {}
    }
}

fn alert_of(answer: &Json, asked: &AlertId) -> Option<Alert> {
    let mut read = AlertAnswer { alert: Alert::unread(asked.clone()), threat_name: None, has_id: false };
    fill_in(&mut read, answer);
    let AlertAnswer { mut alert, threat_name, has_id } = read;
    if !has_id {
        return None;
    }
    alert.threat_family = alert.threat_family.or(threat_name);
    alert.evidence.retain(FileEvidence::names_a_file);
    for item in &mut alert.evidence {
        item.sighting.device.clone_from(&alert.device);
    }
    Some(alert)
}

/// How a file is known in the organisation: the answer to [`super::request::file_statistics`].
pub fn file_statistics(body: &str) -> Result<InOrganisation, Unreadable> {
    let StatisticsAnswer { known, devices_as_text, has_sha1 } = fill(&read(body)?);
    let known = InOrganisation { devices: known.devices.or(devices_as_text), ..known };
    if !has_sha1 && known == InOrganisation::default() {
        return Err(Unreadable::WrongShape);
    }
    Ok(known)
}

/// Whether an answer is a page for people, which no API writes.
pub fn is_page(body: &str) -> bool {
    trimmed(body).starts_with('<')
}

fn trimmed(body: &str) -> &str {
    body.strip_prefix('\u{feff}').unwrap_or(body).trim_ascii()
}

fn read(body: &str) -> Result<Json, Unreadable> {
    read_with(body, Json::read)
}

fn read_with(body: &str, reader: impl FnOnce(&str) -> Result<Json, NotJson>) -> Result<Json, Unreadable> {
    let text = trimmed(body);
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    if is_page(text) {
        return Err(Unreadable::Html);
    }
    reader(text).map_err(|refused| match refused {
        NotJson::Truncated => Unreadable::Truncated,
        NotJson::Malformed => Unreadable::NotJson,
    })
}

fn next_link(answer: &Json, cloud: Cloud) -> Option<Result<NextLink, RefusedLink>> {
    let link = answer["@odata.nextLink"].as_str().filter(|link| !link.trim().is_empty())?;
    Some(NextLink::parse(link, cloud))
}

/// The rows, bare or under `value`, or one file that is the object itself, as the single-file call answers. `rows` were
/// taken out of the answer.
fn files_answer(answer: &Json, rows: List<File>) -> Result<List<File>, Unreadable> {
    let named = answer.as_object().is_some_and(|fields| fields.iter().any(|(name, _)| name == "value"));
    if named {
        return match answer["value"] {
            Json::List(_) => Ok(rows),
            Json::Nothing => Ok(List::default()),
            Json::Flag(_) | Json::Whole(_) | Json::Fraction(_) | Json::Text(_) | Json::Object(_) => {
                Err(Unreadable::WrongShape)
            }
        };
    }
    let itself: File = fill(answer);
    match answer {
        Json::List(_) => Ok(rows),
        Json::Object(_) if itself.hashes.any() => Ok(List { items: vec![itself], skipped: 0 }),
        Json::Object(_) | Json::Nothing | Json::Flag(_) | Json::Whole(_) | Json::Fraction(_) | Json::Text(_) => {
            Err(Unreadable::WrongShape)
        }
    }
}

/// The File resource, <https://learn.microsoft.com/defender-endpoint/api/files>.
impl Fields for File {
    fn field(&mut self, name: &str, value: &Json) {
        match name {
            "sha256" => self.hashes.sha256 = Scalar(value).digest(),
            "sha1" => self.hashes.sha1 = Scalar(value).digest(),
            // Not in the documented table, yet in every recorded answer.
            "md5" => self.hashes.md5 = Scalar(value).digest(),
            "determinationType" => self.verdict.determination = Scalar(value).name(),
            "determinationValue" => self.verdict.threat = Scalar(value).name(),
            "signer" => self.signature.signer = Scalar(value).name(),
            "issuer" => self.signature.issuer = Scalar(value).name(),
            "signerHash" => {
                let hash = Scalar(value);
                self.signature.certificate = hash.digest();
                self.signature.certificate_unreadable = hash.digest::<20>().is_none() && hash.text().is_some();
            }
            "isValidCertificate" => self.signature.reported_valid = Scalar(value).flag(),
            "filePublisher" => self.publisher = Scalar(value).marked_up_name(),
            "fileProductName" => self.product = Scalar(value).marked_up_name(),
            "globalPrevalence" => self.prevalence = Scalar(value).whole().map(Prevalence),
            "globalFirstObserved" => self.first_seen = Scalar(value).moment(),
            "globalLastObserved" => self.last_seen = Scalar(value).moment(),
            "size" => self.size = Scalar(value).whole(),
            "fileType" => self.file_type = Scalar(value).name(),
            "isPeFile" => self.portable_executable = Scalar(value).flag(),
            _ => {}
        }
    }
}

struct AlertAnswer {
    alert: Alert,
    threat_name: Option<String>,
    has_id: bool,
}

/// The Alert resource, <https://learn.microsoft.com/defender-endpoint/api/alerts>.
impl Fields for AlertAnswer {
    fn field(&mut self, name: &str, value: &Json) {
        match name {
            "id" => self.has_id = Scalar(value).text().is_some(),
            "title" => self.alert.title = Scalar(value).name(),
            "severity" => self.alert.severity = Scalar(value).name(),
            "status" => self.alert.status = Scalar(value).name(),
            "category" => self.alert.category = Scalar(value).name(),
            "threatFamilyName" => self.alert.threat_family = Scalar(value).name(),
            "threatName" => self.threat_name = Scalar(value).name(),
            "incidentId" => self.alert.incident = Scalar(value).whole(),
            "computerDnsName" => self.alert.device = Scalar(value).name(),
            "alertCreationTime" => self.alert.created = Scalar(value).moment(),
            // Of another shape it is as good as missing, for the header line stands without it.
            "evidence" => self.alert.evidence = List::of(value).map(|list| list.items).unwrap_or_default(),
            _ => {}
        }
    }
}

impl Fields for FileEvidence {
    fn field(&mut self, name: &str, value: &Json) {
        match name {
            "sha256" => self.hashes.sha256 = Scalar(value).digest(),
            "sha1" => self.hashes.sha1 = Scalar(value).digest(),
            "fileName" => self.sighting.name = Scalar(value).name(),
            // The directory alone, in spite of its name.
            "filePath" => self.sighting.folder = Scalar(value).name(),
            "detectionStatus" => self.sighting.detection = Scalar(value).name(),
            _ => {}
        }
    }
}

#[derive(Default)]
struct StatisticsAnswer {
    known: InOrganisation,
    devices_as_text: Option<u64>,
    has_sha1: bool,
}

/// The file statistics, <https://learn.microsoft.com/defender-endpoint/api/get-file-statistics>. Real answers carry the
/// number of devices twice, documented as a number and undocumented as text.
impl Fields for StatisticsAnswer {
    fn field(&mut self, name: &str, value: &Json) {
        match name {
            "sha1" => self.has_sha1 = Scalar(value).text().is_some(),
            "organizationPrevalence" => self.known.devices = Scalar(value).whole(),
            "orgPrevalence" => self.devices_as_text = Scalar(value).whole(),
            "orgFirstSeen" => self.known.first_seen = Scalar(value).moment(),
            "orgLastSeen" => self.known.last_seen = Scalar(value).moment(),
            "topFileNames" => self.known.names = texts(value),
            _ => {}
        }
    }
}

/// The texts of a list, or the one that stands in its place.
fn texts(value: &Json) -> Vec<String> {
    let items = value.as_list().unwrap_or(std::slice::from_ref(value));
    items.iter().filter_map(|item| Scalar(item).text()).collect()
}
