//! The project's commands, `cargo xtask <command>`: what a fresh machine needs is set up on the way.
//!
//! | command | what it does |
//! | --- | --- |
//! | `setup` | puts everything that the others need on the machine |
//! | `demo [--headless --screenshot DIR]` | opens a browser with the extension on an alert of a simulated tenant |
//! | `test [-- NAME]` | formatting, lints, and every test, as continuous integration runs them |
//! | `bench [-- NAME]` | the browser benchmark; without a name it writes `docs/performance.md` |
//! | `package` | `hashcard-chrome.zip` and `hashcard-edge.zip` |
//!
//! What the processes below it read:
//!
//! | variable | meaning | set by |
//! | --- | --- | --- |
//! | `HASHCARD_BROWSER` | the browser to use, a path | the caller, else the first one found |
//! | `HASHCARD_DIST` | the built extension, a folder | `demo`, `test`, `bench` |
//! | `HASHCARD_PACKAGE_BYTES` | the size of the package, for the benchmark | `bench` |
//! | `HASHCARD_BENCH_RUNS` | how often the benchmark measures everything, else 9 | the caller |
//! | `HASHCARD_AXE` | `axe.min.js` of axe-core, for the accessibility tests | `test` |
//! | `HASHCARD_STIX` | the folder with the Python package `stix2-validator`, for the tests of the exports | `test` |
//! | `CHROMEDRIVER` | for wasm tests in a browser | the caller, else the one on the PATH |
//! | `CI` | `true`: missing system packages may be installed, managed policy may be written | the caller |

// The same search as the tests', so that what is said to be missing here is missing there.
#[path = "../../tests/support/chromium/find.rs"]
#[allow(dead_code, unreachable_pub, reason = "written for the tests, which use the rest of it")]
mod browser;
#[cfg(test)]
#[path = "../../tests/support/budgets.rs"]
#[allow(dead_code, reason = "the wasm is held by tests/extension_files.rs")]
mod budgets;
mod dist;
mod package;
mod setup;
mod test;
mod workshop;

use std::error::Error;
use std::process::ExitCode;

use workshop::Workshop;

/// What went wrong is one sentence for the person at the terminal; nothing here recovers from it.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "\
usage: cargo xtask <command>

  setup                              put everything that is needed on this machine
  demo [--headless --screenshot DIR] open a browser with the extension on an alert of a simulated tenant
  test [-- NAME]                     formatting, lints, and every test
  bench [-- NAME]                    the browser benchmark
  package                            hashcard-chrome.zip and hashcard-edge.zip";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let workshop = Workshop::open();
    let outcome = match command {
        "setup" => setup::everything(&workshop),
        "demo" => demo(&workshop, rest),
        "test" => test::run(&workshop, after_dashes(rest)),
        "bench" => bench(&workshop, after_dashes(rest)),
        "package" => package::run(&workshop),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        unknown => Err(format!("`{unknown}` is no command\n\n{USAGE}").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn demo(workshop: &Workshop, arguments: &[String]) -> Result<()> {
    // Asked first: without a browser, minutes of set-up would end in the same sentence.
    let browser = browser::find_browser()?.program;
    setup::for_building(workshop)?;
    let dist = dist::build(workshop)?;
    println!("demo: the simulated tenant and {}, usually 2 minutes the first time", browser.display());
    workshop.run(
        workshop
            .command("cargo")
            .args(["run", "--package", "hashcard", "--example", "demo", "--"])
            .args(arguments)
            .env(browser::OVERRIDE, browser)
            .env(dist::VARIABLE, dist),
    )
}

fn bench(workshop: &Workshop, arguments: &[String]) -> Result<()> {
    let browser = browser::find_browser()?.program;
    setup::for_building(workshop)?;
    let dist = dist::build(workshop)?;
    let package = package::packed(&dist)?.len();
    println!("bench: real popups in many new browsers, usually 15 minutes");
    workshop.run(
        workshop
            .command("cargo")
            .args(["bench", "--package", "hashcard", "--bench", "browser", "--"])
            .args(arguments)
            .env(browser::OVERRIDE, browser)
            .env("HASHCARD_PACKAGE_BYTES", package.to_string())
            .env(dist::VARIABLE, dist),
    )
}

/// `cargo xtask test -- NAME` and `cargo xtask test NAME` mean the same.
fn after_dashes(arguments: &[String]) -> &[String] {
    match arguments.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => arguments,
    }
}
