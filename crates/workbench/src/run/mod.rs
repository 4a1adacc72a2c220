//! Runs one scenario, and tells everything that happened as text. Decisions are the engine's, files are others'.

mod change;
mod expect;
mod host;
mod lines;
mod passing;
mod play;
mod report;
mod stage;
mod state;

use dunlin::coverage::Coverage;
use dunlin::{Engine, Record};

pub use expect::{Phrase, Unmet};
pub use stage::{Denied, DeniedWhat};

use crate::scenario::{Problem, Scenario};

/// What a scenario led to.
pub(crate) struct Run {
    /// Everything that happened, the same whenever the same is run.
    pub(crate) report: String,
    /// The steps that came out otherwise than expected.
    pub(crate) unmet: Vec<Unmet>,
    /// What its decisions came to, where that was asked for.
    pub(crate) coverage: Option<Coverage>,
    /// What was denied, held or waiting on the way.
    pub(crate) denied: Vec<Denied>,
    /// Every decision after the opening, in order.
    pub(crate) records: Vec<Record>,
}

/// Runs a scenario by the engine's rules; `coverage` takes down what its decisions come to.
pub(crate) fn run(
    engine: &Engine,
    scenario: &Scenario,
    coverage: Option<Coverage>,
) -> Result<Run, Problem> {
    play::Play::open(engine, scenario, coverage)?.through()
}
