//! The options page's root: draws what the state says, and does what a person or the browser asks.

use std::{rc::Rc, time::Duration};

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    change::Change,
    page::{Intent, view},
    state::{Action, State, minutes},
    steps,
    tenants::element_id,
};
use crate::{
    browser::{Browser, storage},
    capabilities::{Clock, SignInWindow},
    configuration, sign_in,
    words::options as words,
};

/// How long a message stays.
const MESSAGE: Duration = Duration::from_secs(4);

#[derive(Clone, PartialEq, Properties)]
struct AppProps {
    initial: Rc<State>,
}

/// Reads what is saved and draws it.
pub fn open() {
    spawn_local(async {
        let state = State::new(steps::read_facts().await, Browser.redirect_uri());
        let Some(root) = web_sys::window().and_then(|window| window.document()?.get_element_by_id("hashcard")) else {
            return;
        };
        let props = AppProps { initial: Rc::new(state) };
        yew::Renderer::<App>::with_root_and_props(root, props).render();
    });
}

#[component]
fn App(props: &AppProps) -> Html {
    let initial = Rc::clone(&props.initial);
    let state = use_reducer(move || Rc::unwrap_or_clone(initial));
    let tell = state.dispatcher();
    {
        let tell = tell.clone();
        use_effect_with((), move |()| listen(tell));
    }
    {
        let tell = tell.clone();
        use_effect_with(state.said.clone(), move |said| {
            if let Some((text, number)) = said.clone()
                && !text.is_empty()
            {
                spawn_local(async move {
                    Browser.sleep(MESSAGE).await;
                    tell.dispatch(Action::Hush(number));
                });
            }
        });
    }
    use_effect_with(state.focus, move |focus| {
        if let Some((spot, _)) = focus {
            focus_on(element_id(*spot));
        }
    });
    let intend = {
        let state = state.clone();
        Callback::from(move |intent| act(intent, &state, tell.clone()))
    };
    view(&state, &intend)
}

fn focus_on(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that cannot have the focus leaves it where it was.
        let _ = element.focus();
    }
}

/// Follows settings, policy and sign-ins: policy may arrive seconds after the browser has started.
fn listen(tell: steps::Tell) {
    spawn_local(async { drop(configuration::follow_policy(&Browser).await) });
    storage::on_changed(move |area, keys| {
        if area == "managed" {
            return spawn_local(async { drop(configuration::follow_policy(&Browser).await) });
        }
        if area != "session" || keys.iter().any(|key| key == sign_in::SESSIONS) {
            let tell = tell.clone();
            spawn_local(async move { tell.dispatch(Action::Read(steps::read_facts().await)) });
        }
    });
}

/// Does what a person asked for.
fn act(intent: Intent, state: &State, tell: steps::Tell) {
    match intent {
        Intent::Tell(action) => tell.dispatch(action),
        Intent::Save => steps::save(state, tell),
        Intent::Test => steps::test(state, tell),
        Intent::Change(change, said) => steps::keep(change, said, tell),
        Intent::Minutes(text) => match minutes(&text) {
            Some(minutes) => steps::keep(Change::CacheMinutes(minutes), words::SAVED, tell),
            None => tell.dispatch(Action::RefuseMinutes(text)),
        },
        Intent::SignOut(session) => steps::sign_out(session, tell),
        Intent::Copy(text, said) => steps::copy(text, said, tell),
    }
}
