//! How the organisation knows a file, from Defender's file statistics: asked for by a click, and kept for the session.

use std::time::Duration;

use crate::{
    auth::{directory::Directory, scope::Scope},
    cache::{self, Kept, Subject},
    capabilities::{Clock, Store, World},
    defender::{request, response},
    evidence::{hash::Sha1, organisation::InOrganisation},
    failure::{Failure, Reason},
    limits::freshness::{Keeping, is_fresh},
    lookup::{self, Answer, Call, CallProgress},
    viewer::Viewer,
};

/// What Defender said of a file; `None` if it has no statistics of it.
pub type Standing = Answer<Option<InOrganisation>>;

fn read(Kept { at, bodies }: Kept) -> Option<Standing> {
    let value = match bodies.first() {
        Some(body) => Some(response::file_statistics(body).ok()?),
        None => None,
    };
    Some(Answer { value, at, keeping: Keeping::Kept })
}

/// The kept answer as long as it is fresh, without any call.
async fn fresh(world: &(impl Store + Clock), subject: &Subject, lifetime: Duration) -> Option<Standing> {
    read(cache::read(world, subject).await?).filter(|answer| is_fresh(answer.at, world.now(), lifetime))
}

/// All that `viewer` was told of any file and is kept, however old it is, without any call.
pub async fn kept(store: &impl Store, viewer: &Viewer) -> Vec<(Sha1, Standing)> {
    let all = cache::read_standings(store, viewer).await;
    all.into_iter().filter_map(|(file, kept)| Some((file, read(kept)?))).collect()
}

/// Asks Defender how the organisation knows a file: `GET /api/files/{sha1}/stats`, over the last 30 days, the longest that
/// it looks back. The same permission as the alert's files; one call, unless a fresh answer is kept.
pub async fn ask(
    world: &impl World,
    viewer: &Viewer,
    file: Sha1,
    lifetime: Duration,
    observe: &dyn Fn(CallProgress),
) -> Result<Standing, Failure> {
    let subject = Subject::standing(viewer, file);
    if let Some(answer) = fresh(world, &subject, lifetime).await {
        return Ok(answer);
    }
    // Whoever has the lock may sleep with it: those behind say so too, instead of nothing.
    lookup::wait_for_quota(world, viewer, observe).await?;
    let _alone = world.lock(subject.key()).await;
    if let Some(answer) = fresh(world, &subject, lifetime).await {
        return Ok(answer);
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let request = &|token| request::file_statistics(cloud, region, file, token);
    let call = Call { viewer, needs: Scope::FileReadAll, request, observe };
    let (bodies, value) = match call.read(|body| Ok((response::file_statistics(&body)?, body)), world).await {
        Ok((known, body)) => (vec![body], Some(known)),
        // With its id it is Defender's own word, and no proxy's.
        Err(Failure { reason: Reason::AlertUnknown, correlation: Some(_) }) => (Vec::new(), None),
        Err(failure) => return Err(failure),
    };
    let (at, keeping) = lookup::keep(world, viewer, &subject, bodies).await?;
    Ok(Answer { value, at, keeping })
}
