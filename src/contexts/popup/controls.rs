//! Buttons, fields and notices: the vocabulary that every screen shares.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement};
use yew::{Callback, Html};

use super::{copying::Copy, intent::Intent};
use crate::{
    auth::failure::SignInFailure,
    contexts::element::{self, EventKind, element, leaf, on, on_click, text, value_of, valued},
    evidence::triage::Order,
    failure::{Failure, Reason},
    formats::CopyFormat,
    words::{copy, popup as words, sign_in},
};

/// The button that a screen is for.
pub fn button(name: &'static str, intend: &Callback<Intent>, intent: Intent) -> Html {
    element::button(name, "primary", on_click(intend, intent))
}

/// A button that a person may overlook, with a line of explanation when there is one.
pub fn quiet_button(name: &str, explained: &'static str, intend: &Callback<Intent>, intent: Intent) -> Html {
    let onclick = on_click(intend, intent);
    if explained.is_empty() {
        return element::button(name, "subtle", onclick);
    }
    element("div", &[("class", "choice")], [element::button(name, "", onclick), leaf("p", "quiet", explained)])
}

/// Something for somebody else, with its label and a button of the name `copy` that copies it.
pub fn to_pass_on(label: &'static str, id: Option<String>, copy: &'static str, intend: &Callback<Intent>) -> Html {
    element::reference(label, id, copy, intend, |id| Intent::Copy(Copy::Text(id)))
}

/// The ids that Microsoft gave what failed, if it gave any.
pub fn correlation(failure: &Failure, intend: &Callback<Intent>) -> Html {
    if let Reason::SignIn(failure) = &failure.reason {
        return sign_in_reference(failure, intend);
    }
    to_pass_on(words::correlation(), failure.correlation.clone(), words::copy_correlation(), intend)
}

/// The number and the ids that Entra gave a failed sign-in, if it gave any.
pub fn sign_in_reference(failure: &SignInFailure, intend: &Callback<Intent>) -> Html {
    to_pass_on(words::reference(), sign_in::reference(&failure.reference), words::copy_correlation(), intend)
}

/// A sentence that stands out. `role` is `alert` for failures, `note` for the rest.
pub fn notice(class: &'static str, role: &'static str, parts: impl Into<Vec<Html>>) -> Html {
    element("div", &[("class", class), ("role", role)], parts)
}

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Something that everybody may see.
    Openly,
    /// A secret: shown as dots, and gone from the field once it was used.
    Secretly,
}

/// A field for one line and a button beside it. Enter does what the button does.
pub fn field_with_button(label: &'static str, button: &str, typed: Typed, on_enter: Callback<String>) -> Html {
    let class = match typed {
        Typed::Openly => "",
        Typed::Secretly => "secret",
    };
    let on_submit = Callback::from(move |event: Event| {
        event.prevent_default();
        let form = event.target().map(|form| form.unchecked_into::<HtmlElement>());
        let Some(field) = form.and_then(|form| form.query_selector("input").ok().flatten()) else { return };
        let field: HtmlInputElement = field.unchecked_into();
        let text = field.value();
        if typed == Typed::Secretly {
            field.set_value("");
        }
        if !text.trim().is_empty() {
            on_enter.emit(text);
        }
    });
    let attributes = [
        ("type", "text"),
        ("class", class),
        ("autocomplete", "off"),
        ("autocapitalize", "off"),
        ("autocorrect", "off"),
        ("spellcheck", "false"),
    ];
    let field = element("label", &[], [leaf("span", "", label), element("input", &attributes, [])]);
    let button = element("button", &[("type", "submit"), ("class", "primary")], [text(button)]);
    on(EventKind::Submit, on_submit, element("form", &[("class", "field")], [field, button]))
}

/// The field that narrows the cards.
pub fn filter(filter: &str, on_filter: Callback<String>) -> Html {
    let attributes = [
        ("type", "search"),
        ("class", "filter"),
        ("aria-label", words::filter_files()),
        ("placeholder", words::filter_files()),
        ("autocomplete", "off"),
        ("spellcheck", "false"),
    ];
    let field = valued(filter, element("input", &attributes, []));
    on(EventKind::Input, on_filter.reform(|event| value_of(&event)), field)
}

/// One copy each of all files shown.
pub fn copy_all(intend: &Callback<Intent>) -> Html {
    let mut parts = vec![element("span", &[("aria-hidden", "true")], [text(copy::all())])];
    for format in CopyFormat::ALL {
        let name = copy::format_name(*format);
        let attributes = [("type", "button"), ("aria-label", &*name)];
        let button = element("button", &attributes, [text(copy::format_short(*format))]);
        parts.push(on(EventKind::Click, on_click(intend, Intent::Copy(Copy::All(*format))), button));
    }
    let attributes = [("class", "copy-all"), ("role", "group"), ("aria-label", copy::all())];
    element("div", &attributes, parts)
}

/// The order of the cards.
pub fn order(current: Order, on_order: Callback<Order>) -> Html {
    let option = |order: Order| {
        let selected = if order == current { "selected" } else { "" };
        element("option", &[("selected", selected)], [text(words::order(order))])
    };
    let chosen = |event: Event| {
        let words = value_of(&event);
        Order::ALL.into_iter().find(|order| **words::order(*order) == *words).unwrap_or_default()
    };
    let attributes = [("class", "order"), ("aria-label", words::order_field())];
    let field = element("select", &attributes, Order::ALL.into_iter().map(option).collect::<Vec<_>>());
    on(EventKind::Change, on_order.reform(chosen), field)
}
