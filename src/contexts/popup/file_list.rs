//! Summary, tools and cards of some files. Drawn again when the files or what narrows them change, and each minute, but
//! not whenever the clock ticks: sorting and comparing ten thousand files is a frame's work.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    card::MenuRequest,
    card_list::CardList,
    controls,
    copying::{Copy, shown},
    screens::Intent,
    state::{Action, Menu},
};
use crate::{
    evidence::{
        File, Hashes,
        triage::{Order, Summary},
    },
    export::{CopyFormat, hashes::HashKind},
    time::Timestamp,
    words::{copy as copy_words, popup as words},
};

/// What [`FileList`] draws, and whom it tells.
#[derive(Clone, PartialEq, Properties)]
pub struct FileListProps {
    /// All files, in no order.
    pub files: Rc<Vec<Rc<File>>>,
    /// Narrows them.
    pub filter: String,
    /// Orders them.
    pub order: Order,
    /// The moment to which ages are told.
    pub now: Timestamp,
    /// How many alerts the files are merged from, when more than one.
    #[prop_or_default]
    pub alerts_in_job: Option<usize>,
    /// The hash that was just copied.
    #[prop_or_default]
    pub copied: Option<(Hashes, HashKind)>,
    /// Takes what a person asks for.
    pub intend: Callback<Intent>,
}

/// Summary, tools and cards.
#[component]
pub fn FileList(props: &FileListProps) -> Html {
    let intend = &props.intend;
    let FileListProps { files, filter, order, now, .. } = props.clone();
    let visible =
        use_memo((files, filter, order, now), |(files, filter, order, now)| shown(files, filter, *order, *now));
    let on_copy =
        use_callback(intend.clone(), |(kind, file), intend| intend.emit(Intent::Copy(Copy::Hash(kind, file))));
    let on_menu = use_callback(intend.clone(), |(request, file): (MenuRequest, Rc<File>), intend| {
        let menu = Menu { file, at: (request.x, request.y), under_pointer: request.kind };
        intend.emit(Intent::Tell(Action::OpenMenu(menu)));
    });
    if props.files.is_empty() {
        return html! { <p class="empty">{ words::NO_FILES }</p> };
    }
    let summary = words::summary(&Summary::of(props.files.iter().map(Rc::as_ref), now));
    let on_filter = intend.reform(|filter| Intent::Tell(Action::Filter(filter)));
    let on_order = intend.reform(|order| Intent::Tell(Action::Order(order)));
    html! {
        <>
            <p class="summary">{ summary }</p>
            <div class="tools">
                { controls::filter(&props.filter, on_filter) }
                { controls::order(order, on_order) }
                { copy_all(intend) }
            </div>
            if visible.is_empty() {
                <p class="empty">{ words::nothing_matches(props.files.len()) }</p>
            }
            <CardList
                files={visible}
                {now}
                alerts_in_job={props.alerts_in_job}
                copied={props.copied}
                {on_copy}
                {on_menu}
            />
        </>
    }
}

fn copy_all(intend: &Callback<Intent>) -> Html {
    let one = |format: CopyFormat| {
        let copy = intend.reform(move |_: MouseEvent| Intent::Copy(Copy::All(format)));
        html! {
            <button type="button" aria-label={copy_words::format_name(format)} onclick={copy}>
                { copy_words::format_short(format) }
            </button>
        }
    };
    html! {
        <div class="copy-all" role="group" aria-label={copy_words::COPY_ALL}>
            <span aria-hidden="true">{ copy_words::COPY_ALL }</span>
            { for CopyFormat::ALL.iter().copied().map(one) }
        </div>
    }
}
