//! The simulated tenant: Defender's portal, Entra's sign-in and the Defender API on one loopback port.
//!
//! Chromium reaches it under the production host names (see [`SimulatedTenant::chromium_arguments`]), so that
//! the product needs no test hook and the tests run the package that ships. It refuses what Microsoft refuses:
//! a wrong audience, a missing scope, a reused code, a request over the limit.
//!
//! ```ignore
//! let tenant = SimulatedTenant::start(Scenario::for_extension("abcdefghijklmnopabcdefghijklmnop"));
//! let browser = Browser::start(tenant.chromium_arguments());
//! browser.open(&tenant.alert_page(alerts::SIX_FILES)).await;
//! tenant.fault(Fault::api(Action::Respond(Answer::too_many_requests("30"))));
//! assert_eq!(tenant.api_calls().len(), 1);
//! ```
//!
//! | who | hosts | file |
//! | --- | --- | --- |
//! | portal | `security.microsoft.com`, `mto.`, `transition.`, `security.microsoft.us`, `security.apps.mil` | `portal` |
//! | Entra | `login.microsoftonline.com`, `login.microsoftonline.us` | `entra` |
//! | Defender API | every host of the cloud table | `api` |
//! | redirect target | `*.chromiumapp.org` (an empty page; the log shows what went out) | `server` |
//! | anybody else | `evil.example` and every host not named above (an empty page, logged) | `server` |
//!
//! The server has a thread and a clock of its own: a test that blocks does not stop it, and
//! [`SimulatedTenant::advance`] makes a code, a token or a rate limit window grow old without waiting.

mod api;
mod clock;
mod dataset;
mod entra;
mod faults;
mod hosts;
mod portal;
mod quirks;
mod record;
mod scenario;
mod server;
mod tls;
mod urlencoded;

use std::sync::Arc;
use std::time::Duration;

pub use api::limits::CallLimits;
pub use api::paging::Paging;
pub use dataset::alerts;
pub use entra::tokens::AccessClaims;
pub use faults::{Action, Answer, CORRELATION_ID, Fault, Gate};
pub use quirks::Quirk;
pub use record::RecordedRequest;
pub use scenario::*;

/// A handle to a running simulated tenant. Clones share the server, which stops with the last of them.
#[derive(Clone)]
pub struct SimulatedTenant {
    running: Arc<server::Running>,
}

impl SimulatedTenant {
    /// Starts the server on a random free port of 127.0.0.1. Needs no async runtime of the caller.
    pub fn start(scenario: Scenario) -> Self {
        SimulatedTenant { running: Arc::new(server::Running::start(scenario)) }
    }

    /// The port on 127.0.0.1 that plays every host.
    pub fn port(&self) -> u16 {
        self.running.port
    }

    /// The server's self-signed certificate (DER), for a Rust client that trusts it and nothing else.
    pub fn certificate(&self) -> Vec<u8> {
        self.running.identity.certificate.to_vec()
    }

    /// Command-line arguments that lead Chromium here by production host names, and nowhere else.
    ///
    /// Trust is by key (`--ignore-certificate-errors-spki-list`, which wants a `--user-data-dir`): certificate
    /// checks stay on, so a connection to anybody else would still fail.
    pub fn chromium_arguments(&self) -> Vec<String> {
        self.chromium_arguments_without(&[])
    }

    /// As [`Self::chromium_arguments`], with `unreachable` hosts that do not resolve.
    pub fn chromium_arguments_without(&self, unreachable: &[&str]) -> Vec<String> {
        vec![
            format!("--host-resolver-rules={}", hosts::resolver_rules(self.port(), unreachable)),
            format!("--ignore-certificate-errors-spki-list={}", self.running.identity.key_pin),
        ]
    }

    /// Everything that arrived, in order of arrival.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.running.world.journal.all()
    }

    /// The requests to the hosts of the Defender API.
    pub fn api_calls(&self) -> Vec<RecordedRequest> {
        self.requests_where(|request| hosts::is_api(&request.host))
    }

    /// The requests to Entra's token endpoint.
    pub fn token_requests(&self) -> Vec<RecordedRequest> {
        self.requests_where(|request| hosts::is_sign_in(&request.host) && request.path.ends_with("/oauth2/v2.0/token"))
    }

    /// The requests to Entra's authorize endpoint.
    pub fn authorize_requests(&self) -> Vec<RecordedRequest> {
        self.requests_where(|request| {
            hosts::is_sign_in(&request.host) && request.path.ends_with("/oauth2/v2.0/authorize")
        })
    }

    /// The requests to one host, without its port.
    pub fn requests_to(&self, host: &str) -> Vec<RecordedRequest> {
        self.requests_where(|request| request.host == host)
    }

    /// The requests that `matches` accepts.
    pub fn requests_where(&self, matches: impl Fn(&RecordedRequest) -> bool) -> Vec<RecordedRequest> {
        self.requests().into_iter().filter(|request| matches(request)).collect()
    }

    /// Waits until a request that `matches` has arrived (it may have already); `None` after `patience`.
    pub async fn wait_for_request(
        &self,
        patience: Duration,
        matches: impl Fn(&RecordedRequest) -> bool,
    ) -> Option<RecordedRequest> {
        self.running.world.journal.wait_for(patience, matches).await
    }

    /// Empties the record of requests.
    pub fn forget_requests(&self) {
        self.running.world.journal.forget();
    }

    /// Adds a scripted fault. Faults are tried in the order in which they were added.
    pub fn fault(&self, fault: Fault) {
        self.running.world.faults.add(fault);
    }

    /// Removes all faults; requests that hang already stay hanging.
    pub fn clear_faults(&self) {
        self.running.world.faults.clear();
    }

    /// Shows a certificate that nobody trusts for `host`, from its next connection on.
    pub fn show_foreign_certificate(&self, host: &str) {
        self.running.impostors.add(host);
    }

    /// Shows its own certificate for every host, from the next connection on.
    pub fn show_own_certificate(&self) {
        self.running.impostors.clear();
    }

    /// Makes Entra deviate from its protocol from now on.
    pub fn quirk(&self, quirk: Quirk) {
        self.running.world.quirks.add(quirk);
    }

    /// Makes Entra keep to its protocol again.
    pub fn clear_quirks(&self) {
        self.running.world.quirks.clear();
    }

    /// Registers a redirect URI of type single-page application with every application, exact to the letter.
    pub fn register_redirect_uri(&self, redirect_uri: &str) {
        self.running.world.scenario().register_redirect_uri(redirect_uri);
    }

    /// Grants a delegated permission (`Alert.Read`) to the application for everybody in a tenant.
    pub fn consent(&self, tenant_id: &str, permission: &str) {
        self.running.world.scenario().consent(tenant_id, permission);
    }

    /// Ends every browser session at Entra; the browser keeps cookies that are worth nothing.
    pub fn end_sessions(&self) {
        self.running.world.entra().end_sessions();
    }

    /// Revokes every refresh token issued so far, as a password reset does (AADSTS50173).
    pub fn revoke_refresh_tokens(&self) {
        self.running.world.entra().revoke_refresh_tokens();
    }

    /// A token that this tenant's API accepts as its own, with whatever claims a test wants to see judged.
    pub fn mint_access_token(&self, claims: &AccessClaims) -> String {
        entra::tokens::access_token(&self.running.world, claims)
    }

    /// Sets the API's limits per application and tenant, and forgets the calls counted so far.
    pub fn limit(&self, limits: CallLimits) {
        self.running.world.limits().restart(limits);
    }

    /// Counts `calls` by a colleague who shares the application's quota in that tenant.
    pub fn spend_calls(&self, tenant_id: &str, calls: usize) {
        let world = &self.running.world;
        let now = world.clock.now();
        world.limits().spend(CLIENT, tenant_id, now, calls);
    }

    /// Sets how the API pages the files of an alert. Microsoft's answers were never seen paged.
    pub fn paging(&self, paging: Paging) {
        *self.running.world.paging() = paging;
    }

    /// Moves the server's clock forward: codes, tokens and rate limit windows age by `duration`.
    pub fn advance(&self, duration: Duration) {
        self.running.world.clock.advance(duration);
    }

    /// Sets the server's clock back, as if the browser's ran ahead.
    pub fn set_back(&self, duration: Duration) {
        self.running.world.clock.set_back(duration);
    }

    /// The portal address of an alert, with the tenant that it lives in, as Microsoft links it.
    pub fn alert_page(&self, alert_id: &str) -> String {
        let tenant_id = self.running.world.dataset.tenant_of(alert_id);
        format!("https://security.microsoft.com/alerts/{alert_id}?tid={tenant_id}")
    }

    /// The id of the alert in `tests/fixtures/tenant/<name>.json`. Panics when there is no such fixture.
    pub fn alert(&self, name: &str) -> String {
        self.running.world.dataset.id_of(name)
    }

    /// The names of all fixtures, for tests that walk through every oddity.
    pub fn alert_names(&self) -> Vec<String> {
        self.running.world.dataset.names()
    }
}
