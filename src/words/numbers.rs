//! Numbers, sizes and ages for people.

use super::{
    catalogue::{self, counted, numbers, said, text},
    language::Unit,
};
use crate::time::{Relative, Timestamp};

pub use catalogue::number;

/// `723 KB`: three digits, cut and not rounded, 1 KB being 1,024 bytes, as Windows Explorer's properties show it.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = [
        "numbers_kilobytes",
        "numbers_megabytes",
        "numbers_gigabytes",
        "numbers_terabytes",
        "numbers_petabytes",
        "numbers_exabytes",
    ];
    if bytes < 1024 {
        return exact_size(bytes);
    }
    let unit = (bytes.ilog2() / 10).min(6);
    let scale = 1_u64 << (10 * unit);
    let digits = match bytes / scale {
        0..10 => 2,
        10..100 => 1,
        100.. => 0,
    };
    // Below 2^70, so hundredths of the largest unit need 128 bits; what is cut of them is no larger than 1,023.99.
    let power = 10_u32.pow(u32::from(digits));
    let cut = (u128::from(bytes) * u128::from(power) / u128::from(scale)) as u32;
    said(UNITS[unit as usize - 1], &[&numbers().decimal(f64::from(cut) / f64::from(power), digits)])
}

/// `740,544 bytes`.
pub fn exact_size(bytes: u64) -> String {
    counted("numbers_bytes", bytes, &[])
}

/// `2 minutes`.
pub fn minutes(count: u64) -> String {
    counted("numbers_minutes", count, &[])
}

/// How long before `now` something was, in its largest whole unit: `7 years ago`. A moment that has not come yet, on
/// this machine's clock, is written out.
pub fn ago(now: Timestamp, then: Timestamp) -> String {
    let (count, unit) = match then.relative(now) {
        Relative::InTheFuture => return then.utc_text(),
        Relative::JustNow => return text("numbers_just_now").to_owned(),
        Relative::Minutes(count) => (count, Unit::Minute),
        Relative::Hours(count) => (count, Unit::Hour),
        Relative::Days(count) => (count, Unit::Day),
        Relative::Months(count) => (count, Unit::Month),
        Relative::Years(count) => (count, Unit::Year),
    };
    numbers().ago(count, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_in_the_properties_of_explorer() {
        for (number, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1_023, "1,023 bytes"),
            (1_024, "1.00 KB"),
            (23_506, "22.9 KB"),
            (113_984, "111 KB"),
            (740_544, "723 KB"),
            (1_048_575, "1023 KB"),
            (22_139_496, "21.1 MB"),
            (2_400_016, "2.28 MB"),
            (u64::MAX, "15.9 EB"),
        ] {
            assert_eq!(size(number), text);
        }
    }

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
}
