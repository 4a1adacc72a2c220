//! The one line for hosts' own tests: it panics with everything that is wrong, and with nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use dunlin_workbench::assert_scenarios;

use crate::{Copy, assert_told};

/// What the assertion panics with.
fn said(folder: &Path) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| assert_scenarios(folder))).unwrap_err();
    let said = panic
        .downcast_ref::<String>()
        .expect("it panics with a text");
    said.replace(&folder.display().to_string(), "FOLDER")
}

#[test]
fn everything_that_fails_is_told_at_once() {
    let copy = Copy::of_loans("asserts");
    copy.change("rests.yaml", "2026-03-09", "2026-03-10");
    copy.change("extends-a-loan.yaml", "expect: allowed", "expect: denied");
    copy.write("gone.snap", "");
    copy.write("empty.yaml", "");
    assert_told!("asserts", said(&copy.0));
}

#[test]
fn a_rule_set_without_scenarios_is_no_success() {
    let copy = Copy::with("asserts-nothing", &[]);
    assert_eq!(
        said(&copy.0),
        "FOLDER holds no scenarios (write one in `scenarios/`)"
    );
}
