//! What is chosen for an export.

use crate::formats::ExportFormat;

/// Which of the files on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportScope {
    /// All, whatever the filter.
    All,
    /// Those that the filter leaves.
    Shown,
    /// Those that were selected, also where the filter hides them.
    Selected,
}

impl ExportScope {
    /// All of them, in the order of the list.
    pub const ALL: [ExportScope; 3] = [ExportScope::All, ExportScope::Shown, ExportScope::Selected];
}

/// What is chosen for an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// As what.
    pub format: ExportFormat,
    /// Of which files.
    pub scope: ExportScope,
    /// Whether known good files become indicators, too.
    pub known_good: bool,
}

impl Form {
    /// What is proposed: whoever has selected files means them.
    pub fn new(any_selected: bool) -> Form {
        let scope = if any_selected { ExportScope::Selected } else { ExportScope::Shown };
        Form { format: ExportFormat::Csv, scope, known_good: false }
    }
}

/// Where an export goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the clipboard.
    Copy,
    /// Into the downloads folder.
    Download,
    /// As a query into the portal.
    Hunt,
}
