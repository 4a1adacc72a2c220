//! A decision table: rows of cells, the first that matches gives the outputs.

use chrono::NaiveDate;

use crate::expr::{Comparison, Expr, compare_values};
use crate::source::Span;
use crate::value::Value;

/// The versions of a table, the oldest first.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) versions: Vec<Version>,
}

/// The rows that hold from a date on; the first version may have none.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) from: Option<NaiveDate>,
    pub(crate) rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) outputs: Vec<Expr>,
    pub(crate) span: Span,
}

/// What an input must be for its row to match.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// `-`: anything, a missing value too.
    Any,
    /// A comparison with a value.
    Compare(Comparison, Value),
    /// Both ends included.
    Range(Value, Value),
    /// One of these.
    OneOf(Vec<Value>),
}

impl Table {
    /// The first row that matches, in the version that holds on a day.
    pub(crate) fn row(&self, on: NaiveDate, inputs: &[Value]) -> Option<&Row> {
        let version = self
            .versions
            .iter()
            .rev()
            .find(|version| version.from.is_none_or(|from| from <= on))?;
        version.rows.iter().find(|row| {
            row.cells.len() == inputs.len()
                && row
                    .cells
                    .iter()
                    .zip(inputs)
                    .all(|(cell, input)| cell.matches(input))
        })
    }
}

impl Cell {
    fn matches(&self, input: &Value) -> bool {
        let order = |other| compare_values(input, other);
        match self {
            Self::Any => true,
            Self::Compare(comparison, value) => {
                order(value).is_some_and(|order| comparison.holds(order))
            }
            Self::Range(low, high) => {
                order(low).is_some_and(std::cmp::Ordering::is_ge)
                    && order(high).is_some_and(std::cmp::Ordering::is_le)
            }
            Self::OneOf(values) => values
                .iter()
                .any(|value| order(value).is_some_and(std::cmp::Ordering::is_eq)),
        }
    }
}
