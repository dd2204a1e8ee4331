//! Text from outside, drawn so that what is hidden in it shows.

use yew::prelude::*;

use crate::display::{Piece, pieces};

/// Which way a text from outside runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// As its own letters say: names of companies, products and people.
    ByItsLetters,
    /// Left to right whatever its letters: file names and paths, whose extension then always stands last.
    LeftToRight,
}

/// A text from outside as an isolated `bdi` of text nodes, with its hidden characters as chips.
pub fn foreign_text(text: &str, run: Run, class: &'static str) -> Html {
    let dir = match run {
        Run::ByItsLetters => None,
        Run::LeftToRight => Some("ltr"),
    };
    let class = (!class.is_empty()).then_some(class);
    if pieces(text).all(|piece| matches!(piece, Piece::Plain(_))) {
        return html! { <bdi {class} {dir}>{ text }</bdi> };
    }
    let pieces = pieces(text).map(|piece| match piece {
        Piece::Plain(text) => html! { { text } },
        Piece::Invisible(character) => html! { <span class="chip">{ code_point(character) }</span> },
    });
    html! { <bdi {class} {dir}>{ for pieces }</bdi> }
}

/// A text from outside for an attribute, where no chip can stand: hidden characters as `[U+202E]`.
pub fn foreign_attribute(text: &str) -> String {
    let mut attribute = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) => attribute.push_str(text),
            Piece::Invisible(character) => {
                attribute.push('[');
                attribute.push_str(&code_point(character));
                attribute.push(']');
            }
        }
    }
    attribute
}

fn code_point(character: char) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let code = character as u32;
    let digits = ((35 - code.leading_zeros()) / 4).max(4);
    let mut text = String::from("U+");
    for digit in (0..digits).rev() {
        text.push(char::from(HEX[(code >> (4 * digit)) as usize & 15]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_whole_text() {
        let text = "invoice\u{202e}fdp.exe\u{200b}";
        let found: Vec<Piece> = pieces(text).collect();
        let expected = [
            Piece::Plain("invoice"),
            Piece::Invisible('\u{202e}'),
            Piece::Plain("fdp.exe"),
            Piece::Invisible('\u{200b}'),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn letters_of_any_script_and_emoji_show_as_they_are() {
        for text in ["חשבונית.exe", "Microsoft© Windows®", "株式会社", "naïve 🙂\u{fe0f}", ""] {
            assert!(pieces(text).all(|piece| piece == Piece::Plain(text)), "{text}");
        }
    }

    #[test]
    fn a_hidden_character_is_named_by_its_code_point() {
        for (character, name) in [('\0', "U+0000"), ('\u{202e}', "U+202E"), ('\u{e0041}', "U+E0041")] {
            assert_eq!(foreign_attribute(&character.to_string()), ["[", name, "]"].concat());
        }
    }
}
