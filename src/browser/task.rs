//! Work that goes on while the context does something else.

use std::pin::Pin;

/// Begins a task. It runs until it ends by itself or the context does.
pub fn spawn_local(task: impl Future<Output = ()> + 'static) {
    begin(Box::pin(task));
}

// One body for all tasks: each copy of it would cost 200 bytes of wasm.
#[inline(never)]
fn begin(task: Pin<Box<dyn Future<Output = ()>>>) {
    wasm_bindgen_futures::spawn_local(task);
}
