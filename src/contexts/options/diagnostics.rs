//! What support asks for, on the page and as text.

use yew::{Callback, Html};

use super::{
    fields::{button, section},
    installation::Diagnostics,
    intent::Intent,
    registration_test::Stage,
    state::State,
};
use crate::{
    contexts::element::{element, leaf},
    failure::{Failure, Reason},
    joining::joined,
    troubles::Trouble,
    words::{catalogue::Text, failure, options as words, sign_in},
};

/// Draws the section.
pub fn diagnostics(state: &State, intend: &Callback<Intent>) -> Html {
    let mut list = Vec::new();
    for (name, lines) in rows(state) {
        let lines = lines.iter().map(|line| leaf("div", "", line)).collect::<Vec<_>>();
        list.extend([leaf("dt", "", name), element("dd", &[], lines)]);
    }
    let parts = [
        leaf("p", "quiet", words::diagnostics_explained()),
        element("dl", &[("class", "definitions")], list),
        button(words::copy_diagnostics(), "", intend, Intent::Copy(text(state), words::diagnostics_copied())),
    ];
    section("diagnostics", words::diagnostics(), parts)
}

/// What is copied, a line for each value.
pub fn text(state: &State) -> String {
    let lines = rows(state).into_iter().flat_map(|(name, lines)| lines.into_iter().map(move |line| (name, line)));
    lines.map(|(name, line)| [&**name, ": ", &line, "\n"].concat()).collect()
}

fn rows(state: &State) -> Vec<(&'static Text, Vec<String>)> {
    let Diagnostics { version, browser, extension_id, permissions, hosts, calls_left, troubles } =
        &state.facts.diagnostics;
    let calls_left = calls_left.iter().zip(1..).map(|((cloud, left), number)| words::calls_left(number, *cloud, *left));
    let rows = [
        (words::version(), vec![version.clone()]),
        (words::browser(), vec![browser.clone()]),
        (words::extension_id(), vec![extension_id.clone()]),
        (words::permissions(), vec![joined(permissions, ", ")]),
        (words::hosts(), hosts.clone()),
        (words::calls_left_label(), calls_left.collect()),
        (words::last_test_label(), last_test(state).into_iter().collect()),
        (words::troubles_label(), troubles.iter().map(trouble).collect()),
    ];
    rows.into_iter().filter(|(_, lines)| lines.iter().any(|line| !line.is_empty())).collect()
}

/// When, what, how long, and what Microsoft's support asks for. The kinds are names of the code, in no language.
fn trouble(Trouble { at, class, took, reference }: &Trouble) -> String {
    let mut line = [&*at.utc_text(), class, &words::took(*took)].join(", ");
    if let Some(reference) = sign_in::reference(reference) {
        line.extend([", ", &reference]);
    }
    line
}

/// How the last test ended; the sentences that name a tenant or an account are left out.
fn last_test(state: &State) -> Option<String> {
    match &state.test.as_ref()?.stage {
        Stage::SigningIn | Stage::HostsRefused | Stage::Asking(_) | Stage::WaitingUntil(..) => None,
        Stage::SignInFailed(failed) | Stage::Failed(_, Failure { reason: Reason::SignIn(failed), .. }) => {
            let reference = sign_in::reference(&failed.reference);
            Some(words::last_test(words::sign_in_failed(), reference.as_deref()))
        }
        Stage::Failed(_, failed) => {
            Some(words::last_test(&failure::sentence(&failed.reason), failed.correlation.as_deref()))
        }
        Stage::Works(_) => Some(words::test_succeeded().to_owned()),
    }
}
