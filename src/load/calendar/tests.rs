//! Calendars as they are loaded: their holidays held to lists of others, day by day, and their blackouts.

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
