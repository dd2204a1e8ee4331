//! The kinds of hashes that a file has, and which of them names it best.

use super::File;

/// A hash of a file or of its signer's certificate.
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
