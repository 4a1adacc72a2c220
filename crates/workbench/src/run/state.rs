//! A case as its JSON shows it to hosts: what a report may tell of it. Nothing is decided or compared here.

use chrono::NaiveDate;
use dunlin::{Case, Value};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Deserialize;

/// The parts of a case that people follow.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct State {
    pub(super) currency: String,
    pub(super) status: String,
    pub(super) flow: String,
    pub(super) flow_started: String,
    pub(super) step: Option<String>,
    pub(super) balance: Decimal,
    pub(super) holds: Vec<Hold>,
    pub(super) closing: Option<Closing>,
    pub(super) ledger: Vec<Entry>,
    pub(super) notes: Vec<Note>,
    pub(super) facts: IndexMap<String, Value>,
}

/// A reason for which the case is or was paused.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Hold {
    pub(super) reason: String,
    pub(super) note: Option<String>,
    pub(super) clock: String,
    pub(super) interest: String,
    pub(super) resume_on: Option<NaiveDate>,
    pub(super) ended: Option<String>,
}

/// How the case was closed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Closing {
    pub(super) code: String,
    pub(super) reason: String,
}

/// Money that was charged or settled on a day.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Entry {
    pub(super) entry: String,
    pub(super) amount: Decimal,
    pub(super) date: NaiveDate,
    pub(super) book: bool,
}

/// A note on the case.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Note {
    pub(super) text: Value,
    pub(super) by: String,
}

impl State {
    /// Returns what can be told of the case.
    pub(super) fn of(case: &Case) -> Result<Self, serde_json::Error> {
        serde_json::to_string(case).and_then(|json| serde_json::from_str(&json))
    }

    /// Returns what is owed, with its currency.
    pub(super) fn owed(&self) -> String {
        format!("{} {}", self.balance, self.currency)
    }

    /// Returns the step that comes next.
    pub(super) fn step(&self) -> &str {
        self.step.as_deref().unwrap_or("none")
    }
}
