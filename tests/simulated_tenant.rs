//! What the simulated tenant promises to the tests that stand on it.

#[path = "simulated_tenant/defender_api.rs"]
mod defender_api;
#[path = "simulated_tenant/faults.rs"]
mod faults;
#[path = "simulated_tenant/portal.rs"]
mod portal;
#[path = "simulated_tenant/sign_in.rs"]
mod sign_in;
mod support;

use support::https::{Reply, Request};
use support::tenant::{AccessClaims, Scenario, SimulatedTenant};

const REDIRECT_URI: &str = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";
const API: &str = "https://api.securitycenter.microsoft.com/api";

fn start() -> SimulatedTenant {
    SimulatedTenant::start(Scenario::for_extension("abcdefghijklmnopabcdefghijklmnop"))
}

async fn sent(tenant: &SimulatedTenant, request: Request) -> Reply {
    request.send(tenant.port(), tenant.certificate()).await.expect("a reply")
}

/// Asks `address` with a token of those claims.
async fn asked(tenant: &SimulatedTenant, claims: &AccessClaims, address: &str) -> Reply {
    let token = tenant.mint_access_token(claims);
    sent(tenant, Request::get(address).header("authorization", &format!("Bearer {token}"))).await
}
