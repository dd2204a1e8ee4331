//! Lists of hashes of files known to be harmless: the organisation's in its policy, the analyst's own beside the settings.

use crate::{
    evidence::{Hashes, hash::AnyHash},
    joining::joined,
    sorting::sorted,
};

/// Hashes of files known to be harmless: sorted, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownGood(Vec<AnyHash>);

impl KnownGood {
    /// The list of these, in whatever order they come.
    pub(super) fn of(hashes: Vec<AnyHash>) -> KnownGood {
        let mut hashes = sorted(hashes);
        hashes.dedup();
        KnownGood(hashes)
    }

    /// Reads hashes of all three kinds between spaces, commas or line breaks; what follows `#` in a line is a comment.
    /// The second list has what is no hash, with the number of its line.
    pub fn read(text: &str) -> (KnownGood, Vec<(usize, String)>) {
        let mut hashes = Vec::new();
        let mut unread = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            let line = line.split('#').next().unwrap_or_default();
            for word in line.split(|letter: char| letter.is_whitespace() || letter == ',' || letter == ';') {
                match word.parse() {
                    Ok(hash) => hashes.push(hash),
                    Err(_) if word.is_empty() => {}
                    Err(_) => unread.push((number, word.to_owned())),
                }
            }
        }
        (KnownGood::of(hashes), unread)
    }

    /// Whether a file with any of these hashes is on the list.
    pub fn names(&self, hashes: &Hashes) -> bool {
        hashes.known().any(|hash| self.0.binary_search(&hash).is_ok())
    }

    /// How many hashes it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What [`KnownGood::read`] reads: a hash a line.
    pub fn text(&self) -> String {
        joined(&self.hashes(), "\n")
    }

    /// All hashes in lowercase hex: SHA-256 first, then SHA-1 and MD5, each kind sorted.
    pub fn hashes(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}
