//! The words of a file's card: labels, states, numbers and times as an analyst reads them.

use super::copy;
use crate::{
    display::grouped,
    evidence::{prevalence::Band, signature::SignatureState},
    export::hashes::HashKind,
    settings::Pivot,
    time::{Relative, Timestamp},
};

/// In place of signer, verdict and prevalence, where the alert's evidence names a file that Defender's list of the alert's
/// files does not have.
pub const ONLY_IN_EVIDENCE: &str = "Only in the evidence";
/// What that means.
pub const ONLY_IN_EVIDENCE_EXPLAINED: &str = "The alert's evidence names this file, and Defender's list of the alert's files does not: nothing else is known of it.";
/// The button that asks how the organisation knows a file, and the label of the answer.
pub const IN_ORGANISATION: &str = "In your organisation";
/// While Defender is asked.
pub const ASKING: &str = "asking Defender …";
/// Defender's answer to it.
pub const NOT_IN_ORGANISATION: &str = "not seen on any device in the last 30 days";
/// Before the names that a file goes by.
pub const KNOWN_AS: &str = "known as ";
/// What the picture of organisation and world shows.
pub const ORGANISATION_PICTURE: &str =
    "Above: devices of your organisation. Below: devices worldwide. From 1 to 16 million.";
/// Between the parts of a line.
pub const SEPARATOR: &str = " · ";
/// In place of a threat name, when Defender names none and its determination says nothing either.
pub const NO_THREAT: &str = "No threat named";
/// Beside an issuer or a certificate hash that come without a name.
pub const SIGNER_NOT_NAMED: &str = "signer not named";
/// Before the certificate's issuer.
pub const ISSUED_BY: &str = "issued by ";
/// Before a publisher that is the signer too.
pub const PUBLISHER: &str = "Publisher ";
/// Before a publisher that nobody vouches for: it differs from the signer, or there is none.
pub const CLAIMED_PUBLISHER: &str = "Claims to be from ";
/// Before the product that the file claims to belong to.
pub const PRODUCT: &str = "Product ";
/// A portable executable.
pub const PORTABLE_EXECUTABLE: &str = "PE";
/// Anything that Defender knows to be no portable executable.
pub const NOT_PORTABLE_EXECUTABLE: &str = "not PE";
/// Before the time of the first observation.
pub const FIRST_SEEN: &str = "First seen ";
/// Before the time of the last observation, after a first one.
pub const AND_LAST_SEEN: &str = ", last ";
/// Before the time of the last observation, alone.
pub const LAST_SEEN: &str = "Last seen ";
/// What the picture beside the numbers shows.
pub const PICTURE: &str = "Above: devices worldwide from 1 to 16 million, marks at 50 and 1,000. \
    Below: from first to last seen, now at the right, mark at 30 days.";

/// The accessible name of a card; `name` is the file's name or the beginning of a hash.
pub fn file(name: Option<&str>) -> String {
    match name {
        Some(name) => ["File ", name].concat(),
        None => "File without name or hash".to_owned(),
    }
}

/// The state of a signature in the words of the product's truth table.
pub fn signature(state: SignatureState) -> &'static str {
    match state {
        SignatureState::Valid => "Signature valid",
        SignatureState::NotValid => "Signature not valid",
        SignatureState::ValidityNotReported => "Signed, validity not reported",
        SignatureState::NoValidSignature => "No valid signature",
        SignatureState::NoSignerReported => "No signer reported",
        SignatureState::ValidSignerNotNamed => "Reported valid, signer not named",
    }
}

/// What a state leaves open, where the state alone could be misread.
pub fn signature_explained(state: SignatureState) -> Option<&'static str> {
    match state {
        SignatureState::NoValidSignature => Some("Defender does not say whether unsigned or invalid"),
        SignatureState::Valid
        | SignatureState::NotValid
        | SignatureState::ValidityNotReported
        | SignatureState::NoSignerReported
        | SignatureState::ValidSignerNotNamed => None,
    }
}

/// The band of a prevalence.
pub fn band(band: Band) -> &'static str {
    match band {
        Band::Rare => "rare",
        Band::Uncommon => "uncommon",
        Band::Common => "common",
    }
}

/// A prevalence, with what it counts: `1,316,463 worldwide`.
pub fn worldwide(devices: u64) -> String {
    grouped(devices) + " worldwide"
}

/// On how many of the organisation's devices a file was seen: `3 devices`.
pub fn organisation_devices(devices: Option<u64>) -> String {
    match devices {
        None => "number of devices not reported".to_owned(),
        Some(1) => "1 device".to_owned(),
        Some(devices) => grouped(devices) + " devices",
    }
}

/// The label of a hash.
pub fn label(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 | HashKind::Sha1 | HashKind::Md5 => copy::kind(kind),
        HashKind::SignerCertificate => "Signer cert",
    }
}

/// In how many of a job's alerts a file was found: `in 3 of 14 alerts`.
pub fn in_alerts(found: usize, of: usize) -> String {
    ["in ", &grouped(found as u64), " of ", &grouped(of as u64), if of == 1 { " alert" } else { " alerts" }].concat()
}

/// Where else the alert's evidence saw the file, folded: `2 more places`.
pub fn more_places(count: usize) -> String {
    grouped(count as u64) + if count == 1 { " more place" } else { " more places" }
}

/// The end of a list of places that was cut.
pub fn places_not_listed(count: usize) -> String {
    ["and ", &grouped(count as u64), " more, in the exports"].concat()
}

/// The exact size, for a tooltip: `740,544 bytes`.
pub fn exact_size(bytes: u64) -> String {
    grouped(bytes) + if bytes == 1 { " byte" } else { " bytes" }
}

/// How long before `now` something was, in its largest whole unit: `7 years ago`. A moment that has not come yet, on
/// this machine's clock, is written out.
pub fn ago(now: Timestamp, then: Timestamp) -> String {
    let (count, unit) = match then.relative(now) {
        Relative::InTheFuture => return then.utc_text(),
        Relative::JustNow => return "just now".to_owned(),
        Relative::Minutes(count) => (count, " minute"),
        Relative::Hours(count) => (count, " hour"),
        Relative::Days(count) => (count, " day"),
        Relative::Months(count) => (count, " month"),
        Relative::Years(count) => (count, " year"),
    };
    [count.to_string().as_str(), unit, if count == 1 { " ago" } else { "s ago" }].concat()
}

/// A page about a file.
pub fn pivot(pivot: Pivot) -> &'static str {
    match pivot {
        Pivot::Defender => "Defender",
        Pivot::VirusTotal => "VirusTotal",
        Pivot::MalwareBazaar => "MalwareBazaar",
        Pivot::HybridAnalysis => "Hybrid Analysis",
    }
}

/// The link to it: `Open in VirusTotal`.
pub fn open_in(to: Pivot) -> String {
    ["Open in ", pivot(to)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_their_largest_whole_unit() {
        const NOW: Timestamp = Timestamp(1_784_000_000_000);
        for (seconds, text) in [
            (0, "just now"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (86_400 * 29, "29 days ago"),
            (86_400 * 62, "2 months ago"),
            (86_400 * 365 * 8, "7 years ago"),
        ] {
            assert_eq!(ago(NOW, Timestamp(NOW.0 - seconds * 1_000)), text, "{seconds}");
        }
    }

    #[test]
    fn a_moment_ahead_of_this_clock_is_written_out() {
        assert_eq!(ago(Timestamp(0), Timestamp(951_782_400_000)), "2000-02-29 00:00:00 UTC");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(in_alerts(1, 1), "in 1 of 1 alert");
        assert_eq!(more_places(1), "1 more place");
        assert_eq!(exact_size(1), "1 byte");
        assert_eq!(worldwide(1_316_463), "1,316,463 worldwide");
    }
}
