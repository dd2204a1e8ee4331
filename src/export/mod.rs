//! Copies and exports: each format a function from files to text.
//!
//! What each of them holds, and for whom, stands in `docs/exports.md`.

pub mod csv;
pub mod facts;
pub mod hashes;
pub mod indicators;
pub mod json;
pub mod kql;
pub mod markdown;
mod sha1;
pub mod stix;
pub mod ticket;

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

crate::json::record!(
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
