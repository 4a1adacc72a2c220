//! Interest: cases worked by hand, each also counted day by day; what is recorded, replayed, taken back, and refused.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use dunlin::{Actor, Case, Decision, Engine, Opening, Record, Request, RuleSet, Sources};
use proptest::prelude::*;
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
    engine.decide(case.clone(), request, morning(on)).unwrap()
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
        let whole =
            whole.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        answers.push((whole - charged).to_string());
        if whole != charged {
            last = Some(until);
        }
        charged = whole;
    }
    answers
}

fn is_stopped(story: &[Event], day: NaiveDate) -> bool {
    ["dispute", "instalments"].into_iter().any(|reason| {
        let mut moves = story.iter().filter(|event| {
            event.on <= day && event.what.get(1).is_some_and(|named| named == reason)
        });
        moves
            .next_back()
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

/// A story of a year: payments, some of them dated earlier or taken back, holds, and interest.
fn stories() -> impl Strategy<Value = Worked> {
    let event = (0..8_u64, 0..6_u8, 1..4000_u32, 0..60_u64);
    let rates = prop::collection::vec((1..200_u64, 0..2000_i64), 0..5);
    let events = prop::collection::vec(event, 1..24);
    let counts = prop::sample::select(vec!["actual/365", "actual/actual", "30/360"]);
    (events, rates, counts, 100..100_000_u32, 0..400_u64).prop_map(
        |(events, rates, day_count, principal, start)| {
            let from = date("2023-06-01") + Days::new(start);
            let mut versions = vec![(from - Days::new(40), Decimal::new(1175, 2))];
            for (later, rate) in rates {
                let (before, _) = versions[versions.len() - 1];
                versions.push((before + Days::new(later), Decimal::new(rate, 2)));
            }
            let (mut on, mut held, mut story) = (from - Days::new(5), false, Vec::new());
            for (later, kind, amount, back) in events {
                on = on + Days::new(later * 3);
                let what = match kind {
                    0 => format!("payment {amount}"),
                    1 => format!("payment {amount} on {}", on - Days::new(back)),
                    2 => format!("payment -{amount}"),
                    3 => {
                        held = !held;
                        let what = if held {
                            "pause dispute stops"
                        } else {
                            "resume dispute"
                        };
                        what.to_owned()
                    }
                    4 if back < 20 => format!("interest until {}", on - Days::new(back)),
                    _ => "interest".to_owned(),
                };
                let what = what.split(' ').map(str::to_owned).collect();
                story.push(Event { on, what });
            }
            story.push(Event {
                on,
                what: vec!["interest".to_owned()],
            });
            Worked {
                name: "random".to_owned(),
                principal: principal.to_string(),
                story,
                rates: versions,
                from,
                day_count: day_count.to_owned(),
                expected: Vec::new(),
            }
        },
    )
}

fn total(amounts: &[String]) -> Decimal {
    amounts
        .iter()
        .map(|amount| amount.parse::<Decimal>().unwrap())
        .sum()
}

#[test]
fn random_stories_are_as_counted_day_by_day_and_their_parts_are_the_whole() {
    let config = ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(worked in stories())| {
        let parts = by_the_engine(&worked);
        prop_assert_eq!(plain(parts.clone()), plain(day_by_day(&worked)));
        let last = worked.story.len() - 1;
        let mut story = worked.story.clone();
        let mut at = 0;
        story.retain(|event| {
            at += 1;
            event.what[0] != "interest" || at > last
        });
        let whole = by_the_engine(&Worked { story, ..worked });
        prop_assert_eq!(total(&parts), total(&whole));
    });
}

/// The day, the action, and its inputs.
type Told<'t> = (&'t str, &'t str, &'t [(&'t str, &'t str)]);

/// A case of 10000 that is due on the first of February 2025, and the journal that led to it.
fn told(engine: &Engine, story: &[Told<'_>]) -> (Case, Vec<Record>) {
    let mut opening = Opening::new("1");
    opening.set("principal", "10000".into());
    opening.set("due_date", "2025-02-01".into());
    let opened = engine.open(&opening, morning(date("2025-01-02"))).unwrap();
    let mut journal = vec![opened.record()];
    let mut case = opened.case_after().unwrap();
    for (on, action, inputs) in story {
        let decision = ask(engine, &case, action, inputs, date(on));
        assert!(decision.is_allowed(), "{decision:?}");
        journal.push(decision.record());
        case = case.apply(&decision).unwrap();
    }
    (case, journal)
}

#[test]
fn what_was_charged_stands_in_the_case_and_in_the_record() {
    let engine = engine(&rule_set());
    let (case, journal) = told(&engine, &[("2025-03-01", "charge_interest", &[])]);
    let json = serde_json::to_value(&case).unwrap();
    assert_eq!(
        json["ledger"][1].to_string(),
        r#"{"amount":"82.47","book":true,"date":"2025-03-01","entry":"interest","period":{"from":"2025-02-01","until":"2025-03-01"}}"#
    );
    assert_eq!(
        serde_json::to_string(&journal[1].effects).unwrap(),
        r#"[{"id":"1:1:1","effect":"add_interest","until":"2025-03-01","from":"2025-02-01","amount":"82.47"}]"#
    );
    assert_eq!(engine.read_case(&json.to_string()).unwrap(), case);
}

#[test]
fn a_journal_replays_the_same_under_rates_edited_since() {
    let before = engine(&rule_set());
    let story: [Told<'_>; 3] = [
        ("2025-03-01", "charge_interest", &[]),
        (
            "2025-03-05",
            "payment",
            &[("amount", "4000"), ("date", "2025-02-11")],
        ),
        ("2025-03-06", "charge_interest", &[]),
    ];
    let (case, journal) = told(&before, &story);
    let after = engine_with(&[(date("2025-01-01"), Decimal::from(20))], "30/360");
    let replayed = after.replay(&journal).unwrap();
    assert_eq!(
        serde_json::to_string(&replayed).unwrap(),
        serde_json::to_string(&case).unwrap()
    );
}

#[test]
fn what_a_person_waives_is_not_charged_again() {
    let engine = engine(&rule_set());
    let story: [Told<'_>; 3] = [
        ("2025-03-01", "charge_interest", &[]),
        ("2025-03-02", "interest", &[("amount", "-82.47")]),
        ("2025-03-02", "charge_interest", &[]),
    ];
    let (case, _) = told(&engine, &story);
    let account = case.account_on(date("2025-03-02"));
    assert_eq!(
        account.left["interest"].to_string(),
        "2.94",
        "29 days less the 28 that were charged: 85.41 − 82.47"
    );
    let (mut json, entry) = (serde_json::to_value(&case).unwrap(), 1);
    json["ledger"][entry]["period"]["until"] = "2025-01-01".into();
    let error = engine.read_case(&json.to_string()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "case `1`: ledger[1]: period: `until` is 2025-01-01, which is before `from`"
    );
}

#[test]
fn interest_that_cant_be_added_is_refused_with_the_reason() {
    let engine = engine(&rule_set());
    let refused = |due: &str, inputs: &[(&str, &str)], before: &[&str]| {
        let on = date("2025-03-01");
        let mut case = open(&engine, "1000", date(due), date("2023-01-02"));
        for action in before {
            let decision = ask(&engine, &case, action, &[], on);
            case = case.apply(&decision).unwrap();
        }
        let decision = ask(&engine, &case, "charge_interest", inputs, on);
        let denial = decision.denials().first().unwrap();
        let (en, da) = (denial.message.get("en"), denial.message.get("da"));
        format!("{}: {en}\n  {da}", denial.rule)
    };
    let told = [
        refused("2025-02-01", &[("to_date", "2025-03-02")], &[]),
        refused("2023-12-31", &[], &[]),
        refused("2025-02-01", &[], &["close"]),
    ];
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(told.join("\n"));
    });
}

#[test]
fn what_a_case_was_opened_with_bears_interest_from_the_beginning() {
    let rates = [(date("2025-01-01"), Decimal::new(1_075, 2))];
    let engine = engine_with(&rates, "actual/365");
    let interest = |case: &Case| {
        let asked = ask(&engine, case, "charge_interest", &[], date("2025-03-01"));
        asked.effects()[0]
            .argument("amount")
            .map(ToString::to_string)
    };
    // 10000 × 10.75 % × 28/365 = 82.4657…, whenever the case was opened.
    for opened in ["2025-01-02", "2025-02-01", "2025-02-20"] {
        let case = open(&engine, "10000", date("2025-02-01"), date(opened));
        assert_eq!(interest(&case).as_deref(), Some("82.47"), "{opened}");
    }
    // What is paid counts from its own date: 14 days of 10000 and 14 of 6000, 224000 × 10.75 % / 365 = 65.9726…
    let case = open(&engine, "10000", date("2025-02-01"), date("2025-02-20"));
    let paid = [("amount", "4000"), ("date", "2025-02-15")];
    let paid = ask(&engine, &case, "payment", &paid, date("2025-02-21"));
    let case = case.apply(&paid).unwrap();
    assert_eq!(interest(&case).as_deref(), Some("65.97"));
}
