//! How a file is known inside the organisation, unlike the worldwide facts on [`super::File`].

use crate::time::Timestamp;

/// What Defender's file statistics tell, over the last 30 days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InOrganisation {
    /// On how many of the organisation's devices.
    pub devices: Option<u64>,
    /// First observed in the organisation.
    pub first_seen: Option<Timestamp>,
    /// Last observed in the organisation.
    pub last_seen: Option<Timestamp>,
    /// The names it goes by, the most common first.
    pub names: Vec<String>,
}
