//! Managed policy as an administrator deploys it on Linux, for the length of a test.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use serde_json::{Value, json};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::find::{Brand, continuous_integration};

/// A policy file. It counts for every browser of the brand on the whole machine, so only one stands at a time,
/// tests with a policy live in a test binary of their own, and nothing is written outside of `CI=true`.
/// Dropping it removes it.
#[derive(Debug)]
pub struct ManagedPolicy {
    file: PathBuf,
    /// The folders that were made for the file, the innermost first.
    made: Vec<PathBuf>,
    _turn: OwnedMutexGuard<()>,
}

/// The policy cannot be written.
#[derive(Debug)]
pub enum PolicyError {
    /// This is somebody's own machine.
    NotContinuousIntegration,
    /// Policies lie elsewhere than in files on this system.
    NotLinux,
    /// The file cannot be written.
    File {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotContinuousIntegration => {
                f.write_str("a managed policy changes the whole machine, so it is written under `CI=true` only")
            }
            Self::NotLinux => f.write_str("managed policies are files on Linux only"),
            Self::File { path, source } => write!(f, "managed policy `{}`: {source}", path.display()),
        }
    }
}

impl std::error::Error for PolicyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::File { source, .. } = self { Some(source) } else { None }
    }
}

static TURN: LazyLock<Arc<Mutex<()>>> = LazyLock::new(Arc::default);

impl ManagedPolicy {
    /// Sets what `storage.managed` gives the extension.
    pub async fn for_extension(brand: Brand, extension_id: &str, settings: &Value) -> Result<Self, PolicyError> {
        Self::write(brand, &configuration(extension_id, settings)).await
    }

    /// Sets policies of the browser itself, such as `ExtensionSettings`.
    pub async fn write(brand: Brand, policies: &Value) -> Result<Self, PolicyError> {
        if !continuous_integration() {
            return Err(PolicyError::NotContinuousIntegration);
        }
        if !cfg!(target_os = "linux") {
            return Err(PolicyError::NotLinux);
        }
        let turn = Arc::clone(&TURN).lock_owned().await;
        let folder = Path::new(match brand {
            Brand::Edge => "/etc/opt/edge/policies/managed",
            Brand::Chrome => "/etc/opt/chrome/policies/managed",
            Brand::Chromium => "/etc/chromium/policies/managed",
        });
        let made = folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
        fs::create_dir_all(folder).map_err(|source| PolicyError::File { path: folder.to_owned(), source })?;
        let policy = Self { file: folder.join("hashcard-test.json"), made, _turn: turn };
        policy.put(policies)?;
        Ok(policy)
    }

    /// Changes what `storage.managed` gives the extension while browsers run; they notice within seconds.
    pub fn replace_for_extension(&self, extension_id: &str, settings: &Value) -> Result<(), PolicyError> {
        self.put(&configuration(extension_id, settings))
    }

    fn put(&self, policies: &Value) -> Result<(), PolicyError> {
        let failed = |source| PolicyError::File { path: self.file.clone(), source };
        // Written beside and moved into place: the browser watches the folder and must not read half a file.
        let draft = self.file.with_extension("draft");
        fs::write(&draft, policies.to_string()).map_err(failed)?;
        fs::rename(&draft, &self.file).map_err(failed)
    }
}

fn configuration(extension_id: &str, settings: &Value) -> Value {
    json!({ "3rdparty": { "extensions": { extension_id: settings } } })
}

impl Drop for ManagedPolicy {
    fn drop(&mut self) {
        if let Err(reason) = fs::remove_file(&self.file) {
            eprintln!("the managed policy `{}` stays behind: {reason}", self.file.display());
        }
        for folder in &self.made {
            // Another policy may have moved in meanwhile; then the folder is not ours to remove.
            let _ = fs::remove_dir(folder);
        }
    }
}
