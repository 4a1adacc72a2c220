//! Gaps, overlaps and rows that are never reached are just those that trying every input finds.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::rules::Rules;
use crate::rules::table::{Hit, Table, Version};
use crate::source::{Code, Findings, Sources};
use crate::value::Value;
use rust_decimal::Decimal;

const MANIFEST: &str = "rule_set: tried\nversion: \"1\"\ntime_zone: UTC\nlanguages: [en]\n\
    currencies: [DKK]\nstart: [only]\nroles: [clerk]\n";
const CHOICES: &str = "choices:\n  code:\n    a: { label: A, then: { reason: { x: { label: X } } } }\n    \
    b: { label: B, then: { reason: { x: { label: X }, y: { label: Y } } } }\n";
const FLOW: &str = "flow: only\nlabel: Only\nsteps: []\n";

/// The rules, and what is found in the table's file.
fn loaded(table: &str) -> (Rules, Findings) {
    loaded_with(table, None)
}

/// The same with a file of rows, if there is one.
fn loaded_with(table: &str, rows: Option<&str>) -> (Rules, Findings) {
    let mut sources = Sources::new();
    if let Some(rows) = rows {
        sources.add("rules/tried.csv", rows);
    }
    for (name, text) in [
        ("dunlin.yaml", MANIFEST),
        ("flows/only.yaml", FLOW),
        ("rules/choices.yaml", CHOICES),
        ("rules/table.yaml", table),
    ] {
        sources.add(name, text);
    }
    let mut report = crate::source::Report::default();
    let rules = crate::load::read(&sources, &mut report).unwrap();
    assert!(
        !report.has_errors(),
        "{table}\n{}",
        report.into_findings(&sources)
    );
    super::find(&rules, &mut report);
    (rules, report.into_findings(&sources))
}

/// The codes of findings, each with its line.
fn lines(findings: &Findings) -> Vec<(Code, u32)> {
    lines_in("rules/table.yaml", findings)
}

fn lines_in(file: &str, findings: &Findings) -> Vec<(Code, u32)> {
    let found = findings.iter().map(|finding| {
        let place = finding.place().unwrap();
        assert_eq!(&*place.file, file, "{finding}");
        (finding.code(), place.line)
    });
    found.collect()
}

/// The type of an input, its cells, and values that tell all of these cells apart.
struct Sort {
    ty: &'static str,
    cells: &'static [&'static str],
    values: fn() -> Vec<Value>,
}

const SORTS: [Sort; 8] = [
    Sort {
        ty: "integer",
        cells: &[
            "-", "<= 1", "< 1", "> 2", ">= 2", "2", "1..3", "3..1", "!= 2", "== 0", "-1..1",
        ],
        values: || (-4..7).map(Value::Integer).collect(),
    },
    Sort {
        ty: "amount",
        cells: &[
            "-", "<= 1", "< 1", "> 1", ">= 1.01", "> 1.01", "1..2", "2", "!= 2", "1.01..3", "< 0",
        ],
        values: || {
            [
                -1000, -10, 0, 500, 990, 1000, 1005, 1010, 1500, 2000, 2500, 3000, 3500,
            ]
            .into_iter()
            .map(|thousandths| Value::Amount(Decimal::new(thousandths, 3)))
            .collect()
        },
    },
    Sort {
        ty: "date",
        cells: &[
            "-",
            "<= 2026-01-01",
            "< 2026-01-03",
            "> 2026-01-02",
            ">= 2026-01-02",
            "2026-01-01..2026-01-03",
        ],
        values: || {
            let first = chrono::NaiveDate::from_ymd_opt(2025, 12, 30).unwrap();
            first.iter_days().take(9).map(Value::Date).collect()
        },
    },
    Sort {
        ty: "bool",
        cells: &["-", "true", "false", "!= true"],
        values: || vec![Value::Bool(true), Value::Bool(false)],
    },
    Sort {
        ty: "code",
        cells: &["-", "a", "b", "!= a", "[a, b]"],
        values: || ["a", "b"].map(Value::choice).into(),
    },
    Sort {
        ty: "reason",
        cells: &["-", "x", "y", "!= y"],
        values: || ["x", "y"].map(Value::choice).into(),
    },
    Sort {
        ty: "text",
        cells: &["-", "x", "xx", "!= x", "[x, xx]"],
        values: || ["x", "xx", "", "xxx", "z"].map(Value::text).into(),
    },
    Sort {
        ty: "{ type: integer, optional: true }",
        cells: &["-", "< 1", ">= 1", "1..2"],
        values: || (-2..5).map(Value::Integer).chain([Value::Unset]).collect(),
    },
];

/// Some of the sorts, the cells of some rows, and the name of a hit.
type Drawn = (Vec<usize>, Vec<Vec<usize>>, &'static str);

fn drawn() -> impl Strategy<Value = Drawn> {
    let columns = proptest::collection::vec(0..SORTS.len(), 1..4);
    let rows = proptest::collection::vec(proptest::collection::vec(0_usize..100, 3), 0..7);
    let hit = proptest::sample::select(vec!["first", "unique", "collect"]);
    (columns, rows, hit)
}

/// All of a table but its rows.
fn head(columns: &[&Sort], hit: &str) -> String {
    let mut text = format!("table: tried\nhit: {hit}\nin:\n");
    for (at, column) in columns.iter().enumerate() {
        writeln!(text, "  in_{at}: {}", column.ty).unwrap();
    }
    text.push_str("out: { out: integer }\n");
    text
}

/// A table whose rows stand in a file: the output first, then the inputs from the last on.
fn in_a_file((columns, rows, hit): &Drawn, delimiter: char) -> (String, String) {
    let columns: Vec<&Sort> = columns.iter().map(|at| &SORTS[*at]).collect();
    let names = (0..columns.len()).rev().map(|at| format!("in_{at}"));
    let mut csv = format!(
        "\u{feff}out{delimiter}{}\r\n",
        names.collect::<Vec<_>>().join(&delimiter.to_string())
    );
    for row in rows {
        let cells = columns.iter().zip(row).map(|(column, at)| {
            let cell = column.cells[at % column.cells.len()];
            if cell.contains(delimiter) {
                format!("\"{cell}\"")
            } else {
                cell.to_owned()
            }
        });
        let cells: Vec<String> = cells.rev().collect();
        write!(
            csv,
            "1{delimiter} {}\r\n",
            cells.join(&delimiter.to_string())
        )
        .unwrap();
    }
    (format!("{}file: tried.csv\n", head(&columns, hit)), csv)
}

/// A table over some of the sorts, as text, and every input that tells its cells apart.
fn tables() -> impl Strategy<Value = (String, Vec<Vec<Value>>)> {
    drawn().prop_map(written)
}

fn written((columns, rows, hit): Drawn) -> (String, Vec<Vec<Value>>) {
    let columns: Vec<&Sort> = columns.iter().map(|at| &SORTS[*at]).collect();
    let mut text = format!("{}rows:\n", head(&columns, hit));
    if rows.is_empty() {
        text.truncate(text.len() - 1);
        text.push_str(" []\n");
    }
    for row in rows {
        let cells = columns.iter().zip(row).map(|(column, at)| {
            let cell = column.cells[at % column.cells.len()];
            if cell.starts_with('[') {
                cell.to_owned()
            } else {
                format!("\"{cell}\"")
            }
        });
        writeln!(text, "  - [ {}, 1 ]", cells.collect::<Vec<_>>().join(", ")).unwrap();
    }
    let mut inputs = vec![Vec::new()];
    for column in &columns {
        let values = (column.values)();
        inputs = inputs
            .into_iter()
            .flat_map(|input| {
                values
                    .iter()
                    .map(move |value| [input.clone(), vec![value.clone()]].concat())
            })
            .collect();
    }
    // Only `y` has an option that it doesn't go with: `a`.
    let apart = |input: &Vec<Value>| {
        let first = |ty: &str| columns.iter().position(|column| column.ty == ty);
        let code = first("code").and_then(|at| input[at].as_str().map(|code| code == "a"));
        let reasons = columns
            .iter()
            .zip(input)
            .filter(|(column, _)| column.ty == "reason");
        code == Some(true)
            && reasons
                .into_iter()
                .any(|(_, value)| value.as_str() == Some("y"))
    };
    let inputs = inputs.into_iter().filter(|input| !apart(input)).collect();
    (text, inputs)
}

fn takes(version: &Version, row: usize, input: &[Value]) -> bool {
    let cells = version.rows[row].cells.iter().zip(input);
    cells.into_iter().all(|(cell, value)| cell.matches(value))
}

/// What trying every input finds: the same codes at the same lines.
fn tried(
    table: &Table,
    inputs: &[Vec<Value>],
    line: impl Fn(usize) -> u32,
    rows: u32,
) -> Vec<(Code, u32)> {
    let version = &table.versions[0];
    let count = version.rows.len();
    let mut found = Vec::new();
    if table.hit != Hit::Collect
        && inputs
            .iter()
            .any(|input| version.rows(input).next().is_none())
    {
        found.push((Code::TableGap, rows));
    }
    for row in 0..count {
        let taken: Vec<&Vec<Value>> = inputs
            .iter()
            .filter(|input| takes(version, row, input))
            .collect();
        let above = |input: &[Value]| (0..row).any(|above| takes(version, above, input));
        let reached = taken.iter().any(|input| !above(input));
        let backward = taken.is_empty() && backward(version, row);
        if table.hit == Hit::Unique && taken.iter().any(|input| above(input)) {
            found.push((Code::TableOverlap, line(row)));
        }
        let apart = taken.is_empty() && table.hit == Hit::Collect;
        if backward || apart || (table.hit == Hit::First && !reached) {
            found.push((Code::RowNeverHit, line(row)));
        }
    }
    found
}

fn backward(version: &Version, row: usize) -> bool {
    let mut cells = version.rows[row].cells.iter();
    cells.any(|cell| matches!(cell, crate::rules::table::Cell::Range(low, high) if low == &Value::Integer(3) && high == &Value::Integer(1)))
}

/// A table of one input whose rows are one after the other.
fn long(hit: &str, rows: usize) -> String {
    let mut text = format!(
        "table: tried\nhit: {hit}\nin: {{ days: integer }}\nout: {{ out: integer }}\nrows:\n"
    );
    for row in 0..rows {
        writeln!(text, "  - [ {row}, 1 ]").unwrap();
    }
    text
}

#[test]
fn a_table_too_large_to_be_searched_is_refused_only_where_it_must_be_unique() {
    assert!(lines(&loaded(&long("first", 4_000)).1).is_empty());
    assert_eq!(lines(&loaded(&long("unique", 4_000)).1), [(Code::Limit, 5)]);
    assert_eq!(
        lines(&loaded(&long("unique", 500)).1),
        [(Code::TableGap, 5)]
    );
}

#[test]
fn the_ends_of_the_numbers_are_no_gaps() {
    let table = |cells: [&str; 2]| {
        let [low, high] = cells;
        format!(
            "table: tried\nhit: unique\nin: {{ days: integer }}\nout: {{ out: integer }}\nrows:\n  \
            - [ \"{low}\", 1 ]\n  - [ \"{high}\", 1 ]\n"
        )
    };
    let whole = table([&format!("{}..0", i64::MIN), &format!("1..{}", i64::MAX)]);
    assert!(lines(&loaded(&whole).1).is_empty());
    let short = table([&format!("{}..0", i64::MIN), &format!("1..{}", i64::MAX - 1)]);
    assert_eq!(lines(&loaded(&short).1), [(Code::TableGap, 5)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_is_what_trying_every_input_finds((text, inputs) in tables()) {
        let (rules, findings) = loaded(&text);
        let mut said = lines(&findings);
        said.sort();
        let table = &rules.tables[0];
        let line = |row: usize| rules.location(table.versions[0].rows[row].span).unwrap().line;
        let rows = rules.location(table.versions[0].span).unwrap().line;
        let mut tried = tried(table, &inputs, line, rows);
        tried.sort();
        // A row may hold several cells that nothing fits.
        said.dedup();
        prop_assert_eq!(said, tried, "{}", text);
    }

    #[test]
    fn rows_in_a_file_are_the_rows_in_a_list(drawn in drawn(), comma in any::<bool>()) {
        let (table, csv) = in_a_file(&drawn, if comma { ',' } else { ';' });
        let (list, inputs) = written(drawn);
        let (by_list, said) = loaded(&list);
        let (by_file, said_of_file) = loaded_with(&table, Some(&csv));
        let [list_version, file_version] = [&by_list, &by_file].map(|rules| &rules.tables[0].versions[0]);
        for input in &inputs {
            let [a, b] = [list_version, file_version].map(|version| {
                let rows = version.rows(input).map(|row| version.rows.iter().position(|other| other.span == row.span));
                rows.collect::<Vec<_>>()
            });
            prop_assert_eq!(a, b, "{}", csv);
        }
        // The first row of a list, and of a file, stands in the line below the one that begins it.
        let [from_list, from_file] = [(&by_list, list_version), (&by_file, file_version)]
            .map(|(rules, version)| rules.location(version.span).unwrap().line);
        let below = |lines: Vec<(Code, u32)>, from: u32| {
            let mut below: Vec<_> = lines.into_iter().map(|(code, line)| (code, line - from)).collect();
            below.sort();
            below
        };
        prop_assert_eq!(below(lines(&said), from_list), below(lines_in("rules/tried.csv", &said_of_file), from_file), "{}", csv);
    }

    #[test]
    fn the_lines_that_help_suggests_close_the_gaps_of_a_file(drawn in drawn(), comma in any::<bool>()) {
        prop_assume!(!drawn.1.is_empty());
        let (table, mut csv) = in_a_file(&drawn, if comma { ',' } else { ';' });
        let mut findings = loaded_with(&table, Some(&csv)).1;
        for _ in 0..100 {
            let Some(help) = findings.iter().find(|finding| finding.code() == Code::TableGap).and_then(|finding| finding.help("en")) else {
                break;
            };
            let Some(row) = help.strip_prefix("add the row `").and_then(|rest| rest.split('`').next()) else {
                return Ok(());
            };
            writeln!(csv, "{}", row.replace('…', "1")).unwrap();
            findings = loaded_with(&table, Some(&csv)).1;
        }
        prop_assert!(findings.iter().all(|finding| finding.code() != Code::TableGap), "{}", csv);
    }

    #[test]
    fn the_rows_that_help_suggests_close_the_gaps_and_take_nothing_else((text, _) in tables()) {
        prop_assume!(!text.contains("rows: []"));
        let mut text = text;
        let (_, mut findings) = loaded(&text);
        let others = |findings: &Findings| {
            let said = lines(findings).into_iter();
            said.filter(|(code, _)| *code != Code::TableGap).collect::<Vec<_>>()
        };
        let before = others(&findings);
        for _ in 0..100 {
            let Some(help) = findings.iter().find(|finding| finding.code() == Code::TableGap).and_then(|finding| finding.help("en")) else {
                break;
            };
            let Some(row) = help.strip_prefix("add the row `").and_then(|rest| rest.split('`').next()) else {
                return Ok(());
            };
            let row = row.replace('…', "1");
            writeln!(text, "  - {row}").unwrap();
            findings = loaded(&text).1;
            prop_assert_eq!(&others(&findings), &before, "{}", text);
        }
        prop_assert!(findings.iter().all(|finding| finding.code() != Code::TableGap), "{}", text);
    }
}
