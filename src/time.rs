//! Points in time, as Defender writes them and as analysts read them. No clock: now is a value.

use std::time::Duration;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment plus `duration`.
    pub fn plus(self, duration: Duration) -> Self {
        Timestamp(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; zero when it lies in the future.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// `2019-03-23T23:54:06Z`; fractions of a second are cut.
    pub fn to_iso8601(self) -> String {
        let seconds = self.0.div_euclid(1_000);
        let (year, month, day) = civil(seconds.div_euclid(86_400));
        let of_day = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// `2019-03-23 23:54:06 UTC`, for people.
    pub fn utc_text(self) -> String {
        self.to_iso8601().replace('T', " ").replace('Z', " UTC")
    }

    /// Reads the one form of date that HTTP senders may write, RFC 9110 section 5.6.7:
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub fn parse_http_date(text: &str) -> Option<Timestamp> {
        const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
        let (_, date) = text.trim().split_once(", ")?;
        let bytes = date.as_bytes();
        if !date.is_ascii() || bytes.len() != 24 || !date.ends_with(" GMT") {
            return None;
        }
        let number = |from: usize, to: usize| {
            let digits = &date[from..to];
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
        };
        let separators = [(2, b' '), (6, b' '), (11, b' '), (14, b':'), (17, b':')];
        if separators.iter().any(|&(at, separator)| bytes[at] != separator) {
            return None;
        }
        let month = MONTHS.find(&date[3..6]).filter(|at| at % 3 == 0)? as i64 / 3 + 1;
        let (day, year) = (number(0, 2)?, number(7, 11)?);
        let (hour, minute, second) = (number(12, 14)?, number(15, 17)?, number(18, 20)?);
        if civil(days(year, month, day)) != (year, month, day) || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        Some(Timestamp((days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000))
    }
}

/// Year, month and day of a number of days since 1970-01-01, proleptic Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 0000-03-01, so that the leap day ends a year and an era of 400 years has 146,097 days.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// Days since 1970-01-01, the inverse of [`civil`].
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * from_march + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_prints_as_utc() {
        assert_eq!(Timestamp(1_553_385_246_013).to_iso8601(), "2019-03-23T23:54:06Z");
        assert_eq!(Timestamp(1_553_385_246_013).utc_text(), "2019-03-23 23:54:06 UTC");
        assert_eq!(Timestamp(-1).utc_text(), "1969-12-31 23:59:59 UTC");
    }

    #[test]
    fn the_date_of_an_http_header_is_read_and_nothing_like_it() {
        assert_eq!(Timestamp::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Timestamp(784_111_777_000)));
        for text in
            ["", "soon", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT"]
        {
            assert_eq!(Timestamp::parse_http_date(text), None, "{text}");
        }
    }
}
