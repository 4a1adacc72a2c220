//! What the page says itself, in English and Danish, and numbers, days and money as the language writes them · no HTML.

use chrono::{Datelike, NaiveDate};
use dunlin::{RuleSet, Value};
use rust_decimal::Decimal;

const MONTHS: [[&str; 2]; 12] = [
    ["Jan", "jan."],
    ["Feb", "feb."],
    ["Mar", "mar."],
    ["Apr", "apr."],
    ["May", "maj"],
    ["Jun", "jun."],
    ["Jul", "jul."],
    ["Aug", "aug."],
    ["Sep", "sep."],
    ["Oct", "okt."],
    ["Nov", "nov."],
    ["Dec", "dec."],
];

/// The language of a page.
#[derive(Clone, Copy)]
pub(crate) struct Language<'r> {
    pub(crate) code: &'r str,
    pub(crate) rules: &'r RuleSet,
}

impl<'r> Language<'r> {
    /// Returns the words of the language: Danish where that is asked for, and English otherwise.
    pub(crate) fn of<'w>(&self, en: &'w str, da: &'w str) -> &'w str {
        if self.is_danish() { da } else { en }
    }

    pub(crate) fn is_danish(&self) -> bool {
        self.code == "da"
    }

    pub(crate) fn count(&self, number: u64) -> String {
        self.number(number.into())
    }

    /// Thousands are told apart from the first on, so that a column of numbers lines up.
    pub(crate) fn number(&self, number: Decimal) -> String {
        let printed = self.print(&Value::Decimal(number), "");
        if printed.len() != 4 || !printed.bytes().all(|byte| byte.is_ascii_digit()) {
            return printed;
        }
        let (thousands, rest) = printed.split_at(1);
        format!("{thousands}{}{rest}", self.of(",", "."))
    }

    pub(crate) fn amount(&self, amount: Decimal, currency: &str) -> String {
        self.print(&Value::Amount(amount), currency)
    }

    /// Returns a share in whole percents; of nothing there is none.
    pub(crate) fn share(&self, part: u64, whole: u64) -> Option<String> {
        let share = Decimal::from(part * 100).checked_div(whole.into())?;
        Some(self.print(&Value::Percent(share.round()), ""))
    }

    pub(crate) fn day(&self, day: NaiveDate) -> String {
        self.print(&Value::Date(day), "")
    }

    pub(crate) fn month(&self, month: NaiveDate) -> String {
        let [en, da] = MONTHS
            .get(month.month0() as usize)
            .copied()
            .unwrap_or_default();
        format!("{} {}", self.of(en, da), month.year())
    }

    fn print(&self, value: &Value, currency: &str) -> String {
        self.rules.printed(value, currency, self.code)
    }
}
