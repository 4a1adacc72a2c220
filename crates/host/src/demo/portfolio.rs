//! The invented customers and their invoices: the same each time. What becomes of them isn't known here.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use dunlin::{Opening, Value};
use rust_decimal::Decimal;

use super::TODAY;

/// The customers, a line each.
const CUSTOMERS: &str = include_str!("customers.csv");
/// How many of the first ones are businesses, and how many are invoiced often.
const BUSINESSES: usize = 54;
const REGULARS: usize = 25;
/// How many days before it opens the last e-mail addresses changed: those before worked.
const ADDRESSES: i64 = 24;
/// How many invoices there are when it opens, and how many come after.
const INVOICES: u32 = 300;
const TO_COME: u32 = 70;
/// The number of the first.
const FIRST: u32 = 4_101;

/// A customer, as the creditor has it in its books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Customer {
    number: usize,
    name: &'static str,
    kind: &'static str,
    language: &'static str,
    currency: &'static str,
    pub(super) accounting: &'static str,
    email: Option<&'static str>,
}

/// An invoice, before anything has become of it.
#[derive(Debug, Clone)]
pub(super) struct Invoice {
    pub(super) id: String,
    pub(super) customer: Customer,
    pub(super) date: NaiveDate,
    pub(super) due: NaiveDate,
    amount: Decimal,
    /// Its place among all.
    pub(super) place: u32,
}

impl Customer {
    fn of(number: usize, line: &'static str) -> Option<Self> {
        let mut fields = line.split(';');
        Some(Self {
            number,
            name: fields.next()?,
            kind: fields.next()?,
            language: fields.next()?,
            currency: fields.next()?,
            accounting: fields.next()?,
            email: fields.next().filter(|email| !email.is_empty()),
        })
    }

    fn is_business(&self) -> bool {
        self.kind == "business"
    }

    pub(super) fn is_danish(&self) -> bool {
        self.language == "da"
    }

    /// The days in which an invoice is to be paid.
    fn terms(&self, mixed: u32) -> i64 {
        match (self.is_business(), mixed % 3) {
            (true, 0) => 30,
            (true, _) | (false, 0) => 14,
            (false, _) => 8,
        }
    }

    /// An amount as such a customer is invoiced: many small ones, few large ones.
    fn amount(&self, mixed: u32) -> Decimal {
        let (from, to) = match (self.is_business(), mixed % 20) {
            (true, 0..5) | (false, 0..12) => (200, 1_000),
            (true, 5..13) | (false, 12..19) => (1_000, 5_000),
            (true, 13..18) | (false, _) => (5_000, 20_000),
            (true, _) => (20_000, 60_000),
        };
        let whole = from + mixed / 20 % (to - from);
        let cents = [0, 0, 0, 50, 25, 75, 95].get(mixed as usize / 7 % 7);
        let amount = Decimal::new(i64::from(whole) * 100 + cents.unwrap_or(&0), 2);
        if self.currency == "EUR" {
            (amount / Decimal::from(7)).round_dp(2)
        } else {
            amount
        }
    }
}

impl Invoice {
    fn of(customers: &[Customer], place: u32) -> Option<Self> {
        // Businesses come first in the list, and some of them are invoiced again and again.
        let (first, again) = (mixed(place, 1), mixed(place, 2));
        let range = match again % 8 {
            0 | 1 => REGULARS,
            2..=4 => BUSINESSES,
            _ => customers.len(),
        };
        let customer = *customers.get(first as usize % range)?;
        let date = on_a_workday(date(place));
        let due = date + TimeDelta::days(customer.terms(mixed(place, 3)));
        Some(Self {
            id: (FIRST + place).to_string(),
            customer,
            date,
            due,
            amount: customer.amount(mixed(place, 4)),
            place,
        })
    }

    /// Where the customer got e-mails when it was written.
    pub(super) fn email(&self) -> Option<String> {
        let email = self.customer.email?;
        let is_long_ago = (TODAY - self.date).num_days() > ADDRESSES;
        Some(if is_long_ago {
            email.replace(".nedlagt.", ".").replace(".fuld.", ".")
        } else {
            email.to_owned()
        })
    }

    /// As it comes in.
    pub(super) fn opening(&self, flow: &str, is_approved: bool) -> Opening {
        let mut opening = Opening::new(self.id.as_str());
        let customer = &self.customer;
        let number = format!("K{}", 1_001 + customer.number);
        let facts = [
            ("flow", flow.into()),
            ("currency", customer.currency.into()),
            ("principal", self.amount.into()),
            ("invoice_date", self.date.into()),
            ("due_date", self.due.into()),
            ("customer.name", customer.name.into()),
            ("customer.number", number.into()),
            ("customer.kind", customer.kind.into()),
            ("customer.language", customer.language.into()),
            (
                "customer.email",
                self.email().map_or(Value::Unset, Value::from),
            ),
            ("accounting.system", customer.accounting.into()),
            ("reminders_approved", is_approved.into()),
        ];
        for (name, value) in facts {
            opening.set(name, value);
        }
        opening
    }
}

/// All invoices, in the order of their dates.
pub(super) fn invoices() -> Vec<Invoice> {
    let lines = CUSTOMERS.lines().skip(1).enumerate();
    let customers: Vec<Customer> = lines
        .filter_map(|(number, line)| Customer::of(number, line))
        .collect();
    (0..INVOICES + TO_COME)
        .filter_map(|place| Invoice::of(&customers, place))
        .collect()
}

/// When an invoice is written: fewer a day half a year ago, more lately.
fn date(place: u32) -> NaiveDate {
    let days = match INVOICES.checked_sub(place + 1) {
        Some(ago) => {
            let ago = i64::from(ago);
            let all = i64::from(INVOICES);
            -(ago * 75 / all + ago * ago * 100 / (all * all)) - 1
        }
        None => i64::from(place - INVOICES) * 2 / 3,
    };
    TODAY + TimeDelta::days(days)
}

/// That day, or the first after it on which an office is open.
pub(super) fn on_a_workday(mut day: NaiveDate) -> NaiveDate {
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        || matches!((day.month(), day.day()), (12, 24..=26 | 31) | (1, 1))
    {
        day += TimeDelta::days(1);
    }
    day
}

/// A number that looks thrown and is the same each time.
pub(super) fn mixed(place: u32, what: u32) -> u32 {
    let mut number = u64::from(place).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ u64::from(what).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // The upper half is mixed best.
    (number >> 33) as u32
}
