//! A plain list of one kind of hash, for a block list, a search or a chat.

use std::collections::HashSet;

use crate::evidence::File;

/// The hashes that can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HashKind {
    /// The file's SHA-256.
    Sha256,
    /// The file's SHA-1.
    Sha1,
    /// The file's MD5.
    Md5,
    /// The SHA-1 thumbprint of its signer's certificate.
    SignerCertificate,
}

impl HashKind {
    /// All of them, in the order of the menus.
    pub const ALL: [HashKind; 4] = [HashKind::Sha256, HashKind::Sha1, HashKind::Md5, HashKind::SignerCertificate];

    /// This hash of `file` in lowercase hex.
    pub fn of(self, file: &File) -> Option<String> {
        match self {
            HashKind::Sha256 => file.hashes.sha256.map(|hash| hash.to_string()),
            HashKind::Sha1 => file.hashes.sha1.map(|hash| hash.to_string()),
            HashKind::Md5 => file.hashes.md5.map(|hash| hash.to_string()),
            HashKind::SignerCertificate => file.signature.certificate.map(|hash| hash.to_string()),
        }
    }
}

/// The hash that names the file best: its SHA-256, else its SHA-1, else its MD5.
pub fn best(file: &File) -> Option<(HashKind, String)> {
    [HashKind::Sha256, HashKind::Sha1, HashKind::Md5].into_iter().find_map(|kind| Some((kind, kind.of(file)?)))
}

/// What goes to the clipboard, and what to say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HashList {
    /// Lowercase hex, one a line, each once, in the order shown, no newline at the end.
    pub text: String,
    /// How many hashes `text` holds.
    pub copied: usize,
    /// How many files have no hash of this kind.
    pub without: usize,
}

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
