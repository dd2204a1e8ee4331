//! `crypto.getRandomValues`.

use wasm_bindgen::prelude::*;

use super::Browser;
use crate::capabilities::Random;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

impl Random for Browser {
    fn random<const BYTES: usize>(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        get_random_values(&mut bytes);
        bytes
    }
}
