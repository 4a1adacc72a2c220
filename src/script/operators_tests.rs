//! That operators which Rhai works out at once are those that are looked up: between any two values, with every mistake and its place.

use rhai::{Dynamic, Engine, EvalAltResult};

use super::case::ScriptCase;
use super::fault;
use super::operators::Operators;
use super::sandbox;
use super::sandbox_tests::{dates, in_test, run};
use crate::expr::WORLD;

const VALUES: [&str; 28] = [
    "()",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "7",
    "70",
    "9223372036854775807",
    "-9223372036854775807 - 1",
    "0.0",
    "1.0",
    "-2.5",
    "79228162514264337593543950335.0",
    "'c'",
    "\"\"",
    "\"c\"",
    "\"text\"",
    "[]",
    "[1, \"c\"]",
    "[1.0, \"c\"]",
    "#{ a: 1 }",
    "#{ a: 1.0 }",
    "0..3",
    "0..=3",
    "date(\"2026-03-20\")",
    "case",
    "now",
];

const OPERATORS: [&str; 19] = [
    "+", "-", "*", "%", "**", "<<", ">>", "&", "|", "^", "==", "!=", "<", "<=", ">", ">=", "..",
    "..=", "in",
];

const ASSIGNMENTS: [&str; 10] = [
    "+=", "-=", "*=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^=",
];

#[test]
fn operators_are_the_same_between_all_values() {
    let both = Both::new();
    for left in VALUES {
        for right in VALUES {
            for operator in OPERATORS {
                both.agree(&format!("let a = {left}; let b = {right}; a {operator} b"));
            }
            for operator in ASSIGNMENTS {
                both.agree(&format!(
                    "let a = {left}; let b = {right}; a {operator} b; a"
                ));
                both.agree(&format!(
                    "let a = [{left}]; let b = {right}; a[0] {operator} b; a"
                ));
            }
        }
        for operator in ["-", "+", "!"] {
            both.agree(&format!("let a = {left}; {operator}a"));
        }
    }
}

#[test]
fn what_grows_ends_at_the_same_size() {
    let both = Both::new();
    for start in ["\"text\"", "'c'", "[1]", "[[1]]", "#{ a: \"text\" }"] {
        for turn in [
            "a += a",
            "a = a + \"more\"",
            "a = \"more\" + a",
            "a += 'c'",
            "a += [a]",
        ] {
            both.agree(&format!("let a = {start}; for n in 0..20 {{ {turn}; }} a"));
        }
    }
}

#[test]
fn operators_are_looked_up_where_that_matters() {
    use Operators::{BuiltIn, LookedUp};
    for (body, operators) in [
        ("1 + n", BuiltIn),
        ("-n * n", BuiltIn),
        ("n + list.len()", BuiltIn),
        ("if n > 1 { n += 1; n - 2 } else { div(n, 2) }", BuiltIn),
        ("\"1/2\" + \"//\"", BuiltIn),
        ("n / 2", LookedUp),
        ("n /= 2; n", LookedUp),
        ("list[0] /= 2; n", LookedUp),
        ("switch n { 1 if n > 4 / n => 1, _ => 2 }", LookedUp),
        ("switch n { 1 => 1, _ => n / 2 }", LookedUp),
        ("`a ${n / 2}`", LookedUp),
        ("#{ a: [n, -(n / 2)] }", LookedUp),
        ("for i in 0..(4 / n) {}", LookedUp),
        ("while n < 4 { n = n / 3; }", LookedUp),
        ("do { n /= 3; } until n < 4", LookedUp),
        ("try { throw n / 3; } catch { }", LookedUp),
        ("return n / 3", LookedUp),
        ("n + { n += 1; n }", LookedUp),
        (
            "n > 0 && n + if n > 1 { n = 0; 1 } else { 2 } > 1",
            LookedUp,
        ),
        ("list == [list.pop()]", LookedUp),
    ] {
        let script = format!("fn test(n, list) {{ {body} }}");
        let tree = Both::new().looked_up.compile(script);
        let tree = tree.unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(Operators::of(&tree), operators, "{body}");
    }
}

/// What needs more operations than are allowed without looking up is begun anew, and counted as ever.
#[test]
fn operations_are_counted_as_where_all_is_looked_up() {
    let both = Both::new();
    for turns in [10, 16_000, 17_000, 24_990, 25_000] {
        let body = format!("let sum = 0; for n in 0..{turns} {{ sum += 1; }} 7");
        let looked_up = both.told(&both.looked_up, &body);
        assert_eq!(run(&in_test(&body)).is_ok(), looked_up.is_ok(), "{turns}");
    }
}

/// The sandbox in both ways.
struct Both {
    built_in: Engine,
    looked_up: Engine,
}

impl Both {
    fn new() -> Self {
        Self {
            built_in: sandbox::library(dates(), Operators::BuiltIn).engine,
            looked_up: sandbox::library(dates(), Operators::LookedUp).engine,
        }
    }

    fn agree(&self, body: &str) {
        let built_in = self.told(&self.built_in, body);
        let looked_up = self.told(&self.looked_up, body);
        assert_eq!(built_in, looked_up, "{body}");
    }

    /// What a function returns, or why and where it fails.
    fn told(&self, engine: &Engine, body: &str) -> Result<String, String> {
        let script = format!("fn test(case, now) {{ {body} }}");
        let tree = self.looked_up.compile(script);
        let tree = tree.unwrap_or_else(|error| panic!("{body}: {error}"));
        let case = ScriptCase::of(&WORLD.cases[0].view());
        let result: Result<Dynamic, Box<EvalAltResult>> =
            super::call(engine, &tree, "test", true, (case, WORLD.now));
        match result {
            Ok(value) => Ok(format!("{} {value:?}", value.type_name())),
            Err(error) => Err(format!("{:?}", fault::told(&error))),
        }
    }
}
