//! The words of the exports: what the analyst chooses from, what is told afterwards, and what others will read in them.

use super::catalogue::{Text, counted, messages, number, said, text};
use crate::{
    alert_id::AlertId,
    formats::{CopyFormat, ExportFormat, Indicators, Query},
};

messages! { "export":
    open, format_field, which_files, copy, download, hunt, clear_selection, with_known_good, indicators_explained,
    nothing, no_hashes, only_known_good, too_many_rows, copied_instead,
    column_file, column_threat, column_signature, column_worldwide, column_here, column_first_seen, column_hash,
}

/// What a format is called.
pub fn format(format: ExportFormat) -> &'static Text {
    text(match format {
        ExportFormat::Csv => "export_csv_explained",
        ExportFormat::Json => "export_json_explained",
        ExportFormat::Markdown
        | ExportFormat::Copy(_)
        | ExportFormat::Indicators
        | ExportFormat::Kql
        | ExportFormat::Stix => return short(format),
    })
}

fn short(format: ExportFormat) -> &'static Text {
    text(match format {
        ExportFormat::Csv => "export_csv",
        ExportFormat::Json => "export_json",
        ExportFormat::Markdown => "export_markdown",
        ExportFormat::Copy(CopyFormat::TicketText) => "export_ticket_text",
        ExportFormat::Copy(CopyFormat::Sha256) => "export_sha256",
        ExportFormat::Copy(CopyFormat::Sha1) => "export_sha1",
        ExportFormat::Copy(CopyFormat::Md5) => "export_md5",
        ExportFormat::Indicators => "export_indicators",
        ExportFormat::Kql => "export_kql",
        ExportFormat::Stix => "export_stix",
    })
}

/// All files: `All 6`.
pub fn all_files(count: usize) -> String {
    counted("export_all_files", count as u64, &[])
}

/// The files that the filter leaves: `Shown 2`.
pub fn shown_files(count: usize) -> String {
    counted("export_shown_files", count as u64, &[])
}

/// The files that were selected: `Selected 1`.
pub fn selected_files(count: usize) -> String {
    counted("export_selected_files", count as u64, &[])
}

/// `6 files`.
pub fn files(count: usize) -> String {
    counted("export_files", count as u64, &[])
}

/// After a copy: "Markdown table of 6 files copied".
pub fn copied(of: ExportFormat, count: usize) -> String {
    counted("export_copied", count as u64, &[short(of)])
}

/// After a download: "Saved hashcard-da1_1.csv".
pub fn saved(name: &str, more: usize) -> String {
    match more {
        0 => said("export_saved", &[name]),
        _ => counted("export_saved_several", more as u64, &[name]),
    }
}

/// In a file's name, where there are several alerts: `3-alerts`.
pub fn alerts(count: usize) -> String {
    said("export_several_alerts", &[&count.to_string()])
}

/// What is to be said of indicators: "; 3 known-good left out; 1 file has no SHA-256 or SHA-1".
pub fn indicators(indicators: &Indicators) -> String {
    let left_out = match indicators.known_good_left_out {
        0 => String::new(),
        count => counted("export_known_good_left_out", count as u64, &[]),
    };
    left_out + &without(indicators.without)
}

/// What is to be said of a query.
pub fn query(query: &Query) -> String {
    without(query.without)
}

/// What is to be said of files that a bundle cannot name.
pub fn without_hash_and_name(count: usize) -> String {
    if count == 0 { String::new() } else { counted("export_without_hash_and_name", count as u64, &[]) }
}

fn without(count: usize) -> String {
    if count == 0 { String::new() } else { counted("export_without_hash", count as u64, &[]) }
}

/// Before indicators of files that are not, or not known to be, portable executables.
pub fn not_executable(count: usize) -> String {
    counted("export_not_executable", count as u64, &[])
}

/// The title of an indicator.
pub fn indicator_title(told: &str) -> String {
    said("export_indicator_title", &[told])
}

/// The description of an indicator: where it comes from.
pub fn indicator_description(name: Option<&str>, alerts: &[AlertId], link: &str) -> String {
    const NAMED: usize = 3;
    let mut ids = alerts.iter().take(NAMED).map(AlertId::as_str).collect::<Vec<_>>().join(super::card::COMMA);
    if alerts.len() > NAMED {
        ids = said("export_and_others", &[&ids]);
    }
    let of_alert = match name {
        Some(name) => said("export_indicator_of_file", &[name, &ids]),
        None => said("export_indicator_of_unnamed", &[&ids]),
    };
    let of_alert = of_alert.trim_end();
    if link.is_empty() { of_alert.to_owned() } else { [of_alert, "; ", link].concat() }
}

/// How many cards are selected: "2 selected".
pub fn selected(count: usize) -> String {
    said("export_selected", &[&number(count as u64)])
}
