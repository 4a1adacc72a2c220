//! Findings and nodes stand within the text, at whole characters, whatever the text is.

use std::ops::Range;

use proptest::test_runner::TestCaseError;

use super::world::{FILE, WORLD, findings_of};
use crate::Finding;
use crate::expr::{Expected, Expr, Guards, Text, compile};
use crate::source::Report;
use crate::value::Value;

/// What stands in the file before each expression.
pub(super) const BEFORE: &str = "# æ\n";

/// What is wrong with an expression: nothing, or at least one thing, each at a place in the text.
pub(super) fn findings(text: &str, expected: &Expected<'_>) -> Result<Vec<Finding>, TestCaseError> {
    let mut report = Report::default();
    let place = |byte| BEFORE.len() + byte;
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
    let found: Vec<Finding> = findings_of(&format!("{BEFORE}{text}"), report)
        .iter()
        .cloned()
        .collect();
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
        let shown = place.and_then(within).and_then(|range| text.get(range));
        if shown.is_none() {
            return Err(TestCaseError::fail(format!("{finding} isn't in")));
        }
    }
    if let Some(expr) = &expr {
        nodes_are_within(text, expr)?;
    }
    Ok(found)
}

fn nodes_are_within(text: &str, expr: &Expr) -> Result<(), TestCaseError> {
    let range = expr.span.start as usize..expr.span.end as usize;
    let shown = within(range).and_then(|range| text.get(range));
    // The parts of a text between its interpolations have no tokens of their own.
    let is_text = matches!(expr.as_constant(), Some(Value::Text(_)));
    if shown.is_none_or(|shown| (shown.trim() != shown || shown.is_empty()) && !is_text) {
        return Err(TestCaseError::fail(format!("{expr:?} isn't in")));
    }
    let mut parts = expr.parts().into_iter();
    parts.try_for_each(|part| nodes_are_within(text, part))
}

/// A range of the file as one of the expression.
pub(super) fn within(range: Range<usize>) -> Option<Range<usize>> {
    let start = range.start.checked_sub(BEFORE.len())?;
    Some(start..range.end.checked_sub(BEFORE.len())?)
}
