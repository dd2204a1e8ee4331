//! Sections, buttons, labelled fields with a hint and a fault, and notices: the vocabulary of the page.

use web_sys::Event;
use yew::{Callback, Html};

use super::intent::Intent;
use crate::{
    contexts::element::{self, EventKind, element, leaf, on, on_click, text, value_of, valued},
    display::made_visible,
    words::{catalogue::Text, options as words, settings, sign_in::Notice},
};

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
    pub access: FieldAccess,
}

/// Whether a field can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldAccess {
    /// It can.
    Open,
    /// Policy decides it; the value can be read and copied.
    Locked {
        /// The id of the line that [`locked`] draws.
        reason: &'static str,
    },
}

impl FieldAccess {
    /// Locked if policy decides; `reason` is the id of the line that says so.
    pub fn locked_if(locked: bool, reason: &'static str) -> FieldAccess {
        if locked { FieldAccess::Locked { reason } } else { FieldAccess::Open }
    }
}

impl Labelled {
    /// The id of the line that describes the field: its fault, its hint, or why it is locked.
    fn described_by(&self) -> String {
        match self.access {
            FieldAccess::Open => [self.id, "-hint"].concat(),
            FieldAccess::Locked { reason } => reason.to_owned(),
        }
    }

    /// What was entered wrongly, else what to enter; why a field is locked stands beside it.
    fn around(&self, field: Html, beside: Html) -> Html {
        let (class, line) = match (self.fault, self.access) {
            (Some(fault), _) => ("wrong", fault),
            (None, FieldAccess::Open) => ("hint", self.hint),
            (None, FieldAccess::Locked { .. }) => ("", ""),
        };
        let described = match line {
            "" => Html::default(),
            _ => element("p", &[("class", class), ("id", &self.described_by())], [text(line)]),
        };
        let label = element("label", &[("for", self.id)], [leaf("span", "", self.label), field]);
        element("div", &[("class", "field")], [label, beside, described])
    }

    fn input(
        &self,
        value: &str,
        class: &'static str,
        mode: &'static str,
        kind: EventKind,
        then: Callback<Event>,
    ) -> Html {
        let locked = if self.access == FieldAccess::Open { "" } else { "readonly" };
        let attributes = [
            ("id", self.id),
            ("type", "text"),
            ("inputmode", mode),
            ("class", class),
            ("readonly", locked),
            ("aria-invalid", self.invalid()),
            ("aria-describedby", &self.described_by()),
            ("autocomplete", "off"),
            ("autocapitalize", "off"),
            ("spellcheck", "false"),
        ];
        on(kind, then, valued(value, element("input", &attributes, [])))
    }

    fn invalid(&self) -> &'static str {
        self.fault.map_or("", |_| "true")
    }

    /// A field for one line that tells every letter.
    pub fn text(&self, value: &str, class: &'static str, on_text: Callback<String>) -> Html {
        let then = on_text.reform(|event| value_of(&event));
        self.around(self.input(value, class, "", EventKind::Input, then), Html::default())
    }

    /// A field for a number that tells it once it is entered.
    pub fn entered(&self, value: &str, on_entered: Callback<String>) -> Html {
        let then = on_entered.reform(|event| value_of(&event));
        self.around(self.input(value, "", "numeric", EventKind::Change, then), Html::default())
    }

    /// A value to copy, with the button that does.
    pub fn with_button(&self, value: &str, button: Html) -> Html {
        let described = self.described_by();
        let attributes = [
            ("id", self.id),
            ("type", "text"),
            ("class", "id"),
            ("readonly", "readonly"),
            ("aria-describedby", &described),
        ];
        self.around(valued(value, element("input", &attributes, [])), button)
    }

    /// A choice from a closed list of values and their words; where policy decides, the words alone.
    pub fn choice(&self, value: &str, choices: &[(&'static str, &'static Text)], on_choice: Callback<String>) -> Html {
        if self.access != FieldAccess::Open {
            let words = choices.iter().find(|(of, _)| *of == value).map_or(value, |(_, words)| words);
            // A select cannot be read-only, and a disabled one cannot be copied from.
            return self.text(words, "", Callback::noop());
        }
        let option = |(of, words): &(&'static str, &'static Text)| {
            let selected = if *of == value { "selected" } else { "" };
            element("option", &[("value", of), ("selected", selected)], [text(words)])
        };
        let attributes =
            [("id", self.id), ("aria-invalid", self.invalid()), ("aria-describedby", &*self.described_by())];
        let field = element("select", &attributes, choices.iter().map(option).collect::<Vec<_>>());
        let then = on_choice.reform(|event| value_of(&event));
        self.around(on(EventKind::Change, then, field), Html::default())
    }

    /// A box to tick; where policy decides, it stays as it is.
    pub fn ticked(&self, is_ticked: bool, on_change: Callback<Event>) -> Html {
        let disabled = if self.access == FieldAccess::Open { "" } else { "disabled" };
        let described = self.described_by();
        let attributes =
            [("id", self.id), ("type", "checkbox"), ("disabled", disabled), ("aria-describedby", &*described)];
        let field = element::checked(is_ticked, element("input", &attributes, []));
        let label = element("label", &[("for", self.id)], [on(EventKind::Change, on_change, field), text(self.label)]);
        let hint = match self.access {
            FieldAccess::Open => element("p", &[("class", "hint"), ("id", &*described)], [text(self.hint)]),
            FieldAccess::Locked { .. } => Html::default(),
        };
        element("div", &[("class", "ticked")], [label, hint])
    }
}

/// Says that policy decides what follows.
pub fn locked(access: FieldAccess) -> Html {
    match access {
        FieldAccess::Open => Html::default(),
        FieldAccess::Locked { reason } => {
            element("p", &[("class", "locked"), ("id", reason)], [text(settings::locked())])
        }
    }
}

/// What went wrong and what helps, with what Microsoft's support asks for.
pub fn failure(notice: &Notice, to_pass_on: &[Html]) -> Html {
    let parts = [&[leaf("p", "", &notice.sentence), leaf("p", "", &notice.remedy)], to_pass_on].concat();
    element("div", &[("class", "notice error"), ("role", "alert")], parts)
}

/// Something for somebody else, with its label and a button of the name `copy` that copies it.
pub fn to_pass_on(label: &'static str, id: Option<String>, copy: &'static str, intend: &Callback<Intent>) -> Html {
    element::reference(label, id, copy, intend, |id| Intent::Copy(id, words::copied()))
}

/// A button that each of several tenants or accounts has, so that its name says whose it is.
pub fn named_button(name: &'static str, of: &str, class: &'static str, then: Callback<Event>) -> Html {
    let full_name = words::name_of(name, &made_visible(of));
    let attributes = [("type", "button"), ("class", class), ("aria-label", &*full_name)];
    on(EventKind::Click, then, element("button", &attributes, [text(name)]))
}

/// A section under a title, which names it.
pub fn section(id: &'static str, title: &str, parts: impl Into<Vec<Html>>) -> Html {
    // The title of the tenants gets the focus when a form closes.
    let mut parts = parts.into();
    parts.insert(0, element("h2", &[("id", id), ("tabindex", "-1")], [text(title)]));
    element("section", &[("aria-labelledby", id)], parts)
}

/// A button that asks for something.
pub fn button(name: &'static str, class: &'static str, intend: &Callback<Intent>, intent: Intent) -> Html {
    element::button(name, class, on_click(intend, intent))
}
