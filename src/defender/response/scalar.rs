//! A value that is neither object nor array, and what can be read from it when its JSON type is not the documented one.

use std::borrow::Cow;

use serde::de::MapAccess;

use super::{
    shape::Shaped,
    text::{cut, decode_entities},
};
use crate::{evidence::hash::Digest, time::Timestamp};

/// One leaf of an answer.
pub(super) enum Scalar<'a> {
    /// Null, or a type that no field has.
    Nothing,
    Flag(bool),
    Whole(u64),
    Fraction(f64),
    Text(Cow<'a, str>),
}

/// Reads the value of a field.
pub(super) fn scalar<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Scalar<'de>, A::Error> {
    map.next_value::<Shaped<Scalar<'de>>>().map(|Shaped(scalar)| scalar)
}

impl Scalar<'_> {
    /// A text that is not blank, cut to a length that a card can hold.
    pub(super) fn text(self) -> Option<String> {
        self.into_text().map(cut)
    }

    /// The same, where documentation and connectors have seen HTML entities.
    pub(super) fn marked_up_text(self) -> Option<String> {
        self.into_text().map(decode_entities).filter(|text| !is_blank(text)).map(cut)
    }

    /// A word of Defender's own vocabulary; real answers hold `"null"` for none. A signer may be called that, a
    /// category not.
    pub(super) fn word(self) -> Option<String> {
        self.text().filter(|text| !text.eq_ignore_ascii_case("null"))
    }

    /// A text, or a number as one.
    pub(super) fn text_or_number(self) -> Option<String> {
        match self {
            Scalar::Whole(number) => Some(number.to_string()),
            Scalar::Text(_) => self.text(),
            Scalar::Nothing | Scalar::Flag(_) | Scalar::Fraction(_) => None,
        }
    }

    /// A count, cut to a whole number; the file statistics have counts as text.
    pub(super) fn whole(self) -> Option<u64> {
        match self {
            Scalar::Whole(number) => Some(number),
            // Below 2^64, the first number too large.
            Scalar::Fraction(number) => (0.0..18_446_744_073_709_551_616.0).contains(&number).then_some(number as u64),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Nothing | Scalar::Flag(_) => None,
        }
    }

    /// A boolean, also as text.
    pub(super) fn flag(self) -> Option<bool> {
        match self {
            Scalar::Flag(flag) => Some(flag),
            Scalar::Text(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
            Scalar::Text(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
            Scalar::Nothing | Scalar::Whole(_) | Scalar::Fraction(_) | Scalar::Text(_) => None,
        }
    }

    /// A moment. The first day of year 1 is .NET's way to say that there is none.
    pub(super) fn moment(self) -> Option<Timestamp> {
        const TICKS_OF_A_DAY: u64 = 864_000_000_000;
        let moment = Timestamp::parse_iso8601(self.into_text()?.trim())?;
        (moment >= Timestamp::from_dotnet_ticks(TICKS_OF_A_DAY)).then_some(moment)
    }

    /// A digest of the wanted length in hex.
    pub(super) fn digest<const BYTES: usize>(&self) -> Option<Digest<BYTES>> {
        match self {
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Nothing | Scalar::Flag(_) | Scalar::Whole(_) | Scalar::Fraction(_) => None,
        }
    }
}

impl<'a> Scalar<'a> {
    fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Scalar::Text(text) if !is_blank(&text) => Some(text),
            Scalar::Nothing | Scalar::Flag(_) | Scalar::Whole(_) | Scalar::Fraction(_) | Scalar::Text(_) => None,
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
