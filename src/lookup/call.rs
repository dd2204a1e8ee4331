//! One call to Defender: token, permit, tries, and what its failure means for the person who waits.

use std::time::Duration;

use super::CallProgress;
use crate::{
    auth::{challenge, directory::Directory, scope::Scope, token},
    capabilities::{Area, Clock, Store, World},
    defender::response::{self, Unreadable},
    failure::{Challenge, Failure, Reason},
    http::{self, FetchError, HttpRequest, HttpResponse},
    limits::{
        quota::{self, Ledger, Permit, Remaining},
        retry::{Attempts, Next, Setback},
    },
    secret::AccessToken,
    sign_in, troubles,
    viewer::Viewer,
};

/// A server that is down may ask for more than a person waits without a word.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// One call to Defender.
pub(crate) struct Call<'a> {
    /// As whom.
    pub(crate) viewer: &'a Viewer,
    /// The permission that it takes.
    pub(crate) needs: Scope,
    /// What is sent, with the token of the moment.
    pub(crate) request: &'a dyn Fn(AccessToken) -> HttpRequest,
    /// Told while no answer has come.
    pub(crate) observe: &'a dyn Fn(CallProgress),
}

impl Call<'_> {
    /// Tries until it succeeds or further tries would not help, and reads what came. Notes for the diagnostics if nothing
    /// came, or nothing that can be read.
    pub(crate) async fn read<T>(
        &self,
        read: impl FnOnce(String) -> Result<T, Unreadable>,
        world: &impl World,
    ) -> Result<T, Failure> {
        self.answer_that_is(|answer| answer.status == 200, read, world).await
    }

    /// The same until the answer is `wanted`.
    pub(super) async fn answer_that_is<T>(
        &self,
        wanted: fn(&HttpResponse) -> bool,
        read: impl FnOnce(String) -> Result<T, Unreadable>,
        world: &impl World,
    ) -> Result<T, Failure> {
        let since = world.now();
        let answer = match self.tried(wanted, world).await {
            Ok(answer) => read(answer.body).map_err(|fault| Reason::Unreadable(fault).into()),
            Err(failure) => Err(failure),
        };
        if let Err(failure) = &answer {
            troubles::note(world, failure, since).await;
        }
        answer
    }

    /// Every try takes a permit.
    async fn tried(&self, wanted: fn(&HttpResponse) -> bool, world: &impl World) -> Result<HttpResponse, Failure> {
        let mut attempts = Attempts::default();
        let mut refused: Option<(AccessToken, Option<String>)> = None;
        loop {
            let token = match self.permitted_token(refused.as_ref().map(|(token, _)| token), world).await {
                Ok(token) => token,
                // What Defender called the refusal is all that its support can look for.
                Err(Failure { reason, correlation }) => {
                    return Err(Failure { reason, correlation: correlation.or(refused.and_then(|(_, id)| id)) });
                }
            };
            (self.observe)(CallProgress::Calling);
            let mut server_asks = None;
            let (setback, failure) = match world.fetch((self.request)(token.clone())).await {
                Ok(response) if wanted(&response) => return Ok(response),
                Ok(response) => {
                    server_asks = response.retry_after.as_deref().map(|header| http::pause(header, world.now()));
                    let failure = self.refusal(&response, &token, world).await;
                    // A renewed token would prove no more; only the person can.
                    let more_to_prove =
                        matches!(failure.reason, Reason::Challenged(Challenge::Claims(_) | Challenge::Again));
                    (if more_to_prove { Setback::Final } else { Setback::of_status(response.status) }, failure)
                }
                Err(error) => (Setback::from(error), no_answer(error)),
            };
            match attempts.after(setback, u32::from_be_bytes(world.random())) {
                Next::RetryAfter(pause) => {
                    let asked = server_asks.unwrap_or_default().min(LONGEST_PAUSE);
                    world.sleep(pause.max(asked)).await;
                }
                Next::RefreshToken => refused = Some((token, failure.correlation)),
                Next::AwaitPermit => {
                    // The ledger knows it too, unless the storage is full.
                    if let Reason::Throttled { until, shared } = failure.reason {
                        (self.observe)(CallProgress::Throttled { until, shared, correlation: failure.correlation });
                        world.sleep(until.since(world.now())).await;
                    }
                }
                Next::GiveUp => return Err(failure),
            }
        }
    }

    /// A token, and with it the permit to call now.
    async fn permitted_token(&self, refused: Option<&AccessToken>, world: &impl World) -> Result<AccessToken, Failure> {
        loop {
            // Before the permit, which counts from when it is given: a renewal can take seconds.
            let token = sign_in::access_token(world, self.viewer, refused).await?;
            let mut permit = Permit::NotBefore(world.now());
            with_ledger(world, &self.viewer.directory, &mut |ledger| permit = ledger.permit(world.now())).await;
            match permit {
                Permit::Granted => return Ok(token),
                Permit::NotBefore(until) => {
                    // The wait is seen, others may take permits meanwhile, and a token may end or be signed out of.
                    (self.observe)(CallProgress::WaitingUntil(until));
                    world.sleep(until.since(world.now())).await;
                }
            }
        }
    }

    /// What a status other than 200 means for the person who waits.
    async fn refusal(&self, response: &HttpResponse, token: &AccessToken, world: &impl World) -> Failure {
        let Call { viewer, needs, .. } = *self;
        let error = response::error(&response.body);
        let code = error.code.as_deref().unwrap_or_default();
        let reason = match response.status {
            401 => unauthorized(world, viewer, response, token).await,
            // Microsoft's common errors: neither a permission nor a role would help.
            403 if ["DisabledFeature", "DisallowedOperation"].iter().any(|other| code.eq_ignore_ascii_case(other)) => {
                Reason::Refused { status: 403, code: error.code }
            }
            // A proxy refuses in a page of its own, with any status.
            300..=428 | 430..=499 if response::is_page(&response.body) => Reason::Unreadable(Unreadable::Html),
            403 if sign_in::lacks(world, viewer, needs).await => Reason::PermissionMissing(needs),
            403 => Reason::AccessDenied,
            404 => Reason::AlertUnknown,
            429 => throttled(world, &viewer.directory, response.retry_after.as_deref()).await,
            status @ 500..=599 => Reason::ServerFailed { status },
            status => Reason::Refused { status, code: error.code },
        };
        Failure { reason, correlation: error.target }
    }
}

/// Waits while no call may start, and takes no permit.
pub(crate) async fn wait_for_quota(
    world: &impl World,
    viewer: &Viewer,
    observe: &dyn Fn(CallProgress),
) -> Result<(), Failure> {
    while let Some(until) = ledger(world, &viewer.directory).await.blocked(world.now()) {
        // A wait ends with the session that waits.
        sign_in::access_token(world, viewer, None).await?;
        observe(CallProgress::WaitingUntil(until));
        world.sleep(until.since(world.now())).await;
    }
    Ok(())
}

fn no_answer(error: FetchError) -> Failure {
    match error {
        FetchError::Unreachable => Reason::Unreachable,
        FetchError::TimedOut => Reason::TimedOut,
        FetchError::TooLarge => Reason::TooLarge,
    }
    .into()
}

async fn unauthorized(world: &impl World, viewer: &Viewer, response: &HttpResponse, used: &AccessToken) -> Reason {
    let asked = response.www_authenticate.as_deref().and_then(challenge::claims);
    match asked {
        None => Reason::TokenRefused { pasted: false, audience: token::audience(used) },
        Some(_) if sign_in::has_just_met_a_challenge(world, viewer).await => Reason::Challenged(Challenge::Again),
        Some(Ok(claims)) => Reason::Challenged(Challenge::Claims(claims)),
        Some(Err(_)) => Reason::Challenged(Challenge::Malformed),
    }
}

async fn throttled(world: &impl World, directory: &Directory, retry_after: Option<&str>) -> Reason {
    let (mut until, mut shared) = (world.now(), false);
    with_ledger(world, directory, &mut |ledger| {
        let throttled = ledger.throttled(world.now(), retry_after);
        (until, shared) = (throttled.until, throttled.quota_left);
    })
    .await;
    Reason::Throttled { until, shared }
}

/// Changes the ledger that all contexts share.
// One body for all changes.
async fn with_ledger(world: &impl World, directory: &Directory, change: &mut dyn FnMut(&mut Ledger)) {
    let key = quota::storage_key(directory.cloud, &directory.tenant, &directory.client);
    let _alone = world.lock(&key).await;
    let mut ledger = ledger(world, directory).await;
    change(&mut ledger);
    // A full storage must not stop an analyst; Defender's own 429 still does.
    let _ = world.write(Area::Session, &key, &ledger.to_json()).await;
}

/// The ledger of the calls under the quota of a directory.
pub async fn ledger(store: &impl Store, directory: &Directory) -> Ledger {
    let key = quota::storage_key(directory.cloud, &directory.tenant, &directory.client);
    store.read_one(Area::Session, &key).await.and_then(|text| Ledger::from_json(&text)).unwrap_or_default()
}

/// How many calls are left under the quota of a directory.
pub async fn calls_left<W: Store + Clock>(world: &W, directory: &Directory) -> Remaining {
    ledger(world, directory).await.remaining(world.now())
}
