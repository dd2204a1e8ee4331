//! What several test crates share: the world that Hashcard meets, without Microsoft.
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "every test crate, the demo and the benches compile this tree and each uses a part of it"
)]

pub mod https;
pub mod tenant;
