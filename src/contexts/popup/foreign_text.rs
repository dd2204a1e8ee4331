//! Text from outside, drawn so that what is hidden in it shows.

use crate::contexts::element::{element, leaf, text};
use crate::display::{Piece, pieces};
use yew::Html;

/// Which way a text from outside runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// As its own letters say: names of companies, products and people.
    ByItsLetters,
    /// Left to right whatever its letters: file names and paths, whose extension then always stands last.
    LeftToRight,
}

/// A text from outside that needs no look of its own.
pub fn foreign_text(words: &str) -> Html {
    classed_foreign_text(words, Run::ByItsLetters, "")
}

/// A text from outside as an isolated `bdi` of text nodes, with its invisible characters as chips.
pub fn classed_foreign_text(words: &str, run: Run, class: &'static str) -> Html {
    let dir = match run {
        Run::ByItsLetters => "",
        Run::LeftToRight => "ltr",
    };
    let pieces = pieces(words).map(|piece| match piece {
        Piece::Plain(plain) => text(plain),
        Piece::Invisible(character) => leaf("span", "chip", code_point(character)),
    });
    element("bdi", &[("class", class), ("dir", dir)], pieces.collect::<Vec<_>>())
}

/// `U+202E`, without the brackets that set it off in plain text: the chip's border does that.
fn code_point(character: char) -> String {
    Piece::Invisible(character).to_string().trim_matches(['<', '>']).to_owned()
}
