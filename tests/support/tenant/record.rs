//! What arrived: every request with its headers and body, in order.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::watch;

use super::urlencoded;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct RecordedRequest {
    /// Milliseconds since 1970-01-01T00:00:00Z by the server's clock.
    pub at: u64,
    /// `GET`, `POST`, …
    pub method: String,
    /// The Host header without a port.
    pub host: String,
    /// The path as it was sent, escapes included.
    pub path: String,
    /// The query as it was sent, without the question mark; empty when there was none.
    pub query: String,
    /// The headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// The first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The query parameter of that name, decoded.
    pub fn query_value(&self, name: &str) -> Option<String> {
        value_of(&self.query, name)
    }

    /// The field of that name in a form body, decoded.
    pub fn form_value(&self, name: &str) -> Option<String> {
        value_of(&self.text(), name)
    }

    /// The names of all query parameters, in their order.
    pub fn query_names(&self) -> Vec<String> {
        urlencoded::decode(&self.query).into_iter().map(|(name, _)| name).collect()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The whole address.
    pub fn url(&self) -> String {
        let separator = if self.query.is_empty() { "" } else { "?" };
        format!("https://{}{}{separator}{}", self.host, self.path, self.query)
    }
}

fn value_of(form: &str, name: &str) -> Option<String> {
    urlencoded::decode(form).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The list of requests, with a bell for those who wait.
pub struct Journal {
    requests: Mutex<Vec<RecordedRequest>>,
    bell: watch::Sender<()>,
}

impl Default for Journal {
    fn default() -> Self {
        Journal { requests: Mutex::default(), bell: watch::Sender::new(()) }
    }
}

impl Journal {
    /// Adds a request and wakes whoever waits for it.
    pub fn add(&self, request: RecordedRequest) {
        self.list().push(request);
        self.bell.send_replace(());
    }

    /// A copy of the list.
    pub fn all(&self) -> Vec<RecordedRequest> {
        self.list().clone()
    }

    /// Empties the list.
    pub fn forget(&self) {
        self.list().clear();
    }

    /// The first request that `matches`, now or within `patience`.
    pub async fn wait_for(
        &self,
        patience: Duration,
        matches: impl Fn(&RecordedRequest) -> bool,
    ) -> Option<RecordedRequest> {
        let mut bell = self.bell.subscribe();
        let arrival = async {
            loop {
                if let Some(found) = self.list().iter().find(|request| matches(request)) {
                    return found.clone();
                }
                bell.changed().await.expect("the bell lives as long as the journal");
            }
        };
        tokio::time::timeout(patience, arrival).await.ok()
    }

    fn list(&self) -> MutexGuard<'_, Vec<RecordedRequest>> {
        self.requests.lock().expect("no test panics while it holds the journal")
    }
}
