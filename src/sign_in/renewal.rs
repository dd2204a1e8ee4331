//! A token that is still good when it is used: refreshed when it is due, by one context at a time.

use std::time::Duration;

use super::{
    rest::{forget, last, rest},
    sessions::{directory, is_same, remove, replace, session_of, sessions},
};
use crate::{
    auth::{
        failure::{FailureClass, SignInFailure},
        session::{Origin, Renewal, Session},
        token,
    },
    capabilities::World,
    configuration,
    failure::{Failure, Reason},
    http::HttpResponse,
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
        let reason = match refused {
            Some(token) => Reason::TokenRefused { pasted: true, audience: token::audience(token) },
            None => Reason::PastedTokenEnded,
        };
        return Err(reason.into());
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
    let last = last(world, &directory).await;
    // Twice where Entra is not busy for long; with the pause after that it stays at three tries a minute.
    let tries = if last.is_none() { 2 } else { 1 };
    if let Some(failure) = last.and_then(|rest| rest.in_force(world.now())) {
        return Err(failure);
    }
    let outcome = renewed(world, session, tries).await;
    match &outcome {
        Ok(_) => forget(world, &directory).await,
        Err(failure) => {
            // Otherwise three tries a minute at most, or just long enough for all who waited for this one.
            let busy = matches!(failure.class, FailureClass::Transient { .. } | FailureClass::Unreadable { .. });
            let pause = failure.cool_down().unwrap_or(if busy { 30 } else { 2 });
            rest(world, &directory, failure, pause).await;
            if failure.class.is_of_another() {
                remove(world, &|other| is_same(other, session)).await;
            }
        }
    }
    outcome
}

async fn renewed(world: &impl World, session: &Session, mut tries: u32) -> Result<AccessToken, SignInFailure> {
    // Policy may have come to forbid what somebody has signed in to before.
    if !configuration::permits(world, &session.account.tenant).await {
        return Err(FailureClass::TenantForbidden.into());
    }
    let outcome = loop {
        let Some(request) = token::refresh(session).filter(|_| has_live_refresh_token(session, world.now())) else {
            break None;
        };
        tries -= 1;
        match world.fetch(request).await {
            Ok(HttpResponse { status: 500..=599, retry_after: None, .. }) if tries > 0 => {
                let [spread] = world.random::<1>();
                world.sleep(Duration::from_millis(1_000 + 4 * u64::from(spread))).await;
            }
            Ok(response) => break Some(token::refreshed(&response, session, world.now())),
            Err(error) => break Some(Err(error.into())),
        }
    };
    match outcome {
        Some(Ok(renewed)) => return replace(world, session, renewed).await,
        Some(Err(failure)) => {
            let with_names = session.names_permitted();
            let dead = matches!(failure.class, FailureClass::GrantDead(_) | FailureClass::InteractionRequired { .. });
            // Without a window files alone can be asked for.
            let too_much = with_names && matches!(failure.class, FailureClass::Consent(_));
            if !dead && !too_much {
                return Err(SignInFailure { with_names, ..failure });
            }
            // The refresh token is dead or not enough: the browser's own Microsoft session may still do.
            replace(world, session, without_refresh_token(session)).await?;
            // What Entra wants proved the next request repeats, whoever makes it.
            rest(world, &directory(session), &failure, 0).await;
        }
        None => {}
    }
    silently_through_worker(world, session).await
}

fn has_live_refresh_token(session: &Session, now: Timestamp) -> bool {
    matches!(session.renewal_after_refusal(now), Renewal::Refresh(_))
}

/// The session with a refresh token that must not be presented again.
fn without_refresh_token(session: &Session) -> Session {
    let mut session = session.clone();
    if let Origin::SignedIn { refresh, .. } = &mut session.source {
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
            if !failure.class.may_pass() {
                remove(world, &|other| is_same(other, session)).await;
            }
            Err(failure)
        }
    }
}
