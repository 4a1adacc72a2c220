//! Reads a rule set's folder: the one file of the engine that opens files, behind the feature `fs`.

#![expect(
    clippy::disallowed_methods,
    reason = "reading a rule set's folder is this file's purpose"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::stray::FOLDERS;
use super::{Sources, Unreadable};

/// A rule set's folder that could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder holds no manifest.
    #[error("`{0}` is not a rule set: it holds no dunlin.yaml")]
    NoManifest(PathBuf),
    /// A file could not be read.
    #[error("can't read `{0}`: {1}")]
    Unreadable(PathBuf, #[source] io::Error),
}

impl Sources {
    /// Returns the texts of the rule set in `folder`, and of those that it extends.
    ///
    /// # Errors
    ///
    /// [`FolderError`] where the folder holds no `dunlin.yaml`, or a file can't be read from disk. What a file says, and
    /// whether it belongs there, is for loading to tell.
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
        sources.add_bytes(format!("{prefix}dunlin.yaml"), &read_bytes(&manifest)?);
    }
    for (name, _) in FOLDERS {
        let path = folder.join(name);
        if path.is_dir() {
            read_files(&path, &format!("{prefix}{name}/"), sources)?;
        }
    }
    Ok(())
}

fn read_files(folder: &Path, prefix: &str, sources: &mut Sources) -> Result<(), FolderError> {
    let unreadable = |error| FolderError::Unreadable(folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else {
            continue;
        };
        // Editors leave hidden files and copies beside the author's.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        // A rule that isn't read would be a rule that isn't kept: loading tells of it.
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            sources.add_unreadable(name, Unreadable::Folder);
        } else {
            sources.add_bytes(name, &read_bytes(&path)?);
        }
    }
    Ok(())
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, FolderError> {
    fs::read(path).map_err(|error| FolderError::Unreadable(path.to_owned(), error))
}
