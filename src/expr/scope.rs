//! What an expression may speak of at its place: the roots of its paths, and the names of functions.

use crate::rules::action::Input;
use crate::rules::{Parameter, Vocabulary};

/// The names that the language gives to everyone, which no table, function or fact may take.
pub(crate) const BUILTIN_NAMES: [&str; 28] = [
    "case",
    "input",
    "actor",
    "settings",
    "today",
    "now",
    "before",
    "after",
    "added",
    "is_set",
    "not",
    "date",
    "days_between",
    "months_after",
    "business_days_after",
    "is_business_day",
    "weekday",
    "year",
    "div",
    "round",
    "min",
    "max",
    "abs",
    "len",
    "sum",
    "contains",
    "starts_with",
    "lower",
];

/// Which roots there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Roots {
    /// `case`, `input`, `actor`, `settings`, `today`, `now`.
    Decision,
    /// `case`, `settings`: what may change only with the case or the rules.
    Waiting,
    /// `case`, `settings`: what interest is worked out from, for each day by itself.
    Interest,
    /// `case`, `settings`: what a due date is counted from.
    Anchor,
    /// `case`, `settings`, `today`, `now`: letters, contact, steps.
    Case,
    /// `before`, `after`, `actor`, `settings`, `today`, `now`, and `added(…)`.
    Invariant,
    /// The table's inputs.
    Row,
    /// A script function's parameters, `case` among them where it takes the case.
    Function,
}

/// What an expression may speak of.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'w> {
    pub(crate) words: &'w Vocabulary,
    pub(crate) roots: Roots,
    pub(crate) inputs: &'w [Input],
    pub(crate) parameters: &'w [Parameter],
}

impl<'w> Scope<'w> {
    pub(crate) fn new(words: &'w Vocabulary, roots: Roots) -> Self {
        Self {
            words,
            roots,
            inputs: &[],
            parameters: &[],
        }
    }

    pub(crate) fn with_inputs(self, inputs: &'w [Input]) -> Self {
        Self { inputs, ..self }
    }

    pub(crate) fn with_parameters(self, parameters: &'w [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// The roots that a path may begin with here.
    pub(crate) fn root_names(&self) -> Vec<&'w str> {
        match self.roots {
            Roots::Decision => vec!["case", "input", "actor", "settings", "today", "now"],
            Roots::Waiting | Roots::Anchor | Roots::Interest => vec!["case", "settings"],
            Roots::Case => vec!["case", "settings", "today", "now"],
            Roots::Invariant => vec!["before", "after", "actor", "settings", "today", "now"],
            Roots::Row | Roots::Function => self
                .parameters
                .iter()
                .map(|parameter| &*parameter.name)
                .collect(),
        }
    }
}
