//! Base64, RFC 4648: written with the alphabet for addresses and without padding, read as whoever wrote it.

/// Section 5.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// With the alphabet for addresses, without padding.
pub fn url_safe(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().zip([16, 8, 0]).fold(0, |bits, (byte, place)| bits | u32::from(*byte) << place);
        for place in [18, 12, 6, 0].iter().take(chunk.len() + 1) {
            text.push(char::from(ALPHABET[(bits >> place) as usize & 63]));
        }
    }
    text
}

/// Of either alphabet. Padding may be there or not, and the last character may carry bits that mean nothing: writers
/// differ.
pub fn decoded(text: &str) -> Option<Vec<u8>> {
    let letters = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let mut bytes = Vec::with_capacity(letters.len());
    let (mut bits, mut unread) = (0_u32, 0);
    for letter in letters.bytes() {
        let value = match letter {
            b'+' => 62,
            b'/' => 63,
            _ => ALPHABET.iter().position(|of| *of == letter)?,
        };
        bits = bits << 6 | value as u32;
        unread += 6;
        if unread >= 8 {
            unread -= 8;
            bytes.push((bits >> unread) as u8);
        }
    }
    // A last letter that stands alone holds less than a byte.
    (letters.len() % 4 != 1).then_some(bytes)
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
