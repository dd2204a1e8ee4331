//! The button `Export` and what it opens: as what, which files, and where to.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};
use yew::{Callback, Html};

use super::{
    export_form::{ExportScope, Form, Way},
    intent::Intent,
    state::Action,
    tools::{Selection, Use},
};
use crate::{
    contexts::element::{self, EventKind, element, leaf, on, on_click, text, value_of},
    evidence::{File, Hashes},
    export::indicators::not_executable,
    formats::ExportFormat,
    words::export as words,
};

/// By which the focus finds the button again.
pub const BUTTON: &str = "opens";
/// The id of what the button opens.
const PANEL: &str = "export";

/// What the panel tells of.
#[derive(Clone, Copy)]
pub struct PanelFiles<'a> {
    /// All files.
    pub all: &'a [Rc<File>],
    /// Those that the filter leaves.
    pub shown: &'a [Rc<File>],
    /// Which of them are selected.
    pub selection: &'a Selection,
    /// How many.
    pub selected: usize,
    /// The analyst's and the organisation's own list.
    pub listed: &'a dyn Fn(&Hashes) -> bool,
}

/// The button.
pub fn export_button(form: Option<Form>, selected: usize, intend: &Callback<Intent>) -> Html {
    let then = form.is_none().then(|| Form::new(selected > 0));
    let expanded = if form.is_some() { "true" } else { "false" };
    let controls = if form.is_some() { PANEL } else { "" };
    let attributes = [("type", "button"), ("class", BUTTON), ("aria-expanded", expanded), ("aria-controls", controls)];
    on(EventKind::Click, on_click(intend, change(then)), element("button", &attributes, [text(words::open())]))
}

/// What it opens.
pub fn export_panel(form: Form, files: PanelFiles<'_>, intend: &Callback<Intent>) -> Html {
    let (formats, scopes) = (ExportFormat::ALL.iter().map(|format| words::format(*format).to_owned()), scopes(files));
    let format = choice(words::format_field(), formats.collect(), place_of(&ExportFormat::ALL, form.format), intend, {
        move |at| ExportFormat::ALL.get(at).map(|format| Form { format: *format, ..form })
    });
    let scope = choice(words::which_files(), scopes, place_of(&ExportScope::ALL, form.scope), intend, move |at| {
        ExportScope::ALL.get(at).map(|scope| Form { scope: *scope, ..form })
    });
    let mut parts = vec![format, scope];
    if form.format == ExportFormat::Indicators {
        parts.extend(indicator_options(form, files, intend));
    }
    let way = |class, name, way| element::button(name, class, on_click(intend, Intent::Export(form, way)));
    let mut ways = vec![way("primary", words::download(), Way::Download), way("", words::copy(), Way::Copy)];
    if form.format == ExportFormat::Kql {
        ways.push(way("", words::hunt(), Way::Hunt));
    }
    parts.push(element("div", &[("class", "row")], ways));
    element("div", &[("class", "export"), ("id", PANEL), ("role", "group"), ("aria-label", words::open())], parts)
}

fn indicator_options(form: Form, files: PanelFiles<'_>, intend: &Callback<Intent>) -> Vec<Html> {
    let intend = intend.clone();
    let ticked = Callback::from(move |event: Event| {
        let tick = event.target().map(|tick| tick.unchecked_into::<HtmlInputElement>().checked());
        intend.emit(change(Some(Form { known_good: tick.unwrap_or_default(), ..form })));
    });
    let tick = element::checked(form.known_good, element("input", &[("type", "checkbox")], []));
    let tick = on(EventKind::Change, ticked, tick);
    let label = element("label", &[("class", "check")], [tick, leaf("span", "", words::with_known_good())]);
    let mut parts = vec![label, leaf("p", "hint", words::indicators_explained())];
    let chosen: Vec<&File> = of_scope(form.scope, files).map(Rc::as_ref).collect();
    match not_executable(&chosen, form.known_good, files.listed) {
        0 => {}
        count => parts.push(leaf("p", "hint caution", words::not_executable(count))),
    }
    parts
}

fn of_scope(scope: ExportScope, files: PanelFiles<'_>) -> impl Iterator<Item = &Rc<File>> {
    let from = match scope {
        ExportScope::All | ExportScope::Selected => files.all,
        ExportScope::Shown => files.shown,
    };
    from.iter().filter(move |file| scope != ExportScope::Selected || files.selection.has(file))
}

/// The last one only where there is a selection.
fn scopes(files: PanelFiles<'_>) -> Vec<String> {
    let mut scopes = vec![words::all_files(files.all.len()), words::shown_files(files.shown.len())];
    if files.selected > 0 {
        scopes.push(words::selected_files(files.selected));
    }
    scopes
}

fn place_of<T: PartialEq>(all: &[T], one: T) -> usize {
    all.iter().position(|other| *other == one).unwrap_or_default()
}

fn choice(
    label: &'static str,
    names: Vec<String>,
    chosen: usize,
    intend: &Callback<Intent>,
    then: impl Fn(usize) -> Option<Form> + 'static,
) -> Html {
    let option = |(at, name): (usize, String)| {
        let selected = if at == chosen { "selected" } else { "" };
        element("option", &[("value", &*at.to_string()), ("selected", selected)], [text(&name)])
    };
    let options: Vec<Html> = names.into_iter().enumerate().map(option).collect();
    let intend = intend.clone();
    let on_change = Callback::from(move |event: Event| {
        if let Some(form) = value_of(&event).parse().ok().and_then(&then) {
            intend.emit(change(Some(form)));
        }
    });
    let field = on(EventKind::Change, on_change, element("select", &[], options));
    element("label", &[], [leaf("span", "", label), field])
}

fn change(form: Option<Form>) -> Intent {
    Intent::Dispatch(Action::Use(Use::Export(form)))
}
