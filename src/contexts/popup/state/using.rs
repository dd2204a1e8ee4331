//! How the tools beside the cards are used, and what of the state they need.

use super::State;
use crate::{
    cloud::Cloud,
    contexts::popup::{
        copying::files_shown,
        tools::{Selection, Tools, Use, identity},
    },
    evidence::{File, Hashes},
    pivots::Portal,
    viewer::Viewer,
};

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
