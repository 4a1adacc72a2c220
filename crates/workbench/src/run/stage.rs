//! The case on its way through a scenario: decided about, and taken on to what a decision left. What is asked is others' matter.

use chrono::{DateTime, Utc};
use dunlin::{Case, CaseError, Decision, Engine, Request};

use super::change;
use super::lines::Lines;
use super::state::State;

/// What keeps a step from being played, and what to do about it.
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl Wrong {
    pub(super) fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self {
            message: message.into(),
            help,
        }
    }

    /// What the engine can't take.
    pub(super) fn of(error: &CaseError, help: &'static str) -> Self {
        let problems: Vec<&str> = error.problems().collect();
        Self::new(problems.join("; "), help)
    }
}

/// A case at a time, by an engine's rules.
pub(super) struct Stage<'e> {
    engine: &'e Engine,
    now: DateTime<Utc>,
    case: Case,
    state: State,
}

impl<'e> Stage<'e> {
    pub(super) fn new(engine: &'e Engine, now: DateTime<Utc>, case: Case) -> Result<Self, Wrong> {
        let state = state(&case)?;
        Ok(Self {
            engine,
            now,
            case,
            state,
        })
    }

    /// Returns the case as it is.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Asks the engine.
    pub(super) fn decide(&self, request: &Request) -> Result<Decision<'e>, Wrong> {
        let help = "change the step, or the rule set";
        let decision = self.engine.decide(&self.case, request, self.now);
        decision.map_err(|error| Wrong::of(&error, help))
    }

    /// Takes the case on to what the decision left, and tells what has changed.
    pub(super) fn apply(
        &mut self,
        lines: &mut Lines,
        decision: &Decision<'_>,
    ) -> Result<(), Wrong> {
        let before = self.take(decision)?;
        change::changes(lines, &before, &self.state);
        Ok(())
    }

    /// As [`Stage::apply`], with no word of a case that is unchanged.
    pub(super) fn apply_quietly(
        &mut self,
        lines: &mut Lines,
        decision: &Decision<'_>,
    ) -> Result<(), Wrong> {
        let before = self.take(decision)?;
        if before != self.state {
            change::changes(lines, &before, &self.state);
        }
        Ok(())
    }

    fn take(&mut self, decision: &Decision<'_>) -> Result<State, Wrong> {
        let case = self.case.apply(decision);
        self.case = case.map_err(|error| Wrong::new(error.to_string(), INTERNAL))?;
        let after = state(&self.case)?;
        Ok(std::mem::replace(&mut self.state, after))
    }
}

/// What a decision about the case at hand and a case of the engine's own can't lead to.
const INTERNAL: &str = "this is a mistake in dunlin: tell of it";

fn state(case: &Case) -> Result<State, Wrong> {
    State::of(case).map_err(|error| Wrong::new(error.to_string(), INTERNAL))
}
