//! Text from outside made safe to read.
//!
//! A file name may hold characters that nobody sees and that reorder or hide others (`invoice<U+202E>fdp.exe` reads
//! `invoiceexe.pdf`, MITRE ATT&CK T1036.002); every one of them is shown as `<U+202E>`. Letters that merely look alike
//! are left as they are, and a word that has them beside Latin ones is known by [`mixes_scripts`].

use std::fmt::{self, Write};

/// A stretch of text from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Safe to show as it is.
    Plain(&'a str),
    /// Shows as nothing, or moves its neighbours. [`Piece`] displays it as `<U+202E>`.
    Invisible(char),
}

/// The pieces of `text` in order; joined they are `text` again.
pub fn pieces(text: &str) -> Pieces<'_> {
    Pieces { rest: text, before: None }
}

/// `text` with every invisible character spelled out, on one line whatever it holds.
pub fn made_visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) => visible.push_str(text),
            // A `String` takes whatever is written to it.
            Piece::Invisible(character) => write_escape(&mut visible, character).unwrap_or_default(),
        }
    }
    visible
}

/// Whether a word of `text` has Latin letters and such of Cyrillic or Greek, of which many look like Latin ones.
///
/// Neither `µ` (U+00B5) nor the ohm sign (U+2126) is a Greek letter here: units are written with them.
pub fn mixes_scripts(text: &str) -> bool {
    let (mut latin, mut other) = (false, false);
    // Most texts are done with at once.
    !text.is_ascii()
        && text.chars().any(|character| {
            match character {
                'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24F}' => latin = true,
                '\u{370}'..='\u{52F}' | '\u{1F00}'..='\u{1FFF}' => other = true,
                // Marks belong to the letter before.
                '\u{300}'..='\u{36F}' => {}
                _ => (latin, other) = (false, false),
            }
            latin && other
        })
}

/// See [`pieces`].
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    rest: &'a str,
    /// The character before `rest`: a variation selector means something only after one that it varies.
    before: Option<char>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let mut end = 0;
        for character in self.rest.chars() {
            if is_invisible(self.before, character) {
                break;
            }
            self.before = Some(character);
            end += character.len_utf8();
        }
        if end > 0 {
            let (plain, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Piece::Plain(plain));
        }
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        self.before = Some(character);
        Some(Piece::Invisible(character))
    }
}

impl fmt::Display for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Piece::Plain(text) => f.write_str(text),
            Piece::Invisible(character) => write_escape(f, character),
        }
    }
}

fn write_escape(to: &mut impl Write, character: char) -> fmt::Result {
    write!(to, "<U+{:04X}>", u32::from(character))
}

/// Controls, line breaks, bidi controls and what Unicode calls default ignorable (DerivedCoreProperties.txt), with
/// the two blanks that fonts draw as nothing.
fn is_invisible(before: Option<char>, character: char) -> bool {
    match character {
        ' '..='~' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul and Khmer fillers.
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' => true,
        // Mongolian variation selectors and vowel separator.
        '\u{180B}'..='\u{180F}' => true,
        // Zero width, direction marks, line and paragraph separators, embeddings, overrides, isolates.
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        // Braille blank, Hangul fillers.
        '\u{2800}' | '\u{3164}' | '\u{FFA0}' => true,
        // Byte order mark, interlinear annotation.
        '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' => true,
        // Shorthand and musical format controls, tags.
        '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' => true,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => !before.is_some_and(|before| varies(before, character)),
        '\u{E0000}'..='\u{E0FFF}' => true,
        _ => false,
    }
}

/// Whether a variation selector can change how the character before it looks. Elsewhere it can only smuggle data.
fn varies(before: char, selector: char) -> bool {
    let keycap = matches!(before, '0'..='9' | '#' | '*') && matches!(selector, '\u{FE0E}' | '\u{FE0F}');
    keycap || (!before.is_ascii() && !before.is_whitespace() && !is_invisible(None, before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_right_to_left_override_is_shown_where_it_stands() {
        let found: Vec<_> = pieces("invoice\u{202E}fdp.exe").collect();
        assert_eq!(found, [Piece::Plain("invoice"), Piece::Invisible('\u{202E}'), Piece::Plain("fdp.exe")]);
        assert_eq!(made_visible("invoice\u{202E}fdp.exe"), "invoice<U+202E>fdp.exe");
        assert_eq!(Piece::Invisible('\u{202E}').to_string(), "<U+202E>");
    }

    #[test]
    fn a_word_that_mixes_latin_letters_with_such_that_look_alike_is_known() {
        // Cyrillic `а`, `с` and `М`, Greek `ο` and `Α`, a Cyrillic letter with an accent.
        for mixed in [
            "p\u{430}ypal.exe",
            "a mi\u{441}rosoft",
            "\u{41C}icrosoft",
            "g\u{3BF}ogle",
            "\u{391}dobe",
            "\u{430}\u{301}b",
        ] {
            assert!(mixes_scripts(mixed), "{mixed}");
        }
        let plain =
            "invoice.exe отчёт.docx отчёт_final.docx Ελλάδα-report Müller 5µm 10k\u{2126} 文書report ×2 Wi\u{301}Fi";
        for word in plain.split(' ').chain([plain, ""]) {
            assert!(!mixes_scripts(word), "{word}");
        }
    }

    #[test]
    fn nothing_that_hides_or_moves_text_passes() {
        for character in "\0\t\n\r\u{1B}\u{7F}\u{85}\u{9F}\u{AD}\u{61C}\u{115F}\u{180E}\u{200B}\u{200D}\u{200F}\u{2028}\
            \u{2029}\u{202A}\u{202E}\u{2060}\u{2066}\u{2069}\u{2800}\u{3164}\u{FE0F}\u{FEFF}\u{FFFB}\u{E0001}\u{E0041}\
            \u{E0100}"
            .chars()
        {
            assert_eq!(
                pieces(&character.to_string()).collect::<Vec<_>>(),
                [Piece::Invisible(character)],
                "{character:?}"
            );
        }
    }

    #[test]
    fn names_in_any_script_stay_as_they_are() {
        for text in ["", "Microsoft© Windows® Operating System", "報告書.pdf", "תשלום.exe", "naïve – “x”.exe", "🧪.bin"]
        {
            assert_eq!(made_visible(text), text);
        }
    }

    #[test]
    fn a_variation_selector_is_plain_only_after_what_it_varies() {
        assert_eq!(made_visible("❤\u{FE0F} 1\u{FE0F}\u{20E3} 葛\u{E0100}"), "❤\u{FE0F} 1\u{FE0F}\u{20E3} 葛\u{E0100}");
        assert_eq!(made_visible("a\u{FE0F} \u{E0101}"), "a<U+FE0F> <U+E0101>");
        assert_eq!(made_visible("❤\u{FE0F}\u{FE01}"), "❤\u{FE0F}<U+FE01>");
    }

    proptest! {
        #[test]
        fn pieces_joined_are_the_text_again(text in any::<String>()) {
            let mut joined = String::new();
            for piece in pieces(&text) {
                match piece {
                    Piece::Plain(plain) => joined.push_str(plain),
                    Piece::Invisible(character) => joined.push(character),
                }
            }
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn made_visible_text_has_nothing_left_to_show(text in any::<String>()) {
            let visible = made_visible(&text);
            prop_assert!(pieces(&visible).all(|piece| matches!(piece, Piece::Plain(_))));
            prop_assert_eq!(made_visible(&visible), visible);
        }
    }
}
