//! Who comes into the house with whom: `deny.toml`, held against `Cargo.lock` and what cargo knows without a network.

#![cfg(not(target_arch = "wasm32"))]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// A crate in the lock file.
struct Locked {
    name: String,
    version: String,
    /// `None` is a crate of this project.
    source: Option<String>,
    has_checksum: bool,
}

#[test]
fn every_crate_comes_from_the_registry_with_a_checksum() {
    let allowed = list("sources", "allow-registry");
    for crate_ in locked() {
        match &crate_.source {
            None => assert!(["hashcard", "xtask"].contains(&crate_.name.as_str()), "{} has no source", crate_.name),
            Some(source) => {
                let registry = source.strip_prefix("registry+").unwrap_or_default();
                assert!(allowed.iter().any(|known| known == registry), "{} comes from `{source}`", crate_.name);
                assert!(crate_.has_checksum, "{} has no checksum", crate_.name);
            }
        }
    }
}

#[test]
fn no_crate_is_there_in_two_versions_but_those_known() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for crate_ in locked() {
        versions.entry(crate_.name).or_default().insert(crate_.version);
    }
    let twice: BTreeSet<String> =
        versions.into_iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| name).collect();
    let known: BTreeSet<String> = list("bans", "skip").into_iter().collect();
    assert_eq!(twice, known, "crates with several versions in Cargo.lock, and `skip` in deny.toml");
}

/// A tag can be moved to other code, a commit cannot.
#[test]
fn every_action_of_the_workflows_is_pinned_to_a_commit_and_says_its_version() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let mut pinned = 0;
    for entry in fs::read_dir(folder).expect("workflows") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a workflow");
        let checks = ["cargo xtask test", "cargo deny check advisories"];
        assert!(checks.iter().any(|check| text.contains(check)), "a workflow that tests nothing");
        for used in text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, used)| used) {
            let (_, at) = used.split_once('@').expect("a version");
            let (commit, version) = at.split_once(" # v").expect("the version as a comment");
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "`{used}`");
            assert!(version.split('.').count() == 3, "`{used}`");
            pinned += 1;
        }
    }
    assert!(pinned > 0, "no action was looked at");
}

#[test]
fn every_licence_is_one_that_we_may_pass_on() {
    let allowed = list("licenses", "allow");
    for metadata in [metadata(&["--filter-platform", WASM]), metadata(&["--filter-platform", &host()])] {
        for package in metadata["packages"].as_array().expect("packages") {
            let licence = package["license"].as_str().unwrap_or_default();
            assert!(may_be_used(licence, &allowed), "{} has the licence `{licence}`", package["name"]);
        }
    }
}

/// Whoever passes the package on has to know whose work is in it.
#[test]
fn the_page_of_licences_names_every_crate_of_the_package_with_its_licence() {
    let page = read("docs/licences.md");
    let (_, table) = page.split_once("| --- | --- |\n").expect("a table");
    let crates = crates_of_the_wasm(false).into_values().filter(|of| of.name != "hashcard");
    let rows: Vec<String> = crates.map(|of| format!("| `{}` | {} |", of.name, of.licence)).collect();
    let rows = rows.join("\n");
    assert!(table.trim() == rows, "the table of docs/licences.md should be:\n{rows}");
}

/// The text of the Apache License is in the package as our own; the MIT License wants its words and each holder's line.
#[test]
fn the_package_brings_the_notices_that_its_crates_ask_for() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shipped = read("static/third-party-licences.txt");
    let (head, licence) = shipped.split_once("\nMIT License\n").expect("the licence");
    let apart = ["Apache-2.0".to_owned(), "Unlicense".to_owned()];
    // It is compiled for macros alone, and none of it is in the wasm.
    let while_building = "unicode-ident";
    let mut with_notices = 0;
    for of in crates_of_the_wasm(false).into_values().filter(|of| of.name != "hashcard") {
        if may_be_used(&of.licence, &apart) || of.name == while_building {
            continue;
        }
        assert!(may_be_used(&of.licence, &["MIT".to_owned()]), "{}: {}", of.name, of.licence);
        let line = head.lines().find(|line| line.split([',', ':']).any(|name| name.trim() == of.name));
        let line = line.unwrap_or_else(|| panic!("{} is not named", of.name));
        let text = of.text_of_licence();
        for notice in text.lines().map(str::trim).filter(|line| line.starts_with("Copyright (c)")) {
            assert!(line.ends_with(notice), "{}: {notice}", of.name);
        }
        let begin = text.find("Permission is hereby granted").expect("the text of the licence");
        assert_eq!(words(licence), words(&text[begin..]), "{}", of.name);
        with_notices += 1;
    }
    assert!(with_notices > 5, "the tree is read: {with_notices}");
}

#[test]
fn nothing_banned_is_in_the_wasm() {
    let in_wasm = crates_of_the_wasm(true).into_keys().collect::<BTreeSet<_>>();
    assert!(in_wasm.contains("yew") && in_wasm.contains("serde_json"), "the tree is read: {in_wasm:?}");
    for banned in list("bans", "deny") {
        assert!(!in_wasm.contains(&banned), "`{banned}` is in the wasm");
    }
}

/// Crates without a wrapper in `deny.toml` are nowhere, not even in tests.
#[test]
fn nothing_banned_is_there_at_all() {
    let locked: BTreeSet<String> = locked().into_iter().map(|crate_| crate_.name).collect();
    for line in section("bans").lines().filter(|line| line.contains("crate = ") && !line.contains("wrappers")) {
        let name = quoted(line).remove(0);
        let skipped = list("bans", "skip").contains(&name);
        assert!(skipped || !locked.contains(&name), "`{name}` is in Cargo.lock");
    }
}

#[test]
fn an_expression_of_licences_is_read_as_spdx_means_it() {
    let allowed = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
    for (expression, usable) in [
        ("MIT", true),
        ("Apache-2.0", false),
        ("Apache-2.0 OR MIT", true),
        ("Apache-2.0/MIT", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(GPL-3.0 OR Apache-2.0) AND Unicode-3.0", false),
        ("MIT AND GPL-3.0", false),
        ("", false),
    ] {
        assert_eq!(may_be_used(expression, &allowed), usable, "{expression}");
    }
}

const WASM: &str = "wasm32-unknown-unknown";

/// Of each part that must be kept, one alternative is allowed. No expression nests deeper.
fn may_be_used(expression: &str, allowed: &[String]) -> bool {
    expression.split(" AND ").all(|part| {
        let alternatives = part.trim_matches(['(', ')']).replace('/', " OR ");
        alternatives.split(" OR ").any(|licence| allowed.iter().any(|known| known == licence.trim()))
    })
}

/// A crate in the package.
struct Compiled {
    name: String,
    licence: String,
    folder: PathBuf,
}

impl Compiled {
    /// The MIT License as the crate's own source has it.
    fn text_of_licence(&self) -> String {
        let texts = ["LICENSE-MIT", "LICENSE", "LICENSE.md"].map(|name| fs::read_to_string(self.folder.join(name)));
        texts.into_iter().find_map(Result::ok).unwrap_or_else(|| panic!("{} has no licence", self.folder.display()))
    }
}

/// What is compiled into the package, by name, from the product's own dependencies on; `with_macros` also what runs
/// while it is compiled.
fn crates_of_the_wasm(with_macros: bool) -> BTreeMap<String, Compiled> {
    let metadata = metadata(&["--filter-platform", WASM]);
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| (package["id"].as_str().expect("an id"), package))
        .collect();
    let text = |id: &str, field: &str| packages[id][field].as_str().unwrap_or_default().to_owned();
    let is_macro = |id: &str| packages[id]["targets"].to_string().contains("\"proc-macro\"");
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| (node["id"].as_str().expect("an id"), node))
        .collect();
    let root = packages.keys().find(|id| text(id, "name") == "hashcard").expect("the product");
    let (mut found, mut waiting) = (BTreeSet::new(), vec![*root]);
    while let Some(id) = waiting.pop() {
        if !with_macros && is_macro(id) || !found.insert(id) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().expect("dependencies") {
            let kinds = dependency["dep_kinds"].as_array().expect("kinds");
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(dependency["pkg"].as_str().expect("an id"));
            }
        }
    }
    let compiled = |id| {
        let mut folder = PathBuf::from(text(id, "manifest_path"));
        folder.pop();
        Compiled { name: text(id, "name"), licence: text(id, "license"), folder }
    };
    found.into_iter().map(|id| (text(id, "name"), compiled(id))).collect()
}

fn locked() -> Vec<Locked> {
    let lock = read("Cargo.lock");
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(&format!("{name} = ")).map(str::to_owned));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    lock.split("[[package]]")
        .skip(1)
        .map(|block| Locked {
            name: field(block, "name").expect("a name"),
            version: field(block, "version").expect("a version"),
            source: field(block, "source"),
            has_checksum: field(block, "checksum").is_some_and(|checksum| checksum.len() == 64),
        })
        .collect()
}

/// The first quoted word of each line of a list in `deny.toml`.
fn list(name: &str, key: &str) -> Vec<String> {
    let section = section(name);
    let (_, rest) = section.split_once(&format!("\n{key} = [")).unwrap_or_else(|| panic!("deny.toml has no `{key}`"));
    let end = if rest.starts_with('\n') { "\n]" } else { "]" };
    let (items, _) = rest.split_once(end).expect("the end of a list");
    items.lines().filter_map(|line| quoted(line).into_iter().next()).collect()
}

fn section(name: &str) -> String {
    let file = read("deny.toml");
    let (_, rest) = file.split_once(&format!("\n[{name}]")).unwrap_or_else(|| panic!("deny.toml has no `[{name}]`"));
    rest.split("\n[").next().unwrap_or_default().to_owned()
}

fn quoted(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn metadata(arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--offline", "--locked"]).args(arguments);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("metadata in JSON")
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a file of the project")
}
