//! The form that Entra's ids have: of tenants and of app registrations.

use std::{fmt, str::FromStr};

use crate::{
    hex::is_guid,
    json::{Json, Recorded},
};

/// A GUID in lowercase with hyphens, without braces.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid(String);

/// The text is not 8-4-4-4-12 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAGuid;

impl FromStr for Guid {
    type Err = NotAGuid;

    fn from_str(text: &str) -> Result<Self, NotAGuid> {
        let text = text.trim();
        if is_guid(text) { Ok(Guid(text.to_ascii_lowercase())) } else { Err(NotAGuid) }
    }
}

impl Recorded for Guid {
    fn to_record(&self) -> Json {
        self.as_str().into()
    }

    fn from_record(record: &Json) -> Option<Self> {
        record.as_str()?.parse().ok()
    }
}

impl Guid {
    /// The GUID of zeros: a pasted token need not name its application.
    pub fn nil() -> Self {
        Guid("00000000-0000-0000-0000-000000000000".to_owned())
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
