//! The claims inside a JSON Web Token, RFC 7519. No signature is checked here.
//!
//! An id token comes over TLS straight from its issuer, and a pasted access token is only read to
//! explain it: Defender is who decides whether it counts.

use crate::json::Json;
use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Padding may be there or not, and the last character may carry bits that mean nothing: writers differ.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Base64 with the alphabet for addresses, without padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    TOLERANT.encode(bytes)
}

/// Base64 of either alphabet, with or without padding, that is a JSON object.
pub(super) fn json_object(base64: &str) -> Option<Json> {
    let address_safe: String = base64
        .chars()
        .map(|character| match character {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    let text = String::from_utf8(TOLERANT.decode(address_safe).ok()?).ok()?;
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
