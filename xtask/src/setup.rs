//! What a fresh machine needs, step by step: each says what it does, how long that usually takes, and does nothing
//! where the right version is there already.
//!
//! Where a tool comes from: the PATH, else Trunk's own download, else a package registry. What is installed goes into
//! `.tools/` of the project. Only continuous integration gets system packages.

use std::fs;
use std::io::ErrorKind;
use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::browser::continuous_integration;
use crate::workshop::{Workshop, spoken};
use crate::{Result, browser};

/// Declares a newer Rust than it needs: built and used with the pinned one.
const TRUNK: &str = "0.22.1";
const AXE: &str = "4.14.1";
/// The validator of OASIS, which the exports of STIX are held against.
const STIX_VALIDATOR: &str = "3.3.2";
const TRUNK_CONFIGURATION: &str = include_str!("../../Trunk.toml");
const WASM: &str = "wasm32-unknown-unknown";

/// All of it: `cargo xtask setup`.
pub(crate) fn everything(workshop: &Workshop) -> Result<()> {
    for_testing(workshop)?;
    match browser::find_browser() {
        Ok(browser) => said("browser", &browser.program.display().to_string()),
        Err(missing) => said("browser", &missing.to_string()),
    }
    Ok(())
}

/// What building `dist/` takes.
pub(crate) fn for_building(workshop: &Workshop) -> Result<()> {
    wasm_target(workshop)?;
    trunk(workshop)?;
    if wasm_bindgen_is_there(workshop) && wasm_opt_is_there(workshop) {
        said("wasm-bindgen and wasm-opt", "there");
    } else if !downloaded_by_trunk(workshop)? {
        wasm_bindgen(workshop)?;
        wasm_opt(workshop)?;
    }
    // Two gigabytes that nothing reads again.
    match fs::remove_dir_all(shared_by_tools(workshop)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// What the tests take besides.
pub(crate) fn for_testing(workshop: &Workshop) -> Result<()> {
    component(workshop, "rustfmt", "fmt")?;
    component(workshop, "clippy", "clippy")?;
    for_building(workshop)?;
    axe(workshop)?;
    stix_validator(workshop)?;
    if continuous_integration() { browser_packages(workshop) } else { Ok(()) }
}

/// What the tests run beside the browser, each with the system's package that has it.
const RUN_BY_TESTS: [(&str, &str); 4] = [
    ("chromedriver", "chromium-driver"),
    ("Xvfb", "xvfb"),
    ("xdotool", "xdotool"),
    ("soffice", "libreoffice-calc-nogui"),
];

fn browser_packages(workshop: &Workshop) -> Result<()> {
    let browser = browser::find_browser().is_err().then_some("chromium");
    let others = RUN_BY_TESTS.iter().filter(|(program, _)| workshop.on_path(program).is_none());
    let missing: Vec<&str> = browser.into_iter().chain(others.map(|(_, package)| *package)).collect();
    if missing.is_empty() {
        said("browser, screen and spreadsheet", "there");
        return Ok(());
    }
    system_packages(workshop, "browser, screen and spreadsheet", &missing, "1 minute")
}

/// wasm-bindgen of the pinned version with its test runner, which Trunk does not download.
pub(crate) fn wasm_test_runner(workshop: &Workshop) -> Result<()> {
    let runner = workshop.answer("wasm-bindgen-test-runner", &["--version"]);
    if runner.is_some_and(|answer| answer.ends_with(&pinned("wasm_bindgen"))) {
        return Ok(());
    }
    wasm_bindgen(workshop)
}

fn wasm_target(workshop: &Workshop) -> Result<()> {
    let libraries = workshop.answer("rustc", &["--print", "target-libdir", "--target", WASM]);
    if libraries.is_some_and(|folder| fs::exists(folder).unwrap_or(false)) {
        said("wasm target of Rust", "there");
        return Ok(());
    }
    step("wasm target of Rust", "adding it", "10 seconds", || {
        workshop.run(workshop.command("rustup").args(["target", "add", WASM]))
    })
}

fn component(workshop: &Workshop, component: &str, command: &str) -> Result<()> {
    if workshop.answer("cargo", &[command, "--version"]).is_some() {
        said(component, "there");
        return Ok(());
    }
    step(component, "adding it", "10 seconds", || {
        workshop.run(workshop.command("rustup").args(["component", "add", component]))
    })
}

fn trunk(workshop: &Workshop) -> Result<()> {
    // Any 0.22 reads our Trunk.toml and leaves the glue alone.
    if workshop.answer("trunk", &["--version"]).is_some_and(|answer| answer.starts_with("trunk 0.22.")) {
        said("Trunk", "there");
        return Ok(());
    }
    step("Trunk", "building it in .tools/, once", "3 to 6 minutes", || {
        // The fastest build that works: the linker and the optimiser are most of the time otherwise.
        let extra = ["--locked", "--ignore-rust-version", "--no-default-features", "--features", "rustls"];
        cargo_install(workshop, "trunk", TRUNK, &extra)
    })
}

fn wasm_bindgen_is_there(workshop: &Workshop) -> bool {
    workshop
        .answer("wasm-bindgen", &["--version"])
        .is_some_and(|answer| answer.split(' ').nth(1) == Some(pinned("wasm_bindgen")))
}

fn wasm_bindgen(workshop: &Workshop) -> Result<()> {
    if wasm_bindgen_is_there(workshop) {
        said("wasm-bindgen", "there");
        return Ok(());
    }
    step("wasm-bindgen", "building it in .tools/, once", "1 to 2 minutes", || {
        // Not --locked: its lock file names versions that were withdrawn since.
        cargo_install(workshop, "wasm-bindgen-cli", pinned("wasm_bindgen"), &[])
    })
}

fn wasm_opt_is_there(workshop: &Workshop) -> bool {
    let wanted = pinned("wasm_opt").replace('_', " ");
    workshop
        .answer("wasm-opt", &["--version"])
        .and_then(|answer| Some(answer.strip_prefix("wasm-opt ")?.starts_with(&wanted)))
        .unwrap_or(false)
}

fn wasm_opt(workshop: &Workshop) -> Result<()> {
    if wasm_opt_is_there(workshop) {
        said("wasm-opt", "there");
        return Ok(());
    }
    node(workshop)?;
    let version = pinned("wasm_opt").replace("version_", "");
    step("wasm-opt", "installing the Node package binaryen in .tools/", "10 seconds", || {
        node_package(workshop, &format!("binaryen@{version}.0.0"))
    })
}

fn axe(workshop: &Workshop) -> Result<()> {
    let description = workshop.tools().join("node_modules/axe-core/package.json");
    let there = fs::read_to_string(description).is_ok_and(|text| text.contains(&format!("\"version\": \"{AXE}\"")));
    if there {
        said("axe-core", "there");
        return Ok(());
    }
    node(workshop)?;
    step("axe-core", "installing the Node package in .tools/", "10 seconds", || {
        node_package(workshop, &format!("axe-core@{AXE}"))
    })
}

/// Where [`stix_validator`] puts the validator and what it needs.
pub(crate) fn python_packages(workshop: &Workshop) -> PathBuf {
    workshop.tools().join("python")
}

/// Python reads the exports in the tests, as analysts' own scripts do. A machine without it goes without these tests,
/// and hears so.
fn stix_validator(workshop: &Workshop) -> Result<()> {
    let packages = python_packages(workshop);
    if fs::exists(packages.join(format!("stix2_validator-{STIX_VALIDATOR}.dist-info"))).unwrap_or(false) {
        said("validator of STIX", "there");
        return Ok(());
    }
    if workshop.answer("python3", &["-m", "pip", "--version"]).is_none() {
        if !continuous_integration() {
            said("validator of STIX", "left out: there is no Python with pip");
            return Ok(());
        }
        system_packages(workshop, "Python", &["python3", "python3-pip"], "1 minute")?;
    }
    step("validator of STIX", "installing the Python package in .tools/", "15 seconds", || {
        workshop.run(
            workshop
                .command("python3")
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--target"])
                .arg(&packages)
                .arg(format!("stix2-validator=={STIX_VALIDATOR}")),
        )
    })
}

/// Node runs wasm-opt and brings axe-core. There is no other way round: the crate `wasm-opt` holds a compiler of 2023,
/// whose wasm would be another one than what was tested.
fn node(workshop: &Workshop) -> Result<()> {
    if workshop.answer("node", &["--version"]).is_some() && workshop.answer(npm(), &["--version"]).is_some() {
        return Ok(());
    }
    if continuous_integration() {
        return system_packages(workshop, "Node", &["nodejs", "npm"], "1 minute");
    }
    Err(format!(
        "Node with npm is missing: install it from nodejs.org or your system's packages (or put wasm-opt, {}, on the \
         PATH) and run this again",
        pinned("wasm_opt").replace('_', " ")
    )
    .into())
}

/// npm's name as a program.
fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn node_package(workshop: &Workshop, package: &str) -> Result<()> {
    workshop.run(
        workshop
            .command(npm())
            .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", "--prefix", ".tools"])
            .arg(package),
    )
}

fn cargo_install(workshop: &Workshop, package: &str, version: &str, extra: &[&str]) -> Result<()> {
    workshop.run(
        workshop
            .command("cargo")
            .args(["install", package, "--version", version, "--debug", "--root", ".tools", "--target-dir"])
            .arg(shared_by_tools(workshop))
            .args(extra)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("RUSTFLAGS"),
    )
}

/// Where tools are built: they share a good part of their dependencies.
fn shared_by_tools(workshop: &Workshop) -> PathBuf {
    workshop.tools().join("target")
}

fn system_packages(workshop: &Workshop, name: &str, packages: &[&str], usually: &str) -> Result<()> {
    let root = workshop.answer("id", &["-u"]).is_some_and(|user| user == "0");
    let apt = |arguments: &[&str]| {
        let mut command = workshop.command(if root { "apt-get" } else { "sudo" });
        if !root {
            command.arg("apt-get");
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        workshop.run(&mut command)
    };
    step(name, "installing the system's package", usually, || {
        apt(&["update", "--quiet"])?;
        apt(&[&["install", "--quiet", "--yes", "--no-install-recommends"], packages].concat())
    })
}

/// Trunk fetches wasm-bindgen and wasm-opt by itself while it builds, and gives up after a minute of trying. So it is
/// asked only where the host answers, and first on a page of nothing, where its failure costs no build.
fn downloaded_by_trunk(workshop: &Workshop) -> Result<bool> {
    let done = workshop.tools().join("downloaded-by-trunk.toml");
    if fs::read_to_string(&done).is_ok_and(|pins| pins == TRUNK_CONFIGURATION) {
        said("wasm-bindgen and wasm-opt", "downloaded by Trunk before");
        return Ok(true);
    }
    if !releases_answer() {
        said("download by Trunk", "does not answer, so package registries are asked for what is missing");
        return Ok(false);
    }
    println!("setup: wasm-bindgen and wasm-opt: Trunk downloads them, usually 20 seconds");
    let trial = workshop.tools().join("trial");
    fs::create_dir_all(trial.join("src"))?;
    fs::write(trial.join("Cargo.toml"), TRIAL_PACKAGE)?;
    fs::write(trial.join("src/lib.rs"), "")?;
    fs::write(trial.join("index.html"), TRIAL_PAGE)?;
    let downloaded = workshop.run(
        workshop
            .command("trunk")
            .args(["build", "--release", "--skip-version-check"])
            .env("TRUNK_TOOLS_WASM_BINDGEN", pinned("wasm_bindgen"))
            .env("TRUNK_TOOLS_WASM_OPT", pinned("wasm_opt"))
            .current_dir(&trial),
    );
    match downloaded {
        Ok(()) => {
            fs::write(done, TRUNK_CONFIGURATION)?;
            Ok(true)
        }
        Err(refused) => {
            said("download by Trunk", &format!("{refused}, so package registries are asked for what is missing"));
            Ok(false)
        }
    }
}

const TRIAL_PACKAGE: &str =
    "[package]\nname = \"trial\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n[workspace]\n";
const TRIAL_PAGE: &str = "<link data-trunk rel=\"rust\" data-wasm-opt=\"z\">";

/// Whether the host of Trunk's downloads can be reached; behind a proxy only Trunk itself can find out.
fn releases_answer() -> bool {
    if std::env::var_os("HTTPS_PROXY").or_else(|| std::env::var_os("https_proxy")).is_some() {
        return true;
    }
    let addresses = "github.com:443".to_socket_addrs();
    addresses.is_ok_and(|mut addresses| {
        addresses.any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(3)).is_ok())
    })
}

/// The version of a tool in `Trunk.toml`, the one place where versions of both stand.
fn pinned(tool: &str) -> &'static str {
    let value = TRUNK_CONFIGURATION.lines().find_map(|line| line.strip_prefix(tool)?.trim_start().strip_prefix('='));
    value.expect("Trunk.toml pins its tools").trim().trim_matches('"')
}

fn step(name: &str, action: &str, usually: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("setup: {name}: {action}, usually {usually}");
    let start = Instant::now();
    work().map_err(|error| format!("setup of {name}: {error}"))?;
    said(name, &format!("ready after {}", spoken(start.elapsed())));
    Ok(())
}

fn said(name: &str, what: &str) {
    println!("setup: {name}: {what}");
}

#[cfg(test)]
mod tests {
    use super::pinned;

    #[test]
    fn the_versions_of_both_tools_are_read_from_the_configuration_of_trunk() {
        assert!(
            pinned("wasm_bindgen").split('.').all(|part| part.parse::<u32>().is_ok()),
            "{}",
            pinned("wasm_bindgen")
        );
        assert!(pinned("wasm_opt").starts_with("version_"), "{}", pinned("wasm_opt"));
    }
}
