//! A rule set's scenarios as a whole: found, run, counted. No scenario is read or run in this file.

mod assert;
mod counts;
mod outcome;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dunlin::{Engine, Findings, FolderError, RuleSet, Sources};

pub use assert::assert_scenarios;
pub use counts::Counts;
pub use outcome::{Outcome, Status};

use crate::snapshot;

/// The folder of scenarios within a rule set's.
const SCENARIOS: &str = "scenarios";

/// A rule set with its scenarios.
///
/// ```no_run
/// let suite = dunlin_workbench::Suite::read("path/to/rule-set")?;
/// assert!(suite.run().iter().all(dunlin_workbench::Outcome::is_passed));
/// assert_eq!(suite.unreferenced(), [] as [&str; 0]);
/// # Ok::<(), dunlin_workbench::SuiteError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Suite {
    engine: Engine,
    folder: PathBuf,
    names: Vec<String>,
    unreferenced: Vec<String>,
}

impl Suite {
    /// Returns the suite of the rule set in `folder`: the rules loaded, the scenarios found.
    ///
    /// # Errors
    ///
    /// [`SuiteError`] where the folder can't be read, or the rule set doesn't load. A scenario that
    /// can't be read is an outcome of its own instead.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, SuiteError> {
        let folder = folder.as_ref();
        let sources = Sources::read(folder)?;
        match RuleSet::load(&sources) {
            Ok(rules) => Self::of(Engine::new(rules), folder),
            Err(findings) => Err(SuiteError::Findings { folder: folder.to_owned(), findings, sources }),
        }
    }

    /// Returns the suite of a rule set that is loaded already, with the scenarios found in `folder`.
    ///
    /// # Errors
    ///
    /// [`SuiteError::Io`] where the folder can't be read; one without scenarios can.
    pub fn of(engine: Engine, folder: impl AsRef<Path>) -> Result<Self, SuiteError> {
        let folder = folder.as_ref().to_owned();
        let (mut names, mut snapshots) = (Vec::new(), Vec::new());
        let scenarios = folder.join(SCENARIOS);
        if scenarios.is_dir() {
            let unreadable = |source| SuiteError::Io { path: scenarios.clone(), source };
            for entry in fs::read_dir(&scenarios).map_err(unreadable)? {
                let name = entry.map_err(unreadable)?.file_name();
                let name = name.to_string_lossy();
                if name.starts_with('.') {
                    continue;
                }
                if let Some(name) = name.strip_suffix(".yaml") {
                    names.push(name.to_owned());
                } else if let Some(name) = name.strip_suffix(snapshot::ENDING) {
                    snapshots.push(name.to_owned());
                }
            }
        }
        names.sort();
        snapshots.sort();
        let unreferenced = snapshots.into_iter().filter(|name| names.binary_search(name).is_err());
        let unreferenced = unreferenced.map(|name| format!("{SCENARIOS}/{name}{}", snapshot::ENDING)).collect();
        Ok(Self { engine, folder, names, unreferenced })
    }

    /// Keeps the scenario of that name or, where there is none, those whose name contains it.
    ///
    /// A path such as `scenarios/pause.yaml` names its scenario too.
    #[must_use]
    pub fn matching(mut self, name: &str) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name = name.strip_suffix(".yaml").unwrap_or(name);
        if self.names.iter().any(|known| known == name) {
            self.names.retain(|known| known == name);
        } else {
            self.names.retain(|known| known.contains(name));
        }
        self
    }

    /// Returns the engine that decides in the scenarios.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Returns the scenarios' names, in order: their files' without the ending.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Returns how many scenarios there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Runs every scenario and compares it with its snapshot; nothing is written.
    #[must_use]
    pub fn run(&self) -> Vec<Outcome> {
        self.names.iter().map(|name| Outcome::of(&self.engine, &self.folder, name)).collect()
    }

    /// Returns the snapshots that belong to no scenario, as `scenarios/NAME.snap`; a name filter
    /// doesn't change them.
    #[must_use]
    pub fn unreferenced(&self) -> &[String] {
        &self.unreferenced
    }
}

/// A rule set whose scenarios can't be run, or a snapshot that can't be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// The folder holds no rule set, or a file of it can't be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The rule set doesn't load.
    #[error("the rule set in {} doesn't load:\n{findings}", folder.display())]
    Findings {
        /// The rule set's folder.
        folder: PathBuf,
        /// Every finding.
        findings: Findings,
        /// The texts that the findings point into.
        sources: Sources,
    },
    /// A file or folder that can't be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
