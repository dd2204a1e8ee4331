//! One hash of a file: label, whole value, copy button.

use crate::{
    export::hashes::HashKind,
    words::{card as words, copy},
};
use yew::prelude::*;

/// The value of the `data-copy` attribute, by which a card knows what lies under the pointer.
pub fn key(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 => "sha256",
        HashKind::Sha1 => "sha1",
        HashKind::Md5 => "md5",
        HashKind::SignerCertificate => "certificate",
    }
}

/// The kind with this [`key`].
pub fn kind_of_key(text: &str) -> Option<HashKind> {
    HashKind::ALL.into_iter().find(|kind| key(*kind) == text)
}

/// The three cells of a row in the grid of hashes. They listen to nothing: the card hears their clicks by `data-copy`.
pub fn hash_row(kind: HashKind, value: String, copied: Option<HashKind>) -> Html {
    let button = if copied == Some(kind) { "copy copied" } else { "copy" };
    html! {
        <>
            <span class="label">{ words::hash_label(kind) }</span>
            <span class="hash" data-copy={key(kind)}>{ value }</span>
            <button type="button" class={button} data-copy={key(kind)} aria-label={copy::copy_one(kind)} title={copy::copy_one(kind)} />
        </>
    }
}
