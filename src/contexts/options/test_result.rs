//! How a `Test` went, step by step, in words.

use yew::{Callback, Html};

use super::{
    fields::{failure, to_pass_on},
    intent::Intent,
    registration_test::{RegistrationTest, Stage, files_permitted},
    state::State,
};
use crate::{
    auth::client::Registration,
    contexts::{
        element::element,
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
    let steps =
        element("ol", &[("class", "steps"), ("role", "list"), ("aria-label", words::test_steps())], steps(&test.stage));
    element("div", &[("class", "test")], [steps, outcome(state, test, intend)])
}

fn steps(stage: &Stage) -> Vec<Html> {
    let mut steps = stage.signed_in().map(signed_in).unwrap_or_default();
    match stage {
        Stage::SigningIn => steps.push(step(Icon::Unknown, "quiet", words::signing_in())),
        Stage::Asking(_) => steps.push(step(Icon::Unknown, "quiet", words::asking())),
        Stage::WaitingUntil(..) => steps.push(step(Icon::Unknown, "quiet", words::waiting())),
        Stage::Works(_) => steps.push(step(Icon::Valid, "good", words::api_reached())),
        Stage::HostsRefused | Stage::SignInFailed(_) | Stage::Failed(..) => {}
    }
    steps
}

fn signed_in(session: &SignedIn) -> Vec<Html> {
    let permission = if files_permitted(session) {
        step(Icon::Valid, "good", words::permission_present())
    } else {
        step(Icon::NotValid, "bad", words::permission_absent())
    };
    vec![step(Icon::Valid, "good", &words::signed_in_as(session.account.label())), permission]
}

fn step(shape: Icon, class: &'static str, words: &str) -> Html {
    element("li", &[], [icon(shape, class), element("span", &[], [foreign_text(words)])])
}

fn outcome(state: &State, test: &RegistrationTest, intend: &Callback<Intent>) -> Html {
    let directory = &test.directory;
    match &test.stage {
        Stage::SigningIn | Stage::Asking(_) | Stage::WaitingUntil(..) => Html::default(),
        Stage::HostsRefused => failure(&words::hosts_refused(directory.cloud), &[]),
        Stage::SignInFailed(failed) | Stage::Failed(_, Failure { reason: Reason::SignIn(failed), .. }) => {
            let registration = Registration {
                cloud: directory.cloud,
                tenant: &directory.tenant,
                client: &directory.client,
                redirect_uri: &state.redirect_uri,
            };
            let consent = sign_in::page_for_consent(failed, &registration);
            let consent = to_pass_on(sign_in::consent_page(), consent, sign_in::copy_consent_page(), intend);
            let reference = sign_in::reference(&failed.reference);
            let reference = to_pass_on(words::reference(), reference, words::copy_reference(), intend);
            failure(&sign_in::failure(failed, &registration), &[consent, reference])
        }
        Stage::Failed(_, failed) => {
            let name = state.draft().form.name;
            let tenant = if name.trim().is_empty() { directory.tenant.to_string() } else { name };
            let notice = words::test_failed(failed, &tenant);
            let id = failed.correlation.clone();
            failure(&notice, &[to_pass_on(words::reference(), id, words::copy_reference(), intend)])
        }
        Stage::Works(session) => {
            let works = element("p", &[], [foreign_text(&words::works(session.account.label()))]);
            element("div", &[("class", "notice success"), ("role", "note")], [works])
        }
    }
}
