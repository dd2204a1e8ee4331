//! `fetch`, through gloo-net.

use std::time::Duration;

use gloo_net::http::{Method, RequestBuilder, Response};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;

use super::Browser;
use crate::{
    capabilities::Fetch,
    http::{Body, FetchError, HttpRequest, HttpResponse},
};

#[wasm_bindgen]
extern "C" {
    // AbortSignal.timeout also fires while the body is read, and needs no timer of ours to be cleared.
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    fn abort_after(milliseconds: f64) -> web_sys::AbortSignal;
}

impl Fetch for Browser {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let signal = abort_after(millis(request.timeout));
        let max_bytes = request.max_bytes;
        let sent = send(request, &signal).await;
        let response = sent.map_err(|_| why(&signal))?;
        let body = read(&response, max_bytes).await.map_err(|stopped| match stopped {
            Stopped::TooLarge => FetchError::TooLarge,
            Stopped::Broken => why(&signal),
        })?;
        let headers = response.headers();
        Ok(HttpResponse {
            status: response.status(),
            retry_after: headers.get("retry-after"),
            www_authenticate: headers.get("www-authenticate"),
            body,
        })
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_millis() as f64
}

fn why(signal: &web_sys::AbortSignal) -> FetchError {
    if signal.aborted() { FetchError::TimedOut } else { FetchError::Unreachable }
}

async fn send(request: HttpRequest, signal: &web_sys::AbortSignal) -> Result<Response, gloo_net::Error> {
    let builder = RequestBuilder::new(&request.url)
        .abort_signal(Some(signal))
        // With host permission fetch would send the analyst's Entra session cookies.
        .credentials(web_sys::RequestCredentials::Omit)
        .redirect(web_sys::RequestRedirect::Error)
        .cache(web_sys::RequestCache::NoStore)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    match request.body {
        Body::Get { bearer } => {
            builder.method(Method::GET).header("Authorization", &format!("Bearer {}", bearer.secret())).send().await
        }
        Body::Form(fields) => {
            let form =
                web_sys::UrlSearchParams::new().map_err(|error| gloo_net::Error::GlooError(format!("{error:?}")))?;
            for (name, value) in &fields {
                form.append(name, value);
            }
            builder.method(Method::POST).body(form)?.send().await
        }
    }
}

enum Stopped {
    TooLarge,
    Broken,
}

/// Reads chunk by chunk, so that an endless body ends at `max_bytes`. They stay with the browser until the last one has
/// come: a buffer that grows leaves holes in a memory that never shrinks.
async fn read(response: &Response, max_bytes: usize) -> Result<String, Stopped> {
    let Some(stream) = response.body() else { return Ok(String::new()) };
    let reader: web_sys::ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let (mut chunks, mut length) = (Vec::<js_sys::Uint8Array>::new(), 0);
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|_| Stopped::Broken)?;
        let done = js_sys::Reflect::get(&chunk, &"done".into()).map_err(|_| Stopped::Broken)?;
        if done.is_truthy() {
            break;
        }
        let value = js_sys::Reflect::get(&chunk, &"value".into()).map_err(|_| Stopped::Broken)?;
        let value: js_sys::Uint8Array = value.dyn_into().map_err(|_| Stopped::Broken)?;
        length += value.length() as usize;
        if length > max_bytes {
            // The connection is closed by the cancelled stream; nobody waits for how that ends.
            let _ = reader.cancel();
            return Err(Stopped::TooLarge);
        }
        chunks.push(value);
    }
    let mut bytes = vec![0; length];
    let mut rest = bytes.as_mut_slice();
    for chunk in chunks {
        let (place, after) = rest.split_at_mut(chunk.length() as usize);
        chunk.copy_to(place);
        rest = after;
    }
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}
