//! What is denied is never so: the search held to the evaluator, over random conditions and over every case of a small world.

use proptest::prelude::Rng;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestCaseError;

use super::{Effort, Terms, satisfiable};
use crate::expr::{
    Expr, Expressions, Silent, Sort, WORLD, compiled, eval_bool, random_inputs, runner,
};
use crate::value::Value;

/// What a condition always is, by itself: true, false, or neither as far as can be told.
fn always(condition: &Expr) -> Option<bool> {
    let effort = Effort::default();
    let mut terms = Terms::new(WORLD.rules(), WORLD.inputs(), true, &effort);
    let [yes, no] = [true, false].map(|truth| terms.formula(condition, truth));
    match (satisfiable([&yes], &terms), satisfiable([&no], &terms)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

fn truth(condition: &Expr, case: usize, inputs: &[Value]) -> Option<bool> {
    eval_bool(condition, &WORLD.env(case, inputs), &mut Silent).ok()
}

#[test]
fn what_is_always_so_is_so_for_every_case() {
    let mut found = 0;
    let mut runner = runner("always", 10);
    let mut rng = runner.new_rng();
    for _ in 0..10_000 {
        let case = Expressions(&[Sort::Bool])
            .new_tree(&mut runner)
            .expect("a case")
            .current();
        // Some are too long to be read.
        let Ok(condition) = compiled(&case.tree.text(), Sort::Bool) else {
            continue;
        };
        let Some(always) = always(&condition) else {
            continue;
        };
        found += 1;
        for _ in 0..40 {
            let inputs = random_inputs(&mut rng);
            for place in 0..WORLD.cases.len() {
                let truth = truth(&condition, place, &inputs);
                assert!(truth.is_none_or(|truth| truth == always), "{case:?}");
            }
        }
    }
    assert!(found > 500, "only {found} are always the same");
}

/// Conditions over five inputs, whose every region is met by a few values.
fn condition(depth: u32, rng: &mut impl Rng) -> String {
    let mut among = |count: u32| rng.next_u32() % count;
    let number = among(4);
    let symbol = ["==", "!=", "<", "<=", ">", ">="][among(6) as usize];
    if depth == 0 || among(4) == 0 {
        return match among(12) {
            0 => format!("input.number {symbol} {number}"),
            1 => format!("{number} {symbol} input.number"),
            2 => format!("input.number {symbol} {number}.5"),
            3 => format!("input.number {symbol} input.other"),
            4 => format!("input.other {symbol} input.number"),
            5 => format!("input.number in [{number}, 1, {}]", among(4)),
            6 => "input.flag".to_owned(),
            7 => format!("input.colour {} \"green\"", ["==", "!="][among(2) as usize]),
            8 => "input.colour in [\"red\", \"blue\"]".to_owned(),
            9 => "is_set(input.some_number)".to_owned(),
            10 => format!("(is_set(input.some_number) && input.some_number {symbol} {number})"),
            _ => format!("(input.number + 1 {symbol} {number})"),
        };
    }
    let kind = among(6);
    let mut part = || condition(depth - 1, rng);
    match kind {
        0 | 1 => format!("({} && {})", part(), part()),
        2 | 3 => format!("({} || {} || {})", part(), part(), part()),
        4 => format!("not({})", part()),
        _ => format!("(if {} {{ {} }} else {{ {} }})", part(), part(), part()),
    }
}

fn every_input() -> Vec<Vec<Value>> {
    let place = |name: &str| {
        let mut inputs = WORLD.inputs().iter();
        inputs
            .position(|input| &*input.name == name)
            .expect("an input")
    };
    let numbers = |from: i64, to: i64| (from..=to).map(Value::Integer).collect::<Vec<_>>();
    let mut missing = numbers(0, 3);
    missing.push(Value::Unset);
    let domains = [
        (place("number"), numbers(-1, 5)),
        (place("other"), numbers(-1, 5)),
        (place("flag"), vec![true.into(), false.into()]),
        (
            place("colour"),
            ["red", "green", "blue"].map(Value::choice).to_vec(),
        ),
        (place("some_number"), missing),
    ];
    let mut all = vec![vec![Value::Unset; WORLD.inputs().len()]];
    for (place, values) in domains {
        let with = |inputs: &Vec<Value>| {
            let inputs = inputs.clone();
            values.clone().into_iter().map(move |value| {
                let mut inputs = inputs.clone();
                inputs[place] = value;
                inputs
            })
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

#[test]
fn in_a_small_world_it_is_right_and_finds_most() {
    let every = every_input();
    let (mut found, mut missed) = (0, 0);
    let mut runner = runner("small world", 1);
    let mut rng = runner.new_rng();
    for _ in 0..3_000 {
        let depth = 1 + rng.next_u32() % 3;
        let text = condition(depth, &mut rng);
        let condition =
            compiled(&text, Sort::Bool).unwrap_or_else(|error| panic!("{error} {text}"));
        let first = truth(&condition, 0, &every[0]).expect("nothing overflows");
        let same = every
            .iter()
            .all(|inputs| truth(&condition, 0, inputs) == Some(first));
        match always(&condition) {
            Some(always) => {
                assert!(same && always == first, "{text} isn't always {always}");
                found += 1;
            }
            None => missed += u32::from(same),
        }
    }
    assert!(
        found > 100 && missed < found,
        "{found} found, {missed} missed"
    );
}

#[test]
fn what_takes_too_long_is_possible() -> Result<(), TestCaseError> {
    let sides = (0..60).map(|n| format!("(input.number == {n} || input.other == {n})"));
    let text = sides.collect::<Vec<_>>().join(" && ");
    let condition = compiled(&text, Sort::Bool)?;
    assert_ne!(always(&condition), Some(true));
    let nested = (0..60).fold("input.flag".to_owned(), |inner, _| {
        format!("(if {inner} {{ input.flag }} else {{ true }})")
    });
    if let Ok(condition) = compiled(&nested, Sort::Bool) {
        assert_ne!(always(&condition), Some(false));
    }
    Ok(())
}
