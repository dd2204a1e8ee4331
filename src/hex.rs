//! Hexadecimal digits, and what is written with them: GUIDs, and the escapes of addresses.

use std::borrow::Cow;

/// The byte whose two digits a text begins with, in either letter case.
pub(crate) fn byte(digits: &[u8]) -> Option<u8> {
    let [high, low, ..] = digits else { return None };
    let value = |digit: u8| char::from(digit).to_digit(16);
    Some((value(*high)? << 4 | value(*low)?) as u8)
}

/// The two digits of a byte, in lowercase.
pub(crate) fn digits(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
}

/// Whether a text is 8-4-4-4-12 digits.
pub(crate) fn is_guid(text: &str) -> bool {
    let is_in_place = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_in_place)
}

/// Undoes `%2F` and the like once; what is no escape stays as it is.
pub(crate) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = if *first == b'%' { byte(tail) } else { None };
        decoded.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_guid_has_its_hyphens_in_place_and_digits_in_any_case() {
        assert!(is_guid("A8b3f0f2-3a4b-4c5d-8e9f-001122334455"));
        for text in ["", "a8b3f0f23a4b-4c5d-8e9f-0011223344551", "a8b3f0f2-3a4b-4c5d-8e9f-00112233445g"] {
            assert!(!is_guid(text), "{text}");
        }
    }

    #[test]
    fn escapes_are_undone_once_and_what_is_none_stays() {
        for (text, decoded) in
            [("%2fa%2F%C3%A9", "/a/é"), ("%252F", "%2F"), ("%", "%"), ("%4", "%4"), ("%4g%+1", "%4g%+1")]
        {
            assert_eq!(percent_decoded(text), decoded, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_byte_is_read_as_it_is_written(number: u8) {
            let written: String = digits(number).into_iter().collect();
            prop_assert_eq!(byte(written.as_bytes()), Some(number));
            prop_assert_eq!(byte(written.to_uppercase().as_bytes()), Some(number));
        }
    }
}
