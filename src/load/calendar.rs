//! The calendar: which days are worked, and on which days some flows rest.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, Weekday};

use super::document::{DocumentKind, Documents};
use super::fields::{Fields, list};
use super::manifest::{at_least_one, flows};
use super::scalar::{self, second_of_one, wrong_value};
use super::yaml::Node;
use crate::rules::calendar::{
    Blackout, Calendar, DayRule, Holiday, Places, parse_month_day, parse_weekday,
};
use crate::rules::{FlowId, Vocabulary};
use crate::source::{Code, Problem, Report, Span};

pub(super) fn read(documents: &Documents, words: &Vocabulary, report: &mut Report) -> Calendar {
    let mut calendar = None;
    for document in documents.of(DocumentKind::Calendar) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let Some(node) = fields.take("calendar") else {
            continue;
        };
        let Some(name) = scalar::name(node, report) else {
            continue;
        };
        let first = report.named("calendar", None, "", node.span);
        if calendar.is_some() {
            report.add(node.span, second_of_one("calendar", "kalender", first));
            continue;
        }
        let weekend = items(&mut fields, "weekend", report);
        let weekend = weekend
            .iter()
            .filter_map(|node| Some((weekday(node, report)?, node.span)));
        let (weekend, weekend_places) = weekend.unzip();
        let holidays = items(&mut fields, "holidays", report);
        let holidays = holidays
            .iter()
            .filter_map(|node| Some((holiday(node, report)?, node.span)));
        let (holidays, holiday_places) = holidays.unzip();
        let blackouts = items(&mut fields, "blackouts", report);
        let (blackouts, blackout_places) = read_blackouts(blackouts, words, report);
        fields.finish(report);
        calendar = Some(Calendar {
            name,
            weekend,
            holidays,
            blackouts,
            places: Places {
                weekend: weekend_places,
                holidays: holiday_places,
                blackouts: blackout_places,
            },
        });
    }
    calendar.unwrap_or_default()
}

/// The items of a list that may be left out.
fn items<'n>(fields: &mut Fields<'n>, key: &'static str, report: &mut Report) -> &'n [Node] {
    fields
        .take(key)
        .map(|node| list(node, report))
        .unwrap_or_default()
}

fn weekday(node: &Node, report: &mut Report) -> Option<Weekday> {
    let text = scalar::text(node, report)?;
    let day = parse_weekday(text);
    if day.is_none() {
        report.add(
            node.span,
            wrong_value(text, "a weekday", "en ugedag").help(
                "write it in English, such as saturday",
                "skriv den på engelsk, for eksempel saturday",
            ),
        );
    }
    day
}

fn holiday(node: &Node, report: &mut Report) -> Option<Holiday> {
    let mut fields = Fields::of(node, report)?;
    let name = fields
        .need("name", report)
        .and_then(|node| scalar::text(node, report))
        .map(Arc::from);
    let rule = fields
        .need("date", report)
        .and_then(|node| rule(node, report));
    let from = fields.take("from").and_then(|node| year(node, report));
    let until_node = fields.take("until");
    let until = until_node.and_then(|node| year(node, report));
    fields.finish(report);
    if let (Some(first), Some(last), Some(node)) = (from, until, until_node)
        && last < first
    {
        report.add(node.span, ends_before_it_begins(first, last));
    }
    Some(Holiday {
        name: name?,
        rule: rule?,
        from,
        until,
    })
}

fn rule(node: &Node, report: &mut Report) -> Option<DayRule> {
    let text = scalar::text(node, report)?;
    let rule = DayRule::parse(text);
    if rule.is_none() {
        let [en, da] = month_first(text).unwrap_or_else(|| {
            [
                "write `12-24`, `easter + 1 days` or `first friday from 06-19`".to_owned(),
                "skriv `12-24`, `easter + 1 days` eller `first friday from 06-19`".to_owned(),
            ]
        });
        let problem = wrong_value(text, "a day of the year", "en dag i året");
        report.add(node.span, problem.help(en, da));
    }
    rule
}

fn year(node: &Node, report: &mut Report) -> Option<i32> {
    let text = scalar::text(node, report)?;
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.parse().ok().filter(|_| is_year);
    if year.is_none() {
        report.add(
            node.span,
            wrong_value(text, "a year", "et år").help(
                "write its four digits, such as 2026",
                "skriv dets fire cifre, for eksempel 2026",
            ),
        );
    }
    year
}

/// The blackouts, which must leave each flow some day to run on.
fn read_blackouts(
    items: &[Node],
    words: &Vocabulary,
    report: &mut Report,
) -> (Vec<Blackout>, Vec<Span>) {
    let (mut blackouts, mut places) = (Vec::new(), Vec::new());
    let mut left: HashMap<FlowId, Vec<NaiveDate>> = HashMap::new();
    for node in items {
        let Some((blackout, name)) = blackout(node, words, report) else {
            continue;
        };
        let mut stopped = None;
        for flow in &blackout.flows {
            let days = left.entry(*flow).or_insert_with(days_of_a_year);
            let had_days = !days.is_empty();
            days.retain(|day| !blackout.falls_on(*day));
            if had_days && days.is_empty() {
                stopped = stopped.or(Some(*flow));
            }
        }
        if let Some(flow) = stopped {
            report.add(name, no_day_left(words.flow_name(flow)));
        }
        blackouts.push(blackout);
        places.push(name);
    }
    (blackouts, places)
}

/// The days that every year has.
fn days_of_a_year() -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2025, 1, 1);
    let days = first.into_iter().flat_map(|first| first.iter_days());
    days.take(365).collect()
}

/// A blackout, and where its name stands.
fn blackout(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<(Blackout, Span)> {
    let mut fields = Fields::of(node, report)?.by("until", "to");
    let name_node = fields.need("name", report);
    let name = name_node
        .and_then(|node| scalar::text(node, report))
        .map(Arc::from);
    let from = fields
        .need("from", report)
        .and_then(|node| month_day(node, report));
    let to = fields
        .need("to", report)
        .and_then(|node| month_day(node, report));
    let flows = fields.need("flows", report).map(|node| {
        at_least_one(node, report);
        flows(node, words, report)
    });
    fields.finish(report);
    let blackout = Blackout {
        name: name?,
        from: from?,
        to: to?,
        flows: flows?,
    };
    Some((blackout, name_node?.span))
}

fn month_day(node: &Node, report: &mut Report) -> Option<(u32, u32)> {
    let text = scalar::text(node, report)?;
    let day = parse_month_day(text);
    if day.is_none() {
        let [en, da] = month_first(text).unwrap_or_else(|| {
            [
                "write month and day, such as `12-24`: a blackout has the same days each year"
                    .to_owned(),
                "skriv måned og dag, for eksempel `12-24`: en blackout har de samme dage hvert år"
                    .to_owned(),
            ]
        });
        let problem = wrong_value(text, "a day of the year", "en dag i året");
        report.add(node.span, problem.help(en, da));
    }
    day
}

/// How to write a day whose parts stand in another order or have other marks between them.
fn month_first(text: &str) -> Option<[String; 2]> {
    let day = meant(text)?;
    Some([
        format!("write `{day}`: the month, then the day"),
        format!("skriv `{day}`: måneden, så dagen"),
    ])
}

/// The day that a text means, if it can mean only one.
fn meant(text: &str) -> Option<String> {
    let parts: Vec<&str> = text
        .trim_end_matches('.')
        .split(['-', '/', '.'])
        .map(str::trim)
        .collect();
    let day = |month: &str, day: &str| {
        let text = format!("{month:0>2}-{day:0>2}");
        parse_month_day(&text).map(|_| text)
    };
    match parts.as_slice() {
        [one, other] => match (day(one, other), day(other, one)) {
            (Some(meant), None) | (None, Some(meant)) => Some(meant),
            (Some(meant), Some(turned)) if meant == turned || text.contains('-') => Some(meant),
            _ => None,
        },
        [year, month, of_month] if year.len() == 4 => day(month, of_month),
        [of_month, month, year] if year.len() == 4 => day(month, of_month),
        _ => None,
    }
}

fn ends_before_it_begins(first: i32, last: i32) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("no year has this day: its last one, {last}, is before its first one, {first}"),
        format!("intet år har denne dag: det sidste, {last}, ligger før det første, {first}"),
    )
    .help(
        format!("write `from: {last}` and `until: {first}`, or correct one of them"),
        format!("skriv `from: {last}` og `until: {first}`, eller ret det ene"),
    )
}

fn no_day_left(flow: &str) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("this leaves no day of the year on which a step of flow `{flow}` can run"),
        format!("det efterlader ingen dag i året, hvor et trin i flowet `{flow}` kan køre"),
    )
    .help(
        "correct `from` and `to`: both days are included, and `to` may be in the next year",
        "ret `from` og `to`: begge dage er med, og `to` må ligge i det næste år",
    )
}

#[cfg(test)]
mod tests {
    // Calendars as they are loaded: their holidays are held to lists of others, day by day.

    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    use chrono::{Datelike, NaiveDate};

    use crate::Sources;
    use crate::load::load;
    use crate::rules::Rules;

    /// The countries with a list, and the rule set whose calendar is theirs.
    const CALENDARS: [(&str, &str); 3] = [
        ("DK", "."),
        ("SE", "tests/fixtures/valid/sweden"),
        ("NO", "tests/fixtures/valid/norway"),
    ];

    /// Days on which a calendar and the list differ on purpose, each with why. There is none.
    const DIFFERENT: [(&str, &str, &str); 0] = [];

    /// The years that the lists hold.
    const YEARS: std::ops::RangeInclusive<i32> = 2015..=2035;

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "tests read rule sets and lists where they stand"
    )]
    fn text_of(path: &Path) -> Option<String> {
        std::fs::read_to_string(path).ok()
    }

    /// A rule set of the project, loaded without a finding.
    #[expect(
        clippy::disallowed_methods,
        reason = "tests read rule sets where they stand"
    )]
    fn rules(folder: &str) -> Rules {
        let folder = root().join(folder);
        let mut sources = Sources::new();
        sources.add("dunlin.yaml", text_of(&folder.join("dunlin.yaml")).unwrap());
        for room in ["flows", "rules", "templates"] {
            let files = std::fs::read_dir(folder.join(room)).into_iter().flatten();
            for path in files.map(|file| file.unwrap().path()) {
                let name = path.strip_prefix(&folder).unwrap().display().to_string();
                sources.add(name, text_of(&path).unwrap());
            }
        }
        let (rules, findings) = load(&sources);
        assert_eq!(findings.to_string(), "", "{}", folder.display());
        rules.unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The names of a list's days, by the day.
    fn listed(list: &str) -> BTreeMap<NaiveDate, &str> {
        let lines = list.lines().skip(1).filter_map(|line| line.split_once(','));
        lines.map(|(day, name)| (date(day), name)).collect()
    }

    fn days() -> impl Iterator<Item = NaiveDate> {
        let first = NaiveDate::from_ymd_opt(*YEARS.start(), 1, 1).unwrap();
        first
            .iter_days()
            .take_while(|day| YEARS.contains(&day.year()))
    }

    #[test]
    fn holidays_equal_the_lists_of_others_day_by_day() {
        let lists = root().join("../shared/data/holidays");
        for (country, folder) in CALENDARS {
            let calendar = rules(folder).calendar;
            let Some(list) = text_of(&lists.join(format!("{country}.csv"))) else {
                println!(
                    "skipped {country}: no list of its holidays in {}",
                    lists.display()
                );
                continue;
            };
            let listed = listed(&list);
            assert!(listed.len() > 200, "{country} has {} days", listed.len());
            let mut differ = Vec::new();
            for day in days() {
                let ours: Vec<&str> = calendar
                    .holidays
                    .iter()
                    .filter(|holiday| holiday.falls_on(day))
                    .map(|holiday| &*holiday.name)
                    .collect();
                let known = DIFFERENT
                    .iter()
                    .any(|(of, on, _)| *of == country && date(on) == day);
                if calendar.is_holiday(day) != listed.contains_key(&day) && !known {
                    differ.push(format!("{day}: {ours:?}, and {:?}", listed.get(&day)));
                }
            }
            assert!(differ.is_empty(), "{country}:\n{}", differ.join("\n"));
        }
    }

    #[test]
    fn years_are_read_with_both_ends() {
        let danish = rules(".").calendar;
        assert!(danish.is_holiday(date("2023-05-05")));
        assert!(!danish.is_holiday(date("2024-04-26")));
        let swedish = rules("tests/fixtures/valid/sweden").calendar;
        for (day, off) in [
            ("2004-05-31", true),
            ("2005-05-16", false),
            ("2004-06-06", false),
            ("2005-06-06", true),
        ] {
            assert_eq!(swedish.is_holiday(date(day)), off, "{day}");
        }
    }

    #[test]
    fn blackouts_cover_the_flows_that_they_name() {
        let danish = rules(".");
        let flow = |name: &str| danish.words.flow_id(name).unwrap();
        let [christmas] = danish.calendar.blackouts.as_slice() else {
            panic!("{:?}", danish.calendar.blackouts);
        };
        for (day, rests) in [
            ("2026-12-23", false),
            ("2026-12-24", true),
            ("2026-12-31", true),
            ("2027-01-01", true),
            ("2027-01-02", false),
        ] {
            assert_eq!(
                christmas.covers(flow("reminder"), date(day)),
                rests,
                "{day}"
            );
            assert_eq!(
                christmas.covers(flow("collection"), date(day)),
                rests,
                "{day}"
            );
            assert!(!christmas.covers(flow("invoice"), date(day)), "{day}");
        }
        let norwegian = rules("tests/fixtures/valid/norway");
        let booked = norwegian.words.flow_id("booked").unwrap();
        let [leap_day] = norwegian.calendar.blackouts.as_slice() else {
            panic!("{:?}", norwegian.calendar.blackouts);
        };
        let covered: Vec<NaiveDate> = days().filter(|day| leap_day.covers(booked, *day)).collect();
        let leap_days = [
            "2016-02-29",
            "2020-02-29",
            "2024-02-29",
            "2028-02-29",
            "2032-02-29",
        ];
        assert_eq!(covered, leap_days.map(date));
    }

    #[test]
    fn timers_are_read_as_written() {
        let swedish = rules("tests/fixtures/valid/sweden");
        let norwegian = rules("tests/fixtures/valid/norway");
        let mut told: Vec<String> = [&swedish, &norwegian]
            .into_iter()
            .flat_map(|rules| &rules.timers)
            .map(|timer| {
                let number = timer.wait.number.as_constant().unwrap();
                let at = timer.at.map(|at| at.to_string());
                format!(
                    "{} {:?}: returns {}, {number} {:?}, at {at:?}, on {:?}, while {}, {} effects",
                    timer.name,
                    timer
                        .label
                        .0
                        .iter()
                        .map(|text| &**text)
                        .collect::<Vec<&str>>(),
                    timer.repeats,
                    timer.wait.unit,
                    timer.day,
                    timer.condition.is_some(),
                    timer.effects.len(),
                )
            })
            .collect();
        told.sort();
        assert_eq!(
            told,
            [
                "arrive []: returns false, 0 Days, at Some(\"15:00:00\"), on Any, while true, 1 effects",
                "heat []: returns false, -2 BusinessDays, at None, on Any, while false, 1 effects",
                "water [\"Watering\"]: returns true, 3 Days, at Some(\"07:00:00\"), on Any, while true, 1 effects",
            ]
        );
    }
}
