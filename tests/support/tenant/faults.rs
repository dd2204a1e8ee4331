//! Scripted faults: what the network, a proxy or Microsoft can do to the next requests.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::watch;

use super::hosts;
use super::record::RecordedRequest;

/// What happens to which requests, and how often.
#[derive(Clone, Debug)]
pub struct Fault {
    target: Target,
    path_part: String,
    path_end: String,
    action: Action,
    times: Option<u32>,
}

#[derive(Clone, Debug)]
enum Target {
    Api,
    Token,
    Authorize,
    Host(String),
}

/// What happens instead of, or to, the real answer.
#[derive(Clone, Debug)]
pub enum Action {
    /// Another answer in its place.
    Respond(Answer),
    /// The real answer, so much later.
    Delay(Duration),
    /// The real answer, once the gate is open.
    Hold(Gate),
    /// No answer, the connection stays open.
    Hang,
    /// The connection is closed before the first byte of an answer.
    Close,
    /// The real answer breaks off after half of its body.
    Truncate,
    /// The real answer, one byte after each pause.
    Trickle(Duration),
    /// Status 200 and a JSON array that goes on for so many bytes.
    Endless(u64),
    /// Entra sends the browser back with `error` and the AADSTS number in its description. Authorize only.
    SignInError {
        /// The OAuth error, such as `consent_required`.
        error: &'static str,
        /// The number behind `AADSTS`.
        number: u32,
    },
}

/// Holds answers back until a test lets them go. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate(watch::Sender<bool>);

impl Gate {
    /// A gate that nothing passes yet.
    pub fn closed() -> Gate {
        Gate(watch::Sender::new(false))
    }

    /// Lets everything pass, now and from now on.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Waits until the gate is open.
    pub(super) async fn opened(&self) {
        self.0.subscribe().wait_for(|open| *open).await.expect("this gate is its own sender");
    }
}

/// A whole answer, made up by the test.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers in their order.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Fault {
    /// A fault of the Defender API, once.
    pub fn api(action: Action) -> Fault {
        Fault::at(Target::Api, action)
    }

    /// A fault of Entra's token endpoint, once.
    pub fn token(action: Action) -> Fault {
        Fault::at(Target::Token, action)
    }

    /// A fault of Entra's authorize endpoint, once.
    pub fn authorize(action: Action) -> Fault {
        Fault::at(Target::Authorize, action)
    }

    /// A fault of every address of a host, once.
    pub fn host(host: &str, action: Action) -> Fault {
        Fault::at(Target::Host(host.to_owned()), action)
    }

    /// Only requests whose path contains `part`.
    pub fn on_path(mut self, part: &str) -> Fault {
        part.clone_into(&mut self.path_part);
        self
    }

    /// Only requests whose path ends with `end`: an alert without its files.
    pub fn on_path_ending(mut self, end: &str) -> Fault {
        end.clone_into(&mut self.path_end);
        self
    }

    /// The next `times` requests that match.
    pub fn times(mut self, times: u32) -> Fault {
        self.times = Some(times);
        self
    }

    /// Every request that matches, until the faults are cleared.
    pub fn always(mut self) -> Fault {
        self.times = None;
        self
    }

    fn at(target: Target, action: Action) -> Fault {
        Fault { target, path_part: String::new(), path_end: String::new(), action, times: Some(1) }
    }

    fn matches(&self, request: &RecordedRequest) -> bool {
        let at_target = match &self.target {
            Target::Api => hosts::is_api(&request.host),
            Target::Token => hosts::is_sign_in(&request.host) && request.path.ends_with("/token"),
            Target::Authorize => hosts::is_sign_in(&request.host) && request.path.ends_with("/authorize"),
            Target::Host(host) => *host == request.host,
        };
        let on_path = request.path.contains(&self.path_part) && request.path.ends_with(&self.path_end);
        at_target && on_path && self.times != Some(0)
    }
}

impl Answer {
    /// A JSON answer with that status; `body` need not be valid.
    pub fn json(status: u16, body: &str) -> Answer {
        Answer {
            status,
            headers: vec![("content-type", "application/json; odata.metadata=minimal".to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    /// An error of the Defender API with that status and code, in the documented shape.
    pub fn api_error(status: u16, code: &str) -> Answer {
        let target = CORRELATION_ID;
        let body = format!(r#"{{"error":{{"code":"{code}","message":"Simulated {code}.","target":"{target}"}}}}"#);
        Answer::json(status, &body)
    }

    /// The 429 of the Defender API with that `Retry-After`, whatever it says.
    pub fn too_many_requests(retry_after: &str) -> Answer {
        Answer::api_error(429, "429").with_header("retry-after", retry_after)
    }

    /// An error of Entra's token endpoint.
    pub fn token_error(error: &str, number: u32, suberror: Option<&str>) -> Answer {
        let suberror = suberror.map_or_else(String::new, |name| format!(r#","suberror":"{name}""#));
        Answer::json(
            400,
            &format!(
                r#"{{"error":"{error}","error_description":"AADSTS{number}: Simulated. Trace ID: {TRACE_ID} Correlation ID: {CORRELATION_ID}","error_codes":[{number}],"timestamp":"2026-01-01 00:00:00Z","trace_id":"{TRACE_ID}","correlation_id":"{CORRELATION_ID}"{suberror}}}"#
            ),
        )
    }

    /// A 401 of the API that asks for another sign-in with `claims` (JSON, or whatever a test wants to see refused).
    pub fn claims_challenge(claims: &str) -> Answer {
        let claims = STANDARD.encode(claims);
        let challenge = format!(
            r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="{claims}""#
        );
        Answer::api_error(401, "Unauthorized").with_header("www-authenticate", &challenge)
    }

    /// What a proxy says in place of the server, with status 200 as proxies do.
    pub fn proxy_page() -> Answer {
        let body = "<!DOCTYPE html><title>Access blocked</title><h1>Your organization blocked this site</h1>";
        Answer { status: 200, headers: vec![("content-type", "text/html".to_owned())], body: body.into() }
    }

    /// A status and nothing else.
    pub fn empty(status: u16) -> Answer {
        Answer { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A redirect to another address.
    pub fn redirect(location: &str) -> Answer {
        Answer::empty(302).with_header("location", location)
    }

    /// The same answer with one more header.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Answer {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The same answer under another content type.
    pub fn with_content_type(mut self, content_type: &str) -> Answer {
        self.headers.retain(|(name, _)| *name != "content-type");
        self.with_header("content-type", content_type)
    }

    pub(super) fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).expect("an HTTP status between 100 and 999")
    }
}

/// The correlation id (of the API: `target`) in every answer that [`Answer`] makes up.
pub const CORRELATION_ID: &str = "c0221a10-1111-4222-8333-444455556666";
const TRACE_ID: &str = "72ace1d0-1111-4222-8333-444455556666";

/// The faults that wait for their requests.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds a fault behind those that wait already.
    pub fn add(&self, fault: Fault) {
        self.list().push(fault);
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.list().clear();
    }

    /// What is to happen to `request`; counts it.
    pub fn take(&self, request: &RecordedRequest) -> Option<Action> {
        let mut list = self.list();
        let fault = list.iter_mut().find(|fault| fault.matches(request))?;
        fault.times = fault.times.map(|left| left - 1);
        Some(fault.action.clone())
    }

    fn list(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().expect("no test panics while it holds the faults")
    }
}
