//! The trace: each condition that was looked at, with the values it saw. It only watches.

use serde::{Deserialize, Serialize};

use super::spoken::Speaker;
use crate::case::Case;
use crate::expr::{Expr, Observer};
use crate::rules::Rules;
use crate::rules::action::Input;
use crate::source::Location;
use crate::text::Texts;
use crate::value::Value;

/// A value that a condition saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Seen {
    /// What was read, as its rule file has it: `case.balance`.
    pub name: String,
    /// The value that it had.
    pub value: Value,
}

/// One condition that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TraceLine {
    /// What the condition decides: `shown`, `require resume_in_the_future`, `effect send`, ….
    pub about: String,
    /// The condition, as its rule file has it.
    pub condition: String,
    /// The same in words, with the values that it saw, in every language of the rule set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Texts<'static>>,
    /// How it came out: `true`, `false`, `skipped`, or why it failed.
    pub outcome: String,
    /// The values that it saw, in the order in which it read them.
    pub seen: Vec<Seen>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
}

/// Told of every condition while deciding; evaluations report the values.
pub(crate) trait Watch: Observer {
    /// Whether it is told of conditions, too, that can't decide anything here.
    fn is_told_all(&self) -> bool;

    /// A condition came out.
    fn condition(&mut self, about: impl FnOnce() -> String, outcome: &str, at: Option<&Expr>);
}

impl Watch for crate::expr::Silent {
    fn is_told_all(&self) -> bool {
        false
    }

    fn condition(&mut self, _: impl FnOnce() -> String, _: &str, _: Option<&Expr>) {}
}

/// Collects the trace.
pub(crate) struct Tracer<'r> {
    rules: &'r Rules,
    /// The inputs of the action that is asked for.
    inputs: &'r [Input],
    currency: String,
    seen: Vec<Seen>,
    pub(crate) lines: Vec<TraceLine>,
}

impl<'r> Tracer<'r> {
    /// A tracer of an action or, where it is about none, of what falls due.
    pub(crate) fn new(rules: &'r Rules, action: Option<&str>, case: &Case) -> Self {
        let action = action.and_then(|name| rules.actions.get(name));
        Self {
            rules,
            inputs: action.map_or(&[], |action| &action.inputs),
            currency: case.currency().to_owned(),
            seen: Vec::new(),
            lines: Vec::new(),
        }
    }
}

impl Observer for Tracer<'_> {
    fn read(&mut self, expr: &Expr, value: &Value) {
        let name = self.rules.text(expr.span);
        if !self.seen.iter().any(|seen| seen.name == name) {
            self.seen.push(Seen {
                name,
                value: value.clone(),
            });
        }
    }
}

impl Watch for Tracer<'_> {
    fn is_told_all(&self) -> bool {
        true
    }

    fn condition(&mut self, about: impl FnOnce() -> String, outcome: &str, at: Option<&Expr>) {
        let speaker = Speaker {
            rules: self.rules,
            inputs: self.inputs,
            currency: &self.currency,
            seen: &self.seen,
        };
        let words = at.map(|expr| speaker.texts(expr));
        self.lines.push(TraceLine {
            about: about(),
            words,
            condition: at
                .map(|expr| self.rules.text(expr.span))
                .unwrap_or_default(),
            outcome: outcome.to_owned(),
            seen: std::mem::take(&mut self.seen),
            place: at.and_then(|expr| self.rules.location(expr.span)),
        });
    }
}
