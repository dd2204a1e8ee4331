//! What has to be registered at Entra, and how.

use yew::{Callback, Html};

use super::{
    fields::{Access, Labelled},
    page::{Intent, button, section},
    state::State,
};
use crate::contexts::element::{element, leaf, text};
use crate::words::options as words;

/// Draws the section. The steps are open until there is a tenant.
pub fn registration(state: &State, intend: &Callback<Intent>) -> Html {
    let uri = &state.redirect_uri;
    let field = Labelled {
        id: "redirect-uri",
        label: words::REDIRECT_URI,
        hint: words::REDIRECT_URI_HINT,
        fault: None,
        access: Access::Open,
    };
    let copy = button(words::COPY_REDIRECT_URI, "", intend, Intent::Copy(uri.clone(), words::REDIRECT_URI_COPIED));
    let steps = [
        leaf("li", "", words::STEP_REGISTER),
        element("li", &[], [text(words::STEP_PLATFORM), leaf("code", "value", uri)]),
        leaf("li", "", words::STEP_PERMISSION),
        leaf("li", "", words::STEP_CONSENT),
        leaf("li", "", words::STEP_COPY),
    ];
    let open = if state.tenants().is_empty() { "open" } else { "" };
    let how = [leaf("summary", "", words::HOW_TO_REGISTER), element("ol", &[], steps)];
    let parts = [
        leaf("p", "", words::REGISTRATION_EXPLAINED),
        field.with_button(uri, copy),
        element("details", &[("open", open)], how),
    ];
    section("registration", words::REGISTRATION, parts)
}
