//! `test --coverage --format json`: what is counted is what is listed, and how an element is told.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What the scenarios of a rule set cover, as the command prints it.
fn covered(rules: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    command.args(["test", "--coverage", "--format", "json", "--rules"]);
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join(rules);
    let ended = command.arg(rules).output().unwrap();
    let document: Value = serde_json::from_slice(&ended.stdout).unwrap();
    document["coverage"].clone()
}

fn text<'v>(element: &'v Value, name: &str) -> &'v str {
    element[name].as_str().unwrap()
}

/// How many elements are in each state, in the form of the document's own counts: those that the settings decide aren't counted.
fn counted<'e>(elements: impl Iterator<Item = &'e Value>) -> Value {
    let mut counts = BTreeMap::from([("covered", 0), ("partly", 0), ("uncovered", 0)]);
    for element in elements {
        match counts.get_mut(text(element, "state")) {
            Some(count) => *count += 1,
            None => assert_eq!(text(element, "state"), "settled"),
        }
    }
    serde_json::to_value(counts).unwrap()
}

#[test]
fn what_is_counted_is_what_is_listed() {
    for rules in ["../workbench/tests/fixtures/covered", "tests/fixtures/club"] {
        let covered = covered(rules);
        let elements = covered["elements"].as_array().unwrap();
        assert_eq!(covered["totals"], counted(elements.iter()));
        for (kind, counts) in covered["kinds"].as_object().unwrap() {
            let of_kind = elements.iter().filter(|one| text(one, "kind") == kind);
            assert_eq!(*counts, counted(of_kind), "{kind}");
        }
        for (file, counts) in covered["files"].as_object().unwrap() {
            let in_file = elements.iter().filter(|one| one["place"]["file"] == **file);
            assert_eq!(*counts, counted(in_file), "{file}");
        }
        for element in elements {
            let is_lacking = matches!(text(element, "state"), "partly" | "uncovered");
            assert_eq!(element["hint"].is_string(), is_lacking, "{element}");
        }
    }
}

#[test]
fn an_element_says_where_it_is_and_why() {
    let covered = covered("tests/fixtures/club");
    let mut of_verdicts = BTreeMap::new();
    for element in covered["elements"].as_array().unwrap() {
        of_verdicts
            .entry(text(element, "verdict"))
            .or_insert(element);
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&of_verdicts).unwrap());
}
