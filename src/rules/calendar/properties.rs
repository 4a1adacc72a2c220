//! Properties of what waiting times count with, over random days: business days both ways, ends of months, leap days, blackouts.

use chrono::{Datelike, Months, NaiveDate, TimeDelta, Weekday};
use proptest::prelude::*;

use super::{Blackout, Calendar, DayRule, Holiday};
use crate::expr::{add_days, months_after};
use crate::rules::FlowId;

/// A day from 1900 to 2200.
fn day() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    (0..110_000_i64).prop_map(move |days| first + TimeDelta::days(days))
}

fn month_day() -> impl Strategy<Value = (u32, u32)> {
    let leap_year = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    (0..366_i64).prop_map(move |days| {
        let day = leap_year + TimeDelta::days(days);
        (day.month(), day.day())
    })
}

fn rule() -> impl Strategy<Value = DayRule> {
    prop_oneof![
        month_day().prop_map(|(month, day)| DayRule::Fixed { month, day }),
        (-60..60_i32).prop_map(|offset| DayRule::Easter { offset }),
        (1..=5_u8, 0..7_u8, 1..=12_u32, 1..=28_u32).prop_map(|(nth, weekday, month, day)| {
            let weekday = Weekday::try_from(weekday).unwrap();
            DayRule::NthWeekday {
                nth,
                weekday,
                month,
                day,
            }
        }),
    ]
}

fn calendar() -> impl Strategy<Value = Calendar> {
    let weekend = prop::sample::subsequence(
        vec![Weekday::Mon, Weekday::Fri, Weekday::Sat, Weekday::Sun],
        0..=4,
    );
    (weekend, prop::collection::vec(rule(), 0..12)).prop_map(|(weekend, rules)| Calendar {
        weekend,
        holidays: rules
            .into_iter()
            .map(|rule| Holiday {
                name: "Off".into(),
                rule,
                from: None,
                until: None,
            })
            .collect(),
        ..Calendar::default()
    })
}

fn is_last_of_its_month(day: NaiveDate) -> bool {
    day.succ_opt().unwrap().month() != day.month()
}

proptest! {
    /// Between a day and the nth business day after it, that one included, lie just n business days.
    #[test]
    fn business_days_are_counted(calendar in calendar(), day in day(), n in -90..=90_i64) {
        let found = calendar.business_days_after(day, n).unwrap();
        if n == 0 {
            prop_assert_eq!(found, day);
            return Ok(());
        }
        prop_assert!(calendar.is_business_day(found));
        let distance = (found - day).num_days();
        prop_assert_eq!(distance.signum(), n.signum());
        let passed = (1..=distance.abs()).map(|step| day + TimeDelta::days(step * n.signum()));
        let worked = passed.filter(|day| calendar.is_business_day(*day)).count();
        prop_assert_eq!(worked, usize::try_from(n.abs()).unwrap());
    }

    /// From a business day, going as many back leads to it again.
    #[test]
    fn business_days_lead_back(calendar in calendar(), day in day(), n in 1..=60_i64) {
        let start = calendar.business_days_after(day, 1).unwrap();
        let there = calendar.business_days_after(start, n).unwrap();
        prop_assert_eq!(calendar.business_days_after(there, -n), Some(start));
    }

    /// One wait after another is as long as both in one.
    #[test]
    fn business_days_add_up(calendar in calendar(), day in day(), a in 1..=40_i64, b in 1..=40_i64) {
        let first = calendar.business_days_after(day, a).unwrap();
        prop_assert_eq!(
            calendar.business_days_after(first, b),
            calendar.business_days_after(day, a + b)
        );
    }

    /// A month later is the same day of the month, or the last one of a month that has no such day.
    #[test]
    fn months_keep_the_day(day in day(), months in -600..=600_i64) {
        let found = months_after(day, months).unwrap();
        let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        prop_assert_eq!(month(found), month(day) + months);
        prop_assert!(found.day() <= day.day());
        prop_assert!(found.day() == day.day() || is_last_of_its_month(found));
    }

    /// Each wait of a row counts from its beginning: the 31st comes back after a shorter month.
    #[test]
    fn months_of_a_row_dont_drift(day in day(), n in 1..=48_u32) {
        let nth = months_after(day, i64::from(n)).unwrap();
        prop_assert_eq!(Some(nth), day.checked_add_months(Months::new(n)));
        let next = months_after(day, i64::from(n) + 1).unwrap();
        let between = (next - nth).num_days();
        prop_assert!((28..=31).contains(&between), "{nth} to {next}");
        let year = months_after(day, 12).unwrap();
        let leap_day = (day.month(), day.day()) == (2, 29);
        prop_assert_eq!(year.day(), if leap_day { 28 } else { day.day() });
    }

    /// Weeks are seven days, whatever the month and year.
    #[test]
    fn weeks_keep_the_weekday(day in day(), weeks in -500..=500_i64) {
        let found = add_days(day, Some(weeks * 7)).unwrap();
        prop_assert_eq!(found.weekday(), day.weekday());
        prop_assert_eq!((found - day).num_days(), weeks * 7);
    }

    /// Walking from the first day of a blackout to its last passes all its days, and no other day is one.
    #[test]
    fn blackouts_are_walked_through(from in month_day(), to in month_day(), year in 1900..2200_i32) {
        let flow = FlowId::new(0);
        let blackout = Blackout { name: "Rest".into(), from, to, flows: vec![flow] };
        let on = |year, (month, day)| NaiveDate::from_ymd_opt(year, month, day);
        let ends = if from <= to { year } else { year + 1 };
        let (Some(first), Some(last)) = (on(year, from), on(ends, to)) else {
            // The 29th of February of a common year.
            return Ok(());
        };
        let mut walk = first.iter_days().take_while(|day| *day <= last);
        prop_assert!(walk.all(|day| blackout.covers(flow, day)));
        // Where it covers the whole year, the day after it is its first one again.
        let after = last.succ_opt().unwrap();
        prop_assert_eq!(blackout.falls_on(after), (after.month(), after.day()) == from
            || on(after.year(), from).is_none() && after.month() == 3 && after.day() == 1);
        prop_assert!(!blackout.covers(FlowId::new(1), first));
    }
}
