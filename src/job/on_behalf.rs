//! One part of a job, an alert or the list of names: the page that advances it waits for the limits, and the worker
//! makes the call.
//!
//! A call costs the limits whether anybody hears its answer or not. The worker hears it also if the page has closed
//! meanwhile, and keeps it for the page that opens next.

use super::{Job, JobOutcome};
use crate::{
    capabilities::World,
    failure::{Failure, Reason},
    incident,
    limits::{freshness::Keeping, retry::QUOTA_WAITS},
    lookup::{self, Answer, CallProgress, Files},
    protocol::{LookUp, LookedUp, Unanswered},
    sign_in,
    viewer::Viewer,
};

/// In a page: has what is wanted put into the cache.
pub(super) async fn look_up(
    world: &impl World,
    viewer: &Viewer,
    job: &Job,
    wanted: LookUp,
    observe: &dyn Fn(CallProgress),
) -> Result<(), Failure> {
    let kept_before = match (&wanted.alert, &job.names) {
        (Some(alert), _) => lookup::kept_files(world, viewer, alert).await.map(|answer| answer.at),
        (None, Some(names)) => incident::kept(world, viewer, names.incident).await.map(|list| list.at),
        (None, None) => None,
    };
    if kept_before.is_some_and(|at| at >= job.fresh_from) {
        return Ok(());
    }
    let mut throttled = 0;
    loop {
        // What a worker cannot do: ask itself for a sign-in, and stay for as long as a wait may take.
        sign_in::access_token(world, viewer, None).await?;
        lookup::wait_for_quota(world, viewer, observe).await?;
        observe(CallProgress::Calling);
        let why = match world.look_up(wanted.clone()).await {
            Some(LookedUp::Done) => return Ok(()),
            Some(LookedUp::Unanswered(why)) => Some(why),
            None => None,
        };
        let (until, told) = match why {
            Some(Unanswered::Waits { until }) => (until, CallProgress::WaitingUntil(until)),
            Some(Unanswered::Throttled { until, shared, correlation }) if throttled < QUOTA_WAITS => {
                throttled += 1;
                (until, CallProgress::Throttled { until, shared, correlation })
            }
            Some(Unanswered::Throttled { until, shared, correlation }) => {
                return Err(Failure { reason: Reason::Throttled { until, shared }, correlation });
            }
            Some(Unanswered::Failed(failure)) if !failure.may_be_mended_by_sign_in() => return Err(failure),
            // The worker died, or a sign-in may help, which only a page can ask for.
            Some(Unanswered::Failed(_)) | None => return ask(world, viewer, job, &wanted, observe).await,
        };
        observe(told);
        world.sleep(until.since(world.now())).await;
    }
}

/// Asks Defender for what is wanted.
async fn ask(
    world: &impl World,
    viewer: &Viewer,
    job: &Job,
    wanted: &LookUp,
    observe: &dyn Fn(CallProgress),
) -> Result<(), Failure> {
    match (&wanted.alert, &job.names) {
        (Some(alert), _) => {
            let answer = lookup::files_since(world, viewer, alert, job.fresh_from, observe).await?;
            match why_not_kept(&answer) {
                None => Ok(()),
                Some(reason) => Err(reason.into()),
            }
        }
        (None, Some(names)) => incident::ask(world, viewer, names.incident, job.fresh_from, observe).await,
        (None, None) => Ok(()),
    }
}

/// In the worker: makes the call that is the next of a job, and settles the alert also if the page has closed meanwhile.
///
/// Only what stands in the job's record is looked up, and only for the account that the record names.
pub async fn look_up_for_page(world: &impl World, wanted: &LookUp) -> LookedUp {
    // The page that opens next may ask for what is on its way for the one before.
    let _alone = world.lock(&["job call ", &wanted.tab.to_string()].concat()).await;
    let job = Job::read(world, wanted.tab).await;
    let asked_before = job.and_then(|mut job| Some((job.outcome_of(wanted.alert.as_ref())?.clone(), job)));
    let Some((outcome, job)) = asked_before else {
        return Failure::from(Reason::AlertUnknown).into();
    };
    match outcome {
        JobOutcome::Done => return LookedUp::Done,
        JobOutcome::Failed(failure) => return failure.into(),
        JobOutcome::Waiting => {}
    }
    let accounts = sign_in::signed_in(world).await.into_iter();
    let mut viewers = accounts.map(|known| Viewer { directory: known.directory, account: known.account });
    let viewer = viewers.find(|viewer| job.belongs_to(viewer));
    // A session knows no region: that is the job's, and so is whose quota it counts against.
    let Some(viewer) = viewer.map(|viewer| Viewer { directory: job.directory.clone(), ..viewer }) else {
        return Failure::from(Reason::SignInNeeded).into();
    };
    let asked = async |observe: &dyn Fn(CallProgress)| ask(world, &viewer, &job, wanted, observe).await;
    let failure = match lookup::at_once(asked).await {
        Ok(()) => None,
        Err(Unanswered::Failed(failure)) => Some(failure),
        Err(why @ (Unanswered::Waits { .. } | Unanswered::Throttled { .. })) => return LookedUp::Unanswered(why),
    };
    // What stops the job is for the page to say, which may mend it.
    if !failure.as_ref().is_some_and(Failure::stops_a_job) {
        let outcome = failure.clone().map_or(JobOutcome::Done, JobOutcome::Failed);
        let settle = Box::new(|job: &mut Job| {
            if job.belongs_to(&viewer) {
                job.settle(wanted.alert.as_ref(), outcome);
            }
        });
        // Where the record cannot be written, the page that is told the outcome finds that out, too.
        let _ = Job::change(world, wanted.tab, settle).await;
    }
    failure.map_or(LookedUp::Done, LookedUp::from)
}

/// The record points at the cache; what is not kept there could not be drawn.
fn why_not_kept(answer: &Answer<Files>) -> Option<Reason> {
    match answer.keeping {
        Keeping::Kept => None,
        Keeping::TooLarge => Some(Reason::TooLargeToKeep),
        Keeping::NotStored => Some(Reason::NotStored),
    }
}
