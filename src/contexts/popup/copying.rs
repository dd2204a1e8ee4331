//! What a copy puts on the clipboard, and what is told of it.

use std::rc::Rc;

use super::state::{Screen, State};
use crate::{
    alert_id::AlertId,
    defender::cloud::Cloud,
    evidence::{
        File, Hashes,
        alert::Alert,
        triage::{self, Order},
    },
    export::CopyFormat,
    export::{
        hashes::{self, HashKind},
        ticket,
    },
    lookup::Viewer,
    portal::alert_link,
    time::Timestamp,
    words::{copy as words, popup},
};

/// A copy that a person asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Copy {
    /// One hash of one file.
    Hash(HashKind, Rc<File>),
    /// The ticket text of one file.
    TicketOf(Rc<File>),
    /// One kind of hash, or the ticket text, of all files shown.
    All(CopyFormat),
    /// A correlation id, an address: as it is.
    Text(String),
}

impl Copy {
    /// The hash that is copied, if it is one.
    pub fn single_hash(&self) -> Option<(Hashes, HashKind)> {
        match self {
            Copy::Hash(kind, file) => Some((file.hashes, *kind)),
            Copy::TicketOf(_) | Copy::All(_) | Copy::Text(_) => None,
        }
    }
}

/// The text to copy, unless there is nothing, and the words for the toast.
pub fn carry_out(copy: Copy, state: &State) -> (Option<String>, String) {
    match copy {
        Copy::Hash(kind, file) => match kind.of(&file) {
            Some(hash) => (Some(hash), words::one_copied(kind)),
            None => nothing(),
        },
        Copy::TicketOf(file) => match subject(state) {
            Some(about) => {
                let text = ticket::one_file(&about.id, about.alert.as_deref(), &about.link, &file, about.at);
                (Some(text), words::ticket_copied(1, 0))
            }
            None => nothing(),
        },
        Copy::All(format) => {
            let files = files_shown(state);
            let files: Vec<&File> = files.iter().map(Rc::as_ref).collect();
            match format {
                CopyFormat::Sha256 => hashes_of(HashKind::Sha256, &files),
                CopyFormat::Sha1 => hashes_of(HashKind::Sha1, &files),
                CopyFormat::Md5 => hashes_of(HashKind::Md5, &files),
                CopyFormat::TicketText => match subject(state).filter(|_| !files.is_empty()) {
                    Some(about) => {
                        let text = ticket::ticket(&about.id, about.alert.as_deref(), &about.link, &files, about.at);
                        (Some(text), words::ticket_copied(files.len(), 0))
                    }
                    None => nothing(),
                },
            }
        }
        Copy::Text(text) => (Some(text), popup::COPIED.to_owned()),
    }
}

/// The files on screen, filtered and in order.
pub fn files_shown(state: &State) -> Vec<Rc<File>> {
    let of = |files: &Rc<Vec<Rc<File>>>| shown(files, &state.filter, state.order, state.minute());
    match state.screen() {
        Screen::Cards(wanted, viewer) => {
            state.cards_of(&viewer, &wanted.alert).and_then(|cards| cards.files.as_ref()).map_or_else(Vec::new, of)
        }
        Screen::Job(viewer) => state.job_cards_of(&viewer).map_or_else(Vec::new, |cards| of(&cards.files)),
        Screen::Sample => of(&super::sample::files()),
        Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) => Vec::new(),
    }
}

fn nothing() -> (Option<String>, String) {
    (None, words::NO_FILES_TO_COPY.to_owned())
}

fn hashes_of(kind: HashKind, files: &[&File]) -> (Option<String>, String) {
    let list = hashes::list(kind, files);
    let told = words::hashes_copied(kind, &list, 0);
    ((list.copied > 0).then_some(list.text), told)
}

/// What a ticket is about.
struct Subject {
    id: AlertId,
    alert: Option<Rc<Alert>>,
    /// Opens the alert in its tenant, even where the page's address did not name one.
    link: String,
    /// When Defender gave the files.
    at: Timestamp,
}

fn subject(state: &State) -> Option<Subject> {
    match state.screen() {
        Screen::Cards(wanted, viewer) => {
            let cards = state.cards_of(&viewer, &wanted.alert)?;
            let link = link(&wanted.alert, &viewer);
            Some(Subject { id: wanted.alert, alert: cards.alert.clone(), link, at: cards.at.unwrap_or(state.now) })
        }
        Screen::Sample => {
            let id = super::sample::wanted().alert;
            let link = alert_link(Cloud::Commercial, &id, None);
            Some(Subject { id, alert: None, link, at: state.now })
        }
        Screen::Job(viewer) => {
            let id = state.facts.job.as_ref()?.alerts.first()?.id.clone();
            let link = link(&id, &viewer);
            Some(Subject { id, alert: None, link, at: state.now })
        }
        Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) => None,
    }
}

fn link(id: &AlertId, viewer: &Viewer) -> String {
    alert_link(viewer.directory.cloud, id, Some(&viewer.directory.tenant))
}

/// The files as the screen narrows and orders them.
pub fn shown(files: &[Rc<File>], filter: &str, order: Order, now: Timestamp) -> Vec<Rc<File>> {
    let mut shown: Vec<Rc<File>> = files.iter().filter(|file| file.matches(filter)).cloned().collect();
    triage::sort(&mut shown, order, now);
    shown
}
