//! On what was measured.

use std::fs;
use std::process::Command;
use std::thread;

use serde_json::json;

use crate::Result;
use crate::sides::{Side, Sides, now};

/// The beginning of `docs/performance.md`.
pub(crate) async fn preface(sides: &Sides, runs: usize) -> Result<String> {
    let version = sides.launch(Side::Floor).await?.session().call("Browser.getVersion", json!({})).await?;
    let browser = version["product"].as_str().unwrap_or("unknown");
    let date = now()?.to_iso8601();
    let date = date.split('T').next().unwrap_or_default();
    let cores = thread::available_parallelism()?;
    Ok(format!(
        "# Performance\n\n\
         Written by `cargo xtask bench`; do not edit by hand.\n\n\
         The floor is an extension written by hand (`benches/browser/floor/`): the same input and output, the same \
         style sheet, the same cards by template cloning and `content-visibility: auto`, nothing in between. Both are \
         measured in turn in one run, each popup in a browser of its own. Figures are medians of {runs} runs, with \
         half of the distance between the quarters behind ±.\n\n\
         | | |\n| --- | --- |\n\
         | date | {date} |\n\
         | Hashcard | {} |\n\
         | browser | {browser}, headless, without a GPU |\n\
         | rustc | {} |\n\
         | processor | {}, {cores} cores |\n\
         | memory | {} |\n\
         | system | {} |\n\
         | load | {}: jobs that wanted a processor over the last 1, 5 and 15 minutes; above {cores} the figures in ms \
         are of a busy machine, and only ratios tell |\n",
        env!("CARGO_PKG_VERSION"),
        answer("rustc", &["--version"]),
        field("/proc/cpuinfo", "model name"),
        field("/proc/meminfo", "MemTotal"),
        answer("uname", &["-srm"]),
        load(),
    ))
}

fn answer(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    text.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}

/// How busy the machine is with everything that runs on it, the benchmark included.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let averages: Vec<&str> = text.split(' ').take(3).collect();
    if averages.len() == 3 { averages.join(", ") } else { "unknown".to_owned() }
}

/// The value behind a name in one of Linux's files of names and values.
fn field(path: &str, name: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let value = text.lines().filter(|line| line.starts_with(name)).find_map(|line| line.split_once(':'));
    value.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
}
