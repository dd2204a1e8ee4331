//! What a person asks for.

use std::{rc::Rc, time::Duration};

use super::{
    copying::Copy,
    export_form::{Form, Way},
    state::Action,
};
use crate::{
    alert_id::AlertId,
    auth::{challenge::Claims, directory::Directory},
    cloud::Cloud,
    evidence::File,
    job::Again,
    protocol::{Access, AccountChoice},
    viewer::Viewer,
};

/// What a person asks for.
#[allow(clippy::large_enum_variant, reason = "one intent lives at a time")]
#[derive(Clone)]
pub enum Intent {
    /// A change of the state alone.
    Dispatch(Action),
    /// The alert's files again, from Defender.
    Refresh,
    /// The names of the alert's files again, which did not come.
    TryNames,
    /// The sign-in window.
    SignIn(Directory, Access, AccountChoice),
    /// The sign-in window, for what Defender wants to be proved.
    Prove(Directory, Access, Claims),
    /// The hosts of a cloud, which the browser opens after a click.
    OpenHosts(Cloud),
    /// Out.
    SignOut,
    /// This pasted token.
    UseToken(String),
    /// The alert in this typed or pasted text.
    LookUp(String),
    /// The files of all these alerts; kept answers do that are not older than this.
    StartJob(Viewer, Vec<AlertId>, Duration),
    /// On with the job, and with those of its alerts again.
    GoOn(Viewer, Again),
    /// No more of them.
    CancelJob,
    /// How the organisation knows these files, one call each.
    Ask(Vec<Rc<File>>),
    /// Something on the clipboard.
    Copy(Copy),
    /// An export of the files on screen.
    Export(Form, Way),
    /// The list of keys.
    ShowKeys,
    /// The browser's page on which shortcuts are set.
    ChangeShortcuts,
    /// The side panel.
    OpenPanel,
    /// The options page.
    OpenOptions,
}
