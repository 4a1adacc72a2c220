//! The JSON that programs read: its names are a contract, and nothing of it is in any language.

use chrono::{DateTime, Utc};
use dunlin::{Code, Due, Outline, RuleSet, Severity, Turn};
use dunlin_workbench::change::{Change, Shared, shared};
use dunlin_workbench::document::{Identity, SCHEMA};
use dunlin_workbench::graph::Position;
use dunlin_workbench::{Outcome, Status};
use serde::Serialize;

use super::page;
use crate::arguments::Language;

/// The flows of a rule set, and where a case stands in them.
#[derive(Serialize)]
pub(crate) struct GraphDocument<'d> {
    schema: u32,
    rule_set: Identity<'d>,
    #[serde(flatten)]
    outline: Outline<'d>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<PositionOut<'d>>,
}

#[derive(Serialize)]
struct PositionOut<'d> {
    id: &'d str,
    now: DateTime<Utc>,
    status: &'d str,
    flow: &'d str,
    step: Option<&'d str>,
    turns: Vec<TurnOut<'d>>,
    due: &'d Due,
    expected: Vec<TurnOut<'d>>,
}

#[derive(Serialize)]
struct TurnOut<'d> {
    #[serde(flatten)]
    turn: &'d Turn,
    at: DateTime<Utc>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    passed_over: bool,
}

impl<'d> GraphDocument<'d> {
    /// Returns the document of a rule set's flows.
    pub(crate) fn of(rules: &'d RuleSet, position: Option<&'d Position>) -> Self {
        Self {
            schema: SCHEMA,
            rule_set: Identity::of(rules),
            outline: rules.outline(),
            case: position.map(PositionOut::of),
        }
    }
}

impl<'d> PositionOut<'d> {
    fn of(position: &'d Position) -> Self {
        let case = position.case();
        let turns = case.turns().map(|took| TurnOut {
            turn: took.turn,
            at: took.at,
            passed_over: took.passed_over,
        });
        let expected = position.expected();
        let expected = expected.map(|(turn, at, passed_over)| TurnOut {
            turn,
            at,
            passed_over,
        });
        Self {
            id: case.id(),
            now: position.now(),
            status: case.status(),
            flow: case.flow(),
            step: case.step(),
            turns: turns.collect(),
            due: position.due(),
            expected: expected.collect(),
        }
    }
}

/// The page of a code.
#[derive(Serialize)]
pub(crate) struct PageDocument {
    code: &'static str,
    severity: Severity,
    title: &'static str,
    page: &'static str,
}

impl PageDocument {
    /// Returns the document of a code's page in a language.
    pub(crate) fn of(code: Code, lang: Language) -> Self {
        Self {
            code: code.id(),
            severity: code.severity(),
            title: page::title(code, lang),
            page: code.page(lang.code()),
        }
    }
}

/// How scenarios came out.
#[derive(Serialize)]
pub(crate) struct ScenariosDocument<'s> {
    scenarios: Vec<ScenarioOut<'s>>,
    unreferenced: &'s [String],
    /// What changed, each change once, without what follows from others.
    changes: Vec<SharedOut>,
    passed: usize,
    failed: usize,
}

#[derive(Serialize)]
struct SharedOut {
    #[serde(flatten)]
    change: Change,
    scenarios: Vec<String>,
}

#[derive(Serialize)]
struct ScenarioOut<'s> {
    name: &'s str,
    scenario: &'s str,
    file: &'s str,
    snapshot: String,
    status: &'static str,
    accepted: bool,
    problems: Vec<String>,
    diff: Option<&'s str>,
    changes: &'s [Change],
}

impl<'s> ScenariosDocument<'s> {
    /// Returns the document of outcomes, each with whether it has been accepted.
    pub(crate) fn of(outcomes: &'s [(Outcome, bool)], unreferenced: &'s [String]) -> Self {
        let one = |(outcome, accepted): &'s (Outcome, bool)| ScenarioOut {
            name: outcome.name(),
            scenario: outcome.sentence(),
            file: outcome.file(),
            snapshot: outcome.snapshot(),
            status: status(outcome.status()),
            accepted: *accepted,
            problems: match outcome.status() {
                Status::Unreadable(problems) => problems.iter().map(ToString::to_string).collect(),
                Status::Unmet(unmet) => unmet.iter().map(ToString::to_string).collect(),
                _ => Vec::new(),
            },
            diff: outcome.diff(),
            changes: outcome.changes(),
        };
        let passed = outcomes
            .iter()
            .filter(|(outcome, accepted)| outcome.is_passed() || *accepted);
        let passed = passed.count();
        Self {
            scenarios: outcomes.iter().map(one).collect(),
            unreferenced,
            changes: shared(
                outcomes
                    .iter()
                    .map(|(outcome, _)| (outcome.name(), outcome.changes())),
            )
            .into_iter()
            .map(
                |Shared {
                     change, scenarios, ..
                 }| SharedOut { change, scenarios },
            )
            .collect(),
            passed,
            failed: outcomes.len() - passed,
        }
    }
}

fn status(status: &Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Unreadable(_) => "unreadable",
        Status::Unmet(_) => "unmet",
        Status::SnapshotMissing => "new",
        Status::SnapshotDiffers(_) => "differs",
        _ => "failed",
    }
}
