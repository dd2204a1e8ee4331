//! The folder a browser keeps its state in: thrown away after a test, or kept across a restart.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use serde_json::json;

/// A browser profile (`--user-data-dir`).
#[derive(Debug)]
pub struct Profile {
    path: PathBuf,
    keep: Keep,
}

#[derive(Debug, PartialEq)]
enum Keep {
    Forever,
    UntilDropped,
}

impl Profile {
    /// A new empty profile in the system's folder for temporary files, removed when dropped.
    pub fn throw_away() -> io::Result<Self> {
        let path = tempfile::Builder::new().prefix("hashcard-browser-").tempdir()?.keep();
        Ok(Self { path, keep: Keep::UntilDropped })
    }

    /// The profile in `path`, made there if it does not exist, and left there.
    pub fn at(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        fs::create_dir_all(&path)?;
        Ok(Self { path, keep: Keep::Forever })
    }

    /// Where it lies, for a test that searches its bytes after the browser has closed.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets what a person sets in the browser's own pages: the size of text, in percent of the usual 16 px, and the
    /// extension whose button is pinned to the toolbar. A profile that a browser has opened before is left alone.
    pub(super) fn prepare(&self, text_percent: u16, pinned: Option<&str>) -> io::Result<()> {
        let folder = self.path.join("Default");
        let file = folder.join("Preferences");
        if file.exists() {
            return Ok(());
        }
        let pixels = |usual: u32| u32::from(text_percent) * usual / 100;
        let pinned: Vec<&str> = pinned.into_iter().collect();
        let preferences = json!({
            "webkit": { "webprefs": { "default_font_size": pixels(16), "default_fixed_font_size": pixels(13) } },
            "extensions": { "pinned_extensions": pinned },
        });
        fs::create_dir_all(&folder)?;
        fs::write(file, preferences.to_string())
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        if self.keep == Keep::Forever {
            return;
        }
        // The browser's helper processes notice a moment after it that it is gone, and write until then.
        let mut outcome = Ok(());
        for _ in 0..30 {
            outcome = fs::remove_dir_all(&self.path);
            if outcome.is_ok() || !self.path.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        if let Err(reason) = outcome {
            eprintln!("the profile `{}` stays behind: {reason}", self.path.display());
        }
    }
}
