//! What went wrong, and the button that helps.

use yew::{Callback, Html};

use super::{
    controls::{button, notice, quiet_button},
    intent::Intent,
    state::{Action, Focus, State},
};
use crate::{
    auth::{client::Registration, scope::Scope},
    contexts::element::leaf,
    failure::{Challenge, Failure, Reason},
    protocol::{Access, AccountChoice},
    sign_in::{FailedSignIn, Source},
    viewer::Viewer,
    words::{failure as words, popup, sign_in as sign_in_words},
};

/// A lookup that failed; the cards from before stay under it.
pub fn failure(failure: &Failure, viewer: &Viewer, state: &State, intend: &Callback<Intent>) -> Html {
    let again = || button(popup::try_again(), intend, Intent::Refresh);
    let pasted = state.session().is_some_and(|session| session.source == Source::Pasted);
    let sign_in = |access: Access| {
        if pasted {
            // Only another token helps; the registration that made this one is not ours.
            let enter = Intent::Tell(Action::Look(Focus::TokenEntry(None)));
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
        Reason::SignInNeeded | Reason::SignIn(_) | Reason::TokenRefused => sign_in(Access::Files),
        Reason::Challenged(Challenge::Claims(_) | Challenge::Malformed) => {
            // What the session may read already it is to read afterwards, too.
            sign_in(if state.may_read_names(viewer) { Access::FilesAndNames } else { Access::Files })
        }
        Reason::PermissionMissing(Scope::AlertRead) => sign_in(Access::FilesAndNames),
        Reason::PermissionMissing(Scope::FileReadAll | Scope::UserImpersonation) => sign_in(Access::Files),
        Reason::Throttled { .. }
        | Reason::Challenged(Challenge::Again)
        | Reason::ServerFailed { .. }
        | Reason::Unreachable
        | Reason::TimedOut
        | Reason::Unreadable(_)
        | Reason::AlertUnknown
        | Reason::AccessDenied
        | Reason::TooLarge
        | Reason::NotStored
        | Reason::Refused { .. } => again(),
    };
    let text = [
        leaf("p", "", words::sentence(&failure.reason)),
        leaf("p", "", words::remedy(&failure.reason, &state.tenant_name(&viewer.directory.tenant))),
        remedy,
    ];
    let correlation = failure.correlation.as_deref().map(|id| (&**popup::correlation(), id));
    notice("notice error", "alert", text, correlation, intend)
}

/// A sign-in that failed.
pub fn sign_in_failure(failed: &FailedSignIn, intend: &Callback<Intent>) -> Html {
    let FailedSignIn { directory, failure, redirect_uri } = failed;
    let registration =
        Registration { cloud: directory.cloud, tenant: &directory.tenant, client: &directory.client, redirect_uri };
    let words = sign_in_words::failure(failure, &registration);
    let reference = sign_in_words::reference(&failure.reference);
    let text = [
        leaf("p", "", words.sentence),
        leaf("p", "", words.remedy),
        quiet_button(popup::options(), "", intend, Intent::OpenOptions),
    ];
    let reference = reference.as_deref().map(|reference| (&**popup::reference(), reference));
    notice("notice error", "alert", text, reference, intend)
}
