//! The popup's root: draws what the state says, and does what a person or the browser asks.

use std::{cell::Cell, rc::Rc, time::Duration};

use futures_util::future::join;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    copy_wish::use_copy_wish,
    copying,
    job_on_screen::{self, use_job},
    screens::{Intent, view},
    state::{Action, Focus, Place, Screen, State},
    steps::{self, Occasion},
};
use crate::{
    alert_id::AlertId,
    browser::{Browser, runtime, side_panel, storage, tabs},
    capabilities::Clock,
    configuration,
    copy_request::CopyRequest,
    job::{Again, Job},
    lookup::Viewer,
    portal,
    protocol::{self, AccountChoice},
    sign_in, silent_sign_in,
    words::popup as words,
};

/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(4);
/// How often ages and countdowns move on.
const TICK: Duration = Duration::from_secs(1);

#[derive(Clone, PartialEq, Properties)]
struct AppProps {
    initial: Rc<State>,
    copy_wish: Option<CopyRequest>,
}

/// Reads what is known already and draws it: kept cards stand in the first frame.
pub fn open() {
    spawn_local(async {
        let query = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
        let place = if query == "?panel" { Place::Panel } else { Place::Popup };
        let (facts, (copy_wish, failed)) = join(steps::read_facts(), steps::take_waiting(place)).await;
        let mut state = State::new(place, facts, Browser.now());
        if let Some(wanted) = copy_wish.as_ref().and_then(|wish| steps::wanted_of(&wish.address)) {
            state.apply(Action::Look(Focus::Alert(wanted)));
        }
        if failed.is_some() {
            state.apply(Action::SignInEnded(failed));
        }
        if let Screen::Cards(wanted, viewer) = state.screen() {
            state.apply(steps::kept(&viewer, &wanted.alert).await);
        }
        // The question is not asked for the blink of an eye in which it answers itself.
        if let Some(directory) = state.sign_in_wanted()
            && silent_sign_in::is_due(&Browser, &directory).await
        {
            state.apply(Action::SignInSilently(Some(directory)));
        }
        let Some(root) = web_sys::window().and_then(|window| window.document()?.get_element_by_id("hashcard")) else {
            return;
        };
        let props = AppProps { initial: Rc::new(state), copy_wish };
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
        let place = state.place;
        use_effect_with((), move |()| listen(place, tell));
    }
    let on_screen = match state.screen() {
        // What a new sign-in permits is asked for, also where this page stayed open meanwhile.
        Screen::Cards(wanted, viewer) => {
            Some((state.may_read_names(&viewer), state.signed_in_at(&viewer), viewer, wanted.alert))
        }
        Screen::FirstRun
        | Screen::TokenEntry(_)
        | Screen::Alerts
        | Screen::Question(..)
        | Screen::Job(_)
        | Screen::Sample => None,
    };
    {
        let (state, tell) = (state.clone(), tell.clone());
        use_effect_with(on_screen, move |on_screen| {
            if let Some((_, _, viewer, alert)) = on_screen.clone() {
                come_on_screen(viewer, alert, (*state).clone(), tell);
            }
        });
    }
    use_job(&state, &tell);
    {
        let tell = tell.clone();
        use_effect_with(state.sign_in_wanted(), move |directory| {
            if let Some(directory) = directory.clone() {
                spawn_local(steps::sign_in_silently(directory, tell));
            }
        });
    }
    {
        let (tell, toast) = (tell.clone(), state.toast.clone());
        use_effect_with(toast, move |toast| {
            if let Some(number) = toast.as_ref().map(|toast| toast.number) {
                spawn_local(async move {
                    Browser.sleep(TOAST).await;
                    tell.dispatch(Action::Hush(number));
                });
            }
        });
    }
    use_copy_wish(&state, props.copy_wish.as_ref(), &tell);

    // One callback for all drawings, which looks up the state when it is called: a part whose own properties did not
    // change is not drawn again.
    let latest = use_mut_ref(|| state.clone());
    *latest.borrow_mut() = state.clone();
    let intend = use_callback(tell, move |intent, tell| {
        let state = State::clone(&latest.borrow());
        act(intent, Rc::new(state), tell.clone());
    });
    view(&state, &intend)
}

/// Follows the tab in front, the settings and the sign-ins, and moves the clock on.
fn listen(place: Place, tell: steps::Tell) {
    let latest = Rc::new(Cell::new(0_u32));
    let read = {
        let tell = tell.clone();
        move || {
            let (latest, tell) = (Rc::clone(&latest), tell.clone());
            let this = latest.get().wrapping_add(1);
            latest.set(this);
            spawn_local(async move {
                let facts = steps::read_facts().await;
                // A reading that took longer than the one after it tells of a tab that is no longer in front.
                if latest.get() == this {
                    tell.dispatch(Action::Read(facts));
                }
            });
        }
    };
    tabs::on_change(read.clone());
    if place == Place::Panel {
        // Another tab may have come to the front since the first reading; a popup would have closed.
        read();
    }
    // Drawn by what policy said last; what it says now comes as a change.
    spawn_local(async { drop(configuration::follow_policy(&Browser).await) });
    storage::on_changed(move |area, keys| {
        if area == "managed" {
            return spawn_local(async { drop(configuration::follow_policy(&Browser).await) });
        }
        let matters = |key: &String| key == sign_in::SESSIONS || key.starts_with("page ") || key.starts_with("job ");
        if area != "session" || keys.iter().any(matters) {
            read();
        }
    });
    spawn_local(async move {
        loop {
            Browser.sleep(TICK).await;
            tell.dispatch(Action::Tick(Browser.now()));
        }
    });
}

fn come_on_screen(viewer: Viewer, alert: AlertId, mut state: State, tell: steps::Tell) {
    spawn_local(async move {
        if state.cards_of(&viewer, &alert).is_none() {
            let kept = steps::kept(&viewer, &alert).await;
            state.apply(kept.clone());
            tell.dispatch(kept);
        }
        steps::look_up(viewer, alert, Occasion::Shown, Rc::new(state), tell);
    });
}

/// Does what a person asked for.
fn act(intent: Intent, state: Rc<State>, tell: steps::Tell) {
    match intent {
        Intent::Tell(action) => tell.dispatch(action),
        Intent::Refresh => match state.screen() {
            Screen::Cards(wanted, viewer) => steps::look_up(viewer, wanted.alert, Occasion::Refresh, state, tell),
            Screen::Job(viewer) => act(Intent::GoOn(viewer, Again::Nothing), state, tell),
            Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) | Screen::Sample => {}
        },
        Intent::SignIn(directory, access, account) => {
            let asked_in = steps::asked_in(&state);
            steps::sign_in(protocol::SignIn { directory, access, account, claims: None, asked_in }, tell);
        }
        Intent::Prove(directory, access, claims) => {
            let (account, asked_in) = (AccountChoice::Usual, steps::asked_in(&state));
            steps::sign_in(protocol::SignIn { directory, access, account, claims: Some(claims), asked_in }, tell);
        }
        Intent::SignOut => steps::sign_out(state, tell),
        Intent::UseToken(text) => steps::use_token(text, tell),
        Intent::LookUp(text) => match portal::pasted(&text) {
            Some(pasted) => tell.dispatch(Action::Look(Focus::Alert(pasted.into()))),
            None => tell.dispatch(Action::Tell(words::NOT_AN_ALERT.to_owned(), None)),
        },
        Intent::StartJob(viewer, alerts) => {
            let Some(tab) = state.facts.tab else { return };
            spawn_local(async move {
                match Job::new(&viewer, alerts, Browser.now(), state.facts.settings.cache).write(&Browser, tab).await {
                    Ok(()) => {
                        tell.dispatch(Action::Read(steps::read_facts().await));
                        tell.dispatch(Action::Look(Focus::Job));
                    }
                    Err(_) => tell.dispatch(Action::Tell(words::STORAGE_FULL.to_owned(), None)),
                }
            });
        }
        Intent::GoOn(viewer, again) => {
            let Some(tab) = state.facts.tab else { return };
            spawn_local(async move {
                match Job::go_on(&Browser, tab, &again).await {
                    Ok(()) => job_on_screen::run(viewer, tab, tell).await,
                    Err(_) => tell.dispatch(Action::Tell(words::STORAGE_FULL.to_owned(), None)),
                }
            });
        }
        Intent::CancelJob => {
            let Some(tab) = state.facts.tab else { return };
            spawn_local(async move {
                Job::cancel(&Browser, tab).await;
                tell.dispatch(Action::Read(steps::read_facts().await));
            });
        }
        Intent::Copy(copy) => {
            let copied = copy.single_hash();
            let (text, told) = copying::carry_out(copy, &state);
            match text {
                Some(text) => steps::copy(text, told, copied, tell),
                None => tell.dispatch(Action::Tell(told, None)),
            }
        }
        Intent::OpenPanel => {
            let Some(window) = state.facts.window else { return };
            // Straight from the click: the browser refuses after anything was awaited before.
            let opening = side_panel::open(window);
            spawn_local(async move {
                match opening.await {
                    Ok(()) => {
                        if let Some(window) = web_sys::window() {
                            // A popup beside its own panel would show everything twice.
                            let _ = window.close();
                        }
                    }
                    Err(error) => tell.dispatch(Action::Tell(error, None)),
                }
            });
        }
        Intent::OpenOptions => spawn_local(async move {
            if let Err(error) = runtime::open_options_page().await {
                tell.dispatch(Action::Tell(error, None));
            }
        }),
    }
}
