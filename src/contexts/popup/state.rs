//! What the popup knows, what can happen to it, and what it knows then. What is on screen follows from it.

use std::rc::Rc;

use yew::Reducible;

use super::{
    decide::{Confirmed, Decision, Wanted, decide},
    loaded::{Cards, JobCards, Progress},
    overlay::{Menu, Toast},
};
use crate::{
    alert_id::AlertId,
    auth::{pasted::PastedTokenFault, scope::Scope, tenant::TenantId},
    evidence::{self, alert::Alert, triage::Order},
    export::hashes::HashKind,
    failure::Failure,
    job::Job,
    lookup::{self, Answer, Files, Viewer},
    policy::freshness::Keeping,
    portal::PageAlerts,
    protocol::Directory,
    settings::Settings,
    sign_in::{FailedSignIn, SignedIn},
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

/// What was read from the browser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The browser window this page belongs to.
    pub window: Option<i32>,
    /// The tab in front.
    pub tab: Option<i32>,
    /// Its alerts; `None` when it is no portal page.
    pub page: Option<PageAlerts>,
    /// The settings in force.
    pub settings: Rc<Settings>,
    /// Who is signed in, the latest first.
    pub signed_in: Vec<SignedIn>,
    /// The tab's job, if there is one.
    pub job: Option<Job>,
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

/// All that the popup draws from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Popup or panel.
    pub place: Place,
    /// What was read from the browser.
    pub facts: Facts,
    /// What a person wants to look at.
    pub focus: Focus,
    /// What a person has allowed.
    pub confirmed: Confirmed,
    /// Cards of one alert: shown if they are of the alert wanted now, as the viewer of now.
    pub cards: Option<Cards>,
    /// Cards of the tab's job.
    pub job_cards: Option<JobCards>,
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
    Question(Wanted, Decision),
    /// The cards of an alert, or their absence.
    Cards(Wanted, Viewer),
    /// The cards of all alerts of a page.
    Job(Viewer),
    /// The cards of the documented example.
    Sample,
}

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    /// The browser was read again.
    Read(Facts),
    /// A person wants to look at something.
    Look(Focus),
    /// `Try anyway`.
    TryAnyway(AlertId),
    /// `Use this tenant`.
    UseTenant(TenantId),
    /// Kept answers were found.
    Kept(Viewer, AlertId, Option<Answer<Files>>, Option<Answer<Alert>>),
    /// A call of a lookup has begun, or waits.
    Progress(Viewer, AlertId, lookup::Progress),
    /// Files came.
    Files(Viewer, AlertId, Answer<Files>),
    /// The alert came.
    Alert(Viewer, AlertId, Answer<Alert>),
    /// The files did not come.
    Failed(Viewer, AlertId, Failure),
    /// The alert did not come.
    NamesFailed(Viewer, AlertId, Failure),
    /// The job's cards, as far as it is.
    JobCards(JobCards),
    /// The sign-in window opened.
    SigningIn,
    /// A sign-in without a window began there, or none is under way any more.
    SignInSilently(Option<Directory>),
    /// It closed, with or without tokens.
    SignInEnded(Option<FailedSignIn>),
    /// The filter changed.
    Filter(String),
    /// The order changed.
    Order(Order),
    /// Something is to be told.
    Tell(String, Option<(evidence::Hashes, HashKind)>),
    /// The toast with this number has been there long enough.
    Hush(u32),
    /// The right-click menu opens.
    OpenMenu(Menu),
    /// It closes.
    CloseMenu,
    /// Time has passed.
    Tick(Timestamp),
}

impl State {
    /// A popup that knows what was read from the browser.
    pub fn new(place: Place, facts: Facts, now: Timestamp) -> Self {
        State {
            place,
            facts,
            focus: Focus::Page,
            confirmed: Confirmed::default(),
            cards: None,
            job_cards: None,
            sign_in_failure: None,
            signing_in: false,
            signing_in_silently: None,
            filter: String::new(),
            order: Order::default(),
            toast: None,
            menu: None,
            now,
        }
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
        match decide(&wanted, &self.facts.settings, &self.facts.signed_in, &self.confirmed) {
            Decision::LookUp(viewer) => Screen::Cards(wanted, viewer),
            Decision::FirstRun => Screen::FirstRun,
            decision @ (Decision::SignIn(_)
            | Decision::OtherProduct
            | Decision::StrangeTenant(_)
            | Decision::TenantForbidden(_)
            | Decision::TokenOfOtherTenant { .. }
            | Decision::OtherCloud(_)) => Screen::Question(wanted, decision),
        }
    }

    /// Where somebody has to sign in before what is wanted can be shown.
    pub fn sign_in_wanted(&self) -> Option<Directory> {
        match self.screen() {
            Screen::Question(_, Decision::SignIn(directory)) => Some(directory),
            Screen::Question(..)
            | Screen::FirstRun
            | Screen::TokenEntry(_)
            | Screen::Alerts
            | Screen::Cards(..)
            | Screen::Job(_)
            | Screen::Sample => None,
        }
    }

    /// The alert that the page's address names.
    pub fn named(&self) -> Option<Wanted> {
        let page = self.facts.page.as_ref()?;
        Some(Wanted { alert: page.named.clone()?, tenant: page.tenant.clone(), host: Some(page.host) })
    }

    /// The alerts that the page links.
    pub fn linked(&self) -> Vec<Wanted> {
        let Some(page) = &self.facts.page else { return Vec::new() };
        let wanted = |linked: &crate::portal::LinkedAlert| Wanted {
            alert: linked.id.clone(),
            tenant: page.tenant_of(linked).cloned(),
            host: Some(page.host),
        };
        page.linked.iter().map(wanted).collect()
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

    /// Who is looking: the session of what is on screen, else the latest.
    pub fn session(&self) -> Option<&SignedIn> {
        let of_viewer =
            |viewer: &Viewer| self.facts.signed_in.iter().find(|session| session.account.key() == viewer.account.key());
        match self.screen() {
            Screen::Cards(_, viewer) | Screen::Job(viewer) => of_viewer(&viewer),
            Screen::Question(..) | Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Sample => {
                self.facts.signed_in.first()
            }
        }
    }

    /// Whether the token of `viewer` opens the alert's evidence.
    pub fn may_read_names(&self, viewer: &Viewer) -> bool {
        let session = self.facts.signed_in.iter().find(|session| session.account.key() == viewer.account.key());
        session.is_some_and(|session| session.scopes.contains(&Scope::AlertRead))
    }

    /// The cards of the alert on screen, if they are there.
    pub fn cards_of(&self, viewer: &Viewer, id: &AlertId) -> Option<&Cards> {
        // Whoever signed in meanwhile must not see what another account was shown.
        self.cards.as_ref().filter(|cards| cards.viewer == *viewer && cards.id == *id)
    }

    fn cards_mut(&mut self, viewer: Viewer, id: AlertId) -> &mut Cards {
        let current = self.cards.take().filter(|cards| cards.viewer == viewer && cards.id == id);
        self.cards.insert(current.unwrap_or(Cards {
            viewer,
            id,
            files: None,
            skipped_rows: 0,
            incomplete: None,
            alert: None,
            at: None,
            keeping: Keeping::Kept,
            progress: Progress::Idle,
            failure: None,
            names_failure: None,
        }))
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        state.apply(action);
        Rc::new(state)
    }
}

impl State {
    /// Takes in what happened.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::Read(facts) => {
                // In the panel another tab is another subject; what was picked belonged to the tab before.
                if facts.tab != self.facts.tab || page_of(&facts) != page_of(&self.facts) {
                    self.focus = Focus::Page;
                    self.menu = None;
                    self.filter.clear();
                    self.job_cards = None;
                }
                if facts.signed_in != self.facts.signed_in {
                    self.signing_in = false;
                }
                self.facts = facts;
            }
            Action::Look(focus) => {
                self.focus = focus;
                self.menu = None;
                self.filter.clear();
            }
            Action::TryAnyway(alert) => self.confirmed.other_product = Some(alert),
            Action::UseTenant(tenant) => self.confirmed.tenant = Some(tenant),
            Action::Kept(viewer, id, files, alert) => {
                let cards = self.cards_mut(viewer, id);
                if let Some(alert) = alert {
                    cards.take_alert(alert.value);
                }
                if let Some(files) = files {
                    cards.take_files(files);
                }
            }
            Action::Progress(viewer, id, progress) => {
                self.cards_mut(viewer, id).progress = match progress {
                    lookup::Progress::WaitingUntil(until) => Progress::WaitingUntil(until),
                    lookup::Progress::Calling => Progress::Calling,
                };
            }
            Action::Files(viewer, id, answer) => {
                let cards = self.cards_mut(viewer, id);
                cards.take_files(answer);
                cards.progress = Progress::Idle;
                cards.failure = None;
            }
            Action::Alert(viewer, id, answer) => self.cards_mut(viewer, id).take_alert(answer.value),
            Action::Failed(viewer, id, failure) => {
                let cards = self.cards_mut(viewer, id);
                cards.progress = Progress::Idle;
                cards.failure = Some(failure);
            }
            Action::NamesFailed(viewer, id, failure) => self.cards_mut(viewer, id).names_failure = Some(failure),
            Action::JobCards(cards) => self.job_cards = Some(cards),
            Action::SigningIn => {
                self.signing_in = true;
                self.sign_in_failure = None;
            }
            Action::SignInSilently(directory) => self.signing_in_silently = directory,
            Action::SignInEnded(failure) => {
                self.signing_in = false;
                self.sign_in_failure = failure;
            }
            Action::Filter(filter) => self.filter = filter,
            Action::Order(order) => self.order = order,
            Action::Tell(text, copied) => {
                let number = self.toast.as_ref().map_or(0, |toast| toast.number.wrapping_add(1));
                self.toast = Some(Toast { text, number, copied });
            }
            Action::Hush(number) => {
                if self.toast.as_ref().is_some_and(|toast| toast.number == number) {
                    self.toast = None;
                }
            }
            Action::OpenMenu(menu) => self.menu = Some(menu),
            Action::CloseMenu => self.menu = None,
            Action::Tick(now) => self.now = now,
        }
    }
}

/// What a page is about, apart from the links that come and go as it is scrolled.
fn page_of(facts: &Facts) -> Option<(&Option<AlertId>, &Option<TenantId>)> {
    facts.page.as_ref().map(|page| (&page.named, &page.tenant))
}
