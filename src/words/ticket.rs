//! The labels of the ticket text, and what it says of signatures.

use super::{
    card,
    catalogue::{Text, counted, messages, number, said, text},
    numbers,
};
use crate::{
    evidence::{organisation::InOrganisation, prevalence::Prevalence, signature::SignatureState},
    joining::joined,
};

messages! { "ticket":
    alert_id, link, severity, device, raised, as_of, files, no_files,
    name, path, seen_on, found_in, size_label, signer, not_named, signature_label, source, evidence_alone,
    threat, prevalence_label, first_seen, in_organisation_label,
}

/// Before an alert's title: "Alert", or "Alert 2 of 3".
pub fn alert(at: usize, of: usize) -> String {
    numbered("ticket_alert", "ticket_alert_of", at, of)
}

/// Above a file's rows: "File", or "File 2 of 3".
pub fn file(at: usize, of: usize) -> String {
    numbered("ticket_file", "ticket_file_of", at, of)
}

fn numbered(alone: &'static str, of_several: &'static str, at: usize, of: usize) -> String {
    if of == 1 { text(alone).to_owned() } else { said(of_several, &[&number(at as u64), &number(of as u64)]) }
}

/// "6 (1 with a threat named, 2 with a signature that is not valid)".
pub fn file_count(files: usize, threats: usize, not_valid: usize) -> String {
    let found = [("ticket_threats", threats), ("ticket_not_valid", not_valid)];
    let found = found.into_iter().filter(|(_, count)| *count > 0);
    let findings: Vec<String> = found.map(|(name, count)| counted(name, count as u64, &[])).collect();
    let findings = joined(&findings, card::COMMA);
    let files = number(files as u64);
    if findings.is_empty() { files } else { [&files, " (", &findings, ")"].concat() }
}

/// What stands behind the label of the signature.
pub fn signature(state: SignatureState) -> &'static Text {
    text(match state {
        SignatureState::Valid => "ticket_signature_valid",
        SignatureState::NotValid => "ticket_signature_not_valid",
        SignatureState::ValidityNotReported => "ticket_signature_validity_not_reported",
        SignatureState::NoValidSignature => "ticket_signature_no_valid",
        SignatureState::NoSignerReported => "ticket_signature_no_signer",
        SignatureState::ValidSignerNotNamed => "ticket_signature_signer_not_named",
    })
}

/// "723 KB (740,544 bytes)", or "42 bytes".
pub fn size(bytes: u64) -> String {
    let (rounded, exact) = (numbers::size(bytes), numbers::exact_size(bytes));
    if bytes < 1024 { exact } else { [&rounded, " (", &exact, ")"].concat() }
}

/// "29 devices worldwide (rare)".
pub fn prevalence(prevalence: Prevalence) -> String {
    counted("ticket_prevalence", prevalence.0, &[card::band(prevalence.band())])
}

/// "3 devices in the last 30 days, first seen 2026-01-02 03:04:05 UTC, last seen 2026-01-03 03:04:05 UTC".
pub fn in_organisation(here: &InOrganisation) -> String {
    if here.devices == Some(0) {
        return text("ticket_not_in_organisation").to_owned();
    }
    let mut told = said("ticket_in_organisation", &[&card::organisation_devices(here.devices)]);
    for (name, moment) in [("ticket_and_first_seen", here.first_seen), ("ticket_and_last_seen", here.last_seen)] {
        if let Some(moment) = moment {
            told.push_str(&said(name, &[&moment.utc_text()]));
        }
    }
    told
}
