//! HTTP as values: what is asked and what came back. Who sends it is a capability.

use std::{fmt, time::Duration};

use crate::{secret::AccessToken, time::Timestamp};

/// A request that the pure modules build and [`crate::capabilities::Fetch`] sends.
///
/// Every request is sent without cookies, without a referrer, without the HTTP cache, and a
/// redirect is an error.
#[derive(Debug)]
pub struct HttpRequest {
    /// Absolute `https` address on a host of [`crate::cloud`].
    pub url: String,
    /// What is sent.
    pub body: Body,
    /// How long until it counts as timed out, connecting and reading together.
    pub timeout: Duration,
    /// How many bytes of body are read before the answer counts as too large.
    pub max_bytes: usize,
}

/// The two kinds of requests that there are.
pub enum Body {
    /// A GET of the Defender API, with the analyst's delegated token.
    Get {
        /// Goes into `Authorization: Bearer`.
        bearer: AccessToken,
    },
    /// A POST of a form to the token endpoint; it may hold a code, a verifier or a refresh token.
    Form(Vec<(&'static str, String)>),
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Body::Get { .. } => f.write_str("Get([redacted])"),
            Body::Form(fields) => f.debug_list().entries(fields.iter().map(|(name, _)| name)).finish(),
        }
    }
}

/// An answer, with the few headers that mean something here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, unread.
    pub retry_after: Option<String>,
    /// `WWW-Authenticate`, unread.
    pub www_authenticate: Option<String>,
    /// The body as text.
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// No connection, a refused redirect, DNS, TLS, or a host blocked by policy: the browser does not tell which.
    Unreachable,
    /// Nothing, or not all, within [`HttpRequest::timeout`].
    TimedOut,
    /// More than [`HttpRequest::max_bytes`].
    TooLarge,
}

/// How long a `Retry-After` asks to wait, RFC 9110 section 10.2.3: seconds or a date, honoured up to an hour. One that is
/// unreadable, negative or past is a minute.
pub fn pause(retry_after: &str, now: Timestamp) -> Duration {
    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(3_600);
    let text = retry_after.trim();
    let asked = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Digits that overflow ask for more than the hour.
        Some(text.parse().map_or(HOUR, Duration::from_secs))
    } else {
        Timestamp::parse_http_date(text).filter(|until| *until > now).map(|until| until.since(now))
    };
    asked.unwrap_or(MINUTE).min(HOUR)
}
