//! What support asks for. Nothing in it names a person, an alert or a token: there is no field that could.

use yew::prelude::*;

use super::page::{Intent, button};
use crate::{defender::cloud::Cloud, policy::quota::Remaining, words::options as words};

/// What is told of this installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// The extension's version.
    pub version: String,
    /// The browser and its major version, see [`browser_of`].
    pub browser: String,
    /// The extension's id.
    pub extension_id: String,
    /// The permissions and host patterns that the browser has granted.
    pub permissions: Vec<String>,
    /// The calls that each tenant's quota has left, in the order of the tenants.
    pub calls_left: Vec<(Cloud, Remaining)>,
}

/// Name and major version out of `navigator.userAgent`, whose other numbers a managed browser freezes.
pub fn browser_of(user_agent: &str) -> String {
    let of = |token: &str, name: &str| {
        let rest = user_agent.split_once(token)?.1;
        let major: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (!major.is_empty()).then(|| [name, " ", &major].concat())
    };
    // Edge names Chrome too.
    of(" Edg/", "Edge").or_else(|| of(" Chrome/", "Chrome or Chromium")).unwrap_or_default()
}

/// Draws the section.
pub fn diagnostics(diagnostics: &Diagnostics, intend: &Callback<Intent>) -> Html {
    let row = |(name, values): (&'static str, Vec<String>)| {
        let values = values.into_iter().map(|value| html! { <div>{ value }</div> });
        html! { <><dt>{ name }</dt><dd>{ for values }</dd></> }
    };
    let copy = Intent::Copy(text(diagnostics), words::DIAGNOSTICS_COPIED);
    html! {
        <section aria-labelledby="diagnostics">
            <h2 id="diagnostics">{ words::DIAGNOSTICS }</h2>
            <p class="quiet">{ words::DIAGNOSTICS_EXPLAINED }</p>
            <dl class="definitions">{ for rows(diagnostics).into_iter().map(row) }</dl>
            { button(words::COPY_DIAGNOSTICS, "", intend, copy) }
        </section>
    }
}

/// What is copied: a line for each value.
pub fn text(diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    for (name, values) in rows(diagnostics) {
        for value in values {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(&value);
            text.push('\n');
        }
    }
    text
}

fn rows(diagnostics: &Diagnostics) -> Vec<(&'static str, Vec<String>)> {
    let Diagnostics { version, browser, extension_id, permissions, calls_left } = diagnostics;
    let calls_left = calls_left.iter().map(|(cloud, left)| words::calls_left(*cloud, *left)).collect();
    let rows = [
        (words::VERSION, vec![version.clone()]),
        (words::BROWSER, vec![browser.clone()]),
        (words::EXTENSION_ID, vec![extension_id.clone()]),
        (words::PERMISSIONS, permissions.clone()),
        (words::CALLS_LEFT, calls_left),
    ];
    rows.into_iter().filter(|(_, values)| values.iter().any(|value| !value.is_empty())).collect()
}
