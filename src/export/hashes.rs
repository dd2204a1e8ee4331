//! A plain list of one kind of hash, for a block list, a search or a chat.

use std::collections::HashSet;

use crate::{
    evidence::{File, hash_kind::HashKind},
    formats::HashList,
};

/// The hashes of `kind` of the files shown.
pub fn list(kind: HashKind, files: &[&File]) -> HashList {
    let mut list = HashList::default();
    let mut listed = HashSet::new();
    for file in files {
        let Some(hash) = kind.of(file) else {
            list.without += 1;
            continue;
        };
        if listed.contains(&hash) {
            continue;
        }
        if list.copied > 0 {
            list.text.push('\n');
        }
        list.text.push_str(&hash);
        list.copied += 1;
        listed.insert(hash);
    }
    list
}
