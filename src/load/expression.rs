//! Expressions where they stand in a YAML file, their places carried over. What they mean is decided in the expression room.

use super::fields::whole_scalar;
use super::yaml::{Node, Scalar};
use crate::expr::{self, Expected, Expr, Guards, Scope, Text};
use crate::source::Report;

/// A scalar's text with the place of each of its bytes in the file.
pub(super) fn text_of<'n>(
    node: &Node,
    scalar: &'n Scalar,
    place: &'n dyn Fn(usize) -> usize,
) -> Text<'n> {
    Text {
        file: node.span.file,
        text: &scalar.text,
        place,
    }
}

/// A key that holds an expression.
pub(super) fn expression(
    node: &Node,
    scope: Scope<'_>,
    guards: &Guards,
    expected: &Expected<'_>,
    report: &mut Report,
) -> Option<Expr> {
    let scalar = whole_scalar(node, report)?;
    let place = |byte: usize| scalar.byte(byte);
    expr::compile(
        text_of(node, scalar, &place),
        scope,
        guards,
        expected,
        report,
    )
}

/// A part of a scalar's text, from byte `start` to `end`.
pub(super) fn part(
    node: &Node,
    scalar: &Scalar,
    range: std::ops::Range<usize>,
    scope: Scope<'_>,
    guards: &Guards,
    expected: &Expected<'_>,
    report: &mut Report,
) -> Option<Expr> {
    let start = range.start;
    let place = |byte: usize| scalar.byte(start + byte);
    let text = Text {
        file: node.span.file,
        text: scalar.text.get(range).unwrap_or_default(),
        place: &place,
    };
    expr::compile(text, scope, guards, expected, report)
}

/// A condition.
pub(super) fn condition(
    node: &Node,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Expr> {
    expression(node, scope, guards, &Expected::Condition, report)
}
