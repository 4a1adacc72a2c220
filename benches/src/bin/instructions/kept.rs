//! The counts that the repository keeps, as a file of JSON. Nothing is counted here.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Counts in the order in which they were taken, and by what: they depend on that besides the code.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    pub(crate) by: String,
    pub(crate) counts: Vec<Count>,
}

/// The instructions of one call.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Count {
    pub(crate) call: String,
    pub(crate) instructions: u64,
}

impl Kept {
    /// Returns what is kept; nothing where that isn't there yet.
    pub(crate) fn read() -> Result<Self> {
        let file = file();
        match fs::read_to_string(&file) {
            Ok(text) => serde_json::from_str(&text)
                .with_context(|| format!("{} holds no counts", file.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("can't read {}", file.display())),
        }
    }

    /// Keeps these counts instead of those before.
    pub(crate) fn write(&self) -> Result<()> {
        let file = file();
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(&file, text).with_context(|| format!("can't write {}", file.display()))
    }

    /// Returns the instructions of a call.
    pub(crate) fn of(&self, call: &str) -> Option<u64> {
        let found = self.counts.iter().find(|count| count.call == call);
        found.map(|count| count.instructions)
    }
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json")
}
