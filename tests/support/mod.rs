//! What tests, demo and benchmark share: the browser they drive and the tenant it talks to.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test binary uses its own part of this folder")]

pub mod chromium;
