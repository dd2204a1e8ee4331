//! The ticket text: what an analyst pastes into a case, one `Label: value` a line.
//!
//! No indentation, no columns, no markup: ticket systems collapse the first, break the second and interpret the third.
//! Values from outside are made visible, so that no name can begin a line of its own.

use crate::{
    alert_id::AlertId,
    display,
    evidence::{
        File,
        alert::{Alert, Sighting},
        hash_kind::HashKind,
        signature::SignatureState,
    },
    time::Timestamp,
    words,
};

/// An alert that files come from.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertSource<'a> {
    /// Its id.
    pub id: AlertId,
    /// What `Alert.Read` tells, if it was granted.
    pub alert: Option<&'a Alert>,
    /// Opens the alert in its tenant.
    pub link: String,
    /// When the files were looked up.
    pub as_of: Timestamp,
}

/// The alerts, then their files in the order shown.
pub fn ticket(sources: &[AlertSource], files: &[&File]) -> String {
    let mut ticket = Ticket::default();
    ticket.heads(sources);
    if sources.len() > 1 {
        ticket.blank_line();
    }
    let threats = files.iter().filter(|file| file.verdict.threat.is_some()).count();
    let not_valid = files.iter().filter(|file| file.signature.state() == SignatureState::NotValid).count();
    match files.len() {
        0 => ticket.row(words::ticket::files(), words::ticket::no_files()),
        count => ticket.row(words::ticket::files(), &words::ticket::file_count(count, threats, not_valid)),
    }
    for (at, file) in files.iter().enumerate() {
        ticket.blank_line();
        ticket.file(&words::ticket::file(at + 1, files.len()), file, sources);
    }
    ticket.text
}

/// One file, then the alerts that it comes from: for a ticket that has them already.
pub fn one_file(sources: &[AlertSource], file: &File) -> String {
    let mut ticket = Ticket::default();
    ticket.file(&words::ticket::file(1, 1), file, sources);
    ticket.blank_line();
    ticket.heads(sources);
    ticket.text
}

#[derive(Default)]
struct Ticket {
    text: String,
}

impl Ticket {
    fn heads(&mut self, sources: &[AlertSource]) {
        for (at, source) in sources.iter().enumerate() {
            let heading = words::ticket::alert(at + 1, sources.len());
            let title = source.alert.and_then(|alert| alert.title.as_deref());
            if sources.len() == 1 {
                self.known(&heading, title);
            } else {
                if at > 0 {
                    self.blank_line();
                }
                self.row_or_heading(&heading, title);
            }
            self.head(source);
        }
    }

    fn head(&mut self, AlertSource { id, alert, link, as_of }: &AlertSource) {
        self.row(words::ticket::alert_id(), id.as_str());
        self.row(words::ticket::link(), link);
        self.known(words::ticket::severity(), alert.and_then(|alert| alert.severity.as_deref()));
        self.known(words::ticket::device(), alert.and_then(|alert| alert.device.as_deref()));
        let raised = alert.and_then(|alert| alert.created).map(Timestamp::utc_text);
        self.known(words::ticket::raised(), raised.as_deref());
        self.row(words::ticket::as_of(), &as_of.utc_text());
    }

    fn file(&mut self, heading: &str, file: &File, sources: &[AlertSource]) {
        let names = distinct(file.sightings.iter().filter_map(|sighting| sighting.name.clone()));
        let mut names = names.iter();
        self.row_or_heading(heading, names.next().map(String::as_str));
        names.for_each(|name| self.row(words::ticket::name(), name));
        for path in distinct(file.sightings.iter().filter_map(path)) {
            self.row(words::ticket::path(), &path);
        }
        // Of several alerts' devices no reader could tell which is meant.
        let device = match sources {
            [AlertSource { alert: Some(alert), .. }] => alert.device.as_ref(),
            _ => None,
        };
        let devices = distinct(file.sightings.iter().filter_map(|sighting| sighting.device.clone()));
        for elsewhere in devices.iter().filter(|seen_on| Some(*seen_on) != device) {
            self.row(words::ticket::seen_on(), elsewhere);
        }
        if file.alerts.len() > 1 || sources.len() > 1 {
            let alerts: Vec<_> = file.alerts.iter().map(AlertId::as_str).collect();
            self.row(words::ticket::found_in(), &alerts.join(", "));
        }
        self.hashes(file);
        if let Some(size) = file.size {
            self.row(words::ticket::size_label(), &words::ticket::size(size));
        }
        // Two rows: beside the state, a signer called "X, valid" would speak for itself.
        match (&file.signature.signer, file.signature.names_a_signer()) {
            (Some(signer), _) => self.row(words::ticket::signer(), signer),
            (None, true) => self.row(words::ticket::signer(), words::ticket::not_named()),
            (None, false) => {}
        }
        if file.only_in_evidence {
            self.row(words::ticket::source(), words::ticket::evidence_alone());
        } else {
            self.row(words::ticket::signature_label(), words::ticket::signature(file.signature.state()));
        }
        self.known(words::ticket::threat(), file.verdict.threat.as_deref());
        if let Some(prevalence) = file.prevalence {
            self.row(words::ticket::prevalence_label(), &words::ticket::prevalence(prevalence));
        }
        let first_seen = file.first_seen.map(Timestamp::utc_text);
        self.known(words::ticket::first_seen(), first_seen.as_deref());
        if let Some(here) = &file.in_organisation {
            self.row(words::ticket::in_organisation_label(), &words::ticket::in_organisation(here));
        }
    }

    fn hashes(&mut self, file: &File) {
        // MD5 stands in where nothing better names the file.
        let kinds: &[HashKind] = match (file.hashes.sha256, file.hashes.sha1) {
            (None, None) => &[HashKind::Md5],
            (Some(_), _) | (_, Some(_)) => &[HashKind::Sha256, HashKind::Sha1],
        };
        for kind in kinds {
            self.known(words::copy::kind(*kind), kind.of(file).as_deref());
        }
    }

    /// What identifies something is its heading; where that is not known, the heading stands alone.
    fn row_or_heading(&mut self, heading: &str, value: Option<&str>) {
        match value {
            Some(value) => self.row(heading, value),
            None => self.heading(heading),
        }
    }

    fn known(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.row(label, value);
        }
    }

    fn row(&mut self, label: &str, value: &str) {
        self.heading(label);
        self.text.push_str(": ");
        self.text.push_str(&display::made_visible(value));
    }

    fn heading(&mut self, heading: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(heading);
    }

    fn blank_line(&mut self) {
        self.text.push('\n');
    }
}

/// The whole path, with the folder's own separator. Defender's `filePath` is the folder, yet some evidence has the
/// name at its end already.
pub(super) fn path(sighting: &Sighting) -> Option<String> {
    let folder = sighting.folder.as_deref()?;
    let Some(name) = sighting.name.as_deref() else { return Some(folder.to_owned()) };
    let separator = if folder.contains('/') && !folder.contains('\\') { '/' } else { '\\' };
    if folder.strip_suffix(name).is_some_and(|before| before.ends_with(separator)) {
        return Some(folder.to_owned());
    }
    Some([folder.trim_end_matches(separator), name].join(separator.encode_utf8(&mut [0; 4])))
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}
