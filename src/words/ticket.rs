//! The labels of the ticket text, and what it says of signatures.

use crate::{
    display,
    evidence::{
        organisation::InOrganisation,
        prevalence::{Band, Prevalence},
        signature::SignatureState,
    },
    words::card,
};

/// The alert's id.
pub const ALERT_ID: &str = "Alert id";
/// Where the alert opens, in its tenant.
pub const LINK: &str = "Link";
/// Its severity.
pub const SEVERITY: &str = "Severity";
/// The device it was raised on.
pub const DEVICE: &str = "Device";
/// When it was raised.
pub const RAISED: &str = "Raised";
/// When the files were looked up; prevalence changes from hour to hour.
pub const AS_OF: &str = "As of";
/// How many files, and what is wrong with them.
pub const FILES: &str = "Files";
/// A file's names.
pub const NAME: &str = "Name";
/// Where it was seen.
pub const PATH: &str = "Path";
/// Which devices it was seen on, where these are not the alert's.
pub const SEEN_ON: &str = "Seen on";
/// Which alerts it was found in, where there are several.
pub const FOUND_IN: &str = "Found in";
/// Its size.
pub const SIZE: &str = "Size";
/// Who signed it.
pub const SIGNER: &str = "Signer";
/// What Defender says of the signature.
pub const SIGNATURE: &str = "Signature";
/// Where a file is known from, if not from Defender's list of the alert's files.
pub const SOURCE: &str = "Source";
/// The alert's evidence.
pub const EVIDENCE_ALONE: &str = "the alert's evidence alone";
/// The threat that Defender names.
pub const THREAT: &str = "Threat";
/// On how many devices worldwide.
pub const PREVALENCE: &str = "Prevalence";
/// When it was first seen worldwide.
pub const FIRST_SEEN: &str = "First seen";
/// How the organisation knows it.
pub const IN_ORGANISATION: &str = "In organisation";
/// Signed by somebody whom Defender does not name.
pub const NOT_NAMED: &str = "not named";
/// An alert without files.
pub const NO_FILES: &str = "none";

/// Before an alert's title: "Alert", or "Alert 2 of 3".
pub fn alert(number: usize, of: usize) -> String {
    numbered("Alert", number, of)
}

/// Above a file's rows: "File", or "File 2 of 3".
pub fn file(number: usize, of: usize) -> String {
    numbered("File", number, of)
}

fn numbered(what: &str, number: usize, of: usize) -> String {
    if of == 1 { what.to_owned() } else { format!("{what} {number} of {of}") }
}

/// "6 (1 with a threat named, 2 with a signature that is not valid)".
pub fn file_count(files: usize, threats: usize, not_valid: usize) -> String {
    let mut findings = Vec::new();
    if threats > 0 {
        findings.push(format!("{threats} with a threat named"));
    }
    if not_valid > 0 {
        findings.push(format!("{not_valid} with a signature that is not valid"));
    }
    if findings.is_empty() { files.to_string() } else { format!("{files} ({})", findings.join(", ")) }
}

/// What stands behind [`SIGNATURE`].
pub fn signature(state: SignatureState) -> &'static str {
    match state {
        SignatureState::Valid => "valid",
        SignatureState::NotValid => "not valid",
        SignatureState::ValidityNotReported => "signed, validity not reported",
        SignatureState::NoValidSignature => "no valid signature (Defender does not say whether unsigned or invalid)",
        SignatureState::NoSignerReported => "no signer reported",
        SignatureState::ValidSignerNotNamed => "reported valid, signer not named",
    }
}

/// "723 KB (740,544 bytes)", or "42 bytes".
pub fn size(bytes: u64) -> String {
    let rounded = display::bytes(bytes);
    if bytes < 1024 { rounded } else { format!("{rounded} ({} bytes)", display::grouped(bytes)) }
}

/// "29 devices worldwide (rare)".
pub fn prevalence(prevalence: Prevalence) -> String {
    let devices = if prevalence.0 == 1 { "device" } else { "devices" };
    let band = match prevalence.band() {
        Band::Rare => "rare",
        Band::Uncommon => "uncommon",
        Band::Common => "common",
    };
    format!("{} {devices} worldwide ({band})", display::grouped(prevalence.0))
}

/// "3 devices in the last 30 days, first seen 2026-01-02 03:04:05 UTC, last seen 2026-01-03 03:04:05 UTC".
pub fn in_organisation(here: &InOrganisation) -> String {
    if here.devices == Some(0) {
        return "not seen in the last 30 days".to_owned();
    }
    let mut said = card::organisation_devices(here.devices) + " in the last 30 days";
    for (word, moment) in [(", first seen ", here.first_seen), (", last seen ", here.last_seen)] {
        if let Some(moment) = moment {
            said.push_str(word);
            said.push_str(&moment.utc_text());
        }
    }
    said
}
