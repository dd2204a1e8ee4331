//! What can be copied and exported, and what each text comes with: the counts that are told of it.
//!
//! [`crate::export`] makes the texts, [`crate::words`] tells of them.

use crate::json::record;

/// What can be copied for a whole alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyFormat {
    /// Every SHA-256, one a line.
    Sha256,
    /// Every SHA-1, one a line.
    Sha1,
    /// Every MD5, one a line.
    Md5,
    /// The text for a ticket.
    TicketText,
}

record!(
    enum CopyFormat {
        Sha256,
        Sha1,
        Md5,
        TicketText,
    }
);

impl CopyFormat {
    /// All of them, in the order of the menus.
    pub const ALL: &'static [CopyFormat] =
        &[CopyFormat::Sha256, CopyFormat::Sha1, CopyFormat::Md5, CopyFormat::TicketText];

    /// Its id in the browser's context menu and among the commands.
    pub fn id(self) -> &'static str {
        match self {
            CopyFormat::Sha256 => "copy-all-sha256",
            CopyFormat::Sha1 => "copy-all-sha1",
            CopyFormat::Md5 => "copy-all-md5",
            CopyFormat::TicketText => "copy-ticket-text",
        }
    }

    /// The format with that id.
    pub fn of_id(id: &str) -> Option<CopyFormat> {
        CopyFormat::ALL.iter().copied().find(|format| format.id() == id)
    }
}

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Every fact of every file, for a spreadsheet.
    Csv,
    /// Every fact of every file, for a program.
    Json,
    /// The facts that decide, for a page or a chat.
    Markdown,
    /// What a whole alert's copies hold: plain lists, the ticket text.
    Copy(CopyFormat),
    /// Indicators that the Defender portal imports.
    Indicators,
    /// A query of advanced hunting.
    Kql,
    /// A bundle of STIX 2.1.
    Stix,
}

impl ExportFormat {
    /// All of them, in the order of the list.
    pub const ALL: [ExportFormat; 10] = [
        ExportFormat::Csv,
        ExportFormat::Json,
        ExportFormat::Markdown,
        ExportFormat::Copy(CopyFormat::TicketText),
        ExportFormat::Copy(CopyFormat::Sha256),
        ExportFormat::Copy(CopyFormat::Sha1),
        ExportFormat::Copy(CopyFormat::Md5),
        ExportFormat::Indicators,
        ExportFormat::Kql,
        ExportFormat::Stix,
    ];

    /// The end of a file's name: what it holds, where the extension does not tell, and the extension.
    pub fn ending(self) -> [&'static str; 2] {
        match self {
            ExportFormat::Csv => ["", ".csv"],
            ExportFormat::Json => ["", ".json"],
            ExportFormat::Markdown => ["", ".md"],
            ExportFormat::Copy(CopyFormat::TicketText) => ["", ".txt"],
            ExportFormat::Copy(CopyFormat::Sha256) => ["-sha256", ".txt"],
            ExportFormat::Copy(CopyFormat::Sha1) => ["-sha1", ".txt"],
            ExportFormat::Copy(CopyFormat::Md5) => ["-md5", ".txt"],
            ExportFormat::Indicators => ["-indicators", ".csv"],
            ExportFormat::Kql => ["", ".kql"],
            ExportFormat::Stix => ["-stix", ".json"],
        }
    }
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

/// Files to import, and what to say of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indicators {
    /// The text of each file, of at most [`crate::export::indicators::MOST_ROWS`] rows.
    pub parts: Vec<String>,
    /// How many rows they have together.
    pub rows: usize,
    /// How many files were left out because they are known good.
    pub known_good_left_out: usize,
    /// How many files have neither a SHA-256 nor a SHA-1.
    pub without: usize,
    /// How many rows are of files that are not known to be portable executables, which alone Defender matches.
    pub not_executable: usize,
}

/// A query, and what to say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The query; empty without hashes.
    pub text: String,
    /// How many files it looks for.
    pub files: usize,
    /// How many files have neither a SHA-256 nor a SHA-1.
    pub without: usize,
}
