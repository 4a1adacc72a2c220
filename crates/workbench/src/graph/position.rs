//! Where a case stands in its flows: what has run and when, what comes next, and what is expected after it · nothing is drawn.

use chrono::{DateTime, Duration, Utc};
use dunlin::{Case, CaseError, Due, Engine, Happening, Turn};

/// How far ahead is looked, in days.
const AHEAD: i64 = 400;

/// Where a case stands at a point in time.
#[derive(Debug, Clone)]
pub struct Position {
    pub(super) case: Case,
    pub(super) now: DateTime<Utc>,
    pub(super) due: Due,
    expected: Vec<Turned>,
}

/// A turn that was taken, or is expected.
#[derive(Debug, Clone)]
pub(super) struct Turned {
    turn: Turn,
    pub(super) at: DateTime<Utc>,
    pub(super) passed_over: bool,
}

impl Position {
    /// Returns where a case stands: what comes next is asked of the engine, and what is expected is its forecast.
    ///
    /// # Errors
    ///
    /// [`CaseError`] where the case doesn't fit the engine's rule set.
    pub fn of(engine: &Engine, case: &Case, now: DateTime<Utc>) -> Result<Self, CaseError> {
        let due = engine.next_due(case, now)?;
        let until = now.checked_add_signed(Duration::days(AHEAD)).unwrap_or(now);
        let forecast = engine.forecast(case, now, until, &[])?;
        let moments = forecast.moments.into_iter();
        let allowed = moments.filter(|moment| moment.denials.is_empty());
        let expected = allowed.filter_map(|moment| match moment.what {
            Happening::Turn(turn) => Some(Turned {
                turn,
                at: moment.at,
                passed_over: moment.passed_over,
            }),
            _ => None,
        });
        Ok(Self {
            case: case.clone(),
            now,
            due,
            expected: expected.collect(),
        })
    }

    /// Returns the case.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// Returns the time that was asked about.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Returns what comes next.
    #[must_use]
    pub fn due(&self) -> &Due {
        &self.due
    }

    /// Returns the turns that are expected if nothing else happens, with their times, and whether they are passed over.
    pub fn expected(&self) -> impl Iterator<Item = (&Turn, DateTime<Utc>, bool)> {
        let expected = self.expected.iter();
        expected.map(|turned| (&turned.turn, turned.at, turned.passed_over))
    }

    /// When a step last had its turn: in the flow that the case is in, since it began there.
    pub(super) fn taken(&self, flow: &str, step: &str) -> Option<Turned> {
        let since = self.case.flow_started();
        let is_current = self.case.flow() == flow;
        let turns = self.case.turns();
        let turns = turns.filter(|took| is_step(took.turn, flow, step));
        let turns = turns.filter(|took| !is_current || took.at >= since);
        let last = turns.last()?;
        Some(Turned {
            turn: last.turn.clone(),
            at: last.at,
            passed_over: last.passed_over,
        })
    }

    /// When a step is expected to have its next turn.
    pub(super) fn expected_of(&self, flow: &str, step: &str) -> Option<&Turned> {
        let mut expected = self.expected.iter();
        expected.find(|turned| is_step(&turned.turn, flow, step))
    }

    /// When a timer is expected to have its next turn.
    pub(super) fn timer(&self, timer: &str) -> Option<&Turned> {
        let mut expected = self.expected.iter();
        expected
            .find(|turned| matches!(&turned.turn, Turn::Timer { timer: name } if **name == *timer))
    }

    /// Whether the step comes next.
    pub(super) fn is_at(&self, flow: &str, step: &str) -> bool {
        self.is_open() && self.case.flow() == flow && self.case.step() == Some(step)
    }

    pub(super) fn is_open(&self) -> bool {
        self.case.closed().is_none()
    }
}

fn is_step(turn: &Turn, in_flow: &str, named: &str) -> bool {
    matches!(turn, Turn::Step { flow, step } if **flow == *in_flow && **step == *named)
}
