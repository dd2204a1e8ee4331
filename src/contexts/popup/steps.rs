//! What the popup does: reads the browser, looks up, signs in, copies. What comes of it is an [`Action`].

use std::rc::Rc;

use futures_util::future::{join, join3};

use super::{
    cards_due::Occasion,
    copy_wish::{CopyWish, Turn},
    copying,
    export_form::{Form, Way},
    exporting::{self, Export},
    state::{Action, Facts, Listing, Place, Progress, State},
};
use crate::{
    alert_id::AlertId,
    auth::{directory::Directory, failure::FailureClass, pasted},
    browser::{Browser, clipboard, compression, download, permissions, runtime, side_panel, tabs, task::spawn_local},
    capabilities::{AskWorker, Clock, Random, SignInWindow},
    cloud::Cloud,
    configuration,
    contexts::badge,
    copy_request::CopyRequest,
    evidence,
    export::kql,
    incident,
    job::Job,
    joining::joined,
    last_view::LastView,
    lookup, pages,
    pivots::Portal,
    portal::PortalHost,
    protocol::{self, AskedIn, SignInOutcome, SilentSignIn},
    settings::Settings,
    sign_in::{self, FailedSignIn, SignedIn},
    silent_sign_in,
    viewer::Viewer,
    words,
};

/// Where what happened is told.
pub(super) type Handle = crate::contexts::drawing::Handle<State>;

/// Reads the browser: the tab in front, the settings, who is signed in. What does not wait for the other is read at
/// the same time: every reading is a message to another process.
pub(super) async fn read_facts() -> Rc<Facts> {
    let (mut facts, configuration, signed_in) =
        join3(read_tab(), configuration::read(&Browser), sign_in::signed_in(&Browser)).await;
    facts.settings = Rc::new(configuration.settings);
    facts.redirect_uri = Browser.redirect_uri();
    facts.signed_in = signed_in;
    // Who signed in before policy forbade that tenant is as good as signed out.
    facts.signed_in.retain(|session| facts.settings.permits(&session.directory.tenant));
    facts.closed = closed_clouds(&facts.settings, &facts.signed_in).await;
    // Only a page without an alert of its own shows a list, and what it would cost.
    if let Some(page) = &facts.page
        && page.named.is_none()
        && let Some(viewer) = facts.page_viewer()
    {
        let list = async { incident::kept(&Browser, &viewer, page.incident?).await };
        let (list, ledger) = join(list, lookup::ledger(&Browser, &viewer.directory)).await;
        (facts.list, facts.ledger) = (list, Some(ledger));
    }
    Rc::new(facts)
}

/// The clouds in use whose hosts are not permitted yet. The browser is not asked where all are commercial.
async fn closed_clouds(settings: &Settings, signed_in: &[SignedIn]) -> Vec<Cloud> {
    let mut closed = Vec::new();
    for cloud in Cloud::ALL {
        let is_used = settings.tenants.iter().any(|tenant| tenant.cloud == cloud)
            || signed_in.iter().any(|session| session.directory.cloud == cloud);
        if is_used && !permissions::opened(cloud).await {
            closed.push(cloud);
        }
    }
    closed
}

/// Asks the person for the hosts of a cloud. Must be called straight from the click.
pub(super) fn open_hosts(cloud: Cloud, handle: Handle) {
    spawn_local(async move {
        if permissions::ask_to_open(cloud).await {
            handle.dispatch(Action::Read(read_facts().await));
        } else {
            handle.dispatch(Action::Warn(words::popup::hosts_refused().to_owned()));
        }
    });
}

async fn read_tab() -> Facts {
    let mut facts = Facts::default();
    let Some(tab) = tabs::active().await else { return facts };
    facts.window = Some(tab.window_id);
    facts.tab = tab.id;
    let Some(id) = tab.id else { return facts };
    let of_portal = async {
        match &tab.url {
            Some(url) => join(pages::read(&Browser, id, url), Job::read(&Browser, id)).await,
            None => (None, None),
        }
    };
    let view = async { LastView::read(&Browser, id).await.map(Box::new) };
    ((facts.page, facts.job), facts.view) = join(of_portal, view).await;
    facts
}

/// What waits for a popup: a copy that was asked for outside, and how a sign-in ended.
pub(super) async fn take_waiting(place: Place) -> (Option<CopyWish>, Option<FailedSignIn>) {
    match place {
        Place::Popup => {
            clear_badge();
            let redirect_uri = Browser.redirect_uri();
            let now = Browser.now();
            let (request, failed) =
                join(CopyRequest::take(&Browser, now), sign_in::take_outcome(&Browser, &redirect_uri)).await;
            (request.map(|request| CopyWish::new(&request, now)), failed)
        }
        Place::Panel => (None, None),
    }
}

/// The cards that are kept of an alert, drawn before anything is asked of Defender.
pub(super) async fn kept(viewer: &Viewer, alert: &AlertId) -> Action {
    let (files, about) =
        join(lookup::kept_files(&Browser, viewer, alert), lookup::kept_alert(&Browser, viewer, alert)).await;
    Action::Kept(viewer.clone(), alert.clone(), files, about)
}

/// Looks an alert up: its files, and beside them the alert itself where it may be read.
pub(super) fn look_up(viewer: Viewer, alert: AlertId, occasion: Occasion, state: Rc<State>, handle: Handle) {
    let due = state.due(&viewer, &alert, occasion, Browser.now());
    spawn_local(async move {
        let files = async {
            if due.files {
                let observe = |progress| handle.dispatch(Action::Progress(viewer.clone(), alert.clone(), progress));
                let answer = lookup::files(&Browser, &viewer, &alert, observe).await;
                handle.dispatch(Action::Files(viewer.clone(), alert.clone(), answer));
            }
        };
        let names = async {
            if due.alert {
                let observe =
                    |progress| handle.dispatch(Action::NamesProgress(viewer.clone(), alert.clone(), progress));
                let answer = lookup::alert(&Browser, &viewer, &alert, observe).await;
                handle.dispatch(Action::Alert(viewer.clone(), alert.clone(), answer));
            }
        };
        join(files, names).await;
    });
}

/// Asks Defender for all alerts of the incident on screen; only ever after a click.
pub(super) fn list_alerts(state: &State, handle: Handle) {
    let incident = state.facts.page.as_ref().and_then(|page| page.incident);
    let (Some(incident), Some(viewer)) = (incident, state.facts.page_viewer()) else { return };
    spawn_local(async move {
        let told = |progress, failure| Listing { viewer: viewer.clone(), incident, progress, failure };
        let tell_of = |progress, failure| handle.dispatch(Action::Listing(Some(told(progress, failure))));
        tell_of(Progress::Calling, None);
        let observe = |progress| match progress {
            lookup::CallProgress::WaitingUntil(until) | lookup::CallProgress::Throttled { until, .. } => {
                tell_of(Progress::WaitingUntil(until), None);
            }
            lookup::CallProgress::Calling => tell_of(Progress::Calling, None),
        };
        let from_now_on = lookup::from_now_on(&Browser);
        let failure = incident::ask(&Browser, &viewer, incident, from_now_on, &observe).await.err();
        handle.dispatch(Action::Read(read_facts().await));
        handle.dispatch(Action::Listing(failure.map(|failure| told(Progress::Idle, Some(failure)))));
    });
}

/// Opens the sign-in window, through the worker: the popup may not live until it closes.
pub(super) fn sign_in(request: protocol::SignIn, handle: Handle) {
    handle.dispatch(Action::SigningIn);
    let directory = request.directory.clone();
    spawn_local(async move {
        let outcome = runtime::ask(&protocol::Request::SignIn(request)).await;
        let died = outcome.is_none();
        let failure = match outcome {
            Some(SignInOutcome::SignedIn) => None,
            Some(SignInOutcome::Failed(failure)) => Some(failure),
            // The worker died: nobody is left who could answer.
            None => Some(FailureClass::Interrupted.into()),
        };
        // The outcome is shown here; the record of it is for a popup that closed meanwhile.
        let redirect_uri = Browser.redirect_uri();
        sign_in::take_outcome(&Browser, &redirect_uri).await;
        handle.dispatch(Action::Read(read_facts().await));
        let failed = failure.map(|failure| FailedSignIn { directory, failure, redirect_uri });
        handle.dispatch(Action::SignInEnded(failed));
        if died {
            sign_in::forget_interrupted(&Browser).await;
        }
    });
}

/// Signs in without a window where that is worth a try; a failure leaves the question to the analyst.
pub(super) async fn sign_in_silently(directory: Directory, handle: Handle) {
    if silent_sign_in::is_due(&Browser, &directory).await {
        handle.dispatch(Action::SignInSilently(directory.clone()));
        Browser.sign_in_silently(SilentSignIn { directory: directory.clone() }).await;
        handle.dispatch(Action::Read(read_facts().await));
    }
    let failure = sign_in::refusal(&Browser, &directory).await;
    handle.dispatch(Action::SilentSignInEnded(directory, failure));
}

/// Where a click on `Sign in` was.
pub(super) fn asked_in(state: &State) -> AskedIn {
    match (state.place, state.facts.window) {
        (Place::Popup, Some(window)) => AskedIn::Popup { window },
        (Place::Popup, None) | (Place::Panel, _) => AskedIn::Page,
    }
}

/// Takes a pasted token in, or tells what is wrong with it.
pub(super) fn use_token(text: &str, state: &State, handle: Handle) {
    let token = match state.fitting(pasted::read(text, Browser.now())) {
        Ok(token) => token,
        Err(fault) => return handle.dispatch(Action::Look(super::state::Focus::TokenEntry(Some(fault)))),
    };
    spawn_local(async move {
        let notes = token.notes.clone();
        if sign_in::keep_pasted(&Browser, token).await.is_err() {
            return handle.dispatch(Action::Warn(words::popup::storage_full().to_owned()));
        }
        for note in notes {
            handle.dispatch(Action::Toast(words::sign_in::pasted_token_note(note), None));
        }
        handle.dispatch(Action::Read(read_facts().await));
        handle.dispatch(Action::LeaveTokenEntry);
    });
}

/// Signs out of what is on screen: tokens and kept answers go, at once.
pub(super) fn sign_out(state: Rc<State>, handle: Handle) {
    spawn_local(async move {
        if let Some(session) = state.session() {
            sign_in::sign_out(&Browser, session).await;
        }
        handle.dispatch(Action::Read(read_facts().await));
    });
}

/// Copies as wished, once, as soon as that is due.
pub(super) fn carry_out(wish: &mut Option<CopyWish>, state: &State, handle: &Handle) {
    let Some(wanted) = wish else { return };
    let (text, told) = match wanted.turn(state, Browser.now()) {
        Turn::Waits => return,
        Turn::Due => copying::carry_out(copying::Copy::All(wanted.format), state),
        Turn::Dropped(words) => (None, words.to_owned()),
    };
    *wish = None;
    match text {
        Some(text) => copy(text, told, None, handle.clone()),
        None => handle.dispatch(Action::Toast(told, None)),
    }
}

/// Puts `text` on the clipboard and tells so, or why not.
pub(super) fn copy(
    text: String,
    told: String,
    copied: Option<(evidence::Hashes, evidence::hash_kind::HashKind)>,
    handle: Handle,
) {
    spawn_local(async move {
        match clipboard::copy(&text).await {
            Ok(()) => handle.dispatch(Action::Toast(told, copied)),
            Err(error) => handle.dispatch(Action::Warn(words::popup::not_copied(&error))),
        }
    });
}

/// Exports to where it is wanted, and tells what became of it.
pub(super) fn export(form: Form, way: Way, state: &State, handle: Handle) {
    let told = match (exporting::export(state, form, Browser.random()), way) {
        (Err(told), _) => Err(told),
        (Ok(Export { texts, .. }), Way::Download) => save(exporting::saved(state, form.format, texts)),
        (Ok(Export { texts, told }), Way::Copy) => match &*texts {
            [text] => return copy(text.clone(), told, None, handle),
            _ => Err(words::export::too_many_rows().to_owned()),
        },
        (Ok(Export { texts, .. }), Way::Hunt) => {
            return spawn_local(hunt(joined(&texts, ""), state.portal(), handle));
        }
    };
    handle.dispatch(match told {
        Ok(told) => Action::Toast(told, None),
        Err(told) => Action::Warn(told),
    });
}

fn save(files: Vec<(String, String)>) -> Result<String, String> {
    for (name, text) in &files {
        download::save(name, text).map_err(|error| words::popup::not_saved(&error))?;
    }
    Ok(files.first().map_or_else(String::new, |(name, _)| words::export::saved(name, files.len() - 1)))
}

/// Opens a query in the portal; one that is too long for that goes to the clipboard.
async fn hunt(query: String, portal: Portal, handle: Handle) {
    let packed = compression::gzip(&kql::unpacked(&query)).await;
    let Some(link) = packed.and_then(|packed| kql::link(PortalHost::of(portal.cloud), portal.tenant.as_ref(), &packed))
    else {
        return copy(query, words::export::copied_instead().to_owned(), None, handle);
    };
    if let Err(error) = tabs::open(&link).await {
        handle.dispatch(Action::Warn(error));
    }
}

/// Opens the side panel, and closes a popup beside it, which would show everything twice.
pub(super) fn open_panel(state: &State, handle: Handle) {
    let Some(window) = state.facts.window else { return };
    // Straight from the click: the browser refuses after anything was awaited before.
    let opening = side_panel::open(window);
    spawn_local(async move {
        match opening.await {
            Ok(()) => {
                if let Some(window) = web_sys::window() {
                    let _ = window.close();
                }
            }
            Err(error) => handle.dispatch(Action::Warn(error)),
        }
    });
}

/// Takes the badge's exclamation mark away: whatever it stood for is on screen now.
fn clear_badge() {
    spawn_local(badge::waited());
}
