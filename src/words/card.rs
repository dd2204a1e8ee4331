//! The words of a file's card: labels, states, numbers as an analyst reads them.

use super::{
    catalogue::{Text, counted, messages, number, said, text},
    copy,
};
use crate::{
    evidence::{File, hash_kind::HashKind, prevalence::Band, signature::SignatureState},
    settings::Pivot,
};

/// Between the parts of a line.
pub const SEPARATOR: &str = " · ";
/// Between names.
pub const COMMA: &str = ", ";

messages! { "card":
    only_in_evidence, only_in_evidence_explained, no_threat,
    signer_not_named, issued_by, publisher, claimed_publisher, product,
    portable_executable, not_portable_executable,
    first_and_last_seen, first_seen, last_seen, picture,
    mixed_scripts, in_organisation, asking, asked, not_in_organisation, known_as, organisation_picture,
}

/// The accessible name of a card; `name` is the file's name or the beginning of a hash.
pub fn file(name: Option<&str>) -> String {
    name.map_or_else(|| text("card_file_without_name").to_owned(), |name| said("card_file", &[name]))
}

/// The name of the control that selects a card; `name` as in [`file`].
pub fn select(name: Option<&str>) -> String {
    name.map_or_else(|| text("card_select_without_name").to_owned(), |name| said("card_select", &[name]))
}

/// The state of a signature in the words of the product's truth table.
pub fn signature(state: SignatureState) -> &'static Text {
    text(match state {
        SignatureState::Valid => "card_signature_valid",
        SignatureState::NotValid => "card_signature_not_valid",
        SignatureState::ValidityNotReported => "card_signature_validity_not_reported",
        SignatureState::NoValidSignature => "card_signature_no_valid",
        SignatureState::NoSignerReported => "card_signature_no_signer",
        SignatureState::ValidSignerNotNamed => "card_signature_signer_not_named",
    })
}

/// What a state leaves open, where the state alone could be misread.
pub fn signature_explained(state: SignatureState) -> Option<&'static Text> {
    (state == SignatureState::NoValidSignature).then(|| text("card_signature_no_valid_explained"))
}

/// The band of a prevalence.
pub fn band(band: Band) -> &'static Text {
    text(match band {
        Band::Rare => "card_rare",
        Band::Uncommon => "card_uncommon",
        Band::Common => "card_common",
    })
}

/// A prevalence, with what it counts: `1,316,463 worldwide`.
pub fn worldwide(devices: u64) -> String {
    said("card_worldwide", &[&number(devices)])
}

/// On how many of the organisation's devices a file was seen: `3 devices`.
pub fn organisation_devices(devices: Option<u64>) -> String {
    match devices {
        None => text("card_devices_not_reported").to_owned(),
        Some(devices) => counted("card_devices", devices, &[]),
    }
}

/// The label of a hash.
pub fn label(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 | HashKind::Sha1 | HashKind::Md5 => copy::kind(kind),
        HashKind::SignerCertificate => text("card_signer_certificate"),
    }
}

/// The words by which a card says what it was told of a file: a filter finds them as it finds names.
pub fn said_of(file: &File) -> Vec<&'static str> {
    let mut said: Vec<&str> = Vec::with_capacity(4);
    if file.verdict.threat.is_none() {
        said.push(no_threat());
    }
    if file.only_in_evidence {
        said.push(only_in_evidence());
        return said;
    }
    said.push(signature(file.signature.state()));
    said.extend(file.prevalence.map(|prevalence| &**band(prevalence.band())));
    said.extend(
        file.portable_executable.map(|is| if is { &**portable_executable() } else { not_portable_executable() }),
    );
    said
}

/// In how many of a job's alerts a file was found: `in 3 of 14 alerts`.
pub fn in_alerts(found: usize, of: usize) -> String {
    counted("card_in_alerts", of as u64, &[&number(found as u64)])
}

/// Where else the alert's evidence saw the file, folded: `2 more places`.
pub fn more_places(count: usize) -> String {
    counted("card_more_places", count as u64, &[])
}

/// The end of a list of places that was cut.
pub fn places_not_listed(count: usize) -> String {
    counted("card_places_not_listed", count as u64, &[])
}

/// A page about a file.
pub fn pivot(pivot: Pivot) -> &'static Text {
    text(match pivot {
        Pivot::Defender => "card_defender",
        Pivot::VirusTotal => "card_virustotal",
        Pivot::MalwareBazaar => "card_malwarebazaar",
        Pivot::HybridAnalysis => "card_hybrid_analysis",
    })
}

/// The link to it: `Open in VirusTotal`.
pub fn open_in(to: Pivot) -> String {
    said("card_open_in", &[pivot(to)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(in_alerts(1, 1), "in 1 of 1 alert");
        assert_eq!(more_places(1), "1 more place");
        assert_eq!(worldwide(1_316_463), "1,316,463 worldwide");
    }
}
