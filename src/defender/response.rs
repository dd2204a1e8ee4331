//! What the Defender API answered, read tolerantly: absent, null and empty are the same, and no odd row hides another.
//!
//! The shapes are those of recorded answers, one fixture each in `tests/fixtures/responses`.

mod error;
mod mend;
mod scalar;
mod shape;
mod text;

use serde::de::{Error, IgnoredAny, MapAccess};

use super::{
    cloud::Cloud,
    request::{NextLink, RefusedLink},
};
use crate::{
    alert_id::AlertId,
    evidence::{
        File,
        alert::{Alert, FileEvidence},
        organisation::InOrganisation,
        prevalence::Prevalence,
    },
    json::record,
    time::Timestamp,
};
pub use error::{ErrorBody, error};
use scalar::{Scalar, scalar};
use shape::{Fields, List, Row, Shape, Shaped, fill};

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
    let FilesAnswer { value, next } = read(body)?;
    let mut files = value.items;
    for file in &mut files {
        file.alerts.push(alert.clone());
    }
    let next = next.map(|link| NextLink::parse(&link, cloud));
    Ok(FilesPage { files, next, skipped_rows: value.skipped })
}

/// The alert that was asked for, under the id it was asked by.
pub fn alert(body: &str, asked: &AlertId) -> Result<Alert, Unreadable> {
    let answer = match read(body)? {
        Row(Some(answer @ AlertAnswer { has_id: true, .. })) => answer,
        Row(_) => return Err(Unreadable::WrongShape),
    };
    let mut evidence = answer.evidence;
    evidence.retain(FileEvidence::names_a_file);
    for item in &mut evidence {
        item.sighting.device.clone_from(&answer.device);
    }
    Ok(Alert {
        id: asked.clone(),
        title: answer.title,
        severity: answer.severity,
        status: answer.status,
        category: answer.category,
        threat_family: answer.threat_family,
        incident: answer.incident,
        device: answer.device,
        created: answer.created,
        evidence,
    })
}

/// How a file is known in the organisation: the answer to [`super::request::file_statistics`].
pub fn file_statistics(body: &str) -> Result<InOrganisation, Unreadable> {
    match read(body)? {
        Row(Some(StatisticsAnswer { known, devices_as_text, has_sha1: true })) => {
            Ok(InOrganisation { devices: known.devices.or(devices_as_text), ..known })
        }
        Row(_) => Err(Unreadable::WrongShape),
    }
}

fn read<S>(body: &str) -> Result<S, Unreadable>
where
    S: for<'de> Shape<'de>,
{
    let body = body.strip_prefix('\u{feff}').unwrap_or(body).trim_ascii();
    if body.is_empty() {
        return Err(Unreadable::Empty);
    }
    if body.starts_with('<') {
        return Err(Unreadable::Html);
    }
    let mut answer = serde_json::from_str::<Shaped<S>>(body);
    if answer.as_ref().is_err_and(serde_json::Error::is_syntax)
        && let Some(mended) = mend::mend(body)
    {
        answer = serde_json::from_str(&mended);
    }
    answer.map(|Shaped(answer)| answer).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof => Unreadable::Truncated,
        serde_json::error::Category::Data => Unreadable::WrongShape,
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => Unreadable::NotJson,
    })
}

fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// The rows, bare or under `value`, or one file that is the object itself, as the single-file call answers.
#[derive(Default)]
struct FilesAnswer {
    value: List<File>,
    next: Option<String>,
}

#[derive(Default)]
struct FilesObject {
    value: Option<List<File>>,
    next: Option<String>,
    itself: File,
}

impl<'de> Shape<'de> for FilesAnswer {
    fn from_array<A: serde::de::SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        Ok(FilesAnswer { value: List::from_array(array)?, next: None })
    }

    fn from_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let FilesObject { value, next, itself } = fill(object)?;
        match value {
            Some(value) => Ok(FilesAnswer { value, next }),
            None if itself.hashes.any() => {
                Ok(FilesAnswer { value: List { items: vec![itself], skipped: 0 }, next: None })
            }
            None => Err(A::Error::custom("expected `value`")),
        }
    }
}

impl Fields for FilesObject {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "value" => self.value = Some(map.next_value::<Shaped<_>>()?.0),
            "@odata.nextLink" => self.next = scalar(map)?.text(),
            _ => self.itself.field(name, map)?,
        }
        Ok(())
    }
}

/// The File resource, <https://learn.microsoft.com/defender-endpoint/api/files>.
impl Fields for File {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "sha256" => self.hashes.sha256 = scalar(map)?.digest(),
            "sha1" => self.hashes.sha1 = scalar(map)?.digest(),
            // Not in the documented table, yet in every recorded answer.
            "md5" => self.hashes.md5 = scalar(map)?.digest(),
            "determinationType" => self.verdict.determination = scalar(map)?.word(),
            "determinationValue" => self.verdict.threat = scalar(map)?.word(),
            "signer" => self.signature.signer = scalar(map)?.text(),
            "issuer" => self.signature.issuer = scalar(map)?.text(),
            "signerHash" => {
                let hash = scalar(map)?;
                self.signature.certificate = hash.digest();
                self.signature.certificate_unreadable = hash.digest::<20>().is_none() && hash.text().is_some();
            }
            "isValidCertificate" => self.signature.reported_valid = scalar(map)?.flag(),
            "filePublisher" => self.publisher = scalar(map)?.marked_up_text(),
            "fileProductName" => self.product = scalar(map)?.marked_up_text(),
            "globalPrevalence" => self.prevalence = scalar(map)?.whole().map(Prevalence),
            "globalFirstObserved" => self.first_seen = scalar(map)?.moment(),
            "globalLastObserved" => self.last_seen = scalar(map)?.moment(),
            "size" => self.size = scalar(map)?.whole(),
            "fileType" => self.file_type = scalar(map)?.word(),
            "isPeFile" => self.portable_executable = scalar(map)?.flag(),
            _ => skip(map)?,
        }
        Ok(())
    }
}

#[derive(Default)]
struct AlertAnswer {
    has_id: bool,
    title: Option<String>,
    severity: Option<String>,
    status: Option<String>,
    category: Option<String>,
    threat_family: Option<String>,
    incident: Option<u64>,
    device: Option<String>,
    created: Option<Timestamp>,
    evidence: Vec<FileEvidence>,
}

/// The Alert resource, <https://learn.microsoft.com/defender-endpoint/api/alerts>.
impl Fields for AlertAnswer {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "id" => self.has_id = scalar(map)?.text().is_some(),
            "title" => self.title = scalar(map)?.text(),
            "severity" => self.severity = scalar(map)?.word(),
            "status" => self.status = scalar(map)?.word(),
            "category" => self.category = scalar(map)?.word(),
            "threatFamilyName" => self.threat_family = scalar(map)?.word(),
            "incidentId" => self.incident = scalar(map)?.whole(),
            "computerDnsName" => self.device = scalar(map)?.text(),
            "alertCreationTime" => self.created = scalar(map)?.moment(),
            "evidence" => self.evidence = map.next_value::<Shaped<EvidenceList>>()?.0.0,
            _ => skip(map)?,
        }
        Ok(())
    }
}

/// The evidence of an alert; of another shape it is as good as missing, for the header line stands without it.
#[derive(Default)]
struct EvidenceList(Vec<FileEvidence>);

impl<'de> Shape<'de> for EvidenceList {
    fn from_scalar<E: Error>(_: Scalar<'de>) -> Result<Self, E> {
        Ok(EvidenceList::default())
    }

    fn from_array<A: serde::de::SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        List::from_array(array).map(|list| EvidenceList(list.items))
    }

    fn from_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        fill::<(), A>(object).map(|()| EvidenceList::default())
    }
}

impl Fields for FileEvidence {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "sha256" => self.hashes.sha256 = scalar(map)?.digest(),
            "sha1" => self.hashes.sha1 = scalar(map)?.digest(),
            "fileName" => self.sighting.name = scalar(map)?.text(),
            // The directory alone, in spite of its name.
            "filePath" => self.sighting.folder = scalar(map)?.text(),
            "detectionStatus" => self.sighting.detection = scalar(map)?.word(),
            _ => skip(map)?,
        }
        Ok(())
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
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "sha1" => self.has_sha1 = scalar(map)?.text().is_some(),
            "organizationPrevalence" => self.known.devices = scalar(map)?.whole(),
            "orgPrevalence" => self.devices_as_text = scalar(map)?.whole(),
            "orgFirstSeen" => self.known.first_seen = scalar(map)?.moment(),
            "orgLastSeen" => self.known.last_seen = scalar(map)?.moment(),
            "topFileNames" => self.known.names = map.next_value::<Shaped<Texts>>()?.0.0,
            _ => skip(map)?,
        }
        Ok(())
    }
}

/// A list of texts; whatever is none is left out.
#[derive(Default)]
struct Texts(Vec<String>);

impl<'de> Shape<'de> for Texts {
    fn from_scalar<E: Error>(scalar: Scalar<'de>) -> Result<Self, E> {
        Ok(Texts(scalar.text().into_iter().collect()))
    }

    fn from_array<A: serde::de::SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        let mut texts = Vec::new();
        while let Some(Shaped(scalar)) = array.next_element::<Shaped<Scalar<'de>>>()? {
            texts.extend(scalar.text());
        }
        Ok(Texts(texts))
    }

    fn from_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        fill::<(), A>(object).map(|()| Texts::default())
    }
}
