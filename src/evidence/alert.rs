//! What the alert itself tells, readable with `Alert.Read`: the header line, and where each file was seen.

use super::Hashes;
use crate::{alert_id::AlertId, time::Timestamp};

/// One alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// Its title.
    pub title: Option<String>,
    /// `High`, `Medium`, … as it came.
    pub severity: Option<String>,
    /// `New`, `InProgress`, … as it came.
    pub status: Option<String>,
    /// `Malware`, `Execution`, … as it came.
    pub category: Option<String>,
    /// The threat's family, else its name.
    pub threat_family: Option<String>,
    /// The incident it belongs to.
    pub incident: Option<u64>,
    /// The device it was raised on.
    pub device: Option<String>,
    /// When it was raised.
    pub created: Option<Timestamp>,
    /// Its evidence of files and processes.
    pub evidence: Vec<FileEvidence>,
}

impl Alert {
    /// An alert of which nothing but its id is known.
    pub fn unread(id: AlertId) -> Self {
        Alert {
            id,
            title: None,
            severity: None,
            status: None,
            category: None,
            threat_family: None,
            incident: None,
            device: None,
            created: None,
            evidence: Vec::new(),
        }
    }
}

/// One piece of evidence that names a file; the hashes may all be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEvidence {
    /// SHA-1 and SHA-256; evidence has no MD5.
    pub hashes: Hashes,
    /// What it tells of the file.
    pub sighting: Sighting,
}

impl FileEvidence {
    /// Whether it tells of a file at all, by hash, name or folder. Evidence of users, addresses and registry keys has
    /// the same fields and leaves them empty.
    pub fn names_a_file(&self) -> bool {
        self.hashes.any() || self.sighting.name.is_some() || self.sighting.folder.is_some()
    }
}

/// Where and how an alert's evidence saw a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sighting {
    /// The file's name.
    pub name: Option<String>,
    /// The folder it lay in.
    pub folder: Option<String>,
    /// `Detected`, `Prevented`, … as it came.
    pub detection: Option<String>,
    /// The device.
    pub device: Option<String>,
}
