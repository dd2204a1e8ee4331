//! Which browser to use: the one named by `HASHCARD_BROWSER`, else the first one found on the machine.

use std::env;
use std::path::{Path, PathBuf};

use crate::Result;

/// The variable that names a browser, and that the demo and the tests read.
pub(crate) const VARIABLE: &str = "HASHCARD_BROWSER";

/// Chromium first: Chrome since 137 ignores `--load-extension`, so it needs one more step to take a folder.
const ON_PATH: [&str; 8] = [
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Where macOS and Windows keep browsers, which do not stand on the PATH there.
const INSTALLED: [&str; 7] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files\Chromium\Application\chrome.exe",
];

/// The path of a browser, or a sentence that says what to do.
pub(crate) fn find() -> Result<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE) {
        let named = PathBuf::from(named);
        return if named.is_file() {
            Ok(named)
        } else {
            Err(format!("{VARIABLE} is `{}`, expected the path of a browser", named.display()).into())
        };
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = ON_PATH
        .iter()
        .find_map(|name| env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()));
    on_path.or_else(|| INSTALLED.iter().map(Path::new).find(|file| file.is_file()).map(Path::to_owned)).ok_or_else(
        || {
            format!("no Edge, Chrome or Chromium was found: install one, or name it with {VARIABLE}=/path/of/browser")
                .into()
        },
    )
}
