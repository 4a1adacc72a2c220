//! The JSON that programs read: its names are a contract, and nothing of it is in any language.

use chrono::{DateTime, Utc};
use dunlin::{
    Case, Code, Decision, Denial, Due, Effect, Finding, Findings, Forecast, Menu, Nearest, Outline,
    RuleSet, Severity, TraceLine, Turn, Verdict, Warning,
};
use dunlin_workbench::graph::Position;
use dunlin_workbench::{Outcome, Status};
use indexmap::IndexMap;
use serde::Serialize;

use super::page;
use crate::arguments::Language;

/// The form of decisions that this command writes.
const SCHEMA: u32 = 1;

/// A decision, with the case as it leaves it.
#[derive(Serialize)]
pub(crate) struct DecisionDocument<'d> {
    schema: u32,
    action: &'d str,
    verdict: Verdict,
    rule_set: Identity<'d>,
    effects: &'d [Effect<'d>],
    warnings: &'d [Warning<'d>],
    denials: &'d [Denial<'d>],
    case: &'d Case,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'d [TraceLine]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'d Nearest>,
    #[serde(skip)]
    decision: &'d Decision<'d>,
}

#[derive(Serialize)]
struct Identity<'d> {
    name: &'d str,
    version: &'d str,
    fingerprint: &'d str,
}

impl<'d> DecisionDocument<'d> {
    /// Returns the document of a decision.
    pub(crate) fn of(decision: &'d Decision<'_>, rules: &'d RuleSet, after: &'d Case) -> Self {
        Self {
            schema: SCHEMA,
            action: decision.action(),
            verdict: decision.verdict(),
            rule_set: Identity::of(rules),
            effects: decision.effects(),
            warnings: decision.warnings(),
            denials: decision.denials(),
            case: after,
            trace: None,
            nearest: None,
            decision,
        }
    }

    /// Adds each condition that was looked at, and what would allow what is denied.
    pub(crate) fn explained(mut self, nearest: Option<&'d Nearest>) -> Self {
        self.trace = Some(self.decision.trace());
        self.nearest = nearest;
        self
    }
}

impl<'d> Identity<'d> {
    fn of(rules: &'d RuleSet) -> Self {
        Self {
            name: rules.name(),
            version: rules.version(),
            fingerprint: rules.fingerprint(),
        }
    }
}

/// A turn that was taken, or is held, or that none is due; with what comes next.
#[derive(Serialize)]
pub(crate) struct AdvanceDocument<'d> {
    schema: u32,
    action: &'d str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<&'d Turn>,
    rule_set: Identity<'d>,
    effects: &'d [Effect<'d>],
    warnings: &'d [Warning<'d>],
    denials: &'d [Denial<'d>],
    case: &'d Case,
    due: &'d Due,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'d [TraceLine]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'d Nearest>,
}

impl<'d> AdvanceDocument<'d> {
    /// Returns the document of a turn that was taken, with the case after it and what comes next then.
    pub(crate) fn taken(
        turn: Option<&'d Turn>,
        decision: &'d Decision<'_>,
        rules: &'d RuleSet,
        after: &'d Case,
        due: &'d Due,
    ) -> Self {
        Self {
            schema: SCHEMA,
            action: decision.action(),
            verdict: "allowed",
            turn,
            rule_set: Identity::of(rules),
            effects: decision.effects(),
            warnings: decision.warnings(),
            denials: decision.denials(),
            case: after,
            due,
            trace: None,
            nearest: None,
        }
    }

    /// Returns the document where no turn was taken: something is held, or nothing is due.
    pub(crate) fn none(due: &'d Due, rules: &'d RuleSet, case: &'d Case) -> Self {
        let (verdict, turn, denials) = match due {
            Due::Held { turn, denials, .. } => ("denied", Some(turn), &**denials),
            _ => ("nothing", None, &[][..]),
        };
        Self {
            schema: SCHEMA,
            action: "advance",
            verdict,
            turn,
            rule_set: Identity::of(rules),
            effects: &[],
            warnings: &[],
            denials,
            case,
            due,
            trace: None,
            nearest: None,
        }
    }

    /// Adds each condition that was looked at, and what would let come what is held or waits.
    pub(crate) fn explained(
        mut self,
        trace: &'d [TraceLine],
        nearest: Option<&'d Nearest>,
    ) -> Self {
        self.trace = Some(trace);
        self.nearest = nearest;
        self
    }
}

/// What may be done with a case, and what comes next by itself.
#[derive(Serialize)]
pub(crate) struct MenuDocument<'d> {
    #[serde(flatten)]
    menu: &'d Menu<'d>,
    due: &'d Due,
    /// What would enable the actions that aren't, by their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'d IndexMap<&'d str, Nearest>>,
    /// What would let come what is held, or waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest_due: Option<&'d Nearest>,
}

impl<'d> MenuDocument<'d> {
    /// Returns the document of a menu.
    pub(crate) fn of(menu: &'d Menu<'d>, due: &'d Due) -> Self {
        Self {
            menu,
            due,
            nearest: None,
            nearest_due: None,
        }
    }

    /// Adds what would enable what isn't, and let come what doesn't.
    pub(crate) fn explained(
        mut self,
        nearest: &'d IndexMap<&'d str, Nearest>,
        due: Option<&'d Nearest>,
    ) -> Self {
        self.nearest = Some(nearest);
        self.nearest_due = due;
        self
    }
}

/// What will happen to a case.
#[derive(Serialize)]
pub(crate) struct ForecastDocument<'d> {
    schema: u32,
    rule_set: Identity<'d>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    #[serde(flatten)]
    forecast: &'d Forecast,
    /// What would allow what is denied or held on the way, in the order of the moments.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'d [Option<Nearest>]>,
    /// What would let come what comes next, where it is held, or waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest_then: Option<&'d Nearest>,
}

impl<'d> ForecastDocument<'d> {
    /// Returns the document of a forecast from one time to another.
    pub(crate) fn of(
        forecast: &'d Forecast,
        rules: &'d RuleSet,
        [now, until]: [DateTime<Utc>; 2],
    ) -> Self {
        Self {
            schema: SCHEMA,
            rule_set: Identity::of(rules),
            now,
            until,
            forecast,
            nearest: None,
            nearest_then: None,
        }
    }

    /// Adds what would allow what is denied or held, a moment after the other, and then.
    pub(crate) fn explained(
        mut self,
        nearest: &'d [Option<Nearest>],
        then: Option<&'d Nearest>,
    ) -> Self {
        self.nearest = Some(nearest);
        self.nearest_then = then;
        self
    }
}

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

/// The findings about a rule set.
#[derive(Serialize)]
pub(crate) struct FindingsDocument<'f> {
    findings: Vec<FindingOut<'f>>,
}

#[derive(Serialize)]
struct FindingOut<'f> {
    code: &'static str,
    severity: Severity,
    message: &'f str,
    help: Option<&'f str>,
    file: Option<&'f str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl<'f> FindingsDocument<'f> {
    /// Returns the document of findings, their messages in a language.
    pub(crate) fn of(findings: &'f Findings, lang: Language) -> Self {
        let one = |finding: &'f Finding| {
            let place = finding.place();
            FindingOut {
                code: finding.code().id(),
                severity: finding.severity(),
                message: finding.message(lang.code()),
                help: finding.help(lang.code()),
                file: place.map(|place| &*place.file),
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                end_line: place.map(|place| place.end_line),
                end_column: place.map(|place| place.end_column),
            }
        };
        Self {
            findings: findings.iter().map(one).collect(),
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
    passed: usize,
    failed: usize,
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
        };
        let passed = outcomes
            .iter()
            .filter(|(outcome, accepted)| outcome.is_passed() || *accepted);
        let passed = passed.count();
        Self {
            scenarios: outcomes.iter().map(one).collect(),
            unreferenced,
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
