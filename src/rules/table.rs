//! A decision table: rows of cells, and the row that takes some inputs. How a row was found, and what it gives, is known elsewhere.

use chrono::NaiveDate;

use crate::expr::{Comparison, Expr, compare_values};
use crate::source::Span;
use crate::value::Value;

/// The versions of a table, the oldest first.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) hit: Hit,
    pub(crate) versions: Vec<Version>,
}

/// Which of the rows that take some inputs is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    /// The first of them.
    First,
    /// The only one there is.
    Unique,
    /// All of them.
    Collect,
}

impl Hit {
    pub(crate) const ALL: [(&'static str, Self); 3] = [
        ("first", Self::First),
        ("unique", Self::Unique),
        ("collect", Self::Collect),
    ];
}

/// The rows that hold from a date on; the first version may have none.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) from: Option<NaiveDate>,
    pub(crate) rows: Vec<Row>,
    /// Where `rows` is said, or the columns of a file are named.
    pub(crate) span: Span,
    pub(crate) form: Form,
}

/// How a row is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// As a list: the inputs, then the outputs.
    List,
    /// As a line of a file.
    Line {
        delimiter: char,
        /// Which of the inputs, and the outputs after them, each of the file's columns holds.
        columns: Vec<usize>,
    },
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    /// Where each cell stands.
    pub(crate) places: Vec<Span>,
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
    /// The version that holds on a day.
    pub(crate) fn version(&self, on: NaiveDate) -> Option<&Version> {
        let mut versions = self.versions.iter().rev();
        versions.find(|version| version.from.is_none_or(|from| from <= on))
    }
}

impl Version {
    /// The rows that take these inputs, in their order.
    pub(crate) fn rows<'t>(&'t self, inputs: &'t [Value]) -> impl Iterator<Item = &'t Row> {
        self.rows.iter().filter(|row| row.takes(inputs))
    }
}

impl Row {
    fn takes(&self, inputs: &[Value]) -> bool {
        let mut cells = self.cells.iter().zip(inputs);
        self.cells.len() == inputs.len() && cells.all(|(cell, input)| cell.matches(input))
    }
}

impl Cell {
    /// Whether it takes an input.
    pub(crate) fn matches(&self, input: &Value) -> bool {
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
