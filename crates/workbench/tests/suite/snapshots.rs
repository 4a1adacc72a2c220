//! Snapshots: written only when asked for, in insta's form, and compared whatever the line ends.

use crate::Copy;

const NAME: &str = "rests";

#[test]
fn accepting_writes_what_passes_next_time() {
    let copy = Copy::of_loans("accept");
    let kept = copy.read("rests.snap");
    copy.change("rests.yaml", "2026-03-09", "2026-03-10");
    copy.write("rests.snap.new", "left over");
    assert!(copy.outcome(NAME).accept().unwrap());
    assert!(!copy.path("rests.snap.new").exists());
    assert!(copy.outcome(NAME).is_passed());
    assert_eq!(
        copy.read("rests.snap"),
        kept.replace("2026-03-09", "2026-03-10")
    );
    assert!(
        !copy.outcome(NAME).accept().unwrap(),
        "what passes needs no accepting"
    );
}

#[test]
fn proposing_leaves_the_snapshot_as_it_is() {
    let copy = Copy::of_loans("propose");
    let kept = copy.read("rests.snap");
    copy.change("rests.yaml", "2026-03-09", "2026-03-10");
    let outcome = copy.outcome(NAME);
    assert!(
        !copy.path("rests.snap.new").exists(),
        "running writes nothing"
    );
    assert!(outcome.propose().unwrap());
    assert_eq!(copy.read("rests.snap"), kept);
    assert_eq!(
        copy.read("rests.snap.new"),
        kept.replace("2026-03-09", "2026-03-10")
    );
    copy.change("rests.yaml", "2026-03-10", "2026-03-09");
    assert!(!copy.outcome(NAME).propose().unwrap());
    assert!(
        !copy.path("rests.snap.new").exists(),
        "what passes has nothing to review"
    );
}

#[test]
fn line_ends_make_no_difference() {
    let copy = Copy::of_loans("line-ends");
    for ending in ["yaml", "snap"] {
        let name = format!("{NAME}.{ending}");
        let text = copy.read(&name).replace('\n', "\r\n");
        copy.write(&name, &text);
    }
    assert!(copy.outcome(NAME).is_passed());
}

#[test]
fn a_head_as_insta_writes_it_is_read() {
    let copy = Copy::of_loans("heads");
    let (_, contents) = copy
        .read("rests.snap")
        .split_once("\n---\n")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let head = "source: scenarios/rests.yaml
assertion_line: 7
description: \"a pause is told when it begins, and when its end is set\"
snapshot_kind: text";
    copy.write("rests.snap", &format!("---\n{head}\n---\n{contents}"));
    assert!(copy.outcome(NAME).is_passed());
}

#[test]
fn a_sentence_that_changed_is_to_be_accepted_too() {
    let copy = Copy::of_loans("sentence");
    copy.change("rests.yaml", "when its end is set", "when it is to end");
    let outcome = copy.outcome(NAME);
    assert_eq!(
        outcome.diff().map(|diff| diff
            .lines()
            .filter(|line| line.starts_with(['-', '+']))
            .count()),
        Some(2)
    );
}

#[test]
fn two_runs_say_the_same() {
    let suite = Copy::of_loans("twice").suite();
    let reports = || {
        suite
            .run()
            .iter()
            .map(|outcome| outcome.report().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(reports(), reports());
}
