//! What an export holds, of which files, and what is told of it.

use std::rc::Rc;

use super::{
    copying::{files_narrowed, hashes_of, sources},
    export_form::{ExportScope, Form},
    state::State,
};
use crate::{
    evidence::{File, hash_kind::HashKind},
    export::{csv, indicators::indicators, json, kql, markdown, stix, ticket},
    formats::{CopyFormat, ExportFormat},
    words::export as words,
};

/// An export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its texts: one, but where an import takes no more in one.
    pub texts: Vec<String>,
    /// What is told once it was copied.
    pub told: String,
}

/// The files of a scope, in the order shown.
pub fn files(state: &State, scope: ExportScope) -> Vec<Rc<File>> {
    let filter = match scope {
        ExportScope::All | ExportScope::Selected => "",
        ExportScope::Shown => &state.filter,
    };
    let mut files = files_narrowed(state, filter).files;
    if scope == ExportScope::Selected {
        files.retain(|file| state.tools.selected.has(file));
    }
    files
}

/// Makes the export, or tells why there is none. `random` makes what must be another one each time.
pub fn export(state: &State, form: Form, random: [u8; 16]) -> Result<Export, String> {
    let files = files(state, form.scope).into_iter().map(|file| state.tools.asked.complete(file));
    let files: Vec<Rc<File>> = files.collect();
    let files: Vec<&File> = files.iter().map(Rc::as_ref).collect();
    let sources = sources(state);
    if files.is_empty() || sources.is_empty() {
        return Err(words::nothing().to_owned());
    }
    let mut told = words::copied(form.format, files.len());
    let texts = match form.format {
        ExportFormat::Csv => vec![csv::csv(&sources, &files)],
        ExportFormat::Json => vec![json::json(&sources, &files)],
        ExportFormat::Markdown => vec![markdown::markdown(&files)],
        ExportFormat::Copy(CopyFormat::TicketText) => vec![ticket::ticket(&sources, &files)],
        ExportFormat::Copy(CopyFormat::Sha256) => return list(HashKind::Sha256, &files),
        ExportFormat::Copy(CopyFormat::Sha1) => return list(HashKind::Sha1, &files),
        ExportFormat::Copy(CopyFormat::Md5) => return list(HashKind::Md5, &files),
        ExportFormat::Indicators => {
            let found = indicators(&sources, &files, form.known_good, &|hashes| state.is_listed(hashes));
            if found.rows == 0 {
                let only_known_good = found.known_good_left_out > 0;
                return Err(if only_known_good { words::only_known_good() } else { words::no_hashes() }.to_owned());
            }
            told = words::copied(form.format, found.rows) + &words::indicators(&found);
            found.parts
        }
        ExportFormat::Kql => {
            let query = kql::query(&files);
            if query.files == 0 {
                return Err(words::no_hashes().to_owned());
            }
            told = words::copied(form.format, query.files) + &words::query(&query);
            vec![query.text]
        }
        ExportFormat::Stix => {
            let without = files.iter().filter(|file| !stix::tells_of(file)).count();
            if without == files.len() {
                return Err(words::no_hashes().to_owned());
            }
            told = words::copied(form.format, files.len() - without) + &words::without_hash_and_name(without);
            vec![stix::bundle(&files, random)]
        }
    };
    Ok(Export { texts, told })
}

fn list(kind: HashKind, files: &[&File]) -> Result<Export, String> {
    let (text, told) = hashes_of(kind, files, 0);
    match text {
        Some(text) => Ok(Export { texts: vec![text], told }),
        None => Err(told),
    }
}

/// The files to save: name and content. No name has anything from outside but an alert's id.
pub fn saved(state: &State, format: ExportFormat, texts: Vec<String>) -> Vec<(String, String)> {
    let about = match &*sources(state) {
        [one] => one.id.as_str().to_owned(),
        several => words::alerts(several.len()),
    };
    let [what, extension] = format.ending();
    let several = texts.len() > 1;
    let mut files = Vec::new();
    for (at, mut text) in texts.into_iter().enumerate() {
        if format == ExportFormat::Csv {
            text.insert(0, csv::BYTE_ORDER_MARK);
        }
        let number = if several { ["-", &(at + 1).to_string()].concat() } else { String::new() };
        files.push((["hashcard-", &about, what, &number, extension].concat(), text));
    }
    files
}
