//! The one line that stands for all known-good files.

use std::rc::Rc;

use yew::{Callback, Html};

use super::{
    controls::on_click,
    icon::{Icon, icon},
    screens::Intent,
    state::Action,
    tools::Use,
};
use crate::{
    contexts::element::{EventKind, element, on, text},
    display::made_visible,
    evidence::File,
    words::popup as words,
};

/// The line, which shows the files or folds them again; nothing where no file folds.
pub fn fold_line(folded: &[Rc<File>], unfolded: bool, intend: &Callback<Intent>) -> Html {
    if folded.is_empty() {
        return Html::default();
    }
    let mut signers: Vec<&str> = Vec::new();
    for signer in folded.iter().filter_map(|file| file.signature.signer.as_deref()) {
        if !signers.contains(&signer) {
            signers.push(signer);
        }
    }
    let said = if unfolded { words::unfolded(folded.len()) } else { words::folded(folded.len(), &signers) };
    let expanded = if unfolded { "true" } else { "false" };
    let attributes = [("type", "button"), ("class", "fold"), ("aria-expanded", expanded)];
    let line = element("button", &attributes, [icon(Icon::Valid, "good"), text(&made_visible(&said))]);
    on(EventKind::Click, on_click(intend, Intent::Tell(Action::Use(Use::Unfold(!unfolded)))), line)
}
