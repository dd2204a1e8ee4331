//! The table at the end of `docs/security.md`: every check has a test, and the test says which check it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The groups of checks and how many each has.
const GROUPS: [(char, usize); 6] = [('A', 20), ('B', 15), ('C', 10), ('D', 8), ('E', 5), ('F', 8)];

/// Where tests stand.
const FOLDERS: [&str; 3] = ["tests", "src", "xtask/src"];

/// How a cell says that a test is still being written.
const TO_COME: &str = "to come";

/// A line of the table.
struct Row {
    id: String,
    assertion: String,
    /// As `file::function`.
    tests: Vec<String>,
    to_come: bool,
}

/// A test, with the checks that its name or its doc comment names.
struct Test {
    ids: BTreeSet<String>,
}

#[test]
fn every_check_has_one_row_in_order() {
    let ids: Vec<String> = rows().into_iter().map(|row| row.id).collect();
    assert_eq!(ids, all_ids());
}

#[test]
fn every_row_has_an_assertion_and_a_test() {
    for row in rows() {
        assert!(row.assertion.len() > 20, "{} asserts `{}`", row.id, row.assertion);
        assert!(row.to_come || !row.tests.is_empty(), "{} names no test", row.id);
    }
}

#[test]
fn every_test_of_the_table_is_there_and_names_its_check() {
    let tests = tests();
    let mut wrong = Vec::new();
    for row in rows() {
        for name in row.tests {
            match tests.get(&name) {
                None => wrong.push(format!("{}: `{name}` is no test", row.id)),
                Some(test) if !test.ids.contains(&row.id) => {
                    wrong.push(format!("{}: the doc comment of `{name}` does not name the check", row.id));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "docs/security.md and the tests differ:\n{}", wrong.join("\n"));
}

#[test]
fn no_check_waits_for_its_test() {
    let tests = tests();
    let mut waiting = Vec::new();
    for row in rows().into_iter().filter(|row| row.to_come) {
        let written = tests.iter().filter(|(_, test)| test.ids.contains(&row.id)).map(|(name, _)| format!("`{name}`"));
        waiting.push(format!("{}: {}", row.id, written.collect::<Vec<_>>().join(", ")));
    }
    assert!(
        waiting.is_empty(),
        "checks whose row says `{TO_COME}`, and the tests that name them:\n{}",
        waiting.join("\n")
    );
}

/// A label that no row has is a slip of the pen.
#[test]
fn every_check_that_a_test_names_is_one_of_the_table() {
    let known = all_ids();
    for (name, test) in tests() {
        for id in test.ids {
            assert!(known.contains(&id), "`{name}` names `{id}`, which is no check");
        }
    }
}

#[test]
fn the_table_is_the_last_thing_on_the_page() {
    let page = read(&root().join("docs/security.md"));
    let last = page.lines().last().unwrap_or_default();
    assert!(last.starts_with("| F-08 |"), "{last}");
}

fn all_ids() -> Vec<String> {
    GROUPS.iter().flat_map(|(group, count)| (1..=*count).map(move |number| format!("{group}-{number:02}"))).collect()
}

fn rows() -> Vec<Row> {
    read(&root().join("docs/security.md")).lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
    let id = cells.next().filter(|id| is_id(id))?.to_owned();
    let assertion = cells.next()?.to_owned();
    let tests = cells.next()?;
    let names = tests.split('`').filter(|name| name.contains("::")).map(str::to_owned).collect();
    Some(Row { id, assertion, tests: names, to_come: tests.contains(TO_COME) })
}

fn is_id(text: &str) -> bool {
    matches!(text.as_bytes(), [b'A'..=b'F', b'-', b'0'..=b'9', b'0'..=b'9'])
}

/// All tests of the project by `file::function`.
fn tests() -> BTreeMap<String, Test> {
    let mut tests = BTreeMap::new();
    for folder in FOLDERS {
        for path in rust_files(&root().join(folder)) {
            let place = path.strip_prefix(root()).expect("a file of the project").to_string_lossy().replace('\\', "/");
            for (function, test) in tests_of(&read(&path)) {
                tests.insert(format!("{place}::{function}"), test);
            }
        }
    }
    tests
}

/// Doc comment, attributes, function: as rustfmt writes them, a line each.
fn tests_of(source: &str) -> Vec<(String, Test)> {
    let mut found = Vec::new();
    let (mut above, mut is_test) = (String::new(), false);
    for line in source.lines().map(str::trim) {
        let signature = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        if let Some(comment) = line.strip_prefix("///") {
            above.push_str(comment);
        } else if line.starts_with("#[") {
            is_test |= line.contains("test") && !line.contains("cfg");
        } else {
            if let Some(signature) = signature.filter(|_| is_test) {
                let name: String = signature.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                found.push((name, Test { ids: ids(&above) }));
            }
            above.clear();
            is_test = false;
        }
    }
    found
}

fn ids(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| is_id(word)).map(str::to_owned).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
