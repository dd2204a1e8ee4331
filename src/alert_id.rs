//! The grammar of alert ids, and which product an id belongs to.

use std::fmt;

/// An alert id that is safe to put into a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlertId(String);

/// The text is not an alert id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnAlertId;

impl AlertId {
    /// Reads an id exactly as found.
    pub fn parse(text: &str) -> Result<Self, NotAnAlertId> {
        Ok(AlertId(text.to_owned()))
    }

    /// The id exactly as found.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
