//! What is said of a condition before it is evaluated: never anything that an evaluation doesn't bear out.

use proptest::test_runner::TestCaseError;

use super::agreement::compiled;
use super::grammar::{Case, Expressions};
use super::world::{FILE, Sort, WORLD, findings_of};
use super::{report, runner};
use crate::expr::{
    Expected, Expr, Guards, Roots, Scope, Silent, Text, compile, eval_bool, is_always,
};
use crate::rules::Touched;
use crate::source::Report;

/// What is true of every case, whatever it is, where nothing is changed.
const ALWAYS: &[&str] = &[
    "added(\"fee\") == 0",
    "added(\"fee\") + added(\"principal\") <= 0",
    "added(\"fee\") == 0 || after.count(\"fee\") <= 3",
    "not(added(\"fee\") > 0 && days_between(before.flow_started, today) < 10)",
    "after.balance == before.balance",
    "after.times(\"send\") <= before.times(\"send\")",
    "after.times(\"send\", \"reminder\") - before.times(\"send\", \"reminder\") == 0",
    "after.number == 1 || added(\"fee\") == 0",
    "not(before.status == \"closed\" && after.status != \"closed\")",
    "not(before.status == \"closed\" && after.status == \"active\" && added(\"fee\") > 0)",
];

/// What depends on the case, or may fail before it is known.
const DEPENDS: &[&str] = &[
    "before.status == \"closed\"",
    "after.balance > 0",
    "after.balance == before.principal",
    "added(\"fee\") <= after.principal",
    "added(\"fee\") <= cost(after.principal).cost",
    "days_between(before.flow_started, today) < 10 && added(\"fee\") > 0",
    "before.status == \"closed\" || after.status == \"active\"",
    "not(before.status == \"closed\" && after.status == \"active\")",
    "double(2) == 4",
    "(after.some.number ?? 1) == (before.some.number ?? 1)",
];

fn limit(text: &str) -> Expr {
    let mut report = Report::default();
    let place = |byte| byte;
    let place = Text {
        file: FILE,
        text,
        place: &place,
    };
    let scope = Scope::new(&WORLD.rules().words, Roots::Invariant);
    let guards = Guards::default();
    let expr = compile(place, scope, &guards, &Expected::Condition, &mut report);
    expr.unwrap_or_else(|| panic!("{text}: {}", findings_of(text, report)))
}

#[test]
fn limits_on_what_is_not_touched_are_known_to_hold() {
    let nothing = Touched::default();
    for text in ALWAYS {
        assert!(is_always(&limit(text), true, &nothing), "{text}");
        let denied = format!("not({text})");
        assert!(is_always(&limit(&denied), false, &nothing), "{denied}");
    }
    for text in DEPENDS {
        let limit = limit(text);
        assert!(!is_always(&limit, true, &nothing), "{text}");
        assert!(!is_always(&limit, false, &nothing), "{text}");
    }
}

fn is_borne_out(case: &Case) -> Result<(), TestCaseError> {
    // One that is too long to be read has nothing said of it.
    let Ok(expr) = compiled(&case.tree.text(), case.tree.sort) else {
        return Ok(());
    };
    for truth in [true, false] {
        if !is_always(&expr, truth, &Touched::default()) {
            continue;
        }
        for at in 0..WORLD.cases.len() {
            let found = eval_bool(&expr, &WORLD.env(at, &case.inputs), &mut Silent);
            if found != Ok(truth) {
                let wrong = format!("said to be {truth}, and it is {found:?} for case {at}");
                return Err(TestCaseError::fail(wrong));
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_known_before_is_what_comes_out() {
    let mut runner = runner("settled", 10);
    report(runner.run(&Expressions(&[Sort::Bool]), |case| is_borne_out(&case)));
}
