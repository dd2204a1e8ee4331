//! What has to be registered at Entra, and how.

use yew::prelude::*;

use super::{
    fields::{Access, Labelled},
    page::{Intent, button},
    state::State,
};
use crate::contexts::leaf::leaf;
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
    html! {
        <section aria-labelledby="registration">
            <h2 id="registration">{ words::REGISTRATION }</h2>
            { leaf("p", "", words::REGISTRATION_EXPLAINED) }
            { field.with_button(uri, copy) }
            <details open={state.tenants().is_empty()}>
                { leaf("summary", "", words::HOW_TO_REGISTER) }
                <ol>
                    { leaf("li", "", words::STEP_REGISTER) }
                    <li>{ words::STEP_PLATFORM }{ leaf("code", "value", uri) }</li>
                    { leaf("li", "", words::STEP_PERMISSION) }
                    { leaf("li", "", words::STEP_CONSENT) }
                    { leaf("li", "", words::STEP_COPY) }
                </ol>
            </details>
        </section>
    }
}
