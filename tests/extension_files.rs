//! The files of the extension that no compiler reads: the manifest's promises, what JavaScript may not do, versions
//! that must agree, and the budgets.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use hashcard::{cloud, configuration, copy_request, job::Job, last_view, pages, portal::PortalHost, sign_in};
use serde_json::{Value, json};

#[path = "support/budgets.rs"]
#[allow(dead_code, reason = "the package is held where it is made, in xtask")]
mod budgets;

const SCRIPTS: [(&str, usize, u64); 3] = [
    // Name, lines, bytes: a worker's or page's script hands over to the wasm; the content script has none.
    ("content_script.js", 60, 3 * 1024),
    ("service_worker.js", 80, 4 * 1024),
    ("page.js", 25, 1024),
];

/// Check F-01.
#[test]
fn the_permissions_are_those_of_the_documentation() {
    let manifest = manifest();
    assert_eq!(manifest["permissions"], json!(["identity", "storage", "contextMenus", "scripting", "sidePanel"]));
    assert_eq!(manifest.get("optional_permissions"), None);
    assert_eq!(manifest["minimum_chrome_version"], "140");
    assert_eq!(manifest["manifest_version"], 3);
    assert_eq!(manifest["incognito"], "not_allowed");
}

/// Check F-01.
#[test]
fn the_hosts_of_the_commercial_cloud_come_with_the_installation() {
    let expected = [
        "https://aea.api.security.microsoft.com/*",
        "https://api.securitycenter.microsoft.com/*",
        "https://au.api.security.microsoft.com/*",
        "https://eu.api.security.microsoft.com/*",
        "https://ina.api.security.microsoft.com/*",
        "https://login.microsoftonline.com/*",
        "https://security.microsoft.com/*",
        "https://swa.api.security.microsoft.com/*",
        "https://uk.api.security.microsoft.com/*",
        "https://us.api.security.microsoft.com/*",
    ];
    assert_eq!(strings(&manifest()["host_permissions"]), expected.map(str::to_owned).into());
}

/// Check F-01.
#[test]
fn the_hosts_of_governments_and_other_portals_are_asked_for_by_a_click() {
    let expected = [
        "https://api-gcc.securitycenter.microsoft.us/*",
        "https://api-gov.securitycenter.microsoft.us/*",
        "https://login.microsoftonline.us/*",
        "https://mto.security.microsoft.com/*",
        "https://security.apps.mil/*",
        "https://security.microsoft.us/*",
        "https://transition.security.microsoft.com/*",
    ];
    assert_eq!(strings(&manifest()["optional_host_permissions"]), expected.map(str::to_owned).into());
}

/// Content script, badge and menu work on the portals that may be permitted, and on no other.
#[test]
fn the_portals_of_the_code_are_those_of_the_manifest() {
    let manifest = manifest();
    let (first, others) = PortalHost::PATTERNS.split_first().expect("portals");
    assert_eq!(manifest["content_scripts"][0]["matches"], json!([first]));
    assert!(strings(&manifest["host_permissions"]).contains(*first));
    let asked = cloud::hosts().into_iter().map(|host| format!("https://{host}/*")).collect();
    let optional = strings(&manifest["optional_host_permissions"]);
    let portals: BTreeSet<&str> = optional.difference(&asked).map(String::as_str).collect();
    assert_eq!(portals, others.iter().copied().collect());
}

/// A host that the code asks and the browser refuses is an error only in a real browser, so it is one here too.
#[test]
fn every_host_of_the_cloud_table_may_be_asked() {
    let manifest = manifest();
    let permitted: BTreeSet<String> = strings(&manifest["host_permissions"])
        .union(&strings(&manifest["optional_host_permissions"]))
        .cloned()
        .collect();
    for host in cloud::hosts() {
        assert!(permitted.contains(&format!("https://{host}/*")), "`{host}` has no permission");
    }
}

/// Check F-01.
#[test]
fn pages_and_worker_reach_the_hosts_of_the_cloud_table_and_no_other() {
    let mut expected: BTreeSet<String> = cloud::hosts().iter().map(|host| format!("https://{host}")).collect();
    expected.insert("'self'".to_owned());
    assert_eq!(directive("connect-src"), expected);
}

/// Check F-01.
#[test]
fn nothing_is_loaded_from_elsewhere_and_no_html_is_made_of_strings() {
    let one = |value: &str| BTreeSet::from([value.to_owned()]);
    assert_eq!(directive("default-src"), one("'none'"));
    assert_eq!(directive("script-src"), ["'self'", "'wasm-unsafe-eval'"].map(str::to_owned).into());
    assert_eq!(directive("style-src"), one("'self'"));
    assert_eq!(directive("img-src"), one("'self'"));
    for nothing in ["object-src", "base-uri", "form-action", "frame-ancestors"] {
        assert_eq!(directive(nothing), one("'none'"), "{nothing}");
    }
    assert_eq!(directive("require-trusted-types-for"), one("'script'"));
}

/// Check F-01.
#[test]
fn no_page_and_no_other_extension_may_talk_to_it() {
    let manifest = manifest();
    assert_eq!(manifest.get("web_accessible_resources"), None);
    assert_eq!(manifest.get("externally_connectable"), None);
}

/// Check F-01.
#[test]
fn the_content_script_runs_in_the_top_frame_of_the_portal_alone() {
    let scripts = &manifest()["content_scripts"];
    assert_eq!(scripts.as_array().map(Vec::len), Some(1));
    assert_eq!(scripts[0]["matches"], json!(["https://security.microsoft.com/*"]));
    assert_eq!(scripts[0]["js"], json!(["content_script.js"]));
    for wider in ["all_frames", "match_about_blank", "match_origin_as_fallback", "world"] {
        assert_eq!(scripts[0].get(wider), None, "{wider}");
    }
}

/// Check F-07: Without it, the extension id of an unpacked build hangs on the folder, and with it the redirect URI.
#[test]
fn the_key_pins_the_id_of_an_unpacked_build() {
    let manifest = manifest();
    let key = manifest["key"].as_str().expect("a key");
    assert!(key.starts_with("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"), "`{key}`, expected a public RSA key of 2,048 bits");
}

#[test]
fn every_file_that_the_manifest_names_is_there() {
    let root = root();
    let page = read("extension/popup.html");
    for file in files_named(&manifest()) {
        let file = file.split('?').next().unwrap_or_default();
        let copied = file == "popup.html" || page.contains(&format!("href=\"{file}\"")) || file.starts_with("icons/");
        assert!(copied, "popup.html does not have Trunk copy `{file}`");
        let source = if file.starts_with("icons/") { root.join("static") } else { root.join("extension") }.join(file);
        assert!(source.is_file(), "`{}` is named in the manifest and not there", source.display());
    }
}

#[test]
fn scripts_stay_within_their_budgets() {
    for (name, most_lines, most_bytes) in SCRIPTS {
        let text = read(&format!("extension/{name}"));
        let lines = text.lines().count();
        assert!(lines <= most_lines, "{name} has {lines} lines, expected at most {most_lines}");
        assert!(text.len() as u64 <= most_bytes, "{name} has {} bytes, expected at most {most_bytes}", text.len());
    }
}

/// What it asks for under another name would only make the first card later.
#[test]
fn the_page_asks_ahead_for_what_the_first_card_waits_for() {
    let page = read("extension/page.js");
    for key in [configuration::SETTINGS, configuration::POLICY, sign_in::SESSIONS] {
        assert!(page.contains(&format!(" {key}: null")), "`{key}` is not asked for");
    }
    for key in [copy_request::KEY, sign_in::OUTCOME, sign_in::PENDING] {
        assert!(page.contains(&format!("'{key}': null")), "`{key}` is not asked for");
    }
    for key in [pages::key(7), Job::key(7), last_view::key(7)] {
        let key = key.replace('7', "${tab?.id}");
        assert!(page.contains(&format!("[`{key}`]: null")), "`{key}` is not asked for");
    }
}

#[test]
fn there_are_no_other_scripts() {
    let found: BTreeSet<String> = fs::read_dir(root().join("extension"))
        .expect("the extension's folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with("js"))
        .collect();
    assert_eq!(found, SCRIPTS.map(|(name, _, _)| name.to_owned()).into());
}

/// Checks D-06 and F-03.
#[test]
fn scripts_make_neither_code_nor_html_of_strings() {
    const REFUSED: [&str; 11] = [
        "eval(",
        "Function(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "import(",
        "importScripts",
        "createContextualFragment",
        "setTimeout('",
        "setTimeout(\"",
    ];
    for (name, _, _) in SCRIPTS {
        let text = read(&format!("extension/{name}"));
        for refused in REFUSED {
            assert!(!text.contains(refused), "{name} has `{refused}`");
        }
    }
}

/// Checks D-05 and D-06.
#[test]
fn the_content_script_adds_nothing_to_the_page_and_loads_nothing() {
    let text = read("extension/content_script.js");
    for refused in
        ["import ", "createElement", "append", "WebAssembly", "fetch(", "XMLHttpRequest", "storage", "postMessage"]
    {
        assert!(!text.contains(refused), "content_script.js has `{refused}`");
    }
}

/// Check F-03.
#[test]
fn pages_have_no_script_and_no_style_inside() {
    for name in ["popup.html", "options.html"] {
        let text = read(&format!("extension/{name}"));
        for refused in ["<style", " style=", " onclick=", " onload=", "javascript:", "http://", "https://"] {
            assert!(!text.contains(refused), "{name} has `{refused}`");
        }
        for (at, _) in text.match_indices("<script") {
            let tag = text[at..].split_once("</script>").map_or(&text[at..], |(tag, _)| tag);
            assert!(tag.contains(" src=") && tag.ends_with('>'), "{name} has a script inside: {tag}");
        }
    }
}

/// Trunk writes these lines into the popup; the options page has them by hand.
#[test]
fn the_options_page_starts_as_the_popup_does() {
    let configuration = read("Trunk.toml");
    let options = read("extension/options.html");
    for pattern in ["pattern_script", "pattern_preload"] {
        let line = configuration.lines().find(|line| line.starts_with(pattern)).expect("a pattern of Trunk.toml");
        let (_, value) = line.split_once('\'').expect("a pattern in single quotes");
        for tag in value.trim_end_matches('\'').replace("><", ">\n<").replace(">\n</", "></").lines() {
            assert!(options.contains(tag), "options.html has no `{tag}`");
        }
    }
}

#[test]
fn wasm_bindgen_is_pinned_to_one_version_everywhere() {
    let of_cargo = pinned("Cargo.toml", "wasm-bindgen = \"=");
    assert_eq!(of_cargo, pinned("Trunk.toml", "wasm_bindgen = \""));
    let locked = format!("name = \"wasm-bindgen\"\nversion = \"{of_cargo}\"\n");
    assert!(read("Cargo.lock").contains(&locked), "Cargo.lock has another wasm-bindgen than {of_cargo}");
}

#[test]
fn the_manifest_has_the_version_of_the_crate() {
    assert_eq!(manifest()["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_built_extension_is_what_the_sources_say() {
    let Some(dist) = dist() else { return };
    for (name, _, _) in SCRIPTS {
        assert_eq!(text(&dist.join(name)), read(&format!("extension/{name}")), "{name} was built from another source");
    }
    assert_eq!(text(&dist.join("manifest.json")), read("extension/manifest.json"));
    for file in files_named(&manifest()) {
        let file = dist.join(file.split('?').next().unwrap_or_default());
        assert!(file.is_file(), "`{}` is named in the manifest and was not built", file.display());
    }
    let popup = text(&dist.join("popup.html"));
    assert_eq!(popup.matches("<script").count(), 1, "{popup}");
    assert!(popup.contains("<script type=\"module\" src=\"page.js\"></script>"), "{popup}");
}

#[test]
fn the_wasm_stays_small() {
    let Some(dist) = dist() else { return };
    let wasm = fs::read(dist.join("hashcard_bg.wasm")).expect("the wasm");
    let most = budgets::WASM_BYTES;
    assert!(wasm.len() <= most, "{} bytes, expected at most {most}", wasm.len());
    let (compressed, most) = (compressed_size(&wasm), budgets::WASM_BYTES_COMPRESSED);
    assert!(compressed <= most, "{compressed} bytes, expected at most {most}");
}

/// Check F-07: The wasm of two machines is the same only if it does not name where it was built.
#[test]
fn the_wasm_does_not_name_the_machine_that_built_it() {
    let Some(dist) = dist() else { return };
    let wasm = fs::read(dist.join("hashcard_bg.wasm")).expect("the wasm");
    let folders = [env!("CARGO_MANIFEST_DIR").to_owned(), env::var("CARGO_HOME").unwrap_or_default()];
    let home = env::var("HOME").or_else(|_| env::var("USERPROFILE")).unwrap_or_default();
    let cargo = format!("{home}/.cargo");
    for folder in folders.iter().chain([&cargo, &"/.rustup/".to_owned()]).filter(|folder| folder.len() > 1) {
        let named = wasm.windows(folder.len()).any(|window| window == folder.as_bytes());
        assert!(!named, "the wasm names `{folder}`; it is built by `cargo xtask`, not by `trunk` alone");
    }
}

/// Where the extension was built, which `cargo xtask test` says in `HASHCARD_DIST`.
fn dist() -> Option<PathBuf> {
    let dist = env::var_os("HASHCARD_DIST").map(PathBuf::from);
    if dist.is_none() {
        eprintln!("skipped: HASHCARD_DIST is not set, `cargo xtask test` builds the extension and sets it");
    }
    dist
}

fn compressed_size(bytes: &[u8]) -> usize {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory takes bytes");
    encoder.finish().expect("memory takes bytes").len()
}

/// Every string of the manifest that ends as a file of the package does.
fn files_named(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(text) => {
            let file = text.split('?').next().unwrap_or_default();
            let is_file =
                !text.contains(' ') && [".js", ".html", ".json", ".png"].iter().any(|end| file.ends_with(end));
            is_file.then(|| text.clone()).into_iter().collect()
        }
        Value::Array(values) => values.iter().flat_map(files_named).collect(),
        Value::Object(members) => members.values().flat_map(files_named).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

fn directive(name: &str) -> BTreeSet<String> {
    let manifest = manifest();
    let policy = manifest["content_security_policy"]["extension_pages"].as_str().expect("a policy");
    let mut words = policy.split(';').map(|part| part.split_whitespace());
    let directive = words.find_map(|mut words| (words.next() == Some(name)).then_some(words));
    directive.unwrap_or_else(|| panic!("the policy has no `{name}`")).map(str::to_owned).collect()
}

/// A list of the manifest; a doubled entry is an error, order is not.
fn strings(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().expect("a list");
    let set: BTreeSet<String> = list.iter().map(|item| item.as_str().expect("a string").to_owned()).collect();
    assert_eq!(set.len(), list.len(), "an entry is there twice");
    set
}

fn pinned(file: &str, before: &str) -> String {
    let text = read(file);
    let version = text.lines().find_map(|line| line.strip_prefix(before));
    version.unwrap_or_else(|| panic!("{file} does not pin: no `{before}`")).trim_end_matches('"').to_owned()
}

fn manifest() -> Value {
    serde_json::from_str(&read("extension/manifest.json")).expect("a manifest")
}

fn read(path: &str) -> String {
    text(&root().join(path))
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
