//! The extension's service worker while it runs.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    PATIENCE,
    connection::{Network, Session, State},
    error::CdpError,
};

/// A running service worker. After its end the handle is dead; ask the browser for the next one.
#[derive(Clone, Debug)]
pub struct Worker {
    session: Session,
    target: String,
}

impl Worker {
    /// Takes the worker in hand when its `chrome` is there: in its first milliseconds it is not.
    pub(super) async fn ready(session: Session, target: String) -> Result<Self, CdpError> {
        let worker = Self { session, target };
        let deadline = Instant::now() + PATIENCE;
        let condition = "typeof chrome !== 'undefined' && Boolean(chrome.runtime?.id) \
                         && (!chrome.runtime.getManifest().action || Boolean(chrome.action))";
        while worker.evaluate(condition).await? != Value::Bool(true) {
            if Instant::now() >= deadline {
                return Err(CdpError::TimedOut {
                    waited_for: "the worker's `chrome`".into(),
                    patience: PATIENCE,
                    instead: "it is undefined".into(),
                });
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(worker)
    }

    /// The DevTools session, for what has no method here.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Runs a script and gives its value, as JSON; a promise is awaited, an exception is an error.
    pub async fn evaluate(&self, script: &str) -> Result<Value, CdpError> {
        self.session.evaluate(script).await
    }

    /// Whether this very worker still runs.
    pub fn is_running(&self) -> bool {
        self.session.connection().targets().iter().any(|target| target.id == self.target)
    }

    /// Ends the worker as the browser does with an idle one, and waits until it is gone.
    ///
    /// `ServiceWorker.stopAllWorkers` would crash the browser; closing the target does not, from its only client.
    pub async fn kill(self) -> Result<(), CdpError> {
        let connection = self.session.connection();
        // Whoever waits for a worker wakes the next one at once, and the browser calls its target the same: what ends
        // with this worker is the session.
        let gone = |state: &State| {
            let next = state.session_of(&self.target).is_some() || !state.targets.iter().any(|it| it.id == self.target);
            (next && !self.session.is_open_in(state)).then_some(())
        };
        let deadline = Instant::now() + PATIENCE;
        loop {
            let closed = connection.browser().call("Target.closeTarget", json!({ "targetId": self.target })).await;
            // A worker that is busy does not always end at the first word.
            match connection.wait("the service worker to end", Duration::from_secs(1), gone).await {
                Ok(()) => return Ok(()),
                Err(CdpError::TimedOut { .. }) if Instant::now() < deadline => {}
                Err(error) => return Err(closed.err().unwrap_or(error)),
            }
        }
    }

    /// Whether the worker's own traffic gets out.
    pub async fn set_network(&self, network: Network) -> Result<(), CdpError> {
        self.session.set_network(network).await
    }
}
