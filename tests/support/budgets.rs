//! How many bytes are shipped today, and little more: the goals are below, in `benches/browser`. Whoever raises these
//! writes into docs/decisions.md what the bytes bought.

/// The wasm.
pub(crate) const WASM_BYTES: usize = 722 * 1024;

/// The wasm, deflated.
pub(crate) const WASM_BYTES_COMPRESSED: usize = 323 * 1024;

/// The package of a store.
pub(crate) const PACKAGE_BYTES: usize = 358 * 1024;
