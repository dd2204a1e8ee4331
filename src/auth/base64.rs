//! Base64, RFC 4648: written with the alphabet for addresses and without padding, read as whoever wrote it.

use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Writes no padding, and reads what other writers write: with padding or without, and with a last letter that carries
/// bits that mean nothing.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// With the alphabet for addresses, without padding.
pub(super) fn url_safe(bytes: &[u8]) -> String {
    TOLERANT.encode(bytes)
}

/// Of either alphabet.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    TOLERANT.decode(text.replace('+', "-").replace('/', "_")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 10, and bytes whose letters differ between the alphabets.
    const VECTORS: [(&[u8], &str); 9] = [
        (b"", ""),
        (b"f", "Zg"),
        (b"fo", "Zm8"),
        (b"foo", "Zm9v"),
        (b"foob", "Zm9vYg"),
        (b"fooba", "Zm9vYmE"),
        (b"foobar", "Zm9vYmFy"),
        (&[0xfb, 0xff, 0xbf], "-_-_"),
        (&[0; 4], "AAAAAA"),
    ];

    #[test]
    fn the_vectors_of_the_specification_hold_both_ways() {
        for (bytes, text) in VECTORS {
            assert_eq!(url_safe(bytes), text);
            assert_eq!(decoded(text).as_deref(), Some(bytes), "{text}");
        }
    }

    #[test]
    fn what_other_writers_write_is_read() {
        for (text, bytes) in [("Zg==", "f"), ("Zm8=", "fo"), ("Zm9vYg==", "foob"), ("Zh", "f"), ("Zm9vYmF=", "fooba")] {
            assert_eq!(decoded(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(decoded("+/+/"), decoded("-_-_"));
    }

    #[test]
    fn what_is_no_base64_is_refused() {
        for text in ["Z", "Zm9vY", "Zm9v YmFy", "Zg===", "Zg=g", "Zm9é", "Zm9v.YmFy"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
