//! A copy asked for outside the popup, in the browser's own menu or by a shortcut: it waits for the popup, a minute at most.

use std::time::Duration;

use crate::{
    capabilities::{Area, NotStored, Store},
    json::{Json, Recorded, record},
    time::Timestamp,
};

const KEY: &str = "copy-request";
const LIFETIME: Duration = Duration::from_secs(60);

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

/// A copy that waits for the popup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyRequest {
    /// What to copy.
    pub format: CopyFormat,
    /// The address of the page or link that was clicked.
    pub address: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

record!(enum CopyFormat { Sha256, Sha1, Md5, TicketText });
record!(struct CopyRequest { format, address, asked_at });

impl CopyRequest {
    /// Leaves it for the popup.
    pub async fn write(&self, store: &impl Store) -> Result<(), NotStored> {
        store.write(Area::Session, KEY, &self.to_record().to_string()).await
    }

    /// Takes it out, if there is one that is not older than a minute.
    pub async fn take(store: &impl Store, now: Timestamp) -> Option<CopyRequest> {
        let text = store.read(Area::Session, &[KEY]).await.pop()??;
        store.remove(Area::Session, &[KEY]).await;
        let request = CopyRequest::from_record(&Json::parse(&text)?)?;
        (request.asked_at <= now && now.since(request.asked_at) <= LIFETIME).then_some(request)
    }
}
