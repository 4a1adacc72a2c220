//! That scripts which tell of their statements give what the scripts give, and tell of exactly those that are run.

use rhai::{Dynamic, Engine};

use super::draft::Draft;
use super::followed::Followed;
use super::{ScriptId, Scripts};
use crate::expr::WORLD;
use crate::source::{FileId, Report, Source};

const SCRIPT: &str = r##"
fn fee(number, text) {
    let sum = 0; // a remark; { with } marks
    for item in [1, 2, 3] {
        if item > number { continue; }
        sum += item;
    }
    let map = #{ a: sum, b: if number > 1 { 10 } else { 20 } };
    let word = switch text {
        "a" => number + 1,
        "b" | "c" if number > 2 => { sum + 1 }
        "d" => throw "no",
        _ => helper(-number) && true || false,
    };
    if number > 100 {
        return word;
    } else if number > 50 {
        map.a += 1;
    }
    while sum > 3 { sum -= 1; }
    try { risky(number); } catch (error) { sum = `${ let x = 5; x }`; }
    word
}

fn helper(number) { number < 0 }
fn risky(number) { if number == 2 { throw "two"; } number }
fn unused() { 1 }
"##;

fn followed() -> (Followed, Scripts) {
    let dates = || WORLD.rules().scripts.dates.clone();
    let mut scripts = Scripts::new(dates());
    let source = Source::new("rules/fee.rhai", SCRIPT);
    let mut report = Report::default();
    scripts.add(FileId(0), &source, &mut report).unwrap();
    let followed = Followed::of(dates(), scripts.files.iter().map(|file| &file.draft));
    (followed, scripts)
}

fn words(span: crate::source::Span) -> &'static str {
    SCRIPT
        .get(span.start as usize..span.end as usize)
        .unwrap_or_default()
}

/// Every statement, and whether a call about 2 and "a" runs it.
const STATEMENTS: [(&str, bool); 25] = [
    ("let sum = 0", true),
    ("for item in [1, 2, 3]", true),
    ("if item > number", true),
    ("continue", true),
    ("sum += item", true),
    (
        "let map = #{ a: sum, b: if number > 1 { 10 } else { 20 } }",
        true,
    ),
    ("10", true),
    ("20", false),
    ("let word = switch text", true),
    ("number + 1", true),
    ("sum + 1", false),
    ("helper(-number) && true || false", false),
    ("if number > 100", true),
    ("return word", false),
    ("map.a += 1", false),
    ("while sum > 3", true),
    ("sum -= 1", false),
    ("try", true),
    ("risky(number)", true),
    ("sum = `${ let x = 5; x }`", true),
    ("word", true),
    ("if number == 2", true),
    ("throw \"two\"", true),
    ("number", false),
    ("1", false),
];

#[test]
fn each_statement_is_told_of_when_it_is_run() {
    let (followed, _) = followed();
    let run: Vec<_> = followed
        .run(ScriptId(0), "fee", (2_i64, "a".to_owned()))
        .collect();
    let all = followed.statements();
    let all: Vec<(&str, bool)> = all
        .map(|found| (words(found.span), run.contains(&found)))
        .collect();
    assert_eq!(all, STATEMENTS);
}

#[test]
fn a_copy_gives_what_its_script_gives() {
    let (_, scripts) = followed();
    let dates = scripts.dates.clone();
    let (copy, parser) = (
        super::followed::copy_of(&scripts.files[0].draft),
        super::sandbox::parser(),
    );
    let mut engine: Engine = super::sandbox::library(dates, super::Operators::LookedUp).engine;
    engine.register_fn("__reached", |_: i64| ());
    Draft::read(&parser, FileId(0), &Source::new("rules/fee.rhai", &copy)).unwrap();
    let copied = engine.compile(&copy).unwrap();
    let tree = engine.compile(SCRIPT).unwrap();
    for number in [-1_i64, 0, 1, 2, 3, 60, 101] {
        for text in ["a", "b", "c", "d", "e"] {
            let call = |tree| {
                let result = engine.call_fn::<Dynamic>(
                    &mut rhai::Scope::new(),
                    tree,
                    "fee",
                    (number, text.to_owned()),
                );
                result
                    .map(|value| value.to_string())
                    .map_err(|error| super::fault::told(&error).0)
            };
            assert_eq!(call(&copied), call(&tree), "{number} {text}");
        }
    }
}
