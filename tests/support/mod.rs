//! What the tests, the demo and the browser benchmark share.

pub mod chromium;
pub mod fake_browser;
pub mod tenant;
