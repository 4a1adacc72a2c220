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

/// An expression's value as the action sets it.
fn given(value: &str, table: &str, days: i64) -> Option<String> {
    let action = ACTION.replace("days(input.days, input.on).days", value);
    let request = Request::new("renew", Actor::new("eva", "librarian"));
    let action = action.replace("  on: { type: date, label: Day }\n", "");
    looked_up_by(&action, table, request.with("days", days))
}

#[test]
fn a_table_that_collects_gives_what_every_row_that_fits_does() {
    // A cell, what it takes, and what its row gives.
    type Row = (&'static str, fn(i64) -> bool, i64);
    let rows: [Row; 6] = [
        ("> 10", |days| days > 10, 3),
        ("0..10", |days| (0..=10).contains(&days), 2),
        ("-", |_| true, 100),
        ("!= 4", |days| days != 4, 7),
        ("[1, 4, 30]", |days| [1, 4, 30].contains(&days), 50),
        ("10..20", |days| (10..=20).contains(&days), 1000),
    ];
    let mut table =
        "table: days\nhit: collect\nin: { days: integer }\nout: { days: integer }\nrows:\n"
            .to_owned();
    for (cell, _, gives) in rows {
        let cell = if cell.starts_with('[') {
            cell.to_owned()
        } else {
            format!("\"{cell}\"")
        };
        table.push_str(&format!("  - [ {cell}, {gives} ]\n"));
    }
    for days in [-5, 0, 1, 3, 4, 9, 10, 11, 19, 20, 21, 30] {
        let fitting: Vec<i64> = rows
            .iter()
            .filter(|(_, fits, _)| fits(days))
            .map(|(_, _, gives)| *gives)
            .collect();
        let count = fitting.len().to_string();
        let sum: i64 = fitting.iter().sum();
        assert_eq!(
            given("len(days(input.days).days)", &table, days),
            Some(count)
        );
        assert_eq!(
            given("sum(days(input.days).days)", &table, days),
            Some(sum.to_string())
        );
        let has = if fitting.contains(&50) { "1" } else { "0" };
        for form in [
            "50 in days(input.days).days",
            "contains(days(input.days).days, 50)",
        ] {
            let form = format!("if {form} {{ 1 }} else {{ 0 }}");
            assert_eq!(given(&form, &table, days).as_deref(), Some(has), "{form}");
        }
    }
}

#[test]
fn a_table_that_collects_gives_an_empty_list_where_no_row_fits() {
    let table = "table: days\nhit: collect\nin: { days: integer }\nout: { days: integer }\nrows:\n  \
        - [ \"> 10\", \"=days * 2\" ]\n  - [ \"> 20\", 1 ]\n";
    for (days, sum) in [(1, "0"), (11, "22"), (21, "43")] {
        let found = given("sum(days(input.days).days)", table, days);
        assert_eq!(found.as_deref(), Some(sum));
    }
}

#[test]
fn rows_in_a_file_are_read_by_the_names_of_their_columns() {
    let table = "table: days\nhit: first\nin: { kind: text, days: integer }\nout: { days: integer }\nversions:\n  \
        - from: 2025-01-01\n    file: old.csv\n  - from: 2026-01-01\n    file: new.csv\n";
    let looked = |on: &str, kind: &str, days: i64| {
        let action = ACTION.replace(
            "days(input.days, input.on)",
            &format!("days(\"{kind}\", input.days, input.on)"),
        );
        let mut sources = with_table(&action, table)?;
        sources.add(
            "rules/old.csv",
            "\u{feff}days;kind;days\r\n-;-;=days + 1\r\n",
        );
        sources.add(
            "rules/new.csv",
            "kind,days,days\n\n\"a, \"\"b\"\"\" , <= 3 ,10\n\"[x, y]\",-,\"=max(days, 7)\"\n-,-,0\n",
        );
        let findings = RuleSet::check(&sources);
        assert!(findings.is_empty(), "{findings}");
        let engine = Engine::new(RuleSet::load(&sources).ok()?);
        let now = at("2026-03-16T10:00:00Z");
        let loan = opened(&engine, &[], now);
        let request = Request::new("renew", Actor::new("eva", "librarian"));
        let decision = engine
            .decide(&loan, request.with("days", days).with("on", on), now)
            .ok()?;
        Some(loan.apply(&decision).ok()?.fact("extended")?.to_string())
    };
    assert_eq!(looked("2025-06-01", "x", 4).as_deref(), Some("5"));
    for (kind, days, found) in [
        ("a, \\\"b\\\"", 3, "10"),
        ("a, \\\"b\\\"", 4, "0"),
        ("x", 4, "7"),
        ("y", 9, "9"),
        ("z", 9, "0"),
    ] {
        assert_eq!(
            looked("2026-06-01", kind, days).as_deref(),
            Some(found),
            "{kind} {days}"
        );
    }
}

#[test]
fn the_fingerprint_covers_a_file_of_rows() {
    let table =
        "table: days\nhit: first\nin: { days: integer }\nout: { days: integer }\nfile: days.csv\n";
    let fingerprint = |rows: &str| {
        let mut sources = with_table(ACTION.replace(", input.on", "").as_str(), table)?;
        sources.add("rules/days.csv", rows);
        let rules = RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}"));
        Some(rules.fingerprint().to_owned())
    };
    assert_eq!(
        fingerprint("days,days\n-,1\n"),
        fingerprint("days,days\r\n-,1\r\n")
    );
    assert_ne!(
        fingerprint("days,days\n-,1\n"),
        fingerprint("days,days\n-,2\n")
    );
}

#[test]
fn a_script_adds_up_a_list_as_an_expression_does() {
    let table = "table: days\nhit: first\nin: { days: integer }\nout: { days: integer }\nrows:\n  \
        - [ \"-\", \"=total(days)\" ]\n";
    let action = ACTION.replace("input.days, input.on", "input.days");
    let action = action.replace("  on: { type: date, label: Day }\n", "");
    let total = |script: &str| {
        let mut sources = with_table(&action, table)?;
        sources.add(
            "rules/total.yaml",
            "functions: { total: { in: { days: integer }, out: integer, file: total.rhai } }",
        );
        sources.add("rules/total.rhai", format!("fn total(days) {{ {script} }}"));
        let rules = RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}"));
        let engine = Engine::new(rules);
        let now = at("2026-03-16T10:00:00Z");
        let loan = opened(&engine, &[], now);
        let request = Request::new("renew", Actor::new("eva", "librarian")).with("days", 5);
        let decision = engine.decide(&loan, &request, now).ok()?;
        if let Some(denial) = decision.denials().first() {
            return Some(denial.message.get("en").to_owned());
        }
        Some(loan.apply(&decision).ok()?.fact("extended")?.to_string())
    };
    assert_eq!(total("sum([days, 2, -1])").as_deref(), Some("6"));
    assert_eq!(total("sum([]) + days").as_deref(), Some("5"));
    assert_eq!(
        total("if [days, 0.5].sum() == 5.5 { 1 } else { 0 }").as_deref(),
        Some("1")
    );
    for script in ["sum([days, 9223372036854775807])", "sum([days, \"2\"])"] {
        let said = total(script).unwrap_or_default();
        assert!(said.starts_with("A rule could not be evaluated"), "{said}");
    }
}
