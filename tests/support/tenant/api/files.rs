//! `GET /api/alerts/{id}/files`, `GET /api/files/{hash}` and its statistics.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::dataset::{dated, generated, seeded};
use super::super::entra::tokens::Caller;
use super::super::record::RecordedRequest;
use super::super::server::World;
use super::alerts::visible;
use super::paging::paged;
use super::{ApiError, context};

/// The files of an alert. The page documents no query option, and the service ignores unknown ones.
pub fn of_alert(world: &World, caller: &Caller, id: &str, request: &RecordedRequest) -> Result<Value, ApiError> {
    let alert = visible(world, caller, id)?;
    let files = alert.files_at(world.clock.started);
    let paging = *world.paging();
    Ok(paged(paging, request, files, json!({ "@odata.context": context("Files") })))
}

/// One file: the object itself.
pub fn one(world: &World, caller: &Caller, hash: &str, _: &RecordedRequest) -> Result<Value, ApiError> {
    let (mut file, _) = found(world, caller, hash)?;
    file["@odata.context"] = json!(context("Files/$entity"));
    Ok(file)
}

/// The file in the caller's organisation, in both spellings that real answers carry.
pub fn stats(world: &World, caller: &Caller, hash: &str, request: &RecordedRequest) -> Result<Value, ApiError> {
    let hours = request.query_value("lookBackHours").map_or(Ok(720), |text| text.parse::<u32>());
    if !matches!(hours, Ok(1..=720)) {
        let message = "lookBackHours must be a number from 1 to 720.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "InvalidInput", message));
    }
    let (file, names) = found(world, caller, hash)?;
    let worldwide = file["globalPrevalence"].as_u64().unwrap_or(0);
    let devices = seeded::number(hash, "devices", 12).saturating_add(1).min(worldwide.max(1));
    Ok(json!({
        "@odata.context": context("microsoft.windowsDefenderATP.api.InOrgFileStats"),
        "sha1": file["sha1"],
        "orgPrevalence": devices.to_string(),
        "organizationPrevalence": devices,
        "orgFirstSeen": file["globalLastObserved"],
        "orgLastSeen": file["globalLastObserved"],
        "globalPrevalence": worldwide.to_string(),
        "globallyPrevalence": worldwide,
        "globalFirstObserved": file["globalFirstObserved"],
        "globalLastObserved": file["globalLastObserved"],
        "topFileNames": names,
    }))
}

/// The file of that SHA-1 or SHA-256 in any alert of the caller's tenant, with the names that evidence gives it.
fn found(world: &World, caller: &Caller, hash: &str) -> Result<(Value, Vec<String>), ApiError> {
    let is_hash = matches!(hash.len(), 40 | 64) && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash {
        let message = format!("'{hash}' is not a valid file hash.");
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "InvalidHashValue", message));
    }
    let start = world.clock.started;
    let same = |value: &Value| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(hash));
    for alert in world.dataset.of_tenant(&caller.tenant_id) {
        let file = alert.files_at(start).into_iter().find(|file| same(&file["sha1"]) || same(&file["sha256"]));
        if let Some(file) = file {
            let evidence = alert.resource(start)["evidence"].take();
            let named = evidence.as_array().into_iter().flatten();
            let mut names: Vec<String> = named
                .filter(|item| same(&item["sha1"]) || same(&item["sha256"]))
                .filter_map(|item| item["fileName"].as_str().map(str::to_owned))
                .collect();
            names.dedup();
            return Ok((file, names));
        }
    }
    let made = generated::file(&hash.to_ascii_lowercase());
    let made = made.map(|(file, name)| (dated(file, start), vec![name]));
    made.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "ResourceNotFound", format!("File {hash} not found.")))
}
