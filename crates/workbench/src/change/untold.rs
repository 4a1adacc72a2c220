//! No change of a snapshot goes untold: every line of every kept one is left out and written otherwise, and something is said of it.

use std::fs;
use std::path::Path;

use super::{Language, Telling};
use crate::snapshot::Snapshot;

/// Folders with kept snapshots, from this package's own.
const FOLDERS: [&str; 7] = [
    "../../scenarios",
    "../../examples/rulesets/danish-creditor/scenarios",
    "../../examples/rulesets/danish-creditor-never-reminds/scenarios",
    "../../examples/rulesets/road-fines/scenarios",
    "../../examples/rulesets/road-fines-stops-when-paid/scenarios",
    "../../examples/rulesets/se/scenarios",
    "tests/fixtures/loans/scenarios",
];

fn snapshots() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "snap") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    assert!(found.len() > 280, "{} snapshots", found.len());
    found
}

/// The lines that a snapshot is changed to from the one at hand.
fn others(line: &str) -> [Option<String>; 3] {
    let digits = line.replace(|c: char| c.is_ascii_digit(), "7");
    [
        None,
        Some(format!("{line} indeed")),
        Some(digits).filter(|digits| digits != line),
    ]
}

#[test]
fn every_line_that_changes_is_told() {
    for (name, text) in snapshots() {
        let kept = Snapshot::parse(&text);
        let lines: Vec<&str> = text.lines().collect();
        let (head, body) = lines.split_at(2);
        for at in 0..body.len() {
            for other in others(body[at]) {
                let was_left_out = other.is_none();
                let mut changed: Vec<&str> = body.to_vec();
                match &other {
                    Some(other) => changed[at] = other,
                    None => {
                        changed.remove(at);
                    }
                }
                let new = Snapshot::parse(&[head, &changed].concat().join("\n"));
                if new == kept {
                    assert!(was_left_out, "{name}: line {at} says nothing");
                    continue;
                }
                let changes = kept.changes(&new);
                for lang in [Language::En, Language::Da] {
                    let told = Telling(lang).lines(&changes);
                    assert!(!told.is_empty(), "{name}: `{}` as {other:?}", body[at]);
                    let said = told.iter().all(|line| !line.trim().is_empty());
                    assert!(said, "{name}: `{}` as {other:?}: {told:?}", body[at]);
                }
            }
        }
    }
}
