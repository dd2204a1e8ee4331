//! What the tests, the demo and the browser benchmark share: browsers, real and fake, and the tenant they talk to.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "every test crate, the demo and the benchmark compile this tree and each uses a part of it"
)]

pub mod chromium;
pub mod fake_browser;
pub mod fake_entra;
pub mod https;
pub mod tenant;
