//! What is said about copies, and the names of the buttons and menu items that copy.

use super::catalogue::{Text, counted, messages, said, text};
use crate::{
    evidence::hash_kind::HashKind,
    formats::{CopyFormat, HashList},
};

messages! { "copy":
    menu, file_as_ticket_text, all, as_ticket_text, other_files_on_screen, no_files,
}

/// What a kind of hash is called.
pub fn kind(kind: HashKind) -> &'static Text {
    text(match kind {
        HashKind::Sha256 => "copy_sha256",
        HashKind::Sha1 => "copy_sha1",
        HashKind::Md5 => "copy_md5",
        HashKind::SignerCertificate => "copy_certificate",
    })
}

/// The button or menu item that copies one file's hash.
pub fn copy_one(of: HashKind) -> String {
    said("copy_one", &[kind(of)])
}

/// The button or menu item that copies the hashes of all files.
pub fn copy_all(of: HashKind) -> String {
    match of {
        HashKind::SignerCertificate => text("copy_all_certificates").to_owned(),
        HashKind::Sha256 | HashKind::Sha1 | HashKind::Md5 => said("copy_all_of", &[kind(of)]),
    }
}

/// The button or menu item that copies something of all files.
pub fn format_name(format: CopyFormat) -> String {
    match hash_of(format) {
        Some(kind) => copy_all(kind),
        None => as_ticket_text().to_owned(),
    }
}

/// What stands on that button, after "Copy all".
pub fn format_short(format: CopyFormat) -> &'static str {
    hash_of(format).map_or_else(|| text("copy_ticket_text"), kind)
}

fn hash_of(format: CopyFormat) -> Option<HashKind> {
    match format {
        CopyFormat::Sha256 => Some(HashKind::Sha256),
        CopyFormat::Sha1 => Some(HashKind::Sha1),
        CopyFormat::Md5 => Some(HashKind::Md5),
        CopyFormat::TicketText => None,
    }
}

/// After one file's hash was copied: "SHA-256 copied".
pub fn one_copied(of: HashKind) -> String {
    match of {
        HashKind::SignerCertificate => text("copy_certificate_copied").to_owned(),
        HashKind::Sha256 | HashKind::Sha1 | HashKind::Md5 => said("copy_one_copied", &[kind(of)]),
    }
}

/// After the hashes of all files were copied: "3 SHA-256 copied, 2 known-good included; 1 file has none".
pub fn hashes_copied(of: HashKind, list: &HashList, known_good: usize) -> String {
    let (copied, without) = (list.copied as u64, list.without as u64);
    match (copied, without) {
        (0, 0) => return no_files().to_owned(),
        (0, without) => return counted("copy_nothing_of_kind", without, &[kind(of)]),
        _ => {}
    }
    let mut told = match of {
        HashKind::SignerCertificate => counted("copy_certificates_copied", copied, &[]),
        HashKind::Sha256 | HashKind::Sha1 | HashKind::Md5 => counted("copy_hashes_copied", copied, &[kind(of)]),
    };
    told.push_str(&included(known_good));
    if without > 0 {
        told.push_str(&counted("copy_have_none", without, &[]));
    }
    told
}

/// After a ticket text was copied: "Ticket text of 6 files copied, 4 known-good included".
pub fn ticket_copied(files: usize, known_good: usize) -> String {
    counted("copy_ticket_copied", files as u64, &[]) + &included(known_good)
}

fn included(known_good: usize) -> String {
    if known_good == 0 { String::new() } else { counted("copy_known_good_included", known_good as u64, &[]) }
}
