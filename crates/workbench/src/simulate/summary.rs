//! What a simulation comes to, as data: what people ask of a portfolio · nothing is counted here.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use dunlin::{RecordedRules, Texts};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::report::within;

/// What came of a portfolio. Lists by month have a number for each of `months`.
///
/// As JSON it is `{"schema":1,"rule_set","from","until","cases","decisions","events","months","standing","reached","letters","asked","steps","money","days_to_payment","refused"}`;
/// amounts are texts, times RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// The form of the summary.
    pub schema: u32,
    /// By which rules.
    pub rule_set: RecordedRules,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The cases there were.
    pub cases: Cases,
    /// How many decisions were made, openings and hosts' answers among them.
    pub decisions: u64,
    /// What happened to cases from outside.
    pub events: Events,
    /// The first day of each month of the time, in the rule set's time zone.
    pub months: Vec<NaiveDate>,
    /// How many cases stood where at the end of each month, and at the end.
    pub standing: Vec<Standing>,
    /// How many cases began in each flow, and how many were ever in it.
    pub reached: Vec<Reached>,
    /// Letters by their template.
    pub letters: Vec<Counted>,
    /// What else hosts were asked for, by effect.
    pub asked: Vec<Counted>,
    /// How steps and timers fared.
    pub steps: Vec<Fared>,
    /// What was posted, by currency.
    pub money: Vec<Money>,
    /// How long it took from the opening until nothing was owed.
    pub days_to_payment: DaysToPayment,
    /// What was held or denied and why, the most frequent first.
    pub refused: Vec<Refused>,
}

/// How many cases there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cases {
    /// Opened in the time.
    pub opened: u64,
    /// Taken as they were.
    pub given: u64,
    /// Not opened, as that is before or after the time.
    pub outside: u64,
    /// Not opened, as the rules deny it.
    pub denied: u64,
    /// In which nothing is owed at the end.
    pub paid: u64,
}

/// How many events there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Events {
    /// Allowed.
    pub allowed: u64,
    /// Denied.
    pub denied: u64,
    /// Left out, as they come before the time or before their case.
    pub before: u64,
    /// Left out, as they come after the time.
    pub after: u64,
    /// Left out, as their case isn't there.
    pub without_case: u64,
}

/// How many cases stood in a flow and a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Standing {
    /// The flow.
    pub flow: String,
    /// `active`, `paused` or `closed`.
    pub status: &'static str,
    /// At the end of each month.
    pub months: Vec<u64>,
}

/// How many cases were in a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reached {
    /// The flow.
    pub flow: String,
    /// How many began in it.
    pub began: u64,
    /// How many were ever in it.
    pub cases: u64,
}

/// How often something was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counted {
    /// The template, or the effect.
    pub name: String,
    /// How often.
    pub times: u64,
    /// In each month.
    pub months: Vec<u64>,
}

/// How a step or a timer fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fared {
    /// The step's flow; none for a timer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// The step or the timer.
    pub step: String,
    /// How often it ran.
    pub ran: u64,
    /// How often it was passed over.
    pub passed_over: u64,
    /// How often it was held, each reason counted once until something changes.
    pub held: u64,
}

/// The money of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Money {
    /// The currency's ISO 4217 code; empty where the rule set declares none.
    pub currency: String,
    /// What was posted, by kind.
    pub entries: Vec<PostedKind>,
    /// What is owed at the end on open cases, by flow.
    pub outstanding: BTreeMap<String, Decimal>,
    /// What is owed on closed ones, and no longer pursued.
    pub given_up: Decimal,
    /// What was paid beyond what was owed.
    pub overpaid: Decimal,
}

/// Entries of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PostedKind {
    /// The kind, as the ledger declares it.
    pub entry: String,
    /// Whether it is owed, rather than paid.
    pub is_charge: bool,
    /// How many.
    pub count: u64,
    /// What they come to.
    pub sum: Decimal,
    /// In each month in which they were posted.
    pub months: Vec<Decimal>,
}

/// Days from a case's opening until nothing was owed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DaysToPayment {
    /// How many cases were paid.
    pub cases: u64,
    /// The mean, to one decimal; none where none was paid.
    pub mean: Option<Decimal>,
    /// By then, half were paid.
    pub median: Option<u32>,
    /// By then, nine of ten were.
    pub p90: Option<u32>,
    /// How many were paid after so many days.
    pub histogram: BTreeMap<u32, u64>,
}

impl DaysToPayment {
    pub(super) fn of(histogram: BTreeMap<u32, u64>) -> Self {
        let cases: u64 = histogram.values().sum();
        let days: Decimal = histogram
            .iter()
            .map(|(days, count)| Decimal::from(*days) * Decimal::from(*count))
            .sum();
        Self {
            cases,
            mean: days
                .checked_div(Decimal::from(cases))
                .map(|mean| mean.round_dp(1)),
            median: within(&histogram, 50),
            p90: within(&histogram, 90),
            histogram,
        }
    }
}

/// What was held or denied for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Refused {
    /// The flow of a step that was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// The step or the timer that was held, or the action that was denied.
    pub what: String,
    /// Whether it was held, and not denied.
    pub is_held: bool,
    /// The rule.
    pub rule: String,
    /// What it said of the example, in every language.
    pub message: Texts<'static>,
    /// How often.
    pub times: u64,
    /// In how many cases.
    pub cases: u64,
    /// The first of them.
    pub example: String,
}
