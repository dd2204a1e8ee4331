//! One hash of a file: label, whole value, copy button.

use crate::{
    contexts::element::{element, leaf, several, text},
    evidence::hash_kind::HashKind,
    words::{card as words, copy},
};
use yew::Html;

/// The three cells of a row in the grid of hashes. They listen to nothing: the card hears their clicks, and knows by
/// `data-copy` what lies under the pointer.
pub fn hash_row(kind: HashKind, value: &str, copied: Option<HashKind>) -> Html {
    let button = if copied == Some(kind) { "copy copied" } else { "copy" };
    let (key, name) = (key(kind), copy::copy_one(kind));
    let button = [("type", "button"), ("class", button), ("data-copy", key), ("aria-label", &name), ("title", &name)];
    several([
        leaf("span", "label", words::label(kind)),
        element("span", &[("class", "hash"), ("data-copy", key)], [text(value)]),
        element("button", &button, []),
    ])
}

/// The hash that a `data-copy` attribute names.
pub fn named_by(attribute: &str) -> Option<HashKind> {
    HashKind::ALL.into_iter().find(|kind| key(*kind) == attribute)
}

fn key(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 => "sha256",
        HashKind::Sha1 => "sha1",
        HashKind::Md5 => "md5",
        HashKind::SignerCertificate => "certificate",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_is_found_again_by_its_attribute() {
        for kind in HashKind::ALL {
            assert_eq!(named_by(key(kind)), Some(kind));
        }
        assert_eq!(named_by("sha512"), None);
    }
}
