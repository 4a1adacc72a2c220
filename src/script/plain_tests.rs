//! That a function which is one expression gives what its script gives, and which functions are taken for such.

use std::borrow::Cow;

use crate::expr::WORLD;
use crate::rules::{FunctionId, Rules};
use crate::source::Sources;
use crate::value::Value;

/// Bodies of `fn ask(case, amount, other, number, text, day)`, what they give, and whether they are one expression.
const BODIES: [(&str, &str, bool); 23] = [
    ("case.balance >= amount", "bool", true),
    (
        "case.balance < if number == 1 { amount } else { other }",
        "bool",
        true,
    ),
    (
        "if case.principal > other { amount } else { other }",
        "amount",
        true,
    ),
    ("if number > 3 { 0 } else { amount }", "amount", true),
    (
        "// A remark.\n    amount == other || amount > 100",
        "bool",
        true,
    ),
    (
        "!(amount == other) && case.status != \"closed\"",
        "bool",
        true,
    ),
    ("text in [\"a\", \"b\"]", "bool", true),
    ("if text == \"a\" { \"b\" } else { text }", "text", true),
    ("case.flow", "text", true),
    (
        "case.status == \"active\" && case.times(\"send\") == 0",
        "bool",
        true,
    ),
    ("number", "decimal", true),
    ("day", "date", true),
    (
        "if day >= date(\"2026-03-20\") { day } else { date(\"2026-03-20\") }",
        "date",
        true,
    ),
    ("case.id", "text", true),
    ("case.some.number ?? number", "integer", true),
    // What is worked out, called, kept in between, or compared as only scripts do.
    ("amount + other", "amount", false),
    ("number % 2 == 0", "bool", false),
    ("let twice = amount; twice > other", "bool", false),
    ("return amount > other;", "bool", false),
    ("min(amount, other)", "amount", false),
    ("other_one(amount)", "bool", false),
    ("case.some.number == number", "bool", false),
    ("text == 1", "bool", false),
];

const AMOUNTS: [(i64, u32); 5] = [(0, 0), (1000, 0), (99_999, 2), (100_000, 2), (-5, 1)];

fn rules() -> Rules {
    let rules = &WORLD.rules().sources;
    let mut sources = Sources::new();
    let mut declared = String::from("functions:\n");
    let mut script = String::from("fn other_one(amount) { amount > 1 }\n");
    for source in rules.iter() {
        sources.add(source.name(), source.text());
    }
    for (at, (body, out, _)) in BODIES.iter().enumerate() {
        declared.push_str(&format!(
            "  ask_{at}: {{ in: {{ case: case, amount: amount, other: amount, number: integer, text: text, day: date }}, out: {out}, file: ask.rhai }}\n"
        ));
        script.push_str(&format!(
            "fn ask_{at}(case, amount, other, number, text, day) {{\n    {body}\n}}\n"
        ));
    }
    sources.add("rules/asked.yaml", declared);
    sources.add("rules/ask.rhai", script);
    let (rules, findings) = crate::load::load(&sources);
    rules.unwrap_or_else(|| panic!("{findings}"))
}

#[test]
fn one_expression_gives_what_the_script_gives() {
    let (rules, mut by_script) = (rules(), rules());
    for function in &mut by_script.scripts.functions {
        function.plain = None;
    }
    let scripts = &rules.scripts;
    let amounts = AMOUNTS.map(|(number, scale)| rust_decimal::Decimal::new(number, scale));
    let numbers = [0, 1, 7].map(Value::Integer);
    let texts = ["a", "b", ""].map(Value::text);
    for (at, (body, _, is_plain)) in BODIES.iter().enumerate() {
        let name = format!("ask_{at}");
        let id = rules.words.functions.get_index_of(name.as_str()).unwrap();
        let id = FunctionId::new(id);
        let is_taken = scripts.functions[at].plain.is_some();
        assert_eq!(is_taken, *is_plain, "{body}");
        if !is_plain {
            continue;
        }
        for case in 0..WORLD.cases.len() {
            let mut env = WORLD.env(case, &[]);
            env.rules = &rules;
            for (n, amount) in amounts.iter().enumerate() {
                let other = amounts[(n + 2) % amounts.len()];
                let arguments = [
                    Value::Unset,
                    Value::Amount(*amount),
                    Value::Amount(other),
                    numbers[n % 3].clone(),
                    texts[(n + case) % 3].clone(),
                    Value::Date(WORLD.today),
                ]
                .map(Cow::Owned);
                let plain = scripts.call_function(id, &arguments, &env, &mut crate::expr::Silent);
                let script =
                    by_script
                        .scripts
                        .call_function(id, &arguments, &env, &mut crate::expr::Silent);
                assert_eq!(
                    format!("{plain:?}"),
                    format!("{script:?}"),
                    "{body} {arguments:?}"
                );
            }
        }
    }
}
