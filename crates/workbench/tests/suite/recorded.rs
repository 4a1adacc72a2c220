//! Cases of a journal as scenarios: each comes out as it was recorded, and names nobody.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use dunlin::{Engine, RuleSet, Sources};
use dunlin_workbench::recorded::{JournalError, Recorded, records_of};
use dunlin_workbench::simulate::{Portfolio, Simulation};
use dunlin_workbench::{Status, Suite};

use super::fixtures;

/// The journal of the portfolio, lived through by the shipped rules.
fn journal(engine: &Engine) -> String {
    let portfolio = fixtures().join("portfolio");
    let cases = fs::read_to_string(portfolio.join("cases.jsonl")).unwrap();
    let cases = cases.replace(
        "\"facts\": {",
        "\"facts\": {\"supplier.name\": \"Jens Holm\", ",
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recorded-cases.jsonl");
    fs::write(&path, cases).unwrap();
    let portfolio = Portfolio::files(&path, Some(&portfolio.join("events.jsonl"))).unwrap();
    let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let (from, until) = (time("2026-01-01T00:00:00Z"), time("2026-12-31T22:00:00Z"));
    let mut journal = Vec::new();
    let simulation = Simulation::new(engine, from, until);
    simulation
        .run(portfolio, Some(&mut journal), |_| {})
        .unwrap();
    String::from_utf8(journal).unwrap()
}

#[test]
fn every_case_of_a_journal_runs_as_a_scenario_and_names_nobody() {
    let rules = RuleSet::load(&Sources::read("../..").unwrap()).unwrap();
    let engine = Engine::new(rules);
    let journal = journal(&engine);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recorded");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(folder.join("scenarios")).unwrap();
    for case in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        let records = records_of(journal.as_bytes(), case).unwrap();
        let recorded =
            Recorded::of(&engine, &records).unwrap_or_else(|error| panic!("{case}: {error}"));
        let text = recorded.text.to_lowercase();
        for name in ["kunde", "jens", "holm", "varen", "for sent"] {
            assert!(!text.contains(name), "{case} names `{name}`:\n{text}");
        }
        let file = folder.join(format!("scenarios/case-{case}.yaml"));
        fs::write(file, recorded.text).unwrap();
    }
    let outcomes = Suite::of(engine, &folder).unwrap().run();
    assert_eq!(outcomes.len(), 8);
    for outcome in outcomes {
        assert_eq!(*outcome.status(), Status::SnapshotMissing, "{outcome}");
        assert!(outcome.accept().unwrap());
    }
}

#[test]
fn what_is_no_journal_of_the_case_is_told() {
    let no_case = records_of("{\"case\":\"7\"}\n".as_bytes(), "8").unwrap_err();
    assert_eq!(no_case.to_string(), "no case `8` in it: it has `7` alone");
    let broken = records_of("\n{\"case\":\n".as_bytes(), "8").unwrap_err();
    assert!(
        matches!(broken, JournalError::Line { line: 2, .. }),
        "{broken}"
    );
}
