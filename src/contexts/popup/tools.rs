//! What an analyst has at hand beside the cards: a selection, the export, the list of keys.

use std::{collections::HashSet, rc::Rc, time::Duration};

use super::{export_form::Form, quota_wait::QuotaWait};
use crate::{
    evidence::{File, hash::Sha1},
    failure::Failure,
    lookup::Answer,
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

    pub(super) fn toggle(&mut self, file: &File) {
        let (selected, identity) = (Rc::make_mut(&mut self.0), identity(file));
        if !selected.remove(&identity) {
            selected.insert(identity);
        }
    }

    pub(super) fn add(&mut self, files: &[Rc<File>]) {
        Rc::make_mut(&mut self.0).extend(files.iter().map(|file| identity(file)));
    }
}

/// A file's own identity, else its place in the list.
pub(super) fn identity(file: &File) -> String {
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
    pub(super) fn recall(&mut self, kept: Vec<(Sha1, Standing)>) {
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

    pub(super) fn tell(&mut self, file: Sha1, told: Told) {
        let all = Rc::make_mut(&mut self.0);
        match all.iter_mut().find(|(of, _)| *of == file) {
            Some((_, before)) => *before = told,
            None => all.push((file, told)),
        }
    }

    pub(super) fn take_back(&mut self, file: Sha1) {
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
