//! An array of objects for programs: every fact of every file as it came; what is not known is left out.

use super::{
    facts::{Fact, ORGANISATION_NAMES, facts, moment, organisation_names, sources_of, text},
    ticket::AlertSource,
};
use crate::{
    evidence::{
        File,
        alert::{Alert, Sighting},
    },
    json::Json,
};

/// The files, in the order shown.
pub fn json(sources: &[AlertSource], files: &[&File]) -> String {
    let mut text = "[".to_owned();
    for (at, file) in files.iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&object(sources, file).to_string());
    }
    text.push_str("\n]\n");
    text
}

fn object(sources: &[AlertSource], file: &File) -> Json {
    let mut fields = known(&mut facts(file));
    let names = organisation_names(file);
    if !names.is_empty() {
        let names = names.iter().map(|name| Json::from(&**name)).collect();
        fields.push((ORGANISATION_NAMES.to_owned(), Json::List(names)));
    }
    let sightings: Vec<Json> = file.sightings.iter().map(sighting).collect();
    if !sightings.is_empty() {
        fields.push(("sightings".to_owned(), Json::List(sightings)));
    }
    fields.push(("alerts".to_owned(), Json::List(sources_of(file, sources).into_iter().map(alert).collect())));
    Json::Object(fields)
}

fn sighting(sighting: &Sighting) -> Json {
    Json::Object(known(&mut [
        ("name", text(&sighting.name)),
        ("folder", text(&sighting.folder)),
        ("device", text(&sighting.device)),
        ("detection", text(&sighting.detection)),
    ]))
}

fn alert(source: &AlertSource) -> Json {
    // Of an alert that could not be read nothing is known.
    let unread = Alert::unread(source.id.clone());
    let alert = source.alert.unwrap_or(&unread);
    Json::Object(known(&mut [
        ("id", Json::from(source.id.as_str())),
        ("link", Json::from(&*source.link)),
        ("title", text(&alert.title)),
        ("severity", text(&alert.severity)),
        ("status", text(&alert.status)),
        ("category", text(&alert.category)),
        ("threatFamily", text(&alert.threat_family)),
        ("device", text(&alert.device)),
        ("raised", moment(alert.created)),
        ("asOf", moment(Some(source.as_of))),
    ]))
}

fn known(facts: &mut [Fact]) -> Vec<(String, Json)> {
    let mut known = Vec::new();
    for (name, value) in facts {
        if *value != Json::Nothing {
            known.push(((*name).to_owned(), std::mem::take(value)));
        }
    }
    known
}
