//! What the popup knows, what can happen to it, and what it knows then.

use std::rc::Rc;

use yew::Reducible;

use super::decide::{Confirmed, Decision, Wanted, decide};
use crate::{
    alert_id::AlertId,
    auth::{failure::SignInFailure, pasted::PastedTokenFault},
    evidence::{self, File, alert::Alert, triage::Order},
    failure::Failure,
    lookup::{Answer, Files, Viewer},
    portal::PageAlerts,
    settings::Settings,
    sign_in::SignedIn,
    time::Timestamp,
};

/// Where this page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the popup under the toolbar button; it closes when it loses the focus.
    Popup,
    /// In the browser's side panel; it stays and follows the tab in front.
    Panel,
}

/// All that the popup draws from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Popup or panel.
    pub place: Place,
    /// The browser window it belongs to.
    pub window: Option<i32>,
    /// The settings in force.
    pub settings: Rc<Settings>,
    /// Who is signed in, the latest first.
    pub signed_in: Vec<SignedIn>,
    /// The alerts of the tab in front.
    pub page: PageAlerts,
    /// What a person has allowed.
    pub confirmed: Confirmed,
    /// What is on screen.
    pub screen: Screen,
    /// What went wrong in signing in, until the next try.
    pub sign_in_failure: Option<SignInFailure>,
    /// Narrows the cards.
    pub filter: String,
    /// Their order.
    pub order: Order,
    /// What was just copied or done.
    pub toast: Option<Toast>,
    /// The right-click menu.
    pub menu: Option<Menu>,
    /// The moment that ages are told from; moved on by a clock.
    pub now: Timestamp,
}

/// The one thing on screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// Nothing is known yet; the static shell stays.
    Starting,
    /// A fresh install: the three ways to begin.
    FirstRun,
    /// The field for a pasted token.
    TokenEntry(Option<PastedTokenFault>),
    /// A page without an alert of its own: what it links, and a field for an id.
    Alerts,
    /// A question, or something to do first, about an alert.
    Question(Wanted, Decision),
    /// Cards, or their absence.
    Cards(Box<Cards>),
}

/// The cards of one alert, of several, or of the sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Cards {
    /// Whose files.
    pub subject: Subject,
    /// The files, in no order.
    pub files: Vec<Rc<File>>,
    /// Rows that were no files.
    pub skipped_rows: usize,
    /// Why there may be more files.
    pub incomplete: Option<crate::lookup::Incomplete>,
    /// The alert itself, where it can be read.
    pub alert: Option<Rc<Alert>>,
    /// When Defender gave the files; `None` while there are none yet.
    pub at: Option<Timestamp>,
    /// Whether the next opening finds them again.
    pub keeping: crate::cache::Keeping,
    /// What is under way.
    pub progress: Progress,
    /// What went wrong last; the cards stay under it.
    pub failure: Option<Failure>,
    /// Why names are missing although they may be read.
    pub names_failure: Option<Failure>,
}

/// Whose cards these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One alert.
    Alert(Wanted, Viewer),
    /// Several alerts of a page, merged.
    Alerts(super::job::Job),
    /// The documented example.
    Sample,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing.
    Idle,
    /// A call, since then.
    Calling(Timestamp),
    /// A wait for the API's limits, until then.
    WaitingUntil(Timestamp),
}

/// A short message that goes by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Its words.
    pub text: String,
    /// Tells two toasts with the same words apart.
    pub number: u32,
}

/// The right-click menu of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The card's file.
    pub file: Rc<File>,
    /// Where the pointer, or the card's corner, was, in CSS pixels.
    pub at: (i32, i32),
    /// The hash under the pointer.
    pub under_pointer: Option<crate::export::HashKind>,
}

/// What can happen.
#[derive(Debug)]
pub enum Action {
    /// Settings, sign-ins and the tab's alerts were read, at first or again.
    Read {
        /// The settings in force.
        settings: Rc<Settings>,
        /// Who is signed in.
        signed_in: Vec<SignedIn>,
        /// The tab's alerts.
        page: PageAlerts,
    },
    /// An alert is to be shown.
    Show(Wanted),
    /// The page's list of alerts is to be shown.
    ShowAlerts,
    /// Kept files are there.
    Kept(Answer<Files>, Option<Answer<Alert>>),
    /// A call has begun or waits.
    Progress(crate::lookup::Progress),
    /// Files came.
    Files(AlertId, Answer<Files>),
    /// The alert came.
    Alert(AlertId, Answer<Alert>),
    /// The files did not come.
    Failed(AlertId, Failure),
    /// The alert did not come.
    NamesFailed(AlertId, Failure),
}
