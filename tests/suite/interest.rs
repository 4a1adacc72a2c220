//! Interest: cases worked by hand, each also counted day by day; what is recorded, replayed, taken back, and refused.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use dunlin::{Actor, Case, Decision, Engine, Opening, Record, Request, RuleSet, Sources};
use rust_decimal::Decimal;

use crate::fixtures::{root, sources};

/// The rule set that cases are laid over.
pub(crate) fn rule_set() -> Sources {
    sources(&root().join("tests/fixtures/interest/rule_set"))
}

pub(crate) fn engine(sources: &Sources) -> Engine {
    Engine::new(RuleSet::load(sources).unwrap_or_else(|findings| panic!("{findings}")))
}

/// The rule set with other rates and another way to count days.
fn engine_with(rates: &[(NaiveDate, Decimal)], day_count: &str) -> Engine {
    let mut all = rule_set();
    let versions: Vec<String> = rates
        .iter()
        .map(|(from, rate)| format!("  - from: {from}\n    rows:\n      - [{rate}]\n"))
        .collect();
    all.add(
        "rules/interest_rate.yaml",
        format!(
            "table: interest_rate\nhit: unique\nin: {{}}\nout:\n  rate: percent\nversions:\n{}",
            versions.concat()
        ),
    );
    all.add(
        "rules/interest.yaml",
        format!("interest:\n  rate: interest_rate\n  on: principal_left\n  from: case.due_date\n  day_count: {day_count}\n"),
    );
    engine(&all)
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("a date: {text}"))
}

/// Late in the morning of a day.
pub(crate) fn morning(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(10, 0, 0).unwrap().and_utc()
}

pub(crate) fn open(engine: &Engine, principal: &str, due: NaiveDate, on: NaiveDate) -> Case {
    let mut opening = Opening::new("1");
    opening.set("principal", principal.into());
    opening.set("due_date", due.to_string().as_str().into());
    let opened = engine.open(&opening, morning(on)).unwrap();
    opened.case_after().unwrap_or_else(|| panic!("{opened:?}"))
}

pub(crate) fn ask<'e>(
    engine: &'e Engine,
    case: &Case,
    action: &str,
    inputs: &[(&str, &str)],
    on: NaiveDate,
) -> Decision<'e> {
    let request = inputs.iter().fold(
        Request::new(action, Actor::new("ida", "clerk")),
        |request, (name, value)| request.with(*name, *value),
    );
    engine.decide(case, &request, morning(on)).unwrap()
}

/// Something that happens to a case on a day.
#[derive(Debug, Clone)]
struct Event {
    on: NaiveDate,
    what: Vec<String>,
}

/// One line of the table.
#[derive(Debug)]
struct Worked {
    name: String,
    principal: String,
    story: Vec<Event>,
    rates: Vec<(NaiveDate, Decimal)>,
    from: NaiveDate,
    day_count: String,
    expected: Vec<String>,
}

fn worked() -> Vec<Worked> {
    let text = std::fs::read_to_string(root().join("tests/fixtures/interest/cases.csv")).unwrap();
    let mut lines = text.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("name;principal;story;rates;from;day_count;expected;")
    );
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(';').collect();
            let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            Worked {
                name: cells[0].to_owned(),
                principal: cells[1].to_owned(),
                story: cells[2]
                    .split(", ")
                    .map(|event| {
                        let mut what = words(event);
                        let on = date(&what.remove(0));
                        Event { on, what }
                    })
                    .collect(),
                rates: cells[3]
                    .split(", ")
                    .map(|version| {
                        let (from, rate) = version.split_once(' ').unwrap();
                        (date(from), rate.parse().unwrap())
                    })
                    .collect(),
                from: date(cells[4]),
                day_count: cells[5].to_owned(),
                expected: words(cells[6]),
            }
        })
        .collect()
}

/// What the engine answers to each `interest` of a story.
fn by_the_engine(worked: &Worked) -> Vec<String> {
    let engine = engine_with(&worked.rates, &worked.day_count);
    let opened = worked.from - Days::new(30);
    let mut case = open(&engine, &worked.principal, worked.from, opened);
    let mut answers = Vec::new();
    for Event { on, what } in &worked.story {
        let what: Vec<&str> = what.iter().map(String::as_str).collect();
        let (action, inputs) = match what.as_slice() {
            ["interest"] => ("charge_interest", vec![]),
            ["interest", "until", until] => ("charge_interest", vec![("to_date", *until)]),
            [kind @ ("payment" | "fee"), amount] => (*kind, vec![("amount", *amount)]),
            [kind @ ("payment" | "fee"), amount, "on", dated] => {
                (*kind, vec![("amount", *amount), ("date", *dated)])
            }
            ["pause", reason, interest] => {
                ("pause", vec![("reason", *reason), ("interest", *interest)])
            }
            ["resume", reason] => ("resume", vec![("reason", *reason)]),
            ["close"] => ("close", vec![]),
            other => panic!("{}: {other:?}", worked.name),
        };
        let decision = ask(&engine, &case, action, &inputs, *on);
        if action == "charge_interest" {
            answers.push(match decision.effects().first() {
                Some(effect) => effect.argument("amount").unwrap().to_string(),
                None => "denied".to_owned(),
            });
        } else {
            assert!(decision.is_allowed(), "{}: {decision:?}", worked.name);
        }
        case = case.apply(&decision).unwrap();
    }
    answers
}

/// What each `interest` of a story comes to, counted day by day.
fn day_by_day(worked: &Worked) -> Vec<String> {
    let principal: Decimal = worked.principal.parse().unwrap();
    let (mut charged, mut answers) = (Decimal::ZERO, Vec::new());
    let mut last = None;
    for (n, event) in worked.story.iter().enumerate() {
        if event.what[0] != "interest" {
            continue;
        }
        let before = &worked.story[..n];
        let asked = event.what.get(2).map_or(event.on, |until| date(until));
        let until = last.map_or(asked, |last: NaiveDate| last.max(asked));
        let mut sum = Vec::new();
        let mut day = worked.from;
        let mut known = asked <= event.on && before.iter().all(|event| event.what[0] != "close");
        while day < until {
            let rate = worked.rates.iter().rev().find(|(from, _)| *from <= day);
            match rate {
                Some((_, rate)) if !is_stopped(before, day) => {
                    let left = left_at_the_end_of(before, principal, day);
                    sum.push(left * *rate * part_of_a_year(day, &worked.day_count));
                }
                Some(_) => {}
                None => known = false,
            }
            day = day.succ_opt().unwrap();
        }
        if !known {
            answers.push("denied".to_owned());
            continue;
        }
        // Parts of years are counted in 365 × 366 × 360ths.
        let year = Decimal::from(365 * 366 * 360 * 100_i64);
        let whole = sum.into_iter().sum::<Decimal>() / year;
        let whole = whole
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        answers.push((whole - charged).to_string());
        charged = whole;
        if whole != Decimal::ZERO {
            last = Some(until);
        }
    }
    answers
}

fn is_stopped(story: &[Event], day: NaiveDate) -> bool {
    ["dispute", "instalments"].into_iter().any(|reason| {
        let moves = story.iter().filter(|event| {
            event.on <= day && event.what.get(1).is_some_and(|named| named == reason)
        });
        moves
            .last()
            .is_some_and(|event| event.what[0] == "pause" && event.what[2] == "stops")
    })
}

/// Fees are paid before the principal.
fn left_at_the_end_of(story: &[Event], principal: Decimal, day: NaiveDate) -> Decimal {
    let sum = |kind: &str| {
        let entries = story.iter().filter(|event| event.what[0] == kind);
        let until_then = entries.filter(|event| {
            let dated = event.what.get(3).map_or(event.on, |dated| date(dated));
            dated <= day
        });
        until_then
            .map(|event| event.what[1].parse::<Decimal>().unwrap())
            .sum::<Decimal>()
    };
    let pays_principal = (sum("payment") - sum("fee")).max(Decimal::ZERO);
    (principal - pays_principal).max(Decimal::ZERO)
}

/// In 365 × 366 × 360ths.
fn part_of_a_year(day: NaiveDate, day_count: &str) -> Decimal {
    let next = day.succ_opt().unwrap();
    let thirty = |date: NaiveDate| {
        i64::from(date.year()) * 360 + i64::from(date.month()) * 30 + i64::from(date.day().min(30))
    };
    let is_leap = NaiveDate::from_ymd_opt(day.year(), 2, 29).is_some();
    Decimal::from(match day_count {
        "actual/365" => 366 * 360,
        "actual/actual" if is_leap => 365 * 360,
        "actual/actual" => 366 * 360,
        _ => (thirty(next) - thirty(day)) * 365 * 366,
    })
}

fn plain(amounts: Vec<String>) -> Vec<String> {
    let number = |text: String| match text.parse::<Decimal>() {
        Ok(number) => number.normalize().to_string(),
        Err(_) => text,
    };
    amounts.into_iter().map(number).collect()
}

#[test]
fn cases_worked_by_hand() {
    for worked in worked() {
        let expected = plain(worked.expected.clone());
        assert_eq!(plain(by_the_engine(&worked)), expected, "{}", worked.name);
        assert_eq!(
            plain(day_by_day(&worked)),
            expected,
            "{}, day by day",
            worked.name
        );
    }
}
