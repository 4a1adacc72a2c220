//! Cases and requests about them, as a host holds them, from a seeded generator. No engine's input is built here.

use anyhow::{Context, Result};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::policy::Action;

/// A case and what is asked about it, as a host's own struct.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) id: String,
    pub(crate) status: &'static str,
    pub(crate) flow: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) accounting: &'static str,
    pub(crate) language: &'static str,
    pub(crate) customer: String,
    pub(crate) email: Option<String>,
    pub(crate) bounced_email: Option<String>,
    pub(crate) principal: Decimal,
    pub(crate) balance: Decimal,
    pub(crate) invoice_date: NaiveDate,
    pub(crate) objection_since: Option<NaiveDate>,
    pub(crate) objection_answered: Option<NaiveDate>,
    /// Credit notes that the accounting system hasn't answered.
    pub(crate) pending_credit: i64,
    /// Whether the collection notice has been sent.
    pub(crate) noticed: bool,
    pub(crate) today: NaiveDate,

    pub(crate) action: Action,
    pub(crate) role: &'static str,
    pub(crate) code: Option<&'static str>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) confirmation: bool,
    pub(crate) paid_on: Option<NaiveDate>,
    pub(crate) amount: Option<Decimal>,
    pub(crate) resume_on: Option<NaiveDate>,
    pub(crate) flow_to: Option<&'static str>,
}

/// A field as most engines know values: amounts in hundredths, dates as days.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Plain<'p> {
    Text(&'p str),
    Number(i64),
    Flag(bool),
}

impl Pair {
    /// Gives each field that the rules of its action read, and no other.
    pub(crate) fn each_field<'p>(&'p self, mut give: impl FnMut(&'static str, Plain<'p>)) {
        let given = |text: Option<&'p str>| Plain::Text(text.unwrap_or_default());
        give("status", Plain::Text(self.status));
        give("role", Plain::Text(self.role));
        match self.action {
            Action::Close => {
                give("code", given(self.code));
                give("reason", given(self.reason));
                give("confirmation", Plain::Flag(self.confirmation));
                give("email", given(self.email.as_deref()));
            }
            Action::PartialPayment => {
                give("paid_on", day(self.paid_on));
                give("amount_given", Plain::Flag(self.amount.is_some()));
                give("amount", hundredths(self.amount.unwrap_or_default()));
                give("balance", hundredths(self.balance));
                give("invoice_date", day(Some(self.invoice_date)));
                give("today", day(Some(self.today)));
            }
            Action::CreditNote => {
                give("accounting", Plain::Text(self.accounting));
                give("balance", hundredths(self.balance));
                give("pending_credit", Plain::Number(self.pending_credit));
            }
            Action::Pause => {
                give("reason", given(self.reason));
                give("resume_on", day(self.resume_on));
                give("today", day(Some(self.today)));
            }
            Action::Resume => {
                give("objection_since", day(self.objection_since));
                give("objection_answered", day(self.objection_answered));
            }
            Action::ChangeFlow => {
                give("flow", Plain::Text(self.flow));
                give("flow_to", given(self.flow_to));
            }
            Action::RestartFlow => give("flow", Plain::Text(self.flow)),
        }
    }
}

fn day(date: Option<NaiveDate>) -> Plain<'static> {
    Plain::Number(date.map_or(0, |date| i64::from(date.num_days_from_ce())))
}

/// The generator keeps two decimals, so the mantissa is the number of hundredths.
fn hundredths(amount: Decimal) -> Plain<'static> {
    Plain::Number(i64::try_from(amount.mantissa()).unwrap_or(i64::MAX))
}

/// The time at which everything is asked.
pub(crate) fn now() -> Result<DateTime<Utc>> {
    Ok("2026-03-02T10:00:00Z".parse()?)
}

/// `count` pairs, the same for the same seed; about half of them are to be denied.
pub(crate) fn portfolio(seed: u64, count: usize) -> Result<Vec<Pair>> {
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).context("a date")?;
    let mut dice = Dice(seed);
    Ok((0..count)
        .map(|number| pair(&mut dice, number, today))
        .collect())
}

fn pair(dice: &mut Dice, number: usize, today: NaiveDate) -> Pair {
    let action = dice.of(&Action::ALL).unwrap_or(Action::Close);
    let status = match action {
        _ if dice.percent(18) => dice.of(&["active", "paused", "closed"]),
        Action::Resume => Some("paused"),
        _ => Some("active"),
    };
    let principal = Decimal::new(dice.between(2_000, 900_000), 2);
    let balance = match dice.between(0, 99) {
        0..6 => Decimal::new(0, 2),
        6..9 => Decimal::new(-dice.between(1, 50_000), 2),
        9..40 => Decimal::new(dice.between(100, 20_000), 2).min(principal),
        _ => principal,
    };
    let since = dice.percent(40).then(|| dice.days_before(today, 30));
    let email = dice
        .percent(80)
        .then(|| format!("kunde{number}@example.dk"));
    let mut pair = Pair {
        id: format!("{}", 100_000 + number),
        status: status.unwrap_or("active"),
        flow: dice
            .of(&["invoice", "reminder", "reminder", "collection"])
            .unwrap_or("invoice"),
        currency: if dice.percent(15) { "EUR" } else { "DKK" },
        accounting: dice
            .of(&["none", "economic", "economic", "dinero", "billy"])
            .unwrap_or("none"),
        language: if dice.percent(80) { "da" } else { "en" },
        customer: format!("Kunde {number} ApS"),
        bounced_email: (email.is_none() && dice.percent(50))
            .then(|| format!("gammel{number}@example.dk")),
        email,
        principal,
        balance,
        invoice_date: dice.days_before(today, 120),
        objection_since: since,
        objection_answered: since.filter(|_| dice.percent(60)),
        pending_credit: i64::from(dice.percent(15)),
        noticed: dice.percent(30),
        today,
        action,
        role: match dice.between(0, 99) {
            0..5 => "system",
            5..55 => "clerk",
            _ => "manager",
        },
        code: None,
        reason: None,
        confirmation: false,
        paid_on: None,
        amount: None,
        resume_on: None,
        flow_to: None,
    };
    // A credit note is only offered where there is an integration to e-conomic.
    if action == Action::CreditNote && dice.percent(85) {
        pair.accounting = "economic";
    }
    ask(dice, &mut pair);
    pair
}

/// Fills in the inputs of the pair's action, some of them wrong.
fn ask(dice: &mut Dice, pair: &mut Pair) {
    match pair.action {
        Action::Close => {
            let codes: [(&'static str, &[&'static str]); 7] = [
                ("paid", &["to_us", "registered", "set_off"]),
                ("credited", &["full", "reissued"]),
                ("settled", &["reduced", "waived"]),
                ("disputed", &["justified", "court"]),
                (
                    "abandoned",
                    &["too_small", "our_mistake", "customer_relation"],
                ),
                ("uncollectable", &["bankrupt", "insolvent", "deceased"]),
                ("accounting", &["closed_there"]),
            ];
            if let Some((code, reasons)) = dice.of(&codes) {
                pair.code = (!dice.percent(6)).then_some(code);
                pair.reason = dice.of(reasons).filter(|_| !dice.percent(6));
            }
            match dice.between(0, 99) {
                0..6 => pair.code = Some("lost"),
                6..14 => pair.reason = Some("full"),
                _ => {}
            }
            pair.confirmation = dice.percent(50);
        }
        Action::PartialPayment => {
            let paid_on = if dice.percent(10) {
                pair.today.checked_add_days(Days::new(3))
            } else {
                Some(dice.days_before(pair.today, 60))
            };
            pair.paid_on = paid_on.filter(|_| !dice.percent(5));
            let owed = i64::try_from(pair.balance.mantissa()).unwrap_or(0);
            let hundredths = match dice.between(0, 99) {
                0..5 => -dice.between(0, 10_000),
                5..20 => owed + dice.between(0, 10_000),
                _ => dice.between(1, owed.max(2) - 1),
            };
            pair.amount = (!dice.percent(5)).then(|| Decimal::new(hundredths, 2));
        }
        Action::Pause => {
            let reasons = [
                "dispute",
                "instalments",
                "promised_payment",
                "awaiting_information",
                "awaiting_credit",
                "bankruptcy",
                "debt_relief",
                "estate",
                "other",
            ];
            pair.reason = match dice.between(0, 99) {
                0..8 => None,
                8..18 => Some("holiday"),
                _ => dice.of(&reasons),
            };
            pair.resume_on = match dice.between(0, 99) {
                0..40 => None,
                40..60 => Some(dice.days_before(pair.today, 20)),
                _ => pair.today.checked_add_days(Days::new(14)),
            };
        }
        Action::ChangeFlow => {
            pair.flow_to = match dice.between(0, 99) {
                0..5 => None,
                5..12 => Some("court"),
                _ => dice.of(&["invoice", "reminder", "collection"]),
            };
        }
        Action::CreditNote | Action::Resume | Action::RestartFlow => {}
    }
}

/// Splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or(0) + 1;
        low + i64::try_from(self.next() % span).unwrap_or(0)
    }

    fn percent(&mut self, chance: i64) -> bool {
        self.between(0, 99) < chance
    }

    fn of<T: Copy>(&mut self, among: &[T]) -> Option<T> {
        let last = i64::try_from(among.len()).unwrap_or(1) - 1;
        let place = usize::try_from(self.between(0, last)).unwrap_or(0);
        among.get(place).copied()
    }

    fn days_before(&mut self, date: NaiveDate, most: i64) -> NaiveDate {
        let days = Days::new(self.between(0, most).unsigned_abs());
        date.checked_sub_days(days).unwrap_or(date)
    }
}
