//! Whatever the text is: loading says what is wrong with it, at a place in it, and never panics.

use proptest::collection::vec;
use proptest::prelude::{Rng, Strategy};
use proptest::sample::select;
use proptest::strategy::{Just, NewTree};
use proptest::test_runner::{TestCaseError, TestRunner};

use super::grammar::{Expressions, Tree};
use super::places::findings;
use super::world::{Sort, pick};
use super::{report, runner};
use crate::expr::Expected;

const TOKENS: &[&str] = &[
    "case",
    "input",
    "settings",
    "actor",
    "today",
    "now",
    "before",
    "number",
    "flag",
    "some_day",
    "kunde",
    "navn",
    "beløb",
    "æ",
    "is_set",
    "not",
    "date",
    "min",
    "len",
    "sum",
    "contains",
    "cost",
    "double",
    "times",
    "count",
    "if",
    "else",
    "switch",
    "let",
    "fn",
    "while",
    "loop",
    "in",
    "!in",
    "is",
    "as",
    "return",
    "throw",
    "import",
    "this",
    "true",
    "false",
    "null",
    "0",
    "1",
    "9.75",
    "1e9",
    "0x1f",
    "9223372036854775808",
    "1_000",
    "2026-01-01",
    "\"text\"",
    "\"æ\\n\"",
    "\"",
    "\"red\"",
    "\"2026-01-01\"",
    "'",
    "'c'",
    "'text'",
    "`",
    "`${",
    "`a${1}b`",
    "\\",
    "\\\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "#{",
    ".",
    "..",
    "..=",
    "?.",
    "?[",
    "??",
    ",",
    ";",
    ":",
    "::",
    "=",
    "==",
    "!=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "=>",
    "->",
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "&",
    "&&",
    "|",
    "||",
    "!",
    "^",
    "<<",
    ">>",
    "+=",
    "++",
    "--",
    "$",
    "@",
    "#",
    "?",
    "_",
    "//",
    "/*",
    "*/",
    " ",
    " ",
    " ",
    "\n",
    "\t",
    "\u{a0}",
    "🐦",
    "e\u{301}",
    "\u{0}",
];

const SORTS: &[Sort] = &[
    Sort::Bool,
    Sort::Exact,
    Sort::Text,
    Sort::Date,
    Sort::Colour,
];

/// Compiles a text for every kind of place.
fn is_taken_calmly(text: &str) -> Result<(), TestCaseError> {
    for expected in [
        Expected::Condition,
        Expected::Printable,
        Expected::Moment,
        Expected::WholeNumber,
    ] {
        findings(text, &expected)?;
    }
    Ok(())
}

#[test]
fn soups_of_tokens_are_taken_calmly() {
    let soup = vec(select(TOKENS), 1..24).prop_map(|tokens| tokens.concat());
    report(runner("soups", 10).run(&soup, |text| is_taken_calmly(&text)));
}

#[test]
fn expressions_with_slips_are_taken_calmly() {
    report(runner("slips", 10).run(&Slips, |text| is_taken_calmly(&text)));
}

/// Valid expressions, mistyped: characters left out, doubled, swapped, or strange ones put in.
#[derive(Debug)]
struct Slips;

impl Strategy for Slips {
    type Tree = Just<String>;
    type Value = String;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let right: Tree = Expressions(SORTS).new_tree(runner)?.whole().tree;
        let rng = runner.rng();
        let mut letters: Vec<char> = right.text().chars().collect();
        for _ in 0..=rng.next_u32() % 3 {
            let at = rng.next_u32() as usize % letters.len().max(1);
            match rng.next_u32() % 5 {
                0 if at < letters.len() => drop(letters.remove(at)),
                1 if at < letters.len() => letters.insert(at, letters[at]),
                2 if at + 1 < letters.len() => letters.swap(at, at + 1),
                3 => letters.truncate(at),
                _ => {
                    let token = pick(TOKENS, rng).chars();
                    letters.splice(at..at, token);
                }
            }
        }
        Ok(Just(letters.into_iter().collect()))
    }
}

/// Whatever is repeated until a text may be no longer is either taken or refused, on a small stack too.
#[test]
fn the_longest_texts_are_taken_calmly() {
    const LONGEST: usize = 4_000;
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("#{a:", "}"),
        ("not(", ")"),
        ("min(1, ", ")"),
        ("x[", "]"),
        ("[1,", "]"),
        ("`${", "}`"),
        ("1 + (", ")"),
        ("true || (", ")"),
        ("switch 1 { 1 => ", "}"),
        ("/* ", "*/"),
        ("!", ""),
        ("-", ""),
        ("1+", ""),
        ("1..", ""),
        ("1 in ", ""),
        ("|a|", ""),
        ("a.", ""),
        ("a?.", ""),
        ("\"a\" + ", ""),
        ("true && ", ""),
        ("input.some_number ?? ", ""),
        ("if true { 1 } else ", ""),
        ("// ", ""),
    ] {
        let times = (LONGEST - 1) / (open.len() + close.len());
        let balanced = format!("{}1{}", open.repeat(times), close.repeat(times));
        for text in [open.repeat(LONGEST / open.len()), balanced] {
            is_taken_calmly(&text).unwrap_or_else(|error| panic!("{error} {text}"));
        }
    }
}
