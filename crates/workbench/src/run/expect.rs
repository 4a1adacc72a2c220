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
    pub expected: Phrase,
    /// What came, in words.
    pub came: Phrase,
}

/// Words about a decision, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phrase {
    /// In English.
    pub en: String,
    /// In Danish.
    pub da: String,
}

impl Phrase {
    pub(super) fn new(en: impl Into<String>, da: impl Into<String>) -> Self {
        let (en, da) = (en.into(), da.into());
        Self { en, da }
    }

    fn denied_by(rules: impl Fn(&str) -> Vec<String>) -> Self {
        Self {
            en: format!("denied by {}", rules("en").join(", ")),
            da: format!("afvist af {}", rules("da").join(", ")),
        }
    }
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
            [] => words(&Expect::Allowed),
            denials => Phrase::denied_by(|language| {
                let said = denials.iter().map(|denial| said(denial, language));
                said.collect()
            }),
        };
        Some(Self::new(
            scenario,
            at,
            step,
            decision.action(),
            words(expect),
            came,
        ))
    }

    pub(super) fn new(
        scenario: &Scenario,
        at: usize,
        step: &Step,
        action: &str,
        expected: Phrase,
        came: Phrase,
    ) -> Self {
        Self {
            file: scenario.file.clone(),
            line: step.place.line,
            step: at + 1,
            action: action.to_owned(),
            expected,
            came,
        }
    }

    /// Returns where it is and what came otherwise, in Danish for `da` and in English otherwise.
    #[must_use]
    pub fn told(&self, language: &str) -> String {
        if language != "da" {
            return self.to_string();
        }
        let Self {
            file,
            line,
            step,
            action,
            expected: Phrase { da: expected, .. },
            came: Phrase { da: came, .. },
        } = self;
        format!("{file}:{line}: trin {step}, {action}: det skulle være {expected}, men blev {came}")
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

fn words(expect: &Expect) -> Phrase {
    match expect {
        Expect::Allowed => Phrase::new("allowed", "tilladt"),
        Expect::Denied => Phrase::new("denied", "afvist"),
        Expect::DeniedBy(rules) => {
            Phrase::denied_by(|_| rules.iter().map(|rule| format!("`{rule}`")).collect())
        }
    }
}

fn said(denial: &Denial<'_>, language: &str) -> String {
    format!("`{}` ({})", denial.rule, denial.message.get(language))
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            step,
            action,
            expected: Phrase { en: expected, .. },
            came: Phrase { en: came, .. },
        } = self;
        write!(
            f,
            "{file}:{line}: step {step}, {action}: expected {expected}, but it was {came}"
        )
    }
}
