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

use dunlin::Engine;

pub use expect::Unmet;
pub use stage::{Denied, DeniedWhat};

use crate::scenario::{Problem, Scenario};

/// What a scenario led to.
pub(crate) struct Run {
    /// Everything that happened, the same whenever the same is run.
    pub(crate) report: String,
    /// The steps that came out otherwise than expected.
    pub(crate) unmet: Vec<Unmet>,
    /// What was denied, held or waiting on the way.
    pub(crate) denied: Vec<Denied>,
}

/// Runs a scenario by the engine's rules.
pub(crate) fn run(engine: &Engine, scenario: &Scenario) -> Result<Run, Problem> {
    play::Play::open(engine, scenario)?.through()
}
