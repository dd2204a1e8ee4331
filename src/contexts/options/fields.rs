//! Labelled fields with a hint and a fault, and notices: the vocabulary of the page.

use yew::prelude::*;

use crate::contexts::leaf::leaf;
use crate::words::{self, sign_in::Notice};

/// What surrounds a field. The id ties label, hint and fault to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The id of the field's element.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What to enter.
    pub hint: &'static str,
    /// What is wrong with what was entered.
    pub fault: Option<&'static str>,
    /// Whether policy decides it.
    pub access: Access,
}

/// Whether a field can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It can.
    Open,
    /// Policy decides it; the value can be read and copied.
    Locked {
        /// The id of the line that [`locked`] draws.
        reason: &'static str,
    },
}

impl Access {
    /// Locked if policy decides; `reason` is the id of the line that says so.
    pub fn locked_if(locked: bool, reason: &'static str) -> Access {
        if locked { Access::Locked { reason } } else { Access::Open }
    }
}

impl Labelled {
    /// The id of the line that describes the field: its fault, its hint, or why it is locked.
    fn described_by(&self) -> String {
        match self.access {
            Access::Open => [self.id, "-hint"].concat(),
            Access::Locked { reason } => reason.to_owned(),
        }
    }

    fn around(&self, field: Html, beside: Html) -> Html {
        html! {
            <div class="field">
                <label for={self.id}>{ leaf("span", "", self.label) }{ field }</label>
                { beside }
                if let Some(fault) = self.fault {
                    <p class="wrong" id={self.described_by()}>{ fault }</p>
                } else if self.access == Access::Open {
                    <p class="hint" id={self.described_by()}>{ self.hint }</p>
                }
            </div>
        }
    }

    /// A field for one line that tells every letter.
    pub fn text(&self, value: &str, class: &'static str, on_text: Callback<String>) -> Html {
        let oninput = on_text.reform(|event: InputEvent| input_of(&event));
        self.around(
            html! {
                <input
                    id={self.id}
                    type="text"
                    class={(!class.is_empty()).then_some(class)}
                    value={value.to_owned()}
                    readonly={self.access != Access::Open}
                    aria-invalid={self.fault.map(|_| "true")}
                    aria-describedby={self.described_by()}
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    {oninput}
                />
            },
            Html::default(),
        )
    }

    /// A field for a number that tells it once it is entered.
    pub fn entered(&self, value: &str, on_entered: Callback<String>) -> Html {
        let onchange = on_entered.reform(|event: Event| input_of(&event));
        self.around(
            html! {
                <input
                    id={self.id}
                    type="text"
                    inputmode="numeric"
                    value={value.to_owned()}
                    readonly={self.access != Access::Open}
                    aria-invalid={self.fault.map(|_| "true")}
                    aria-describedby={self.described_by()}
                    autocomplete="off"
                    {onchange}
                />
            },
            Html::default(),
        )
    }

    /// A value to copy, with the button that does.
    pub fn with_button(&self, value: &str, button: Html) -> Html {
        let field = html! {
            <input id={self.id} type="text" class="id" value={value.to_owned()} readonly=true aria-describedby={self.described_by()} />
        };
        self.around(field, button)
    }

    /// A choice from a closed list of values and their words; where policy decides, the words alone.
    pub fn choice(&self, value: &str, choices: &[(&'static str, &'static str)], on_choice: Callback<String>) -> Html {
        if self.access != Access::Open {
            let words = choices.iter().find(|(of, _)| *of == value).map_or(value, |(_, words)| *words);
            // A select cannot be read-only, and a disabled one cannot be copied from.
            return self.text(words, "", Callback::noop());
        }
        let onchange = on_choice.reform(|event: Event| {
            event.target_dyn_into::<web_sys::HtmlSelectElement>().map_or_else(String::new, |select| select.value())
        });
        let option = |(of, words): &(&'static str, &'static str)| {
            html! { <option value={*of} selected={*of == value}>{ *words }</option> }
        };
        let field = html! {
            <select id={self.id} aria-invalid={self.fault.map(|_| "true")} aria-describedby={self.described_by()} {onchange}>
                { for choices.iter().map(option) }
            </select>
        };
        self.around(field, Html::default())
    }
}

fn input_of(event: &Event) -> String {
    event.target_dyn_into::<web_sys::HtmlInputElement>().map_or_else(String::new, |field| field.value())
}

/// Says that policy decides what follows.
pub fn locked(access: Access) -> Html {
    match access {
        Access::Open => Html::default(),
        Access::Locked { reason } => html! { <p class="locked" id={reason}>{ words::settings::LOCKED }</p> },
    }
}

/// What went wrong and what helps, with what Microsoft's support asks for.
pub fn failure(notice: &Notice, reference: Option<&str>, on_copy: &Callback<String>) -> Html {
    let reference = reference.map(|reference| {
        let text = reference.to_owned();
        let onclick = on_copy.reform(move |_: MouseEvent| text.clone());
        let name = words::options::COPY_REFERENCE;
        html! {
            <p class="correlation">
                { words::options::REFERENCE }{ leaf("code", "", reference) }
                <button type="button" class="copy" aria-label={name} title={name} {onclick} />
            </p>
        }
    });
    html! {
        <div class="notice error" role="alert">
            { leaf("p", "", &notice.sentence) }
            { leaf("p", "", &notice.remedy) }
            { for reference }
        </div>
    }
}
