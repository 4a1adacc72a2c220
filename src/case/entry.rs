//! One entry of the ledger, and the rounding of what enters it.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::rules::EntryId;
use crate::rules::currency::currency_decimals;

/// Money that was charged or settled on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Entry {
    pub(crate) entry: EntryId,
    pub(crate) amount: Decimal,
    pub(crate) date: NaiveDate,
    /// Whether it is to be booked in the accounting system.
    pub(crate) book: bool,
    /// The days that it is interest for; none of what a rule posts.
    pub(crate) period: Option<Period>,
}

/// The days from a date to another, which itself isn't among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Period {
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
}

/// An amount in the currency's decimals, half away from zero.
pub(crate) fn round_to_currency(amount: Decimal, currency: &str) -> Decimal {
    let decimals = currency_decimals(currency);
    if amount.scale() == decimals {
        return amount;
    }
    let mut rounded =
        amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(decimals);
    rounded
}
