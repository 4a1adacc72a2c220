//! What a report tells, as data: counts, money and days, labelled in the report's language · no HTML, nothing is counted here.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What a report tells of a portfolio under a rule set.
///
/// Labels are in the language that the report is written in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Figures {
    /// The name of the rule set, and its version.
    pub rule_set: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// How many cases there were.
    pub cases: u64,
    /// In how many of them nothing is owed.
    pub paid: u64,
    /// How many of them reached a flow in which none begins, by its label: collection, for one.
    pub reached: Vec<(String, u64)>,
    /// The first day of each month from the first to the last.
    pub months: Vec<NaiveDate>,
    /// How many cases stood where at the end of each month.
    pub standing: Vec<Series>,
    /// How many letters of each kind were sent in each month.
    pub letters: Vec<Series>,
    /// What was owed and paid, by currency.
    pub money: Vec<Money>,
    /// The days from a case's opening until nothing was owed, and in how many cases it took so long.
    pub days_to_payment: BTreeMap<u32, u64>,
    /// How each step fared.
    pub steps: Vec<Fared>,
    /// What was held or denied, and why.
    pub refused: Vec<Refused>,
}

/// A number for each month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Series {
    /// What is counted.
    pub label: String,
    /// How much of it there was in each month.
    pub values: Vec<Decimal>,
    /// Whether it stays in the background, as closed cases do.
    pub is_quiet: bool,
}

impl Series {
    /// Returns the numbers of a label.
    pub fn new(
        label: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<Decimal>>,
    ) -> Self {
        Self {
            label: label.into(),
            values: values.into_iter().map(Into::into).collect(),
            is_quiet: false,
        }
    }

    /// Puts it in the background.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.is_quiet = true;
        self
    }

    /// Returns what all months come to.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.values.iter().copied().sum()
    }
}

/// The money of one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Money {
    /// The currency's ISO 4217 code.
    pub currency: String,
    /// What was owed from the start.
    pub principal: Decimal,
    /// What was charged on top of it in each month, by the kind of entry.
    pub charged: Vec<Series>,
    /// What settled it, by the kind of entry.
    pub settled: Vec<(String, Decimal)>,
    /// What is still owed at the end.
    pub outstanding: Decimal,
}

/// How a step fared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fared {
    /// The label of its flow; none for a timer.
    pub flow: String,
    /// The label of the step.
    pub step: String,
    /// How often it ran.
    pub ran: u64,
    /// How often it was passed over.
    pub passed: u64,
    /// How often it was held.
    pub held: u64,
}

/// What was held or denied for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// The label of the step or action.
    pub what: String,
    /// What the rule says about it.
    pub why: String,
    /// How often.
    pub times: u64,
    /// A case in which it happened.
    pub example: String,
    /// Whether it was a step, which is tried again.
    pub is_held: bool,
}

/// The days within which so many of a hundred cases were paid, of days and how many took so long.
pub(crate) fn within(days: &BTreeMap<u32, u64>, percent: u64) -> Option<u32> {
    let cases: u64 = days.values().sum();
    let mut left = cases.saturating_mul(percent).div_ceil(100);
    let mut days = days.iter();
    let last = days.find(|(_, cases)| {
        left = left.saturating_sub(**cases);
        left == 0
    });
    last.map(|(days, _)| *days)
}
