//! What the properties' expressions speak of: a small rule set, some cases of it, and random inputs.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use proptest::prelude::Rng;
use rust_decimal::Decimal;

use crate::case::{Actor, Case};
use crate::expr::{Env, Roots, Scope};
use crate::rules::Rules;
use crate::rules::action::Input;
use crate::source::{FileId, Report, Sources};
use crate::value::Value;
use crate::{Engine, Opening, RuleSet};

/// What an expression may be, by the name that the grammar gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Bool,
    Whole,
    /// A whole number of no great size.
    Small,
    Exact,
    Amount,
    Percent,
    Text,
    Date,
    Moment,
    Colour,
}

impl Sort {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "bool" => Self::Bool,
            "whole" => Self::Whole,
            "small" => Self::Small,
            "exact" => Self::Exact,
            "amount" => Self::Amount,
            "percent" => Self::Percent,
            "text" => Self::Text,
            "date" => Self::Date,
            "moment" => Self::Moment,
            "colour" => Self::Colour,
            _ => panic!("no sort of expression is called `{name}`"),
        }
    }
}

/// The paths that may be missing.
pub(crate) const OPTIONAL: [(&str, Sort); 14] = [
    ("input.some_flag", Sort::Bool),
    ("input.some_number", Sort::Whole),
    ("input.some_exact", Sort::Exact),
    ("input.some_money", Sort::Amount),
    ("input.some_share", Sort::Percent),
    ("input.some_name", Sort::Text),
    ("input.some_day", Sort::Date),
    ("input.some_moment", Sort::Moment),
    ("input.some_colour", Sort::Colour),
    ("case.some.number", Sort::Whole),
    ("case.some.exact", Sort::Exact),
    ("case.some.name", Sort::Text),
    ("case.some.day", Sort::Date),
    ("case.some.colour", Sort::Colour),
];

/// The inputs that the rule set's action takes, in its order.
const INPUTS: [(&str, Sort); 23] = [
    ("flag", Sort::Bool),
    ("number", Sort::Whole),
    ("other", Sort::Whole),
    ("exact", Sort::Exact),
    ("precise", Sort::Exact),
    ("money", Sort::Amount),
    ("cost", Sort::Amount),
    ("share", Sort::Percent),
    ("name", Sort::Text),
    ("word", Sort::Text),
    ("day", Sort::Date),
    ("last", Sort::Date),
    ("moment", Sort::Moment),
    ("colour", Sort::Colour),
    ("some_flag", Sort::Bool),
    ("some_number", Sort::Whole),
    ("some_exact", Sort::Exact),
    ("some_money", Sort::Amount),
    ("some_share", Sort::Percent),
    ("some_name", Sort::Text),
    ("some_day", Sort::Date),
    ("some_moment", Sort::Moment),
    ("some_colour", Sort::Colour),
];

/// The facts of the rule set: what they hold is the same in all runs.
pub(crate) const FACTS: [(&str, Sort); 12] = [
    ("flagged", Sort::Bool),
    ("number", Sort::Whole),
    ("exact", Sort::Exact),
    ("beløb", Sort::Amount),
    ("kunde.navn", Sort::Text),
    ("day", Sort::Date),
    ("colour", Sort::Colour),
    ("some.number", Sort::Whole),
    ("some.exact", Sort::Exact),
    ("some.name", Sort::Text),
    ("some.day", Sort::Date),
    ("some.colour", Sort::Colour),
];

pub(crate) const COLOURS: [&str; 3] = ["red", "green", "blue"];

const MANIFEST: &str = r#"
rule_set: oracle
version: "1"
time_zone: Europe/Copenhagen
languages: [en]
currencies: [DKK]
start: [only]
roles: [clerk]
settings:
  limit: { type: integer, default: 10 }
  rate: { type: decimal, default: 0.50 }
  fee: { type: amount, default: 100 }
  tax: { type: percent, default: 9.75 }
  motto: { type: text, default: "Så \"æble\"" }
  paint: { type: colour, default: green }
"#;

const RULES: [(&str, &str); 8] = [
    (
        "rules/calendar.yaml",
        r#"
calendar: oracle
weekend: [saturday, sunday]
holidays:
  - { name: New year, date: 01-01 }
  - { name: Easter monday, date: easter + 1 day }
  - { name: Christmas, date: 12-25 }
"#,
    ),
    (
        "rules/choices.yaml",
        r#"
choices:
  colour:
    red: { label: Red }
    green: { label: Green }
    blue: { label: Blue }
  shade:
    light: { label: Light }
    dark: { label: Dark }
  close_code:
    paid:
      label: Paid
      then:
        close_reason:
          in_full: { label: In full }
"#,
    ),
    (
        "rules/ledger.yaml",
        "ledger: { charges: [principal, fee], settlements: [payment] }\n",
    ),
    (
        "rules/effects.yaml",
        "effects: { send: { arguments: { template: template } } }\n",
    ),
    (
        "templates/reminder.en.md",
        "---\nsubject: Reminder\n---\nPay.\n",
    ),
    (
        "rules/functions.yaml",
        "functions: { double: { in: { number: integer }, out: integer, file: double.rhai } }\n",
    ),
    ("rules/double.rhai", "fn double(number) { number * 2 }\n"),
    (
        "rules/cost.yaml",
        r#"
table: cost
hit: first
in: { principal: amount }
out: { cost: amount }
versions:
  - from: 2020-01-01
    rows:
      - [ "-", 400 ]
"#,
    ),
];

/// The rule set, and some cases of it: in the first every fact is set, in the last no optional one.
pub(crate) struct World {
    rules: RuleSet,
    pub(crate) cases: Vec<Case>,
    actor: Actor,
    pub(crate) now: DateTime<Utc>,
    pub(crate) today: NaiveDate,
}

pub(crate) static WORLD: LazyLock<World> = LazyLock::new(World::new);

impl World {
    fn new() -> Self {
        let mut sources = Sources::new();
        sources.add("dunlin.yaml", MANIFEST);
        sources.add("flows/only.yaml", "flow: only\nlabel: Only\nsteps: []\n");
        sources.add("rules/facts.yaml", declared("facts", &FACTS, "some."));
        let inputs = declared("inputs", &INPUTS, "some_");
        let action = format!("action: try\nlabel: Try\nwho: [clerk]\n{inputs}effects: []\n");
        sources.add("rules/try.yaml", action);
        for (name, text) in RULES {
            sources.add(name, text);
        }
        let rules = RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}"));
        // Late in the evening: the civil day in Copenhagen is the next one.
        let now = "2026-03-19T23:30:00Z".parse().expect("a point in time");
        let engine = Engine::new(rules.clone());
        let cases = [
            [
                "true",
                "7",
                "2.50",
                "1000.00",
                "Ærø",
                "2024-02-29",
                "blue",
                "3",
                "0.1",
                "Bo",
                "2026-12-24",
                "red",
            ],
            [
                "false",
                "-3",
                "0.00",
                "0.50",
                " ",
                "2026-03-20",
                "red",
                "0",
                "-9.99",
                "",
                "",
                "",
            ],
            [
                "true",
                "0",
                "-1",
                "99.99",
                "\"'\\",
                "1999-12-31",
                "green",
                "",
                "",
                "",
                "",
                "",
            ],
        ]
        .map(|facts| {
            let mut opening = Opening::new("C1");
            opening.set("principal", Value::Integer(1_000));
            for ((name, _), value) in FACTS.iter().zip(facts) {
                opening.set(name, Value::text(value));
            }
            engine
                .open(&opening, now)
                .expect("it fits")
                .case_after()
                .expect("it opens")
        });
        Self {
            rules,
            cases: cases.to_vec(),
            actor: Actor::new("bo", "clerk"),
            now,
            today: NaiveDate::from_ymd_opt(2026, 3, 20).expect("a date"),
        }
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.rules.0
    }

    pub(crate) fn inputs(&self) -> &[Input] {
        &self.rules().actions["try"].inputs
    }

    /// What may be spoken of while deciding, the action's inputs among it.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope::new(&self.rules().words, Roots::Decision).with_inputs(self.inputs())
    }

    pub(crate) fn env<'a>(&'a self, case: usize, inputs: &'a [Value]) -> Env<'a> {
        let view = self.cases[case].view();
        Env {
            rules: self.rules(),
            case: view,
            before: view,
            inputs,
            actor: &self.actor,
            now: self.now,
            today: self.today,
            parameters: &[],
        }
    }
}

/// Facts or inputs as a rule file declares them.
fn declared(key: &str, names: &[(&str, Sort)], optional: &str) -> String {
    let mut text = format!("{key}:\n");
    for (name, sort) in names {
        let kind = match sort {
            Sort::Bool => "bool",
            Sort::Whole | Sort::Small => "integer",
            Sort::Exact => "decimal",
            Sort::Amount => "amount",
            Sort::Percent => "percent",
            Sort::Text => "text",
            Sort::Date => "date",
            Sort::Moment => "datetime",
            Sort::Colour => "colour",
        };
        let label = if key == "inputs" {
            ", label: An input"
        } else {
            ""
        };
        let optional = if name.starts_with(optional) {
            ", optional: true"
        } else {
            ""
        };
        text.push_str(&format!("  {name}: {{ type: {kind}{label}{optional} }}\n"));
    }
    text
}

/// Random values for the inputs; what may be missing is so every other time.
pub(crate) fn random_inputs(rng: &mut impl Rng) -> Vec<Value> {
    let value = |(name, sort): &(&str, Sort)| {
        if name.starts_with("some_") && one_in(2, rng) {
            return Value::Unset;
        }
        random_value(*sort, rng)
    };
    INPUTS.iter().map(value).collect()
}

/// The inputs with one of them made plain, each in turn: for shrinking.
pub(crate) fn plainer_inputs(inputs: &[Value]) -> impl Iterator<Item = Vec<Value>> {
    let plain = |sort| match sort {
        Sort::Bool => Value::Bool(false),
        Sort::Whole | Sort::Small => Value::Integer(1),
        Sort::Exact => Value::Decimal(Decimal::ONE),
        Sort::Amount => Value::Amount(Decimal::ONE),
        Sort::Percent => Value::Percent(Decimal::ONE),
        Sort::Text => Value::text("a"),
        Sort::Date => Value::Date(WORLD.today),
        Sort::Moment => Value::DateTime(WORLD.now),
        Sort::Colour => Value::choice("red"),
    };
    (0..inputs.len()).filter_map(move |at| {
        let plain = plain(INPUTS[at].1);
        let differs = inputs[at].is_set() && inputs[at] != plain;
        differs.then(|| {
            let mut inputs = inputs.to_vec();
            inputs[at] = plain;
            inputs
        })
    })
}

pub(crate) fn pick<'a, T>(items: &'a [T], rng: &mut impl Rng) -> &'a T {
    &items[rng.next_u32() as usize % items.len()]
}

/// True once in so many times.
pub(crate) fn one_in(count: u32, rng: &mut impl Rng) -> bool {
    rng.next_u32().is_multiple_of(count)
}

pub(crate) fn random_value(sort: Sort, rng: &mut impl Rng) -> Value {
    match sort {
        Sort::Bool => Value::Bool(one_in(2, rng)),
        Sort::Whole => Value::Integer(random_whole(rng)),
        Sort::Small => Value::Integer(i64::from(rng.next_u32() % 801) - 400),
        Sort::Exact => Value::Decimal(random_decimal(rng)),
        Sort::Amount => Value::Amount(random_decimal(rng)),
        Sort::Percent => Value::Percent(random_decimal(rng)),
        Sort::Text => Value::text(pick(&TEXTS, rng)),
        Sort::Date => Value::Date(random_date(rng)),
        Sort::Moment => {
            let (hour, minute) = (rng.next_u32() % 24, rng.next_u32() % 60);
            // Points in time are read with years of four digits.
            let date = Some(random_date(rng)).filter(|date| (1..=9999).contains(&date.year()));
            let time = date.unwrap_or_default().and_hms_opt(hour, minute, 0);
            Value::DateTime(time.expect("a time of day").and_utc())
        }
        Sort::Colour => Value::choice(*pick(&COLOURS, rng)),
    }
}

/// Unicode, quotes, escapes, and letters that grow or shrink in lower case.
const TEXTS: [&str; 14] = [
    "",
    "a",
    "abc",
    "B",
    "Ærø",
    "straße",
    "ΟΔΟΣ",
    "İ",
    "e\u{301}",
    "日本語",
    "🐦",
    "it's \"so\"",
    "back\\slash",
    "two\nlines ${1}",
];

fn random_whole(rng: &mut impl Rng) -> i64 {
    const EDGES: [i64; 12] = [
        i64::MIN,
        i64::MIN + 1,
        i64::MAX,
        i64::MAX - 1,
        0,
        1,
        -1,
        2,
        10,
        1 << 31,
        1 << 32,
        -(1 << 53),
    ];
    match rng.next_u32() % 4 {
        0 => *pick(&EDGES, rng),
        1 => i64::from_le_bytes(rng.next_u64().to_le_bytes()),
        _ => i64::from(rng.next_u32() % 41) - 20,
    }
}

fn random_decimal(rng: &mut impl Rng) -> Decimal {
    const EDGES: [&str; 14] = [
        "0",
        "0.00",
        "50000000000000000000000000000",
        "-49999999999999999999999999999",
        "1",
        "1.00",
        "-0.5",
        "0.005",
        "2.675",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "0.0000000000000000000000000001",
        "7922816251426433759354395.0335",
        "9223372036854775808",
    ];
    match rng.next_u32() % 4 {
        0 => pick(&EDGES, rng).parse().expect("a decimal"),
        1 => {
            let digits = i128::from(i64::from_le_bytes(rng.next_u64().to_le_bytes()));
            Decimal::from_i128_with_scale(digits, rng.next_u32() % 29)
        }
        _ => Decimal::new(
            i64::from(rng.next_u32() % 20_001) - 10_000,
            rng.next_u32() % 4,
        ),
    }
}

fn random_date(rng: &mut impl Rng) -> NaiveDate {
    const EDGES: [(i32, u32, u32); 8] = [
        (2024, 2, 29),
        (2026, 1, 31),
        (2026, 4, 6),
        (2026, 12, 25),
        (1, 1, 1),
        (9999, 12, 31),
        (262_142, 12, 31),
        (-262_143, 1, 1),
    ];
    match rng.next_u32() % 4 {
        0 => {
            let (year, month, day) = *pick(&EDGES, rng);
            NaiveDate::from_ymd_opt(year, month, day).expect("a date")
        }
        _ => NaiveDate::from_ymd_opt(2020, 1, 1)
            .and_then(|first| first.checked_add_days(Days::new(u64::from(rng.next_u32() % 4_000))))
            .expect("a date"),
    }
}

/// A text of its own as the only file, and what was found wrong with it.
pub(crate) fn findings_of(text: &str, report: Report) -> crate::Findings {
    let mut sources = Sources::new();
    sources.add("text", text);
    report.into_findings(&sources)
}

pub(crate) const FILE: FileId = FileId(0);
