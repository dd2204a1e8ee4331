//! `cargo xtask test`: all parts in order, each with its time, and a skipped one with its reason.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::workshop::{Workshop, spoken};
use crate::{Result, browser, dist, setup};

const WASM: &str = "wasm32-unknown-unknown";

/// Stops at the first part that fails. `names` choose among the tests, as in `cargo test -- NAME`.
pub(crate) fn run(workshop: &Workshop, names: &[String]) -> Result<()> {
    let mut report = Report { start: Instant::now(), passed: Vec::new(), skipped: Vec::new() };
    let cargo = |arguments: &[&str]| workshop.run(workshop.command("cargo").args(arguments));

    report.part("set-up", || setup::for_testing(workshop))?;
    report.part("formatting", || cargo(&["fmt", "--all", "--check"]))?;
    report.part("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    report.part("lints for wasm", || {
        cargo(&["clippy", "--package", "hashcard", "--lib", "--target", WASM, "--", "--deny", "warnings"])
    })?;
    report.part("build", || dist::build(workshop).map(drop))?;
    report.part("native tests", || native_tests(workshop, names))?;
    if let Err(missing) = browser::find_browser() {
        report.skip("tests in a browser", &missing.to_string());
    }
    match wasm_tests(workshop.root())?.as_slice() {
        [] => report.skip("wasm tests", "there is no tests/wasm*.rs"),
        tests => report.part("wasm tests", || run_wasm_tests(workshop, tests, names))?,
    }
    report.close();
    Ok(())
}

/// Those in a browser are among them: they run where `HASHCARD_BROWSER` is set.
fn native_tests(workshop: &Workshop, names: &[String]) -> Result<()> {
    let mut command = workshop.command("cargo");
    command.args(["test", "--workspace", "--no-fail-fast", "--"]).args(names);
    command.env(dist::VARIABLE, workshop.root().join("dist"));
    command.env("HASHCARD_AXE", workshop.tools().join("node_modules/axe-core/axe.min.js"));
    let python = setup::python_packages(workshop);
    if python.is_dir() {
        command.env("HASHCARD_STIX", python);
    }
    if let Ok(browser) = browser::find_browser() {
        command.env(browser::OVERRIDE, browser.program);
    }
    workshop.run(&mut command)
}

fn run_wasm_tests(workshop: &Workshop, tests: &[String], names: &[String]) -> Result<()> {
    setup::wasm_test_runner(workshop)?;
    let mut command = workshop.command("cargo");
    command.args(["test", "--package", "hashcard", "--target", WASM]);
    for test in tests {
        command.args(["--test", test]);
    }
    command.arg("--").args(names);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    if let Some(driver) = workshop.on_path("chromedriver").filter(|_| std::env::var_os("CHROMEDRIVER").is_none()) {
        command.env("CHROMEDRIVER", driver);
    }
    workshop.run(&mut command)
}

/// The names of the test files that are compiled to wasm: `tests/wasm*.rs`.
fn wasm_tests(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("tests"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("wasm") && path.extension().is_some_and(|extension| extension == "rs") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// What the closing lines say.
struct Report {
    start: Instant,
    passed: Vec<(&'static str, Duration)>,
    skipped: Vec<(&'static str, String)>,
}

impl Report {
    fn part(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n== {name}");
        let start = Instant::now();
        match work() {
            Ok(()) => self.passed.push((name, start.elapsed())),
            Err(error) => {
                return Err(format!("{name} did not pass, after {}: {error}", spoken(start.elapsed())).into());
            }
        }
        Ok(())
    }

    fn skip(&mut self, name: &'static str, reason: &str) {
        println!("\n== {name}\nskipped: {reason}");
        self.skipped.push((name, reason.to_owned()));
    }

    fn close(&self) {
        println!();
        for (name, reason) in &self.skipped {
            println!("skipped: {name}, because {reason}");
        }
        let passed: Vec<String> = self.passed.iter().map(|(name, took)| format!("{name} {}", spoken(*took))).collect();
        println!("passed in {}: {}", spoken(self.start.elapsed()), passed.join(", "));
    }
}
