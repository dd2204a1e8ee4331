//! The one line that stands for all known-good files, and the one that asks about all others.

use std::rc::Rc;

use yew::{Callback, Html};

use super::{
    intent::Intent,
    state::Action,
    tools::{Asked, Use},
};
use crate::{
    contexts::{
        element::{self, EventKind, element, on, on_click, text},
        icon::{Icon, icon},
    },
    display::made_visible,
    evidence::File,
    time::Timestamp,
    words::{card::SEPARATOR, popup as words},
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
    on(EventKind::Click, on_click(intend, Intent::Dispatch(Action::Use(Use::Unfold(!unfolded)))), line)
}

/// Beyond a minute's quota nobody should ask by one click.
const MOST_ASKED: usize = 100;

/// Asks how the organisation knows all these files, and says what that costs; while that goes on, how far it is.
pub fn ask_all(
    cards: &[Rc<File>],
    (asked, asking): &(Asked, Option<(usize, usize)>),
    second: Timestamp,
    may_ask: bool,
    intend: &Callback<Intent>,
) -> Html {
    let parts = match asking {
        Some((done, all)) => {
            let cancel = on_click(intend, Intent::Dispatch(Action::Use(Use::Asking(None))));
            let wait = asked.waiting().map_or_else(String::new, |wait| [SEPARATOR, &wait.said(second)].concat());
            let said = [words::asking(*done, *all), wait].concat();
            vec![text(&said), element::button(words::cancel(), "subtle", cancel)]
        }
        None if !may_ask || cards.len() > MOST_ASKED => return Html::default(),
        None => {
            let open = |file: &&Rc<File>| file.hashes.sha1.is_some() && asked.is_open(file);
            let open: Vec<Rc<File>> = cards.iter().filter(open).cloned().collect();
            if open.len() < 2 {
                return Html::default();
            }
            let said = words::ask_all(open.len());
            vec![element::button(&said, "subtle", on_click(intend, Intent::Ask(open)))]
        }
    };
    element("div", &[("class", "ask-all")], parts)
}
