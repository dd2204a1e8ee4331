//! One hash of a file: label, whole value, copy button.

use crate::{evidence::File, words::card as words};
use yew::prelude::*;

/// What of one file can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CopyKind {
    /// The file's SHA-256.
    Sha256,
    /// The file's SHA-1.
    Sha1,
    /// The file's MD5.
    Md5,
    /// The thumbprint of its signer's certificate.
    Certificate,
}

impl CopyKind {
    /// In the order of a card and its menu.
    pub const ALL: [CopyKind; 4] = [CopyKind::Sha256, CopyKind::Sha1, CopyKind::Md5, CopyKind::Certificate];

    /// The value of the `data-copy` attribute, by which a card knows what lies under the pointer.
    pub fn key(self) -> &'static str {
        match self {
            CopyKind::Sha256 => "sha256",
            CopyKind::Sha1 => "sha1",
            CopyKind::Md5 => "md5",
            CopyKind::Certificate => "certificate",
        }
    }

    /// The kind with this [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The hash of this kind that is known of a file, in lowercase hex.
    pub fn of(self, file: &File) -> Option<String> {
        match self {
            CopyKind::Sha256 => file.hashes.sha256.map(|hash| hash.to_string()),
            CopyKind::Sha1 => file.hashes.sha1.map(|hash| hash.to_string()),
            CopyKind::Md5 => file.hashes.md5.map(|hash| hash.to_string()),
            CopyKind::Certificate => file.signature.certificate.map(|hash| hash.to_string()),
        }
    }

    /// Its label on the card.
    pub fn label(self) -> &'static str {
        match self {
            CopyKind::Sha256 => words::SHA256,
            CopyKind::Sha1 => words::SHA1,
            CopyKind::Md5 => words::MD5,
            CopyKind::Certificate => words::CERTIFICATE,
        }
    }

    /// The name of its button and of its menu item.
    pub fn copy_name(self) -> &'static str {
        match self {
            CopyKind::Sha256 => words::COPY_SHA256,
            CopyKind::Sha1 => words::COPY_SHA1,
            CopyKind::Md5 => words::COPY_MD5,
            CopyKind::Certificate => words::COPY_CERTIFICATE,
        }
    }
}

/// The three cells of a row in the grid of hashes. They listen to nothing: the card hears their clicks by `data-copy`.
pub fn hash_row(kind: CopyKind, value: String, copied: Option<CopyKind>) -> Html {
    let button = if copied == Some(kind) { "copy copied" } else { "copy" };
    html! {
        <>
            <span class="label">{ kind.label() }</span>
            <span class="hash" data-copy={kind.key()}>{ value }</span>
            <button type="button" class={button} data-copy={kind.key()} aria-label={kind.copy_name()} title={kind.copy_name()} />
        </>
    }
}
