//! What a language has to know to speak the catalogue: English by hand, any other by the browser.

/// What speaks a language.
pub trait Language {
    /// What the catalogue has under this name, `$1` to `$9` as they stand there; empty if it has nothing.
    fn message(&self, name: &str) -> String;
    /// How the language writes numbers.
    fn numbers(&self) -> &dyn Numbers;
}

/// How a language writes numbers, and what depends on them.
pub trait Numbers {
    /// `1,316,463`.
    fn number(&self, number: u64) -> String;
    /// `2.28`: so many digits behind the point, none of them left out, nothing grouped.
    fn decimal(&self, number: f64, digits: u8) -> String;
    /// The category of a count in Unicode's rules of plurals: `one`, `few`, `other` …
    fn plural(&self, count: u64) -> String;
    /// `7 years ago`.
    fn ago(&self, count: u32, unit: Unit) -> String;
}

/// What an age is counted in. The names are those of ECMAScript's `Intl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
    /// Of the calendar.
    Month,
    /// Of the calendar.
    Year,
}

impl Unit {
    /// As `Intl` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::Month => "month",
            Unit::Year => "year",
        }
    }
}
