//! A rule set's scenarios as a whole: found, run, counted. No scenario is read or run in this file.

mod assert;
mod counts;
mod held;
mod outcome;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dunlin::coverage::Coverage;
use dunlin::{Engine, Findings, FolderError, RuleSet, Sources};

pub use assert::assert_scenarios;
pub use counts::Counts;
pub(crate) use held::Held;
pub use outcome::{Outcome, Status};

use crate::coverage::Covered;
use crate::snapshot;

/// The folder of scenarios within a rule set's.
const SCENARIOS: &str = "scenarios";
/// How a scenario's file may end.
const ENDINGS: [&str; 2] = [".yaml", ".yml"];

/// A scenario's file: its name, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    name: String,
    ending: &'static str,
}

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
    scenarios: Vec<Found>,
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
            Err(findings) => Err(SuiteError::Findings {
                folder: folder.to_owned(),
                findings,
                sources,
            }),
        }
    }

    /// Returns the suite of a rule set that is loaded already, with the scenarios found in `folder`.
    ///
    /// # Errors
    ///
    /// [`SuiteError::Io`] where the folder can't be read; one without scenarios can.
    pub fn of(engine: Engine, folder: impl AsRef<Path>) -> Result<Self, SuiteError> {
        let folder = folder.as_ref().to_owned();
        let (mut scenarios, mut snapshots) = (Vec::new(), Vec::new());
        for file in files(&folder.join(SCENARIOS))? {
            let ends = |ending: &&'static str| file.ends_with(ending);
            let name = |ending: &str| file.strip_suffix(ending).unwrap_or(&file).to_owned();
            if let Some(ending) = ENDINGS.into_iter().find(ends) {
                scenarios.push(Found {
                    name: name(ending),
                    ending,
                });
            } else if let Some(ending) =
                [snapshot::PENDING, snapshot::ENDING].into_iter().find(ends)
            {
                snapshots.push((name(ending), file));
            }
        }
        scenarios.sort();
        snapshots.sort();
        let belongs = |name: &str| scenarios.iter().any(|scenario| scenario.name == name);
        let unreferenced = snapshots.into_iter().filter(|(name, _)| !belongs(name));
        let unreferenced = unreferenced
            .map(|(_, file)| format!("{SCENARIOS}/{file}"))
            .collect();
        Ok(Self {
            engine,
            folder,
            scenarios,
            unreferenced,
        })
    }

    /// Keeps the scenario of that name or, where there is none, those whose name contains it.
    ///
    /// A path such as `scenarios/pause.yaml` names its scenario too.
    #[must_use]
    pub fn matching(mut self, name: &str) -> Self {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name = ENDINGS
            .into_iter()
            .find_map(|ending| name.strip_suffix(ending))
            .unwrap_or(name);
        if self.names().any(|known| known == name) {
            self.scenarios.retain(|scenario| scenario.name == name);
        } else {
            self.scenarios
                .retain(|scenario| scenario.name.contains(name));
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
        self.scenarios.iter().map(|scenario| scenario.name.as_str())
    }

    /// Returns how many scenarios there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scenarios.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scenarios.is_empty()
    }

    /// Runs every scenario and compares it with its snapshot; nothing is written.
    #[must_use]
    pub fn run(&self) -> Vec<Outcome> {
        self.outcomes().collect()
    }

    /// Runs a scenario each time the next outcome is asked for, for those who need not see them all;
    /// nothing is written.
    pub fn outcomes(&self) -> impl Iterator<Item = Outcome> {
        let scenarios = self.scenarios.iter();
        scenarios.map(|scenario| Outcome::of(&self.engine, &self.folder, scenario, None))
    }

    /// Runs every scenario as [`Suite::run`] does, and returns beside how they came out what of the rule set they
    /// have come to.
    #[must_use]
    pub fn covered(&self) -> (Vec<Outcome>, Covered) {
        let scenarios = self.scenarios.iter();
        let outcomes: Vec<Outcome> = scenarios
            .map(|scenario| {
                let coverage = Some(Coverage::default());
                Outcome::of(&self.engine, &self.folder, scenario, coverage)
            })
            .collect();
        let covered = Covered::of(self.engine.rules(), &outcomes);
        (outcomes, covered)
    }

    /// Returns every scenario as it is read and kept; those that don't pass now are told by their names instead.
    pub(crate) fn held(&self) -> Result<Vec<Held>, Vec<String>> {
        let scenarios = self.scenarios.iter();
        let read = scenarios.map(|found| {
            let held = Held::read(&self.folder, found);
            held.filter(|held| !held.notices(&self.engine))
                .ok_or_else(|| found.name.clone())
        });
        let (mut held, mut failing) = (Vec::new(), Vec::new());
        for scenario in read {
            match scenario {
                Ok(scenario) => held.push(scenario),
                Err(name) => failing.push(name),
            }
        }
        if failing.is_empty() {
            Ok(held)
        } else {
            Err(failing)
        }
    }

    /// Returns the snapshots, kept or waiting for review, that belong to no scenario, such as
    /// `scenarios/NAME.snap`; a name filter doesn't change them.
    #[must_use]
    pub fn unreferenced(&self) -> &[String] {
        &self.unreferenced
    }
}

/// The names of a folder's files, but hidden ones; none where there is no such folder.
fn files(folder: &Path) -> Result<Vec<String>, SuiteError> {
    let unreadable = |source| SuiteError::Io {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(unreadable)?.file_name();
        names.extend(
            name.to_str()
                .filter(|name| !name.starts_with('.'))
                .map(str::to_owned),
        );
    }
    Ok(names)
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
