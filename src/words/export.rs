//! The words of the exports: what the analyst chooses from, what is told afterwards, and what others will read in them.

use crate::{
    alert_id::AlertId,
    display::grouped,
    export::{CopyFormat, ExportFormat, indicators::Indicators, kql::Query},
};

/// Button.
pub const EXPORT: &str = "Export";
/// Selection.
pub const FORMAT: &str = "Format";
/// Selection.
pub const WHICH_FILES: &str = "Files";
/// Button.
pub const COPY: &str = "Copy";
/// Button.
pub const DOWNLOAD: &str = "Download";
/// Button.
pub const HUNT: &str = "Hunt in the portal";
/// Button.
pub const CLEAR_SELECTION: &str = "Clear selection";
/// Tick.
pub const WITH_KNOWN_GOOD: &str = "Known-good files too";
/// Under the tick.
pub const INDICATORS_EXPLAINED: &str = "For the portal's import: action Audit, with an alert. Nothing is blocked.";
/// The columns of the Markdown table.
pub const COLUMNS: [&str; 6] = ["File", "Threat", "Signature", "Devices worldwide", "First seen", "Hash"];
/// One more of them, where the organisation was asked about a file.
pub const DEVICES_HERE: &str = "Devices in organisation";
/// Nothing to export.
pub const NOTHING: &str = "Nothing was exported: there are no files here.";
/// Nothing to export.
pub const NO_HASHES: &str = "Nothing was exported: none of these files has a SHA-256 or SHA-1.";
/// Indicators, all of them known good.
pub const ONLY_KNOWN_GOOD: &str = "Nothing was exported: these files are known good. Tick them to have them too.";
/// More indicators than an import takes.
pub const TOO_MANY_ROWS: &str =
    "Nothing was copied: the portal imports 500 indicators at a time. Download makes a file of each 500.";
/// A query that is too long for an address.
pub const COPIED_INSTEAD: &str = "The query is too long for a link, so it was copied: paste it into advanced hunting.";

/// What a format is called.
pub fn format(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "CSV, every fact",
        ExportFormat::Json => "JSON, every fact",
        ExportFormat::Markdown => "Markdown table",
        ExportFormat::Copy(CopyFormat::TicketText) => "Ticket text",
        ExportFormat::Copy(CopyFormat::Sha256) => "List of SHA-256",
        ExportFormat::Copy(CopyFormat::Sha1) => "List of SHA-1",
        ExportFormat::Copy(CopyFormat::Md5) => "List of MD5",
        ExportFormat::Indicators => "Defender indicators",
        ExportFormat::Kql => "Hunting query (KQL)",
        ExportFormat::Stix => "STIX 2.1 bundle",
    }
}

/// All files: `All 6`.
pub fn all_files(count: usize) -> String {
    ["All ", &grouped(count as u64)].concat()
}

/// The files that the filter leaves: `Shown 2`.
pub fn shown_files(count: usize) -> String {
    ["Shown ", &grouped(count as u64)].concat()
}

/// The files that were selected: `Selected 1`.
pub fn selected_files(count: usize) -> String {
    ["Selected ", &grouped(count as u64)].concat()
}

/// `6 files`.
pub fn files(count: usize) -> String {
    grouped(count as u64) + if count == 1 { " file" } else { " files" }
}

/// After a copy: "Markdown table of 6 files copied".
pub fn copied(of: ExportFormat, count: usize) -> String {
    let name = format(of);
    let name = name.split_once(',').map_or(name, |(name, _)| name);
    [name, " of ", &files(count), " copied"].concat()
}

/// After a download: "Saved hashcard-da1_1.csv".
pub fn saved(name: &str, more: usize) -> String {
    match more {
        0 => ["Saved ", name].concat(),
        _ => ["Saved ", name, " and ", &grouped(more as u64), " more"].concat(),
    }
}

/// In a file's name, where there are several alerts: `3-alerts`.
pub fn alerts(count: usize) -> String {
    count.to_string() + "-alerts"
}

/// What is to be said of indicators: "; 3 known-good left out; 1 file has no SHA-256 or SHA-1".
pub fn indicators(indicators: &Indicators) -> String {
    let mut said = String::new();
    if indicators.known_good_left_out > 0 {
        said.push_str("; ");
        said.push_str(&grouped(indicators.known_good_left_out as u64));
        said.push_str(" known-good left out");
    }
    said.push_str(&without(indicators.without));
    said
}

/// What is to be said of a query.
pub fn query(query: &Query) -> String {
    without(query.without)
}

fn without(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; 1 file has no SHA-256 or SHA-1".to_owned(),
        _ => ["; ", &files(count), " have no SHA-256 or SHA-1"].concat(),
    }
}

/// Before indicators of files that are not, or not known to be, portable executables.
pub fn not_executable(count: usize) -> String {
    let which = if count == 1 { " is not known to be one." } else { " are not known to be one." };
    ["Defender matches portable executables (PE) only; ", &files(count), which].concat()
}

/// The title of an indicator.
pub fn indicator_title(told: &str) -> String {
    ["Hashcard: ", told].concat()
}

/// The description of an indicator: where it comes from.
pub fn indicator_description(name: Option<&str>, alerts: &[AlertId], link: &str) -> String {
    let mut said = match name {
        Some(name) => ["File ", name, " of Defender alert"].concat(),
        None => "File of Defender alert".to_owned(),
    };
    for (at, alert) in alerts.iter().enumerate().take(3) {
        said.push_str(if at == 0 { " " } else { ", " });
        said.push_str(alert.as_str());
    }
    if alerts.len() > 3 {
        said.push_str(" and others");
    }
    if !link.is_empty() {
        said.push_str("; ");
        said.push_str(link);
    }
    said
}

/// How many cards are selected: "2 selected".
pub fn selected(count: usize) -> String {
    grouped(count as u64) + " selected"
}
/// The control that selects a card; `name` is the file's name or the beginning of a hash.
pub fn select(name: Option<&str>) -> String {
    ["Select ", name.unwrap_or("file without name or hash")].concat()
}
