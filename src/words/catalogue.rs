//! The catalogue of `extension/_locales`, spoken in the language that the browser chose.
//!
//! A language is one file there. The code knows the names of its messages; what they say, how a number is written and
//! which plural a count takes, it asks a [`Language`].

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    ops::Deref,
};

use super::{
    english::English,
    language::{Language, Numbers},
};

/// A message without values, for the life of the program. One word, where a `&str` is two: the code has it 600 times.
#[derive(Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// A copy.
    pub fn to_owned(&self) -> String {
        self.0.clone()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

thread_local! {
    static LANGUAGE: Cell<&'static dyn Language> = const { Cell::new(&English) };
    /// Each message once, for the life of the program: as many as the catalogue has.
    static KNOWN: RefCell<HashMap<&'static str, &'static Text>> = RefCell::default();
}

/// From now on this language is spoken.
pub fn speak(language: &'static dyn Language) {
    LANGUAGE.set(language);
    KNOWN.take();
}

/// How the language that is spoken writes numbers.
pub fn numbers() -> &'static dyn Numbers {
    LANGUAGE.get().numbers()
}

/// The message of this name.
#[inline(never)] // The name and a call at each of 600 places, and nothing else.
pub fn text(name: &'static str) -> &'static Text {
    let new = || &*Box::leak(Box::new(Text(LANGUAGE.get().message(name))));
    KNOWN.with_borrow_mut(|known| *known.entry(name).or_insert_with(new))
}

/// The message of this name, with values in the place of `$1`, `$2` …
pub fn said(name: &'static str, values: &[&str]) -> String {
    filled(text(name), values)
}

/// The message of this name in the plural of `count`, which is `$1`; the values are `$2`, `$3` …
///
/// `files` stands in the catalogue as `files_one`, `files_other` and whatever else the language's plurals need.
pub fn counted(name: &'static str, count: u64, values: &[&str]) -> String {
    let language = LANGUAGE.get();
    let message = |category: &str| language.message(&[name, "_", category].concat());
    let mut template = message(&language.numbers().plural(count));
    if template.is_empty() {
        template = message("other");
    }
    let count = language.numbers().number(count);
    filled(&template, &[&[&*count], values].concat())
}

/// `1,316,463`.
pub fn number(number: u64) -> String {
    numbers().number(number)
}

/// The parts of a message: text, and the places of its values, counted from 0.
pub fn parts(template: &str) -> impl Iterator<Item = (&str, Option<usize>)> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let place = rest.match_indices('$').find_map(|(at, _)| match rest.as_bytes().get(at + 1) {
            Some(digit @ b'1'..=b'9') => Some((at, usize::from(digit - b'1'))),
            Some(_) | None => None,
        });
        let (before, after) = place.map_or((rest, ""), |(at, _)| (&rest[..at], &rest[at + 2..]));
        rest = after;
        Some((before, place.map(|(_, value)| value)))
    })
}

fn filled(template: &str, values: &[&str]) -> String {
    let mut said = String::with_capacity(template.len() + 16);
    for (text, value) in parts(template) {
        said.push_str(text);
        said.push_str(value.and_then(|value| values.get(value)).copied().unwrap_or_default());
    }
    said
}

/// Functions that say messages without values: `messages! { "popup": sign_in }` is `popup_sign_in` of the catalogue, where
/// each message says what it is for.
macro_rules! messages {
    ($part:literal: $($name:ident),+ $(,)?) => {$(
        #[doc = concat!("`", $part, "_", stringify!($name), "` of the catalogue.")]
        pub fn $name() -> &'static $crate::words::catalogue::Text {
            $crate::words::catalogue::text(concat!($part, "_", stringify!($name)))
        }
    )+};
}
pub(super) use messages;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::language::Unit;
    use proptest::prelude::*;

    #[test]
    fn values_stand_where_the_message_wants_them() {
        assert_eq!(filled("$2 of $1", &["a", "b"]), "b of a");
        assert_eq!(filled("$1", &["$2", "b"]), "$2", "a value is no template");
        assert_eq!(filled("none", &["a"]), "none");
        assert_eq!(filled("$ $0 $x $", &["a"]), "$ $0 $x $");
        assert_eq!(filled("$1$1", &["a"]), "aa");
    }

    proptest! {
        #[test]
        fn a_message_is_its_parts(template in "([a-zé$ ]|\\$[0-9])*") {
            let mut joined = String::new();
            for (text, value) in parts(&template) {
                joined.push_str(text);
                if let Some(value) = value {
                    joined.push('$');
                    joined.push_str(&(value + 1).to_string());
                }
            }
            prop_assert_eq!(joined, template);
        }
    }

    #[test]
    fn a_count_takes_its_plural() {
        assert_eq!(counted("export_files", 1, &[]), "1 file");
        assert_eq!(counted("export_files", 0, &[]), "0 files");
        assert_eq!(counted("export_files", 1_316_463, &[]), "1,316,463 files");
    }

    /// A language with more plurals than English, and none of its messages but a few.
    struct Other;

    impl Language for Other {
        fn message(&self, name: &str) -> String {
            let known = [("export_files_few", "$1 pliki"), ("export_files_other", "$1 plików")];
            known.iter().find(|(of, _)| *of == name).map(|(_, text)| (*text).to_owned()).unwrap_or_default()
        }
        fn numbers(&self) -> &dyn Numbers {
            self
        }
    }

    impl Numbers for Other {
        fn number(&self, number: u64) -> String {
            number.to_string()
        }
        fn decimal(&self, number: f64, digits: u8) -> String {
            format!("{number:.*}", usize::from(digits)).replace('.', ",")
        }
        fn plural(&self, count: u64) -> String {
            if (2..=4).contains(&count) { "few" } else { "many" }.to_owned()
        }
        fn ago(&self, count: u32, unit: Unit) -> String {
            format!("{count} {} temu", unit.name())
        }
    }

    #[test]
    fn another_language_brings_its_own_plurals_and_numbers() {
        speak(&Other);
        assert_eq!(counted("export_files", 3, &[]), "3 pliki");
        assert_eq!(counted("export_files", 5, &[]), "5 plików", "a plural without a message of its own is `other`");
        assert_eq!(
            crate::words::numbers::ago(crate::time::Timestamp(7_200_000), crate::time::Timestamp(0)),
            "2 hour temu"
        );
    }
}
