//! The demonstration: an invented creditor's cases, lived through by the app itself on a clock that is moved, and what customers do next.
//! It knows the shipped rule set by its names, which nothing else here does; no SQL, no HTTP, no decision.

mod course;
mod deed;
mod fate;
mod happened;
mod people;
mod portfolio;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use dunlin::RuleSet;
use tokio::sync::Mutex;

pub(crate) use course::Way;
use deed::Event;
pub(crate) use happened::{Happened, Kind};

/// The day on which whoever looks comes in, a Monday.
const TODAY: NaiveDate = day(2026, 3, 2);
/// The day before anything has happened.
const BEFORE: NaiveDate = day(2025, 8, 31);

/// What happens without whoever looks, in the order of its time.
#[derive(Debug)]
pub(crate) struct Demo {
    plan: Vec<Event>,
    /// When it opens.
    opens: DateTime<Utc>,
    /// How much of the plan has been done. Whoever holds it moves the clock and runs what is due, and nobody else does.
    done: Mutex<usize>,
}

impl Demo {
    /// What happens by these rules: until it opens what people and customers do, and then what customers do.
    pub(crate) fn new(rules: &RuleSet) -> Self {
        let opens = rules.instant(TODAY.and_time(NaiveTime::MIN) + TimeDelta::hours(8));
        let mut plan: Vec<Event> = portfolio::invoices()
            .iter()
            .flat_map(|invoice| fate::events(invoice, rules))
            .filter(|event| event.at <= opens || event.is_of_others())
            .collect();
        // What happens at the same time stays in the order of the cases.
        plan.sort_by_key(|event| event.at);
        Self {
            plan,
            opens,
            done: Mutex::default(),
        }
    }

    /// A time before all of it.
    pub(crate) fn before() -> DateTime<Utc> {
        BEFORE.and_time(NaiveTime::MIN).and_utc()
    }
}

/// A day that there is.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_on_a_monday_and_begins_before() {
        use chrono::Datelike;
        assert_eq!(TODAY.weekday(), chrono::Weekday::Mon);
        assert!(BEFORE < TODAY && BEFORE != NaiveDate::MIN);
    }
}
