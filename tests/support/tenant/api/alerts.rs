//! `GET /api/alerts` and `GET /api/alerts/{id}`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::dataset::{Access, Alert};
use super::super::entra::tokens::Caller;
use super::super::record::RecordedRequest;
use super::super::server::World;
use super::super::urlencoded;
use super::odata::Filter;
use super::paging::{Paging, paged};
use super::{ApiError, context};

const LARGEST_PAGE: usize = 10_000;

/// The alert of that id, if this caller may see it.
pub fn visible(world: &World, caller: &Caller, id: &str) -> Result<Alert, ApiError> {
    let alert = world.dataset.alert(&caller.tenant_id, id);
    match alert {
        Some(alert) if alert.access == Access::Granted => Ok(alert),
        Some(alert) if alert.access == Access::Denied => {
            let message = "User does not have access to the machine of the alert.";
            Err(ApiError::new(StatusCode::FORBIDDEN, "Forbidden", message))
        }
        Some(_) | None => {
            Err(ApiError::new(StatusCode::NOT_FOUND, "ResourceNotFound", format!("Alert {id} not found.")))
        }
    }
}

/// One alert with its evidence.
pub fn one(world: &World, caller: &Caller, id: &str, _: &RecordedRequest) -> Result<Value, ApiError> {
    let mut body = visible(world, caller, id)?.resource(world.clock.started);
    body["@odata.context"] = json!(context("Alerts/$entity"));
    Ok(body)
}

/// The alerts that a query selects, newest first; evidence only when it is expanded.
pub fn list(world: &World, caller: &Caller, request: &RecordedRequest) -> Result<Value, ApiError> {
    let options = Options::read(&request.query)?;
    let start = world.clock.started;
    let seen = world.dataset.of_tenant(&caller.tenant_id).filter(|alert| alert.access == Access::Granted);
    let mut rows: Vec<Value> = seen.map(|alert| alert.resource(start)).collect();
    rows.retain(|row| options.filter.as_ref().is_none_or(|filter| filter.accepts(row)));
    rows.sort_by(|left, right| right["alertCreationTime"].as_str().cmp(&left["alertCreationTime"].as_str()));
    // Where a scenario splits the answer, each page is cut from the whole, as `$skip` of its link says.
    let skip = if *world.paging() == Paging::Whole { options.skip } else { 0 };
    let mut rows: Vec<Value> = rows.into_iter().skip(skip).take(options.top).collect();
    if options.evidence == Evidence::LeftOut {
        for row in &mut rows {
            row.as_object_mut().expect("an alert is an object").remove("evidence");
        }
    }
    let body = json!({ "@odata.context": context("Alerts") });
    Ok(paged(*world.paging(), request, rows, body))
}

#[derive(PartialEq, Eq)]
enum Evidence {
    Expanded,
    LeftOut,
}

struct Options {
    filter: Option<Filter>,
    top: usize,
    skip: usize,
    evidence: Evidence,
}

impl Options {
    fn read(query: &str) -> Result<Options, ApiError> {
        let mut options = Options { filter: None, top: LARGEST_PAGE, skip: 0, evidence: Evidence::LeftOut };
        for (name, value) in urlencoded::decode(query) {
            match name.as_str() {
                "$filter" => options.filter = Some(Filter::parse(&value).map_err(refused)?),
                "$top" => {
                    options.top = number(&value).filter(|top| *top <= LARGEST_PAGE).ok_or_else(|| {
                        refused(format!("The limit of '{LARGEST_PAGE}' for Top query has been exceeded by '{value}'."))
                    })?
                }
                "$skip" => {
                    options.skip =
                        number(&value).ok_or_else(|| refused(format!("Invalid value '{value}' for $skip.")))?;
                }
                "$expand" if value == "evidence" => options.evidence = Evidence::Expanded,
                _ => return Err(refused(format!("The query specified in the URI is not valid: '{name}={value}'."))),
            }
        }
        Ok(options)
    }
}

fn number(text: &str) -> Option<usize> {
    text.parse().ok()
}

fn refused(message: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "ODataError", message)
}
