//! What is known of the files of an alert, free of any wire format.

pub mod alert;
mod combine;
mod filter;
pub mod hash;
pub mod hash_kind;
pub mod known_good;
pub mod organisation;
pub mod prevalence;
pub mod signature;
pub mod triage;
pub mod verdict;

pub use combine::{complete, join, merge, merge_if_repeated, placed};

use crate::{alert_id::AlertId, time::Timestamp};
use alert::Sighting;
use hash::{AnyHash, Md5, Sha1, Sha256};
use organisation::InOrganisation;
use prevalence::Prevalence;
use signature::Signature;
use verdict::Verdict;

/// One file of an alert. Whatever Defender left out, nulled or sent empty is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Identity.
    pub hashes: Hashes,
    /// What Defender says of it.
    pub verdict: Verdict,
    /// Who signed it, and whether Defender trusts that.
    pub signature: Signature,
    /// The publisher that the file itself claims; unlike the signer nobody vouches for it.
    pub publisher: Option<String>,
    /// The product that the file itself claims.
    pub product: Option<String>,
    /// On how many devices worldwide.
    pub prevalence: Option<Prevalence>,
    /// First observed worldwide.
    pub first_seen: Option<Timestamp>,
    /// Last observed worldwide.
    pub last_seen: Option<Timestamp>,
    /// How the organisation knows it, as far as somebody asked.
    pub in_organisation: Option<InOrganisation>,
    /// Bytes.
    pub size: Option<u64>,
    /// Defender's `fileType`, for example `APP`.
    pub file_type: Option<String>,
    /// Whether it is a portable executable.
    pub portable_executable: Option<bool>,
    /// Where the alerts' evidence saw it: names, folders, devices. Empty without `Alert.Read`.
    pub sightings: Vec<Sighting>,
    /// The alerts it was found in; one, unless cards of several alerts were merged.
    pub alerts: Vec<AlertId>,
    /// Whether only an alert's evidence names it: Defender's list of the alert's files does not have it, so that of
    /// signer, verdict, prevalence and age nothing is reported, neither good nor bad.
    pub only_in_evidence: bool,
    /// Its place in the list that it is shown in, where nothing of its own tells it from others.
    pub place: usize,
}

/// Defender's `detectionStatus` of a file that it found, as this API and Microsoft Graph spell it.
const CAUGHT: [&str; 4] = ["Detected", "Prevented", "Blocked", "Remediated"];

impl File {
    /// What the evidence calls it.
    pub fn name(&self) -> Option<&str> {
        self.sightings.get(self.main_sighting()?)?.name.as_deref()
    }

    /// Which of the sightings tells most: a named one, and among those one where Defender caught the file.
    pub fn main_sighting(&self) -> Option<usize> {
        let rank = |sighting: &Sighting| (sighting.name.is_none(), !sighting.is_caught());
        (0..self.sightings.len()).min_by_key(|&at| self.sightings.get(at).map(rank))
    }

    /// Whether an alert's evidence says that Defender detected or stopped it.
    pub fn is_caught(&self) -> bool {
        self.sightings.iter().any(Sighting::is_caught)
    }
}

impl Sighting {
    /// Whether Defender detected or stopped the file there.
    fn is_caught(&self) -> bool {
        self.detection.as_deref().is_some_and(|status| CAUGHT.iter().any(|caught| status.eq_ignore_ascii_case(caught)))
    }
}

/// The digests of one file, as far as Defender knows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hashes {
    /// SHA-256.
    pub sha256: Option<Sha256>,
    /// SHA-1, the key of Defender's other file endpoints.
    pub sha1: Option<Sha1>,
    /// MD5.
    pub md5: Option<Md5>,
}

impl Hashes {
    /// Those that are known, the strongest first.
    pub fn known(&self) -> impl Iterator<Item = AnyHash> {
        let Hashes { sha256, sha1, md5 } = *self;
        [sha256.map(AnyHash::Sha256), sha1.map(AnyHash::Sha1), md5.map(AnyHash::Md5)].into_iter().flatten()
    }

    /// Whether any is known.
    pub fn any(&self) -> bool {
        self.known().next().is_some()
    }

    /// Whether both surely name the same file: equal where both have the strongest common hash.
    pub fn same_file(&self, other: &Hashes) -> bool {
        if let (Some(a), Some(b)) = (self.sha256, other.sha256) {
            return a == b;
        }
        if let (Some(a), Some(b)) = (self.sha1, other.sha1) {
            return a == b;
        }
        matches!((self.md5, other.md5), (Some(a), Some(b)) if a == b)
    }
}
