//! The only folders that meet a person or an event.

#[cfg(target_arch = "wasm32")]
pub mod badge;
pub mod drawing;
pub mod element;
pub mod foreign_text;
pub mod icon;
pub mod options;
pub mod popup;
#[cfg(target_arch = "wasm32")]
pub mod service_worker;

/// Keeps what policy says now; the open pages hear of a change by local storage.
#[cfg(target_arch = "wasm32")]
fn follow_policy() {
    crate::browser::task::spawn_local(async {
        drop(crate::configuration::follow_policy(&crate::browser::Browser).await);
    });
}
