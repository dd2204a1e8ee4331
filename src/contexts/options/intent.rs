//! What a person asks for.

use super::{change::Change, state::Action};
use crate::{portal::PortalHost, sign_in::SignedIn};

/// What a person asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// A change of the page alone.
    Dispatch(Action),
    /// The open form kept.
    Save,
    /// The open form tried out.
    Test,
    /// A change of the settings, with what is said once it is kept.
    Change(Change, &'static str),
    /// These minutes kept, if they are a number.
    Minutes(String),
    /// The list of known-good files in a field.
    EditList,
    /// The list as typed kept.
    SaveList,
    /// The list on the clipboard.
    CopyList,
    /// The list as a file.
    DownloadList,
    /// This portal opened to us, which the browser does after a click.
    AllowPortal(PortalHost),
    /// Out.
    SignOut(SignedIn),
    /// A text on the clipboard, and what is said then.
    Copy(String, &'static str),
}
