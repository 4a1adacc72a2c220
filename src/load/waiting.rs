//! Waiting times as flows and timers write them: a number and a unit, perhaps from when, and on what days. What waits isn't known here.

use std::ops::Range;

use super::expression::part;
use super::fields::whole_scalar;
use super::scalar::{self, wrong_value};
use super::yaml::{Node, Scalar};
use crate::expr::{Expected, Expr, Guards, Roots, Scope};
use crate::rules::flow::{After, Day, Unit, Wait};
use crate::rules::{Kind, Type, Vocabulary};
use crate::source::{Code, Problem, Report};
use crate::value::Value;

const UNITS: [(&str, Unit); 8] = [
    ("business days", Unit::BusinessDays),
    ("business day", Unit::BusinessDays),
    ("days", Unit::Days),
    ("day", Unit::Days),
    ("weeks", Unit::Weeks),
    ("week", Unit::Weeks),
    ("months", Unit::Months),
    ("month", Unit::Months),
];

/// `10 days`, `{settings.gap} business days`.
pub(super) fn wait(node: &Node, scope: Scope<'_>, report: &mut Report) -> Option<Wait> {
    let scalar = whole_scalar(node, report)?;
    let (wait, rest) = amount(node, scalar, scope, report)?;
    if !is_blank(scalar, rest) {
        report.add(node.span, malformed(&scalar.text));
        return None;
    }
    Some(wait)
}

/// `10 days`, `2 months from case.due_date`.
pub(super) fn after(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<After> {
    let scope = Scope::new(words, Roots::Anchor);
    let scalar = whole_scalar(node, report)?;
    let (wait, rest) = amount(node, scalar, scope, report)?;
    if is_blank(scalar, rest) {
        return Some(After { wait, from: None });
    }
    let rest = scalar.text.get(rest..).unwrap_or_default();
    let Some(from) = rest.trim_start().strip_prefix("from ") else {
        report.add(node.span, malformed(&scalar.text));
        return None;
    };
    let range = scalar.text.len() - from.len()..scalar.text.len();
    let from = value(node, scalar, range, scope, &Expected::Moment, report)?;
    Some(After {
        wait,
        from: Some(from),
    })
}

/// `business`, `any`.
pub(super) fn day(node: &Node, report: &mut Report) -> Option<Day> {
    match scalar::text(node, report)? {
        "business" => Some(Day::Business),
        "any" => Some(Day::Any),
        other => {
            let problem = wrong_value(other, "`business` or `any`", "`business` eller `any`");
            report.add(
                node.span,
                problem.help("write `day: business`", "skriv `day: business`"),
            );
            None
        }
    }
}

/// The number and the unit at the start, and the byte after them.
fn amount(
    node: &Node,
    scalar: &Scalar,
    scope: Scope<'_>,
    report: &mut Report,
) -> Option<(Wait, usize)> {
    let (number, rest) = number(node, scalar, scope, report)?;
    let after_number = scalar.text.get(rest..).unwrap_or_default();
    let unit_text = after_number.trim_start();
    let found = UNITS.iter().find(|(name, _)| {
        let follows = unit_text.strip_prefix(name);
        follows.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    let Some((name, unit)) = found else {
        report.add(node.span, malformed(&scalar.text));
        return None;
    };
    let end = rest + (after_number.len() - unit_text.len()) + name.len();
    let unit = *unit;
    Some((Wait { number, unit }, end))
}

/// The number at the start, as digits or as an expression in braces, and the byte after it.
fn number(
    node: &Node,
    scalar: &Scalar,
    scope: Scope<'_>,
    report: &mut Report,
) -> Option<(Expr, usize)> {
    let text = scalar.text.as_str();
    if text.starts_with('{') {
        let Some(end) = text.find('}') else {
            report.add(node.span, malformed(text));
            return None;
        };
        let number = value(node, scalar, 1..end, scope, &Expected::WholeNumber, report)?;
        return Some((number, end + 1));
    }
    let end = text.find(' ').unwrap_or(text.len());
    let Ok(number) = text.get(..end).unwrap_or_default().parse::<i64>() else {
        report.add(node.span, malformed(text));
        return None;
    };
    let number = Expr::constant(Value::Integer(number), Type::of(Kind::Integer), node.span);
    Some((number, end))
}

fn value(
    node: &Node,
    scalar: &Scalar,
    range: Range<usize>,
    scope: Scope<'_>,
    expected: &Expected<'_>,
    report: &mut Report,
) -> Option<Expr> {
    let guards = Guards::default();
    part(node, scalar, range, scope, &guards, expected, report)
}

fn is_blank(scalar: &Scalar, from: usize) -> bool {
    let rest = scalar.text.get(from..).unwrap_or_default();
    rest.trim().is_empty()
}

fn malformed(text: &str) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("`{text}` isn't a waiting time"),
        format!("`{text}` er ikke en ventetid"),
    )
    .help(
        "write a number and `days`, `business days`, `weeks` or `months`, and perhaps `from` a date: \"10 days from case.due_date\"",
        "skriv et tal og `days`, `business days`, `weeks` eller `months`, og eventuelt `from` en dato: \"10 days from case.due_date\"",
    )
}
