//! `CompressionStream`: gzip without code of our own.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type Response;
    #[wasm_bindgen(constructor, catch)]
    fn of(body: &JsValue) -> Result<Response, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Response) -> Body;
    #[wasm_bindgen(method, js_name = arrayBuffer, catch)]
    async fn array_buffer(this: &Response) -> Result<JsValue, JsValue>;

    type Body;
    #[wasm_bindgen(method, js_name = pipeThrough, catch)]
    fn pipe_through(this: &Body, through: &CompressionStream) -> Result<JsValue, JsValue>;
}

/// The bytes, packed with gzip; `None` where the browser does not.
pub async fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    packed(bytes).await.ok()
}

async fn packed(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let unpacked = Response::of(&js_sys::Uint8Array::from(bytes).into())?;
    let packed = Response::of(&unpacked.body().pipe_through(&CompressionStream::new("gzip")?)?)?;
    Ok(js_sys::Uint8Array::new(&packed.array_buffer().await?).to_vec())
}
