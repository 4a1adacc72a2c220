//! The case on its way through a scenario: decided about, and taken on to what a decision left. What is asked is others' matter.

use chrono::{DateTime, NaiveDateTime, Timelike, Utc};
use dunlin::{Case, CaseError, Decision, Due, Engine, Request, Turn};

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
    denied: Vec<Denied>,
}

/// Something that a scenario sees denied, held or waiting: what was asked, of which case, and when.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Denied {
    /// The case as it was then.
    pub case: Case,
    /// When, in UTC.
    pub now: DateTime<Utc>,
    /// What was asked.
    pub what: DeniedWhat,
}

/// What was denied.
#[derive(Debug, Clone, PartialEq)]
pub enum DeniedWhat {
    /// An action.
    Request(Request),
    /// A step, a timer or the end of a hold that is held, or waits.
    Turn(Turn),
}

impl<'e> Stage<'e> {
    pub(super) fn new(engine: &'e Engine, now: DateTime<Utc>, case: Case) -> Result<Self, Wrong> {
        let state = state(&case)?;
        Ok(Self {
            engine,
            now,
            case,
            state,
            denied: Vec::new(),
        })
    }

    /// Returns the case as it is.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Returns the time that it is.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Returns the time that it is, as people read it.
    pub(super) fn clock(&self) -> String {
        self.time(self.now)
    }

    /// Returns a time as people read it, in the rule set's zone.
    pub(super) fn time(&self, time: DateTime<Utc>) -> String {
        let local = self.engine.rules().local(time);
        let form = if local.second() == 0 {
            "%Y-%m-%d %H:%M"
        } else {
            "%Y-%m-%d %H:%M:%S"
        };
        local.format(form).to_string()
    }

    /// Returns the point in time that a civil time of the rule set's zone names, and no earlier one than now.
    pub(super) fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.engine.rules().instant(local).max(self.now)
    }

    /// Lets time pass, with nothing done.
    pub(super) fn move_on(&mut self, to: DateTime<Utc>) {
        self.now = to;
    }

    /// Asks the engine.
    pub(super) fn decide(&mut self, request: &Request) -> Result<Decision<'e>, Wrong> {
        let decision = self
            .engine
            .decide(self.case.clone(), request.clone(), self.now)
            .map_err(|error| Wrong::of(&error, CHANGE))?;
        if !decision.is_allowed() {
            self.deny(DeniedWhat::Request(request.clone()));
        }
        Ok(decision)
    }

    /// Returns what was denied so far.
    pub(super) fn into_denied(self) -> Vec<Denied> {
        self.denied
    }

    fn deny(&mut self, what: DeniedWhat) {
        if self.denied.last().is_some_and(|last| last.what == what) {
            return;
        }
        self.denied.push(Denied {
            case: self.case.clone(),
            now: self.now,
            what,
        });
    }

    /// Asks the engine what comes next.
    pub(super) fn next_due(&mut self) -> Result<Due, Wrong> {
        let due = self.engine.next_due(&self.case, self.now);
        let due = due.map_err(|error| Wrong::of(&error, CHANGE))?;
        if let Due::Held { turn, .. } | Due::Waiting { turn, .. } = &due {
            self.deny(DeniedWhat::Turn(turn.clone()));
        }
        Ok(due)
    }

    /// Asks the engine for the decision of what is due.
    pub(super) fn advance(&self) -> Result<Decision<'e>, Wrong> {
        let decision = self.engine.advance(self.case.clone(), self.now);
        let decision = decision.map_err(|error| Wrong::of(&error, CHANGE))?;
        decision.ok_or_else(|| Wrong::new("what is due can't be decided", INTERNAL))
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

/// What to do where the engine can't decide about the case.
const CHANGE: &str = "change the step, or the rule set";

/// What a decision about the case at hand and a case of the engine's own can't lead to.
const INTERNAL: &str = "this is a mistake in dunlin: tell of it";

fn state(case: &Case) -> Result<State, Wrong> {
    State::of(case).map_err(|error| Wrong::new(error.to_string(), INTERNAL))
}
