//! Findings and nodes stand within the text, at whole characters, whatever the text is.

use proptest::test_runner::TestCaseError;

use super::world::{FILE, WORLD, findings_of};
use crate::Finding;
use crate::expr::{Expected, Expr, Guards, Text, compile};
use crate::source::Report;
use crate::value::Value;

/// What is wrong with an expression: nothing, or at least one thing, each at a place in the text.
pub(super) fn findings(text: &str, expected: &Expected<'_>) -> Result<Vec<Finding>, TestCaseError> {
    let mut report = Report::default();
    let place = |byte| byte;
    let placed = Text {
        file: FILE,
        text,
        place: &place,
    };
    let expr = compile(
        placed,
        WORLD.scope(),
        &Guards::default(),
        expected,
        &mut report,
    );
    let found: Vec<Finding> = findings_of(text, report).iter().cloned().collect();
    match (&expr, found.first()) {
        (None, None) => {
            return Err(TestCaseError::fail(
                "nothing comes back, and nothing is said",
            ));
        }
        (Some(_), Some(finding)) => {
            return Err(TestCaseError::fail(format!("it comes back, and {finding}")));
        }
        _ => {}
    }
    for finding in &found {
        let place = finding.place.as_ref().map(|place| place.range());
        if place.is_none_or(|range| text.get(range).is_none()) {
            return Err(TestCaseError::fail(format!("{finding} isn't in")));
        }
    }
    // Rhai miscounts the columns behind an escaped `${`.
    if let Some(expr) = expr.filter(|_| !text.contains("\\${")) {
        nodes_are_within(text, &expr)?;
    }
    Ok(found)
}

fn nodes_are_within(text: &str, expr: &Expr) -> Result<(), TestCaseError> {
    let range = expr.span.start as usize..expr.span.end as usize;
    // The parts of a text between its interpolations have no tokens of their own.
    let is_text = matches!(expr.as_constant(), Some(Value::Text(_)));
    if text
        .get(range)
        .is_none_or(|shown| (shown.trim() != shown || shown.is_empty()) && !is_text)
    {
        return Err(TestCaseError::fail(format!("{expr:?} isn't in")));
    }
    expr.parts()
        .into_iter()
        .try_for_each(|part| nodes_are_within(text, part))
}
