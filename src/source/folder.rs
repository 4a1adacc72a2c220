//! Reads a rule set's folder: the one file of the engine that opens files, behind the feature `fs`.

#![expect(
    clippy::disallowed_methods,
    reason = "reading a rule set's folder is this file's purpose"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Sources;

/// A rule set's folder that could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder holds no manifest.
    #[error("`{0}` is not a rule set: it holds no dunlin.yaml")]
    NoManifest(PathBuf),
    /// A folder or a file that would not be read, among those that are.
    #[error(
        "`{0}` isn't a rule file: move it elsewhere, or give it the ending of its kind (.yaml, .rhai, .csv, templates .md)"
    )]
    NotARuleFile(PathBuf),
    /// A file could not be read.
    #[error("can't read `{0}`: {1}")]
    Unreadable(PathBuf, #[source] io::Error),
}

/// The folders of a rule set, and what is read in each.
const FOLDERS: [(&str, &[&str]); 3] = [
    ("flows", &["yaml", "yml"]),
    ("rules", &["yaml", "yml", "rhai", "csv"]),
    ("templates", &["md"]),
];

impl Sources {
    /// Returns the texts of the rule set in `folder`, and of those that it extends.
    ///
    /// # Errors
    ///
    /// [`FolderError`] where the folder holds no `dunlin.yaml`, or a file can't be read as UTF-8.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, FolderError> {
        let folder = folder.as_ref();
        let mut sources = Self::new();
        let manifest = folder.join("dunlin.yaml");
        if !manifest.is_file() {
            return Err(FolderError::NoManifest(folder.to_owned()));
        }
        read_set(folder, "", &mut sources)?;
        // A base may extend another; a ring of them ends here, and is a finding when loading.
        let mut prefix = String::new();
        while let Some(base) = crate::load::base_of(&sources, &prefix) {
            if sources.get(&format!("{base}dunlin.yaml")).is_some() || !folder.join(&base).is_dir()
            {
                break;
            }
            read_set(&folder.join(&base), &base, &mut sources)?;
            prefix = base;
        }
        Ok(sources)
    }
}

fn read_set(folder: &Path, prefix: &str, sources: &mut Sources) -> Result<(), FolderError> {
    let manifest = folder.join("dunlin.yaml");
    if manifest.is_file() {
        sources.add(format!("{prefix}dunlin.yaml"), read_text(&manifest)?);
    }
    for (name, endings) in FOLDERS {
        let path = folder.join(name);
        if path.is_dir() {
            read_files(&path, &format!("{prefix}{name}/"), endings, sources)?;
        }
    }
    Ok(())
}

fn read_files(
    folder: &Path,
    prefix: &str,
    endings: &[&str],
    sources: &mut Sources,
) -> Result<(), FolderError> {
    let unreadable = |error| FolderError::Unreadable(folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        // Editors leave hidden files and copies beside the author's.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        // A rule that isn't read would be a rule that isn't kept.
        if !path.is_file() || !endings.contains(&ending) {
            return Err(FolderError::NotARuleFile(path));
        }
        sources.add(format!("{prefix}{name}"), read_text(&path)?);
    }
    Ok(())
}

fn read_text(path: &Path) -> Result<String, FolderError> {
    fs::read_to_string(path).map_err(|error| FolderError::Unreadable(path.to_owned(), error))
}
