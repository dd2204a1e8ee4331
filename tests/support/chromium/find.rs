//! Where Edge, Chrome and Chromium are installed, and which of them this machine has.

use std::{
    env, fmt,
    io::Write,
    path::{Path, PathBuf},
};

/// The environment variable that names the browser to use instead of the first one found.
pub const OVERRIDE: &str = "HASHCARD_BROWSER";

/// A browser on this machine.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The program to run.
    pub program: PathBuf,
    /// Whose build it is.
    pub brand: Brand,
}

impl Browser {
    /// The browser whose program lies there; the path tells the brand.
    pub fn at(program: impl Into<PathBuf>) -> Self {
        let program = program.into();
        Self { brand: Brand::of(&program), program }
    }
}

/// Whose build a browser is; decides how an extension gets in and where its policies lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    /// Microsoft Edge.
    Edge,
    /// Google Chrome.
    Chrome,
    /// Chromium and Chrome for Testing.
    Chromium,
}

impl Brand {
    /// Edge and Chrome since 137 ignore `--load-extension`; they take an extension over DevTools only.
    pub fn is_branded(self) -> bool {
        match self {
            Self::Edge | Self::Chrome => true,
            Self::Chromium => false,
        }
    }

    /// Reads the brand from the program's path: the installers of all three keep to their own names.
    fn of(program: &Path) -> Self {
        let name = program.to_string_lossy().to_lowercase();
        // Chrome for Testing lies in a folder of its name and takes `--load-extension` as Chromium does.
        if name.contains("chromium") || name.contains("for testing") || name.contains("for-testing") {
            Self::Chromium
        } else if name.contains("edge") {
            Self::Edge
        } else if name.contains("chrome") {
            Self::Chrome
        } else {
            Self::Chromium
        }
    }
}

/// There is no browser to drive.
#[derive(Debug)]
pub enum NoBrowser {
    /// Neither in the usual places nor on PATH.
    NotInstalled,
    /// `HASHCARD_BROWSER` names a file that is not there.
    OverrideMissing(PathBuf),
}

impl fmt::Display for NoBrowser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled => write!(
                f,
                "no Edge, Chrome or Chromium in the usual places or on PATH; install one, or name its program in {OVERRIDE}"
            ),
            Self::OverrideMissing(program) => {
                write!(f, "{OVERRIDE} is `{}`, expected the path of a browser's program", program.display())
            }
        }
    }
}

impl std::error::Error for NoBrowser {}

/// The browser named by `HASHCARD_BROWSER`, else the first of Edge, Chrome and Chromium that is installed.
pub fn find_browser() -> Result<Browser, NoBrowser> {
    if let Some(program) = env::var_os(OVERRIDE).filter(|value| !value.is_empty()).map(PathBuf::from) {
        return if program.is_file() { Ok(Browser::at(program)) } else { Err(NoBrowser::OverrideMissing(program)) };
    }
    let on_path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&on_path).collect();
    BROWSERS
        .iter()
        .find_map(|(brand, names)| {
            let usual = usual_places(*brand).into_iter();
            let searched = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
            let program = usual.chain(searched).find(|candidate| candidate.is_file())?;
            Some(Browser { program, brand: *brand })
        })
        .ok_or(NoBrowser::NotInstalled)
}

/// The browser, or `None` after `test` was [skipped](skip) for want of one.
pub fn browser_or_skip(test: &str) -> Option<Browser> {
    find_browser().map_err(|missing| skip(test, &missing)).ok()
}

/// Says on stderr that `test` is skipped and what this machine lacks for it.
///
/// # Panics
///
/// Under `CI=true`, where a skipped browser test would be a hole that nobody sees.
pub fn skip(test: &str, missing: &dyn fmt::Display) {
    assert!(!continuous_integration(), "{test} cannot be tested: {missing}");
    // Straight to stderr: the print macros are captured when a test passes, and a skip must be heard.
    writeln!(std::io::stderr(), "SKIPPED {test}: {missing}").expect("stderr takes a line");
}

/// Whether this run is the one that decides about a change (`CI=true`).
pub(super) fn continuous_integration() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

/// Program names on PATH, in the order of who uses Hashcard most.
const BROWSERS: [(Brand, &[&str]); 3] = [
    (Brand::Edge, &["microsoft-edge", "microsoft-edge-stable", "msedge.exe"]),
    (Brand::Chrome, &["google-chrome", "google-chrome-stable", "chrome.exe"]),
    (Brand::Chromium, &["chromium", "chromium-browser", "chromium.exe"]),
];

fn usual_places(brand: Brand) -> Vec<PathBuf> {
    let (linux, mac, windows): (&[&str], &str, &str) = match brand {
        Brand::Edge => (
            &["/opt/microsoft/msedge/msedge"],
            "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
            "Microsoft/Edge/Application/msedge.exe",
        ),
        Brand::Chrome => (
            &["/opt/google/chrome/chrome"],
            "Google Chrome.app/Contents/MacOS/Google Chrome",
            "Google/Chrome/Application/chrome.exe",
        ),
        Brand::Chromium => (
            &["/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "/snap/bin/chromium"],
            "Chromium.app/Contents/MacOS/Chromium",
            "Chromium/Application/chrome.exe",
        ),
    };
    if cfg!(target_os = "windows") {
        ["ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"]
            .iter()
            .filter_map(env::var_os)
            .map(|folder| PathBuf::from(folder).join(windows))
            .collect()
    } else if cfg!(target_os = "macos") {
        let home = env::var_os("HOME").map(|home| PathBuf::from(home).join("Applications").join(mac));
        std::iter::once(Path::new("/Applications").join(mac)).chain(home).collect()
    } else {
        linux.iter().map(PathBuf::from).collect()
    }
}
