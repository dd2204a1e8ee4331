//! The only folders that meet a person or an event.

#[cfg(target_arch = "wasm32")]
pub mod badge;
pub mod drawing;
pub mod element;
pub mod options;
pub mod popup;
pub mod prefetch;
#[cfg(target_arch = "wasm32")]
pub mod service_worker;
