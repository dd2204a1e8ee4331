#![no_main]
#[path = "../properties.rs"]
#[expect(dead_code, reason = "the other doors have targets of their own")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::message(bytes));
