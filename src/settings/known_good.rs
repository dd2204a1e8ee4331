//! Lists of hashes of files known to be harmless: the organisation's in its policy, the analyst's own beside the settings.

use crate::{
    evidence::{
        Hashes,
        hash::{Md5, Sha1, Sha256},
    },
    sorting::sorted,
};

/// Hashes of files known to be harmless.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownGood {
    /// Sorted, each once.
    sha256: Vec<Sha256>,
    /// Sorted, each once.
    sha1: Vec<Sha1>,
    /// Sorted, each once.
    md5: Vec<Md5>,
}

impl KnownGood {
    /// Whether a file with any of these hashes is on the list.
    pub fn names(&self, hashes: &Hashes) -> bool {
        hashes.sha256.is_some_and(|hash| self.sha256.binary_search(&hash).is_ok())
            || hashes.sha1.is_some_and(|hash| self.sha1.binary_search(&hash).is_ok())
            || hashes.md5.is_some_and(|hash| self.md5.binary_search(&hash).is_ok())
    }

    /// Reads hashes of all three kinds between spaces, commas or line breaks; what follows `#` in a line is a comment.
    /// The second list has what is no hash, with the number of its line.
    pub fn read(text: &str) -> (KnownGood, Vec<(usize, String)>) {
        let mut list = KnownGood::default();
        let mut unread = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            let line = line.split('#').next().unwrap_or_default();
            for word in line.split(|letter: char| letter.is_whitespace() || letter == ',' || letter == ';') {
                if !word.is_empty() && !list.add(word) {
                    unread.push((number, word.to_owned()));
                }
            }
        }
        list.settle();
        (list, unread)
    }

    /// How many hashes it has.
    pub fn len(&self) -> usize {
        self.sha256.len() + self.sha1.len() + self.md5.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All hashes in lowercase hex: SHA-256 first, each kind sorted.
    pub fn hashes(&self) -> Vec<String> {
        let sha256 = self.sha256.iter().map(ToString::to_string);
        let sha1 = self.sha1.iter().map(ToString::to_string);
        sha256.chain(sha1).chain(self.md5.iter().map(ToString::to_string)).collect()
    }

    /// Returns whether `text` is a hash.
    pub(super) fn add(&mut self, text: &str) -> bool {
        let sha256 = text.parse().map(|hash| self.sha256.push(hash));
        let sha1 = sha256.or_else(|_| text.parse().map(|hash| self.sha1.push(hash)));
        sha1.or_else(|_| text.parse().map(|hash| self.md5.push(hash))).is_ok()
    }

    pub(super) fn settle(&mut self) {
        self.sha256 = sorted(std::mem::take(&mut self.sha256));
        self.sha256.dedup();
        self.sha1 = sorted(std::mem::take(&mut self.sha1));
        self.sha1.dedup();
        self.md5 = sorted(std::mem::take(&mut self.md5));
        self.md5.dedup();
    }
}
