//! What can happen to the popup, and what it knows then.

use std::rc::Rc;

use super::{Cards, Facts, Focus, JobCards, JobRun, Kind, Listing, Menu, Progress, Screen, State, since};
use crate::{
    alert_id::AlertId,
    auth::{directory::Directory, tenant::TenantId},
    contexts::{
        drawing::Drawn,
        popup::{
            quota_wait::QuotaWait,
            tools::{Asked, Tools, Use},
        },
    },
    evidence::{self, alert::Alert, hash_kind::HashKind, triage::Order},
    failure::Failure,
    job::Job,
    lookup::{self, Answer, Files},
    settings::KnownGood,
    sign_in::{FailedSignIn, SignedIn},
    time::Timestamp,
    viewer::Viewer,
};

/// What can happen.
#[derive(Clone, Debug)]
pub enum Action {
    /// The browser was read again.
    Read(Rc<Facts>),
    /// A person wants to look at something.
    Look(Focus),
    /// A token was entered, or is not to be: back to what it was for.
    LeaveTokenEntry,
    /// `Try anyway`.
    TryAnyway(AlertId),
    /// `Use this tenant`.
    UseTenant(TenantId),
    /// Kept answers were found.
    Kept(Viewer, AlertId, Option<Answer<Files>>, Option<Answer<Alert>>),
    /// A call of a lookup has begun, or waits.
    Progress(Viewer, AlertId, lookup::CallProgress),
    /// The same of the lookup of the alert itself.
    NamesProgress(Viewer, AlertId, lookup::CallProgress),
    /// Files came, or did not.
    Files(Viewer, AlertId, Result<Answer<Files>, Failure>),
    /// The alert came, or did not.
    Alert(Viewer, AlertId, Result<Answer<Alert>, Failure>),
    /// The job's cards, as far as it is.
    JobCards(JobCards),
    /// What this page does about the job.
    JobRun(JobRun),
    /// What this page does about the list of an incident; `None` once that is there.
    Listing(Option<Listing>),
    /// The sign-in window opened.
    SigningIn,
    /// A sign-in without a window began there.
    SignInSilently(Directory),
    /// It ended, or was not worth a try; and why nobody is signed in there, if there is more to tell.
    SilentSignInEnded(Directory, Option<FailedSignIn>),
    /// It closed, with or without tokens.
    SignInEnded(Option<FailedSignIn>),
    /// The filter changed.
    Filter(String),
    /// The order changed.
    Order(Order),
    /// Something was done, which is told.
    Toast(String, Option<(evidence::Hashes, HashKind)>),
    /// Something could not be done, which is told.
    Warn(String),
    /// The toast with this number has been there long enough.
    Hush(u32),
    /// The right-click menu opens.
    OpenMenu(Menu),
    /// It closes.
    CloseMenu,
    /// Selection, export or the list of keys is used.
    Use(Use),
    /// The analyst's own list of known-good files was read.
    KnownGood(Rc<KnownGood>),
    /// Time has passed.
    Tick(Timestamp),
}

impl Drawn for State {
    type Action = Action;

    fn take_in(&mut self, action: Action) {
        self.apply(action);
    }
}

impl State {
    /// Takes in what happened.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::Read(facts) => self.take_facts(facts),
            Action::Look(focus) => self.look(focus),
            Action::LeaveTokenEntry => {
                if matches!(self.focus, Focus::TokenEntry(_)) {
                    let behind = std::mem::take(&mut self.behind_token_entry);
                    self.look(behind);
                }
            }
            Action::TryAnyway(alert) => self.confirmed.other_product = Some(alert),
            Action::UseTenant(tenant) => self.confirmed.tenant = Some(tenant),
            Action::Kept(viewer, id, files, alert) => {
                if let Some(cards) = self.cards_mut(viewer, id) {
                    // What Defender has just said is not taken back.
                    if let Some(alert) = alert.filter(|alert| cards.names.at.is_none_or(|at| at < alert.at)) {
                        cards.take_alert(alert);
                    }
                    if let Some(files) = files.filter(|files| cards.at.is_none_or(|at| at < files.at)) {
                        cards.take_files(files);
                    }
                }
            }
            Action::Progress(viewer, id, progress) => {
                if let Some(cards) = self.cards_mut(viewer, id) {
                    cards.take_progress(progress);
                }
            }
            Action::NamesProgress(viewer, id, progress) => {
                if let Some(cards) = self.cards_mut(viewer, id) {
                    cards.names.wait = QuotaWait::of(progress);
                    cards.names.failure = None;
                }
            }
            Action::Files(viewer, id, answer) => self.take_answer(viewer, id, answer),
            Action::Alert(viewer, id, answer) => {
                if let Some(cards) = self.cards_mut(viewer, id) {
                    cards.names.wait = None;
                    match answer {
                        Ok(answer) => {
                            cards.take_alert(answer);
                            // With what only the evidence knows there may be more files.
                            self.say_loaded();
                        }
                        Err(failure) => cards.names.failure = Some(failure),
                    }
                }
            }
            Action::JobCards(mut cards) => {
                if Some(cards.tab) == self.facts.tab {
                    if let (Some(before), Some(job)) = (self.job_cards.take(), &self.facts.job) {
                        cards.keep(&before, job);
                    }
                    self.job_cards = Some(cards);
                    // Once, at the end: each call of a job draws anew.
                    if self.facts.job.as_ref().is_some_and(Job::finished) {
                        self.say_loaded();
                    }
                }
            }
            Action::JobRun(run) => {
                // A tab comes to the front again while its job waits for the quota.
                self.job_runs.retain(|other| other.viewer != run.viewer || other.tab != run.tab);
                if run.progress != Progress::Idle || run.failure.is_some() {
                    self.job_runs.push(run);
                }
            }
            Action::Listing(listing) => self.listing = listing,
            Action::SigningIn => {
                self.signing_in = true;
                self.sign_in_failure = None;
            }
            Action::SignInSilently(directory) => self.signing_in_silently = Some(directory),
            Action::SilentSignInEnded(directory, failure) => {
                // Another tab may want another tenant meanwhile.
                self.signing_in_silently.take_if(|under_way| *under_way == directory);
                if self.sign_in_wanted() == Some(directory) {
                    self.sign_in_failure = self.sign_in_failure.take().or(failure);
                }
            }
            Action::SignInEnded(failure) => {
                self.signing_in = false;
                self.sign_in_failure = failure;
            }
            Action::Filter(filter) => self.filter = filter,
            Action::Order(order) => self.order = order,
            Action::Toast(text, copied) => self.say(Kind::Done, text, copied),
            Action::Warn(text) => self.say(Kind::Failed, text, None),
            Action::Hush(number) => {
                if self.toast.as_ref().is_some_and(|toast| toast.number == number) {
                    self.toast = None;
                }
            }
            Action::OpenMenu(menu) => self.menu = Some(menu),
            Action::CloseMenu => self.menu = None,
            Action::Use(used) => self.use_tools(used),
            Action::KnownGood(list) => self.known_good = list,
            Action::Tick(now) => self.now = now,
        }
    }

    fn look(&mut self, focus: Focus) {
        let before = std::mem::replace(&mut self.focus, focus);
        if matches!(self.focus, Focus::TokenEntry(_)) && !matches!(before, Focus::TokenEntry(_)) {
            self.behind_token_entry = before;
        }
        self.put_tools_away();
        self.unsay_loaded();
    }

    /// What was selected, typed and opened belonged to the cards that were there.
    fn put_tools_away(&mut self) {
        self.menu = None;
        self.tools = Tools::default();
        self.filter.clear();
    }

    fn take_facts(&mut self, facts: Rc<Facts>) {
        let mut began = false;
        // In the panel another tab is another subject; what was picked belonged to the tab before.
        if facts.tab != self.facts.tab || subject(&facts) != subject(&self.facts) {
            self.focus = Focus::first(&facts);
            self.put_tools_away();
            self.job_cards = None;
            began = true;
        }
        if facts.signed_in != self.facts.signed_in {
            self.signing_in = false;
            self.listing = None;
            self.forget_what_a_sign_in_mends(&facts.signed_in);
            let is_there = |viewer: &Viewer| facts.signed_in.iter().any(|session| session.account.is(&viewer.account));
            // Nobody sees what an account was shown that is not signed in any more, not even for one frame.
            let cards = self.cards.take_if(|cards| !is_there(&cards.viewer));
            let job_cards = self.job_cards.take_if(|cards| !is_there(&cards.viewer));
            if cards.is_some() || job_cards.is_some() {
                self.put_tools_away();
            }
            self.job_runs.retain(|run| is_there(&run.viewer));
        }
        let viewer = self.viewer();
        self.facts = facts;
        // What one account was told of a file is not what another may be told of it.
        if self.viewer() != viewer {
            self.tools.asked = Asked::default();
        }
        if began {
            self.go_on();
        }
    }

    /// A notice that asked for a sign-in goes once somebody has signed in anew.
    fn forget_what_a_sign_in_mends(&mut self, signed_in: &[SignedIn]) {
        let mended = |viewer: &Viewer, failure: &Option<Failure>| {
            let since = |signed_in: &[SignedIn]| since(signed_in, viewer);
            failure.as_ref().is_some_and(Failure::may_be_mended_by_sign_in)
                && since(signed_in) != since(&self.facts.signed_in)
        };
        let is_new = |session: &&SignedIn| !self.facts.signed_in.contains(session);
        let succeeded = |failed: &FailedSignIn| {
            signed_in.iter().filter(is_new).any(|new| new.directory.same_place(&failed.directory))
        };
        if self.sign_in_failure.as_ref().is_some_and(succeeded) {
            self.sign_in_failure = None;
        }
        if let Some(cards) = &mut self.cards {
            if mended(&cards.viewer, &cards.failure) {
                cards.failure = None;
            }
            if mended(&cards.viewer, &cards.names.failure) {
                cards.names.failure = None;
            }
        }
        for run in &mut self.job_runs {
            if mended(&run.viewer, &run.failure) {
                run.failure = None;
            }
        }
    }

    fn take_answer(&mut self, viewer: Viewer, id: AlertId, answer: Result<Answer<Files>, Failure>) {
        let Some(cards) = self.cards_mut(viewer, id) else { return };
        cards.progress = Progress::Idle;
        match answer {
            Ok(answer) => {
                cards.take_files(answer);
                cards.failure = None;
                self.say_loaded();
            }
            Err(failure) => {
                cards.failure = Some(failure);
                self.unsay_loaded();
            }
        }
    }

    /// The cards of an alert, if they are the ones at hand or the ones that the screen waits for.
    ///
    /// What comes late for another alert, or for an account that is gone, is in the cache if it is anywhere.
    fn cards_mut(&mut self, viewer: Viewer, id: AlertId) -> Option<&mut Cards> {
        if self.cards_of(&viewer, &id).is_none() {
            match self.screen() {
                Screen::Cards(wanted, of) if of == viewer && wanted.alert == id => {
                    self.cards = Some(Cards::none_yet(viewer, id));
                }
                Screen::Cards(..)
                | Screen::FirstRun
                | Screen::TokenEntry(_)
                | Screen::Alerts
                | Screen::Question(..)
                | Screen::Job(_)
                | Screen::Sample => return None,
            }
        }
        self.cards.as_mut()
    }
}

/// What a page is about, apart from the links that come and go as it is scrolled.
fn subject(facts: &Facts) -> Option<(&Option<AlertId>, &Option<TenantId>, Option<u64>)> {
    facts.page.as_ref().map(|page| (&page.named, &page.tenant, page.incident))
}
