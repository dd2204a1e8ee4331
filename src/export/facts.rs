//! What is known of a file, fact by fact, under names that stay: the columns of the table, the fields of the objects.

use super::ticket::{AlertSource, path};
use crate::{
    evidence::{File, hash_kind::HashKind, prevalence::Band, signature::SignatureState},
    json::Json,
    time::Timestamp,
};

/// A fact's name and its value; [`Json::Nothing`] where it is not known.
pub type Fact = (&'static str, Json);

/// The facts that every format has, always all of them and in this order.
pub fn facts(file: &File) -> Vec<Fact> {
    let signature = &file.signature;
    let mut facts = Vec::new();
    let mut add = |name, value| facts.push((name, value));
    add("sha256", hash(HashKind::Sha256, file));
    add("sha1", hash(HashKind::Sha1, file));
    add("md5", hash(HashKind::Md5, file));
    add("size", whole(file.size));
    add("fileType", text(&file.file_type));
    add("portableExecutable", flag(file.portable_executable));
    add("threat", text(&file.verdict.threat));
    add("determination", text(&file.verdict.determination));
    // Of a file that Defender's list does not have, nothing is reported, neither good nor bad.
    add("signature", if file.only_in_evidence { Json::Nothing } else { Json::from(state(signature.state())) });
    add("certificateReportedValid", flag(signature.reported_valid));
    add("signer", text(&signature.signer));
    add("issuer", text(&signature.issuer));
    add("signerCertificateSha1", hash(HashKind::SignerCertificate, file));
    add("publisher", text(&file.publisher));
    add("product", text(&file.product));
    add("prevalence", whole(file.prevalence.map(|prevalence| prevalence.0)));
    add("prevalenceBand", file.prevalence.map_or(Json::Nothing, |prevalence| Json::from(band(prevalence.band()))));
    add("firstSeen", moment(file.first_seen));
    add("lastSeen", moment(file.last_seen));
    let here = file.in_organisation.as_ref();
    add("organisationDevices", whole(here.and_then(|here| here.devices)));
    add("organisationFirstSeen", moment(here.and_then(|here| here.first_seen)));
    add("organisationLastSeen", moment(here.and_then(|here| here.last_seen)));
    facts
}

/// The name of [`organisation_names`].
pub const ORGANISATION_NAMES: &str = "organisationNames";

/// The names that a file goes by in the organisation.
pub fn organisation_names(file: &File) -> &[String] {
    file.in_organisation.as_ref().map_or(&[], |here| &here.names)
}

/// The names of what [`places`] gives.
pub const PLACES: [&str; 4] = ["names", "paths", "devices", "detections"];

/// Where the file was seen, each place once, as lists of names, whole paths, devices and detection statuses.
pub fn places(file: &File) -> [Vec<String>; 4] {
    let mut places = [const { Vec::new() }; 4];
    for seen in &file.sightings {
        let told = [seen.name.clone(), path(seen), seen.device.clone(), seen.detection.clone()];
        for (place, told) in places.iter_mut().zip(told) {
            if let Some(told) = told.filter(|told| !place.contains(told)) {
                place.push(told);
            }
        }
    }
    places
}

/// The alerts among `sources` that the file comes from. Of one alert, all files are.
#[inline(never)]
pub fn sources_of<'a>(file: &File, sources: &'a [AlertSource<'a>]) -> Vec<&'a AlertSource<'a>> {
    sources.iter().filter(|source| sources.len() == 1 || file.alerts.contains(&source.id)).collect()
}

/// A text, if there is one.
#[inline(never)] // Asked for twenty facts of a file.
pub fn text(text: &Option<String>) -> Json {
    text.as_deref().map_or(Json::Nothing, Json::from)
}

#[inline(never)]
fn hash(kind: HashKind, file: &File) -> Json {
    kind.of(file).map_or(Json::Nothing, Json::Text)
}

fn flag(flag: Option<bool>) -> Json {
    flag.map_or(Json::Nothing, Json::Flag)
}

/// A moment as ISO 8601 in UTC.
#[inline(never)]
pub fn moment(moment: Option<Timestamp>) -> Json {
    moment.map_or(Json::Nothing, |moment| Json::Text(moment.to_iso8601()))
}

#[inline(never)]
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
