//! The popup's root: draws what the state says, and does what a person or the browser asks.

use std::{cell::Cell, rc::Rc, time::Duration};

use futures_util::future::join;
use wasm_bindgen::JsValue;

use super::{
    asking, card_menu,
    cards_due::Occasion,
    copying,
    intent::Intent,
    job_on_screen::{self, Drawings},
    keys,
    screens::view,
    scrolling::Scrolling,
    state::{Action, Focus, Place, Screen, State},
    steps,
    tools::{Shortcut, Use},
};
use crate::{
    alert_id::AlertId,
    browser::{Browser, ahead, commands, runtime, storage, tabs, task::spawn_local},
    capabilities::Clock,
    contexts::{drawing, follow_policy},
    job::{Again, Job},
    known_good_list,
    last_view::LastView,
    limits::quota,
    pages, portal,
    protocol::{self, AccountChoice},
    sign_in, silent_sign_in,
    time::Timestamp,
    viewer::Viewer,
    words::popup as words,
};

/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(4);
/// So long the browser is left alone with the first cards, which it paints meanwhile.
const FIRST_PAINT: Duration = Duration::from_millis(100);
/// How often ages and countdowns move on.
const TICK: Duration = Duration::from_secs(1);

/// Reads what is known already and draws it: kept cards stand in the first frame.
pub fn open(asked: JsValue) {
    ahead::keep(asked);
    spawn_local(async {
        let query = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
        let place = if query == "?panel" { Place::Panel } else { Place::Popup };
        // The first card waits for each of these readings; none of them waits for another.
        let (facts, (mut wish, failure)) = join(steps::read_facts(), steps::take_waiting(place)).await;
        ahead::forget();
        let mut state = State::new(place, facts, Browser.now());
        let scrolling = Scrolling::back_to(state.go_on());
        if let Some(wanted) = wish.as_ref().and_then(|wish| wish.wanted.clone()) {
            state.apply(Action::Look(Focus::Alert(wanted)));
        }
        if failure.is_some() {
            state.apply(Action::SignInEnded(failure));
        }
        if let Screen::Cards(wanted, viewer) = state.screen() {
            state.apply(steps::kept(&viewer, &wanted.alert).await);
        }
        // The question is not asked for the blink of an eye in which it answers itself.
        if let Some(directory) = state.sign_in_wanted()
            && silent_sign_in::is_due(&Browser, &directory).await
        {
            state.apply(Action::SignInSilently(directory));
        }
        let (mut focused_before_menu, drawings, position) = (None, Rc::default(), scrolling.clone());
        let handle = drawing::open(state, view, act, move |before, now, handle| {
            follow(before.as_deref(), now, &drawings, handle);
            remember(before.as_deref(), now, &position);
            match (before.as_ref().and_then(|before| before.menu.as_ref()), &now.menu) {
                (None, Some(menu)) => focused_before_menu = card_menu::opened(menu),
                (Some(_), None) => {
                    if let Some(element) = focused_before_menu.take() {
                        // The element may be gone from the page; then the focus stays where the browser puts it.
                        let _ = element.focus();
                    }
                }
                (Some(_), Some(_)) | (None, None) => {}
            }
            if let Some(before) = &before {
                keys::follow_focus(before, now);
            }
            steps::carry_out(&mut wish, now, handle);
        });
        Browser.sleep(FIRST_PAINT).await;
        spawn_local(scrolling.clone().go_back());
        Scrolling::on_rest({
            let handle = handle.clone();
            move || keep_view(&handle.state(), &scrolling)
        });
        listen(handle);
    });
}

/// Does what follows from a screen that was drawn: what it shows is asked for, once.
fn follow(before: Option<&State>, now: &Rc<State>, drawings: &Rc<Drawings>, handle: &steps::Handle) {
    let (subject, subject_before) = (on_screen(now), before.and_then(on_screen));
    if let Some((_, _, viewer, alert)) = subject.clone().filter(|_| subject != subject_before) {
        come_on_screen(viewer, alert, handle.clone());
    }
    job_on_screen::follow(before, now, drawings, handle);
    if let Some(viewer) = now.to_recall(before) {
        asking::recall(viewer, handle.clone());
    }
    let (directory, directory_before) = (now.sign_in_wanted(), before.and_then(State::sign_in_wanted));
    if let Some(directory) = directory.clone().filter(|_| directory != directory_before) {
        spawn_local(steps::sign_in_silently(directory, handle.clone()));
    }
    let number = |state: &State| state.toast.as_ref().map(|toast| toast.number);
    if let Some(number) = number(now).filter(|shown| Some(*shown) != before.and_then(number)) {
        let handle = handle.clone();
        spawn_local(async move {
            Browser.sleep(TOAST).await;
            handle.dispatch(Action::Hush(number));
        });
    }
}

/// Keeps what is shown whenever that changed, so that the next popup goes on there.
fn remember(before: Option<&State>, now: &State, scrolling: &Scrolling) {
    if before.is_some_and(|before| before.facts.tab == now.facts.tab && !before.is_left_like(now)) {
        keep_view(now, scrolling);
    }
}

fn keep_view(state: &State, scrolling: &Scrolling) {
    if let Some(tab) = state.facts.tab {
        spawn_local(LastView { scroll: scrolling.position(), ..state.last_view() }.write(&Browser, tab));
    }
}

/// The alert whose cards are on screen, and whether names may be read: what a new sign-in permits is asked for, also
/// where this page stayed open meanwhile.
fn on_screen(state: &State) -> Option<(bool, Option<Timestamp>, Viewer, AlertId)> {
    match state.screen() {
        Screen::Cards(wanted, viewer) => {
            Some((state.may_read_names(&viewer), state.signed_in_at(&viewer), viewer, wanted.alert))
        }
        Screen::FirstRun
        | Screen::TokenEntry(_)
        | Screen::Alerts
        | Screen::Question(..)
        | Screen::Job(_)
        | Screen::Sample => None,
    }
}

/// Follows the tab in front, the settings and the sign-ins, and moves the clock on.
fn listen(handle: steps::Handle) {
    let latest = Rc::new(Cell::new(0_u32));
    let read = {
        let handle = handle.clone();
        move || {
            let (latest, handle) = (Rc::clone(&latest), handle.clone());
            let this = latest.get().wrapping_add(1);
            latest.set(this);
            spawn_local(async move {
                let facts = steps::read_facts().await;
                // A reading that took longer than the one after it tells of a tab that is no longer in front.
                if latest.get() == this {
                    handle.dispatch(Action::Read(facts));
                }
            });
        }
    };
    keys::listen({
        let handle = handle.clone();
        move |event| {
            let state = handle.state();
            if let Some(intent) = keys::on_page(&event, &state) {
                event.prevent_default();
                act(intent, state, handle.clone());
            }
        }
    });
    tabs::on_change(read.clone());
    // Drawn by what policy said last; what it says now comes as a change.
    follow_policy();
    storage::on_changed({
        let (read, told) = (read.clone(), handle.clone());
        move |area, keys| {
            if area == "local" && keys.iter().any(|key| key == known_good_list::KEY) {
                return read_own_list(&told);
            }
            if area == "managed" {
                return follow_policy();
            }
            // Only a list of alerts says what calls are left; cards need not be read anew with each call.
            let shows_ledger = told.state().facts.ledger.is_some();
            let matters = |key: &String| {
                let starts = |start| key.starts_with(start);
                key == sign_in::SESSIONS
                    || starts(pages::PREFIX)
                    || starts(Job::PREFIX)
                    || (shows_ledger && starts(quota::PREFIX))
            };
            if area != "session" || keys.iter().any(matters) {
                read();
            }
        }
    });
    // Something may have changed after the first reading and before anybody listened.
    read();
    read_own_list(&handle);
    spawn_local(async move {
        loop {
            Browser.sleep(TICK).await;
            handle.dispatch(Action::Tick(Browser.now()));
        }
    });
}

/// Reads the analyst's own list: no card waits for it.
fn read_own_list(handle: &steps::Handle) {
    let handle = handle.clone();
    spawn_local(async move { handle.dispatch(Action::KnownGood(Rc::new(known_good_list::read(&Browser).await))) });
}

fn come_on_screen(viewer: Viewer, alert: AlertId, handle: steps::Handle) {
    spawn_local(async move {
        if handle.state().cards_of(&viewer, &alert).is_none() {
            handle.dispatch(steps::kept(&viewer, &alert).await);
        }
        steps::look_up(viewer, alert, Occasion::Shown, handle.state(), handle);
    });
}

/// Does what a person asked for.
fn act(intent: Intent, state: Rc<State>, handle: steps::Handle) {
    match intent {
        Intent::Dispatch(action) => handle.dispatch(action),
        Intent::Refresh => match state.screen() {
            Screen::Cards(wanted, viewer) => steps::look_up(viewer, wanted.alert, Occasion::Refresh, state, handle),
            Screen::Job(viewer) => act(Intent::GoOn(viewer, Again::Nothing), state, handle),
            Screen::Alerts => steps::list_alerts(&state, handle),
            Screen::FirstRun | Screen::TokenEntry(_) | Screen::Question(..) | Screen::Sample => {}
        },
        Intent::TryNames => match state.screen() {
            // Fresh files are not asked for again.
            Screen::Cards(wanted, viewer) => steps::look_up(viewer, wanted.alert, Occasion::Shown, state, handle),
            Screen::Job(viewer) => job_on_screen::go_on(viewer, Again::Names, &state, handle),
            Screen::FirstRun | Screen::TokenEntry(_) | Screen::Alerts | Screen::Question(..) | Screen::Sample => {}
        },
        Intent::SignIn(directory, access, account) => {
            let asked_in = steps::asked_in(&state);
            steps::sign_in(protocol::SignIn { directory, access, account, claims: None, asked_in }, handle);
        }
        Intent::Prove(directory, access, claims) => {
            let (account, asked_in) = (AccountChoice::Usual, steps::asked_in(&state));
            steps::sign_in(protocol::SignIn { directory, access, account, claims: Some(claims), asked_in }, handle);
        }
        Intent::OpenHosts(cloud) => steps::open_hosts(cloud, handle),
        Intent::SignOut => steps::sign_out(state, handle),
        Intent::UseToken(text) => steps::use_token(&text, &state, handle),
        Intent::LookUp(text) => match portal::pasted(&text) {
            Some(pasted) => handle.dispatch(Action::Look(Focus::Alert(pasted.into()))),
            None => handle.dispatch(Action::Warn(words::not_an_alert().to_owned())),
        },
        Intent::StartJob(viewer, alerts, lifetime) => job_on_screen::start(viewer, alerts, lifetime, &state, handle),
        Intent::GoOn(viewer, again) => job_on_screen::go_on(viewer, again, &state, handle),
        Intent::CancelJob => job_on_screen::cancel(&state, handle),
        Intent::Ask(files) => asking::ask(files, &state, handle),
        Intent::Copy(copy) => {
            let copied = copy.single_hash();
            let (text, told) = copying::carry_out(copy, &state);
            match text {
                Some(text) => steps::copy(text, told, copied, handle),
                None => handle.dispatch(Action::Toast(told, None)),
            }
        }
        Intent::Export(form, way) => steps::export(form, way, &state, handle),
        Intent::ShowKeys => spawn_local(async move {
            let shortcuts = commands::all().await.into_iter().map(|(does, keys)| Shortcut { does, keys });
            handle.dispatch(Action::Use(Use::Keys(Some(shortcuts.collect()))));
        }),
        Intent::ChangeShortcuts => spawn_local(async move {
            if let Err(error) = tabs::open(commands::SHORTCUTS_PAGE).await {
                handle.dispatch(Action::Warn(error));
            }
        }),
        Intent::OpenPanel => steps::open_panel(&state, handle),
        Intent::OpenOptions => spawn_local(async move {
            if let Err(error) = runtime::open_options_page().await {
                handle.dispatch(Action::Warn(error));
            }
        }),
    }
}
