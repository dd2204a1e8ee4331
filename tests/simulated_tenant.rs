//! What the simulated tenant promises to the tests that stand on it.

mod support;

use support::tenant::{Scenario, SimulatedTenant};

#[test]
fn every_tenant_has_a_port_of_its_own() {
    let (one, other) = (start(), start());
    assert_ne!(one.port(), other.port());
}

fn start() -> SimulatedTenant {
    SimulatedTenant::start(Scenario::for_extension("abcdefghijklmnopabcdefghijklmnop"))
}
