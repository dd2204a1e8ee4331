//! The pages for people, held against what they speak of: links, pictures, names, sentences, keys of the policy.

#![cfg(not(target_arch = "wasm32"))]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use hashcard::{formats::CopyFormat, settings::POLICY_KEYS};
use serde_json::Value;

#[test]
fn every_link_and_picture_of_a_page_leads_somewhere() {
    for page in pages() {
        let text = read(&page);
        let folder = page.parent().expect("a folder");
        for target in targets(&text).filter(|target| !target.contains("://")) {
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let file = if file.is_empty() { page.clone() } else { folder.join(file) };
            assert!(file.exists(), "{} links to `{target}`, which is not there", page.display());
            if !anchor.is_empty() {
                assert!(anchors(&read(&file)).contains(anchor), "{} links to `{target}`", page.display());
            }
        }
    }
}

/// A file that was moved is looked for where the page says it is. What a page names within a file other tests look up.
#[test]
fn every_file_of_the_project_that_a_page_names_is_there() {
    let folders = ["src/", "tests/", "extension/", "static/", "xtask/", "benches/", "examples/", "docs/"];
    let mut named = 0;
    for page in pages() {
        let text = read(&page);
        for path in text.split('`').skip(1).step_by(2).filter(|code| folders.iter().any(|at| code.starts_with(at))) {
            let path = path.split("::").next().unwrap_or_default();
            // A name to be filled in, several files, or a folder that the tests make.
            if path.contains(['<', '*', '{', ' ']) {
                continue;
            }
            assert!(root().join(path).exists(), "{} names `{path}`", page.display());
            named += 1;
        }
    }
    assert!(named > 50, "{named} names were read");
}

/// What nobody is led to, nobody reads.
#[test]
fn the_readme_leads_to_every_page_and_some_page_shows_every_picture() {
    let readme: BTreeSet<String> = targets(&read(&root().join("README.md"))).collect();
    for page in files("docs").into_iter().filter(|page| page.ends_with(".md")) {
        assert!(readme.contains(&page), "README.md has no link to {page}");
    }
    let shown: BTreeSet<String> = pages().iter().flat_map(|page| targets(&read(page)).collect::<Vec<_>>()).collect();
    for picture in files("docs/pictures") {
        assert!(shown.contains(&picture), "no page shows {picture}");
    }
}

#[test]
fn every_key_of_the_policy_is_explained_and_named_as_one_that_stays() {
    for (page, row) in [("docs/administration.md", None), ("docs/names.md", Some("| keys of the managed policy |"))] {
        let text = read(&root().join(page));
        let said = row.map_or(text.as_str(), |row| text.lines().find(|line| line.starts_with(row)).expect("the row"));
        for key in POLICY_KEYS {
            assert!(said.contains(&format!("`{key}`")), "{page} has no `{key}`");
        }
    }
}

#[test]
fn the_names_that_stay_are_those_of_the_screen() {
    let text = read(&root().join("docs/names.md"));
    let (of_files, of_screen) = text.split_once("## On the screen").expect("the part about the screen");
    let said = sentences();
    let kinds = ["SHA-256", "SHA-1", "MD5", "signer certificate hash"];
    let mut checked = 0;
    for name in of_screen.split('*').skip(1).step_by(2) {
        let with_kind = kinds.iter().any(|kind| said.contains(&name.replace(kind, "$1")) && name.contains(kind));
        let begins = name == "File" && said.contains("File $1");
        assert!(said.contains(name) || with_kind || begins, "`{name}` is no name of the screen");
        checked += 1;
    }
    assert!(checked > 30, "{checked} names were read");
    for format in CopyFormat::ALL {
        assert!(of_files.contains(&format!("`{}`", format.id())), "{} is not among the names", format.id());
    }
}

/// Who looks a sentence up finds it by the words that stand on the screen.
#[test]
fn the_troubles_that_administrators_look_up_are_sentences_of_the_screen() {
    let text = read(&root().join("docs/administration.md"));
    let (_, table) = text.split_once("| what analysts see |").expect("the table");
    let said = sentences();
    let quoted: Vec<&str> =
        table.lines().filter_map(|row| row.strip_prefix("| \"")).filter_map(|row| row.split('"').next()).collect();
    assert!(quoted.len() > 5, "{quoted:?}");
    for sentence in quoted {
        assert!(said.iter().any(|message| message.starts_with(sentence)), "nobody says `{sentence}`");
    }
}

/// `Test` looks at what is saved.
#[test]
fn whoever_registers_the_app_is_told_to_save_before_the_test() {
    let messages = catalogue();
    let label = |name: &str| messages[name]["message"].as_str().expect("a message").to_owned();
    let (save, test) = (label("options_save"), label("options_test"));
    let readme = read(&root().join("README.md"));
    let step = readme.lines().find(|line| line.starts_with("5. From *Overview*")).expect("the step").to_owned();
    for told in [step, label("options_step_copy")] {
        let (saved, tested) = (told.find(&save), told.find(&test));
        assert!(saved.is_some() && saved < tested, "{told}");
    }
}

/// `sha256sum -c` fails over a file that is not there.
#[test]
fn the_checksums_of_a_release_are_of_what_is_attached_to_it() {
    let workflow = read(&root().join(".github/workflows/release.yml"));
    let listed = workflow.lines().find(|line| line.contains("tee SHA256SUMS")).expect("the checksums");
    let (_, listed) = listed.split_once("sha256sum ").expect("what is summed");
    let listed = listed.split(" |").next().unwrap_or_default();
    let release = workflow.lines().find(|line| line.contains("gh release create")).expect("the release");
    for file in listed.split(' ') {
        assert!(release.split(' ').any(|attached| attached == file), "`{file}` is not attached");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a folder, as a page at the root names them.
fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    let files = entries.map(|entry| entry.expect("an entry")).filter(|entry| entry.path().is_file());
    files.map(|file| format!("{folder}/{}", file.file_name().to_string_lossy())).collect()
}

fn pages() -> Vec<PathBuf> {
    let at_root = ["README.md", "CHANGELOG.md", "SECURITY.md"].map(str::to_owned);
    let all = files("docs").into_iter().filter(|name| name.ends_with(".md")).chain(at_root);
    all.map(|name| root().join(name)).collect()
}

/// Where links and pictures lead, in Markdown and in HTML.
fn targets(text: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    for (before, end) in [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')] {
        found.extend(text.split(before).skip(1).filter_map(|rest| rest.split(end).next()).map(str::to_owned));
    }
    found.into_iter()
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        words.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_')).collect()
    };
    headings.map(anchor).collect()
}

fn catalogue() -> Value {
    serde_json::from_str(&read(&root().join("extension/_locales/en/messages.json"))).expect("the catalogue")
}

/// All that is said in English.
fn sentences() -> BTreeSet<String> {
    let catalogue = catalogue();
    let messages = catalogue.as_object().expect("messages").values();
    messages.filter_map(|message| Some(message["message"].as_str()?.to_owned())).collect()
}
