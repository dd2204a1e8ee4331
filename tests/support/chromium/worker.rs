//! The extension's service worker while it runs.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    PATIENCE,
    connection::{Network, Session, Target},
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
        self.session.connection().browser().call("Target.closeTarget", json!({ "targetId": self.target })).await?;
        let is_self = |target: &Target| target.id == self.target;
        let gone = |state: &super::connection::State| (!state.targets.iter().any(is_self)).then_some(());
        self.session.connection().wait("the service worker to end", PATIENCE, gone).await
    }

    /// Whether the worker's own traffic gets out.
    pub async fn set_network(&self, network: Network) -> Result<(), CdpError> {
        self.session.set_network(network).await
    }
}
