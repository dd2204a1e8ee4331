//! How far this computer's clock is from Entra's.

use crate::{http::HttpResponse, time::Timestamp};

/// This computer's clock against the server's `Date`, to the second; the time on the way counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockSkew {
    /// Seconds that this computer is ahead.
    Ahead(u64),
    /// Seconds that this computer is behind, 0 if it is not.
    Behind(u64),
}

impl ClockSkew {
    /// Reads the `Date` of an answer received at `now`; `None` if it has none that can be read.
    pub fn of(response: &HttpResponse, now: Timestamp) -> Option<Self> {
        let date = Timestamp::parse_http_date(response.date.as_deref()?)?;
        Some(if now > date {
            ClockSkew::Ahead(now.since(date).as_secs())
        } else {
            ClockSkew::Behind(date.since(now).as_secs())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_an_answer_tells_a_wrong_clock() {
        let check = |date: Option<&str>, expected| {
            let response = HttpResponse { date: date.map(str::to_owned), ..HttpResponse::default() };
            // 1994-11-06T10:49:37Z.
            assert_eq!(ClockSkew::of(&response, Timestamp(784_118_977_000)), expected, "{date:?}");
        };
        check(Some("Sun, 06 Nov 1994 08:49:37 GMT"), Some(ClockSkew::Ahead(7200)));
        check(Some("Sun, 06 Nov 1994 10:49:37 GMT"), Some(ClockSkew::Behind(0)));
        check(Some("Sun, 06 Nov 1994 12:49:37 GMT"), Some(ClockSkew::Behind(7200)));
        check(Some("yesterday"), None);
        check(None, None);
    }
}
