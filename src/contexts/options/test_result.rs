//! How a `Test` went, step by step, in words.

use yew::prelude::*;

use super::{
    fields::failure,
    page::Intent,
    registration_test::{RegistrationTest, Stage, files_permitted},
    state::State,
};
use crate::{
    auth::client::Registration,
    contexts::popup::{
        foreign_text::foreign_text,
        icon::{Icon, icon},
    },
    failure::{Failure, Reason},
    sign_in::SignedIn,
    words::{options as words, sign_in},
};

/// Draws the last test of the open form.
pub fn test_result(state: &State, intend: &Callback<Intent>) -> Html {
    let Some(test) = state.shown_test() else { return Html::default() };
    html! {
        <div class="test">
            <ol class="steps" role="list" aria-label={words::TEST_STEPS}>
                { steps(&test.stage) }
            </ol>
            { outcome(state, test, intend) }
        </div>
    }
}

fn steps(stage: &Stage) -> Html {
    match stage {
        Stage::SigningIn => step(Icon::Unknown, "quiet", html! { { words::SIGNING_IN } }),
        Stage::HostsRefused | Stage::SignInFailed(_) => Html::default(),
        Stage::Asking(session) => {
            html! { <>{ signed_in(session) }{ step(Icon::Unknown, "quiet", html! { { words::ASKING } }) }</> }
        }
        Stage::WaitingUntil(session, _) => {
            html! { <>{ signed_in(session) }{ step(Icon::Unknown, "quiet", html! { { words::WAITING } }) }</> }
        }
        Stage::Failed(session, _) => signed_in(session),
        Stage::Works(session) => {
            html! { <>{ signed_in(session) }{ step(Icon::Valid, "good", html! { { words::API_REACHED } }) }</> }
        }
    }
}

fn signed_in(session: &SignedIn) -> Html {
    let permission = if files_permitted(session) {
        step(Icon::Valid, "good", html! { { words::PERMISSION_PRESENT } })
    } else {
        step(Icon::NotValid, "bad", html! { { words::PERMISSION_ABSENT } })
    };
    let account = words::signed_in_as(session.account.label());
    html! { <>{ step(Icon::Valid, "good", foreign_text(&account)) }{ permission }</> }
}

fn step(shape: Icon, class: &'static str, words: Html) -> Html {
    html! { <li>{ icon(shape, class) }<span>{ words }</span></li> }
}

fn outcome(state: &State, test: &RegistrationTest, intend: &Callback<Intent>) -> Html {
    let directory = &test.directory;
    let on_copy = intend.reform(|text| Intent::Copy(text, words::COPIED));
    match &test.stage {
        Stage::SigningIn | Stage::Asking(_) | Stage::WaitingUntil(..) => Html::default(),
        Stage::HostsRefused => failure(&words::hosts_refused(directory.cloud), None, &on_copy),
        Stage::SignInFailed(failed) | Stage::Failed(_, Failure { reason: Reason::SignIn(failed), .. }) => {
            let registration = Registration {
                cloud: directory.cloud,
                tenant: &directory.tenant,
                client: &directory.client,
                redirect_uri: &state.redirect_uri,
            };
            let reference = sign_in::reference(&failed.reference);
            failure(&sign_in::failure(failed, &registration), reference.as_deref(), &on_copy)
        }
        Stage::Failed(_, failed) => {
            let name = state.draft().form.name;
            let tenant = if name.trim().is_empty() { directory.tenant.to_string() } else { name };
            let notice = words::test_failed(&failed.reason, &tenant);
            failure(&notice, failed.correlation.as_deref(), &on_copy)
        }
        Stage::Works(session) => html! {
            <div class="notice success" role="note">
                <p>{ foreign_text(&words::works(session.account.label())) }</p>
            </div>
        },
    }
}
