//! A table for spreadsheets: every fact of every file, RFC 4180, and no cell that becomes a formula.
//!
//! The text has no byte order mark; [`BYTE_ORDER_MARK`] goes before a saved file, without which Excel reads UTF-8 as
//! something else. On the clipboard it would become part of the first name.

use super::{
    facts::{ORGANISATION_NAMES, PLACES, facts, organisation_names, places, sources_of},
    ticket::AlertSource,
};
use crate::{display::made_visible, evidence::File, joining::joined, json::Json};

/// Goes before the text in a saved file.
pub const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Between the values of a list in one cell. No name of a file on Windows has it.
const BETWEEN: &str = " | ";

/// A head, then a line for each file.
pub fn csv(sources: &[AlertSource], files: &[&File]) -> String {
    let mut table = String::new();
    // Facts of no file have the same names.
    let nobody = File::default();
    let head: Vec<String> = columns(&nobody, &[]).into_iter().map(|(name, _)| name.to_owned()).collect();
    line(&mut table, &head);
    for file in files {
        let cells: Vec<String> = columns(file, sources).into_iter().map(|(_, value)| value).collect();
        line(&mut table, &cells);
    }
    table
}

fn columns(file: &File, sources: &[AlertSource]) -> Vec<(&'static str, String)> {
    let mut columns: Vec<(&'static str, String)> = Vec::new();
    for (name, value) in facts(file) {
        columns.push((name, written(value)));
    }
    columns.push((ORGANISATION_NAMES, joined(organisation_names(file), BETWEEN)));
    for (name, values) in PLACES.into_iter().zip(places(file)) {
        columns.push((name, joined(&values, BETWEEN)));
    }
    let (mut titles, mut links, mut as_of) = (Vec::new(), Vec::new(), String::new());
    for source in sources_of(file, sources) {
        titles.extend(source.alert.and_then(|alert| alert.title.as_deref()));
        links.push(source.link.as_str());
        as_of = source.as_of.to_iso8601();
    }
    let alerts: Vec<&str> = file.alerts.iter().map(|alert| alert.as_str()).collect();
    let lists = [("alerts", alerts), ("alertTitles", titles), ("alertLinks", links)];
    columns.extend(lists.map(|(name, values)| (name, values.join(BETWEEN))));
    columns.push(("asOf", as_of));
    columns
}

fn written(value: Json) -> String {
    match value {
        Json::Nothing => String::new(),
        Json::Text(text) => text,
        Json::Flag(_) | Json::Whole(_) | Json::Fraction(_) | Json::List(_) | Json::Object(_) => value.to_string(),
    }
}

/// Adds a line of cells.
pub(super) fn line(table: &mut String, cells: &[String]) {
    for (at, value) in cells.iter().enumerate() {
        if at > 0 {
            table.push(',');
        }
        cell(table, value);
    }
    table.push_str("\r\n");
}

/// Quotes around what needs them. Before what a spreadsheet would calculate stands `'`, which makes it text: at the
/// start of the cell, and after what is the end of a cell where lists are separated otherwise than here.
fn cell(table: &mut String, value: &str) {
    // Line breaks, tabs, marks and what else does not show are spelled out here already.
    let value = made_visible(value);
    let mut safe = String::with_capacity(value.len());
    let mut starts = true;
    for letter in value.chars() {
        if starts && calculates(letter) {
            safe.push('\'');
        }
        starts = matches!(letter, ';' | ',') || (starts && (letter.is_whitespace() || letter == '"'));
        safe.push(letter);
    }
    if safe.bytes().any(|byte| b"\",; ".contains(&byte)) {
        table.push('"');
        table.push_str(&safe.replace('"', "\"\""));
        table.push('"');
    } else {
        table.push_str(&safe);
    }
}

/// What begins a formula, as it is, full-width and small, which spreadsheets in East Asian languages read alike.
fn calculates(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−')
}
