//! Whose data is asked for: where, and as whom.

use crate::auth::{account::Account, directory::Directory};

/// What one was shown, no other is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The tenant's directory.
    pub directory: Directory,
    /// The account that is signed in there.
    pub account: Account,
}
