//! How scenarios come out, and what is told of each that doesn't pass.

use std::fs;

use dunlin_workbench::{Counts, Outcome, Status, Suite, SuiteError};

use crate::{Copy, assert_told, fixtures, told};

const EXTENDS: &str = "extends-a-loan-by-email";

#[test]
fn an_untouched_suite_passes() {
    let suite = Copy::of_loans("untouched").suite();
    let outcomes = suite.run();
    assert_eq!(told(&outcomes).matches("\n  passed").count(), suite.len());
    assert!(outcomes.iter().all(Outcome::is_passed));
    assert_eq!(Counts::of(&outcomes).passed, suite.len());
    assert_eq!(suite.unreferenced(), [] as [&str; 0]);
}

#[test]
fn another_decision_is_told_as_lines_that_differ() {
    let copy = Copy::of_loans("differs");
    let name = format!("{EXTENDS}.yaml");
    copy.change(&name, "2026-03-21", "2026-05-21");
    copy.change(
        &name,
        "a reader with an address",
        "a reader with an e-mail address",
    );
    let outcome = copy.outcome(EXTENDS);
    assert_eq!(outcome.diff().map(str::is_empty), Some(false));
    assert_told!("differs", outcome.to_string());
}

#[test]
fn a_scenario_without_a_snapshot_is_told() {
    let copy = Copy::of_loans("missing");
    fs::remove_file(copy.path(&format!("{EXTENDS}.snap"))).unwrap();
    let outcome = copy.outcome(EXTENDS);
    assert_eq!(outcome.status(), &Status::SnapshotMissing);
    assert!(
        outcome
            .report()
            .is_some_and(|report| report.contains("ada@readers.example"))
    );
    assert_told!("missing", outcome.to_string());
}

#[test]
fn what_was_expected_and_what_came_is_said_in_words() {
    let copy = Copy::with(
        "unmet",
        &[(
            "unmet.yaml",
            "scenario: nothing comes as expected
now: 2026-03-02T10:00
steps:
  - fails: send
  - unanswered: sent
  - do: extend
    as: librarian
    with: { to: 2026-03-01 }
    expect: allowed
  - do: extend
    as: librarian
    with: { to: 2026-03-21 }
    expect: denied
  - do: extend
    as: librarian
    with: { to: 2026-03-21, until: never }
    expect: [missing, later_than_now]
  - do: extend
    as: librarian
    with: { to: 2026-05-21 }
    expect: later_than_now
",
        )],
    );
    let outcome = copy.outcome("unmet");
    assert!(!outcome.accept().unwrap());
    assert!(!copy.path("unmet.snap").exists());
    assert_told!("unmet", outcome.to_string());
}

#[test]
fn rules_that_deny_are_compared_as_a_set() {
    let copy = Copy::of_loans("sets");
    let scenario = "refuses-an-early-date";
    copy.change(
        &format!("{scenario}.yaml"),
        "[malformed, unknown_input]",
        "[unknown_input, malformed]",
    );
    assert!(copy.outcome(scenario).is_passed());
}

#[test]
fn snapshots_without_a_scenario_are_named() {
    let copy = Copy::of_loans("unreferenced");
    fs::rename(
        copy.path(&format!("{EXTENDS}.yaml")),
        copy.path("renamed.yml"),
    )
    .unwrap();
    copy.write("gone.snap.new", "");
    let suite = copy.suite();
    let unreferenced = [
        "scenarios/extends-a-loan-by-email.snap",
        "scenarios/gone.snap.new",
    ];
    assert_eq!(suite.unreferenced(), unreferenced);
    assert_eq!(copy.outcome("renamed").status(), &Status::SnapshotMissing);
}

#[test]
fn a_name_picks_its_scenario_or_those_that_contain_it() {
    let names = |name: &str| {
        let suite = Suite::read(fixtures().join("loans"))
            .unwrap()
            .matching(name);
        suite.names().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("extends-a-loan"), ["extends-a-loan"]);
    assert_eq!(names("scenarios/extends-a-loan.yaml"), ["extends-a-loan"]);
    assert_eq!(
        names("extends"),
        ["extends-a-loan", "extends-a-loan-by-email"]
    );
    assert_eq!(names("nothing"), [] as [&str; 0]);
}

#[test]
fn outcomes_are_counted() {
    let copy = Copy::of_loans("counts");
    copy.change(&format!("{EXTENDS}.yaml"), "2026-03-21", "2026-05-21");
    fs::remove_file(copy.path("rests.snap")).unwrap();
    copy.write("empty.yaml", "");
    let outcomes = copy.suite().run();
    let counts = Counts::of(&outcomes);
    assert_eq!(counts.failed(), 3);
    assert_eq!(
        counts.to_string(),
        "8 passed, 1 snapshot differs, 1 snapshot is missing, 1 can't be run"
    );
}

#[test]
fn a_rule_set_that_does_not_load_says_why() {
    let copy = Copy::of_loans("findings");
    let path = copy.0.join("rules/pay.yaml");
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("payment", "paymnt");
    fs::write(&path, text).unwrap();
    let error = Suite::read(&copy.0).unwrap_err();
    assert!(error.to_string().contains("rules/pay.yaml"), "{error}");
    let SuiteError::Findings {
        findings, sources, ..
    } = error
    else {
        panic!("{error}")
    };
    assert_eq!(findings.len(), 1);
    assert!(sources.get("rules/pay.yaml").is_some());
}

#[test]
fn a_folder_without_a_rule_set_is_refused() {
    assert!(matches!(
        Suite::read(fixtures()).unwrap_err(),
        SuiteError::Folder(_)
    ));
}
