//! Moving days: a whole file's by a fixed distance, one day by so many · no workdays, no rules.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};

use crate::finding::{Problem, quoted};

/// How far all dates of a file are moved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shift {
    #[default]
    None,
    Days(i64),
    /// Years are twelve of them. A day that the month hasn't becomes its last.
    Months(i32),
}

impl Shift {
    /// Reads a distance, such as `13 years`, `-2 months`, `626 weeks` or `30 days`.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        Self::find(text).ok_or_else(|| {
            let text = quoted(text);
            Problem::new(
                [
                    format!("`{text}` is no distance"),
                    format!("`{text}` er ingen afstand"),
                ],
                [
                    "write a whole number and `days`, `weeks`, `months` or `years`, as in `13 years`",
                    "skriv et helt tal og `days`, `weeks`, `months` eller `years`, som i `13 years`",
                ],
            )
        })
    }

    fn find(text: &str) -> Option<Self> {
        let (number, unit) = text.split_once(' ')?;
        let number: i32 = number.parse().ok()?;
        match unit.trim_start() {
            "day" | "days" => Some(Self::Days(number.into())),
            // Weekdays stay what they were.
            "week" | "weeks" => Some(Self::Days(i64::from(number) * 7)),
            "month" | "months" => Some(Self::Months(number)),
            "year" | "years" => number.checked_mul(12).map(Self::Months),
            _ => None,
        }
    }

    /// Returns a day of the file, moved.
    pub(crate) fn apply(self, day: NaiveDate) -> Result<NaiveDate, Problem> {
        let moved = match self {
            Self::None => Some(day),
            Self::Days(days) => return later(day, days),
            Self::Months(months @ 0..) => {
                day.checked_add_months(Months::new(months.unsigned_abs()))
            }
            Self::Months(months) => day.checked_sub_months(Months::new(months.unsigned_abs())),
        };
        in_calendar(moved, day)
    }
}

/// Returns the day that lies so many days later, or earlier.
pub(crate) fn later(day: NaiveDate, days: i64) -> Result<NaiveDate, Problem> {
    let moved = TimeDelta::try_days(days).and_then(|days| day.checked_add_signed(days));
    in_calendar(moved, day)
}

fn in_calendar(moved: Option<NaiveDate>, from: NaiveDate) -> Result<NaiveDate, Problem> {
    moved
        .filter(|day| (1..=9999).contains(&day.year()))
        .ok_or_else(|| {
            Problem::new(
                [
                    format!("the distance from `{from}` leads out of the years 1 to 9999"),
                    format!("afstanden fra `{from}` fører ud af årene 1 til 9999"),
                ],
                [
                    "write a shorter `shift`, or fewer `days`, in the mapping",
                    "skriv en kortere `shift`, eller færre `days`, i opsætningen",
                ],
            )
        })
}

#[cfg(test)]
mod tests {
    use super::Shift;

    #[test]
    fn days_are_moved_by_days_months_or_years() {
        for (shift, from, to) in [
            ("13 years", "2012-02-29", Some("2025-02-28")),
            ("-1 month", "2026-03-31", Some("2026-02-28")),
            ("30 days", "2026-02-01", Some("2026-03-03")),
            ("-30 days", "2026-03-03", Some("2026-02-01")),
            ("626 weeks", "2012-02-29", Some("2024-02-28")),
            ("-1 week", "2026-03-03", Some("2026-02-24")),
            ("9000 years", "2026-03-03", None),
            ("-2147483648 months", "2026-03-03", None),
            ("2147483647 days", "2026-03-03", None),
            ("2147483647 weeks", "2026-03-03", None),
        ] {
            let moved = Shift::parse(shift).unwrap().apply(from.parse().unwrap());
            assert_eq!(
                moved.ok().map(|day| day.to_string()).as_deref(),
                to,
                "{from} by {shift}"
            );
        }
        for text in [
            "",
            "13",
            "years",
            "13years",
            "1.5 years",
            "13 quarters",
            "99999999999 days",
            "999999999 years",
        ] {
            assert!(Shift::parse(text).is_err(), "{text}");
        }
    }
}
