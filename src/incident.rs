//! The complete list of an incident's alerts, from Defender; a page links only those that it has drawn.

use crate::{
    alert_id::AlertId,
    auth::{directory::Directory, scope::Scope},
    cache::{self, Kept, Subject},
    capabilities::{Store, World},
    defender::{
        request::{self, MOST_ALERTS, NextLink},
        response::{self, listed_alert},
    },
    evidence::alert::Alert,
    failure::{Failure, Reason},
    json::Json,
    limits::freshness::Keeping,
    lookup::{Call, CallProgress, Paging, is_of},
    sign_in,
    time::Timestamp,
    viewer::Viewer,
};

/// The alerts of an incident, as Defender told them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentAlerts {
    /// Who asked.
    pub viewer: Viewer,
    /// The incident's number.
    pub incident: u64,
    /// What each alert tells of itself, without its evidence; at most [`MOST_ALERTS`].
    pub alerts: Vec<Alert>,
    /// Whether the incident may have more.
    pub incomplete: bool,
    /// When Defender told them.
    pub at: Timestamp,
}

impl IncidentAlerts {
    /// Whether Defender has listed this alert.
    pub fn has(&self, alert: &AlertId) -> bool {
        self.alerts.iter().any(|listed| listed.id.is_same(alert))
    }
}

/// All evidence together that is kept from a list, in bytes: the files of the alerts need the room more.
const MOST_EVIDENCE: usize = 1_000_000;
/// The field of a list that is kept although there may be more.
const INCOMPLETE: &str = "incomplete";

/// The kept list, without any call.
pub async fn kept(store: &impl Store, viewer: &Viewer, incident: u64) -> Option<IncidentAlerts> {
    let Kept { at, bodies } = cache::read(store, &Subject::incident(viewer, incident)).await?;
    let list = Json::parse(bodies.first()?)?;
    let alerts = list["value"].as_list()?.iter().filter_map(listed_alert).collect();
    let incomplete = list[INCOMPLETE].as_bool()?;
    Some(IncidentAlerts { viewer: viewer.clone(), incident, alerts, incomplete, at })
}

/// Asks Defender for the alerts of an incident, and keeps them: `GET /api/alerts` with `$filter`, at most
/// [`request::MAX_PAGES`] pages; needs `Alert.Read`. One call, unless Defender splits its answer.
///
/// The evidence that comes along is kept as if each alert had been asked for, so that names cost no further call. A list
/// that was kept at `since` or later will do.
pub async fn ask(
    world: &impl World,
    viewer: &Viewer,
    incident: u64,
    since: Timestamp,
    observe: &dyn Fn(CallProgress),
) -> Result<(), Failure> {
    let subject = Subject::incident(viewer, incident);
    let _alone = world.lock(subject.key()).await;
    let before = cache::read(world, &subject).await;
    if before.is_some_and(|kept| is_of(kept.at, since, world.now())) {
        return Ok(());
    }
    let Directory { cloud, region, .. } = viewer.directory;
    let mut rows: Vec<Json> = Vec::new();
    let (mut paging, mut next): (Paging, Option<NextLink>) = Default::default();
    let incomplete = loop {
        let request = |token| match &next {
            Some(link) => request::next_page(link, token),
            None => request::alerts(cloud, region, incident, token),
        };
        let call = Call { viewer, needs: Scope::AlertRead, request: &request, observe };
        let read = |body: String| Ok((response::alerts(&body, incident, cloud)?, body.len()));
        let (page, bytes) = call.read(read, world).await?;
        for row in page.rows {
            // Rows move from page to page while they are read.
            if !rows.iter().any(|known| known["id"] == row["id"]) {
                rows.push(row);
            }
        }
        next = match paging.after(bytes, page.next) {
            _ if rows.len() > MOST_ALERTS => break true,
            Ok(None) => break false,
            Ok(link) => link,
            Err(_) => break true,
        };
    };
    rows.truncate(MOST_ALERTS);
    keep(world, viewer, &subject, rows, incomplete).await
}

async fn keep(
    world: &impl World,
    viewer: &Viewer,
    subject: &Subject,
    mut rows: Vec<Json>,
    incomplete: bool,
) -> Result<(), Failure> {
    let at = world.now();
    let mut room = MOST_EVIDENCE;
    for row in &mut rows {
        let Some(alert) = listed_alert(row) else { continue };
        let body = row.to_string();
        if let Some(left) = room.checked_sub(body.len()) {
            room = left;
            cache::keep(world, &Subject::alert(viewer, &alert.id), &Kept { at, bodies: vec![body] }).await;
        }
        if let Json::Object(fields) = row {
            fields.retain(|(name, _)| name != "evidence");
        }
    }
    let list = Json::object([("value", Json::List(rows)), (INCOMPLETE, Json::Flag(incomplete))]).to_string();
    let keeping = cache::keep(world, subject, &Kept { at, bodies: vec![list] }).await;
    // Looked for after they were kept: a later sign-out finds them, an earlier one is found here.
    if !sign_in::is_signed_in(world, viewer).await {
        cache::forget_account(world, &viewer.account.key()).await;
        return Err(Reason::SignInNeeded.into());
    }
    match keeping {
        Keeping::Kept => Ok(()),
        Keeping::TooLarge => Err(Reason::TooLargeToKeep.into()),
        Keeping::NotStored => Err(Reason::NotStored.into()),
    }
}
