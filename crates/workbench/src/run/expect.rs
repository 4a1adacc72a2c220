//! What a scenario expects of a decision, held to what came. Both are said in words.

use std::collections::BTreeSet;
use std::fmt;

use dunlin::{Decision, Denial};

use crate::scenario::{Expect, Scenario, Step};

/// A step that came out otherwise than its scenario expects.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unmet {
    /// The scenario's file within the rule set.
    pub file: String,
    /// The line at which the step begins, from one.
    pub line: usize,
    /// The step, from one.
    pub step: usize,
    /// What the step does, such as `close`.
    pub action: String,
    /// What was expected, in words.
    pub expected: String,
    /// What came, in words.
    pub came: String,
}

impl Unmet {
    /// The step's expectation, where the decision doesn't meet it.
    pub(super) fn of(
        scenario: &Scenario,
        at: usize,
        step: &Step,
        expect: &Expect,
        decision: &Decision<'_>,
    ) -> Option<Self> {
        if is_met(expect, decision) {
            return None;
        }
        let came = match decision.denials() {
            [] => "allowed".to_owned(),
            denials => format!(
                "denied by {}",
                denials.iter().map(said).collect::<Vec<_>>().join(", ")
            ),
        };
        Some(Self::new(
            scenario,
            at,
            step,
            decision.action(),
            &words(expect),
            &came,
        ))
    }

    pub(super) fn new(
        scenario: &Scenario,
        at: usize,
        step: &Step,
        action: &str,
        expected: &str,
        came: &str,
    ) -> Self {
        Self {
            file: scenario.file.clone(),
            line: step.place.line,
            step: at + 1,
            action: action.to_owned(),
            expected: expected.to_owned(),
            came: came.to_owned(),
        }
    }
}

fn is_met(expect: &Expect, decision: &Decision<'_>) -> bool {
    match expect {
        Expect::Allowed => decision.is_allowed(),
        Expect::Denied => !decision.is_allowed(),
        Expect::DeniedBy(rules) => {
            let rules: BTreeSet<&str> = rules.iter().map(String::as_str).collect();
            let denying: BTreeSet<&str> = decision
                .denials()
                .iter()
                .map(|denial| &*denial.rule)
                .collect();
            rules == denying
        }
    }
}

fn words(expect: &Expect) -> String {
    match expect {
        Expect::Allowed => "allowed".to_owned(),
        Expect::Denied => "denied".to_owned(),
        Expect::DeniedBy(rules) => {
            let rules: Vec<String> = rules.iter().map(|rule| format!("`{rule}`")).collect();
            format!("denied by {}", rules.join(", "))
        }
    }
}

fn said(denial: &Denial) -> String {
    format!("`{}` ({})", denial.rule, denial.message.get("en"))
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            step,
            action,
            expected,
            came,
        } = self;
        write!(
            f,
            "{file}:{line}: step {step}, {action}: expected {expected}, but it was {came}"
        )
    }
}
