//! The claims inside a JSON Web Token, RFC 7519. No signature is checked here.
//!
//! An id token comes over TLS straight from its issuer, and a pasted access token is only read to
//! explain it: Defender is who decides whether it counts.

use super::base64;
use crate::json::Json;

/// Base64 of either alphabet, with or without padding, that is a JSON object.
pub(super) fn json_object(encoded: &str) -> Option<Json> {
    let text = String::from_utf8(base64::decoded(encoded)?).ok()?;
    Json::parse(&text).filter(|json| json.as_object().is_some())
}

/// The claims of a signed token: three parts, the middle one a JSON object.
pub(super) fn claims(token: &str) -> Option<Json> {
    let mut parts = token.split('.');
    let (header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || header.is_empty() {
        return None;
    }
    json_object(payload)
}

/// A claim that is text and not empty.
pub(super) fn text(claims: &Json, name: &str) -> Option<String> {
    claims[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
