//! The words of a file's card: labels, states, numbers and times as an analyst reads them.

use crate::{
    export::hashes::HashKind,
    evidence::{prevalence::Band, signature::SignatureState},
    time::Timestamp,
};

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

/// Label of a SHA-256.
pub fn hash_label(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 => "SHA-256",
        HashKind::Sha1 => "SHA-1",
        HashKind::Md5 => "MD5",
        HashKind::SignerCertificate => "Signer cert",
    }
}

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

/// Bytes as a file manager writes them, in steps of 1,024: `723 KB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 7] = [" bytes", " KB", " MB", " GB", " TB", " PB", " EB"];
    let mut unit = 0;
    let mut scale: u64 = 1;
    while bytes / scale >= 1_024 {
        scale <<= 10;
        unit += 1;
    }
    if bytes == 1 {
        return "1 byte".to_owned();
    }
    let whole = bytes / scale;
    // The remainder is under 2^60, so ten times it still fits.
    let tenth = bytes % scale * 10 / scale;
    match tenth {
        1..=9 if whole < 10 => [&whole.to_string(), ".", &tenth.to_string(), UNITS[unit]].concat(),
        _ => grouped(whole) + UNITS[unit],
    }
}

/// The exact size, for a tooltip: `740,544 bytes`.
pub fn exact_size(bytes: u64) -> String {
    grouped(bytes) + if bytes == 1 { " byte" } else { " bytes" }
}

/// A number with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How long before `now` something was, in its largest whole unit: `7 years ago`. A moment that has not come yet, on
/// this machine's clock, is written out.
pub fn ago(now: Timestamp, then: Timestamp) -> String {
    const UNITS: [(u64, &str); 5] =
        [(31_557_600, " year"), (2_629_800, " month"), (86_400, " day"), (3_600, " hour"), (60, " minute")];
    if then > now {
        return utc(then);
    }
    let seconds = now.since(then).as_secs();
    for (length, unit) in UNITS {
        let count = seconds / length;
        if count > 0 {
            return [grouped(count).as_str(), unit, if count == 1 { " ago" } else { "s ago" }].concat();
        }
    }
    "just now".to_owned()
}

/// A moment for people: `2019-03-23 23:54:06 UTC`.
pub fn utc(moment: Timestamp) -> String {
    let (date, time) = date_and_time(moment);
    [&date, " ", &time, " UTC"].concat()
}

/// A moment for the `datetime` attribute: `2019-03-23T23:54:06Z`.
pub fn iso(moment: Timestamp) -> String {
    let (date, time) = date_and_time(moment);
    [&date, "T", &time, "Z"].concat()
}

fn date_and_time(moment: Timestamp) -> (String, String) {
    const DAY: i64 = 86_400;
    let seconds = moment.0.div_euclid(1_000);
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let year = year.to_string();
    let year = ["0".repeat(4_usize.saturating_sub(year.len())), year].concat();
    ([year, two(month), two(day)].join("-"), [two(second / 3_600), two(second / 60 % 60), two(second % 60)].join(":"))
}

fn two(number: i64) -> String {
    let text = number.to_string();
    if text.len() < 2 { ["0", &text].concat() } else { text }
}

/// Year, month and day of a count of days since 1970-01-01 in the proleptic Gregorian calendar
/// (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_784_000_000_000);

    #[test]
    fn thousands_are_separated_from_the_right() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_316_463, "1,316,463")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn sizes_read_as_in_a_file_manager() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1_023, "1,023 bytes"),
            (1_024, "1 KB"),
            (1_536, "1.5 KB"),
            (113_984, "111 KB"),
            (740_544, "723 KB"),
            (1_048_575, "1,023 KB"),
            (22_139_496, "21 MB"),
            (u64::MAX, "15 EB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
    }

    #[test]
    fn ages_are_told_in_their_largest_whole_unit() {
        for (seconds, text) in [
            (0, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (86_400 * 29, "29 days ago"),
            (86_400 * 31, "1 month ago"),
            (86_400 * 366, "1 year ago"),
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
    fn moments_are_exact_to_the_second() {
        for (moment, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_553_385_246_013, "2019-03-23T23:54:06Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(iso(Timestamp(moment)), text);
        }
    }

    #[test]
    fn even_a_senseless_moment_is_printed_without_a_panic() {
        for moment in [i64::MIN, i64::MAX] {
            assert!(utc(Timestamp(moment)).ends_with(" UTC"));
        }
    }
}
