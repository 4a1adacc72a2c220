//! The working-day calendar: weekends, holidays by rule, and counting in business days. No YAML, no clock, no formatting.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::FlowId;
use crate::source::Span;

/// The most civil days that one question walks over, about 270 years: a calendar without business days answers all the same.
const LONGEST_WALK: i64 = 100_000;

/// The days on which a rule set's business doesn't run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub(crate) name: Arc<str>,
    pub(crate) weekend: Vec<Weekday>,
    pub(crate) holidays: Vec<Holiday>,
    pub(crate) blackouts: Vec<Blackout>,
    pub(crate) places: Places,
}

/// Where the parts of a calendar stand, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Places {
    pub(crate) weekend: Vec<Span>,
    pub(crate) holidays: Vec<Span>,
    pub(crate) blackouts: Vec<Span>,
}

/// Days of each year on which steps of some flows don't run; both ends included, perhaps across the turn of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blackout {
    pub(crate) name: Arc<str>,
    /// The first day: month and day.
    pub(crate) from: (u32, u32),
    /// The last day: month and day.
    pub(crate) to: (u32, u32),
    pub(crate) flows: Vec<FlowId>,
}

impl Blackout {
    pub(crate) fn covers(&self, flow: FlowId, date: NaiveDate) -> bool {
        self.falls_on(date) && self.flows.contains(&flow)
    }

    /// Returns whether the day is one of its days, for whatever flow.
    pub(crate) fn falls_on(&self, date: NaiveDate) -> bool {
        let day = (date.month(), date.day());
        if self.from <= self.to {
            self.from <= day && day <= self.to
        } else {
            self.from <= day || day <= self.to
        }
    }
}

/// A day off that returns each year, by its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holiday {
    pub(crate) name: Arc<str>,
    pub(crate) rule: DayRule,
    /// The first year that has it, of all years if not given.
    pub(crate) from: Option<i32>,
    /// The last year that has it.
    pub(crate) until: Option<i32>,
}

/// How a holiday finds its day in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayRule {
    /// `12-25`; the 29th of February is there in leap years alone.
    Fixed { month: u32, day: u32 },
    /// `easter`, `easter - 2 days`: so many days after Easter Sunday.
    Easter { offset: i32 },
    /// `first friday from 06-19`: the day itself counts. (A last monday of May is the first from 05-25.)
    NthWeekday {
        nth: u8,
        weekday: Weekday,
        month: u32,
        day: u32,
    },
}

impl Default for Calendar {
    /// Returns a calendar in which Saturdays and Sundays are off, and nothing else is.
    fn default() -> Calendar {
        Calendar {
            name: "default".into(),
            weekend: vec![Weekday::Sat, Weekday::Sun],
            holidays: Vec::new(),
            blackouts: Vec::new(),
            places: Places::default(),
        }
    }
}

impl Calendar {
    /// Returns whether a holiday falls on that day; a weekend is none.
    pub(crate) fn is_holiday(&self, date: NaiveDate) -> bool {
        self.holidays.iter().any(|holiday| holiday.falls_on(date))
    }

    pub(crate) fn is_business_day(&self, date: NaiveDate) -> bool {
        !self.weekend.contains(&date.weekday()) && !self.is_holiday(date)
    }

    /// Returns the `n`th business day after that day, before it where `n` is negative, and the day itself, off or not, where `n` is 0.
    ///
    /// Nothing if it lies more than [`LONGEST_WALK`] days away, or past the last date there is.
    pub(crate) fn business_days_after(&self, date: NaiveDate, n: i64) -> Option<NaiveDate> {
        let mut left = n.unsigned_abs();
        let mut day = date;
        if left == 0 {
            return Some(day);
        }
        for _ in 0..self.walk(left) {
            day = if n > 0 {
                day.succ_opt()?
            } else {
                day.pred_opt()?
            };
            if self.is_business_day(day) {
                left -= 1;
                if left == 0 {
                    return Some(day);
                }
            }
        }
        None
    }

    /// Returns how many days to look at for `n` business days: none where there can't be that many.
    fn walk(&self, n: u64) -> i64 {
        let mut week = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ())).take(7);
        let never = week.all(|day| self.weekend.contains(&day));
        if never || n > LONGEST_WALK.unsigned_abs() {
            0
        } else {
            LONGEST_WALK
        }
    }
}

impl Holiday {
    pub(crate) fn falls_on(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|year| year <= date.year())
            && self.until.is_none_or(|year| date.year() <= year)
            && self.rule.falls_on(date)
    }
}

impl DayRule {
    /// Returns the rule as rule sets write it: `01-01`, `easter`, `easter + 26 days`, `second sunday from 05-01`.
    pub(crate) fn parse(text: &str) -> Option<DayRule> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["easter"] => Some(DayRule::Easter { offset: 0 }),
            ["easter", sign @ ("+" | "-"), days, "day" | "days"] if is_digits(days) => {
                let days = i32::from(days.parse::<u8>().ok()?);
                let offset = if *sign == "-" { -days } else { days };
                Some(DayRule::Easter { offset })
            }
            [nth, weekday, "from", anchor] => {
                let nth = match *nth {
                    "first" => 1,
                    "second" => 2,
                    "third" => 3,
                    "fourth" => 4,
                    "fifth" => 5,
                    _ => return None,
                };
                let (month, day) = parse_month_day(anchor)?;
                // A day to count from must be there every year: 2025 was no leap year.
                NaiveDate::from_ymd_opt(2025, month, day)?;
                let weekday = parse_weekday(weekday)?;
                Some(DayRule::NthWeekday {
                    nth,
                    weekday,
                    month,
                    day,
                })
            }
            [date] => {
                let (month, day) = parse_month_day(date)?;
                Some(DayRule::Fixed { month, day })
            }
            _ => None,
        }
    }

    pub(crate) fn falls_on(self, date: NaiveDate) -> bool {
        match self {
            DayRule::Fixed { month, day } => date.month() == month && date.day() == day,
            // Backwards from the day, so that an offset may cross into another year.
            DayRule::Easter { offset } => date
                .checked_sub_signed(TimeDelta::days(offset.into()))
                .is_some_and(|sunday| {
                    sunday.weekday() == Weekday::Sun && easter(sunday.year()) == Some(sunday)
                }),
            DayRule::NthWeekday {
                nth,
                weekday,
                month,
                day,
            } => {
                // Within the nth week from its anchor, of this year or of the one before.
                let last = i64::from(nth) * 7;
                date.weekday() == weekday
                    && [date.year(), date.year() - 1]
                        .into_iter()
                        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                        .any(|anchor| (last - 7..last).contains(&(date - anchor).num_days()))
            }
        }
    }
}

/// Returns a weekday by its English name, in lower case.
pub(crate) fn parse_weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Mon,
        "tuesday" => Weekday::Tue,
        "wednesday" => Weekday::Wed,
        "thursday" => Weekday::Thu,
        "friday" => Weekday::Fri,
        "saturday" => Weekday::Sat,
        "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// Returns month and day of `MM-DD`, if a leap year has them.
pub(crate) fn parse_month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    if !(month.len() == 2 && day.len() == 2 && is_digits(month) && is_digits(day)) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(2024, month.parse().ok()?, day.parse().ok()?)?;
    Some((date.month(), date.day()))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns Easter Sunday of a year by the Gregorian computus (Meeus, *Astronomical Algorithms*, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon = (century + 8).div_euclid(25);
    let lunar = (century - moon + 1).div_euclid(3);
    let epact = (19 * golden + century - century.div_euclid(4) - lunar + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * (of_century / 4) - epact - of_century % 4)
        .rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days / 31).ok()?,
        u32::try_from(days % 31 + 1).ok()?,
    )
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;

    const DANISH: &[(&str, &str, Option<i32>)] = &[
        ("Nytårsdag", "01-01", None),
        ("Skærtorsdag", "easter - 3 days", None),
        ("Langfredag", "easter - 2 days", None),
        ("Påskedag", "easter", None),
        ("Anden påskedag", "easter + 1 day", None),
        ("Store bededag", "easter + 26 days", Some(2023)),
        ("Kristi himmelfartsdag", "easter + 39 days", None),
        ("Pinsedag", "easter + 49 days", None),
        ("Anden pinsedag", "easter + 50 days", None),
        ("Juledag", "12-25", None),
        ("Anden juledag", "12-26", None),
    ];
    fn calendar(holidays: &[(&str, &str, Option<i32>)]) -> Calendar {
        let holiday = |&(name, rule, until): &(&str, &str, Option<i32>)| Holiday {
            name: name.into(),
            rule: DayRule::parse(rule).unwrap_or_else(|| panic!("`{rule}` is a rule")),
            from: None,
            until,
        };
        Calendar {
            holidays: holidays.iter().map(holiday).collect(),
            ..Calendar::default()
        }
    }

    fn date(text: &str) -> NaiveDate {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn easter_falls_where_almanacs_have_it() {
        for sunday in [
            "1583-04-10",
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1961-04-02",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2285-03-22",
        ] {
            let sunday = date(sunday);
            assert_eq!(easter(sunday.year()), Some(sunday));
        }
    }

    #[test]
    fn easter_is_a_sunday_in_spring_of_every_year() {
        for year in NaiveDate::MIN.year() + 1..NaiveDate::MAX.year() {
            let sunday = easter(year).expect("every year has one");
            assert_eq!(sunday.weekday(), Weekday::Sun);
            assert!(
                (322..=425).contains(&(sunday.month() * 100 + sunday.day())),
                "{sunday}"
            );
        }
    }

    #[test]
    fn rules_are_read_as_written() {
        let friday = DayRule::NthWeekday {
            nth: 1,
            weekday: Weekday::Fri,
            month: 6,
            day: 19,
        };
        let sunday = DayRule::NthWeekday {
            nth: 2,
            weekday: Weekday::Sun,
            month: 5,
            day: 1,
        };
        for (text, rule) in [
            ("01-01", DayRule::Fixed { month: 1, day: 1 }),
            ("02-29", DayRule::Fixed { month: 2, day: 29 }),
            ("easter", DayRule::Easter { offset: 0 }),
            ("easter - 2 days", DayRule::Easter { offset: -2 }),
            ("easter + 1 day", DayRule::Easter { offset: 1 }),
            ("first friday from 06-19", friday),
            ("second sunday from 05-01", sunday),
        ] {
            assert_eq!(DayRule::parse(text), Some(rule), "{text}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for text in [
            "",
            "1-1",
            "13-01",
            "04-31",
            "02-30",
            "+1-01",
            "2026-01-01",
            "Easter",
            "easter +",
            "easter 2 days",
            "easter - 2",
            "easter - -2 days",
            "easter + +2 days",
            "easter + 999 days",
            "friday from 06-19",
            "sixth friday from 06-19",
            "first Friday from 06-19",
            "first friday from 02-29",
            "first friday before 06-19",
        ] {
            assert_eq!(DayRule::parse(text), None, "{text}");
        }
    }

    #[test]
    fn rules_find_their_days() {
        for (rule, day) in [
            ("02-29", "2024-02-29"),
            ("easter - 2 days", "2026-04-03"),
            ("easter - 120 days", "2025-12-06"),
            ("first friday from 06-19", "2026-06-19"),
            ("first friday from 06-19", "2025-06-20"),
            ("second sunday from 05-01", "2026-05-10"),
            ("first monday from 12-30", "2024-12-30"),
            ("first monday from 12-30", "2026-01-05"),
            ("fifth monday from 12-30", "2026-02-02"),
        ] {
            let found = DayRule::parse(rule).expect("a rule");
            let day = date(day);
            let around = (-6..=6).map(|n| day + TimeDelta::days(n));
            let hits: Vec<_> = around.filter(|&day| found.falls_on(day)).collect();
            assert_eq!(hits, [day], "{rule}");
        }
    }

    #[test]
    fn business_days_are_counted_both_ways() {
        let danish = calendar(DANISH);
        for (from, n, to) in [
            ("2026-04-01", 0, "2026-04-01"),
            ("2026-04-03", 0, "2026-04-03"),
            ("2026-04-01", 1, "2026-04-07"),
            ("2026-04-04", 1, "2026-04-07"),
            ("2026-04-07", -1, "2026-04-01"),
            ("2026-04-05", -1, "2026-04-01"),
            ("2026-12-24", 1, "2026-12-28"),
            ("2026-01-02", 10, "2026-01-16"),
            ("2026-01-16", -10, "2026-01-02"),
        ] {
            assert_eq!(
                danish.business_days_after(date(from), n),
                Some(date(to)),
                "{from} {n:+}"
            );
        }
    }

    #[test]
    fn years_bound_a_holiday_both_included() {
        let rule = DayRule::parse("05-01").expect("a rule");
        let holiday = Holiday {
            name: "Dag".into(),
            rule,
            from: Some(2020),
            until: Some(2022),
        };
        let found: Vec<i32> = (2018..=2024)
            .filter(|&year| holiday.falls_on(date(&format!("{year}-05-01"))))
            .collect();
        assert_eq!(found, [2020, 2021, 2022]);
    }

    #[test]
    fn a_calendar_without_business_days_answers_nothing() {
        let day = date("2026-04-01");
        let weekend = (0..7).filter_map(|n| Weekday::try_from(n).ok()).collect();
        let none = Calendar {
            weekend,
            ..Calendar::default()
        };
        let every_day = (0..366).filter_map(|n| date("2024-01-01").checked_add_days(Days::new(n)));
        let holidays = every_day.map(|day| Holiday {
            name: "Fri".into(),
            rule: DayRule::Fixed {
                month: day.month(),
                day: day.day(),
            },
            from: None,
            until: None,
        });
        let off = Calendar {
            holidays: holidays.collect(),
            ..Calendar::default()
        };
        for calendar in [none, off] {
            assert_eq!(calendar.business_days_after(day, 0), Some(day));
            for n in [1, -1, 1_000, i64::MAX, i64::MIN] {
                assert_eq!(calendar.business_days_after(day, n), None, "{n}");
            }
        }
    }

    #[test]
    fn what_lies_past_the_last_date_is_nothing() {
        let danish = calendar(DANISH);
        assert_eq!(danish.business_days_after(NaiveDate::MAX, 3), None);
        assert_eq!(danish.business_days_after(NaiveDate::MIN, -3), None);
        assert_eq!(
            danish.business_days_after(date("2026-04-01"), i64::MAX),
            None
        );
        assert_eq!(
            danish.business_days_after(date("2026-04-01"), i64::MIN),
            None
        );
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            danish.is_business_day(day);
            Calendar::default().is_business_day(day);
        }
    }
}
