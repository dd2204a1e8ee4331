//! The popup, the content script and the worker in a real browser, beside a hand-written floor in the same run.
//!
//! `cargo xtask bench` builds the extension, names it in `HASHCARD_DIST` and runs this; it writes
//! `docs/performance.md`. With names (`cargo xtask bench -- worker bytes`) it measures those parts and writes nothing.
//! `HASHCARD_BENCH_RUNS` says how often everything is measured, 9 times without it.

mod content_script;
mod machine;
mod popup;
mod report;
mod samples;
mod sides;
mod sizes;
#[path = "../../tests/support/mod.rs"]
mod support;
mod worker;

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use popup::PopupSamples;
use report::{Budget, Figure, Section, Unit};
use samples::Samples;
use sides::{Side, Sides};

/// What went wrong is one sentence for the person at the terminal.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How many files the alerts have. The last answer is too large to be kept, so it is asked for at every opening.
const FILE_COUNTS: [u32; 4] = [1, 100, 1_000, 10_000];
/// How many links the portal pages have, and how many ms the content script may add to each.
const LINK_COUNTS: [(u32, f64); 3] = [(0, 2.0), (1_000, 3.0), (10_000, 10.0)];
/// What can be measured alone, by name.
const PARTS: [&str; 4] = ["popup", "content-script", "worker", "bytes"];

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        // `cargo test --benches` asks whether it runs, not how fast everything is.
        return Ok(());
    }
    let named: Vec<&str> = arguments.iter().map(String::as_str).filter(|name| !name.starts_with('-')).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(name)) {
        return Err(format!("`{unknown}` is no part of the benchmark, expected one of {PARTS:?}").into());
    }
    let wanted = |part: &str| named.is_empty() || named.contains(&part);
    let runs = runs()?;
    let dist = env::var_os("HASHCARD_DIST").map(PathBuf::from);
    let dist = dist.ok_or("HASHCARD_DIST names no built extension: run `cargo xtask bench`")?;
    let sides = Sides::prepare(fs::canonicalize(dist)?).await?;

    let mut sections = Vec::new();
    if wanted("popup") {
        sections.extend(popups(&sides, runs).await?);
    }
    if wanted("content-script") {
        sections.push(content_scripts(&sides, runs).await?);
    }
    if wanted("worker") {
        sections.push(workers(&sides, runs).await?);
    }
    if wanted("bytes") {
        sections.push(bytes(sides.dist())?);
    }
    let tables: Vec<String> = sections.iter().map(Section::text).collect();
    let tables = tables.join("\n");
    println!("\n{tables}");
    if named.is_empty() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance.md");
        fs::write(&path, format!("{}\n{tables}", machine::preface(&sides, runs).await?))?;
        println!("written: {}", path.display());
    }
    Ok(())
}

fn runs() -> Result<usize> {
    match env::var("HASHCARD_BENCH_RUNS") {
        Ok(text) => text.parse().map_err(|_| format!("HASHCARD_BENCH_RUNS is `{text}`, expected a number").into()),
        Err(_) => Ok(9),
    }
}

async fn popups(sides: &Sides, runs: usize) -> Result<Vec<Section>> {
    let mut floor: [PopupSamples; FILE_COUNTS.len()] = Default::default();
    let mut ours: [PopupSamples; FILE_COUNTS.len()] = Default::default();
    for run in 0..runs {
        println!("popup: run {} of {runs}", run + 1);
        for (at, count) in FILE_COUNTS.into_iter().enumerate() {
            for side in Side::both(run) {
                let samples = match side {
                    Side::Floor => &mut floor[at],
                    Side::Hashcard => &mut ours[at],
                };
                if let Err(error) = popup::measure(sides, side, count, samples).await {
                    // On a busy machine ten thousand cards of the floor can take longer than a debugger waits.
                    println!("popup: {side:?} with {count} files was not measured in this run: {error}");
                }
            }
        }
    }
    let [floor_1, floor_100, floor_1k, floor_10k] = &floor;
    let [ours_1, ours_100, ours_1k, ours_10k] = &ours;
    let ms = Unit::Milliseconds;
    let shell = |what: &str, floor: &Samples, ours: &Samples| {
        Figure::beside(what, ms, floor, ours, Budget::within_noise_of(floor))
    };
    let card =
        |what: &str, floor: &Samples, ours: &Samples, budget: Budget| Figure::beside(what, ms, floor, ours, budget);
    let factor = |what: &str, floor: &Samples, ours: &Samples, factor: f64| {
        card(what, floor, ours, Budget::times(floor, factor))
    };
    let second = || Budget::at_most(1_000.0, ms);
    let opening = Section {
        title: "Opening the popup",
        explained: "From the start of the popup's navigation. The shell is the browser's first contentful paint, the \
                    card the paint of the first card's verdict (`elementtiming`). First opening: a browser with a new \
                    profile. Files are kept in session storage; 10,000 are too many for that and come from the \
                    simulated tenant on the same machine, at both openings, on both sides.",
        figures: vec![
            shell("shell, 1 file, first opening", &floor_1.first.shell, &ours_1.first.shell),
            shell("shell, 1 file, second opening", &floor_1.second.shell, &ours_1.second.shell),
            card(
                "card, 1 file, first opening",
                &floor_1.first.card,
                &ours_1.first.card,
                Budget::one_frame_over(&floor_1.first.card),
            ),
            factor("card, 1 file, second opening", &floor_1.second.card, &ours_1.second.card, 1.1),
            factor("card, 100 files, first opening", &floor_100.first.card, &ours_100.first.card, 1.3),
            factor("card, 100 files, second opening", &floor_100.second.card, &ours_100.second.card, 1.3),
            factor("card, 1,000 files, first opening", &floor_1k.first.card, &ours_1k.first.card, 1.0),
            factor("card, 1,000 files, second opening", &floor_1k.second.card, &ours_1k.second.card, 1.0),
            card("card, 10,000 files, first opening", &floor_10k.first.card, &ours_10k.first.card, second()),
            card("card, 10,000 files, second opening", &floor_10k.second.card, &ours_10k.second.card, second()),
        ],
    };
    let frames = |what: &str, floor: &PopupSamples, ours: &PopupSamples| {
        Figure::beside(what, ms, &floor.longest_frame, &ours.longest_frame, Budget::at_most(50.0, ms))
    };
    let scrolling = Section {
        title: "Scrolling",
        explained: "The longest frame while a script scrolls 300 pixels a frame, 120 frames long.",
        figures: vec![
            frames("100 files", floor_100, ours_100),
            frames("1,000 files", floor_1k, ours_1k),
            Figure::alone("10,000 files", ms, &ours_10k.longest_frame, 50.0),
        ],
    };
    let mib = Unit::Mebibytes;
    let memory = |what: &str, floor: &PopupSamples, ours: &PopupSamples, limit: f64| {
        Figure::beside(what, mib, &floor.memory, &ours.memory, Budget::at_most(limit, mib))
    };
    let memory = Section {
        title: "Memory of the popup",
        explained: "The JavaScript heap in use after a garbage collection, and the wasm's whole memory.",
        figures: vec![
            memory("1 file", floor_1, ours_1, 5.0),
            memory("100 files", floor_100, ours_100, 5.0),
            memory("10,000 files", floor_10k, ours_10k, 20.0),
        ],
    };
    Ok(vec![opening, scrolling, memory])
}

async fn content_scripts(sides: &Sides, runs: usize) -> Result<Section> {
    let browser = content_script::browser(sides).await?;
    let mut samples: [Samples; LINK_COUNTS.len()] = Default::default();
    for run in 0..runs {
        println!("content script: run {} of {runs}", run + 1);
        for (at, (links, _)) in LINK_COUNTS.into_iter().enumerate() {
            content_script::measure(sides, &browser, links, &mut samples[at]).await?;
        }
    }
    let figures = LINK_COUNTS
        .iter()
        .zip(&samples)
        .map(|((links, limit), samples)| Figure::alone(format!("{links} links"), Unit::Milliseconds, samples, *limit));
    Ok(Section {
        title: "Content script",
        explained: "All that the script runs in a portal page until it has drawn its links and come to rest: \
                    compiling, looking, reporting. Processor time, from the browser's trace.",
        figures: figures.collect(),
    })
}

async fn workers(sides: &Sides, runs: usize) -> Result<Section> {
    let (floor_page, our_page) =
        (worker::Sending::start(sides, Side::Floor).await?, worker::Sending::start(sides, Side::Hashcard).await?);
    let (mut floor, mut ours) = (Samples::default(), Samples::default());
    println!("worker: {runs} runs");
    for run in 0..runs {
        for side in Side::both(run) {
            match side {
                Side::Floor => floor_page.measure(&mut floor).await?,
                Side::Hashcard => our_page.measure(&mut ours).await?,
            }
        }
    }
    // The budget is 18 ms where a worker of JavaScript alone takes 12.
    let budget = Budget::times(&floor, 18.0 / 12.0);
    Ok(Section {
        title: "Waking the worker",
        explained: "From a message to a worker that is not running to its answer, a debugger attached on both sides. \
                    The floor's worker is JavaScript alone.",
        figures: vec![Figure::beside("message to answer", Unit::Milliseconds, &floor, &ours, budget)],
    })
}

fn bytes(dist: &Path) -> Result<Section> {
    let kilobytes = |bytes: usize| Samples::once(bytes as f64 / 1000.0);
    let kb = Unit::Kilobytes;
    let (wasm, wasm_gzip) = sizes::of_file(&dist.join("hashcard_bg.wasm"))?;
    let (script, _) = sizes::of_file(&dist.join("content_script.js"))?;
    let mut figures = vec![
        Figure::alone("wasm", kb, &kilobytes(wasm), 360.0),
        Figure::alone("wasm, gzip", kb, &kilobytes(wasm_gzip), 150.0),
        Figure::alone("content script", kb, &kilobytes(script), 3.0),
    ];
    if let Ok(package) = env::var("HASHCARD_PACKAGE_BYTES") {
        figures.push(Figure::alone("package (zip)", kb, &kilobytes(package.parse()?), 220.0));
    }
    Ok(Section { title: "Bytes", explained: "1 KB is 1,000 bytes.", figures })
}
