//! What loading says of scripts: nothing of those that run, each refusal the same in every build, and every function that may be called known to it.

use std::any::TypeId;
use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::{DateTime, NaiveDate, Utc};
use rhai::packages::{ArithmeticPackage, BasicIteratorPackage, LogicPackage, Package};
use rhai::{Dynamic, FuncRegistration, ImmutableString, Module};
use rust_decimal::Decimal;

use super::calls::{Calls, LANGUAGE, PACKAGES, name_of};
use super::operators::Operators;
use super::sandbox::{self, MAX_FUNCTIONS, MAX_LIST, MAX_MAP, MAX_VARIABLES};
use super::sandbox_tests::{dates, found, in_test, run, with_case};

/// What loading lets through runs: nothing is refused that would.
#[test]
fn what_runs_is_not_refused() {
    for body in [
        "let f = 1; f = \"text\"; f",
        "let list = [1, 2]; for (item, n) in list { list[n] = item + 1; } list",
        "let map = #{ a: 1 }; map.b = 2; map[\"c\"] = 3; map.a + map.b + map.c",
        "let map = #{ a: #{ b: [1] } }; map.a.b[0]",
        "if \"x\" in #{ x: 1 } { 1 } else { 2 }",
        "switch 3 { 3 if false => 2, 1..4 => 1, _ => 3 }",
        "try { throw \"no\" } catch (why) { why }",
        "let x = 5; { let x = \"a\"; x.len() } + x",
        "let n = 0; do { n += 1; if n > 3 { break; } } while true; n",
        "let n = 0; loop { n += 1; if n > 3 { break n; } }",
        "const MOST = 3; MOST * 2",
        "type_of(1)",
        "is_def_var(\"x\")",
        "\"text\".chars.type_of()",
        "`${1 + 1} and ${\"a\".upper()}`",
        "let x = (); x ?? 5",
        "let x = (); x?.part == ()",
        "5.abs() + abs(-5)",
        "max(1, 2, 3, 4, 5, 6, 7, 8)",
        "let day = date(\"2026-03-20\"); day.year() + year(day)",
        "let s = 0; for n in range(0, 10, 2) { s += n; } s",
        "return 5; 6",
        "let a = 1; let b = if a == 1 { \"x\" } else { \"y\" }; b",
        "(1..5).contains(3)",
        "let list = []; list.push([1]); list.pop()[0]",
    ] {
        let script = in_test(body);
        assert_eq!(found(&script), "", "{body}");
        assert!(run(&script).is_ok(), "{body}: {:?}", run(&script));
    }
    for script in [
        "const MOST = 3; const MORE = MOST + 1; fn test() { global::MORE }",
        "const MOST = 3; fn test() { global::MOST }",
        "fn test() { later(1) } fn later(n) { n }",
        "fn helper(x) { x.colour } fn test() { helper(#{ colour: 1 }) }",
        "fn inner(n) { n } fn test() { let map = #{ f: inner }; map.f(5) }",
        "fn a(n) { if n > 2 { 0 } else { b(n + 1) } } fn b(n) { a(n) } fn test() { a(0) }",
        "private fn hidden() { 1 } fn test() { hidden() }",
    ] {
        assert_eq!(found(script), "", "{script}");
        assert!(run(script).is_ok(), "{script}: {:?}", run(script));
    }
    for body in [
        "case.some.number ?? 1",
        "case[\"some.number\"] ?? 1",
        "let some = case.some; some.number ?? 1",
        "let some = case.some; some.other = 1; some.other",
        "if \"other\" in case.some { case.some.other } else { 1 }",
        "if case.some.contains(\"other\") { case.some.other } else { 1 }",
        "let other = case; other = #{ part: 1 }; other.part",
        "case.times(\"send\") + times(case, \"send\", \"reminder\")",
        "let kind = \"fee\"; case.count(kind)",
        "let sum = 0; for row in case.ledger { if row.entry == \"fee\" { sum += row.amount; } } sum",
        "case.ledger.len() + case.holds.len",
        "case.closing == () || case.closing.code == \"paid\"",
        "case.status == \"active\" && case.flow in [\"only\"]",
        "is_set(case.some.day)",
    ] {
        let script = format!("fn test(case) {{ {body} }}");
        assert_eq!(found(&script), "", "{body}");
        assert!(
            with_case(0, body).is_ok(),
            "{body}: {:?}",
            with_case(0, body)
        );
    }
    // The same name for the case of one call and another value of the next.
    let twice =
        "fn part(case) { case.part } fn test(case) { part(#{ part: 1 }) + part(case.some) }";
    assert!(!found(twice).contains("`part`"), "{}", found(twice));
}

/// What is refused, and in what words: one text, to which each build is held.
#[test]
fn refusals_are_the_same_in_every_build() {
    let mut told = String::new();
    for (what, script) in refused() {
        let shown: String = script.chars().take(100).collect();
        let short = |text: String| {
            let lines: Vec<&str> = text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect();
            lines.join(" | ")
        };
        let runs = match run(&script) {
            Ok(value) => format!("returns {value}"),
            Err(why) => short(why),
        };
        let loads = match found(&script) {
            found if found.is_empty() => "without findings".to_owned(),
            found => short(found),
        };
        let _ = writeln!(
            told,
            "{what}\n  {shown}\n  loads: {loads}\n  runs:  {runs}\n"
        );
        assert!(!runs.starts_with("returns"), "{what}: {shown}");
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("refusals", told);
    });
}

/// Each thing that a script may not do, and each limit, one past it.
fn refused() -> Vec<(&'static str, String)> {
    let body = |what, body: &str| (what, in_test(body));
    let many = |count: usize, line: &dyn Fn(usize) -> String| -> String {
        (0..count).map(line).collect::<Vec<_>>().join(" ")
    };
    vec![
        body("clock", "timestamp()"),
        body("clock", "now()"),
        body("sleep", "sleep(1)"),
        body("files", "open_file(\"x\")"),
        body("processes", "system(\"ls\")"),
        body("modules", "import \"other\" as other; other::f()"),
        body("modules", "other::f()"),
        ("modules", "export const A = 1; fn test() { 1 }".to_owned()),
        body("eval", "eval(\"1\")"),
        body("print", "print(1)"),
        body("debug", "debug(1)"),
        body("randomness", "rand(1, 6)"),
        body("closures", "let n = 1; let f = |x| x + n; f.call(1)"),
        body("closures that escape", "|| 1"),
        body("function values", "Fn(\"test\")"),
        body("function values", "call(test)"),
        body("function values", "curry(test, 1)"),
        body("this", "this"),
        ("recursion", "fn test() { test() }".to_owned()),
        (
            "recursion of two",
            "fn a() { b() } fn b() { a() } fn test() { a() }".to_owned(),
        ),
        body("endless loop", "loop {}"),
        body("endless loop, caught", "loop { try { loop {} } catch {} }"),
        body(
            "endless list",
            "let list = [1]; for item in list { list.push(item); loop {} }",
        ),
        body(
            "memory by texts",
            "let text = \"xy\"; loop { text += text; }",
        ),
        body(
            "memory by interpolation",
            "let text = \"xy\"; loop { text = `${text}${text}`; }",
        ),
        body("memory by lists", "let list = [1]; loop { list += list; }"),
        body(
            "memory by lists in lists",
            "let list = [1]; loop { list = [list, list]; }",
        ),
        body(
            "memory by maps",
            "let map = #{ x: 1 }; loop { map = #{ a: map, b: map }; }",
        ),
        body(
            "memory by names",
            "let map = #{}; loop { map[`k${map.len()}`] = 1; }",
        ),
        body(
            "work",
            "let list = []; for n in 0..1000 { list.push(n); } loop { list.contains(-1); }",
        ),
        body(
            "variables",
            &many(MAX_VARIABLES + 1, &|n| format!("let v{n} = {n};")),
        ),
        (
            "functions",
            format!(
                "{} fn test() {{ 1 }}",
                many(MAX_FUNCTIONS, &|n| format!("fn f{n}() {{ 1 }}"))
            ),
        ),
        body(
            "depth",
            &format!("{}1{}", "abs(".repeat(40), ")".repeat(40)),
        ),
        (
            "depth outside",
            format!(
                "const A = {}1{}; fn test() {{ A }}",
                "abs(".repeat(64),
                ")".repeat(64)
            ),
        ),
        body(
            "a list written out",
            &format!("[{}]", vec!["1"; MAX_LIST + 1].join(", ")),
        ),
        body(
            "a map written out",
            &format!("#{{ {} }}", many(MAX_MAP + 1, &|n| format!("k{n}: 1,"))),
        ),
        body("a text written out", &format!("\"{}\"", "x".repeat(65_537))),
        body("overflow", "9223372036854775807 + 1"),
        body("division by zero", "1 / 0"),
        body("missing value", "() + 1"),
        body("list bounds", "let list = [1]; list[5]"),
        body("own words", "throw \"the book is gone\""),
        body(
            "own words in each language",
            "throw #{ da: \"bogen er væk\", en: \"the book is gone\" }",
        ),
        body("no words", "throw"),
    ]
}

/// Every function of the packages is listed: with operators and parts, they are as many as there are.
#[test]
fn packages_offer_nothing_that_is_not_listed() {
    let operators = [
        "+", "-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^", "!", "==", "!=", "<", "<=", ">",
        ">=",
    ];
    let names: BTreeSet<&str> = PACKAGES
        .iter()
        .map(|form| name_of(form))
        .chain(operators)
        .collect();
    let parts: Vec<String> = names.iter().map(|name| format!("get${name}")).collect();
    let names: Vec<&str> = names
        .iter()
        .copied()
        .chain(parts.iter().map(String::as_str))
        .collect();
    let types = types();
    let packages = [
        ArithmeticPackage::new().as_shared_module(),
        LogicPackage::new().as_shared_module(),
        BasicIteratorPackage::new().as_shared_module(),
    ];
    for package in packages {
        let mut found = 0;
        for name in &names {
            for count in 0..=3_u32 {
                // Few functions take three values, and they are many types.
                if count == 3 && !["range", "chars", "bits"].contains(name) {
                    continue;
                }
                for nth in 0..types.len().pow(count) {
                    let mut nth = nth;
                    let parameters: Vec<TypeId> = (0..count)
                        .map(|_| {
                            let ty = types[nth % types.len()];
                            nth /= types.len();
                            ty
                        })
                        .collect();
                    found += usize::from(package.contains_fn(hash(name, &parameters)));
                }
            }
        }
        assert_eq!(found, package.count().1, "{:?}", package.id());
    }
}

/// The hash under which a function of that name and these types is kept.
fn hash(name: &str, types: &[TypeId]) -> u64 {
    let mut module = Module::new();
    FuncRegistration::new(name)
        .set_into_module_raw(
            &mut module,
            types,
            rhai::RhaiFunc::Pure {
                func: rhai::Shared::new(|_, _| Ok(Dynamic::UNIT)),
                has_context: false,
                is_pure: true,
                is_volatile: false,
            },
        )
        .hash
}

fn types() -> Vec<TypeId> {
    vec![
        TypeId::of::<Dynamic>(),
        TypeId::of::<bool>(),
        TypeId::of::<char>(),
        TypeId::of::<ImmutableString>(),
        TypeId::of::<()>(),
        TypeId::of::<Decimal>(),
        TypeId::of::<std::ops::Range<i64>>(),
        TypeId::of::<std::ops::RangeInclusive<i64>>(),
        TypeId::of::<std::ops::Range<i8>>(),
        TypeId::of::<std::ops::Range<u8>>(),
        TypeId::of::<std::ops::Range<i16>>(),
        TypeId::of::<std::ops::Range<u16>>(),
        TypeId::of::<std::ops::Range<i32>>(),
        TypeId::of::<std::ops::Range<u32>>(),
        TypeId::of::<std::ops::Range<u64>>(),
        TypeId::of::<std::ops::Range<i128>>(),
        TypeId::of::<std::ops::Range<u128>>(),
        TypeId::of::<std::ops::Range<Decimal>>(),
        TypeId::of::<i64>(),
        TypeId::of::<i8>(),
        TypeId::of::<u8>(),
        TypeId::of::<i16>(),
        TypeId::of::<u16>(),
        TypeId::of::<i32>(),
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<i128>(),
        TypeId::of::<u128>(),
        TypeId::of::<f32>(),
        TypeId::of::<f64>(),
        TypeId::of::<NaiveDate>(),
        TypeId::of::<DateTime<Utc>>(),
    ]
}

/// Every form that authors are told of can be called as it stands, with values of these names.
#[test]
fn every_form_can_be_called() {
    let values = "let text = \"text\"; let list = [1]; let map = #{ a: 1 }; let value = 1; let number = 1; \
         let range = 0..3; let from = 0; let to = 3; let step = 1; let count = 1; let a = 1; let b = 2; \
         let condition = true; let part = \"t\"; let start = \"t\"; let end = \"t\"; let item = 1; \
         let date = date(\"2026-03-20\"); let days = 1; let months = 1; let digits = 1; let rule = \"rule\"; \
         let message = \"no\"; let arguments = #{}; let effect = \"send\"; let entry = \"fee\"; let name = \"reminder\";";
    let library = sandbox::library(dates(), Operators::LookedUp);
    let forms: Vec<String> = library
        .calls
        .names()
        .flat_map(|name| {
            library
                .calls
                .forms(name)
                .iter()
                .map(|form| form.text.clone())
        })
        .collect();
    for form in forms {
        let call = match form.as_str() {
            "date(text)" => "date(\"2026-03-20\")".to_owned(),
            "days_between(a, b)" => "days_between(date, date)".to_owned(),
            // What the package offers for decimals alone.
            "add(a, b)" | "subtract(a, b)" | "multiply(a, b)" | "divide(a, b)" | "modulo(a, b)"
            | "power(a, b)" => form.replace("a, b", "1.5, 2.0"),
            form => form.replace(", …", ", 3"),
        };
        let body = format!("{values} {call}; 1");
        let outcome = with_case(0, &body);
        assert!(outcome.is_ok(), "{form}: {outcome:?}");
    }
}

/// What isn't listed isn't there: names near what Rhai's other packages offer.
#[test]
fn what_is_not_listed_is_not_there() {
    let listed = sandbox::library(dates(), Operators::LookedUp).calls;
    for name in [
        "append",
        "blob",
        "chop",
        "clear",
        "crop",
        "cos",
        "dedup",
        "drain",
        "exp",
        "extract",
        "fill_with",
        "get",
        "index_of",
        "insert",
        "ln",
        "log",
        "mixin",
        "pad",
        "parse_int",
        "pi",
        "remove",
        "replace",
        "retain",
        "reverse",
        "set",
        "shift",
        "sin",
        "split",
        "splice",
        "sqrt",
        "sub_string",
        "tag",
        "timestamp",
        "to_debug",
        "to_float",
        "to_int",
        "trim",
        "truncate",
        "zip",
        "sleep",
        "parse_json",
    ] {
        assert_eq!(listed.forms(name), [], "{name}");
        for body in [
            format!("{name}()"),
            format!("{name}(\"1\")"),
            format!("[1].{name}()"),
            format!("#{{ a: 1 }}.{name}(\"a\")"),
        ] {
            assert!(run(&in_test(&body)).is_err(), "{body}");
        }
    }
    assert_eq!(Calls::of_language().names().count(), {
        let forms = LANGUAGE.iter().chain(PACKAGES);
        forms
            .map(|form| name_of(form))
            .collect::<BTreeSet<_>>()
            .len()
    });
}
