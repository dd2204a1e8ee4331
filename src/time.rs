//! Points in time, as Defender writes them and as analysts read them. No clock: now is a value.

use std::time::Duration;

use crate::json::{Json, Recorded};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// How far one moment lies before another, in the largest unit that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relative {
    /// A minute or more ahead: a clock is wrong.
    InTheFuture,
    /// Less than a minute to either side; clocks differ by that much.
    JustNow,
    /// 1 to 59.
    Minutes(u32),
    /// 1 to 23.
    Hours(u32),
    /// 1 to 29.
    Days(u32),
    /// 1 to 11, of the calendar.
    Months(u32),
    /// 1 and more, of the calendar.
    Years(u32),
}

impl Recorded for Timestamp {
    fn to_record(&self) -> Json {
        self.0.to_record()
    }

    fn from_record(record: &Json) -> Option<Self> {
        record.as_i64().map(Timestamp)
    }
}

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// This moment plus `duration`.
    pub fn plus(self, duration: Duration) -> Self {
        Timestamp(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; zero when it lies in the future.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Reads a date and time of day of ISO 8601, years 0001 to 9999, such as `2019-03-23T23:54:06.0135204Z`.
    ///
    /// Any number of fraction digits, cut to milliseconds; `Z` or a numeric offset. Without either it is UTC, for
    /// Defender writes nothing else.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        let mut rest = Cursor(text.as_bytes());
        let year = rest.number(4)?;
        rest.eat(b"-")?;
        let month = rest.number(2)?;
        rest.eat(b"-")?;
        let day = rest.number(2)?;
        rest.eat(b"Tt ")?;
        let hour = rest.number(2)?;
        rest.eat(b":")?;
        let minute = rest.number(2)?;
        let second = if rest.eat(b":").is_some() { rest.number(2)? } else { 0 };
        let fraction = if rest.eat(b".").is_some() { rest.fraction()? } else { 0 };
        let offset = rest.offset()?;
        rest.end()?;
        let moment = moment(year, month, day, hour, minute, second)?;
        Some(Timestamp(moment + fraction - offset))
    }

    /// Reads a date of an HTTP header in any of the three forms of RFC 9110 section 5.6.7.
    ///
    /// The oldest form has a year of two digits: 1970 to 2069.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let mut rest = Cursor(text.trim_ascii().as_bytes());
        rest.letters()?;
        let (year, month, day, time);
        if rest.eat(b",").is_some() {
            rest.eat(b" ")?;
            day = rest.number(2)?;
            let separator = rest.eat(b" -")?;
            month = rest.month()?;
            rest.eat(&[separator])?;
            year = if separator == b'-' { 1970 + (rest.number(2)? + 30) % 100 } else { rest.number(4)? };
            rest.eat(b" ")?;
            time = rest.time_of_day()?;
            rest.eat(b" ")?;
            (rest.letters()? == b"GMT").then_some(())?;
        } else {
            rest.eat(b" ")?;
            month = rest.month()?;
            rest.eat(b" ")?;
            day = if rest.eat(b" ").is_some() { rest.number(1)? } else { rest.number(2)? };
            rest.eat(b" ")?;
            time = rest.time_of_day()?;
            rest.eat(b" ")?;
            year = rest.number(4)?;
        }
        rest.end()?;
        let (hour, minute, second) = time;
        moment(year, month, day, hour, minute, second).map(Timestamp)
    }

    /// `2019-03-23T23:54:06Z`; what is below a second is cut.
    pub fn to_iso8601(self) -> String {
        self.print('T', "Z")
    }

    /// `2019-03-23 23:54:06 UTC`; what is below a second is cut.
    pub fn utc_text(self) -> String {
        self.print(' ', " UTC")
    }

    /// How long before `now` this was.
    pub fn relative(self, now: Timestamp) -> Relative {
        let passed = now.0.saturating_sub(self.0);
        let count = |unit: i64| u32::try_from(passed / unit).unwrap_or(u32::MAX);
        if passed <= -MINUTE {
            return Relative::InTheFuture;
        }
        if passed < MINUTE {
            return Relative::JustNow;
        }
        if passed < HOUR {
            return Relative::Minutes(count(MINUTE));
        }
        if passed < DAY {
            return Relative::Hours(count(HOUR));
        }
        if passed < 30 * DAY {
            return Relative::Days(count(DAY));
        }
        match self.whole_months(now) {
            // Thirty days from the first of a long month are not yet a month of the calendar.
            0 => Relative::Months(1),
            months @ 1..12 => Relative::Months(months),
            months => Relative::Years(months / 12),
        }
    }

    /// Months of the calendar (UTC) that are complete between this and a later moment.
    fn whole_months(self, later: Timestamp) -> u32 {
        let (from_year, from_month, from_day) = civil_from_days(self.0.div_euclid(DAY));
        let (to_year, to_month, to_day) = civil_from_days(later.0.div_euclid(DAY));
        let begun = (to_year - from_year) * 12 + to_month - from_month;
        let complete = (to_day, later.0.rem_euclid(DAY)) >= (from_day, self.0.rem_euclid(DAY));
        u32::try_from(if complete { begun } else { begun - 1 }).unwrap_or(0)
    }

    fn print(self, separator: char, zone: &str) -> String {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let time = self.0.rem_euclid(DAY);
        let mut text = String::with_capacity(24);
        push(&mut text, year, 1_000);
        text.push('-');
        push(&mut text, month, 10);
        text.push('-');
        push(&mut text, day, 10);
        text.push(separator);
        push(&mut text, time / HOUR, 10);
        text.push(':');
        push(&mut text, time % HOUR / MINUTE, 10);
        text.push(':');
        push(&mut text, time % MINUTE / SECOND, 10);
        text.push_str(zone);
        text
    }
}

/// Appends a number in decimal, with zeros in front down from the digit worth `first`.
fn push(text: &mut String, number: i64, first: i64) {
    // Years beyond 9999 come only from arithmetic, years below 0 likewise; both print without a panic.
    let number = number.unsigned_abs();
    let mut worth = first.unsigned_abs();
    while number / worth >= 10 {
        worth *= 10;
    }
    while worth > 0 {
        text.push(char::from(b'0' + (number / worth % 10) as u8));
        worth /= 10;
    }
}

/// Milliseconds since 1970 of a date and time in UTC, where there is such a date.
fn moment(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    // Second 60 is a leap second; it becomes the second after it.
    let exists = year >= 1 && (1..=days).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    exists.then(|| days_from_civil(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND)
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
///
/// The algorithm `days_from_civil` of Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in
/// March, so that the leap day is the last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day; `civil_from_days` of the same source.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// What of a text is not read yet.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    /// Takes exactly `length` digits.
    fn number(&mut self, length: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(length)?;
        let mut number = 0;
        for digit in digits {
            number = number * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        self.0 = rest;
        Some(number)
    }

    /// Takes one byte when it is one of these.
    fn eat(&mut self, any_of: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        any_of.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    /// Takes at least one digit after the point; milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let worth = [100, 10, 1];
        (length > 0).then(|| digits.iter().zip(worth).map(|(digit, worth)| i64::from(digit - b'0') * worth).sum())
    }

    /// Takes the zone; milliseconds ahead of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.eat(b"Zz+-") {
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) | None => return Some(0),
        };
        let hours = self.number(2)?;
        self.eat(b":");
        let minutes = self.number(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * HOUR + minutes * MINUTE))
    }

    /// Takes at least one letter.
    fn letters(&mut self) -> Option<&'a [u8]> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (letters, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        (length > 0).then_some(letters)
    }

    /// Takes the three letters of a month.
    fn month(&mut self) -> Option<i64> {
        let letters = self.letters()?;
        let months = b"JanFebMarAprMayJunJulAugSepOctNovDec".chunks_exact(3);
        months.zip(1..).find(|(name, _)| *name == letters).map(|(_, month)| month)
    }

    /// Takes `08:49:37`.
    fn time_of_day(&mut self) -> Option<(i64, i64, i64)> {
        let hour = self.number(2)?;
        self.eat(b":")?;
        let minute = self.number(2)?;
        self.eat(b":")?;
        Some((hour, minute, self.number(2)?))
    }

    /// Nothing is left.
    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_iso8601(text).expect(text)
    }

    #[test]
    fn fractions_of_any_length_are_cut_to_milliseconds() {
        for (text, milliseconds) in [
            ("2019-03-23T23:54:06Z", 1_553_385_246_000),
            ("2019-03-23T23:54:06.0Z", 1_553_385_246_000),
            ("2019-03-23T23:54:06.57Z", 1_553_385_246_570),
            ("2019-03-23T23:54:06.116Z", 1_553_385_246_116),
            ("2019-03-23T23:54:06.35743Z", 1_553_385_246_357),
            ("2019-03-23T23:54:06.608421Z", 1_553_385_246_608),
            ("2019-03-23T23:54:06.0135204Z", 1_553_385_246_013),
            ("2019-03-23T23:54:06.013520499999999999999999999Z", 1_553_385_246_013),
            ("2019-03-23t23:54:06z", 1_553_385_246_000),
            ("2019-03-23 23:54:06", 1_553_385_246_000),
            ("2019-03-23T23:54Z", 1_553_385_240_000),
            ("1970-01-01T00:00:00.0Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
        ] {
            assert_eq!(Timestamp::parse_iso8601(text), Some(Timestamp(milliseconds)), "{text}");
        }
    }

    #[test]
    fn numeric_offsets_are_the_same_moment_in_utc() {
        for text in [
            "2019-03-24T00:54:06+01:00",
            "2019-03-24T00:54:06+0100",
            "2019-03-23T18:24:06-05:30",
            "2019-03-23T23:54:06-00:00",
        ] {
            assert_eq!(at(text), at("2019-03-23T23:54:06Z"), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "Z",
            "2019-03-23",
            "2019-03-23T",
            "2019-13-01T00:00:00Z",
            "2019-00-01T00:00:00Z",
            "2019-04-31T00:00:00Z",
            "2019-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2019-01-00T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2019-03-23T24:00:00Z",
            "2019-03-23T23:60:00Z",
            "2019-03-23T23:54:61Z",
            "2019-03-23T23:54:06.Z",
            "2019-03-23T23:54:06+1:00",
            "2019-03-23T23:54:06+24:00",
            "2019-03-23T23:54:06Z ",
            "2019-03-23T23:54:06ZZ",
            "+2019-03-23T23:54:06Z",
            "12019-03-23T23:54:06Z",
            "２０１９-03-23T23:54:06Z",
            "Invalid date",
        ] {
            assert_eq!(Timestamp::parse_iso8601(text), None, "{text}");
        }
    }

    #[test]
    fn leap_years_and_the_ends_of_the_calendar_print_as_they_were_read() {
        for text in [
            "0001-01-01T00:00:00Z",
            "1600-02-29T12:00:00Z",
            "1999-12-31T23:59:59Z",
            "2000-02-29T00:00:00Z",
            "2024-02-29T23:59:59Z",
            "2024-03-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            assert_eq!(at(text).to_iso8601(), text);
        }
    }

    #[test]
    fn a_leap_second_is_the_second_after_it() {
        assert_eq!(at("2016-12-31T23:59:60Z"), at("2017-01-01T00:00:00Z"));
    }

    #[test]
    fn analysts_read_utc() {
        assert_eq!(at("2019-03-23T23:54:06.0135204Z").utc_text(), "2019-03-23 23:54:06 UTC");
    }

    #[test]
    fn moments_beyond_the_calendar_print_without_a_panic() {
        for milliseconds in [i64::MIN, -62_135_596_800_001, 253_402_300_800_000, i64::MAX] {
            assert!(Timestamp(milliseconds).to_iso8601().ends_with('Z'), "{milliseconds}");
            Timestamp(milliseconds).relative(Timestamp(0));
            Timestamp(0).relative(Timestamp(milliseconds));
        }
    }

    #[test]
    fn the_three_forms_of_http_dates_are_one_moment() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(Timestamp::parse_http_date(text), Some(at("1994-11-06T08:49:37Z")), "{text}");
        }
        assert_eq!(Timestamp::parse_http_date("Friday, 06-Nov-26 08:49:37 GMT"), Some(at("2026-11-06T08:49:37Z")));
    }

    #[test]
    fn what_is_no_date_of_http_is_refused() {
        for text in [
            "",
            "120",
            "soon",
            "Sun, 06 Nov 1994",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06-Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun Nov 06 08:49:37 94",
        ] {
            assert_eq!(Timestamp::parse_http_date(text), None, "{text}");
        }
    }

    #[test]
    fn relative_time_is_in_the_largest_unit_that_is_not_zero() {
        let now = at("2026-03-15T12:00:00Z");
        for (text, expected) in [
            ("2026-03-15T12:01:00Z", Relative::InTheFuture),
            ("9999-12-31T23:59:59Z", Relative::InTheFuture),
            ("2026-03-15T12:00:59Z", Relative::JustNow),
            ("2026-03-15T12:00:00Z", Relative::JustNow),
            ("2026-03-15T11:59:01Z", Relative::JustNow),
            ("2026-03-15T11:59:00Z", Relative::Minutes(1)),
            ("2026-03-15T11:00:01Z", Relative::Minutes(59)),
            ("2026-03-15T11:00:00Z", Relative::Hours(1)),
            ("2026-03-14T12:00:01Z", Relative::Hours(23)),
            ("2026-03-14T12:00:00Z", Relative::Days(1)),
            ("2026-02-13T12:00:01Z", Relative::Days(29)),
            ("2026-02-13T12:00:00Z", Relative::Months(1)),
            ("2026-01-15T12:00:01Z", Relative::Months(1)),
            ("2026-01-15T12:00:00Z", Relative::Months(2)),
            ("2025-03-15T12:00:01Z", Relative::Months(11)),
            ("2025-03-15T12:00:00Z", Relative::Years(1)),
            ("2019-03-23T23:54:06Z", Relative::Years(6)),
            ("0001-01-01T00:00:00Z", Relative::Years(2025)),
        ] {
            assert_eq!(at(text).relative(now), expected, "{text}");
        }
        // Thirty days, and still the same month of the calendar.
        assert_eq!(at("2026-01-01T00:00:00Z").relative(at("2026-01-31T00:00:00Z")), Relative::Months(1));
    }

    proptest! {
        #[test]
        fn every_second_of_the_calendar_is_read_as_it_prints(second in -62_135_596_800_i64..253_402_300_800) {
            let moment = Timestamp(second * SECOND);
            prop_assert_eq!(Timestamp::parse_iso8601(&moment.to_iso8601()), Some(moment));
        }

        #[test]
        fn no_text_panics(text in "[0-9TZ:. +-]{0,40}|\\PC{0,40}") {
            let _ = Timestamp::parse_iso8601(&text);
            let _ = Timestamp::parse_http_date(&text);
        }
    }
}
