//! The project's folder, the folder of its own tools, and how a program is run with them.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::browser::continuous_integration;

/// Where the project is, and the PATH on which its tools are found.
pub(crate) struct Workshop {
    root: PathBuf,
    path: OsString,
}

impl Workshop {
    /// The project that cargo runs this program for.
    pub(crate) fn open() -> Self {
        // Asked at run time first: two checkouts that share a target folder share this program too.
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let package = Path::new(&package);
        let root = package.parent().unwrap_or(package).to_owned();
        let tools = root.join(".tools");
        let own = [tools.join("bin"), tools.join("node_modules").join(".bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(own.into_iter().chain(env::split_paths(&inherited)));
        // A project folder with a path separator in its name cannot stand on a PATH.
        Self { root, path: path.unwrap_or(inherited) }
    }

    /// The folder that holds `Cargo.toml` of the workspace.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `.tools`, ignored by git: tools of the right version that the machine did not have.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        self.root.join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
    }

    /// A program to be run in the project's folder, with the project's own tools before all others.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        if continuous_integration() {
            // A clone that is built once has no use for a gigabyte that the next build could start from.
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    /// Runs it with this terminal's input and output; anything but success is an error that names it.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        let words = words(command);
        println!("$ {words}");
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("`{words}` failed ({status})").into()),
            Err(error) => Err(format!("`{words}` could not be started: {error}").into()),
        }
    }

    /// What a program prints, or nothing if it is not there or fails.
    pub(crate) fn answer(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self.command(program).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The first file of this name on the PATH.
    pub(crate) fn on_path(&self, name: &str) -> Option<PathBuf> {
        env::split_paths(&self.path).map(|folder| folder.join(name)).find(|file| file.is_file())
    }
}

/// `4 s`, `3 min 10 s`.
pub(crate) fn spoken(duration: Duration) -> String {
    match (duration.as_secs() / 60, duration.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

fn words(command: &Command) -> String {
    let mut words = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        words.push(' ');
        words.push_str(&argument.to_string_lossy());
    }
    words
}
