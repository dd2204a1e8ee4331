//! What the options page does: reads the browser, saves, tests, signs out. What comes of it is an [`Action`].

use std::rc::Rc;

use super::{
    change::Change,
    installation::{Diagnostics, browser_of},
    registration_test::{RegistrationTest, Stage, files_permitted, session_of},
    state::{Action, Facts, Obstacle, State},
};
use crate::{
    auth::{
        challenge::Claims,
        directory::Directory,
        failure::{FailureClass, SignInFailure},
        scope::Scope,
    },
    browser::{Browser, action, clipboard, download, permissions, runtime, task::spawn_local},
    configuration,
    failure::{Failure, Reason},
    known_good_list, lookup,
    portal::PortalHost,
    protocol::{self, Access, AccountChoice, AskedIn, SignInOutcome},
    settings::{KnownGood, Tenant},
    sign_in::{self, SignedIn},
    troubles,
    viewer::Viewer,
    words,
};

/// Where what happened is told.
pub(super) type Handle = crate::contexts::drawing::Handle<State>;

/// Reads the browser: settings, policy, who is signed in, what is granted.
pub(super) async fn read_facts() -> Rc<Facts> {
    let configuration = configuration::read(&Browser).await;
    let signed_in = sign_in::signed_in(&Browser).await;
    let granted = permissions::all().await;
    let (mut calls_left, mut set_up) = (Vec::new(), false);
    for tenant in &configuration.settings.tenants {
        let directory = Directory::from(tenant);
        calls_left.push((tenant.cloud, lookup::calls_left(&Browser, &directory).await));
        set_up = set_up || sign_in::is_remembered(&Browser, &directory).await;
    }
    // A pasted token has a quota of its own, that of its application.
    for SignedIn { directory, .. } in &signed_in {
        let is_listed = |tenant: &Tenant| tenant.id == directory.tenant && tenant.client == directory.client;
        if !configuration.settings.tenants.iter().any(is_listed) {
            calls_left.push((directory.cloud, lookup::calls_left(&Browser, directory).await));
        }
    }
    let user_agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    let diagnostics = Diagnostics {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        browser: browser_of(&user_agent),
        extension_id: runtime::id(),
        permissions: granted.permissions,
        hosts: granted.origins,
        calls_left,
        troubles: troubles::last(&Browser).await,
    };
    let known_good = Rc::new(known_good_list::read(&Browser).await);
    let pinned = action::is_on_toolbar().await;
    let mut more_portals = Vec::new();
    for portal in PortalHost::MORE {
        more_portals.push((portal, permissions::granted(&[&portal.origin()]).await));
    }
    Rc::new(Facts { configuration, signed_in, diagnostics, known_good, set_up, pinned, more_portals })
}

/// Asks the person to open a portal to us. Must be called straight from the click.
pub(super) fn allow_portal(portal: PortalHost, handle: Handle) {
    spawn_local(async move {
        handle.dispatch(if permissions::ask(&[&portal.origin()]).await {
            handle.dispatch(Action::Read(read_facts().await));
            Action::Say(words::options::portal_allowed(portal.name()))
        } else {
            Action::Warn(words::options::portal_refused().to_string())
        });
    });
}

/// Keeps the analyst's list of known-good files, and says what of it is no hash.
pub(super) fn save_list(state: &State, handle: Handle) {
    let Some(text) = state.list.clone() else { return };
    spawn_local(async move {
        let (list, unread) = KnownGood::read(&text);
        if known_good_list::write(&Browser, &list).await.is_err() {
            return handle.dispatch(Action::Stopped(Obstacle::NotStored));
        }
        // The old count goes with the list as typed, and not before the new one is there.
        handle.dispatch(Action::Read(read_facts().await));
        handle.dispatch(Action::ListSaved(unread));
        handle.dispatch(Action::Say(words::options::saved().to_owned()));
    });
}

/// Saves the list as a file.
pub(super) fn save_list_as_file(state: &State, handle: &Handle) {
    if let Err(error) = download::save("hashcard-known-good.txt", &state.list_text()) {
        handle.dispatch(Action::Warn(words::popup::not_saved(&error)));
    }
}

/// Keeps a change and says so.
pub(super) fn keep(change: Change, said: &'static str, handle: Handle) {
    spawn_local(async move { kept(change, said, &handle).await });
}

/// Keeps the open form. Must be called straight from the click: a government cloud's hosts are asked for first.
pub(super) fn save(state: &State, handle: Handle) {
    let (change, tenant) = match state.change() {
        Ok(change) => change,
        Err(faults) => return handle.dispatch(Action::Refuse(faults)),
    };
    spawn_local(async move {
        if permissions::ask_to_open(tenant.cloud).await {
            kept(change, words::options::saved(), &handle).await;
        } else {
            handle.dispatch(Action::Stopped(Obstacle::HostsRefused(tenant.cloud)));
        }
    });
}

async fn kept(change: Change, said: &'static str, handle: &Handle) {
    let wanted = change.clone();
    match configuration::change(&Browser, |choices| wanted.apply(choices)).await {
        Ok(()) => {
            handle.dispatch(Action::Kept(change, read_facts().await));
            handle.dispatch(Action::Say(said.to_owned()));
        }
        Err(_) => handle.dispatch(Action::Stopped(Obstacle::NotStored)),
    }
}

/// Tries the open form out. Must be called straight from the click, as [`save`].
pub(super) fn test(state: &State, handle: Handle) {
    let tenant = match state.draft().parse() {
        Ok(tenant) => tenant,
        Err(faults) => return handle.dispatch(Action::Refuse(faults)),
    };
    let directory = Directory::from(&tenant);
    spawn_local(async move {
        let reach = |stage| {
            let test = RegistrationTest { directory: directory.clone(), stage };
            handle.dispatch(Action::Test(Rc::new(test)));
        };
        if !permissions::ask_to_open(directory.cloud).await {
            return reach(Stage::HostsRefused);
        }
        let mut outcome = match session_of(&directory, &sign_in::signed_in(&Browser).await) {
            Some(session) => probe(&directory, session, &reach).await,
            None => Stage::SignInFailed(FailureClass::InteractionRequired { claims: None }.into()),
        };
        let (from_before, claims) = match &outcome {
            Stage::SignInFailed(_) => (true, None),
            // The session was made before what is tested was set right, or proves too little.
            Stage::Failed(_, failure) => (failure.may_be_mended_by_sign_in(), failure.claims().cloned()),
            Stage::SigningIn | Stage::HostsRefused | Stage::Asking(_) | Stage::WaitingUntil(..) | Stage::Works(_) => {
                (false, None)
            }
        };
        if from_before {
            reach(Stage::SigningIn);
            outcome = match sign_in_to(&directory, claims).await {
                Ok(session) => probe(&directory, session, &reach).await,
                Err(failure) => Stage::SignInFailed(failure),
            };
        }
        let works = matches!(outcome, Stage::Works(_));
        reach(outcome);
        handle.dispatch(Action::Read(read_facts().await));
        if works {
            handle.dispatch(Action::Say(words::options::test_succeeded().to_owned()));
        }
    });
}

async fn sign_in_to(directory: &Directory, claims: Option<Claims>) -> Result<SignedIn, SignInFailure> {
    let request = protocol::SignIn {
        directory: directory.clone(),
        access: Access::Files,
        account: AccountChoice::Usual,
        claims,
        asked_in: AskedIn::Page,
    };
    match runtime::ask(&protocol::Request::SignIn(request)).await {
        Some(SignInOutcome::SignedIn) => {
            let session = session_of(directory, &sign_in::signed_in(&Browser).await);
            session.ok_or_else(|| FailureClass::Unexplained.into())
        }
        Some(SignInOutcome::Failed(failure)) => Err(failure),
        // The worker died: nobody is left who could answer.
        None => {
            sign_in::forget_interrupted(&Browser).await;
            Err(FailureClass::Interrupted.into())
        }
    }
}

async fn probe(directory: &Directory, session: SignedIn, reach: &impl Fn(Stage)) -> Stage {
    if !files_permitted(&session) {
        return Stage::Failed(session, Failure::from(Reason::PermissionMissing(Scope::FileReadAll)));
    }
    reach(Stage::Asking(session.clone()));
    let viewer = Viewer { directory: directory.clone(), account: session.account.clone() };
    let observe = |progress| reach(Stage::of_progress(&session, progress));
    match lookup::probe(&Browser, &viewer, observe).await {
        Ok(()) => Stage::Works(session),
        Err(failure) => Stage::Failed(session, failure),
    }
}

/// Signs out, at once.
pub(super) fn sign_out(session: SignedIn, handle: Handle) {
    spawn_local(async move {
        sign_in::sign_out(&Browser, &session).await;
        handle.dispatch(Action::Read(read_facts().await));
        handle.dispatch(Action::Say(words::options::signed_out().to_owned()));
    });
}

/// Puts a text on the clipboard and says so, or why not.
pub(super) fn copy(text: String, said: &'static str, handle: Handle) {
    spawn_local(async move {
        handle.dispatch(match clipboard::copy(&text).await {
            Ok(()) => Action::Say(said.to_owned()),
            Err(error) => Action::Warn(words::popup::not_copied(&error)),
        });
    });
}
