//! When the extension may call, how long an answer is fresh, and when to try again. Time comes in as a value.

pub mod freshness;
pub mod quota;
pub mod retry;
