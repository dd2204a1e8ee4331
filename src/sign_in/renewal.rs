//! A token that is still good when it is used: refreshed when it is due, by one context at a time.

use super::{
    rest::{rest, resting},
    sessions::{directory, is_same, remove, replace, session_of, sessions},
};
use crate::{
    auth::{
        failure::{FailureClass, Remedy, SignInFailure},
        session::{Renewal, Session, Source},
        token,
    },
    capabilities::World,
    configuration,
    failure::{Failure, Reason},
    protocol::{SignInOutcome, SilentSignIn},
    secret::AccessToken,
    time::Timestamp,
    viewer::Viewer,
};

/// A token that Defender will accept, renewed when it is due. `refused` is one that it has just refused.
pub async fn access_token(
    world: &impl World,
    viewer: &Viewer,
    refused: Option<&AccessToken>,
) -> Result<AccessToken, Failure> {
    let due = |session: &Session, now: Timestamp| match refused {
        Some(token) if *token == session.access_token => true,
        Some(_) | None => session.renewal(now) != Renewal::NotDue,
    };
    let session = session_of(world, viewer).await?;
    if !due(&session, world.now()) {
        return Ok(session.access_token);
    }
    // One renewal at a time: whoever waits here finds the new token when its turn comes.
    let _alone = world.lock(&format!("renewal {}", viewer.account.key())).await;
    let session = session_of(world, viewer).await?;
    if !due(&session, world.now()) {
        return Ok(session.access_token);
    }
    if session.renewal_after_refusal(world.now()) == Renewal::Paste {
        return Err(if refused.is_some() { Reason::TokenRefused } else { Reason::SignInNeeded }.into());
    }
    match renew(world, &session).await {
        Ok(token) => Ok(token),
        Err(failure) => match session_of(world, viewer).await {
            // A token that is about to end still works while Entra does not.
            Ok(session) if refused.is_none() && world.now() < session.expires_at => Ok(session.access_token),
            Ok(_) | Err(_) => Err(Reason::SignIn(failure).into()),
        },
    }
}

/// A new token, unless Entra has just said, to whichever context, that there is none.
async fn renew(world: &impl World, session: &Session) -> Result<AccessToken, SignInFailure> {
    let directory = directory(session);
    if let Some(failure) = resting(world, &directory).await {
        return Err(failure);
    }
    let outcome = renewed(world, session).await;
    if let Err(failure) = &outcome {
        // Otherwise three tries a minute at most, or just long enough for all who waited for this one.
        let busy = matches!(failure.class, FailureClass::Transient { .. } | FailureClass::Unreadable { .. });
        let pause = failure.cool_down().unwrap_or(if busy { 20 } else { 2 });
        rest(world, &directory, failure, pause).await;
    }
    outcome
}

async fn renewed(world: &impl World, session: &Session) -> Result<AccessToken, SignInFailure> {
    // Policy may have come to forbid what somebody has signed in to before.
    if !configuration::permits(world, &session.account.tenant).await {
        return Err(FailureClass::TenantForbidden.into());
    }
    let Some(request) = token::refresh(session).filter(|_| has_live_refresh_token(session, world.now())) else {
        return silently_through_worker(world, session).await;
    };
    let outcome = match world.fetch(request).await {
        Ok(response) => token::refreshed(&response, session, world.now()),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(renewed) => replace(world, session, renewed).await,
        // The refresh token is dead or not enough: the browser's own Microsoft session may still do.
        Err(failure)
            if matches!(failure.class, FailureClass::GrantDead(_) | FailureClass::InteractionRequired { .. }) =>
        {
            let dead = without_refresh_token(session);
            replace(world, session, dead.clone()).await?;
            silently_through_worker(world, &dead).await
        }
        Err(failure) => {
            if failure.remedy() == Remedy::SwitchAccount || failure.class == FailureClass::ClientMismatch {
                remove(world, &|other| is_same(other, session)).await;
            }
            Err(failure)
        }
    }
}

fn has_live_refresh_token(session: &Session, now: Timestamp) -> bool {
    matches!(session.renewal_after_refusal(now), Renewal::Refresh(_))
}

/// The session with a refresh token that must not be presented again.
fn without_refresh_token(session: &Session) -> Session {
    let mut session = session.clone();
    if let Source::SignedIn { refresh, .. } = &mut session.source {
        *refresh = None;
    }
    session
}

async fn silently_through_worker(world: &impl World, session: &Session) -> Result<AccessToken, SignInFailure> {
    match world.sign_in_silently(SilentSignIn { directory: directory(session) }).await {
        SignInOutcome::SignedIn => {
            let now_there = sessions(world).await.into_iter().find(|other| is_same(other, session));
            now_there.map(|session| session.access_token).ok_or(FailureClass::AccountMismatch.into())
        }
        SignInOutcome::Failed(failure) => {
            // What may pass by itself signs nobody out. Otherwise the account stays known: signing in is one click.
            if failure.remedy() != Remedy::Wait && failure.class != FailureClass::Interrupted {
                remove(world, &|other| is_same(other, session)).await;
            }
            Err(failure)
        }
    }
}
