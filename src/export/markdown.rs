//! A table for a page or a chat: the facts that decide.

use crate::{
    display::made_visible,
    evidence::{File, hash_kind},
    time::Timestamp,
    words::{self, catalogue::Text},
};

/// Where the organisation's devices stand among the columns.
const DEVICES_HERE: usize = 4;

/// A head, then a row for each file. How many of the organisation's devices have it is a column where that was asked of
/// any of them.
pub fn markdown(files: &[&File]) -> String {
    let asked = files.iter().any(|file| file.in_organisation.is_some());
    let mut columns = [
        words::export::column_file(),
        words::export::column_threat(),
        words::export::column_signature(),
        words::export::column_worldwide(),
        words::export::column_first_seen(),
        words::export::column_hash(),
    ]
    .map(Text::to_owned)
    .to_vec();
    if asked {
        columns.insert(DEVICES_HERE, words::export::column_here().to_owned());
    }
    let mut table = String::new();
    row(&mut table, &columns);
    row(&mut table, &vec!["---".to_owned(); columns.len()]);
    for file in files {
        let hash = hash_kind::best(file);
        // Digits and our own words need no care.
        let signature = match file.only_in_evidence {
            true => words::ticket::evidence_alone(),
            false => words::ticket::signature(file.signature.state()),
        };
        let signer = file.signature.signer.as_deref().map(escaped);
        let mut cells = vec![
            file.name().map(escaped).unwrap_or_default(),
            file.verdict.threat.as_deref().map(escaped).unwrap_or_default(),
            match signer {
                Some(signer) => [&signer, " (", signature, ")"].concat(),
                None => signature.to_owned(),
            },
            file.prevalence.map(|prevalence| words::numbers::number(prevalence.0)).unwrap_or_default(),
            file.first_seen.map(Timestamp::utc_text).unwrap_or_default(),
            hash.map(|(kind, hash)| [words::copy::kind(kind), " `", &hash, "`"].concat()).unwrap_or_default(),
        ];
        if asked {
            let devices = file.in_organisation.as_ref().and_then(|here| here.devices);
            cells.insert(DEVICES_HERE, devices.map(words::numbers::number).unwrap_or_default());
        }
        row(&mut table, &cells);
    }
    table
}

fn row(table: &mut String, cells: &[String]) {
    for cell in cells {
        table.push_str("| ");
        table.push_str(cell);
        table.push(' ');
    }
    table.push_str("|\n");
}

/// Text from outside on one line, with everything that Markdown would read as markup escaped; addresses do not become
/// links by themselves, nor names mentions.
fn escaped(text: &str) -> String {
    let visible = made_visible(text);
    let mut escaped = String::with_capacity(visible.len());
    let mut rest = visible.as_str();
    while let Some(letter) = rest.chars().next() {
        let links = rest.starts_with("://") || (letter == '.' && escaped.to_ascii_lowercase().ends_with("www"));
        if links || r"\`*_{}[]<>#!|~&$@".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    escaped
}
