//! Which files need no look: they fold into one line, and are never dropped.

use std::borrow::Borrow;

use super::{File, Hashes, prevalence::Band, signature::SignatureState};

/// Below this many files nothing folds.
const FEWEST_FILES: usize = 8;
/// Nothing folds when fewer cards would remain.
const FEWEST_CARDS: usize = 3;

/// For each file whether it folds; none does where folding would save too little or leave too little.
///
/// `listed` says which hashes are on the analyst's own list of known good files.
pub fn folded<F: Borrow<File>>(files: &[F], listed: impl Fn(&Hashes) -> bool) -> Vec<bool> {
    let mut folded: Vec<bool> = files.iter().map(|file| is_known_good(file.borrow(), &listed)).collect();
    let cards = folded.iter().filter(|folded| !**folded).count();
    if files.len() < FEWEST_FILES || cards < FEWEST_CARDS {
        folded.fill(false);
    }
    folded
}

/// Validly signed and common, or listed; and neither a named threat, nor determined to be anything, nor caught by
/// Defender.
pub fn is_known_good(file: &File, listed: impl Fn(&Hashes) -> bool) -> bool {
    let trusted = file.signature.state() == SignatureState::Valid
        && file.prevalence.is_some_and(|prevalence| prevalence.band() == Band::Common);
    let determined = file.verdict.threat.is_some() || file.verdict.telling_determination().is_some();
    let suspected = determined || file.is_caught();
    !suspected && (trusted || listed(&file.hashes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{alert::Sighting, prevalence::Prevalence, signature::Signature, verdict::Verdict};

    fn common(reported_valid: Option<bool>, devices: u64) -> File {
        let signer = Some("Microsoft Corporation".to_owned());
        File {
            signature: Signature { signer, reported_valid, ..Signature::default() },
            prevalence: Some(Prevalence(devices)),
            ..File::default()
        }
    }

    fn good() -> File {
        common(Some(true), 1_001)
    }

    fn caught(detection: &str) -> File {
        let sighting = Sighting { detection: Some(detection.to_owned()), ..Sighting::default() };
        File { sightings: vec![sighting], ..good() }
    }

    fn own() -> Hashes {
        Hashes { sha1: "F2A00FD2F2DE1BE0214B8529F1E9F67096C1AA70".parse().ok(), ..Hashes::default() }
    }

    fn check(file: File, expected: bool) {
        // Enough others, so that folding pays.
        let mut files = vec![File::default(); 8];
        files.push(file);
        let folded = folded(&files, |hashes| *hashes == own());
        assert_eq!(folded.last(), Some(&expected), "{:?}", files.last());
    }

    #[test]
    fn validly_signed_and_common_files_fold() {
        check(good(), true);
        check(common(Some(true), 1_000), false);
        check(common(Some(false), 1_001), false);
        check(common(None, 1_001), false);
        check(File { prevalence: None, ..good() }, false);
        check(File { signature: Signature { reported_valid: Some(true), ..Signature::default() }, ..good() }, false);
    }

    #[test]
    fn files_of_the_own_list_fold() {
        check(File { hashes: own(), ..File::default() }, true);
    }

    #[test]
    fn what_defender_named_or_caught_never_folds() {
        let verdict = Verdict { threat: Some("PUA:Win32/FusionCore".to_owned()), ..Verdict::default() };
        check(File { verdict: verdict.clone(), ..good() }, false);
        check(File { verdict, hashes: own(), ..good() }, false);
        for (determination, folds) in [("Pua", false), ("Malware", false), ("unknown", true)] {
            let verdict = Verdict { determination: Some(determination.to_owned()), threat: None };
            check(File { verdict, ..good() }, folds);
        }
        check(caught("Detected"), false);
        check(caught("prevented"), false);
        check(File { hashes: own(), ..caught("Detected") }, false);
        check(caught("Unknown"), true);
    }

    #[test]
    fn nothing_folds_where_it_saves_too_little_or_leaves_too_little() {
        for (known_good, others, folds) in [(4, 3, false), (5, 3, true), (6, 2, false), (8, 0, false), (1, 7, true)] {
            let mut files = vec![good(); known_good];
            files.resize(known_good + others, File::default());
            let folded = folded(&files, |_| false).into_iter().filter(|folded| *folded).count();
            assert_eq!(folded, if folds { known_good } else { 0 }, "{known_good} and {others}");
        }
    }
}
