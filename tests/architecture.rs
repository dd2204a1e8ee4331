//! Who may know whom: the table in `docs/architecture.md`, held against the code.
//!
//! Rust is read as tokens, so that a word in a comment or a sentence counts for nothing. A module is a file or folder
//! right under `src/`; its tests inside `src/` count as the module.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use rust_code::{literals, product_code, read, root, rust_files, sources, tokens, words};

#[path = "support/rust_code.rs"]
mod rust_code;

/// A row of the table.
struct Row {
    layer: Layer,
    knows: BTreeSet<String>,
}

/// What a module is there for, from the inside out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// Pure: time and randomness come in as values, and it runs under plain `cargo test`.
    Calculation,
    /// What Hashcard does, and what that may do to the world, as traits.
    UseCase,
    /// Names Chrome and implements the traits.
    Browser,
    /// Meets a person or an event.
    Context,
    /// What JavaScript may call.
    Entry,
}

impl Layer {
    fn of(cell: &str) -> Self {
        match cell {
            "calculation" => Self::Calculation,
            "use case" => Self::UseCase,
            "context" => Self::Context,
            "browser" => Self::Browser,
            "entry" => Self::Entry,
            other => {
                panic!("the layer is `{other}`, expected `calculation`, `use case`, `context`, `browser` or `entry`")
            }
        }
    }

    fn may_know(self, other: Self) -> bool {
        other <= self
    }
}

/// The words that say nothing about what is inside.
const EMPTY_NAMES: [&str; 12] = [
    "utils", "util", "manager", "managers", "helper", "helpers", "common", "core", "domain", "misc", "shared", "types",
];

/// Every way from a string to HTML that a browser and Yew offer.
const HTML_FROM_STRINGS: [&str; 10] = [
    "from_html_unchecked",
    "VRaw",
    "innerHTML",
    "inner_html",
    "set_inner_html",
    "outerHTML",
    "set_outer_html",
    "insert_adjacent_html",
    "create_contextual_fragment",
    "inline_js",
];

const LONGEST_FILE: usize = 400;

#[test]
fn the_table_in_the_docs_is_what_the_code_does() {
    let table = table();
    let code = uses_of_modules();
    let written: BTreeMap<_, _> = table.iter().map(|(name, row)| (name.clone(), row.knows.clone())).collect();
    assert!(
        written == code,
        "docs/architecture.md and src/ differ; what the code does is:\n\n{}",
        as_markdown(&code, &table)
    );
}

#[test]
fn knowledge_goes_from_the_outside_in() {
    let table = table();
    for (name, row) in &table {
        for known in &row.knows {
            let other = table.get(known).unwrap_or_else(|| panic!("`{name}` may know `{known}`, which has no row"));
            assert!(
                row.layer.may_know(other.layer),
                "`{name}` is of layer {:?} and may not know `{known}` of layer {:?}",
                row.layer,
                other.layer
            );
        }
    }
}

/// Modules that know each other, directly or through others, can only be understood together.
#[test]
fn modules_form_no_cycle() {
    let cycle = cycle(uses_of_modules());
    assert!(cycle.is_empty(), "a cycle in src/, each knows the next: {}", cycle.join(" → "));
}

/// What popup and options share stands beside them.
#[test]
fn popup_and_options_do_not_know_each_other() {
    for (here, there) in [("options", "popup"), ("popup", "options")] {
        for (_, file) in sources().into_iter().filter(|(_, file)| file.path.contains(&format!("contexts/{here}/"))) {
            let text =
                std::fs::read_to_string(format!("{}/src/{}", env!("CARGO_MANIFEST_DIR"), file.path)).expect(&file.path);
            let names = [format!("contexts::{there}"), format!("super::{there}::"), format!("        {there}::")];
            assert!(!names.iter().any(|name| text.contains(name)), "{} names {there}", file.path);
        }
    }
}

#[test]
fn evidence_knows_no_wire_format() {
    let evidence = &table()["evidence"].knows;
    assert!(!evidence.contains("defender") && !evidence.contains("export"), "evidence knows {evidence:?}");
}

#[test]
fn calculation_names_no_browser_crate() {
    let table = table();
    for (name, file) in sources() {
        if table.get(&name).is_some_and(|row| row.layer == Layer::Calculation) {
            for word in words(&file.tokens) {
                assert!(!is_browser_crate(&word), "{} names `{word}`, which only a browser has", file.path);
            }
        }
    }
}

#[test]
fn calculation_takes_time_and_randomness_as_values() {
    let table = table();
    for (name, file) in sources() {
        if table.get(&name).is_some_and(|row| row.layer == Layer::Calculation) {
            for word in words(&file.tokens) {
                let impure = ["Instant", "SystemTime", "rand", "getrandom", "Date", "Math"].contains(&word.as_str());
                assert!(!impure, "{} names `{word}`: take the value as an argument", file.path);
            }
        }
    }
}

#[test]
fn only_the_browser_folder_names_chrome() {
    for (name, file) in sources() {
        if name != "browser" {
            for word in words(&file.tokens) {
                assert!(word.trim_matches('"') != "chrome", "{} names `chrome`", file.path);
            }
        }
    }
}

#[test]
fn only_contexts_draw() {
    for (name, file) in sources() {
        if name != "contexts" {
            assert!(words(&file.tokens).iter().all(|word| word != "yew"), "{} names `yew`", file.path);
        }
    }
}

/// Yew puts its own hook, which prints what a panic says, in the place of any that it was not told of.
#[test]
fn a_panic_hook_is_set_by_way_of_yew_alone() {
    let hooks: Vec<String> = sources()
        .into_iter()
        .flat_map(|(_, file)| words(&file.tokens).into_iter().filter(|word| word.contains("_hook")).collect::<Vec<_>>())
        .collect();
    assert_eq!(hooks, ["set_custom_panic_hook"]);
}

/// Check E-01.
#[test]
fn html_never_comes_from_a_string() {
    for (_, file) in sources() {
        for word in words(&file.tokens) {
            assert!(
                !HTML_FROM_STRINGS.contains(&word.as_str()),
                "{} names `{word}`: every string of the API is data, drawn as a text node",
                file.path
            );
        }
    }
}

/// The content security policy refuses it: the card would be drawn without its style, and only in a real browser.
#[test]
fn no_element_is_given_a_style_attribute() {
    for (_, file) in sources() {
        let literals = literals(file.tokens.clone());
        assert!(literals.iter().all(|literal| literal != "\"style\""), "{} names an attribute `style`", file.path);
    }
}

/// What an analyst reads stands in `words`, or a translation would miss it.
#[test]
fn contexts_have_no_sentences_of_their_own() {
    let spoken = sources().into_iter().filter(|(name, _)| name == "contexts").flat_map(|(_, file)| {
        let literals = literals(product_code(file.tokens)).into_iter().filter(|literal| is_sentence(literal));
        literals.map(|literal| format!("{}: {literal}", file.path)).collect::<Vec<_>>()
    });
    assert_eq!(spoken.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn serde_is_named_at_the_boundary_to_the_browser_alone() {
    for (name, file) in sources() {
        let names_serde = words(&file.tokens).iter().any(|word| word == "serde" || word == "serde_json");
        assert!(name == "browser" || !names_serde, "{} names serde: `json` reads and writes", file.path);
    }
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    for (_, file) in sources() {
        for part in Path::new(&file.path).with_extension("").components() {
            let part = part.as_os_str().to_string_lossy();
            assert!(!EMPTY_NAMES.contains(&part.as_ref()), "{}: `{part}` says nothing about what is inside", file.path);
        }
    }
}

#[test]
fn a_file_says_first_what_it_knows_and_stays_short() {
    let root = root();
    for folder in ["src", "xtask/src"] {
        for path in rust_files(&root.join(folder)) {
            let text = read(&path);
            let name = path.display();
            assert!(text.starts_with("//! "), "{name} begins without a sentence that says what it knows");
            let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
            assert!(lines < LONGEST_FILE, "{name} has {lines} lines, expected less than {LONGEST_FILE}");
        }
    }
}

/// The lists of the crate's root decide what is compiled where, so a module cannot be there without a row.
#[test]
fn every_module_of_the_crate_has_a_row() {
    let root_file = tokens(&root().join("src/lib.rs"));
    let words = words(&root_file);
    let declared: BTreeSet<String> =
        words.windows(2).filter(|pair| pair[0] == "mod").map(|pair| pair[1].clone()).collect();
    let rows: BTreeSet<String> = table().into_keys().collect();
    assert_eq!(declared, rows, "modules of src/lib.rs, and rows of the table in docs/architecture.md");
}

#[test]
fn a_use_is_found_in_every_way_of_writing_it() {
    let check = |code: &str, depth: usize, expected: &[&str]| {
        let mut named = BTreeSet::new();
        modules_named(code.parse().expect("Rust"), depth, &mut named);
        assert_eq!(named.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{code}");
    };
    check("use crate::auth::token::AccessToken;", 1, &["auth"]);
    check("use crate::{auth::{Tenant, token}, time as clock, http::{self}};", 1, &["auth", "http", "time"]);
    check("fn f() { g(vec![crate::time::Moment::ZERO]) }", 1, &["time"]);
    check("use super::{policy, time::Moment};", 1, &["policy", "time"]);
    check("use super::hash::Sha1; use super::super::time;", 2, &["time"]);
    check("mod tests { use super::*; use super::super::http; }", 1, &["http"]);
    check("/// As [`crate::browser`] does.\n// use crate::auth;\nconst A: &str = \"crate::auth\";", 1, &[]);
}

#[test]
fn a_cycle_is_found_behind_those_who_only_lead_to_it() {
    let uses = |rows: [(&str, &[&str]); 4]| {
        rows.map(|(name, knows)| (name.to_owned(), knows.iter().map(|known| (*known).to_owned()).collect())).into()
    };
    assert_eq!(cycle(uses([("a", &["b"]), ("b", &["c", "d"]), ("c", &["b"]), ("d", &[])])), ["b", "c", "b"]);
    assert_eq!(cycle(uses([("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"]), ("d", &[])])), [""; 0]);
}

/// The rows of the one table of `docs/architecture.md` whose head is `| module | layer | knows |`.
fn table() -> BTreeMap<String, Row> {
    let page = read(&root().join("docs/architecture.md"));
    let rows = page.lines().skip_while(|line| cells(line) != ["module", "layer", "knows"]).skip(2);
    let table: BTreeMap<String, Row> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|line| match cells(line).as_slice() {
            [module, layer, knows] => {
                let knows = knows.split(", ").map(|name| name.trim_matches('`').to_owned());
                let knows = knows.filter(|name| !name.is_empty()).collect();
                (module.trim_matches('`').to_owned(), Row { layer: Layer::of(layer), knows })
            }
            other => panic!("a row of the table has {} cells, expected 3: {line}", other.len()),
        })
        .collect();
    assert!(!table.is_empty(), "docs/architecture.md has no table `| module | layer | knows |`");
    table
}

fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

fn as_markdown(code: &BTreeMap<String, BTreeSet<String>>, table: &BTreeMap<String, Row>) -> String {
    let mut lines = String::from("| module | layer | knows |\n| --- | --- | --- |\n");
    for (name, knows) in code {
        let layer = match table.get(name).map(|row| row.layer) {
            Some(Layer::Calculation) => "calculation",
            Some(Layer::UseCase) => "use case",
            Some(Layer::Context) => "context",
            Some(Layer::Browser) => "browser",
            Some(Layer::Entry) => "entry",
            None => "?",
        };
        let knows: Vec<String> = knows.iter().map(|known| format!("`{known}`")).collect();
        lines.push_str(&format!("| `{name}` | {layer} | {} |\n", knows.join(", ")));
    }
    lines
}

/// For each module the others that its code names, by `crate::` or by enough `super::`.
fn uses_of_modules() -> BTreeMap<String, BTreeSet<String>> {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, file) in sources() {
        let known = uses.entry(name.clone()).or_default();
        let mut named = BTreeSet::new();
        modules_named(file.tokens, file.depth, &mut named);
        known.extend(named.into_iter().filter(|other| *other != name));
    }
    uses
}

/// Modules each of which knows the next, the first again at the end; empty if there is no cycle.
fn cycle(mut uses: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    // Who knows nobody is in no cycle, and then neither is who knows only such.
    while let Some(done) = uses.iter().find(|(_, knows)| knows.is_empty()).map(|(name, _)| name.clone()) {
        uses.remove(&done);
        for knows in uses.values_mut() {
            knows.remove(&done);
        }
    }
    let mut way: Vec<String> = uses.keys().next().into_iter().cloned().collect();
    while let Some(next) = way.last().and_then(|last| uses[last].first()) {
        let met = way.iter().position(|name| name == next);
        way.push(next.clone());
        if let Some(at) = met {
            return way.split_off(at);
        }
    }
    way
}

/// `depth`: how many `super::` lead from here to the root of the crate.
fn modules_named(tokens: TokenStream, depth: usize, named: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "crate" || word == "super" => {
                let mut ups = usize::from(word == "super");
                let from_root = word == "crate";
                at += 1;
                while is_path_separator(&tokens[at..]) {
                    at += 2;
                    match tokens.get(at) {
                        Some(TokenTree::Ident(next)) if next == "super" => {
                            ups += 1;
                            at += 1;
                        }
                        Some(next) if from_root || ups == depth => {
                            named.extend(heads(next));
                            break;
                        }
                        Some(_) | None => break,
                    }
                }
            }
            TokenTree::Ident(word) if word == "mod" => {
                // The braces of a module inside the file are one level further from the root.
                if let Some(TokenTree::Group(body)) = tokens.get(at + 2) {
                    modules_named(body.stream(), depth + 1, named);
                    at += 2;
                }
                at += 1;
            }
            TokenTree::Group(group) => {
                modules_named(group.stream(), depth, named);
                at += 1;
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => at += 1,
        }
    }
}

fn is_path_separator(tokens: &[TokenTree]) -> bool {
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(0) && colon(1)
}

/// `a` of `crate::a`, and `a`, `b` of `crate::{a::X, b}`.
fn heads(token: &TokenTree) -> Vec<String> {
    match token {
        TokenTree::Ident(name) => vec![name.to_string()],
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut heads = Vec::new();
            let mut is_head = true;
            for token in group.stream() {
                match token {
                    TokenTree::Ident(name) if is_head => {
                        heads.push(name.to_string());
                        is_head = false;
                    }
                    TokenTree::Punct(punct) => is_head = is_head || punct.as_char() == ',',
                    TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_) => {}
                }
            }
            heads
        }
        TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
    }
}

fn is_browser_crate(word: &str) -> bool {
    word.starts_with("gloo")
        || ["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "serde_wasm_bindgen", "yew"].contains(&word)
}

/// Whether a literal begins as a sentence does, and has a second word.
fn is_sentence(literal: &str) -> bool {
    let mut letters = literal.trim_start_matches(['b', 'r', '#', '"']).chars();
    let (first, second) = (letters.next(), letters.next());
    let begins = first.is_some_and(|first| first.is_uppercase()) && second.is_some_and(|second| second.is_lowercase());
    literal.contains('"') && begins && literal.trim_matches('"').contains(' ')
}
