//! Foreign text, made fit for a card: decoded once, never markup, and of a bounded length.

use std::borrow::Cow;

/// Longer texts are cut; the longest documented name has 60 characters.
const MAX_CHARACTERS: usize = 2_000;

/// Cuts after 2,000 characters, with an ellipsis that says so.
pub(super) fn cut(text: Cow<'_, str>) -> String {
    let mut text = text.into_owned();
    if let Some((end, _)) = text.char_indices().nth(MAX_CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Decodes HTML entities to the characters they stand for, once: `&amp;lt;` is `&lt;`. What is no entity stays.
pub(super) fn decode_entities(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('&') {
        return text;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';');
        match entity.and_then(|end| Some((end, character(&rest[1..end])?))) {
            Some((end, character)) => {
                decoded.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded.into()
}

/// `&#x10FFFF;` with two zeros in front.
const LONGEST_ENTITY: usize = 12;

/// The names of the characters from U+00A0 to U+00FF, in their order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml \
    Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
    times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave \
    eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute \
    ucirc uuml yacute thorn yuml";

/// The character of an entity's name: those of Latin-1, of quotation and of dashes.
fn character(name: &str) -> Option<char> {
    if let Some(at) = LATIN.split(' ').position(|latin| latin == name) {
        return char::from_u32(0xa0 + at as u32);
    }
    Some(match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "COPY" => '©',
        "REG" => '®',
        "trade" | "TRADE" => '™',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" => '•',
        "hellip" => '…',
        "euro" => '€',
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
            // The parser of the standard library takes a sign, HTML does not.
            let code = digits.starts_with(|first: char| first.is_digit(radix)).then_some(digits)?;
            let code = u32::from_str_radix(code, radix).ok()?;
            char::from_u32(code).filter(|&character| character != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once_and_never_to_markup() {
        for (text, decoded) in [
            ("Microsoft&copy; Windows&reg;", "Microsoft© Windows®"),
            ("AT&amp;T &lt;b&gt; &quot;x&quot; &#39;&apos;", "AT&T <b> \"x\" ''"),
            ("&#x27;&#X1F600;&#0;&#xD800;&#x110000;", "'😀\u{fffd}\u{fffd}\u{fffd}"),
            ("&amp;lt;&amp;amp;copy;", "&lt;&amp;copy;"),
            (
                "M&uuml;ller &amp; S&ouml;hne &ndash; Stra&szlig;e &Agrave;&yuml;&nbsp;&REG;",
                "Müller & Söhne – Straße Àÿ\u{a0}®",
            ),
            ("&", "&"),
            ("a & b; c && d &; &#; &#x; &#+39; &unknown; &é;", "a & b; c && d &; &#; &#x; &#+39; &unknown; &é;"),
            ("&copy", "&copy"),
            ("&&copy;", "&©"),
            ("&#99999999999;", "&#99999999999;"),
        ] {
            assert_eq!(decode_entities(text.into()), decoded, "{text}");
        }
    }

    #[test]
    fn a_text_of_two_thousand_characters_stays_whole() {
        let text = "é".repeat(MAX_CHARACTERS);
        assert_eq!(cut(text.as_str().into()), text);
        assert_eq!(cut((text.clone() + "é").into()), text + "…");
    }
}
