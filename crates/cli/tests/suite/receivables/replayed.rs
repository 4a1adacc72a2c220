//! The invoices through a simulation of the shipped rules: what happened to each, on which day, by its journal · nothing is expected here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use dunlin::{Engine, Record, RuleSet, Sources, Value, Verdict};
use dunlin_import::{Event, Imported, Mapping, Options};
use dunlin_workbench::simulate::{Portfolio, Simulation, Summary};
use serde::Serialize;

use super::by_hand::{Course, Denied};
use super::{Supposed, root};

/// The first invoice is later, and by the end whatever would still fall due has done so.
const TIME: [NaiveDate; 2] = [
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
    NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
];

/// Simulates the file under the shipped rules.
pub(super) fn replay(
    file: &str,
    supposed: Supposed,
) -> (BTreeMap<String, Course>, Denied, Summary) {
    let engine = Engine::new(RuleSet::load(&Sources::read(root()).unwrap()).unwrap());
    let mapping = "crates/cli/tests/fixtures/receivables/map.yaml";
    let mapping = fs::read_to_string(root().join(mapping)).unwrap();
    let mapping = Mapping::read(&mapping).unwrap_or_else(|wrong| panic!("{wrong}"));
    let imported = dunlin_import::csv(file.as_bytes(), &mapping, &Options::default()).unwrap();
    let Imported {
        openings,
        events,
        bad_rows,
        ..
    } = imported;
    assert_eq!(bad_rows, []);
    let events: Vec<Event> = events
        .iter()
        .flat_map(|event| suppose(event, supposed))
        .collect();
    let cases = scratch(&format!("{supposed:?}-cases.jsonl"), &openings);
    let events = scratch(&format!("{supposed:?}-events.jsonl"), &events);

    let [from, until] = TIME.map(|date| engine.rules().instant(date.into()));
    let mut journal = Vec::new();
    let summary = Simulation::new(&engine, from, until)
        .run(
            Portfolio::files(&cases, Some(&events)).unwrap(),
            Some(&mut journal),
            |_| {},
        )
        .unwrap();
    let mut courses: BTreeMap<String, Course> = BTreeMap::new();
    let mut denied = Denied::default();
    for line in String::from_utf8(journal).unwrap().lines() {
        let record: Record = serde_json::from_str(line).unwrap();
        let course = courses.entry(record.case.clone()).or_default();
        if record.verdict == Verdict::Allowed {
            course.extend(happened(&engine, &record));
            continue;
        }
        match record.request.action.as_str() {
            "objection_received" => denied.objections += 1,
            "objection_answered" => denied.answers += 1,
            "resume" => denied.resumptions += 1,
            "accounting_closed" => denied.closings += 1,
            _ => panic!("{record:?}"),
        }
    }
    (courses, denied, summary)
}

/// A file of this run alone, a line each.
fn scratch(name: &str, lines: &[impl Serialize]) -> PathBuf {
    let name = name.replace(
        |mark: char| !mark.is_ascii_alphanumeric() && mark != '.',
        "-",
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("receivables-{name}"));
    let lines: Vec<String> = lines
        .iter()
        .map(|line| serde_json::to_string(line).unwrap())
        .collect();
    fs::write(&path, lines.join("\n")).unwrap();
    path
}

/// What an event becomes where something else is supposed.
fn suppose(event: &Event, supposed: Supposed) -> Vec<Event> {
    let late = TimeDelta::days(supposed.late.try_into().unwrap());
    let mut event = event.clone();
    match event.action.as_str() {
        "payment_received" => {
            event.at += late;
            let date = dunlin_import::Fact::Date(event.at.date());
            event.input.insert("date".to_owned(), date);
        }
        "accounting_closed" if supposed.let_go => event.at += late,
        "accounting_closed" => return Vec::new(),
        "objection_answered" if supposed.resumed => {
            let mut resume = event.clone();
            resume.action = "resume".to_owned();
            return vec![event, resume];
        }
        _ => {}
    }
    vec![event]
}

/// Letters, costs and the way to collection, with the day.
fn happened(engine: &Engine, record: &Record) -> Course {
    let at: DateTime<Utc> = record.at;
    let day = engine.rules().local(at).date();
    let told = record.effects.iter().filter_map(|effect| {
        let what = match effect.effect.as_str() {
            "send" => effect.arguments.get("template"),
            "switch_flow" => effect.arguments.get("to"),
            "post" => effect.arguments.get("entry"),
            _ => None,
        };
        let what = what.and_then(Value::as_str).unwrap_or_default();
        let told = matches!(what, "collection" | "collection_cost") || effect.effect == "send";
        told.then(|| (day, what.to_owned()))
    });
    told.collect()
}
