//! Looking up before anybody asks, if the settings say so: the alert that the address of the tab in front names.
//!
//! Never the alert of a link, which anybody can write into a page, and never at a price that a click would miss.

use std::time::Duration;

use crate::{
    alert_id::AlertId,
    capabilities::{Area, Store, World},
    configuration,
    decision::{Confirmed, Decision, Wanted, decide},
    limits::{
        freshness::is_fresh,
        quota::{PER_HOUR, PER_MINUTE},
    },
    lookup, sign_in,
    viewer::Viewer,
};

/// So long a page has been open before its alert is looked up: a page that is only passed by costs nothing.
pub const OPEN_FOR: Duration = Duration::from_millis(1_500);

/// The key in session storage of the address that was last looked up ahead in a tab.
pub fn key(tab: i32) -> String {
    format!("ahead {tab}")
}

/// Forgets a tab that was closed.
pub async fn forget(store: &impl Store, tab: i32) {
    store.remove(Area::Session, &[&key(tab)]).await;
}

/// Looks up the alert that the address of a tab names, once, where nothing speaks against it. `is_in_front` tells
/// whether the tab is in front and still at that address.
pub async fn look_up<W: World>(world: &W, tab: i32, tab_url: &str, is_in_front: impl AsyncFn() -> bool) {
    if due(world, tab, tab_url).await.is_none() {
        return;
    }
    world.sleep(OPEN_FOR).await;
    if !is_in_front().await {
        return;
    }
    // A page reports itself more than once: the first report spends the call, the others find its note.
    let key = key(tab);
    let _alone = world.lock(&key).await;
    let Some((viewer, alert)) = due(world, tab, tab_url).await else { return };
    if world.write(Area::Session, &key, tab_url).await.is_err() {
        return;
    }
    // What came is kept for the popup, which finds out by itself what went wrong. A wait for the quota is left to
    // whoever looks at the alert.
    let files = async |observe: &dyn Fn(lookup::CallProgress)| {
        lookup::files_since(world, &viewer, &alert, world.now(), observe).await.map(drop)
    };
    drop(lookup::at_once(files).await);
}

/// The alert to look up ahead, and as whom; `None` where the popup is to ask, or has no need to.
async fn due(world: &impl World, tab: i32, tab_url: &str) -> Option<(Viewer, AlertId)> {
    let settings = configuration::read(world).await.settings;
    // An answer that is never fresh would be asked for again by the popup.
    if !settings.prefetch || settings.cache.is_zero() {
        return None;
    }
    let wanted = Wanted::of_address(tab_url, tab_url)?;
    let signed_in = sign_in::signed_in(world).await;
    let Decision::LookUp(viewer) = decide(&wanted, &settings, &signed_in, &Confirmed::default()) else { return None };
    settings.tenant(&viewer.directory.tenant)?;
    // Entra is asked for nothing that nobody waits for.
    if !sign_in::has_a_good_token(world, &viewer).await {
        return None;
    }
    let noted = world.read_one(Area::Session, &key(tab)).await;
    if noted.as_deref() == Some(tab_url) {
        return None;
    }
    let kept = lookup::kept_files(world, &viewer, &wanted.alert).await;
    if kept.is_some_and(|kept| is_fresh(kept.at, world.now(), settings.cache)) {
        return None;
    }
    let left = lookup::calls_left(world, &viewer.directory).await;
    (left.minute * 2 > PER_MINUTE && left.hour * 2 > PER_HOUR).then_some((viewer, wanted.alert))
}
