//! What went wrong, and the button that helps.

use yew::prelude::*;

use super::{
    controls::{button, notice, quiet_button},
    screens::{Intent, tenant_name},
    state::State,
};
use crate::{
    auth::{failure::SignInFailure, scope::Scope},
    failure::{Failure, Reason},
    lookup::Viewer,
    protocol::{Access, AccountChoice},
    words::{failure as words, popup, sign_in as sign_in_words},
};

/// A lookup that failed; the cards from before stay under it.
pub fn failure(failure: &Failure, viewer: &Viewer, state: &State, intend: &Callback<Intent>) -> Html {
    let again = || button(popup::TRY_AGAIN, intend, || Intent::Refresh);
    let sign_in = |access: Access| {
        let directory = viewer.directory.clone();
        button(popup::SIGN_IN, intend, move || Intent::SignIn(directory.clone(), access, AccountChoice::Usual))
    };
    let remedy = match &failure.reason {
        Reason::SignInNeeded | Reason::SignIn(_) | Reason::TokenRefused => sign_in(Access::Files),
        Reason::PermissionMissing(Scope::AlertRead) => sign_in(Access::FilesAndNames),
        Reason::PermissionMissing(Scope::FileReadAll | Scope::UserImpersonation) => sign_in(Access::Files),
        Reason::Throttled { .. }
        | Reason::ServerFailed { .. }
        | Reason::Unreachable
        | Reason::TimedOut
        | Reason::Unreadable(_)
        | Reason::AlertUnknown
        | Reason::AccessDenied
        | Reason::TooLarge
        | Reason::Refused { .. } => again(),
    };
    let text = html! {
        <>
            <p>{ words::sentence(&failure.reason) }</p>
            <p>{ words::remedy(&failure.reason, &tenant_name(state, &viewer.directory.tenant)) }</p>
            { remedy }
        </>
    };
    notice("error", "alert", text, failure.correlation.as_deref(), intend)
}

/// A sign-in that failed.
pub fn sign_in_failure(failure: &SignInFailure, intend: &Callback<Intent>) -> Html {
    let text = html! {
        <>
            <p>{ sign_in_words::sentence(failure) }</p>
            <p>{ sign_in_words::remedy(failure) }</p>
            { quiet_button(popup::OPTIONS, "", intend, || Intent::OpenOptions) }
        </>
    };
    notice("error", "alert", text, failure.correlation(), intend)
}
