//! The case on its way through a scenario: decided about, and taken on to what a decision left. What is asked is others' matter.

use chrono::{DateTime, NaiveDateTime, Timelike, Utc};
use dunlin::coverage::Coverage;
use dunlin::{Case, CaseError, Decision, Due, Engine, Opening, Record, Request, Turn};

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
    /// What its decisions come to, where somebody wants to know.
    coverage: Option<Coverage>,
    denied: Vec<Denied>,
    records: Vec<Record>,
}

/// What there is to tell of a way: what its decisions have come to, where that was asked for, what was denied, and
/// every decision.
pub(super) struct Told {
    pub(super) coverage: Option<Coverage>,
    pub(super) denied: Vec<Denied>,
    pub(super) records: Vec<Record>,
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
    pub(super) fn new(
        engine: &'e Engine,
        now: DateTime<Utc>,
        case: Case,
        coverage: Option<Coverage>,
    ) -> Result<Self, Wrong> {
        let state = state(&case)?;
        Ok(Self {
            engine,
            now,
            case,
            state,
            coverage,
            denied: Vec::new(),
            records: Vec::new(),
        })
    }

    /// Returns what there is to tell of the way.
    pub(super) fn into_told(self) -> Told {
        Told {
            coverage: self.coverage,
            denied: self.denied,
            records: self.records,
        }
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
        let (engine, case, asked) = (self.engine, self.case.clone(), request.clone());
        let decision = match &mut self.coverage {
            Some(coverage) => engine.covering(coverage).decide(case, asked, self.now),
            None => engine.decide(case, asked, self.now),
        };
        let decision = decision.map_err(|error| Wrong::of(&error, CHANGE))?;
        if !decision.is_allowed() {
            self.deny(DeniedWhat::Request(request.clone()));
        }
        self.records.push(decision.record());
        Ok(decision)
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
        let engine = self.engine;
        let due = match &mut self.coverage {
            Some(coverage) => engine.covering(coverage).next_due(&self.case, self.now),
            None => engine.next_due(&self.case, self.now),
        };
        let due = due.map_err(|error| Wrong::of(&error, CHANGE))?;
        if let Due::Held { turn, .. } | Due::Waiting { turn, .. } = &due {
            self.deny(DeniedWhat::Turn(turn.clone()));
        }
        Ok(due)
    }

    /// Asks the engine for the decision of what is due.
    pub(super) fn advance(&mut self) -> Result<Decision<'e>, Wrong> {
        let (engine, case) = (self.engine, self.case.clone());
        let decision = match &mut self.coverage {
            Some(coverage) => engine.covering(coverage).advance(case, self.now),
            None => engine.advance(case, self.now),
        };
        let decision = decision.map_err(|error| Wrong::of(&error, CHANGE))?;
        let undecided = || Wrong::new("what is due can't be decided", INTERNAL);
        let decision = decision.ok_or_else(undecided)?;
        self.records.push(decision.record());
        Ok(decision)
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

/// Asks the engine for the decision by which a case is born.
pub(super) fn opened<'e>(
    engine: &'e Engine,
    opening: &Opening,
    now: DateTime<Utc>,
    coverage: Option<&mut Coverage>,
) -> Result<Decision<'e>, CaseError> {
    match coverage {
        Some(coverage) => engine.covering(coverage).open(opening, now),
        None => engine.open(opening, now),
    }
}

/// What to do where the engine can't decide about the case.
const CHANGE: &str = "change the step, or the rule set";

/// What a decision about the case at hand and a case of the engine's own can't lead to.
const INTERNAL: &str = "this is a mistake in dunlin: tell of it";

fn state(case: &Case) -> Result<State, Wrong> {
    State::of(case).map_err(|error| Wrong::new(error.to_string(), INTERNAL))
}
