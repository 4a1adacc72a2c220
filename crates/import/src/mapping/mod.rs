//! What a CSV file's columns mean, as typed data: every name read, every form parsed · no rows, no YAML outside `yaml.rs`.

mod condition;
mod events;
mod read;
mod shape;
mod source;
mod yaml;

use chrono::NaiveTime;
use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::notation::{Encoding, Marks, Pattern, Shift};

/// What the columns of a CSV file mean.
#[doc = include_str!("../../docs/mapping.md")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub(crate) delimiter: u8,
    pub(crate) encoding: Encoding,
    pub(crate) shift: Shift,
    /// The columns that are asked for, each once; the rest of the mapping names them by their place here.
    pub(crate) columns: Vec<String>,
    pub(crate) filters: Vec<Condition>,
    pub(crate) opens: Opens,
    pub(crate) id: Cell,
    /// The other fields and the facts of an opening, by name.
    pub(crate) fields: Vec<(String, Source)>,
    pub(crate) events: Vec<EventRule>,
}

/// Which rows open a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opens {
    Always,
    When(Vec<Condition>),
    Never,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Constant(String),
    Cell(Cell),
}

/// A column's place in [`Mapping::columns`], and how its cells are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) column: usize,
    pub(crate) reading: Reading,
}

/// How a cell becomes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    Text,
    /// A day, and so many days after it.
    Date {
        pattern: Pattern,
        days: i64,
    },
    Amount(Marks),
    Number(Marks),
    /// The file's words, and what each means.
    Words(Vec<(String, String)>),
}

/// Something that may be true of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) column: usize,
    pub(crate) test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Empty(bool),
    MoreThan(Marks, Decimal),
    LessThan(Marks, Decimal),
}

/// What happened to a case, where a row says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventRule {
    pub(crate) action: String,
    pub(crate) when: Vec<Condition>,
    pub(crate) at: Moment,
    pub(crate) input: Vec<(String, Source)>,
}

/// The day in a column, or so many days after it, at a time of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) column: usize,
    pub(crate) pattern: Pattern,
    pub(crate) days: i64,
    pub(crate) time: NaiveTime,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    ///
    /// Returns everything that is wrong with it.
    pub fn read(text: &str) -> Result<Self, Findings> {
        read::mapping(text)
    }

    /// Returns whether rows may say what happened to a case.
    #[must_use]
    pub fn has_events(&self) -> bool {
        !self.events.is_empty()
    }
}
