//! Who is signed in, and the way out.

use yew::prelude::*;

use super::{page::Intent, state::State};
use crate::{
    contexts::leaf::leaf,
    contexts::popup::foreign_text::foreign_text,
    sign_in::{SignedIn, Source},
    words::options as words,
};

/// Draws the section.
pub fn accounts(state: &State, intend: &Callback<Intent>) -> Html {
    let signed_in = &state.facts.signed_in;
    html! {
        <section aria-labelledby="accounts">
            <h2 id="accounts">{ words::ACCOUNTS }</h2>
            if signed_in.is_empty() {
                { leaf("p", "", words::NOBODY) }
            } else {
                <ul class="tenants" role="list">
                    { for signed_in.iter().enumerate().map(|(at, session)| account(at, session, state, intend)) }
                </ul>
                { leaf("p", "quiet", words::ACCOUNTS_EXPLAINED) }
            }
        </section>
    }
}

fn account(at: usize, session: &SignedIn, state: &State, intend: &Callback<Intent>) -> Html {
    let tenant = state.facts.configuration.settings.tenant(&session.directory.tenant);
    let tenant = tenant.map_or_else(|| session.directory.tenant.to_string(), |tenant| tenant.label().to_owned());
    let id = format!("account-{at}");
    let onclick = {
        let session = session.clone();
        intend.reform(move |_: MouseEvent| Intent::SignOut(session.clone()))
    };
    html! {
        <li class="tenant" key={session.account.key()}>
            <div id={id.clone()}>
                <h3>{ foreign_text(session.account.label()) }</h3>
                <p class="quiet">
                    { foreign_text(&tenant) }{ " · " }{ words::cloud(session.directory.cloud) }
                    if session.source == Source::Pasted {
                        { " · " }{ words::PASTED }
                    }
                </p>
            </div>
            // One name for all of them, as everywhere; the description tells them apart.
            <button type="button" aria-describedby={id} {onclick}>{ words::SIGN_OUT }</button>
        </li>
    }
}
