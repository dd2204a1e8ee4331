//! Two oddities that are legal JSON by its grammar and yet refused by parsers, so that one odd string or number does not
//! hide the whole answer.

/// Replaces escapes of lone surrogates by U+FFFD and numbers that no type holds by null; `None` when there are neither.
///
/// RFC 8259 sections 6 and 8.2 allow both and leave to the reader what they mean.
pub(super) fn mend(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let mut mended = String::new();
    let (mut at, mut copied) = (0, 0);
    let mut in_text = false;
    while at < bytes.len() {
        let (length, replacement) = match bytes[at] {
            b'"' => {
                in_text = !in_text;
                (1, None)
            }
            b'\\' if in_text => escape(&bytes[at..]),
            b'-' | b'0'..=b'9' if !in_text => number(&bytes[at..]),
            _ => (1, None),
        };
        if let Some(replacement) = replacement {
            mended.push_str(&json[copied..at]);
            mended.push_str(replacement);
            copied = at + length;
        }
        at += length;
    }
    (copied > 0).then(|| mended + &json[copied..])
}

/// How long the escape at the beginning is, and what to put in its place.
fn escape(bytes: &[u8]) -> (usize, Option<&'static str>) {
    match code_unit(bytes) {
        Some(0xd800..=0xdbff) if matches!(code_unit(&bytes[6..]), Some(0xdc00..=0xdfff)) => (12, None),
        Some(0xd800..=0xdfff) => (6, Some("\\ufffd")),
        Some(_) => (6, None),
        None => (2, None),
    }
}

/// The code unit of an escape like `\u00e9` at the beginning.
fn code_unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit * 16 + char::from(digit).to_digit(16)?))
}

/// How long the number at the beginning is, and what to put in its place.
fn number(bytes: &[u8]) -> (usize, Option<&'static str>) {
    let length = bytes.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')).count();
    let exponent = bytes[..length].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let has_exponent = bytes[..length].iter().any(|byte| byte.eq_ignore_ascii_case(&b'e'));
    // A double ends at 1.8e308. Nothing that Defender counts has a hundredth of these digits.
    let huge = length > 300 || has_exponent && exponent > 2;
    (length, huge.then_some("null"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_become_the_replacement_character() {
        for (json, mended) in [
            (r#"["\ud800"]"#, Some(r#"["\ufffd"]"#)),
            (r#"["\udC00a"]"#, Some(r#"["\ufffda"]"#)),
            (r#"["\ud800\ud83d\ude00"]"#, Some(r#"["\ufffd\ud83d\ude00"]"#)),
            (r#"["\ude00\ud83d"]"#, Some(r#"["\ufffd\ufffd"]"#)),
            (r#"["\ud800\u0041é"]"#, Some(r#"["\ufffd\u0041é"]"#)),
            (r#"["\ud83d\ude00","\\ud800","\"","\u00e9"]"#, None),
            (r#"["\u12","\u{d800}","\é","\"#, None),
        ] {
            assert_eq!(mend(json).as_deref(), mended, "{json}");
        }
    }

    #[test]
    fn numbers_that_no_type_holds_become_null() {
        let long = "9".repeat(400);
        for (json, mended) in [
            ("[1e999,2]", Some("[null,2]".to_owned())),
            ("[-1E+400]", Some("[null]".to_owned())),
            (&format!("[{long}]"), Some("[null]".to_owned())),
            (r#"["1e999",1e3,-0.5,18446744073709551616]"#, None),
        ] {
            assert_eq!(mend(json), mended, "{json}");
        }
    }
}
