//! How the organisation knows a file, from Defender's file statistics: asked for by a click, and kept for the session.

use std::time::Duration;

use crate::{
    auth::{directory::Directory, scope::Scope},
    cache::{self, Kept, Subject},
    capabilities::{Clock, Store, World},
    defender::{request, response},
    evidence::{hash::Sha1, organisation::InOrganisation},
    failure::{Failure, Reason},
    lookup::{self, Answer, Progress},
    policy::freshness::{Keeping, is_fresh},
    viewer::Viewer,
};

/// What Defender said of a file; `None` if the organisation has not seen it.
pub type Standing = Answer<Option<InOrganisation>>;

/// The kept answer, without any call.
async fn kept(world: &(impl Store + Clock), subject: &Subject, lifetime: Duration) -> Option<Standing> {
    let Kept { at, bodies } = cache::read(world, subject).await?;
    let known = match bodies.first() {
        Some(body) => Some(response::file_statistics(body).ok()?),
        None => None,
    };
    is_fresh(at, world.now(), lifetime).then_some(Answer { value: known, at, keeping: Keeping::Kept })
}

/// Asks Defender how the organisation knows a file: `GET /api/files/{sha1}/stats`, over the last 30 days, the longest that
/// it looks back. The same permission as the alert's files; one call, unless a fresh answer is kept.
pub async fn ask(
    world: &impl World,
    viewer: &Viewer,
    file: Sha1,
    lifetime: Duration,
    observe: &dyn Fn(Progress),
) -> Result<Standing, Failure> {
    let subject = Subject::standing(viewer, file);
    let _alone = world.lock(subject.key()).await;
    if let Some(answer) = kept(world, &subject, lifetime).await {
        return Ok(answer);
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let request = &|token| request::file_statistics(cloud, region, file, token);
    let (bodies, value) = match lookup::call(world, viewer, Scope::FileReadAll, request, observe).await {
        Ok(answer) => {
            let known = response::file_statistics(&answer.body).map_err(Reason::Unreadable)?;
            (vec![answer.body], Some(known))
        }
        // With its id it is Defender's own word, and no proxy's.
        Err(Failure { reason: Reason::AlertUnknown, correlation: Some(_) }) => (Vec::new(), None),
        Err(failure) => return Err(failure),
    };
    let (at, keeping) = lookup::keep(world, viewer, &subject, bodies).await?;
    Ok(Answer { value, at, keeping })
}
