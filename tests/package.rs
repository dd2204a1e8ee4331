//! The built package as a reviewer reads it: what the wasm may call, and that nothing in it comes from elsewhere.

#![cfg(not(target_arch = "wasm32"))]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

/// What the wasm may ask of JavaScript, a name a line.
const IMPORTS: &str = "tests/fixtures/wasm_imports.txt";

/// What makes code of text, or fetches code.
const MAKES_CODE: [&str; 9] = [
    "eval(",
    "new Function",
    "importScripts",
    "import(",
    "document.write",
    "createContextualFragment",
    "insertAdjacentHTML",
    "outerHTML",
    "javascript:",
];

/// Check F-03: a new import is a new power; it is looked at before it is listed.
///
/// `set_innerHTML` is Yew's, for HTML from strings: nothing here calls it, and the policy refuses it.
#[test]
fn the_wasm_imports_what_the_golden_list_says() {
    let Some(dist) = dist() else { return };
    let wasm = fs::read(dist.join("hashcard_bg.wasm")).expect("the wasm");
    let imports = imports(&wasm).expect("a wasm module with imports");
    let modules: BTreeSet<&str> = imports.iter().map(|(module, _)| module.as_str()).collect();
    assert_eq!(modules, BTreeSet::from(["./hashcard_bg.js"]), "the glue is the only door");
    let found: BTreeSet<String> = imports.iter().map(|(_, name)| plain_name(name)).collect();
    let golden: BTreeSet<String> = read(&root().join(IMPORTS)).lines().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&golden).collect();
    let gone: Vec<_> = golden.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "{IMPORTS}: to add after a look {new:?}, to take out {gone:?}");
}

/// Check F-03.
#[test]
fn no_file_of_the_package_makes_code_of_text_or_loads_it_from_elsewhere() {
    let Some(dist) = dist() else { return };
    let mut scripts = 0;
    for path in files(&dist) {
        let name = path.strip_prefix(&dist).expect("a file of the package").to_string_lossy().replace('\\', "/");
        match path.extension().and_then(|end| end.to_str()) {
            Some("js") => {
                scripts += 1;
                let text = without_comments(&read(&path));
                for refused in MAKES_CODE {
                    assert!(!text.contains(refused), "{name} has `{refused}`");
                }
                for (at, _) in text.match_indices(" from ") {
                    let from = text[at + 6..].chars().take_while(|c| !";\n".contains(*c)).collect::<String>();
                    assert!(
                        !from.starts_with(['"', '\'']) || from[1..].starts_with("./"),
                        "{name} imports from {from}"
                    );
                }
                for scheme in ["http://", "https://", "ws://", "wss://", "data:", "blob:"] {
                    assert!(!text.contains(scheme), "{name} has `{scheme}`");
                }
            }
            Some("html" | "css" | "svg") => {
                let text = read(&path).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
                for refused in
                    ["http://", "https://", "//cdn", "javascript:", "data:", "@import", "<base", "http-equiv"]
                {
                    assert!(!text.contains(refused), "{name} has `{refused}`");
                }
            }
            Some("json" | "png" | "wasm") => {}
            Some("txt") | None if name.to_ascii_lowercase().contains("licen") => {}
            other => panic!("{name} is of a kind that nobody looked at: {other:?}"),
        }
    }
    assert_eq!(scripts, 4, "the three scripts and the glue");
}

/// Checks F-01 and E-04: nobody adds a power in passing. The lists behind `[…]` have tests of their own in
/// `tests/extension_files.rs`.
#[test]
fn the_manifest_has_the_powers_that_were_reviewed_and_no_other() {
    let manifest: Value = serde_json::from_str(&read(&root().join("extension/manifest.json"))).expect("a manifest");
    let keys: Vec<&str> = manifest.as_object().expect("an object").keys().map(String::as_str).collect();
    let reviewed = BTreeSet::from([
        "action",
        "background",
        "commands",
        "content_scripts",
        "content_security_policy",
        "default_locale",
        "description",
        "host_permissions",
        "icons",
        "incognito",
        "key",
        "manifest_version",
        "minimum_chrome_version",
        "name",
        "optional_host_permissions",
        "options_ui",
        "permissions",
        "side_panel",
        "storage",
        "version",
    ]);
    assert_eq!(keys.into_iter().collect::<BTreeSet<_>>(), reviewed);
    for power in
        ["clipboardWrite", "clipboardRead", "tabs", "webRequest", "cookies", "downloads", "debugger", "management"]
    {
        assert!(!manifest["permissions"].to_string().contains(power), "{power}");
    }
    assert_eq!(manifest["background"], json!({ "service_worker": "service_worker.js", "type": "module" }));
    let policy = manifest["content_security_policy"].as_object().expect("policies");
    assert_eq!(policy.keys().collect::<Vec<_>>(), ["extension_pages"], "no sandboxed page, no second policy");
    let policy = policy["extension_pages"].as_str().expect("a policy");
    for weaker in ["unsafe-inline", "unsafe-eval'", "http:", "data:", "blob:", "*", "allow-duplicates"] {
        let harmless = policy.replace("'wasm-unsafe-eval'", "");
        assert!(!harmless.contains(weaker), "{weaker}");
    }
    assert!(policy.ends_with("require-trusted-types-for 'script'; trusted-types 'none'"), "{policy}");
}

/// Check F-07: the browser makes an id of the key: the first 16 bytes of its SHA-256, in letters from a to p.
#[test]
fn the_key_makes_the_id_that_the_documentation_has_registered() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};
    let manifest: Value = serde_json::from_str(&read(&root().join("extension/manifest.json"))).expect("a manifest");
    let key = STANDARD.decode(manifest["key"].as_str().expect("a key")).expect("base64");
    let digest = Sha256::digest(key);
    let halves = digest.iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]);
    let id: String = halves.map(|half| char::from(b'a' + half)).collect();
    assert!(read(&root().join("README.md")).contains(&format!("https://{id}.chromiumapp.org/")), "{id}");
}

/// `__wbg_fetch_0123456789abcdef` is `fetch`: the digits change with the code around it.
fn plain_name(import: &str) -> String {
    let name = import.strip_prefix("__wbg_").unwrap_or(import);
    match name.rsplit_once('_') {
        Some((name, digits)) if digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        Some(_) | None => name,
    }
    .to_owned()
}

/// Module and name of every import (WebAssembly core specification, 5.5.5).
fn imports(wasm: &[u8]) -> Option<Vec<(String, String)>> {
    let mut rest = wasm.strip_prefix(b"\0asm\x01\0\0\0")?;
    loop {
        let (section, after) = rest.split_first()?;
        let (length, content) = number(after)?;
        let (content, after) = content.split_at_checked(length)?;
        if *section == 2 {
            return imports_of(content);
        }
        rest = after;
    }
}

fn imports_of(section: &[u8]) -> Option<Vec<(String, String)>> {
    let (count, mut rest) = number(section)?;
    let mut imports = Vec::new();
    for _ in 0..count {
        let (module, after) = name(rest)?;
        let (import, after) = name(after)?;
        // A function's type; nothing else is imported.
        let after = after.strip_prefix(&[0])?;
        rest = number(after)?.1;
        imports.push((module, import));
    }
    Some(imports)
}

fn name(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = number(bytes)?;
    let (name, rest) = rest.split_at_checked(length)?;
    Some((String::from_utf8(name.to_vec()).ok()?, rest))
}

/// LEB128.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0)?;
    let value = bytes[..=end].iter().rev().fold(0, |value, byte| (value << 7) | usize::from(byte & 0x7f));
    Some((value, &bytes[end + 1..]))
}

/// Comments name documentation by its address, which loads nothing.
fn without_comments(script: &str) -> String {
    let lines = script.lines().filter(|line| !["//", "/*", "*"].iter().any(|mark| line.trim_start().starts_with(mark)));
    lines.collect::<Vec<_>>().join("\n")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Where the extension was built, which `cargo xtask test` says in `HASHCARD_DIST`.
fn dist() -> Option<PathBuf> {
    let dist = env::var_os("HASHCARD_DIST").map(PathBuf::from);
    if dist.is_none() {
        eprintln!("skipped: HASHCARD_DIST is not set, `cargo xtask test` builds the extension and sets it");
    }
    dist
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
