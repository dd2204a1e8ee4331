//! What an analyst has at hand beside the cards: a selection, the export, the list of keys.

use std::{collections::HashSet, rc::Rc, time::Duration};

use super::{copying::files_shown, exporting::Form, quota_wait::QuotaWait, state::State};
use crate::{
    cloud::Cloud,
    evidence::{File, Hashes, hash::Sha1},
    failure::Failure,
    lookup::Answer,
    pivots::Portal,
    standing::Standing,
    time::Timestamp,
    viewer::Viewer,
};

/// Files by their identity, whatever else is learned of them and whatever the filter hides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection(Rc<HashSet<String>>);

impl Selection {
    /// Whether the file is selected.
    pub fn has(&self, file: &File) -> bool {
        // No identity is made for ten thousand files of which none is selected.
        !self.0.is_empty() && self.0.contains(&identity(file))
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files with these identities.
    pub fn of(identities: Vec<String>) -> Selection {
        Selection(Rc::new(identities.into_iter().collect()))
    }

    /// The identities of the files, in no order.
    pub fn identities(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }

    /// How many of these files are selected.
    pub fn count(&self, files: &[Rc<File>]) -> usize {
        files.iter().filter(|file| self.has(file)).count()
    }

    fn toggle(&mut self, file: &File) {
        let (selected, identity) = (Rc::make_mut(&mut self.0), identity(file));
        if !selected.remove(&identity) {
            selected.insert(identity);
        }
    }

    fn add(&mut self, files: &[Rc<File>]) {
        Rc::make_mut(&mut self.0).extend(files.iter().map(|file| identity(file)));
    }
}

/// A file's own identity, else its place in the list.
fn identity(file: &File) -> String {
    file.identity().unwrap_or_else(|| file.place.to_string())
}

/// A shortcut of the browser's for us, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// What it does; empty for the one that opens the popup.
    pub does: String,
    /// The keys, as the browser writes them; empty when there are none.
    pub keys: String,
}

/// What is known of a file's standing in the organisation.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Defender is being asked.
    Asking,
    /// Its limits do not let the call go yet.
    Waits(QuotaWait),
    /// It answered.
    Known(Standing),
    /// It did not.
    Failed(Failure),
}

impl Told {
    /// Whether there is still something to ask: nothing was, or no answer came.
    pub fn is_open(told: Option<&Told>) -> bool {
        matches!(told, None | Some(Told::Failed(_)))
    }

    /// Whether it may be asked by itself: what is open, and what was answered so long ago that it may have changed.
    pub fn may_be_asked(told: Option<&Told>, now: Timestamp, lifetime: Duration) -> bool {
        match told {
            Some(Told::Known(answer)) => now.since(answer.at) >= lifetime,
            told => Told::is_open(told),
        }
    }
}

/// What was asked of the organisation's files, by their SHA-1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked(Rc<Vec<(Sha1, Told)>>);

impl Asked {
    /// What is known of a file.
    pub fn of(&self, file: &File) -> Option<&Told> {
        let sha1 = file.hashes.sha1?;
        self.0.iter().find(|(of, _)| *of == sha1).map(|(_, told)| told)
    }

    /// See [`Told::is_open`].
    pub fn is_open(&self, file: &File) -> bool {
        Told::is_open(self.of(file))
    }

    /// Whether an answer about a file is waited for.
    pub fn is_under_way(&self, file: &File) -> bool {
        matches!(self.of(file), Some(Told::Asking | Told::Waits(_)))
    }

    /// The question that waits for the limits of the API, if one does.
    pub fn waiting(&self) -> Option<QuotaWait> {
        self.0.iter().find_map(|(_, told)| if let Told::Waits(wait) = told { Some(*wait) } else { None })
    }

    /// Takes in what is kept; what was learned since then stays.
    fn recall(&mut self, kept: Vec<(Sha1, Standing)>) {
        for (file, standing) in kept {
            if self.0.iter().all(|(of, _)| *of != file) {
                self.tell(file, Told::Known(standing));
            }
        }
    }

    /// The file with what the organisation was found to know of it: for what is written about it.
    pub fn complete(&self, mut file: Rc<File>) -> Rc<File> {
        if let Some(Told::Known(Answer { value: Some(known), .. })) = self.of(&file) {
            Rc::make_mut(&mut file).in_organisation = Some(known.clone());
        }
        file
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether nothing has changed since.
    pub fn is_same(&self, other: &Asked) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn tell(&mut self, file: Sha1, told: Told) {
        let all = Rc::make_mut(&mut self.0);
        match all.iter_mut().find(|(of, _)| *of == file) {
            Some((_, before)) => *before = told,
            None => all.push((file, told)),
        }
    }

    fn take_back(&mut self, file: Sha1) {
        Rc::make_mut(&mut self.0).retain(|(of, _)| *of != file);
    }
}

/// All of it. None of it outlives what it was for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tools {
    /// The files that are selected.
    pub selected: Selection,
    /// The identity of the file that was selected last, or is no longer: a range begins at it.
    pub from: Option<String>,
    /// The export, while it is open.
    pub export: Option<Form>,
    /// Whether the known-good files that fold are shown all the same.
    pub unfolded: bool,
    /// What the organisation knows of the files.
    pub asked: Asked,
    /// How many of the files that are asked for one after the other were answered, and of how many.
    pub asking: Option<(usize, usize)>,
    /// The browser's shortcuts, while the list of keys is open.
    pub keys: Option<Vec<Shortcut>>,
}

/// What is done with them.
#[derive(Clone, Debug)]
pub enum Use {
    /// The file is selected, or is no longer.
    Toggle(Rc<File>),
    /// The file is selected, and all that are shown between it and the one before.
    SelectTo(Rc<File>),
    /// All files shown are selected, beside those that were.
    SelectShown,
    /// None is selected.
    ClearSelection,
    /// The export is as here; closed where there is none.
    Export(Option<Form>),
    /// The known-good files are shown, or folded again.
    Unfold(bool),
    /// How the organisation knows a file.
    Answered(Sha1, Told),
    /// What is kept of how the organisation of this viewer knows files.
    Recall(Viewer, Vec<(Sha1, Standing)>),
    /// What was asked of a file is not waited for any more.
    TakeBack(Sha1),
    /// How far the questions are that are asked one after the other; over, where there is none.
    Asking(Option<(usize, usize)>),
    /// The list of keys is open, with the browser's shortcuts, or closed.
    Keys(Option<Vec<Shortcut>>),
}

impl State {
    pub(super) fn use_tools(&mut self, used: Use) {
        match used {
            Use::Toggle(file) => {
                self.tools.selected.toggle(&file);
                self.tools.from = Some(identity(&file));
            }
            Use::SelectTo(file) => self.select_to(&file),
            Use::SelectShown => {
                let shown = files_shown(self);
                self.tools.selected.add(&shown);
            }
            Use::ClearSelection => self.tools.selected = Selection::default(),
            Use::Export(form) => self.tools.export = form,
            Use::Unfold(unfolded) => self.tools.unfolded = unfolded,
            Use::Answered(file, told) => self.tools.asked.tell(file, told),
            Use::Recall(viewer, kept) => {
                // Somebody else's cards may stand there by now.
                if self.viewer() == Some(viewer) {
                    self.tools.asked.recall(kept);
                }
            }
            Use::TakeBack(file) => self.tools.asked.take_back(file),
            Use::Asking(asking) => self.tools.asking = asking,
            Use::Keys(commands) => self.tools.keys = commands,
        }
    }

    /// As whom what the organisation told is to be read again: somebody's cards came on screen, or what was known of their
    /// files went with the cards before them.
    pub fn to_recall(&self, before: Option<&State>) -> Option<Viewer> {
        let (viewer, asked) = (self.viewer()?, &self.tools.asked);
        let is_known = |before: &State| {
            before.viewer().as_ref() == Some(&viewer) && (!asked.is_empty() || asked.is_same(&before.tools.asked))
        };
        (!before.is_some_and(is_known)).then_some(viewer)
    }

    fn select_to(&mut self, file: &File) {
        let (shown, file) = (files_shown(self), identity(file));
        let place = |wanted: &str| shown.iter().position(|file| identity(file) == wanted);
        let (from, to) = (self.tools.from.as_deref().and_then(place), place(&file));
        if let (Some(from), Some(to)) = (from.or(to), to) {
            self.tools.selected.add(&shown[from.min(to)..=from.max(to)]);
        }
        // What the filter hides by now begins no range.
        if from.is_none() {
            self.tools.from = Some(file);
        }
    }

    /// Whether a file with these hashes is on the organisation's or the analyst's list of known-good files.
    pub fn is_listed(&self, hashes: &Hashes) -> bool {
        self.facts.settings.known_good.names(hashes) || self.known_good.names(hashes)
    }

    /// The portal and tenant of what is on screen; the sample lives nowhere.
    pub fn portal(&self) -> Portal {
        match self.viewer() {
            Some(Viewer { directory, .. }) => Portal { cloud: directory.cloud, tenant: Some(directory.tenant) },
            None => Portal { cloud: Cloud::Commercial, tenant: None },
        }
    }

    /// What Escape closes: the topmost of what is open, else the selection. `None` leaves the key to the browser.
    pub fn closed_by_escape(&self) -> Option<Use> {
        match &self.tools {
            Tools { keys: Some(_), .. } => Some(Use::Keys(None)),
            Tools { export: Some(_), .. } => Some(Use::Export(None)),
            Tools { selected, .. } => (!selected.is_empty()).then_some(Use::ClearSelection),
        }
    }
}
