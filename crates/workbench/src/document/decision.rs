//! The documents of decisions and of turns.

use dunlin::{
    Case, Decision, Denial, Due, Effect, Nearest, RuleSet, TraceLine, Turn, Verdict, Warning,
};
use serde::Serialize;

use super::{Identity, SCHEMA};

/// A decision, with the case as it leaves it.
#[derive(Debug, Serialize)]
pub struct DecisionDocument<'d> {
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

impl<'d> DecisionDocument<'d> {
    /// Returns the document of a decision.
    #[must_use]
    pub fn of(decision: &'d Decision<'_>, rules: &'d RuleSet, after: &'d Case) -> Self {
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
    #[must_use]
    pub fn explained(mut self, nearest: Option<&'d Nearest>) -> Self {
        self.trace = Some(self.decision.trace());
        self.nearest = nearest;
        self
    }
}

/// A turn that was taken, or is held, or that none is due; with what comes next.
#[derive(Debug, Serialize)]
pub struct AdvanceDocument<'d> {
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
    #[must_use]
    pub fn taken(
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
    #[must_use]
    pub fn none(due: &'d Due, rules: &'d RuleSet, case: &'d Case) -> Self {
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
    #[must_use]
    pub fn explained(mut self, trace: &'d [TraceLine], nearest: Option<&'d Nearest>) -> Self {
        self.trace = Some(trace);
        self.nearest = nearest;
        self
    }
}
