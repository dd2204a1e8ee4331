//! The extension's one wasm file: the library, entered through [`hashcard::entry`].
//!
//! A program and not a `cdylib` beside the `rlib`, for Cargo does no link-time optimisation for such a pair.

use hashcard as _;

fn main() {
    #[cfg(target_arch = "wasm32")]
    hashcard::entry::begin();
}
