//! The server's clock, which tests can move, and Microsoft's spelling of a moment.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time of day plus what a test has added to it.
pub struct Clock {
    /// When the server started. Ages in fixtures count from here, so that two answers tell the same dates.
    pub started: Moment,
    added_milliseconds: AtomicI64,
}

impl Clock {
    /// A clock that shows the time of day.
    pub fn start() -> Clock {
        Clock { started: time_of_day(), added_milliseconds: AtomicI64::default() }
    }

    /// Now.
    pub fn now(&self) -> Moment {
        Moment(time_of_day().0.saturating_add_signed(self.added_milliseconds.load(Ordering::SeqCst)))
    }

    /// Moves the clock forward.
    pub fn advance(&self, duration: Duration) {
        self.added_milliseconds.fetch_add(milliseconds(duration), Ordering::SeqCst);
    }

    /// Moves the clock back.
    pub fn set_back(&self, duration: Duration) {
        self.added_milliseconds.fetch_sub(milliseconds(duration), Ordering::SeqCst);
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).expect("a duration of fewer than 200 million years")
}

fn time_of_day() -> Moment {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock set after 1970");
    Moment(u64::try_from(elapsed.as_millis()).expect("a clock set before the year 500 million"))
}

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    /// Whole seconds since 1970-01-01T00:00:00Z, the unit of JWT claims.
    pub fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// How long ago `earlier` was; zero when it lies in the future.
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// This moment less `duration`.
    pub fn minus(self, duration: Duration) -> Moment {
        Moment(self.0.saturating_sub(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)))
    }

    /// ISO 8601 in UTC with seven fractional digits, as the Defender API writes it.
    pub fn to_iso(self) -> String {
        let (year, month, day) = civil_date(self.seconds() / 86_400);
        let second_of_day = self.seconds() % 86_400;
        let (hour, minute, second) = (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
        // The digits below the millisecond are made up: the API shows 100 ns and a clock never ends in 0000.
        let fraction = self.0 % 1000 * 10_000 + 4_831;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:07}Z")
    }

    /// The moment as the HTTP header `Date` spells it.
    pub fn to_http_date(self) -> String {
        const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let days = self.seconds() / 86_400;
        let (year, month, day) = civil_date(days);
        let weekday = WEEKDAYS[usize::try_from(days % 7).expect("a number under 7")];
        let month = MONTHS[usize::try_from(month - 1).expect("a number under 12")];
        let second_of_day = self.seconds() % 86_400;
        let (hour, minute, second) = (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
    }
}

/// The year, month and day of a number of days since 1970-01-01, in the proleptic Gregorian calendar.
fn civil_date(days: u64) -> (u64, u64, u64) {
    // Years are counted from March, so that a leap day is the last day of its year.
    let from_year_zero = days + 719_468;
    let (era, day_of_era) = (from_year_zero / 146_097, from_year_zero % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}
