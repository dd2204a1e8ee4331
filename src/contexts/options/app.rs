//! The options page's root: draws what the state says, and does what a person or the browser asks.

use std::{rc::Rc, time::Duration};

use wasm_bindgen::{JsCast, JsValue};

use super::{
    change::Change,
    intent::Intent,
    page::view,
    state::{Action, State, minutes},
    steps,
};
use crate::{
    browser::{Browser, action, ahead, storage, task::spawn_local},
    capabilities::{Clock, SignInWindow},
    contexts::{drawing, follow_policy},
    sign_in,
    words::options as words,
};

/// How long a message stays.
const MESSAGE: Duration = Duration::from_secs(4);

/// Reads what is saved and draws it.
pub fn open(asked: JsValue) {
    ahead::keep(asked);
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(words::title());
    }
    spawn_local(async {
        let state = State::new(steps::read_facts().await, Browser.redirect_uri());
        ahead::forget();
        listen(drawing::open(state, view, act, follow));
    });
}

/// Does what follows from a page that was drawn: a message goes after a while, the focus goes where it is wanted.
fn follow(before: Option<Rc<State>>, now: &Rc<State>, handle: &steps::Handle) {
    let said = |state: &State| state.said.as_ref().filter(|(text, _)| !text.is_empty()).map(|(_, number)| *number);
    if let Some(number) = said(now).filter(|number| Some(*number) != before.as_deref().and_then(said)) {
        let handle = handle.clone();
        spawn_local(async move {
            Browser.sleep(MESSAGE).await;
            handle.dispatch(Action::Hush(number));
        });
    }
    if let Some((spot, _)) = now.focus.filter(|_| before.is_none_or(|before| before.focus != now.focus)) {
        focus_on(spot.element_id());
    }
}

fn focus_on(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that cannot have the focus leaves it where it was.
        let _ = element.focus();
    }
}

/// Follows settings, policy and sign-ins: policy may arrive seconds after the browser has started.
fn listen(handle: steps::Handle) {
    follow_policy();
    let read = move || {
        let handle = handle.clone();
        spawn_local(async move { handle.dispatch(Action::Read(steps::read_facts().await)) });
    };
    action::on_moved(read.clone());
    storage::on_changed(move |area, keys| {
        if area == "managed" {
            return follow_policy();
        }
        if area != "session" || keys.iter().any(|key| key == sign_in::SESSIONS) {
            read();
        }
    });
}

/// Does what a person asked for.
fn act(intent: Intent, state: Rc<State>, handle: steps::Handle) {
    match intent {
        Intent::Dispatch(action) => handle.dispatch(action),
        Intent::Save => steps::save(&state, handle),
        Intent::Test => steps::test(&state, handle),
        Intent::Change(change, said) => steps::keep(change, said, handle),
        Intent::Minutes(text) => match minutes(&text) {
            Some(minutes) => steps::keep(Change::CacheMinutes(minutes), words::saved(), handle),
            None => {
                handle.dispatch(Action::RefuseMinutes(text));
                handle.dispatch(Action::Warn(words::minutes_wrong().to_owned()));
            }
        },
        Intent::EditList => handle.dispatch(Action::List(Some(state.list_text()))),
        Intent::SaveList => steps::save_list(&state, handle),
        Intent::CopyList => steps::copy(state.list_text(), words::copied(), handle),
        Intent::DownloadList => steps::save_list_as_file(&state, &handle),
        Intent::AllowPortal(portal) => steps::allow_portal(portal, handle),
        Intent::SignOut(session) => steps::sign_out(session, handle),
        Intent::Copy(text, said) => steps::copy(text, said, handle),
    }
}
