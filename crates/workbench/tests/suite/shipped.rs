//! The project's own rule sets come out as their scenarios say.

use dunlin_workbench::assert_scenarios;

#[test]
fn shipped_scenarios_hold() {
    assert_scenarios("../..");
}

#[test]
fn fixture_scenarios_hold() {
    assert_scenarios("tests/fixtures/loans");
}
