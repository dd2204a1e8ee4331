//! Text from outside, drawn so that what is hidden in it shows.

use crate::contexts::element::{element, leaf, text};
use crate::display::{Piece, mixes_scripts, pieces};
use crate::words::card::mixed_scripts;
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

/// A text from outside as an isolated `bdi` of text nodes, with its invisible characters as chips. One chip more says that
/// a word mixes alphabets; it stands first, where nothing is clipped.
pub fn classed_foreign_text(words: &str, run: Run, class: &'static str) -> Html {
    let dir = match run {
        Run::ByItsLetters => "",
        Run::LeftToRight => "ltr",
    };
    let pieces = pieces(words).map(|piece| match piece {
        Piece::Plain(plain) => text(plain),
        Piece::Invisible(character) => leaf("span", "chip", code_point(character)),
    });
    let mixed = mixes_scripts(words).then(|| leaf("span", "chip mixed", mixed_scripts()));
    element("bdi", &[("class", class), ("dir", dir)], mixed.into_iter().chain(pieces).collect::<Vec<_>>())
}

/// `U+202E`, without the brackets that set it off in plain text: the chip's border does that.
fn code_point(character: char) -> String {
    Piece::Invisible(character).to_string().trim_matches(['<', '>']).to_owned()
}
