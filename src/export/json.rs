//! An array of objects for programs: every fact of every file as it came; what is not known is left out.

use super::{
    facts::{Fact, facts, moment, sources_of},
    ticket::Source,
};
use crate::{
    evidence::{File, alert::Sighting},
    json::Json,
};

/// The files, in the order shown.
pub fn json(sources: &[Source], files: &[&File]) -> String {
    lines(files.iter().map(|file| object(sources, file)))
}

/// An array with an item on each line.
fn lines(items: impl Iterator<Item = Json>) -> String {
    let mut text = "[".to_owned();
    for (at, item) in items.enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&item.to_string());
    }
    text.push_str("\n]\n");
    text
}

fn object(sources: &[Source], file: &File) -> Json {
    let mut fields = known(&mut facts(file));
    let sightings: Vec<Json> = file.sightings.iter().map(sighting).collect();
    if !sightings.is_empty() {
        fields.push(("sightings".to_owned(), Json::List(sightings)));
    }
    fields.push(("alerts".to_owned(), Json::List(alerts(sources, file))));
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

fn alerts(sources: &[Source], file: &File) -> Vec<Json> {
    let alert = |source: &Source| {
        let alert = source.alert;
        let read = |of: fn(&crate::evidence::alert::Alert) -> &Option<String>| {
            alert.map_or(Json::Nothing, |alert| text(of(alert)))
        };
        Json::Object(known(&mut [
            ("id", Json::from(source.id.as_str())),
            ("link", Json::from(&*source.link)),
            ("title", read(|alert| &alert.title)),
            ("severity", read(|alert| &alert.severity)),
            ("status", read(|alert| &alert.status)),
            ("category", read(|alert| &alert.category)),
            ("threatFamily", read(|alert| &alert.threat_family)),
            ("device", read(|alert| &alert.device)),
            ("raised", moment(alert.and_then(|alert| alert.created))),
            ("asOf", moment(Some(source.as_of))),
        ]))
    };
    sources_of(file, sources).into_iter().map(alert).collect()
}

fn text(text: &Option<String>) -> Json {
    text.as_deref().map_or(Json::Nothing, Json::from)
}

fn known(facts: &mut [Fact]) -> Vec<(String, Json)> {
    let known = facts.iter_mut().filter(|(_, value)| *value != Json::Nothing);
    known.map(|(name, value)| ((*name).to_owned(), std::mem::take(value))).collect()
}
