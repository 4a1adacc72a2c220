//! A scenario in memory with what its snapshot keeps, to be run against many rule sets. No file is read again.

use std::fs;
use std::path::Path;

use dunlin::Engine;

use super::{Found, SCENARIOS};
use crate::run::run;
use crate::scenario::Scenario;
use crate::snapshot::{self, Snapshot};

/// A scenario, and what it is to come to.
pub(crate) struct Held {
    scenario: Scenario,
    kept: Snapshot,
}

impl Held {
    /// The scenario of a file, if it can be read and has a snapshot.
    pub(super) fn read(folder: &Path, Found { name, ending }: &Found) -> Option<Self> {
        let file = format!("{SCENARIOS}/{name}{ending}");
        let text = fs::read_to_string(folder.join(&file)).ok()?;
        let scenario = Scenario::read(&file, &text).ok()?;
        let snapshot = format!("{name}{}", snapshot::ENDING);
        let kept = Snapshot::read(&folder.join(SCENARIOS).join(snapshot)).ok()??;
        Some(Self { scenario, kept })
    }

    /// Whether it comes out otherwise by these rules, or can't be run by them.
    pub(crate) fn notices(&self, engine: &Engine) -> bool {
        run(engine, &self.scenario, None).map_or(true, |run| {
            let new = Snapshot::new(&self.scenario.sentence, &run.report);
            !run.unmet.is_empty() || new != self.kept
        })
    }
}
