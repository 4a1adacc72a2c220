//! What an expression comes to for every case of a flow under a rule set's settings: for those who draw rules, not for decisions. It never guesses.

use rust_decimal::Decimal;

use super::eval::{arithmetic, compare};
use super::tree::{Arithmetic, Comparison, Expr, Field, Node, Read};
use crate::rules::Vocabulary;
use crate::value::Value;

/// What is taken for known: the settings, and perhaps the flow that a case is in, and that it isn't closed.
#[derive(Clone, Copy)]
pub(crate) struct Presumed<'r> {
    pub(crate) words: &'r Vocabulary,
    pub(crate) flow: Option<&'r Value>,
    pub(crate) is_open: bool,
}

impl Presumed<'_> {
    /// The truth of a condition, where it is the same for all of these cases.
    pub(crate) fn truth(&self, condition: &Expr) -> Option<bool> {
        self.value(condition)?.as_bool()
    }

    /// The value of an expression, where it is the same for all of these cases.
    pub(crate) fn value(&self, expr: &Expr) -> Option<Value> {
        match &expr.node {
            Node::Const(value) => Some(value.clone()),
            Node::Read(Read::Setting(setting)) => Some(self.words.setting(*setting).clone()),
            Node::Read(Read::Case(Field::Flow) | Read::Before(Field::Flow)) => self.flow.cloned(),
            Node::IsSet(part) => Some(Value::Bool(self.value(part)?.is_set())),
            Node::Not(part) => Some(Value::Bool(!self.truth(part)?)),
            Node::Negate(part) => {
                arithmetic(Arithmetic::Subtract, &zero(part), &self.value(part)?).ok()
            }
            Node::Widen(part) => self.value(part)?.as_decimal().map(Value::Decimal),
            Node::NameOf(part) => self.value(part)?.as_str().map(Value::text),
            Node::And(parts) => self.joined(parts, false),
            Node::Or(parts) => self.joined(parts, true),
            Node::Compare(comparison, sides) if self.is_open && is_of_closing(sides) => {
                match comparison {
                    Comparison::Equal => Some(Value::Bool(false)),
                    Comparison::NotEqual => Some(Value::Bool(true)),
                    _ => None,
                }
            }
            Node::Compare(comparison, sides) => {
                let (left, right) = (self.value(&sides.0)?, self.value(&sides.1)?);
                compare(*comparison, &left, &right).map(Value::Bool)
            }
            Node::Arithmetic(operation, sides) => {
                let (left, right) = (self.value(&sides.0)?, self.value(&sides.1)?);
                arithmetic(*operation, &left, &right).ok()
            }
            Node::In(sides) => {
                let (value, list) = (self.value(&sides.0)?, self.value(&sides.1)?);
                let Value::List(items) = list else {
                    return None;
                };
                Some(Value::Bool(items.contains(&value)))
            }
            Node::List(items) => {
                let items: Option<Vec<Value>> = items.iter().map(|item| self.value(item)).collect();
                Some(Value::List(items?.into()))
            }
            Node::Coalesce(parts) => {
                for part in parts {
                    let value = self.value(part)?;
                    if value.is_set() {
                        return Some(value);
                    }
                }
                Some(Value::Unset)
            }
            Node::If(parts) => match self.truth(&parts.0)? {
                true => self.value(&parts.1),
                false => self.value(&parts.2),
            },
            _ => None,
        }
    }

    /// Parts of which one that comes to `decisive` decides.
    fn joined(&self, parts: &[Expr], decisive: bool) -> Option<Value> {
        let truths: Vec<_> = parts.iter().map(|part| self.truth(part)).collect();
        if truths.contains(&Some(decisive)) {
            return Some(Value::Bool(decisive));
        }
        let all_known = truths.iter().all(Option::is_some);
        all_known.then_some(Value::Bool(!decisive))
    }
}

/// Whether it is the status that is compared, with `closed`.
fn is_of_closing((left, right): &(Expr, Expr)) -> bool {
    let is_status = matches!(
        left.node,
        Node::Read(Read::Case(Field::Status) | Read::Before(Field::Status))
    );
    is_status && right.as_constant().and_then(Value::as_str) == Some("closed")
}

/// Nothing, as a number of the expression's type.
fn zero(expr: &Expr) -> Value {
    use crate::rules::Kind;
    match expr.ty.kind {
        Kind::Integer => Value::Integer(0),
        Kind::Amount => Value::Amount(Decimal::ZERO),
        Kind::Percent => Value::Percent(Decimal::ZERO),
        _ => Value::Decimal(Decimal::ZERO),
    }
}
