//! Conditions as their rule file has them, and what is left of them to ask of a case. Nothing is evaluated here.

use serde::Serialize;

use super::words::{Language, Outliner};
use crate::decide::spoken::Speaker;
use crate::expr::{Expr, Field, HistoryPart, Node, Read};
use crate::text::Texts;
use crate::value::Value;

/// A condition of a step, a timer, an action or an effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Condition {
    /// The condition as its rule file has it, on one line.
    pub written: String,
    /// What is left of it to ask of a case once settings and flow are known: in words where it is a fact, else as written.
    pub words: Texts<'static>,
    /// Whether it never holds under these settings.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub never: bool,
}

impl<'e> Outliner<'e> {
    /// A condition; none where there is nothing to ask.
    pub(super) fn condition(&self, condition: Option<&'e Expr>) -> Option<Condition> {
        let condition = condition?;
        let truth = self.presumed.truth(condition);
        if truth == Some(true) {
            return None;
        }
        let written = self.rules.text(condition.span);
        let never = truth == Some(false);
        let words = match never && self.inputs.is_none() {
            true => Texts::in_both([written.clone(), written.clone()]),
            false => self.words(condition),
        };
        Some(Condition {
            written,
            words,
            never,
        })
    }

    /// A condition that is told whatever the settings make of it.
    pub(super) fn whole(&self, condition: &'e Expr) -> Condition {
        self.condition(Some(condition))
            .unwrap_or_else(|| Condition {
                written: self.rules.text(condition.span),
                words: self.words(condition),
                never: false,
            })
    }

    /// A condition in words: in whole sentences where there is the room.
    fn words(&self, condition: &Expr) -> Texts<'static> {
        let Some(inputs) = self.inputs else {
            return self.both(|language| self.left(condition, language));
        };
        let speaker = Speaker {
            rules: self.rules,
            inputs,
            currency: "",
            seen: &[],
        };
        Texts::in_both(self.sentence(condition, &speaker))
    }

    /// What is left of a condition, in a whole sentence.
    fn sentence(&self, condition: &Expr, speaker: &Speaker<'_>) -> [String; 2] {
        let (parts, joints) = match &condition.node {
            Node::And(parts) => (parts, [" and ", " og "]),
            Node::Or(parts) => (parts, [" or ", " eller "]),
            _ => return speaker.in_both(condition),
        };
        let asked: Vec<&Expr> = self.unsettled(parts).collect();
        let sentences = asked.iter().map(|part| {
            let sentence = self.sentence(part, speaker);
            let is_several = matches!(part.node, Node::And(_) | Node::Or(_)) && asked.len() > 1;
            match is_several && self.several(part) {
                true => sentence.map(|sentence| format!("({sentence})")),
                false => sentence,
            }
        });
        let sentences: Vec<[String; 2]> = sentences.collect();
        let joined = |place: usize| {
            let parts = sentences.iter().filter_map(|sentence| sentence.get(place));
            let parts: Vec<&str> = parts.map(String::as_str).collect();
            parts.join(joints.get(place).copied().unwrap_or_default())
        };
        match sentences.is_empty() {
            // Settled one way or the other, and told all the same.
            true => speaker.in_both(condition),
            false => [joined(0), joined(1)],
        }
    }

    /// Whether more than one part of a condition is left to ask.
    fn several(&self, condition: &Expr) -> bool {
        match &condition.node {
            Node::And(parts) | Node::Or(parts) => self.unsettled(parts).count() > 1,
            _ => false,
        }
    }

    /// What is left of a condition.
    fn left(&self, condition: &Expr, language: Language) -> String {
        match &condition.node {
            Node::And(parts) => {
                let and = language.of(" and ", " og ");
                self.parts(parts, and, |part| {
                    let words = self.left(part, language);
                    let is_several =
                        matches!(&part.node, Node::Or(parts) if self.unsettled(parts).count() > 1);
                    if is_several {
                        format!("({words})")
                    } else {
                        words
                    }
                })
            }
            Node::Or(parts) => {
                let or = language.of(" or ", " eller ");
                self.parts(parts, or, |part| self.left(part, language))
            }
            Node::Not(part) => match &part.node {
                Node::IsSet(part) if is_slot(part) => self.is_set(part, false, language),
                Node::Read(_) | Node::Script(..) => {
                    format!(
                        "{} {}",
                        language.of("not", "ikke"),
                        self.left(part, language)
                    )
                }
                _ => self.rules.text(condition.span),
            },
            Node::IsSet(part) if is_slot(part) => self.is_set(part, true, language),
            Node::Compare(comparison, sides) => {
                let (left, right) = (self.side(&sides.0), self.side(&sides.1));
                format!("{left} {} {right}", comparison.symbol())
            }
            // What it is given says little to who looks at a drawing.
            Node::Script(function, _) => {
                let function = self.rules.words.functions.get_index(function.index());
                format!("{}(…)", function.map_or("", |(name, _)| name))
            }
            Node::Read(Read::Case(Field::Fact(_))) => self.moment(condition, language),
            _ => self.rules.text(condition.span),
        }
    }

    /// A side of a comparison: a number that the settings give, or as written.
    fn side(&self, side: &Expr) -> String {
        match self.presumed.value(side) {
            Some(value @ (Value::Integer(_) | Value::Decimal(_) | Value::Amount(_))) => {
                value.to_string()
            }
            _ => self.rules.text(side.span),
        }
    }

    /// That something of the case is set, or isn't: of what was asked of a host, whether it is done.
    fn is_set(&self, slot: &Expr, is_set: bool, language: Language) -> String {
        let done = match &slot.node {
            Node::Read(Read::Case(Field::History(HistoryPart::Done, key))) => Some(key),
            _ => None,
        };
        let what = match done {
            Some(key) => self.history(key, language),
            None => self.moment(slot, language),
        };
        let words = match (done.is_some(), is_set) {
            (true, true) => language.of("is done", "er udført"),
            (true, false) => language.of("isn't done", "er ikke udført"),
            (false, true) => language.of("is set", "er sat"),
            (false, false) => language.of("isn't set", "er ikke sat"),
        };
        format!("{what} {words}")
    }

    fn unsettled<'x>(&self, parts: &'x [Expr]) -> impl Iterator<Item = &'x Expr> {
        parts
            .iter()
            .filter(|part| self.presumed.truth(part).is_none())
    }

    fn parts(&self, parts: &[Expr], joint: &str, words: impl Fn(&Expr) -> String) -> String {
        self.unsettled(parts)
            .map(words)
            .collect::<Vec<_>>()
            .join(joint)
    }
}

/// Whether it is something of the case that may be set.
fn is_slot(expr: &Expr) -> bool {
    matches!(expr.node, Node::Read(Read::Case(_)))
}
