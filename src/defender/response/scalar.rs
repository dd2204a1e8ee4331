//! A value that is neither object nor array, and what can be read from it when its JSON type is not the documented one.

use std::borrow::Cow;

use super::text::{cut, decode_entities};
use crate::{evidence::hash::Digest, json::Json, time::Timestamp};

/// One leaf of an answer. An array or an object in its place says nothing.
#[derive(Clone, Copy)]
pub(super) struct Scalar<'a>(pub(super) &'a Json);

impl<'a> Scalar<'a> {
    /// A text that is not blank, cut to a length that a card can hold.
    pub(super) fn text(self) -> Option<String> {
        self.written().map(cut)
    }

    /// A name, where documentation and connectors have seen HTML entities.
    pub(super) fn marked_up_name(self) -> Option<String> {
        self.named().map(decode_entities).filter(|text| !is_blank(text)).map(cut)
    }

    /// A word of Defender's own vocabulary, or the name of somebody or something: real answers hold `"null"` for none.
    pub(super) fn name(self) -> Option<String> {
        self.named().map(cut)
    }

    /// A text, or a number as one.
    pub(super) fn text_or_number(self) -> Option<String> {
        self.0.as_i64().map(|number| number.to_string()).or_else(|| self.text())
    }

    /// A count, cut to a whole number; the file statistics have counts as text.
    pub(super) fn whole(self) -> Option<u64> {
        match self.0 {
            Json::Whole(number) => u64::try_from(*number).ok(),
            // Below 2^64, the first number too large.
            Json::Fraction(number) => (0.0..18_446_744_073_709_551_616.0).contains(number).then_some(*number as u64),
            Json::Text(text) => text.trim().parse().ok(),
            Json::Nothing | Json::Flag(_) | Json::List(_) | Json::Object(_) => None,
        }
    }

    /// A boolean, also as text.
    pub(super) fn flag(self) -> Option<bool> {
        match self.0.as_str().map(str::trim) {
            Some(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Some(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Some(_) | None => self.0.as_bool(),
        }
    }

    /// A moment. .NET writes one that was never set as the year 1, and Windows as 1601; nothing was observed before
    /// 1970.
    pub(super) fn moment(self) -> Option<Timestamp> {
        Timestamp::parse_iso8601(self.written()?.trim()).filter(|moment| moment.0 >= 0)
    }

    /// A digest of the wanted length in hex.
    pub(super) fn digest<const BYTES: usize>(self) -> Option<Digest<BYTES>> {
        self.0.as_str()?.trim().parse().ok()
    }

    fn named(self) -> Option<Cow<'a, str>> {
        self.written().filter(|text| !text.eq_ignore_ascii_case("null"))
    }

    fn written(self) -> Option<Cow<'a, str>> {
        self.0.as_str().filter(|text| !is_blank(text)).map(Cow::Borrowed)
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
