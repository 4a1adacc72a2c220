//! What came of one scenario: its report, held to its expectations and its snapshot. Files are written only when asked to.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dunlin::Engine;

use super::{Found, SCENARIOS, SuiteError};
use crate::run::{Denied, Unmet, run};
use crate::scenario::{Problem, Scenario};
use crate::snapshot::{self, Snapshot};

/// How a scenario came out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// As expected, and as the snapshot says.
    Passed,
    /// The file can't be read, or the scenario can't be run with this rule set.
    Unreadable(Vec<Problem>),
    /// Steps came out otherwise than the scenario expects; its snapshot isn't looked at then.
    Unmet(Vec<Unmet>),
    /// As expected, and there is no snapshot yet.
    SnapshotMissing,
    /// As expected, and the snapshot says something else: the lines that differ, marked `-` and `+`.
    SnapshotDiffers(String),
}

/// What came of one scenario.
#[derive(Debug, Clone)]
pub struct Outcome {
    name: String,
    file: String,
    sentence: String,
    folder: PathBuf,
    report: Option<String>,
    denied: Vec<Denied>,
    status: Status,
}

impl Outcome {
    pub(super) fn of(engine: &Engine, folder: &Path, scenario: &Found) -> Self {
        let Found { name, ending } = scenario;
        let file = format!("{SCENARIOS}/{name}{ending}");
        let mut outcome = Self {
            name: name.clone(),
            file: file.clone(),
            sentence: String::new(),
            folder: folder.join(SCENARIOS),
            report: None,
            denied: Vec::new(),
            status: Status::Passed,
        };
        outcome.status = match outcome.run(engine, &file, &folder.join(&file)) {
            Ok(unmet) if !unmet.is_empty() => Status::Unmet(unmet),
            Ok(_) => outcome.compare(),
            Err(problems) => Status::Unreadable(problems),
        };
        outcome
    }

    fn run(
        &mut self,
        engine: &Engine,
        file: &str,
        path: &Path,
    ) -> Result<Vec<Unmet>, Vec<Problem>> {
        let text =
            fs::read_to_string(path).map_err(|error| vec![Problem::unreadable(file, &error)])?;
        let scenario = Scenario::read(file, &text)?;
        self.sentence.clone_from(&scenario.sentence);
        let run = run(engine, &scenario).map_err(|problem| vec![problem])?;
        self.report = Some(run.report);
        self.denied = run.denied;
        Ok(run.unmet)
    }

    fn compare(&self) -> Status {
        let new = Snapshot::new(&self.sentence, self.report().unwrap_or_default());
        match Snapshot::read(&self.snapshot_path()) {
            Ok(Some(kept)) if kept == new => Status::Passed,
            Ok(Some(kept)) => Status::SnapshotDiffers(kept.diff(&new)),
            Ok(None) => Status::SnapshotMissing,
            Err(error) => Status::Unreadable(vec![Problem::unreadable(&self.snapshot(), &error)]),
        }
    }

    /// Returns the scenario's name: its file's without the ending.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what was denied, held or waiting on the way, in the order in which it was.
    #[must_use]
    pub fn denied(&self) -> &[Denied] {
        &self.denied
    }

    /// Returns the scenario's file within the rule set, such as `scenarios/pause.yaml`.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the snapshot's file within the rule set, such as `scenarios/pause.snap`.
    #[must_use]
    pub fn snapshot(&self) -> String {
        format!("{SCENARIOS}/{}{}", self.name, snapshot::ENDING)
    }

    /// Returns what the scenario shows, in a sentence; empty where it can't be read.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// Returns how it came out.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Returns whether it came out as expected and as its snapshot says.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.status == Status::Passed
    }

    /// Returns everything that happened, as the snapshot keeps it; none where it couldn't be run.
    #[must_use]
    pub fn report(&self) -> Option<&str> {
        self.report.as_deref()
    }

    /// Returns the lines in which the snapshot differs, marked `-` and `+`, with some around them.
    #[must_use]
    pub fn diff(&self) -> Option<&str> {
        match &self.status {
            Status::SnapshotDiffers(diff) => Some(diff),
            _ => None,
        }
    }

    /// Writes the report to `NAME.snap.new` where the snapshot is missing or differs, for somebody to
    /// review, and removes a left-over one elsewhere; returns whether one was written.
    ///
    /// # Errors
    ///
    /// [`SuiteError::Io`] where the file can't be written.
    pub fn propose(&self) -> Result<bool, SuiteError> {
        let path = self.pending_path();
        match self.acceptable() {
            Some(report) => self.write(&path, report).map(|()| true),
            None => remove(&path).map(|()| false),
        }
    }

    /// Makes the report the snapshot where one is missing or differs; returns whether it did.
    ///
    /// What isn't as the scenario expects can't be accepted: its expectation is to be changed first.
    ///
    /// # Errors
    ///
    /// [`SuiteError::Io`] where the file can't be written.
    pub fn accept(&self) -> Result<bool, SuiteError> {
        let Some(report) = self.acceptable() else {
            return Ok(false);
        };
        self.write(&self.snapshot_path(), report)?;
        remove(&self.pending_path())?;
        Ok(true)
    }

    fn acceptable(&self) -> Option<&str> {
        match self.status {
            Status::SnapshotMissing | Status::SnapshotDiffers(_) => self.report(),
            _ => None,
        }
    }

    fn write(&self, path: &Path, report: &str) -> Result<(), SuiteError> {
        let text = Snapshot::new(&self.sentence, report).text(self.file());
        fs::write(path, text).map_err(|source| SuiteError::Io {
            path: path.to_owned(),
            source,
        })
    }

    fn snapshot_path(&self) -> PathBuf {
        self.folder
            .join(format!("{}{}", self.name, snapshot::ENDING))
    }

    fn pending_path(&self) -> PathBuf {
        self.folder
            .join(format!("{}{}", self.name, snapshot::PENDING))
    }
}

fn remove(path: &Path) -> Result<(), SuiteError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(SuiteError::Io {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

/// The file and the sentence, and below them what is wrong.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file())?;
        if !self.sentence.is_empty() {
            write!(f, ": {}", self.sentence)?;
        }
        match &self.status {
            Status::Passed => f.write_str("\n  passed"),
            Status::Unreadable(problems) => problems
                .iter()
                .try_for_each(|problem| write!(f, "\n  {problem}")),
            Status::Unmet(unmet) => unmet.iter().try_for_each(|unmet| write!(f, "\n  {unmet}")),
            Status::SnapshotMissing => {
                write!(
                    f,
                    "\n  {} is missing (read what happened, and accept it)",
                    self.snapshot()
                )
            }
            Status::SnapshotDiffers(diff) => {
                write!(
                    f,
                    "\n  {} differs (accept it, if it is meant so)",
                    self.snapshot()
                )?;
                diff.lines().try_for_each(|line| write!(f, "\n  {line}"))
            }
        }
    }
}
