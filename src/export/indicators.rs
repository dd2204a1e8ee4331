//! Rows of the portal's import of indicators (Settings, Endpoints, Indicators):
//! <https://learn.microsoft.com/en-us/defender-endpoint/indicator-manage>.
//!
//! Each row audits and raises an alert; whoever wants to block changes the action after the import, knowingly.

use std::collections::HashSet;

use super::{csv::line, facts::sources_of, ticket::AlertSource};
use crate::{
    evidence::{File, Hashes, hash_kind::HashKind, known_good::is_known_good},
    formats::Indicators,
    words,
};

/// An import takes no more rows.
pub const MOST_ROWS: usize = 500;

/// The import's columns, spelled as it wants them.
const COLUMNS: [&str; 12] = [
    "indicatorType",
    "indicatorValue",
    "action",
    "title",
    "description",
    "expirationTime",
    "severity",
    "recommendedActions",
    "rbacGroups",
    "category",
    "mitretechniques",
    "GenerateAlert",
];

/// The severities that an import knows.
const SEVERITIES: [&str; 4] = ["Informational", "Low", "Medium", "High"];

/// The files as indicators: by SHA-256, else by SHA-1, each hash once.
///
/// `listed` says which hashes are on the analyst's own list of known good files.
pub fn indicators(
    sources: &[AlertSource],
    files: &[&File],
    with_known_good: bool,
    listed: &dyn Fn(&Hashes) -> bool,
) -> Indicators {
    let Chosen { rows, known_good_left_out, without } = chosen(files, with_known_good, listed);
    let mut parts = Vec::new();
    for some in rows.chunks(MOST_ROWS) {
        let mut part = String::new();
        line(&mut part, &COLUMNS.map(str::to_owned));
        for (kind, hash, file) in some {
            line(&mut part, &row(kind, hash, file, sources));
        }
        parts.push(part);
    }
    Indicators { parts, rows: rows.len(), known_good_left_out, without, not_executable: not_matched(&rows) }
}

/// [`Indicators::not_executable`], without the text: it is told while somebody still chooses.
pub fn not_executable(files: &[&File], with_known_good: bool, listed: &dyn Fn(&Hashes) -> bool) -> usize {
    not_matched(&chosen(files, with_known_good, listed).rows)
}

/// A row: kind of hash, hash, and file.
type Row<'a> = (&'static str, String, &'a File);

/// Which files become rows.
#[derive(Default)]
struct Chosen<'a> {
    rows: Vec<Row<'a>>,
    known_good_left_out: usize,
    without: usize,
}

fn chosen<'a>(files: &[&'a File], with_known_good: bool, listed: &dyn Fn(&Hashes) -> bool) -> Chosen<'a> {
    let mut chosen = Chosen::default();
    let mut written = HashSet::new();
    for &file in files {
        if !with_known_good && is_known_good(file, listed) {
            chosen.known_good_left_out += 1;
            continue;
        }
        let (kind, hash) = match (HashKind::Sha256.of(file), HashKind::Sha1.of(file)) {
            (Some(hash), _) => ("FileSha256", hash),
            (None, Some(hash)) => ("FileSha1", hash),
            (None, None) => {
                chosen.without += 1;
                continue;
            }
        };
        if written.insert(hash.clone()) {
            chosen.rows.push((kind, hash, file));
        }
    }
    chosen
}

fn not_matched(rows: &[Row]) -> usize {
    rows.iter().filter(|(_, _, file)| file.portable_executable != Some(true)).count()
}

fn row(kind: &str, hash: &str, file: &File, sources: &[AlertSource]) -> [String; 12] {
    let of = sources_of(file, sources);
    let told = file.verdict.threat.as_deref().or(file.name()).unwrap_or(hash);
    let title = words::export::indicator_title(told);
    let first = of.first();
    let link = first.map_or("", |source| &source.link);
    let description = words::export::indicator_description(file.name(), &file.alerts, link);
    let severity = severity(file, &of);
    let empty = String::new;
    [
        kind.to_owned(),
        hash.to_owned(),
        "Audit".to_owned(),
        title,
        description,
        empty(),
        severity.to_owned(),
        empty(),
        empty(),
        empty(),
        empty(),
        "True".to_owned(),
    ]
}

/// Of a file with a named threat the gravest of its alerts, of any other the least that there is.
fn severity(file: &File, of: &[&AlertSource]) -> &'static str {
    if file.verdict.threat.is_none() {
        return SEVERITIES[0];
    }
    let told = of.iter().filter_map(|source| source.alert?.severity.as_deref());
    let known = told.filter_map(|told| SEVERITIES.iter().rposition(|severity| told.eq_ignore_ascii_case(severity)));
    SEVERITIES[known.max().unwrap_or(2)]
}
