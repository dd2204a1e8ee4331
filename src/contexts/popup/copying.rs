//! What a copy puts on the clipboard, and what is told of it.

use std::rc::Rc;

use super::{
    decide::Wanted,
    state::{Screen, State},
};
use crate::{
    defender::cloud::Cloud,
    evidence::{File, Hashes, alert::Alert, triage},
    export::CopyFormat,
    export::{
        hashes::{self, HashKind},
        ticket,
    },
    portal::alert_link,
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
            None => (None, words::NO_FILES_TO_COPY.to_owned()),
        },
        Copy::TicketOf(file) => (ticket_text(state, &[&file]), words::ticket_copied(1, 0)),
        Copy::All(format) => {
            let files = files_shown(state);
            let files: Vec<&File> = files.iter().map(Rc::as_ref).collect();
            let kind = match format {
                CopyFormat::Sha256 => HashKind::Sha256,
                CopyFormat::Sha1 => HashKind::Sha1,
                CopyFormat::Md5 => HashKind::Md5,
                CopyFormat::TicketText => {
                    return (ticket_text(state, &files), words::ticket_copied(files.len(), 0));
                }
            };
            let list = hashes::list(kind, &files);
            let told = words::hashes_copied(kind, &list, 0);
            ((list.copied > 0).then_some(list.text), told)
        }
        Copy::Text(text) => (Some(text), popup::COPIED.to_owned()),
    }
}

/// The files on screen, filtered and in order.
pub fn files_shown(state: &State) -> Vec<Rc<File>> {
    match state.screen() {
        Screen::Cards(wanted, viewer) => state
            .cards_of(&viewer, &wanted.alert)
            .and_then(|cards| cards.files.as_ref())
            .map_or_else(Vec::new, |files| shown(files, state)),
        Screen::Job(_) => state.job_cards.as_ref().map_or_else(Vec::new, |cards| shown(&cards.files, state)),
        Screen::Sample => shown(&super::sample::files(), state),
        Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) => Vec::new(),
    }
}

fn ticket_text(state: &State, files: &[&File]) -> Option<String> {
    let (wanted, cloud, alert, at) = subject(state)?;
    let link = alert_link(cloud, &wanted.alert, wanted.tenant.as_ref());
    Some(ticket::ticket(&wanted.alert, alert.as_deref(), &link, files, at))
}

/// The alert that a ticket is about, with its tenant even where the address did not name one.
fn subject(state: &State) -> Option<(Wanted, Cloud, Option<Rc<Alert>>, crate::time::Timestamp)> {
    match state.screen() {
        Screen::Cards(wanted, viewer) => {
            let cards = state.cards_of(&viewer, &wanted.alert)?;
            let tenant = Some(viewer.directory.tenant.clone());
            let at = cards.at.unwrap_or(state.now);
            Some((Wanted { tenant, ..wanted }, viewer.directory.cloud, cards.alert.clone(), at))
        }
        Screen::Sample => Some((super::sample::wanted(), Cloud::Commercial, None, state.now)),
        Screen::Job(viewer) => {
            let first = state.facts.job.as_ref()?.alerts.first()?.id.clone();
            let tenant = Some(viewer.directory.tenant.clone());
            Some((Wanted { alert: first, tenant, host: None }, viewer.directory.cloud, None, state.now))
        }
        Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) => None,
    }
}

/// The files in the order and narrowness of the screen.
pub fn shown(files: &[Rc<File>], state: &State) -> Vec<Rc<File>> {
    let mut shown: Vec<Rc<File>> = files.iter().filter(|file| file.matches(&state.filter)).cloned().collect();
    triage::sort(&mut shown, state.order, state.now);
    shown
}
