//! Tables where rules look into them: which row gives the outputs, and what is said where none does.

use dunlin::{Actor, Engine, Request, RuleSet, Sources};

use crate::fixtures::{at, library_sources, opened};

const ACTION: &str = "
action: renew
label: Renew
who: [librarian]
inputs:
  days: { type: integer, label: Days }
  on: { type: date, label: Day }
effects:
  - set_fact:
      fact: extended
      value: =days(input.days, input.on).days
";

fn with_table(action: &str, table: &str) -> Option<Sources> {
    let mut sources = library_sources();
    let manifest = sources.get("dunlin.yaml")?.text();
    let manifest = manifest.replace("report_lost]", "report_lost, renew]");
    sources.add("dunlin.yaml", manifest);
    sources.add("rules/renew.yaml", action);
    sources.add("rules/days.yaml", table);
    Some(sources)
}

/// What the table gives for some days on a date, or what is said where it gives nothing.
fn looked_up(table: &str, days: i64, on: &str) -> Option<String> {
    let request = Request::new("renew", Actor::new("eva", "librarian"));
    looked_up_by(ACTION, table, request.with("days", days).with("on", on))
}

fn looked_up_by(action: &str, table: &str, request: Request) -> Option<String> {
    let sources = with_table(action, table)?;
    let findings = RuleSet::check(&sources);
    assert!(findings.is_empty(), "{findings}");
    let engine = Engine::new(RuleSet::load(&sources).ok()?);
    let now = at("2026-03-16T10:00:00Z");
    let loan = opened(&engine, &[], now);
    let decision = engine.decide(&loan, &request, now).ok()?;
    if let Some(denial) = decision.denials().first() {
        return Some(denial.message.get("en").to_owned());
    }
    let renewed = loan.apply(&decision).ok()?;
    Some(renewed.fact("extended")?.to_string())
}

#[test]
fn a_unique_table_gives_the_row_that_fits() {
    let table = "table: days\nhit: unique\nin: { days: integer }\nout: { days: integer }\nrows:\n  \
        - [ \"> 10\", 3 ]\n  - [ \"0..10\", 2 ]\n  - [ \"< 0\", 1 ]\n";
    for (days, found) in [(-1, "1"), (0, "2"), (10, "2"), (11, "3")] {
        assert_eq!(looked_up(table, days, "2026-01-01").as_deref(), Some(found));
    }
}

#[test]
fn a_day_before_every_version_is_told_with_the_tables_name() {
    let table = "table: days\nhit: first\nin: { days: integer }\nout: { days: integer }\nversions:\n  \
        - from: 2026-01-01\n    rows:\n      - [ \"-\", 3 ]\n";
    assert_eq!(looked_up(table, 1, "2026-01-01").as_deref(), Some("3"));
    assert_eq!(
        looked_up(table, 1, "2025-12-31").as_deref(),
        Some(
            "A rule could not be evaluated, so nothing was done: the table `days` has no version that holds on 2025-12-31."
        )
    );
}

#[test]
fn inputs_that_no_row_takes_are_told_with_the_tables_name() {
    // No lost book is damaged: a row for it isn't asked for, and a rule can ask the table all the same.
    let table = "table: days\nhit: first\nin: { code: close_code, reason: close_reason }\nout: { days: integer }\nrows:\n  \
        - [ returned, \"-\", 1 ]\n  - [ lost, by_borrower, 2 ]\n";
    let asked = |call: &str| {
        let action = ACTION.replace("days(input.days, input.on)", call);
        let inputs = "  days: { type: integer, label: Days }\n  on: { type: date, label: Day }\n";
        let action = action.replace(&format!("inputs:\n{inputs}"), "");
        looked_up_by(
            &action,
            table,
            Request::new("renew", Actor::new("eva", "librarian")),
        )
    };
    assert_eq!(
        asked("days(\"lost\", \"by_borrower\")").as_deref(),
        Some("2")
    );
    assert_eq!(
        asked("days(\"lost\", \"damaged\")").as_deref(),
        Some(
            "A rule could not be evaluated, so nothing was done: no row of the table `days` takes code lost, reason damaged."
        )
    );
}
