//! A portfolio lived through: the same whatever the threads and the order of events, and the same as what is foretold case by case.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use dunlin::{Case, Engine, Happening, Opening, Record, Request, RuleSet, Sources};
use dunlin_workbench::event::Event;
use dunlin_workbench::simulate::{Portfolio, Simulation, Summary};
use rust_decimal::Decimal;

use super::fixtures;

const FROM: &str = "2026-01-01T00:00:00Z";
const UNTIL: &str = "2026-12-31T22:00:00Z";

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn shipped() -> Engine {
    Engine::new(RuleSet::load(&Sources::read("../..").unwrap()).unwrap())
}

fn files() -> [PathBuf; 2] {
    ["cases.jsonl", "events.jsonl"].map(|file| fixtures().join("portfolio").join(file))
}

/// The journal and the summary of the portfolio, on so many threads.
fn simulate(engine: &Engine, cases: &Path, events: &Path, threads: usize) -> (String, Summary) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let mut journal = Vec::new();
    let simulation = Simulation::new(engine, time(FROM), time(UNTIL));
    let portfolio = Portfolio::files(cases, Some(events)).unwrap();
    let summary = pool.unwrap().install(|| {
        let journal: &mut (dyn Write + Send) = &mut journal;
        simulation.run(portfolio, Some(journal), |_| {}).unwrap()
    });
    (String::from_utf8(journal).unwrap(), summary)
}

/// A file of a test's own.
fn scratch(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

fn records(journal: &str) -> BTreeMap<String, Vec<Record>> {
    let mut records: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for line in journal.lines() {
        let record: Record = serde_json::from_str(line).unwrap();
        records.entry(record.case.clone()).or_default().push(record);
    }
    records
}

#[test]
fn a_portfolio_comes_to_the_same_on_any_number_of_threads_and_in_any_order_of_events() {
    let engine = shipped();
    let [cases, events] = files();
    // Many times over, so that several threads have something to do.
    let (mut more_cases, mut more_events) = (String::new(), String::new());
    for copy in 0..40 {
        let numbered = |text: &str, key: &str| {
            let key = format!("\"{key}\": \"");
            text.replace(&key, &format!("{key}{copy}-"))
        };
        more_cases += &numbered(&fs::read_to_string(&cases).unwrap(), "id");
        more_events += &numbered(&fs::read_to_string(&events).unwrap(), "case");
    }
    let mut by_time: Vec<&str> = more_events.lines().collect();
    by_time.sort_by_key(|line| line.split("\"at\"").nth(1).unwrap().to_owned());
    assert_ne!(by_time, more_events.lines().collect::<Vec<_>>());
    let cases = scratch("threads-cases.jsonl", &more_cases);
    let events = scratch("threads-events.jsonl", &more_events);
    let shuffled = scratch("threads-by-time.jsonl", &by_time.join("\n"));
    assert!(
        !Portfolio::files(&cases, Some(&events))
            .unwrap()
            .holds_events()
    );
    assert!(
        Portfolio::files(&cases, Some(&shuffled))
            .unwrap()
            .holds_events()
    );

    let alone = simulate(&engine, &cases, &events, 1);
    assert_eq!(alone.1.cases.opened, 8 * 40);
    for threads in [2, 3, 8] {
        assert!(alone == simulate(&engine, &cases, &events, threads));
    }
    assert!(alone == simulate(&engine, &cases, &shuffled, 2));
}

#[test]
fn the_summary_says_what_people_ask_for() {
    let [cases, events] = files();
    let (_, mut summary) = simulate(&shipped(), &cases, &events, 2);
    summary.rule_set.fingerprint = "…".to_owned();
    insta::assert_snapshot!(serde_json::to_string_pretty(&summary).unwrap());
}

#[test]
fn what_a_case_lives_through_is_what_is_forecast_for_it() {
    let engine = shipped();
    let rules = engine.rules();
    let [cases, events] = files();
    let (journal, summary) = simulate(&engine, &cases, &events, 2);
    let records = records(&journal);
    let events = fs::read_to_string(events).unwrap();
    let events: Vec<Event> = events
        .lines()
        .map(|line| Event::read(line, rules).unwrap())
        .collect();
    let mut owed: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in fs::read_to_string(cases).unwrap().lines().take(8) {
        let opening: Opening = serde_json::from_str(line).unwrap();
        let (birth, others): (Vec<&Event>, Vec<&Event>) = events
            .iter()
            .filter(|event| event.case == opening.id)
            .partition(|event| event.request.action() == "open_case");
        let born = birth[0].at;
        let case = engine.open(&opening, born).unwrap().case_after().unwrap();
        let told: Vec<(DateTime<Utc>, Request)> = others
            .iter()
            .filter(|event| (born..=time(UNTIL)).contains(&event.at))
            .map(|event| (event.at, event.request.clone()))
            .collect();
        let forecast = engine.forecast(&case, born, time(UNTIL), &told).unwrap();
        let foretold: Vec<_> = forecast
            .moments
            .iter()
            .map(|moment| {
                let action = match &moment.what {
                    Happening::Action(action) => action.clone(),
                    _ => "advance".to_owned(),
                };
                let denied: Vec<_> = moment.denials.iter().map(|denial| &denial.rule).collect();
                (moment.at, action, format!("{denied:?}"))
            })
            .collect();
        let of_case = &records[&opening.id];
        let lived: Vec<_> = of_case
            .iter()
            .filter(|record| !["open_case", "effect_done"].contains(&&*record.request.action))
            .map(|record| {
                let action = match record.request.action.as_str() {
                    "hold_ended" => "advance".to_owned(),
                    action => action.to_owned(),
                };
                let denied: Vec<_> = record.denials.iter().map(|denial| &denial.rule).collect();
                (record.at, action, format!("{denied:?}"))
            })
            .collect();
        assert_eq!(lived, foretold, "case {}", opening.id);

        let case: Case = engine.replay(of_case).unwrap();
        assert_eq!(case, forecast.case, "case {}", opening.id);
        if case.status() != "closed" && case.balance() > Decimal::ZERO {
            *owed.entry(case.currency().to_owned()).or_default() += case.balance();
        }
    }
    let outstanding: BTreeMap<String, Decimal> = summary
        .money
        .iter()
        .map(|money| (money.currency.clone(), money.outstanding.values().sum()))
        .filter(|(_, owed): &(String, Decimal)| !owed.is_zero())
        .collect();
    assert_eq!(outstanding, owed);
}

#[test]
fn an_event_comes_before_what_falls_due_at_its_moment() {
    let [cases, events] = files();
    let (journal, _) = simulate(&shipped(), &cases, &events, 1);
    // The second case is paid at the moment at which its first reminder would leave; the third never is.
    let letters = |case: &str| {
        let records = &records(&journal)[case];
        let effects = records.iter().flat_map(|record| &record.effects);
        let templates = effects.filter_map(|effect| effect.arguments.get("template"));
        templates.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(
        !letters("2")
            .iter()
            .any(|letter| letter.contains("reminder"))
    );
    assert!(
        letters("3")
            .iter()
            .any(|letter| letter.contains("reminder_1"))
    );
}

#[test]
fn a_case_goes_on_from_where_it_is() {
    let engine = shipped();
    let [cases, events] = files();
    let (journal, _) = simulate(&engine, &cases, &events, 1);
    let whole = &records(&journal)["3"];
    let middle = time("2026-02-15T00:00:00Z");
    let before: Vec<&Record> = whole
        .iter()
        .take_while(|record| record.at < middle)
        .collect();
    let half = engine.replay(before.iter().copied()).unwrap();
    let given = scratch("given-case.jsonl", &serde_json::to_string(&half).unwrap());
    let mut rest = Vec::new();
    let summary = Simulation::new(&engine, middle, time(UNTIL))
        .run(
            Portfolio::files(&given, None).unwrap(),
            Some(&mut rest),
            |_| {},
        )
        .unwrap();
    assert_eq!((summary.cases.given, summary.cases.opened), (1, 0));
    let rest = &records(&String::from_utf8(rest).unwrap())["3"];
    assert_eq!(rest[..], whole[before.len()..]);
}

#[test]
fn cases_stand_somewhere_at_the_end_of_every_month() {
    let [cases, events] = files();
    let (_, summary) = simulate(&shipped(), &cases, &events, 1);
    for month in 0..summary.months.len() {
        let standing: u64 = summary.standing.iter().map(|row| row.months[month]).sum();
        assert_eq!(standing, summary.cases.opened, "{}", summary.months[month]);
    }
}

#[test]
fn what_cannot_be_simulated_names_file_and_line() {
    let engine = shipped();
    let [cases, _] = files();
    let event = |action: &str, rest: &str| {
        format!("{{\"case\":\"1\",\"at\":\"2026-01-06\",\"action\":\"{action}\"{rest}}}\n")
    };
    let born = event("open_case", "");
    let told: Vec<String> = [
        ("not JSON", "nonsense\n".to_owned()),
        ("unknown action", event("payment_recieved", "")),
        (
            "no time",
            "{\"case\":\"1\",\"at\":\"soon\",\"action\":\"open_case\"}\n".to_owned(),
        ),
        ("unknown case", born.replace("\"1\"", "\"77\"")),
        (
            "input to an opening",
            event("open_case", ",\"input\":{\"flow\":\"invoice\"}"),
        ),
        ("opened twice", format!("{born}{born}")),
        ("unknown key", event("open_case", ",\"by\":\"ida\"")),
    ]
    .into_iter()
    .map(|(what, events)| {
        let events = scratch("wrong-events.jsonl", &events);
        let simulation = Simulation::new(&engine, time(FROM), time(UNTIL));
        let wrong = Portfolio::files(&cases, Some(&events))
            .and_then(|portfolio| simulation.run(portfolio, None, |_| {}))
            .unwrap_err();
        assert!(wrong.file.ends_with("wrong-events.jsonl"), "{wrong}");
        let line = wrong.line.unwrap();
        format!("{what}: line {line}: {}", wrong.problem)
    })
    .collect();
    insta::assert_snapshot!(told.join("\n"));
}
