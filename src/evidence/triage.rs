//! Which file to look at first.

use std::{borrow::Borrow, time::Duration};

use super::{File, prevalence::Band, signature::SignatureState};
use crate::{letter_case::lowercase, sorting::sorted, time::Timestamp};

/// An order of cards. Where two files are alike, and where a fact is unknown at the end, they stay as they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// What is most likely bad first.
    #[default]
    Triage,
    /// The rarest first.
    Prevalence,
    /// The youngest first.
    FirstSeen,
    /// By the name in the evidence, whatever the letter case.
    Name,
    /// The largest first.
    Size,
}

impl Order {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Order; 5] = [Order::Triage, Order::Prevalence, Order::FirstSeen, Order::Name, Order::Size];
}

/// How many files there are of each kind that is looked at first; a file can be of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All of them.
    pub files: usize,
    /// With a threat's name.
    pub threats: usize,
    /// Signed, and the certificate reported not valid.
    pub not_valid: usize,
    /// No signer named, and reported not valid or not at all.
    pub no_valid_signature: usize,
    /// On fewer than 50 devices worldwide.
    pub rare: usize,
    /// First seen less than 30 days ago.
    pub recent: usize,
    /// Named by the evidence alone.
    pub only_in_evidence: usize,
}

/// How long a file counts as young.
const YOUNG: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Brings the files into an order; stable.
pub fn sort<F: Borrow<File>>(files: &mut Vec<F>, order: Order, now: Timestamp) {
    // One type of key for every order, for each instance of a sort has its price in wasm.
    let key = |(at, file): (usize, &F)| {
        let file: &File = file.borrow();
        let number = match order {
            Order::Triage => u64::from(u8::MAX - suspicion(file, now)),
            Order::Prevalence => file.prevalence.map_or(u64::MAX, |prevalence| prevalence.0),
            Order::FirstSeen => file.first_seen.map_or(u64::MAX, |seen| seen.0.abs_diff(i64::MAX)),
            Order::Name => u64::from(file.name().is_none()),
            Order::Size => file.size.map_or(u64::MAX, |size| u64::MAX - 1 - size.min(u64::MAX - 1)),
        };
        let name = match order {
            Order::Name => file.name().map(lowercase),
            Order::Triage | Order::Prevalence | Order::FirstSeen | Order::Size => None,
        };
        (number, name, at)
    };
    let places = sorted(files.iter().enumerate().map(key).collect());
    let mut unsorted: Vec<Option<F>> = std::mem::take(files).into_iter().map(Some).collect();
    files.extend(places.into_iter().filter_map(|(.., at)| unsorted[at].take()));
}

impl Summary {
    /// Counts the files.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a File>, now: Timestamp) -> Self {
        let mut summary = Summary::default();
        for file in files {
            let [threat, not_valid, _, rare, recent] = reasons(file, now).map(usize::from);
            summary.files += 1;
            summary.threats += threat;
            summary.not_valid += not_valid;
            // Of a file without a report of its signer nobody knows whether it has a valid signature.
            summary.no_valid_signature += usize::from(file.signature.state() == SignatureState::NoValidSignature);
            summary.rare += rare;
            summary.recent += recent;
            summary.only_in_evidence += usize::from(file.only_in_evidence);
        }
        summary
    }
}

/// How much speaks for looking at the file.
///
/// A threat's name outranks all else, then a signature that is not valid, then no valid signature or none reported, then
/// rarity, then youth. Files alike in one are told apart by the next. Of files that only the evidence knows nothing of
/// that is reported: they come last, or right after the named threats where Defender caught them.
fn suspicion(file: &File, now: Timestamp) -> u8 {
    let [threat, not_valid, none_valid, rare, recent] = reasons(file, now);
    let caught = file.only_in_evidence && file.is_caught();
    let reasons = [threat, not_valid || caught, none_valid, rare, recent, !file.only_in_evidence];
    reasons.into_iter().fold(0, |suspicion, reason| suspicion << 1 | u8::from(reason))
}

/// Why to look at the file: threat named, signature not valid, no valid signature or none reported, rare, young.
fn reasons(file: &File, now: Timestamp) -> [bool; 5] {
    let state = file.signature.state();
    [
        file.verdict.threat.is_some(),
        state == SignatureState::NotValid,
        !file.only_in_evidence && matches!(state, SignatureState::NoValidSignature | SignatureState::NoSignerReported),
        file.prevalence.is_some_and(|prevalence| prevalence.band() == Band::Rare),
        file.first_seen.is_some_and(|seen| now.since(seen) < YOUNG),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{alert::Sighting, prevalence::Prevalence, signature::Signature, verdict::Verdict};

    const NOW: Timestamp = Timestamp(1_770_000_000_000);
    const DAY: i64 = 24 * 60 * 60 * 1_000;

    /// A file that nothing speaks against.
    fn good(name: &str) -> File {
        File {
            signature: Signature {
                signer: Some("Microsoft Corporation".to_owned()),
                reported_valid: Some(true),
                ..Signature::default()
            },
            prevalence: Some(Prevalence(180_022)),
            first_seen: Some(Timestamp(NOW.0 - 400 * DAY)),
            sightings: vec![Sighting { name: Some(name.to_owned()), ..Sighting::default() }],
            ..File::default()
        }
    }

    fn threat(file: File) -> File {
        File { verdict: Verdict { threat: Some("HackTool:MSIL/AutoKms".to_owned()), ..file.verdict }, ..file }
    }

    fn signed(signer: Option<&str>, reported_valid: Option<bool>, file: File) -> File {
        let signer = signer.map(str::to_owned);
        File { signature: Signature { signer, reported_valid, ..Signature::default() }, ..file }
    }

    fn rare(file: File) -> File {
        File { prevalence: Some(Prevalence(49)), ..file }
    }

    fn young(file: File) -> File {
        File { first_seen: Some(Timestamp(NOW.0 - 30 * DAY + 1)), ..file }
    }

    fn check(order: Order, mut files: Vec<File>, expected: &[&str]) {
        sort(&mut files, order, NOW);
        let names: Vec<&str> = files.iter().map(|file| file.name().unwrap_or("-")).collect();
        assert_eq!(names, expected, "{order:?}");
    }

    #[test]
    fn what_is_most_likely_bad_comes_first() {
        check(
            Order::Triage,
            vec![
                good("good"),
                File { first_seen: Some(Timestamp(NOW.0 - 30 * DAY)), ..good("30 days") },
                young(good("young")),
                File { prevalence: Some(Prevalence(50)), ..good("50 devices") },
                rare(good("rare")),
                young(rare(good("rare and young"))),
                signed(None, None, good("no signer reported")),
                signed(None, Some(false), good("no valid signature")),
                signed(Some("A"), Some(false), good("not valid")),
                threat(good("threat")),
                signed(Some("A"), None, good("validity not reported")),
                signed(None, Some(true), good("signer not named")),
                File { prevalence: None, first_seen: None, ..good("unknown") },
                threat(signed(Some("A"), Some(false), good("threat, not valid"))),
            ],
            &[
                "threat, not valid",
                "threat",
                "not valid",
                "no signer reported",
                "no valid signature",
                "rare and young",
                "rare",
                "young",
                "good",
                "30 days",
                "50 devices",
                "validity not reported",
                "signer not named",
                "unknown",
            ],
        );
    }

    #[test]
    fn unknown_facts_come_last_in_every_order() {
        let files = || {
            vec![
                File::default(),
                File { prevalence: Some(Prevalence(0)), size: Some(0), first_seen: Some(NOW), ..good("b") },
                File { size: Some(u64::MAX), ..good("A") },
                File { prevalence: Some(Prevalence(u64::MAX)), size: Some(7), ..good("c") },
            ]
        };
        check(Order::Prevalence, files(), &["b", "A", "-", "c"]);
        check(Order::FirstSeen, files(), &["b", "A", "c", "-"]);
        check(Order::Name, files(), &["A", "b", "c", "-"]);
        check(Order::Size, files(), &["A", "c", "b", "-"]);
    }

    #[test]
    fn the_summary_counts_each_reason() {
        let files = [
            good("a"),
            threat(rare(good("b"))),
            signed(Some("A"), Some(false), good("c")),
            young(signed(None, Some(false), good("d"))),
            signed(None, None, good("e")),
        ];
        assert_eq!(
            Summary::of(&files, NOW),
            Summary {
                files: 5,
                threats: 1,
                not_valid: 1,
                no_valid_signature: 1,
                rare: 1,
                recent: 1,
                only_in_evidence: 0
            }
        );
    }
}
