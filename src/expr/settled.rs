//! What an expression comes to whatever the case, where only some of it can change: so that a limit on something else isn't asked. It never guesses: what it can't tell depends.

use super::eval::{arithmetic, compare};
use super::tree::{Arithmetic, Comparison, Expr, Field, Node, Read};
use crate::rules::Touched;
use crate::value::Value;

/// What is known of an expression before it is evaluated.
#[derive(Debug, Clone, PartialEq)]
enum Settled {
    /// It comes to this.
    At(Value),
    /// It depends on the case, and can't fail.
    Depends,
    /// It depends on the case, or may fail.
    MayFail,
}

/// Whether a condition comes to `truth` for every case, given what can change.
pub(crate) fn is_always(condition: &Expr, truth: bool, touched: &Touched) -> bool {
    settled(condition, touched) == Settled::At(Value::Bool(truth))
}

fn settled(expr: &Expr, touched: &Touched) -> Settled {
    match &expr.node {
        Node::Const(value) => Settled::At(value.clone()),
        Node::Read(Read::Added(kind)) if !touched.adds(*kind) => {
            Settled::At(Value::Amount(rust_decimal::Decimal::ZERO))
        }
        Node::Read(_) => Settled::Depends,
        Node::IsSet(part) => match settled(part, touched) {
            Settled::At(value) => Settled::At(Value::Bool(value.is_set())),
            other => other,
        },
        Node::Not(part) => match settled(part, touched) {
            Settled::At(Value::Bool(truth)) => Settled::At(Value::Bool(!truth)),
            Settled::Depends => Settled::Depends,
            _ => Settled::MayFail,
        },
        Node::And(parts) => joined(parts, false, touched),
        Node::Or(parts) => joined(parts, true, touched),
        Node::Compare(comparison, sides) => compared(*comparison, &sides.0, &sides.1, touched),
        Node::Arithmetic(operation, sides) => {
            if *operation == Arithmetic::Subtract && are_same(&sides.0, &sides.1, touched) {
                return nothing_of(&sides.0).map_or(Settled::MayFail, Settled::At);
            }
            match (settled(&sides.0, touched), settled(&sides.1, touched)) {
                (Settled::At(left), Settled::At(right)) => {
                    arithmetic(*operation, &left, &right).map_or(Settled::MayFail, Settled::At)
                }
                _ => Settled::MayFail,
            }
        }
        _ => Settled::MayFail,
    }
}

/// Parts that are asked in their order, until one is `decisive`.
fn joined(parts: &[Expr], decisive: bool, touched: &Touched) -> Settled {
    let mut whole = Settled::At(Value::Bool(!decisive));
    let mut asked: Vec<&Expr> = Vec::new();
    for part in parts {
        match settled(part, touched) {
            // What stands before it may fail first.
            Settled::At(Value::Bool(truth)) if truth == decisive => {
                return match whole {
                    Settled::MayFail => Settled::MayFail,
                    _ => Settled::At(Value::Bool(decisive)),
                };
            }
            Settled::At(Value::Bool(_)) => {}
            Settled::Depends => {
                let contradicted =
                    !decisive && asked.iter().any(|other| exclude(other, part, touched));
                if contradicted && whole != Settled::MayFail {
                    return Settled::At(Value::Bool(false));
                }
                asked.push(part);
                if whole != Settled::MayFail {
                    whole = Settled::Depends;
                }
            }
            _ => whole = Settled::MayFail,
        }
    }
    whole
}

fn compared(comparison: Comparison, left: &Expr, right: &Expr, touched: &Touched) -> Settled {
    let always_set = !left.ty.optional && !right.ty.optional;
    if always_set && are_same(left, right, touched) {
        return Settled::At(Value::Bool(comparison.holds(std::cmp::Ordering::Equal)));
    }
    match (settled(left, touched), settled(right, touched)) {
        (Settled::At(left), Settled::At(right)) => compare(comparison, &left, &right)
            .map_or(Settled::MayFail, |truth| Settled::At(Value::Bool(truth))),
        (Settled::MayFail, _) | (_, Settled::MayFail) => Settled::MayFail,
        _ if always_set => Settled::Depends,
        _ => Settled::MayFail,
    }
}

/// Whether two conditions can't both hold: something is a value, and isn't that value.
fn exclude(one: &Expr, other: &Expr, touched: &Touched) -> bool {
    let (Node::Compare(a, one), Node::Compare(b, other)) = (&one.node, &other.node) else {
        return false;
    };
    let opposite = matches!(
        (a, b),
        (Comparison::Equal, Comparison::NotEqual) | (Comparison::NotEqual, Comparison::Equal)
    );
    let same_value = match (&one.1.node, &other.1.node) {
        (Node::Const(a), Node::Const(b)) => a == b,
        _ => false,
    };
    opposite && same_value && are_same(&one.0, &other.0, touched)
}

/// Whether two slots hold the same: one before the decision and one after it, where it can't change.
fn are_same(one: &Expr, other: &Expr, touched: &Touched) -> bool {
    let (Some(one), Some(other)) = (field(one), field(other)) else {
        return false;
    };
    one == other && !touched.changes(one)
}

fn field(expr: &Expr) -> Option<&Field> {
    match &expr.node {
        Node::Read(Read::Case(field) | Read::Before(field)) => Some(field),
        _ => None,
    }
}

/// What is left of a number once it is taken from itself.
fn nothing_of(expr: &Expr) -> Option<Value> {
    use crate::rules::Kind;
    if expr.ty.optional {
        return None;
    }
    match expr.ty.kind {
        Kind::Integer => Some(Value::Integer(0)),
        Kind::Decimal => Some(Value::Decimal(rust_decimal::Decimal::ZERO)),
        Kind::Amount => Some(Value::Amount(rust_decimal::Decimal::ZERO)),
        _ => None,
    }
}
