//! Answers without measure: time and memory grow with them and no faster. Alone in its process, for it reads how much
//! memory that has.

#![cfg(not(target_arch = "wasm32"))]

use std::{
    fs,
    time::{Duration, Instant},
};

use hashcard::{
    alert_id::AlertId,
    cloud::Cloud,
    defender::response,
    evidence::{File, hash_kind::HashKind},
    export::{csv, hashes, indicators, json, kql, markdown, stix},
};

fn rows(count: usize) -> String {
    let row = |at| format!(r#"{{"sha1":"{at:040x}","size":{at},"signer":"Contoso {at}","isValidCertificate":true}}"#);
    format!(r#"{{"value":[{}]}}"#, (0..count).map(row).collect::<Vec<_>>().join(","))
}

fn nested(depth: usize) -> String {
    let (open, close) = (r#"{"value":["#.repeat(depth), "]}".repeat(depth));
    format!(r#"{{"value":[{{"size":1,"signer":{open}7{close}}}]}}"#)
}

fn read(body: &str) -> usize {
    files(body).len()
}

fn files(body: &str) -> Vec<File> {
    let alert = AlertId::parse("da637551227677560813_-961444813").expect("an alert id");
    response::files(body, &alert, Cloud::Commercial).map_or_else(|_| Vec::new(), |page| page.files)
}

/// Each gives the bytes of a text.
type Export = fn(&[&File]) -> usize;

const EXPORTS: [(&str, Export); 7] = [
    ("CSV", |files| csv::csv(&[], files).len()),
    ("JSON", |files| json::json(&[], files).len()),
    ("Markdown", |files| markdown::markdown(files).len()),
    ("hashes", |files| hashes::list(HashKind::Sha1, files).text.len()),
    ("indicators", |files| indicators::indicators(&[], files, true, &|_| false).parts.concat().len()),
    ("hunting query", |files| kql::query(files).text.len()),
    ("STIX", |files| stix::bundle(files, [7; 16]).len()),
];

/// The best of three, since others use the machine too.
fn time_of(work: impl Fn() -> usize) -> Duration {
    let one = || {
        let start = Instant::now();
        assert!(work() > 0, "nothing was read");
        start.elapsed()
    };
    [one(), one(), one()].into_iter().min().unwrap_or_default()
}

/// The most memory that this process has had, in bytes; only Linux tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Check C-07: ten times the rows or the depth take ten times as long, not a hundred times, exports too; and a multiple
/// of the answer in memory that is known.
#[test]
fn time_and_memory_grow_with_the_answer_and_no_faster() {
    const TIMES: u32 = 40;
    const BYTES_PER_BYTE: u64 = 6;
    let (few, many) = (rows(10_000), rows(100_000));
    let (shallow, deep) = (nested(20_000), nested(200_000));
    let before = peak();
    for (what, small, large) in [("rows", &few, &many), ("depth", &shallow, &deep)] {
        let (small, large) = (time_of(|| read(small)), time_of(|| read(large)));
        assert!(large < small.max(Duration::from_micros(100)) * TIMES, "{what}: {small:?}, then {large:?}");
    }
    if let (Some(before), Some(after)) = (before, peak()) {
        let most = BYTES_PER_BYTE * many.len().max(deep.len()) as u64;
        assert!(after - before < most, "{} bytes for an answer of {}", after - before, many.len());
    }
    let (few, many) = (files(&rows(1_000)), files(&few));
    let (few, many): (Vec<&File>, Vec<&File>) = (few.iter().collect(), many.iter().collect());
    for (what, export) in EXPORTS {
        let (small, large) = (time_of(|| export(&few)), time_of(|| export(&many)));
        assert!(large < small.max(Duration::from_micros(100)) * TIMES, "{what}: {small:?}, then {large:?}");
    }
}
