//! What is known of a file, fact by fact, under names that stay: the columns of the table, the fields of the objects.

use super::{
    hashes::HashKind,
    ticket::{Source, distinct, path},
};
use crate::{
    evidence::{File, prevalence::Band, signature::SignatureState},
    json::Json,
    time::Timestamp,
};

/// A fact's name and its value; [`Json::Nothing`] where it is not known.
pub type Fact = (&'static str, Json);

/// The facts that every format has, always all of them and in this order.
pub fn facts(file: &File) -> [Fact; 19] {
    let hash = |kind: HashKind| kind.of(file).map_or(Json::Nothing, Json::Text);
    let text = |text: &Option<String>| text.as_deref().map_or(Json::Nothing, Json::from);
    let flag = |flag: Option<bool>| flag.map_or(Json::Nothing, Json::Flag);
    [
        ("sha256", hash(HashKind::Sha256)),
        ("sha1", hash(HashKind::Sha1)),
        ("md5", hash(HashKind::Md5)),
        ("size", whole(file.size)),
        ("fileType", text(&file.file_type)),
        ("portableExecutable", flag(file.portable_executable)),
        ("threat", text(&file.verdict.threat)),
        ("determination", text(&file.verdict.determination)),
        ("signature", Json::from(state(file.signature.state()))),
        ("certificateReportedValid", flag(file.signature.reported_valid)),
        ("signer", text(&file.signature.signer)),
        ("issuer", text(&file.signature.issuer)),
        ("signerCertificateSha1", hash(HashKind::SignerCertificate)),
        ("publisher", text(&file.publisher)),
        ("product", text(&file.product)),
        ("prevalence", whole(file.prevalence.map(|prevalence| prevalence.0))),
        ("prevalenceBand", file.prevalence.map_or(Json::Nothing, |prevalence| Json::from(band(prevalence.band())))),
        ("firstSeen", moment(file.first_seen)),
        ("lastSeen", moment(file.last_seen)),
    ]
}

/// Where the file was seen, each place once, as lists of names, whole paths, devices and detection statuses.
pub fn places(file: &File) -> [(&'static str, Vec<String>); 4] {
    let seen = || file.sightings.iter();
    [
        ("names", distinct(seen().filter_map(|sighting| sighting.name.clone()))),
        ("paths", distinct(seen().filter_map(path))),
        ("devices", distinct(seen().filter_map(|sighting| sighting.device.clone()))),
        ("detections", distinct(seen().filter_map(|sighting| sighting.detection.clone()))),
    ]
}

/// The alerts among `sources` that the file comes from. Of one alert, all files are.
pub fn sources_of<'a>(file: &File, sources: &'a [Source<'a>]) -> Vec<&'a Source<'a>> {
    sources.iter().filter(|source| sources.len() == 1 || file.alerts.contains(&source.id)).collect()
}

/// A moment as ISO 8601 in UTC.
pub fn moment(moment: Option<Timestamp>) -> Json {
    moment.map_or(Json::Nothing, |moment| Json::Text(moment.to_iso8601()))
}

fn whole(number: Option<u64>) -> Json {
    number.map_or(Json::Nothing, |number| Json::Whole(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// The state of the truth table as a word for programs.
fn state(state: SignatureState) -> &'static str {
    match state {
        SignatureState::Valid => "valid",
        SignatureState::NotValid => "notValid",
        SignatureState::ValidityNotReported => "validityNotReported",
        SignatureState::NoValidSignature => "noValidSignature",
        SignatureState::NoSignerReported => "noSignerReported",
        SignatureState::ValidSignerNotNamed => "validSignerNotNamed",
    }
}

fn band(band: Band) -> &'static str {
    match band {
        Band::Rare => "rare",
        Band::Uncommon => "uncommon",
        Band::Common => "common",
    }
}
