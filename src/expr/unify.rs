//! Brings two sides of an operation to one type, or says why they can't be. Nothing else is checked here.

use super::check::Checker;
use super::coerce::coerce_kind;
use super::problem;
use super::tree::{Expr, Node};
use crate::rules::Kind;
use crate::source::Span;
use crate::value::Value;

impl Checker<'_, '_> {
    /// Both sides as values of one kind: literals adapt to the other side, whole numbers widen.
    pub(super) fn unify(
        &mut self,
        operation: &str,
        left: Expr,
        right: Expr,
        span: Span,
    ) -> Option<(Expr, Expr)> {
        if left.ty.kind == right.ty.kind {
            return Some((left, right));
        }
        let words = self.scope.words;
        let towards = self.direction(&left, &right);
        let adapted = match towards {
            Towards::Left => {
                let kind = left.ty.kind.clone();
                let place = right.span;
                coerce_kind(right, &kind, words)
                    .map(|right| (left, right))
                    .map_err(|p| (place, p))
            }
            Towards::Right => {
                let kind = right.ty.kind.clone();
                let place = left.span;
                coerce_kind(left, &kind, words)
                    .map(|left| (left, right))
                    .map_err(|p| (place, p))
            }
            Towards::Neither => {
                let (l, r) = (self.name(&left.ty), self.name(&right.ty));
                let problem = problem::mismatch(operation, &l, &r);
                let moments = [Kind::Date, Kind::DateTime];
                let is_list = |expr: &Expr| matches!(expr.ty.kind, Kind::List(_));
                let problem = if is_list(&left) != is_list(&right) {
                    problem::of_a_list(problem)
                } else if moments.contains(&left.ty.kind) && moments.contains(&right.ty.kind) {
                    problem.help(
                        "compare `today` with a date, `now` with a point in time",
                        "sammenlign `today` med en dato, `now` med et tidspunkt",
                    )
                } else if matches!(
                    (&left.ty.kind, &right.ty.kind),
                    (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date)
                ) {
                    problem.help(
                        "write `date(\"2026-03-20\")`",
                        "skriv `date(\"2026-03-20\")`",
                    )
                } else if moments.contains(&left.ty.kind) && right.ty.kind.is_number() {
                    problem.help(
                        "write a date, or count the days with `days_between(a, b)`",
                        "skriv en dato, eller tæl dagene med `days_between(a, b)`",
                    )
                } else if left.ty.kind == Kind::Amount || right.ty.kind == Kind::Amount {
                    problem.help(
                        "declare the other value as `type: amount` too",
                        "erklær også den anden værdi som `type: amount`",
                    )
                } else {
                    problem
                };
                return self.fail(span, problem);
            }
        };
        match adapted {
            Ok(sides) => Some(sides),
            Err((place, problem)) => self.fail(place, *problem),
        }
    }

    /// Which side's type the other can take on.
    fn direction(&self, left: &Expr, right: &Expr) -> Towards {
        match (&left.ty.kind, &right.ty.kind) {
            (Kind::Choice(_), Kind::Text) if is_literal(right) => Towards::Left,
            (Kind::Text, Kind::Choice(_)) if is_literal(left) => Towards::Right,
            (Kind::Integer, Kind::Decimal) => Towards::Right,
            (Kind::Decimal, Kind::Integer) => Towards::Left,
            (Kind::Amount | Kind::Percent, Kind::Integer | Kind::Decimal) if is_literal(right) => {
                Towards::Left
            }
            (Kind::Integer | Kind::Decimal, Kind::Amount | Kind::Percent) if is_literal(left) => {
                Towards::Right
            }
            _ => Towards::Neither,
        }
    }
}

enum Towards {
    Left,
    Right,
    Neither,
}

/// Whether an expression is written out as a number or a text, so that its type follows its place.
fn is_literal(expr: &Expr) -> bool {
    match &expr.node {
        Node::Const(Value::Integer(_) | Value::Decimal(_) | Value::Text(_)) => true,
        Node::Negate(part) => is_literal(part),
        Node::List(parts) | Node::Coalesce(parts) => parts.iter().all(is_literal),
        Node::If(three) => is_literal(&three.1) && is_literal(&three.2),
        _ => false,
    }
}
