//! `cargo xtask package`: one reproducible zip per store, the tested `dist/` without the manifest's `key`.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::workshop::Workshop;
use crate::{Result, dist, setup};

/// Both stores take the same bytes; two names say which one was handed in where.
const PACKAGES: [&str; 2] = ["hashcard-chrome.zip", "hashcard-edge.zip"];

/// Above 9, Zopfli compresses, with so many rounds more: 4 % fewer bytes for a few seconds. Any unzip reads them.
const ZOPFLI: i64 = 9 + 15;

/// Builds the extension and writes its packages into the project's folder.
pub(crate) fn run(workshop: &Workshop) -> Result<()> {
    setup::for_building(workshop)?;
    let package = packed(&dist::build(workshop)?)?;
    for name in PACKAGES {
        fs::write(workshop.root().join(name), &package)?;
        println!("package: {name}, {} bytes", package.len());
    }
    Ok(())
}

/// The zip of a built extension. Order, times and permissions are fixed, so the same files give the same bytes.
pub(crate) fn packed(dist: &Path) -> Result<Vec<u8>> {
    let mut names = Vec::new();
    collect(dist, "", &mut names)?;
    names.sort();

    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(ZOPFLI))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        let mut bytes = fs::read(dist.join(&name))?;
        if name == "manifest.json" {
            bytes = without_key(&String::from_utf8(bytes)?)?.into_bytes();
        }
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Names with `/`, on Windows too. Trunk leaves `.trunk-lock`, and a failed build `.stage`: hidden files stay out.
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| format!("`{}`: {error}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|name| format!("`{}` is no text", name.display()))?;
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), names)?;
        } else {
            names.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

/// Stores refuse a `key`. Its line is cut, so the rest stays as reviewers know it, and the values are compared.
fn without_key(manifest: &str) -> Result<String> {
    let cut: String =
        manifest.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("\"key\":")).collect();
    let mut expected: Value = serde_json::from_str(manifest)?;
    let key = expected.as_object_mut().and_then(|members| members.remove("key"));
    key.ok_or("manifest.json has no `key`")?;
    let left: Value =
        serde_json::from_str(&cut).map_err(|_| "`key` of manifest.json does not stand on a line of its own")?;
    if left == expected {
        Ok(cut)
    } else {
        Err("manifest.json without the line of its `key` is not the manifest without `key`".into())
    }
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Read;
    use std::path::PathBuf;

    use tempfile::TempDir;
    use zip::ZipArchive;

    use super::*;
    use crate::budgets;

    const MANIFEST: &str = "{\n  \"name\": \"Hashcard\",\n  \"key\": \"MIIB\",\n  \"version\": \"0.1.0\"\n}\n";

    fn extension() -> TempDir {
        let dist = TempDir::new().expect("a temporary folder");
        fs::create_dir_all(dist.path().join("icons")).expect("a folder");
        fs::create_dir_all(dist.path().join(".stage")).expect("a folder");
        for (name, text) in [
            ("manifest.json", MANIFEST),
            ("popup.html", "<p>"),
            ("icons/16.png", "png"),
            (".trunk-lock", ""),
            (".stage/x", ""),
        ] {
            fs::write(dist.path().join(name), text).expect("a file");
        }
        dist
    }

    fn names_and_bytes(package: Vec<u8>) -> Vec<(String, Vec<u8>)> {
        let mut archive = ZipArchive::new(Cursor::new(package)).expect("a zip");
        (0..archive.len())
            .map(|index| {
                let mut file = archive.by_index(index).expect("a file of the zip");
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).expect("its bytes");
                (file.name().expect("a name that is text").into_owned(), bytes)
            })
            .collect()
    }

    fn check_that_the_key_is_the_only_difference(dist: &Path) {
        let packed = names_and_bytes(packed(dist).expect("a package"));
        let mut expected = Vec::new();
        collect(dist, "", &mut expected).expect("the files of the extension");
        expected.sort();
        assert_eq!(packed.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), expected);
        for (name, bytes) in packed {
            let built = fs::read(dist.join(&name)).expect("a built file");
            if name == "manifest.json" {
                let mut manifest: Value = serde_json::from_slice(&built).expect("a manifest");
                let key = manifest.as_object_mut().expect("an object").remove("key");
                assert!(key.is_some(), "the built manifest has a key");
                assert_eq!(serde_json::from_slice::<Value>(&bytes).expect("a manifest"), manifest);
            } else {
                assert_eq!(bytes, built, "{name}");
            }
        }
    }

    /// Check F-07.
    #[test]
    fn the_key_is_the_only_difference_between_the_package_and_what_was_tested() {
        check_that_the_key_is_the_only_difference(extension().path());
        // The real one too, where it was built before, as `cargo xtask test` does.
        if let Some(dist) = env::var_os(dist::VARIABLE) {
            check_that_the_key_is_the_only_difference(&PathBuf::from(dist));
        }
    }

    #[test]
    fn the_package_stays_small() {
        let most = budgets::PACKAGE_BYTES;
        let Some(dist) = env::var_os(dist::VARIABLE) else {
            return eprintln!(
                "skipped: {} is not set, `cargo xtask test` builds the extension and sets it",
                dist::VARIABLE
            );
        };
        let bytes = packed(&PathBuf::from(dist)).expect("a package").len();
        assert!(bytes <= most, "{bytes} bytes, expected at most {most}");
    }

    /// Check F-07.
    #[test]
    fn two_packages_of_the_same_files_are_the_same_bytes() {
        let (first, second) = (extension(), extension());
        assert_eq!(packed(first.path()).expect("a package"), packed(second.path()).expect("a package"));
    }

    #[test]
    fn leftovers_of_the_build_stay_out() {
        let names: Vec<String> =
            names_and_bytes(packed(extension().path()).expect("a package")).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["icons/16.png", "manifest.json", "popup.html"]);
    }

    #[test]
    fn a_manifest_without_a_key_is_refused() {
        let error = without_key("{\n  \"name\": \"Hashcard\"\n}").expect_err("no key");
        assert_eq!(error.to_string(), "manifest.json has no `key`");
    }

    #[test]
    fn a_key_that_shares_its_line_is_refused() {
        assert!(without_key("{\"name\": \"Hashcard\", \"key\": \"MIIB\"}").is_err());
        assert!(without_key("{\n  \"name\": \"Hashcard\",\n  \"key\": \"MIIB\"\n}").is_err());
    }
}
