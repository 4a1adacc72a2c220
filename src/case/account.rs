//! A case's account on a day, as hosts ask for it. How a payment is allocated is known elsewhere.

use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Serialize;

use super::Entry;
use super::ledger::Allocation;
use crate::rules::Vocabulary;

/// What is owed at the end of a day, in the case's currency.
///
/// The balance is always what is left of all charges less what is overpaid.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Account {
    /// Charges less settlements.
    pub balance: Decimal,
    /// What is left of each kind of charge, in the order in which the rule set declares them;
    /// never less than nothing.
    pub left: IndexMap<String, Decimal>,
    /// What has been paid and settles nothing yet. Less than nothing on a day by which more has
    /// been taken back than was paid.
    pub overpaid: Decimal,
}

impl Account {
    pub(super) fn on(words: &Vocabulary, entries: &[Entry], date: NaiveDate) -> Self {
        let until_then = entries.iter().filter(|entry| entry.date <= date);
        let allocation = Allocation::of(words, until_then);
        let left = words.charges().filter_map(|name| {
            let left = allocation.left(words.entry_id(name)?);
            Some((name.to_owned(), left))
        });
        Self {
            balance: allocation.balance(),
            left: left.collect(),
            overpaid: allocation.unspent(),
        }
    }
}
