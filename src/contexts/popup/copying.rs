//! What a copy puts on the clipboard, and what is told of it.

use std::rc::Rc;

use super::state::{Screen, State};
use crate::{
    alert_id::AlertId,
    cloud::Cloud,
    decision::Wanted,
    evidence::{
        File, Hashes,
        hash_kind::HashKind,
        known_good,
        triage::{self, Order},
    },
    export::{
        hashes,
        ticket::{self, AlertSource},
    },
    formats::CopyFormat,
    job::GatheredAlert,
    portal::alert_link,
    time::Timestamp,
    viewer::Viewer,
    words::{card, copy as words, popup},
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
    /// The hashes of the signer certificates of all files shown.
    AllCertificates,
    /// A correlation id, an address: as it is.
    Text(String),
}

impl Copy {
    /// The hash that is copied, if it is one.
    pub fn single_hash(&self) -> Option<(Hashes, HashKind)> {
        match self {
            Copy::Hash(kind, file) => Some((file.hashes, *kind)),
            Copy::TicketOf(_) | Copy::All(_) | Copy::AllCertificates | Copy::Text(_) => None,
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
        Copy::TicketOf(file) => {
            let mut sources = sources(state);
            if sources.len() > 1 {
                sources.retain(|source| file.alerts.contains(&source.id));
            }
            if sources.is_empty() {
                return nothing();
            }
            let file = state.tools.asked.complete(file);
            (Some(ticket::one_file(&sources, &file)), words::ticket_copied(1, 0))
        }
        Copy::All(format) => {
            let Shown { files, folded } = files_narrowed(state, &state.filter);
            let files: Vec<Rc<File>> = files.into_iter().map(|file| state.tools.asked.complete(file)).collect();
            let files: Vec<&File> = files.iter().map(Rc::as_ref).collect();
            match format {
                CopyFormat::Sha256 => hashes_of(HashKind::Sha256, &files, folded),
                CopyFormat::Sha1 => hashes_of(HashKind::Sha1, &files, folded),
                CopyFormat::Md5 => hashes_of(HashKind::Md5, &files, folded),
                CopyFormat::TicketText => {
                    let sources = sources(state);
                    if sources.is_empty() || files.is_empty() {
                        return nothing();
                    }
                    (Some(ticket::ticket(&sources, &files)), words::ticket_copied(files.len(), folded))
                }
            }
        }
        Copy::AllCertificates => {
            let Shown { files, folded } = files_narrowed(state, &state.filter);
            hashes_of(HashKind::SignerCertificate, &files.iter().map(Rc::as_ref).collect::<Vec<_>>(), folded)
        }
        Copy::Text(text) => (Some(text), popup::copied().to_owned()),
    }
}

/// The files on screen, filtered and in order.
pub fn files_shown(state: &State) -> Vec<Rc<File>> {
    files_narrowed(state, &state.filter).files
}

/// The files on screen in order, under another filter than the screen's.
pub(super) fn files_narrowed(state: &State, filter: &str) -> Shown {
    let listed = |hashes: &Hashes| state.is_listed(hashes);
    let of = |files: &Rc<Vec<Rc<File>>>| shown(files, filter, state.order, state.minute(), &listed);
    match state.screen() {
        Screen::Cards(wanted, viewer) => {
            state.cards_of(&viewer, &wanted.alert).and_then(|cards| cards.files.as_ref()).map(of).unwrap_or_default()
        }
        Screen::Job(viewer) => state.job_cards_of(&viewer).map(|cards| of(&cards.files)).unwrap_or_default(),
        Screen::Sample => of(&super::sample::files()),
        Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) => Shown::default(),
    }
}

fn nothing() -> (Option<String>, String) {
    (None, words::no_files().to_owned())
}

pub(super) fn hashes_of(kind: HashKind, files: &[&File], known_good: usize) -> (Option<String>, String) {
    let list = hashes::list(kind, files);
    let told = words::hashes_copied(kind, &list, known_good);
    ((list.copied > 0).then_some(list.text), told)
}

/// The alerts that the files on screen come from. The links open them in their tenant, even where the page's address did
/// not name one.
pub(super) fn sources(state: &State) -> Vec<AlertSource<'_>> {
    match state.screen() {
        Screen::Cards(Wanted { alert: id, .. }, viewer) => {
            let Some(cards) = state.cards_of(&viewer, &id) else { return Vec::new() };
            let (link, alert) = (link(&id, &viewer), cards.names.alert.as_deref());
            vec![AlertSource { id, alert, link, as_of: cards.at.unwrap_or(state.now) }]
        }
        Screen::Sample => {
            let id = super::sample::wanted().alert;
            let link = alert_link(Cloud::Commercial, &id, None);
            vec![AlertSource { id, alert: None, link, as_of: state.now }]
        }
        Screen::Job(viewer) => {
            let Some(cards) = state.job_cards_of(&viewer) else { return Vec::new() };
            let alerts = cards.alerts.iter();
            alerts
                .map(|GatheredAlert { id, alert, at }| {
                    let link = link(id, &viewer);
                    AlertSource { id: id.clone(), alert: alert.as_ref(), link, as_of: *at }
                })
                .collect()
        }
        Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) => Vec::new(),
    }
}

fn link(id: &AlertId, viewer: &Viewer) -> String {
    alert_link(viewer.directory.cloud, id, Some(&viewer.directory.tenant))
}

/// Files in the order of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The known-good ones that fold stand last.
    pub files: Vec<Rc<File>>,
    /// How many of them fold.
    pub folded: usize,
}

/// The files as the screen narrows, orders and folds them. What a person filters for does not fold.
pub fn shown(
    files: &[Rc<File>],
    filter: &str,
    order: Order,
    now: Timestamp,
    listed: &dyn Fn(&Hashes) -> bool,
) -> Shown {
    let mut shown: Vec<Rc<File>> = files.iter().filter(|file| file.matches(filter, card::said_of)).cloned().collect();
    triage::sort(&mut shown, order, now);
    if !filter.is_empty() {
        return Shown { files: shown, folded: 0 };
    }
    let folds = known_good::folded(&shown, listed);
    let folded = folds.iter().filter(|folds| **folds).count();
    if folded > 0 {
        let part = |wanted: bool| shown.iter().zip(&folds).filter(move |(_, folds)| **folds == wanted);
        shown = part(false).chain(part(true)).map(|(file, _)| Rc::clone(file)).collect();
    }
    Shown { files: shown, folded }
}
