//! What has to be registered at Entra, and how.

use yew::{Callback, Html};

use super::{
    fields::{FieldAccess, Labelled, button, section},
    intent::Intent,
    state::State,
};
use crate::contexts::element::{element, leaf, woven};
use crate::words::options as words;

/// Draws the section. The steps are open until there is a tenant.
pub fn registration(state: &State, intend: &Callback<Intent>) -> Html {
    let uri = &state.redirect_uri;
    let field = Labelled {
        id: "redirect-uri",
        label: words::redirect_uri(),
        hint: words::redirect_uri_hint(),
        fault: None,
        access: FieldAccess::Open,
    };
    let copy = button(words::copy_redirect_uri(), "", intend, Intent::Copy(uri.clone(), words::redirect_uri_copied()));
    let steps = [
        leaf("li", "", words::step_register()),
        element("li", &[], woven(words::step_platform(), [leaf("code", "value", uri)])),
        leaf("li", "", words::step_permission()),
        leaf("li", "", words::step_consent()),
        leaf("li", "", words::step_copy()),
    ];
    let open = if state.tenants().is_empty() { "open" } else { "" };
    let how = [leaf("summary", "", words::how_to_register()), element("ol", &[], steps)];
    let parts = [
        leaf("p", "", words::registration_explained()),
        field.with_button(uri, copy),
        element("details", &[("open", open)], how),
    ];
    section("registration", words::registration(), parts)
}
