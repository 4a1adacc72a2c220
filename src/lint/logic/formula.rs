//! Conditions as formulas: what holds wherever a condition is true, or wherever it is false, as far as that can be told. Nothing is decided here.

use std::cmp::Ordering;

use super::domain::{Domain, number};
use super::terms::{TermId, Terms};
use crate::expr::{Comparison, Expr, Node, Read};
use crate::rules::Kind;
use crate::value::Value;

/// What may be so for a case, with every "not" carried down to the literals.
#[derive(Debug, Clone)]
pub(in crate::lint) enum Formula {
    All(Vec<Self>),
    Any(Vec<Self>),
    Literal(Literal),
}

/// One thing that is known of a term, or of two.
#[derive(Debug, Clone)]
pub(in crate::lint) enum Literal {
    /// A condition whose parts say nothing more is true, or false.
    Truth(TermId, bool),
    /// A term has a value, or hasn't.
    IsSet(TermId, bool),
    /// A term has one of these values.
    Within(TermId, Domain),
    /// The first term is less than, equal to or greater than the second, where that is marked.
    Ordered(TermId, TermId, Orders),
}

/// Which of less, equal and greater are possible.
pub(super) type Orders = [bool; 3];

/// The parts that are read of one condition: of what is behind them, anything may be so.
const MOST_PARTS: usize = 2_000;

impl Formula {
    /// What is so for every case.
    const ANYTHING: Self = Self::All(Vec::new());
    /// What is so for none.
    const NOTHING: Self = Self::Any(Vec::new());

    fn when(truth: bool) -> Self {
        if truth { Self::ANYTHING } else { Self::NOTHING }
    }

    /// Whether it says nothing.
    pub(in crate::lint) fn is_anything(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_anything))
    }

    /// Whether it says something of the slots that `changed` picks.
    pub(in crate::lint) fn is_about(
        &self,
        changed: &dyn Fn(&Read) -> bool,
        terms: &Terms<'_>,
    ) -> bool {
        let depends = |term: &TermId| {
            let reads = terms.get(*term).map(|term| term.reads.as_slice());
            reads.is_none_or(|reads| reads.iter().any(changed))
        };
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().any(|part| part.is_about(changed, terms))
            }
            Self::Literal(
                Literal::Truth(term, _) | Literal::IsSet(term, _) | Literal::Within(term, _),
            ) => depends(term),
            Self::Literal(Literal::Ordered(one, other, _)) => depends(one) || depends(other),
        }
    }

    /// What is left of it once the slots that `changed` picks may have any value.
    pub(in crate::lint) fn without(
        &self,
        changed: &dyn Fn(&Read) -> bool,
        terms: &Terms<'_>,
    ) -> Self {
        let parts = |parts: &[Self]| {
            let parts = parts.iter().map(|part| part.without(changed, terms));
            parts.collect()
        };
        match self {
            Self::All(all) => Self::All(parts(all)),
            Self::Any(any) => Self::Any(parts(any)),
            Self::Literal(_) if self.is_about(changed, terms) => Self::ANYTHING,
            Self::Literal(_) => self.clone(),
        }
    }
}

impl Terms<'_> {
    /// What holds wherever `condition` has that truth.
    pub(in crate::lint) fn formula(&mut self, condition: &Expr, truth: bool) -> Formula {
        if self.effort.is_spent() {
            return Formula::ANYTHING;
        }
        let mut left = MOST_PARTS;
        let formula = self.read(condition, truth, &mut left);
        self.effort.spend(MOST_PARTS - left);
        formula
    }

    /// That a slot, a choice, is one of these options.
    pub(in crate::lint) fn one_of<'n>(
        &mut self,
        slot: Read,
        kind: Kind,
        options: impl IntoIterator<Item = &'n str>,
    ) -> Formula {
        let term = self.slot(slot, kind);
        Formula::Literal(Literal::Within(term, Domain::names(options)))
    }

    fn read(&mut self, expr: &Expr, truth: bool, left: &mut usize) -> Formula {
        let Some(rest) = left.checked_sub(1) else {
            return Formula::ANYTHING;
        };
        *left = rest;
        match &expr.node {
            Node::Const(value) => value.as_bool().map_or(Formula::ANYTHING, |constant| {
                Formula::when(constant == truth)
            }),
            Node::Not(part) => self.read(part, !truth, left),
            Node::And(parts) => self.parts(parts, truth, truth, left),
            Node::Or(parts) => self.parts(parts, truth, !truth, left),
            Node::If(three) => {
                let (condition, yes, no) = (&three.0, &three.1, &three.2);
                let mut branch = |holds, result| {
                    let condition = self.read(condition, holds, left);
                    Formula::All(vec![condition, self.read(result, truth, left)])
                };
                Formula::Any(vec![branch(true, yes), branch(false, no)])
            }
            Node::IsSet(part) => match &bare(part).node {
                Node::Const(value) => Formula::when(value.is_set() == truth),
                _ => Formula::Literal(Literal::IsSet(self.of(bare(part)), truth)),
            },
            Node::Compare(comparison, sides) => {
                self.compared(*comparison, &sides.0, &sides.1, truth, left)
            }
            Node::In(sides) => match &sides.1.node {
                Node::List(candidates) => self.listed(&sides.0, candidates, truth, left),
                _ => Formula::Literal(Literal::Truth(self.of(expr), truth)),
            },
            _ => Formula::Literal(Literal::Truth(self.of(expr), truth)),
        }
    }

    /// Each of the parts with that truth, or any of them.
    fn parts(&mut self, parts: &[Expr], truth: bool, all: bool, left: &mut usize) -> Formula {
        let parts = parts.iter().map(|part| self.read(part, truth, left));
        let parts = parts.collect();
        if all {
            Formula::All(parts)
        } else {
            Formula::Any(parts)
        }
    }

    fn compared(
        &mut self,
        comparison: Comparison,
        one: &Expr,
        other: &Expr,
        truth: bool,
        left: &mut usize,
    ) -> Formula {
        let (one, other) = (bare(one), bare(other));
        let orders = [Ordering::Less, Ordering::Equal, Ordering::Greater];
        let orders = orders.map(|order| comparison.holds(order) == truth);
        match (constant(one), constant(other)) {
            (Some(a), Some(b)) => order(&a, &b).map_or(Formula::ANYTHING, |found| {
                Formula::when(comparison.holds(found) == truth)
            }),
            (None, Some(value)) => self.against(one, orders, &value, left),
            (Some(value), None) => self.against(other, reversed(orders), &value, left),
            (None, None) => {
                let (one, other) = (self.of(one), self.of(other));
                Formula::Literal(Literal::Ordered(one, other, orders))
            }
        }
    }

    /// A term that is so ordered to a value.
    fn against(&mut self, expr: &Expr, orders: Orders, value: &Value, left: &mut usize) -> Formula {
        if let Value::Bool(constant) = value {
            let [_, equal, _] = orders;
            return self.read(expr, *constant == equal, left);
        }
        let comparison = match orders {
            [false, true, false] => Comparison::Equal,
            [true, false, true] => Comparison::NotEqual,
            [true, false, false] => Comparison::Less,
            [true, true, false] => Comparison::LessOrEqual,
            [false, false, true] => Comparison::Greater,
            [false, true, true] => Comparison::GreaterOrEqual,
            _ => return Formula::ANYTHING,
        };
        match Domain::compared(comparison, value) {
            Some(domain) => Formula::Literal(Literal::Within(self.of(expr), domain)),
            None => Formula::ANYTHING,
        }
    }

    /// A value among those of a list that is written out.
    fn listed(
        &mut self,
        item: &Expr,
        candidates: &[Expr],
        truth: bool,
        left: &mut usize,
    ) -> Formula {
        let mut parts = Vec::new();
        let mut values: Option<Domain> = None;
        for candidate in candidates {
            let value = match (truth, constant(bare(item))) {
                (true, None) => constant(bare(candidate)),
                _ => None,
            };
            let value = value.and_then(|value| Domain::compared(Comparison::Equal, &value));
            // The values that are written out are one literal together.
            let joined = match (value, values.take()) {
                (Some(value), None) => Some(value),
                (Some(value), Some(values)) => match values.or(value) {
                    Some(joined) => Some(joined),
                    None => return Formula::ANYTHING,
                },
                (None, values) => {
                    parts.push(self.compared(Comparison::Equal, item, candidate, truth, left));
                    values
                }
            };
            values = joined;
        }
        if !truth {
            return Formula::All(parts);
        }
        let values = values.map(|values| Literal::Within(self.of(bare(item)), values));
        parts.extend(values.map(Formula::Literal));
        Formula::Any(parts)
    }
}

/// An expression without the changes of form that change no order: a whole number as a decimal, an option as its name.
fn bare(mut expr: &Expr) -> &Expr {
    while let Node::Widen(part) | Node::NameOf(part) = &expr.node {
        expr = part;
    }
    expr
}

/// The value of an expression that is written out.
fn constant(expr: &Expr) -> Option<Value> {
    match &expr.node {
        Node::Const(value) => Some(value.clone()),
        Node::Negate(part) => match bare(part).as_constant()? {
            Value::Integer(number) => number.checked_neg().map(Value::Integer),
            Value::Decimal(number) => Some(Value::Decimal(-number)),
            Value::Amount(number) => Some(Value::Amount(-number)),
            Value::Percent(number) => Some(Value::Percent(-number)),
            _ => None,
        },
        _ => None,
    }
}

/// The order of two values that are written out.
fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        _ => match (number(one), number(other)) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => Some(one.as_str()?.cmp(other.as_str()?)),
        },
    }
}

pub(super) fn reversed([less, equal, greater]: Orders) -> Orders {
    [greater, equal, less]
}
