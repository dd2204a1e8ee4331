//! What went wrong, and the button that helps.

use yew::{Callback, Html};

use super::{
    controls::{button, correlation, notice, quiet_button, sign_in_reference, to_pass_on},
    intent::Intent,
    state::{Action, Focus, State},
};
use crate::{
    auth::{
        client::Registration,
        directory::Directory,
        failure::{FailureClass, SignInFailure},
        scope::Scope,
    },
    contexts::element::{leaf, several},
    failure::{Challenge, Failure, Reason},
    protocol::{Access, AccountChoice},
    sign_in::FailedSignIn,
    viewer::Viewer,
    words::{failure as words, popup, sign_in as sign_in_words},
};

/// A lookup that failed; the cards from before stay under it.
pub fn failure(failure: &Failure, viewer: &Viewer, state: &State, intend: &Callback<Intent>) -> Html {
    notice("notice error", "alert", told(failure, viewer, state, intend))
}

/// The same of the lookup that was for the names of the files.
pub fn no_names(failure: &Failure, viewer: &Viewer, state: &State, intend: &Callback<Intent>) -> Html {
    let told = told(failure, viewer, state, intend);
    notice("notice error", "alert", [leaf("p", "", words::no_names()), several(told)])
}

/// What happened, what to do about it, the button for that, and what Microsoft's support asks for.
fn told(failure: &Failure, viewer: &Viewer, state: &State, intend: &Callback<Intent>) -> Vec<Html> {
    let again = || button(popup::try_again(), intend, Intent::Refresh);
    let sign_in = |access: Access| {
        if state.uses_pasted_token() {
            // Only another token helps; the registration that made this one is not ours.
            let enter = Intent::Dispatch(Action::Look(Focus::TokenEntry(None)));
            return button(popup::use_an_access_token(), intend, enter);
        }
        let directory = viewer.directory.clone();
        button(
            popup::sign_in(),
            intend,
            match failure.claims() {
                Some(claims) => Intent::Prove(directory, access, claims.clone()),
                None => Intent::SignIn(directory, access, AccountChoice::Usual),
            },
        )
    };
    let remedy = match &failure.reason {
        Reason::SignIn(failed) => {
            // Who may sign in at all only policy says.
            let waits = failed.class.may_pass() || failed.class == FailureClass::TenantForbidden;
            let remedy = if waits { again() } else { sign_in(Access::Files) };
            return told_of_sign_in(&viewer.directory, failed, &state.facts.redirect_uri, remedy, intend);
        }
        Reason::SignInNeeded
        | Reason::TokenRefused { .. }
        | Reason::PastedTokenEnded
        | Reason::Challenged(Challenge::Claims(_) | Challenge::Malformed)
        | Reason::PermissionMissing(Scope::FileReadAll | Scope::UserImpersonation) => sign_in(Access::Files),
        Reason::PermissionMissing(Scope::AlertRead) => sign_in(Access::FilesAndNames),
        Reason::Throttled { .. }
        | Reason::Challenged(Challenge::Again)
        | Reason::ServerFailed { .. }
        | Reason::Unreachable
        | Reason::TimedOut
        | Reason::Unreadable(_)
        | Reason::AlertUnknown
        | Reason::AccessDenied
        | Reason::TooLarge
        | Reason::TooLargeToKeep
        | Reason::NotStored
        | Reason::Refused { .. } => again(),
    };
    vec![
        leaf("p", "", words::sentence(&failure.reason)),
        leaf("p", "", words::remedy(failure, &state.tenant_name(&viewer.directory.tenant))),
        remedy,
        correlation(failure, intend),
    ]
}

/// A sign-in that failed.
pub fn sign_in_failure(failed: &FailedSignIn, intend: &Callback<Intent>) -> Html {
    let FailedSignIn { directory, failure, redirect_uri } = failed;
    let options = quiet_button(popup::options(), "", intend, Intent::OpenOptions);
    notice("notice error", "alert", told_of_sign_in(directory, failure, redirect_uri, options, intend))
}

fn told_of_sign_in(
    directory: &Directory,
    failure: &SignInFailure,
    redirect_uri: &str,
    remedy: Html,
    intend: &Callback<Intent>,
) -> Vec<Html> {
    let registration =
        Registration { cloud: directory.cloud, tenant: &directory.tenant, client: &directory.client, redirect_uri };
    let words = sign_in_words::failure(failure, &registration);
    vec![
        leaf("p", "", words.sentence),
        leaf("p", "", words.remedy),
        remedy,
        to_pass_on(
            sign_in_words::consent_page(),
            sign_in_words::page_for_consent(failure, &registration),
            sign_in_words::copy_consent_page(),
            intend,
        ),
        sign_in_reference(failure, intend),
    ]
}
