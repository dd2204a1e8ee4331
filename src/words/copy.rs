//! What is said about copies, and the names of the buttons and menu items that copy.

use crate::{
    export::CopyFormat,
    export::hashes::{HashKind, HashList},
};

/// Name of the card's menu.
pub const COPY: &str = "Copy";
/// Copies the ticket text of one file.
pub const COPY_FILE_AS_TICKET_TEXT: &str = "Copy this file as ticket text";
/// Before the buttons that copy what all files have.
pub const COPY_ALL: &str = "Copy all";

/// Copies the ticket text.
pub const COPY_AS_TICKET_TEXT: &str = "Copy as ticket text";
/// Other files than those that were to be copied came on screen.
pub const OTHER_FILES_ON_SCREEN: &str = "Nothing was copied: these are not the files it was asked for.";
/// Copies need files.
pub const NO_FILES_TO_COPY: &str = "Nothing was copied: there are no files here.";

/// What a kind of hash is called.
pub fn kind(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 => "SHA-256",
        HashKind::Sha1 => "SHA-1",
        HashKind::Md5 => "MD5",
        HashKind::SignerCertificate => "signer certificate hash",
    }
}

/// The button or menu item that copies one file's hash.
pub fn copy_one(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 => "Copy SHA-256",
        HashKind::Sha1 => "Copy SHA-1",
        HashKind::Md5 => "Copy MD5",
        HashKind::SignerCertificate => "Copy signer certificate hash",
    }
}

/// The button or menu item that copies the hashes of all files.
pub fn copy_all(kind: HashKind) -> &'static str {
    match kind {
        HashKind::Sha256 => "Copy all SHA-256",
        HashKind::Sha1 => "Copy all SHA-1",
        HashKind::Md5 => "Copy all MD5",
        HashKind::SignerCertificate => "Copy all signer certificate hashes",
    }
}

/// The button or menu item that copies something of all files.
pub fn format_name(format: CopyFormat) -> &'static str {
    match format {
        CopyFormat::Sha256 => copy_all(HashKind::Sha256),
        CopyFormat::Sha1 => copy_all(HashKind::Sha1),
        CopyFormat::Md5 => copy_all(HashKind::Md5),
        CopyFormat::TicketText => COPY_AS_TICKET_TEXT,
    }
}

/// What stands on that button, after "Copy all".
pub fn format_short(format: CopyFormat) -> &'static str {
    match format {
        CopyFormat::Sha256 => kind(HashKind::Sha256),
        CopyFormat::Sha1 => kind(HashKind::Sha1),
        CopyFormat::Md5 => kind(HashKind::Md5),
        CopyFormat::TicketText => "ticket text",
    }
}

/// After one file's hash was copied: "SHA-256 copied".
pub fn one_copied(of: HashKind) -> String {
    let mut said = kind(of).to_owned();
    if let Some(first) = said.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    said.push_str(" copied");
    said
}

/// After the hashes of all files were copied: "3 SHA-256 copied, 2 known-good included; 1 file has none".
pub fn hashes_copied(of: HashKind, list: &HashList, known_good: usize) -> String {
    if list.copied == 0 {
        return match list.without {
            0 => NO_FILES_TO_COPY.to_owned(),
            1 => format!("No {} to copy: the file has none.", kind(of)),
            without => format!("No {} to copy: none of the {without} files has one.", kind(of)),
        };
    }
    let plural = if of == HashKind::SignerCertificate && list.copied > 1 { "es" } else { "" };
    let mut said = format!("{} {}{plural} copied", list.copied, kind(of));
    said.push_str(&included(known_good));
    match list.without {
        0 => {}
        1 => said.push_str("; 1 file has none"),
        without => said.push_str(&format!("; {without} files have none")),
    }
    said
}

/// After a ticket text was copied: "Ticket text of 6 files copied, 4 known-good included".
pub fn ticket_copied(files: usize, known_good: usize) -> String {
    let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    format!("Ticket text of {files} copied{}", included(known_good))
}

fn included(known_good: usize) -> String {
    if known_good == 0 { String::new() } else { format!(", {known_good} known-good included") }
}
