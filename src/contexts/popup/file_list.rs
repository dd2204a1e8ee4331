//! Summary, tools and cards of some files. Drawn again when the files or what narrows them change, and each minute, but
//! not whenever the clock ticks: sorting and comparing ten thousand files is a frame's work.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};
use yew::{Callback, Component, Context, Html, NodeRef, Properties};

use super::{
    card::{FileCard, file_card},
    controls,
    copying::{Copy, shown},
    export_form::Form,
    export_panel::{PanelFiles, export_button, export_panel},
    fold::{ask_all, fold_line},
    intent::Intent,
    keys::{self, keys_button},
    nearness::{CHUNK, NUMBER, Nearness, after_paint},
    press::{Press, Selected, click_copies, menu_opens},
    state::{Action, Menu},
    target::{Part, asks, card_of, file_of, point, selects, text_to_copy, under_pointer},
    tools::{Asked, Selection, Told, Use},
};
use crate::{
    contexts::element::{self, EventKind, element, keyed, leaf, on, on_click, several, text},
    evidence::{
        File, Hashes,
        hash_kind::HashKind,
        triage::{Order, Summary},
    },
    pivots::Portal,
    settings::{KnownGood, Settings},
    time::Timestamp,
    words::{export as export_words, popup as words},
};

/// Up to here every card stays in the page, for find-in-page and select-all; `content-visibility` keeps it cheap.
const MOST_IN_PAGE: usize = 200;
/// So many are drawn at once: more than a popup of 600 pixels shows. The first card does not wait for the last.
const AT_ONCE: usize = 6;

/// What [`FileList`] draws, and whom it tells.
#[derive(Clone, Properties)]
pub struct FileListProps {
    /// All files, in no order.
    pub files: Rc<Vec<Rc<File>>>,
    /// Narrows them.
    pub filter: String,
    /// Orders them.
    pub order: Order,
    /// The moment to which ages are told.
    pub now: Timestamp,
    /// The moment to which countdowns are told, while there is one; it may stand still otherwise.
    pub second: Timestamp,
    /// How many alerts the files are merged from, when more than one.
    pub alerts_in_job: Option<usize>,
    /// The hash that was just copied.
    pub copied: Option<(Hashes, HashKind)>,
    /// The files that are selected.
    pub selection: Selection,
    /// The export, while it is open.
    pub export: Option<Form>,
    /// What the organisation knows to be good, and which pages are linked.
    pub settings: Rc<Settings>,
    /// What the analyst knows to be good.
    pub known_good: Rc<KnownGood>,
    /// Whether it is shown all the same.
    pub unfolded: bool,
    /// Where the analyst works.
    pub portal: Portal,
    /// What the organisation knows of the files, and how far questions about all of them are.
    pub asked: (Asked, Option<(usize, usize)>),
    /// Takes what a person asks for.
    pub intend: Callback<Intent>,
}

impl FileListProps {
    fn is_listed(&self, hashes: &Hashes) -> bool {
        self.settings.known_good.names(hashes) || self.known_good.names(hashes)
    }

    fn lists_the_same(&self, other: &Self) -> bool {
        // Not file by file: whoever changes the files makes a new list of them.
        Rc::ptr_eq(&self.files, &other.files)
            && self.filter == other.filter
            && self.order == other.order
            && self.now == other.now
            && (Rc::ptr_eq(&self.settings, &other.settings) || self.settings.known_good == other.settings.known_good)
            && Rc::ptr_eq(&self.known_good, &other.known_good)
    }
}

impl PartialEq for FileListProps {
    fn eq(&self, other: &Self) -> bool {
        self.lists_the_same(other)
            && self.alerts_in_job == other.alerts_in_job
            && self.copied == other.copied
            && self.selection == other.selection
            && self.export == other.export
            && (self.unfolded, &self.portal) == (other.unfolded, &other.portal)
            && self.settings.pivots == other.settings.pivots
            && (self.asked.0.is_same(&other.asked.0) && self.asked.1 == other.asked.1)
            && self.second == other.second
            && self.intend == other.intend
    }
}

/// Summary, tools and cards.
pub struct FileList {
    /// The files that are shown, in order; those that fold stand last.
    visible: Rc<Vec<Rc<File>>>,
    /// How many of them fold.
    folded: usize,
    /// How many of them have a card now.
    cards: usize,
    summary: String,
    /// How many cards are drawn of a list that is drawn whole.
    drawn: usize,
    /// For how many more were asked already.
    asked_from: usize,
    /// Which chunks of a longer list are near the part in view.
    near: Vec<bool>,
    nearness: Option<Nearness>,
    /// How many of the files are selected.
    selected: usize,
    /// The card that the focus goes to once it is in the page.
    wanted: Rc<Cell<Option<usize>>>,
    place: NodeRef,
    press: Rc<RefCell<Option<Press>>>,
}

/// What happens to the list.
pub enum Seen {
    /// The cards so far were painted.
    Painted,
    /// Chunks came near the part in view, or left it.
    Near(Vec<(usize, bool)>),
}

impl Component for FileList {
    type Message = Seen;
    type Properties = FileListProps;

    fn create(context: &Context<Self>) -> Self {
        let mut list = FileList {
            visible: Rc::default(),
            folded: 0,
            cards: 0,
            summary: String::new(),
            drawn: AT_ONCE,
            asked_from: 0,
            near: Vec::new(),
            nearness: None,
            selected: context.props().selection.count(&context.props().files),
            wanted: Rc::default(),
            place: NodeRef::default(),
            press: Rc::default(),
        };
        list.narrow(context.props());
        list
    }

    fn changed(&mut self, context: &Context<Self>, before: &FileListProps) -> bool {
        if !context.props().lists_the_same(before) {
            self.narrow(context.props());
        } else if context.props().unfolded != before.unfolded {
            self.fold(context.props());
        }
        self.selected = context.props().selection.count(&context.props().files);
        true
    }

    fn update(&mut self, _: &Context<Self>, seen: Seen) -> bool {
        match seen {
            Seen::Painted => self.drawn += CHUNK,
            Seen::Near(chunks) => {
                for (number, is_near) in chunks {
                    if let Some(near) = self.near.get_mut(number) {
                        *near = is_near;
                    }
                }
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let props = context.props();
        let intend = &props.intend;
        if props.files.is_empty() {
            return leaf("p", "empty", words::no_files());
        }
        let on_filter = intend.reform(|filter| Intent::Dispatch(Action::Filter(filter)));
        let on_order = intend.reform(|order| Intent::Dispatch(Action::Order(order)));
        let tools = vec![
            controls::filter(&props.filter, on_filter),
            controls::order(props.order, on_order),
            export_button(props.export, self.selected, intend),
            self.export(props),
            controls::copy_all(intend),
        ];
        let nothing = match self.visible.is_empty() {
            true => leaf("p", "empty", words::nothing_matches(props.files.len())),
            false => Html::default(),
        };
        several([
            self.summary(intend),
            element("div", &[("class", "tools")], tools),
            nothing,
            self.heard(intend, self.cards(props)),
            fold_line(&self.visible[self.visible.len() - self.folded..], props.unfolded, intend),
            ask_all(&self.visible[..self.cards], &props.asked, props.second, props.portal.tenant.is_some(), intend),
        ])
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        if let Some(at) = self.wanted.get()
            && keys::focus_card(at)
        {
            self.wanted.set(None);
        }
        let total = self.cards;
        let link = context.link().clone();
        if total > MOST_IN_PAGE {
            let chunks = total.div_ceil(CHUNK);
            if self.nearness.as_ref().is_none_or(|nearness| nearness.watched != chunks)
                && let Some(list) = self.place.cast::<Element>()
            {
                self.nearness = Nearness::watch(&list, chunks, move |chunks| link.send_message(Seen::Near(chunks)));
            }
        } else {
            self.nearness = None;
            if self.drawn < total && self.asked_from != self.drawn {
                self.asked_from = self.drawn;
                after_paint(move || link.send_message(Seen::Painted));
            }
        }
    }
}

impl FileList {
    fn narrow(&mut self, props: &FileListProps) {
        let FileListProps { files, filter, order, now, .. } = props;
        let shown = shown(files, filter, *order, *now, &|hashes| props.is_listed(hashes));
        self.visible = Rc::new(shown.files);
        self.folded = shown.folded;
        self.summary = words::summary(&Summary::of(files.iter().map(Rc::as_ref), *now));
        self.fold(props);
    }

    fn fold(&mut self, props: &FileListProps) {
        self.cards = self.visible.len() - if props.unfolded { 0 } else { self.folded };
        self.near.resize(self.cards.div_ceil(CHUNK), false);
        if let Some(first) = self.near.first_mut() {
            *first = true;
        }
    }

    /// What there is, how much of it is selected, and the way to the list of keys.
    fn summary(&self, intend: &Callback<Intent>) -> Html {
        // In the place of the summary: the cards under the pointer stay where they are.
        let (said, count, clear) = match self.selected {
            0 => (leaf("span", "", &self.summary), String::new(), Html::default()),
            count => {
                let clear = on_click(intend, Intent::Dispatch(Action::Use(Use::ClearSelection)));
                let clear = element::button(export_words::clear_selection(), "subtle", clear);
                (Html::default(), export_words::selected(count), clear)
            }
        };
        // Always there, so that screen readers watch it before it speaks.
        let count = element("span", &[("class", "selection"), ("aria-live", "polite")], [text(&count)]);
        let parts = [said, count, clear, keys_button(intend)];
        element("div", &[("class", "summary")], parts)
    }

    fn export(&self, props: &FileListProps) -> Html {
        let Some(form) = props.export else { return Html::default() };
        let (all, shown) = (&props.files, &self.visible);
        let (selection, selected) = (&props.selection, self.selected);
        let listed = &|hashes: &Hashes| props.is_listed(hashes);
        export_panel(form, PanelFiles { all, shown, selection, selected, listed }, &props.intend)
    }

    fn cards(&self, props: &FileListProps) -> Html {
        let total = self.cards;
        let class = if props.selection.is_empty() { "cards" } else { "cards selecting" };
        if total <= MOST_IN_PAGE {
            let cards = self.some_cards(props, 0, self.drawn, None);
            return element("div", &[("class", class)], cards);
        }
        let chunks = self.near.iter().enumerate().map(|(number, near)| {
            let cards = if *near { self.some_cards(props, number * CHUNK, CHUNK, Some(total)) } else { Vec::new() };
            let number = number.to_string();
            let attributes = [("class", "chunk"), ("role", "presentation"), (NUMBER, &*number)];
            keyed(&number, element("div", &attributes, cards))
        });
        element::at(&self.place, element("div", &[("class", class), ("role", "feed")], chunks.collect::<Vec<_>>()))
    }

    fn some_cards(&self, props: &FileListProps, first: usize, count: usize, of: Option<usize>) -> Vec<Html> {
        let files = self.visible.iter().enumerate().take(self.cards).skip(first).take(count);
        let card = |(at, file): (usize, &Rc<File>)| {
            let copied = props.copied.filter(|(hashes, _)| *hashes == file.hashes).map(|(_, kind)| kind);
            let FileListProps { now, second, alerts_in_job, .. } = *props;
            let selected = props.selection.has(file);
            let (pivots, portal) = (&*props.settings.pivots, &props.portal);
            let told = props.asked.0.of(file);
            let may_ask = portal.tenant.is_some() && Told::may_be_asked(told, now, props.settings.cache);
            let of_file = FileCard {
                file,
                at,
                count: of,
                now,
                second,
                alerts_in_job,
                copied,
                selected,
                pivots,
                portal,
                told,
                may_ask,
            };
            keyed(&at.to_string(), file_card(of_file))
        };
        files.map(card).collect()
    }

    /// Listens for all cards at once.
    fn heard(&self, intend: &Callback<Intent>, cards: Html) -> Html {
        let press = Rc::clone(&self.press);
        let on_press = Callback::from(move |event: Event| {
            *press.borrow_mut() = Some(Press { at: point(&event), selected: selected() });
        });
        let (press, files, intent) = (Rc::clone(&self.press), Rc::clone(&self.visible), intend.clone());
        let on_click = Callback::from(move |event: Event| {
            let press = press.borrow_mut().take();
            let Some(file) = file_of(&files, &event) else { return };
            if asks(&event) {
                // The button goes, and the focus stays where it was.
                if let Some((_, card)) = card_of(&event) {
                    let _ = card.unchecked_into::<HtmlElement>().focus();
                }
                return intent.emit(Intent::Ask(vec![file]));
            }
            if let Some(text) = text_to_copy(&event) {
                return intent.emit(Intent::Copy(Copy::Text(text)));
            }
            if let Some(selects) = selects(&event) {
                return intent.emit(Intent::Dispatch(Action::Use(selects(file))));
            }
            let copies = match under_pointer(&event) {
                Some((kind, Part::Button)) => Some(kind),
                Some((kind, Part::Value)) => Some(kind).filter(|_| click_copies(press, point(&event), selected())),
                None => None,
            };
            if let Some(kind) = copies {
                intent.emit(Intent::Copy(Copy::Hash(kind, file)));
            }
        });
        let (press, files, intent) = (Rc::clone(&self.press), Rc::clone(&self.visible), intend.clone());
        let on_menu = Callback::from(move |event: Event| {
            let Some(file) = file_of(&files, &event) else { return };
            // The context-menu key leaves no press behind it.
            if menu_opens(press.borrow_mut().take(), selected()) {
                event.prevent_default();
                let under_pointer = under_pointer(&event).map(|(kind, _)| kind);
                let menu = Menu { file, at: point(&event), under_pointer };
                intent.emit(Intent::Dispatch(Action::OpenMenu(menu)));
            }
        });
        let cards = on(EventKind::PointerDown, on_press, cards);
        let cards = on(EventKind::Click, on_click, cards);
        let cards = on(EventKind::ContextMenu, on_menu, cards);
        let (wanted, files, intent) = (Rc::clone(&self.wanted), Rc::clone(&self.visible), intend.clone());
        let cards_now = self.cards;
        let on_key = Callback::from(move |event: Event| {
            if let Some((at, card)) = card_of(&event) {
                keys::act_on_card(&event, (at, &card), &files[..cards_now], &wanted, &intent);
            }
        });
        on(EventKind::KeyDown, on_key, cards)
    }
}

fn selected() -> Selected {
    match web_sys::window().and_then(|window| window.get_selection().ok().flatten()) {
        Some(selection) if !selection.is_collapsed() => Selected::Text,
        Some(_) | None => Selected::Nothing,
    }
}
