//! Buttons, fields and notices: the vocabulary that every screen shares.

use yew::prelude::*;

use super::{copying::Copy, screens::Intent};
use crate::contexts::leaf::leaf;
use crate::{evidence::triage::Order, words::popup as words};

/// The button that a screen is for.
pub fn button(name: &'static str, intend: &Callback<Intent>, intent: Intent) -> Html {
    let onclick = on_click(intend, intent);
    html! { <button type="button" class="primary" {onclick}>{ name }</button> }
}

/// A button that a person may overlook, with a line of explanation when there is one.
pub fn quiet_button(name: &str, explained: &'static str, intend: &Callback<Intent>, intent: Intent) -> Html {
    let onclick = on_click(intend, intent);
    let name = name.to_owned();
    if explained.is_empty() {
        return html! { <button type="button" class="subtle" {onclick}>{ name }</button> };
    }
    html! {
        <div class="choice">
            <button type="button" {onclick}>{ name }</button>
            { leaf("p", "quiet", explained) }
        </div>
    }
}

/// Asks for `intent` at every click.
pub fn on_click(intend: &Callback<Intent>, intent: Intent) -> Callback<MouseEvent> {
    let intend = intend.clone();
    Callback::from(move |_| intend.emit(intent.clone()))
}

/// A sentence that stands out. `role` is `alert` for failures, `note` for the rest; `reference` is what Microsoft's
/// support asks for, with its label.
pub fn notice(
    class: &'static str,
    role: &'static str,
    text: Html,
    reference: Option<(&'static str, &str)>,
    intend: &Callback<Intent>,
) -> Html {
    let reference = reference.map(|(label, id)| {
        let copy = on_click(intend, Intent::Copy(Copy::Text(id.to_owned())));
        html! {
            <p class="correlation">
                { label }{ leaf("code", "", id) }
                <button type="button" class="copy" aria-label={words::COPY_CORRELATION} title={words::COPY_CORRELATION} onclick={copy} />
            </p>
        }
    });
    html! {
        <div class={["notice ", class].concat()} {role}>
            { text }
            { for reference }
        </div>
    }
}

/// What [`FieldWithButton`] shows, and whom it tells.
#[derive(Clone, PartialEq, Properties)]
pub struct FieldWithButtonProps {
    /// The field's name.
    pub label: &'static str,
    /// The button's name.
    pub button: &'static str,
    /// Whether what is typed is a secret: shown as dots, and gone from the field once it was used.
    #[prop_or_default]
    pub secret: bool,
    /// Gets the text.
    pub on_enter: Callback<String>,
}

/// A field for one line and a button beside it. Enter does what the button does.
#[component]
pub fn FieldWithButton(props: &FieldWithButtonProps) -> Html {
    let field = use_node_ref();
    let onsubmit = {
        let (field, on_enter, secret) = (field.clone(), props.on_enter.clone(), props.secret);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.cast::<web_sys::HtmlInputElement>() else { return };
            let text = field.value();
            if secret {
                field.set_value("");
            }
            if !text.trim().is_empty() {
                on_enter.emit(text);
            }
        })
    };
    let class = props.secret.then_some("secret");
    html! {
        <form class="field" {onsubmit}>
            <label>
                { leaf("span", "", props.label) }
                <input ref={field} type="text" {class} autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false" />
            </label>
            <button type="submit" class="primary">{ props.button }</button>
        </form>
    }
}

/// The field that narrows the cards.
pub fn filter(text: &str, on_filter: Callback<String>) -> Html {
    let oninput = on_filter.reform(|event: InputEvent| {
        event.target_dyn_into::<web_sys::HtmlInputElement>().map_or_else(String::new, |field| field.value())
    });
    html! {
        <input
            type="search"
            class="filter"
            aria-label={words::FILTER_FILES}
            placeholder={words::FILTER_FILES}
            value={text.to_owned()}
            autocomplete="off"
            spellcheck="false"
            {oninput}
        />
    }
}

/// The order of the cards.
pub fn order(current: Order, on_order: Callback<Order>) -> Html {
    let onchange = on_order.reform(|event: Event| {
        let chosen = event.target_dyn_into::<web_sys::HtmlSelectElement>().map_or(0, |select| select.selected_index());
        let chosen = usize::try_from(chosen).unwrap_or_default();
        Order::ALL.get(chosen).copied().unwrap_or_default()
    });
    let option = |order: Order| {
        html! { <option selected={order == current}>{ words::order(order) }</option> }
    };
    html! {
        <select class="order" aria-label={words::ORDER} {onchange}>
            { for Order::ALL.into_iter().map(option) }
        </select>
    }
}
