//! How interest is worked out, as a rule set declares it: its rate, from when, how days are counted. Nothing is added up here.

use chrono::{Datelike, NaiveDate};

use super::table::Table;
use crate::expr::Expr;

/// How interest on what is left of the principal is worked out.
#[derive(Debug, Clone)]
pub(crate) struct Interest {
    /// A year's interest, in percent, on the day that it is asked for.
    pub(crate) rate: Expr,
    /// The first day with interest; none until it is set.
    pub(crate) from: Expr,
    pub(crate) day_count: DayCount,
    /// The dates from which on the rate may be another, in their order: a table's version begins.
    pub(crate) changes: Vec<NaiveDate>,
}

/// The dates at which a version of some table begins.
pub(crate) fn beginnings(tables: &[Table]) -> Vec<NaiveDate> {
    let versions = tables.iter().flat_map(|table| &table.versions);
    let mut changes: Vec<NaiveDate> = versions.filter_map(|version| version.from).collect();
    changes.sort_unstable();
    changes.dedup();
    changes
}

/// What part of a year a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayCount {
    /// Each day is a 365th of a year.
    Actual365,
    /// Each day is a 366th of a leap year, a 365th of another (ISDA).
    ActualActual,
    /// Months have 30 days, of which the 31st is none (30E/360).
    Thirty360,
}

/// A number of days, those of leap years apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) in_leap_years: i64,
    pub(crate) others: i64,
}

impl DayCount {
    pub(crate) const ALL: [(&'static str, Self); 3] = [
        ("actual/365", Self::Actual365),
        ("actual/actual", Self::ActualActual),
        ("30/360", Self::Thirty360),
    ];

    /// The days that count from one date to another, which itself doesn't.
    pub(crate) fn days(self, from: NaiveDate, until: NaiveDate) -> Days {
        let (from, until) = (self.before(from), self.before(until));
        Days {
            in_leap_years: until.in_leap_years - from.in_leap_years,
            others: until.others - from.others,
        }
    }

    /// The days of a year, of which a leap year's come first.
    pub(crate) fn year(self) -> (i64, i64) {
        match self {
            Self::Actual365 => (365, 365),
            Self::ActualActual => (366, 365),
            Self::Thirty360 => (360, 360),
        }
    }

    /// The days that count before a date, from one that doesn't matter on.
    fn before(self, date: NaiveDate) -> Days {
        let all = i64::from(date.num_days_from_ce());
        match self {
            Self::Actual365 => Days {
                in_leap_years: 0,
                others: all,
            },
            Self::ActualActual => {
                let in_leap_years = before_in_leap_years(date);
                Days {
                    in_leap_years,
                    others: all - in_leap_years,
                }
            }
            Self::Thirty360 => {
                let (year, month) = (i64::from(date.year()), i64::from(date.month0()));
                Days {
                    in_leap_years: 0,
                    others: 360 * year + 30 * month + i64::from(date.day().min(30)),
                }
            }
        }
    }
}

/// The days of leap years that come before a date, from year 1 on.
fn before_in_leap_years(date: NaiveDate) -> i64 {
    let past = i64::from(date.year()) - 1;
    let leap_years = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    let of_this = if date.leap_year() {
        i64::from(date.ordinal0())
    } else {
        0
    };
    366 * leap_years + of_this
}
