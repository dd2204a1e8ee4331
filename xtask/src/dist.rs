//! Building `dist/`: the same bytes from the same commit on every machine.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use crate::Result;
use crate::workshop::Workshop;

/// The variable that tells tests and the demo where the built extension is.
pub(crate) const VARIABLE: &str = "HASHCARD_DIST";

/// Builds the extension in `dist/` and gives the folder.
pub(crate) fn build(workshop: &Workshop) -> Result<PathBuf> {
    println!("build: dist/, usually 1 minute from scratch");
    workshop.run(
        workshop
            .command("trunk")
            .args(["build", "--release", "--skip-version-check"])
            .env("CARGO_ENCODED_RUSTFLAGS", rust_flags(workshop)?),
    )?;
    Ok(workshop.root().join("dist"))
}

/// What cargo itself has no setting for. Messages of panics hold the paths of source files. Without these flags the wasm would name the folders of the
/// machine that built it, and differ from the wasm of another machine.
fn rust_flags(workshop: &Workshop) -> Result<OsString> {
    let rustc = workshop.answer("rustc", &["--version", "--verbose"]).ok_or("`rustc` does not answer")?;
    let commit = rustc.lines().find_map(|line| line.strip_prefix("commit-hash: ")).ok_or("`rustc` names no commit")?;
    let sysroot = workshop.answer("rustc", &["--print", "sysroot"]).ok_or("`rustc` names no sysroot")?;

    // The last one that fits wins, so the narrower come later.
    let mut remapped = vec![
        (workshop.root().to_owned(), "/hashcard".to_owned()),
        (workshop.target(), "/target".to_owned()),
        // Installed with the component rust-src, the standard library goes by its folder.
        (PathBuf::from(sysroot).join("lib/rustlib/src/rust"), format!("/rustc/{commit}")),
    ];
    let sources = cargo_home()?.join("registry").join("src");
    if let Ok(registries) = fs::read_dir(sources) {
        for registry in registries {
            remapped.push((registry?.path(), "/dependencies".to_owned()));
        }
    }

    // Functions that came out alike become one: 3 KB.
    let mut flags = OsString::from("-Cpasses=mergefunc");
    for (from, to) in remapped {
        // cargo's separator: a space would break paths that have one.
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    Ok(flags)
}

fn cargo_home() -> Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .ok_or_else(|| "neither CARGO_HOME nor a home folder is known".into())
}
