//! The typed evaluator and Rhai agree: on every value with its type and scale, and on every failure.

use proptest::strategy::Strategy;
use proptest::test_runner::TestCaseError;
use rhai::Dynamic;

use super::grammar::{Case, Expressions};
use super::reference::{self, Failure};
use super::world::{FILE, Sort, WORLD, findings_of};
use super::{report, runner};
use crate::expr::{Expected, Expr, Fault, FaultKind, Guards, Silent, Text, compile, eval};
use crate::rules::{Kind, Type};
use crate::source::Report;
use crate::value::Value;

fn agrees(case: &Case) -> Result<(), TestCaseError> {
    let text = case.tree.text();
    let expr = compiled(&text, case.tree.sort)?;
    let ours = eval(&expr, &WORLD.env(case.case, &case.inputs), &mut Silent);
    let theirs = reference::evaluate(&text, case.case, &case.inputs);
    let same = match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => is_same(ours, theirs),
        (Err(ours), Err(theirs)) => failure(ours) == Some(*theirs) || looks_in_list(&text),
        _ => false,
    };
    if same {
        return Ok(());
    }
    let theirs = theirs.map(|value| format!("{value:?}"));
    Err(TestCaseError::fail(format!(
        "expressions yield {ours:?}, and Rhai {theirs:?}, for"
    )))
}

pub(crate) fn compiled(text: &str, sort: Sort) -> Result<Expr, TestCaseError> {
    let mut report = Report::default();
    let place = |byte| byte;
    let place = Text {
        file: FILE,
        text,
        place: &place,
    };
    let ty = Type::of(kind(sort));
    let expr = compile(
        place,
        WORLD.scope(),
        &Guards::default(),
        &Expected::Value(&ty),
        &mut report,
    );
    expr.ok_or_else(|| TestCaseError::fail(format!("{} for", findings_of(text, report))))
}

pub(crate) fn kind(sort: Sort) -> Kind {
    match sort {
        Sort::Bool => Kind::Bool,
        Sort::Whole | Sort::Small => Kind::Integer,
        Sort::Exact => Kind::Decimal,
        Sort::Amount => Kind::Amount,
        Sort::Percent => Kind::Percent,
        Sort::Text => Kind::Text,
        Sort::Date => Kind::Date,
        Sort::Moment => Kind::DateTime,
        Sort::Colour => Kind::Choice(WORLD.rules().words.list_named("colour").expect("a list")),
    }
}

fn is_same(ours: &Value, theirs: &Dynamic) -> bool {
    match ours {
        Value::Bool(truth) => theirs.as_bool() == Ok(*truth),
        Value::Integer(number) => theirs.as_int() == Ok(*number),
        // Printed, so that 1.5 and 1.50 aren't the same.
        Value::Decimal(number) | Value::Amount(number) | Value::Percent(number) => theirs
            .as_decimal()
            .is_ok_and(|theirs| theirs.to_string() == number.to_string()),
        Value::Text(text) | Value::Choice(text) => theirs
            .as_immutable_string_ref()
            .is_ok_and(|theirs| **theirs == **text),
        Value::Date(date) => theirs.clone().try_cast() == Some(*date),
        Value::DateTime(time) => theirs.clone().try_cast() == Some(*time),
        _ => false,
    }
}

fn failure(fault: &Fault) -> Option<Failure> {
    match fault.kind {
        FaultKind::Overflow => Some(Failure::Overflow),
        FaultKind::DivisionByZero => Some(Failure::DivisionByZero),
        FaultKind::DateOutOfRange => Some(Failure::DateOutOfRange),
        _ => None,
    }
}

/// Of two failures the first is told, and `a in b` looks at `a` first, in Rhai at `b`.
fn looks_in_list(text: &str) -> bool {
    text.contains("in [") || text.contains("contains([")
}

/// The cases are worth trying: each failure is met, and most expressions yield a value.
#[test]
fn expressions_yield_values_and_failures() {
    let mut runner = runner("worth", 2);
    let sorts = Expressions(&[Sort::Bool, Sort::Whole, Sort::Exact, Sort::Date]);
    let mut met = [0; 4];
    for _ in 0..2_000 {
        let case = sorts.new_tree(&mut runner).expect("a case").whole();
        let text = case.tree.text();
        let place = match reference::evaluate(&text, case.case, &case.inputs) {
            Ok(_) => 0,
            Err(Failure::Overflow) => 1,
            Err(Failure::DivisionByZero) => 2,
            Err(Failure::DateOutOfRange) => 3,
        };
        met[place] += 1;
    }
    let [values, failures @ ..] = met;
    assert!(
        values > 1_000 && failures.iter().all(|met| *met > 20),
        "{met:?}"
    );
}

#[test]
fn conditions_agree_with_rhai() {
    report(runner("conditions", 40).run(&Expressions(&[Sort::Bool]), |case| agrees(&case)));
}

#[test]
fn numbers_agree_with_rhai() {
    let sorts = &[
        Sort::Whole,
        Sort::Exact,
        Sort::Exact,
        Sort::Amount,
        Sort::Percent,
    ];
    report(runner("numbers", 40).run(&Expressions(sorts), |case| agrees(&case)));
}

#[test]
fn texts_and_dates_agree_with_rhai() {
    let sorts = &[
        Sort::Text,
        Sort::Date,
        Sort::Date,
        Sort::Moment,
        Sort::Colour,
    ];
    report(runner("texts and dates", 20).run(&Expressions(sorts), |case| agrees(&case)));
}
