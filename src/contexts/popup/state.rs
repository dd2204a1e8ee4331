//! What the popup knows. What is on screen follows from it, and so does what an event changes.

mod cards;
mod change;
mod incident_list;
mod pasting;
mod toast;
mod using;

use std::rc::Rc;

use super::tools::Tools;
use crate::{
    alert_id::AlertId,
    auth::{directory::Directory, pasted::PastedTokenFault, scope::Scope, tenant::TenantId},
    cloud::Cloud,
    decision::{Confirmed, Decision, Question, Wanted},
    display::made_visible,
    evidence::{File, hash_kind::HashKind, triage::Order},
    failure::Failure,
    incident::IncidentAlerts,
    job::Job,
    last_view::LastView,
    limits::quota::Ledger,
    portal::PageAlerts,
    settings::{KnownGood, Settings},
    sign_in::{FailedSignIn, SignedIn, Source},
    time::Timestamp,
    viewer::Viewer,
};

pub use cards::{Cards, JobCards, Names};
pub use change::Action;
pub use incident_list::Listing;
pub use toast::{Kind, Toast};

/// Where this page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the popup under the toolbar button; it closes when it loses the focus.
    Popup,
    /// In the browser's side panel; it stays and follows the tab in front.
    Panel,
}

/// What was read from the browser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The browser window this page belongs to.
    pub window: Option<i32>,
    /// The tab in front.
    pub tab: Option<i32>,
    /// Its alerts; `None` when it is no portal page.
    pub page: Option<PageAlerts>,
    /// Where the sign-in page leads back to: the words for failures name it.
    pub redirect_uri: String,
    /// The settings in force.
    pub settings: Rc<Settings>,
    /// Who is signed in where the settings permit it, the latest first.
    pub signed_in: Vec<SignedIn>,
    /// The clouds in use whose hosts the browser does not open before a click.
    pub closed: Vec<Cloud>,
    /// The tab's job, if there is one.
    pub job: Option<Job>,
    /// What the tab showed last.
    pub view: Option<Box<LastView>>,
    /// The alerts of the page's incident, if Defender was asked for them.
    pub list: Option<IncidentAlerts>,
    /// The calls under the quota that the page's alerts count against.
    pub ledger: Option<Ledger>,
}

/// What a person wants to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Focus {
    /// Whatever the page in front is about.
    #[default]
    Page,
    /// This alert: picked from the list, pasted, or wanted for a copy.
    Alert(Wanted),
    /// The page's list of alerts, although the page has an alert of its own.
    Alerts,
    /// All alerts of the page at once.
    Job,
    /// The field for a pasted token, and what was wrong with the last one.
    TokenEntry(Option<PastedTokenFault>),
    /// The documented example.
    Sample,
}

/// What this page does about a job.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRun {
    /// As whom.
    pub viewer: Viewer,
    /// The tab whose job it is.
    pub tab: i32,
    /// Whether it waits.
    pub progress: Progress,
    /// What stopped it, or why it waits.
    pub failure: Option<Failure>,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing.
    Idle,
    /// A call.
    Calling,
    /// A wait for the API's limits, until then.
    WaitingUntil(Timestamp),
}

/// The right-click menu of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    /// The card's file.
    pub file: Rc<File>,
    /// Where the pointer, or the card's corner, was, in CSS pixels.
    pub at: (i32, i32),
    /// The hash under the pointer.
    pub under_pointer: Option<HashKind>,
}

/// All that the popup draws from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Popup or panel.
    pub place: Place,
    /// What was read from the browser. Shared: the state is copied with every tick.
    pub facts: Rc<Facts>,
    /// What a person wants to look at.
    pub focus: Focus,
    /// What that was before a token was to be entered for it.
    pub behind_token_entry: Focus,
    /// What a person has allowed.
    pub confirmed: Confirmed,
    /// Cards of one alert: shown if they are of the alert wanted now, as the viewer of now.
    pub cards: Option<Cards>,
    /// Cards of a job: shown if it is the one of the tab in front, as the viewer of now.
    pub job_cards: Option<JobCards>,
    /// What this page does about jobs, also about those of tabs that are not in front.
    pub job_runs: Vec<JobRun>,
    /// What this page does about the list of an incident.
    pub listing: Option<Listing>,
    /// What went wrong in signing in, until the next try.
    pub sign_in_failure: Option<FailedSignIn>,
    /// Whether the sign-in window is open for this page.
    pub signing_in: bool,
    /// Where a sign-in without a window is under way.
    pub signing_in_silently: Option<Directory>,
    /// Narrows the cards.
    pub filter: String,
    /// Their order.
    pub order: Order,
    /// What was just copied or done.
    pub toast: Option<Toast>,
    /// The right-click menu.
    pub menu: Option<Menu>,
    /// Selection, export and the list of keys.
    pub tools: Tools,
    /// The analyst's own list, once it was read.
    pub known_good: Rc<KnownGood>,
    /// The moment that ages are told from; moved on by a clock.
    pub now: Timestamp,
}

/// The one thing on screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// A fresh install: the three ways to begin.
    FirstRun,
    /// The field for a pasted token.
    TokenEntry(Option<PastedTokenFault>),
    /// A page without an alert of its own: what it links, and a field for an id.
    Alerts,
    /// Something to ask or to do before an alert can be looked up.
    Question(Wanted, Question),
    /// The cards of an alert, or their absence.
    Cards(Wanted, Viewer),
    /// The cards of all alerts of a page.
    Job(Viewer),
    /// The cards of the documented example.
    Sample,
}

impl State {
    /// A popup that knows what was read from the browser.
    pub fn new(place: Place, facts: impl Into<Rc<Facts>>, now: Timestamp) -> Self {
        let facts = facts.into();
        State {
            place,
            focus: Focus::first(&facts),
            facts,
            behind_token_entry: Focus::default(),
            confirmed: Confirmed::default(),
            cards: None,
            job_cards: None,
            job_runs: Vec::new(),
            listing: None,
            sign_in_failure: None,
            signing_in: false,
            signing_in_silently: None,
            filter: String::new(),
            order: Order::default(),
            toast: None,
            menu: None,
            tools: Tools::default(),
            known_good: Rc::default(),
            now,
        }
    }

    /// The last full minute. What is drawn from it changes once a minute and not with every tick.
    pub fn minute(&self) -> Timestamp {
        Timestamp(self.now.0 - self.now.0.rem_euclid(60_000))
    }

    /// What is on screen.
    pub fn screen(&self) -> Screen {
        match &self.focus {
            Focus::TokenEntry(fault) => Screen::TokenEntry(fault.clone()),
            Focus::Sample => Screen::Sample,
            Focus::Alert(wanted) => self.screen_of(wanted.clone()),
            Focus::Job => match self.job_viewer() {
                Some(viewer) => Screen::Job(viewer),
                None => Screen::Alerts,
            },
            Focus::Page => match self.named() {
                Some(wanted) => self.screen_of(wanted),
                None if self.nothing_to_sign_in_with() => Screen::FirstRun,
                None => Screen::Alerts,
            },
            Focus::Alerts => Screen::Alerts,
        }
    }

    fn screen_of(&self, wanted: Wanted) -> Screen {
        let decision = self.decide(&wanted);
        if let Decision::LookUp(Viewer { directory, .. }) | Decision::Ask(Question::SignIn(directory)) = &decision
            && self.facts.closed.contains(&directory.cloud)
        {
            return Screen::Question(wanted, Question::HostsClosed(directory.cloud));
        }
        match decision {
            Decision::LookUp(viewer) => Screen::Cards(wanted, viewer),
            Decision::FirstRun => Screen::FirstRun,
            Decision::Ask(question) => Screen::Question(wanted, question),
        }
    }

    /// Where somebody has to sign in before what is wanted can be shown.
    pub fn sign_in_wanted(&self) -> Option<Directory> {
        match self.screen() {
            Screen::Question(_, Question::SignIn(directory)) => Some(directory),
            Screen::Question(..)
            | Screen::FirstRun
            | Screen::TokenEntry(_)
            | Screen::Alerts
            | Screen::Cards(..)
            | Screen::Job(_)
            | Screen::Sample => None,
        }
    }

    /// A tenant's name in the settings, else its id.
    pub fn tenant_name(&self, tenant: &TenantId) -> String {
        self.facts.settings.tenant(tenant).map_or_else(|| tenant.to_string(), |tenant| made_visible(tenant.label()))
    }

    /// The alert that the page's address names.
    pub fn named(&self) -> Option<Wanted> {
        let page = self.facts.page.as_ref()?;
        Some(Wanted { alert: page.named.clone()?, tenant: page.tenant.clone(), host: Some(page.host) })
    }

    /// Neither a tenant in the settings nor a pasted token.
    pub fn nothing_to_sign_in_with(&self) -> bool {
        self.facts.settings.tenants.is_empty() && self.facts.signed_in.is_empty()
    }

    /// As whom the tab's job is read, if that account is signed in.
    pub fn job_viewer(&self) -> Option<Viewer> {
        let job = self.facts.job.as_ref()?;
        let session = self.facts.signed_in.iter().find(|session| session.account.key() == job.account)?;
        let viewer = Viewer { directory: job.directory.clone(), account: session.account.clone() };
        job.belongs_to(&viewer).then_some(viewer)
    }

    /// Who is looking: the session of what is on screen or of the page, else the latest.
    pub fn session(&self) -> Option<&SignedIn> {
        let viewer = match self.screen() {
            Screen::Cards(_, viewer) | Screen::Job(viewer) => Some(viewer),
            Screen::Question(Wanted { tenant, host, .. }, _) => self.facts.viewer_at(tenant.as_ref(), host),
            Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Sample => match &self.facts.page {
                Some(_) => self.facts.page_viewer(),
                None => self.facts.viewer_at(None, None),
            },
        };
        match viewer {
            Some(viewer) => self.facts.signed_in.iter().find(|session| session.account.is(&viewer.account)),
            None => self.facts.signed_in.first(),
        }
    }

    /// As whom the files on screen were read.
    pub fn viewer(&self) -> Option<Viewer> {
        match self.screen() {
            Screen::Cards(_, viewer) | Screen::Job(viewer) => Some(viewer),
            Screen::Question(..) | Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Sample => None,
        }
    }

    /// Whether somebody pasted the token of whoever is looking.
    pub fn uses_pasted_token(&self) -> bool {
        self.session().is_some_and(|session| session.source == Source::Pasted)
    }

    /// Whether the token of `viewer` opens the alert's evidence.
    pub fn may_read_names(&self, viewer: &Viewer) -> bool {
        let session = self.facts.signed_in.iter().find(|session| session.account.is(&viewer.account));
        session.is_some_and(|session| {
            // A token that may do what its person may is tried: Defender knows the role.
            session.scopes.contains(&Scope::AlertRead) || session.scopes.contains(&Scope::UserImpersonation)
        })
    }

    /// When the account of `viewer` signed in.
    pub fn signed_in_at(&self, viewer: &Viewer) -> Option<Timestamp> {
        since(&self.facts.signed_in, viewer)
    }

    /// The cards of the alert on screen, if they are there.
    pub fn cards_of(&self, viewer: &Viewer, id: &AlertId) -> Option<&Cards> {
        // Whoever signed in meanwhile must not see what another account was shown.
        self.cards.as_ref().filter(|cards| cards.are_of(viewer, id))
    }

    /// The cards of the job on screen, if they are there.
    pub fn job_cards_of(&self, viewer: &Viewer) -> Option<&JobCards> {
        self.job_cards.as_ref().filter(|cards| cards.viewer == *viewer && Some(cards.tab) == self.facts.tab)
    }

    /// What this page does about the job on screen.
    pub fn job_run_of(&self, viewer: &Viewer) -> Option<&JobRun> {
        self.job_runs.iter().find(|run| run.viewer == *viewer && Some(run.tab) == self.facts.tab)
    }
}

fn since(signed_in: &[SignedIn], viewer: &Viewer) -> Option<Timestamp> {
    signed_in.iter().find(|session| session.account.is(&viewer.account)).map(|session| session.at)
}
