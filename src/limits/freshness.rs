//! How long a cached answer is fresh, and which answers make room for others.

use std::{cmp::Reverse, time::Duration};

use crate::{json::record, sorting::sorted, time::Timestamp};

/// The largest answer that is cached, in bytes as stored.
pub const LARGEST_ANSWER: usize = 2_000_000;
/// All cached answers together, in bytes: session storage holds 10 MB, and tokens and jobs live there too.
pub const CACHE_BYTES: usize = 4 * 1024 * 1024;

/// One cached answer, as far as eviction is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is stored.
    pub key: String,
    /// When it was stored.
    pub stored_at: Timestamp,
    /// Its size as stored.
    pub bytes: usize,
}

record!(struct Entry { key, stored_at, bytes });

/// What became of an answer that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept.
    Kept,
    /// It is larger than what is kept of one answer.
    TooLarge,
    /// The browser's session storage did not take it.
    NotStored,
}

/// Whether an answer that was stored at `stored_at` is fresh for `lifetime`; a lifetime of zero means never. One from
/// the future is not, since the clock was set back.
// Asked in four places, each of which would have its copy.
#[inline(never)]
pub fn is_fresh(stored_at: Timestamp, now: Timestamp, lifetime: Duration) -> bool {
    stored_at <= now && now.since(stored_at) < lifetime
}

/// Whether an answer is small enough to be cached.
pub fn fits(bytes: usize) -> bool {
    bytes <= LARGEST_ANSWER
}

/// The keys to remove so that the rest keeps within [`LARGEST_ANSWER`] and [`CACHE_BYTES`], the oldest first.
///
/// Pass the entry that is about to be stored too. Answers from the future count as the oldest: else a clock that
/// was set back would keep them and evict what was just stored.
pub fn evictions(entries: Vec<Entry>, now: Timestamp) -> Vec<String> {
    let age = |entry: &Entry| Reverse(Some(entry.stored_at).filter(|stored_at| *stored_at <= now));
    let newest_first = sorted(entries.iter().enumerate().map(|(at, entry)| (age(entry), at)).collect());
    let mut kept = 0;
    let mut full = false;
    let mut removed = Vec::new();
    for (_, at) in newest_first {
        let entry = &entries[at];
        if !fits(entry.bytes) {
            removed.push(entry.key.clone());
            continue;
        }
        // Once one had to go, all older ones go: the cache stays a run of the latest answers.
        full = full || kept + entry.bytes > CACHE_BYTES;
        if full {
            removed.push(entry.key.clone());
        } else {
            kept += entry.bytes;
        }
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_MINUTES: Duration = Duration::from_secs(300);

    fn entry(key: &str, stored_at: i64, bytes: usize) -> Entry {
        Entry { key: key.to_owned(), stored_at: Timestamp(stored_at), bytes }
    }

    #[test]
    fn an_answer_is_fresh_until_its_lifetime_is_over() {
        assert!(is_fresh(Timestamp(1), Timestamp(300_000), FIVE_MINUTES));
        assert!(!is_fresh(Timestamp(0), Timestamp(300_000), FIVE_MINUTES));
    }

    #[test]
    fn a_lifetime_of_zero_is_never_fresh() {
        assert!(!is_fresh(Timestamp(7), Timestamp(7), Duration::ZERO));
    }

    #[test]
    fn an_answer_from_the_future_is_stale() {
        assert!(!is_fresh(Timestamp(8), Timestamp(7), FIVE_MINUTES));
    }

    #[test]
    fn a_cache_within_its_bounds_loses_nothing() {
        let entries = vec![entry("a", 1, LARGEST_ANSWER), entry("b", 2, LARGEST_ANSWER)];
        assert_eq!(evictions(entries, Timestamp(9)), Vec::<String>::new());
        assert_eq!(evictions(Vec::new(), Timestamp(9)), Vec::<String>::new());
    }

    #[test]
    fn the_oldest_answers_make_room_whatever_the_order_they_are_listed_in() {
        let entries = vec![
            entry("old", 1, 1_900_000),
            entry("new", 4, 1_900_000),
            entry("older", 0, 10),
            entry("recent", 3, 1_900_000),
        ];
        assert_eq!(evictions(entries, Timestamp(9)), ["old", "older"]);
    }

    #[test]
    fn an_answer_over_two_megabytes_is_not_kept() {
        assert!(fits(2_000_000) && !fits(2_000_001));
        assert_eq!(evictions(vec![entry("huge", 5, 2_000_001), entry("small", 1, 5)], Timestamp(9)), ["huge"]);
    }

    #[test]
    fn answers_from_the_future_go_before_what_was_just_stored() {
        let entries = vec![entry("future", 99, 1_900_000), entry("now", 9, 1_900_000), entry("earlier", 8, 1_900_000)];
        assert_eq!(evictions(entries, Timestamp(9)), ["future"]);
    }
}
