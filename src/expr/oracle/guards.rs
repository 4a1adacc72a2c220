//! What a condition makes certain, and what it doesn't: expressions that are accepted, and ones that are refused.

use super::places::findings;
use super::world::{FILE, WORLD};
use crate::expr::{Expected, Guards, Roots, Scope, Text, compile};
use crate::source::{Code, Report};

/// In these, `x` and `y` are whole numbers that may be missing, `a` and `b` conditions.
const ACCEPTED: &[&str] = &[
    "is_set(x) && x > 1",
    "a && is_set(x) && b && x > 1",
    "is_set(x) && is_set(y) && x > y",
    "(a && is_set(x)) && (x > 1 && b)",
    "is_set(x) && (a || x > 1)",
    "is_set(x) && not(x > 1)",
    "is_set(x) && (if a { x } else { 0 }) > 1",
    "is_set(x) && x in [1, x + 1]",
    "is_set(x) == a || a",
    // What is denied, on the other side of an "or".
    "not(is_set(x)) || x > 1",
    "!is_set(x) || x > 1",
    "a || !is_set(x) || x > 1",
    "!(a && is_set(x)) || b || x > 1 || !is_set(x)",
    "!(is_set(x) && a) || x > 1",
    "!(is_set(x) && is_set(y)) || x > y",
    "not(a && not(is_set(x))) && a || true",
    // Denied twice.
    "!!is_set(x) && x > 1",
    "not(not(is_set(x))) && x > 1",
    "!(!is_set(x) || a) && x > 1",
    "!(a || !(is_set(x) && b)) && x > 1",
    // Every side of an "or" gives it.
    "(is_set(x) && a || is_set(x) && b) && x > 1",
    "(is_set(x) || is_set(x) && a) && x > 1",
    "!(!is_set(x) && !is_set(x)) && x > 1",
    // Choices between two.
    "if is_set(x) { x > 1 } else { false }",
    "if !is_set(x) { false } else { x > 1 }",
    "if a || !is_set(x) { true } else { x > 1 }",
    "if is_set(x) && a { x > 1 } else { b }",
    "if a { true } else if is_set(x) { x > 1 } else { false }",
    "if is_set(x) { if a { x > 1 } else { x > 2 } } else { a }",
    // A value instead.
    "(x ?? 0) > 1",
    "(x ?? y ?? 0) > 1",
    "is_set(y) && (x ?? y) > 1",
    "is_set(x ?? y) || a",
    // The history, by its questions.
    "is_set(case.done(\"send\")) && case.done(\"send\") < now",
    "is_set(case.done(\"send\", \"reminder\")) && case.done(\"send\", \"reminder\") < now",
    "not(is_set(case.last(\"send\"))) || case.last(\"send\") < now",
    "case.times(\"send\") == 0 && case.pending(\"send\") == 0",
    // A record guards its parts.
    "is_set(case.closing) && case.closing.code == \"paid\"",
    "is_set(case.closing) && case.closing.at < now && case.closing.reason == \"in_full\"",
    "is_set(case.closing.code) && case.closing.code == \"paid\"",
    "!is_set(case.step_index) || case.step_index > 0",
];

/// In each of these, the last thing that may be missing isn't certain.
const REFUSED: &[&str] = &[
    "x > 1",
    "x > 1 && is_set(x)",
    "is_set(x) || x > 1",
    "not(is_set(x)) && x > 1",
    "is_set(y) && x > 1",
    "(is_set(x) && a) || x > 1",
    "(is_set(x) || a) && x > 1",
    "(is_set(x) || is_set(y)) && x > 1",
    "(is_set(x) && a || b) && x > 1",
    "!(is_set(x) || a) || x > 1",
    "!(is_set(x) && a) && x > 1",
    "!(!is_set(x) && a) && x > 1",
    "!!is_set(x) || x > 1",
    "(is_set(x) && a) && b || x > 1",
    "if is_set(x) { a } else { x > 1 }",
    "if is_set(x) || a { x > 1 } else { b }",
    "if a { is_set(x) } else { x > 1 }",
    "(if is_set(x) { x } else { 0 }) > x",
    "is_set(x ?? y) && x > 1",
    "(x ?? y) > 1",
    "x + 1 > (x ?? 0)",
    "is_set(x) == true && x > 1",
    "is_set(case.done(\"send\")) && case.done(\"send\", \"reminder\") < now",
    "is_set(case.done(\"send\", \"reminder\")) && case.last(\"send\", \"reminder\") < now",
    "case.times(\"send\") > 0 && case.last(\"send\") < now",
    "is_set(case.closing.code) && case.closing.reason == \"in_full\"",
    "not(is_set(case.closing)) && case.closing.code == \"paid\"",
    "case.status == \"closed\" && case.closing.code == \"paid\"",
    "is_set(case.step) && case.step_index > 0",
];

/// An expression with the short names written out.
fn written(text: &str) -> String {
    let mut whole = String::new();
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let name = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let path = match name {
            "x" => "case.some.number",
            "y" => "input.some_number",
            "a" => "case.flagged",
            "b" => "input.flag",
            name => name,
        };
        whole.push_str(path);
        whole.push_str(&word[name.len()..]);
    }
    whole
}

#[test]
fn guards_hold_from_where_they_stand() {
    for text in ACCEPTED {
        let found = findings(&written(text), &Expected::Condition).expect("calm");
        assert!(found.is_empty(), "{text}: {found:#?}");
    }
}

#[test]
fn what_may_still_be_missing_is_refused() {
    for text in REFUSED {
        let found = findings(&written(text), &Expected::Condition).expect("calm");
        assert!(!found.is_empty(), "{text} is accepted");
        assert!(
            found
                .iter()
                .all(|finding| finding.code() == Code::Unguarded),
            "{text}: {found:#?}"
        );
    }
}

/// The case before a decision is another than the one after it.
#[test]
fn guards_of_one_state_say_nothing_of_the_other() {
    for (text, accepted) in [
        ("is_set(before.some.number) && before.some.number > 1", true),
        ("is_set(after.some.number) && after.some.number > 1", true),
        ("is_set(before.some.number) && after.some.number > 1", false),
        ("is_set(after.some.number) && before.some.number > 1", false),
        ("is_set(before.closing) && before.closing.at < now", true),
        ("is_set(after.closing) && before.closing.at < now", false),
    ] {
        let scope = Scope::new(&WORLD.rules().words, Roots::Invariant);
        let place = |byte| byte;
        let placed = Text {
            file: FILE,
            text,
            place: &place,
        };
        let expr = compile(
            placed,
            scope,
            &Guards::default(),
            &Expected::Condition,
            &mut Report::default(),
        );
        assert_eq!(expr.is_some(), accepted, "{text}");
    }
}

/// Guards that stand before an expression, as `shown` does before `require`.
#[test]
fn guards_from_before_hold_within() {
    let place = |byte| byte;
    let condition = |text, guards: &Guards| {
        let placed = Text {
            file: FILE,
            text,
            place: &place,
        };
        compile(
            placed,
            WORLD.scope(),
            guards,
            &Expected::Condition,
            &mut Report::default(),
        )
    };
    let none = Guards::default();
    let shown = condition("is_set(case.some.number) && case.flagged", &none).expect("it is right");
    assert!(condition("case.some.number > 1", &none).is_none());
    assert!(condition("case.some.number > 1", &none.and(&shown)).is_some());
    assert!(condition("case.some.number > 1", &none.and_not(&shown)).is_none());
    assert!(condition("input.some_number > 1", &none.and(&shown)).is_none());
    let hidden =
        condition("not(is_set(case.some.number)) || case.flagged", &none).expect("it is right");
    assert!(condition("case.some.number > 1", &none.and(&hidden)).is_none());
    assert!(condition("case.some.number > 1", &none.and_not(&hidden)).is_some());
}
