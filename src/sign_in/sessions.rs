//! The sessions in session storage: read, put, renewed in place, removed. Nothing else writes them.

use super::{
    SESSIONS,
    accounts::{RememberedAccount, remember},
    rest,
};
use crate::{
    auth::{
        client::ClientId,
        directory::Directory,
        failure::{FailureClass, SignInFailure},
        guid::Guid,
        session::Session,
    },
    cache,
    capabilities::{Area, Lock, NotStored, Store},
    cloud::Region,
    failure::{Failure, Reason},
    json::Recorded,
    secret::AccessToken,
    viewer::Viewer,
};

/// The session of an account, with its tokens.
pub(super) async fn session_of(store: &impl Store, viewer: &Viewer) -> Result<Session, Failure> {
    let there =
        |session: &Session| directory(session).same_place(&viewer.directory) && session.account.is(&viewer.account);
    sessions(store).await.into_iter().find(there).ok_or_else(|| Reason::SignInNeeded.into())
}

/// The session of whoever is signed in at a place.
pub(super) async fn newest(store: &impl Store, place: &Directory) -> Option<Session> {
    sessions(store).await.into_iter().find(|session| directory(session).same_place(place))
}

/// Whether both are of one account in one place.
pub(super) fn is_same(one: &Session, other: &Session) -> bool {
    directory(one).same_place(&directory(other)) && one.account.is(&other.account)
}

/// Stores a session and remembers its account; what another account of the tenant was shown goes.
pub(super) async fn keep<W: Store + Lock>(world: &W, session: Session) -> Result<(), SignInFailure> {
    let account = RememberedAccount {
        tenant: session.account.tenant.clone(),
        client: session.client().cloned(),
        hint: session.account.hint().map(str::to_owned),
        names: session.names_permitted(),
    };
    let directory = directory(&session);
    put(world, session).await.map_err(|NotStored| SignInFailure::from(FailureClass::StorageFull))?;
    rest::forget(world, &directory).await;
    remember(world, account).await;
    Ok(())
}

/// Puts a session before all others, in place of the one that its tenant had.
pub(super) async fn put<W: Store + Lock>(world: &W, session: Session) -> Result<(), NotStored> {
    let place = directory(&session);
    let replaced: Vec<Session>;
    {
        let _alone = world.lock(SESSIONS).await;
        let (mut there, elsewhere): (Vec<_>, Vec<_>) =
            sessions(world).await.into_iter().partition(|other| directory(other).same_place(&place));
        there.retain(|other| !other.account.is(&session.account));
        let mut all = vec![session];
        all.extend(elsewhere);
        if write(world, &all).await.is_err() {
            cache::forget_all(world).await;
            write(world, &all).await?;
        }
        replaced = there;
    }
    for other in &replaced {
        cache::forget_account(world, &other.account.key()).await;
    }
    Ok(())
}

/// Puts a renewed session in the place of `old` and gives the token to use.
///
/// A sign-out while the renewal was on its way holds, and so does a sign-in.
pub(super) async fn replace<W: Store + Lock>(
    world: &W,
    old: &Session,
    new: Session,
) -> Result<AccessToken, SignInFailure> {
    let _alone = world.lock(SESSIONS).await;
    let mut all = sessions(world).await;
    let Some(place) = all.iter_mut().find(|session| is_same(session, old)) else {
        return Err(FailureClass::InteractionRequired { claims: None }.into());
    };
    if place.access_token == old.access_token {
        *place = new;
    }
    let token = place.access_token.clone();
    // A full storage keeps the old session, whose token Entra takes once more.
    let _ = write(world, &all).await;
    Ok(token)
}

/// Removes the sessions that are to go.
pub(super) async fn remove<W: Store + Lock>(world: &W, leaves: &dyn Fn(&Session) -> bool) {
    let _alone = world.lock(SESSIONS).await;
    let mut left = sessions(world).await;
    left.retain(|session| !leaves(session));
    if write(world, &left).await.is_err() {
        // What cannot be shortened is forgotten whole: signed out is the safe side.
        world.remove(Area::Session, &[SESSIONS]).await;
    }
}

/// All sessions; garbage in the storage counts as none.
pub(super) async fn sessions(store: &impl Store) -> Vec<Session> {
    let records = store.record(Area::Session, SESSIONS).await;
    records.as_list().unwrap_or_default().iter().filter_map(Session::from_record).collect()
}

async fn write(store: &impl Store, sessions: &Vec<Session>) -> Result<(), NotStored> {
    store.write_record(Area::Session, SESSIONS, &sessions.to_record()).await
}

/// Where a session counts, and for which app registration.
pub(super) fn directory(session: &Session) -> Directory {
    Directory {
        cloud: session.cloud,
        // The region is a matter of the settings, not of the token.
        region: Region::Default,
        tenant: session.account.tenant.clone(),
        client: session.client().cloned().unwrap_or_else(|| ClientId(Guid::nil())),
    }
}
