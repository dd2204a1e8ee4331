//! Copies: each format a function from files to text.

pub mod hashes;
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
