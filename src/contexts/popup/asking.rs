//! How the organisation knows files: asked of Defender by a click, and drawn from what is kept whenever cards come.

use std::{pin::pin, rc::Rc};

use futures_util::future::{Either, select};

use super::{
    nearness::after_paint,
    quota_wait::QuotaWait,
    state::{Action, State},
    steps::Handle,
    tools::{Told, Use},
};
use crate::{
    browser::{Browser, task::spawn_local},
    evidence::{File, hash::Sha1},
    lookup::Wait,
    standing,
    viewer::Viewer,
};

/// Asks how the organisation knows the files, one after the other, until somebody cancels or looks at something else.
pub(super) fn ask(files: Vec<Rc<File>>, state: &State, handle: Handle) {
    let Some(viewer) = state.viewer() else { return };
    let open: Vec<Sha1> =
        files.iter().filter(|file| !state.tools.asked.is_under_way(file)).filter_map(|file| file.hashes.sha1).collect();
    let lifetime = state.facts.settings.cache;
    let several = open.len() > 1;
    if several {
        handle.dispatch(Action::Use(Use::Asking(Some((0, open.len())))));
    }
    spawn_local(async move {
        let is_over = || {
            let now = handle.state();
            now.viewer().as_ref() != Some(&viewer) || (several && now.tools.asking.is_none())
        };
        for (done, sha1) in open.iter().enumerate() {
            if is_over() {
                return;
            }
            handle.dispatch(Action::Use(Use::Answered(*sha1, Told::Asking)));
            // A call on its way has its price and is heard out; a wait for the quota ends, and no call comes of it.
            let wait = Wait::default();
            let observe = |progress| {
                wait.note(&progress);
                // Whoever signed in meanwhile has not asked.
                if handle.state().viewer().as_ref() == Some(&viewer) {
                    let told = QuotaWait::of(progress).map_or(Told::Asking, Told::Waits);
                    handle.dispatch(Action::Use(Use::Answered(*sha1, told)));
                }
            };
            let answered = standing::ask(&Browser, &viewer, *sha1, lifetime, &observe);
            let given_up = wait.given_up(&Browser, async || !is_over());
            let told = match select(pin!(answered), pin!(given_up)).await {
                Either::Left((Ok(answer), _)) => Told::Known(answer),
                Either::Left((Err(failure), _)) => Told::Failed(failure),
                Either::Right(_) => return handle.dispatch(Action::Use(Use::TakeBack(*sha1))),
            };
            // What comes late for another account is in the cache if it is anywhere.
            if handle.state().viewer().as_ref() != Some(&viewer) {
                return;
            }
            // What would stop a job of alerts stops this, too: the next ones would fail in the same way.
            let stopped = matches!(&told, Told::Failed(failure) if failure.stops_a_job());
            handle.dispatch(Action::Use(Use::Answered(*sha1, told)));
            if stopped {
                return handle.dispatch(Action::Use(Use::Asking(None)));
            }
            if several && handle.state().tools.asking.is_some() {
                let left = (done + 1 < open.len()).then_some((done + 1, open.len()));
                handle.dispatch(Action::Use(Use::Asking(left)));
            }
        }
    });
}

/// Draws what is kept of how the organisation knows files, without any call. No card waits for it.
pub(super) fn recall(viewer: Viewer, handle: Handle) {
    after_paint(move || {
        spawn_local(async move {
            let kept = standing::kept(&Browser, &viewer).await;
            if !kept.is_empty() {
                handle.dispatch(Action::Use(Use::Recall(viewer, kept)));
            }
        });
    });
}
