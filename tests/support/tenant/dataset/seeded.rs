//! Values that look random and are the same in every run.

use sha2::{Digest as _, Sha256};

use super::super::entra::state::hex;

/// `length` (at most 64) hexadecimal digits that belong to `seed` and `purpose`.
pub fn digits(seed: &str, purpose: &str, length: usize) -> String {
    let digest = Sha256::new().chain_update(seed).chain_update("|").chain_update(purpose).finalize();
    hex(&digest)[..length].to_owned()
}

/// A number under `limit` that belongs to `seed` and `purpose`.
pub fn number(seed: &str, purpose: &str, limit: u64) -> u64 {
    let digits = digits(seed, purpose, 15);
    u64::from_str_radix(&digits, 16).expect("hexadecimal digits") % limit
}

/// One of `choices`.
pub fn choice<'a>(seed: &str, purpose: &str, choices: &[&'a str]) -> &'a str {
    let count = u64::try_from(choices.len()).expect("a short list");
    choices[usize::try_from(number(seed, purpose, count)).expect("a small number")]
}
