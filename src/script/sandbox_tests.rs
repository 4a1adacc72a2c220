//! What scripts may not do, each limit at its boundary, and what their results mean to the engine.

use std::sync::Arc;

use proptest::strategy::Strategy;
use rhai::{Dynamic, Map};
use rust_decimal::Decimal;

use super::case::ScriptCase;
use super::check::Entry;
use super::operators::Operators;
use super::sandbox::{
    MAX_CALL_LEVELS, MAX_DEPTHS, MAX_FUNCTIONS, MAX_LIST, MAX_MAP, MAX_OPERATIONS, MAX_TEXT,
    MAX_VARIABLES,
};
use super::{Draft, OwnedDates, Scripts, convert, naming, sandbox, work};
use crate::expr::{Expressions, FaultKind, Silent, Sort, WORLD, compiled, eval, runner};
use crate::source::{FileId, Report, Source, Sources};
use crate::value::Value;
use crate::{Actor, Case, DenialKind, Engine, Opening, Request, RuleSet, Verdict};

// What is not there.

#[test]
fn there_is_no_clock() {
    for call in [
        "timestamp()",
        "now()",
        "today()",
        "time()",
        "date()",
        "elapsed(1)",
    ] {
        refuses(call, "there is no function");
    }
    refuses("now", "there is no variable `now`");
}

#[test]
fn there_is_no_sleep() {
    refuses("sleep(1)", "there is no function `sleep`");
    refuses("sleep(0.1)", "there is no function `sleep`");
}

#[test]
fn there_are_no_files_and_no_processes() {
    for call in [
        "open(\"x\")",
        "open_file(\"x\")",
        "read(\"x\")",
        "write(\"x\", \"y\")",
        "exit()",
        "env(\"HOME\")",
        "system(\"ls\")",
    ] {
        refuses(call, "there is no function");
    }
}

#[test]
fn there_are_no_modules() {
    refuses(
        "import \"other\" as other; other::f()",
        "scripts have no modules",
    );
    refuses("import \"other\"", "scripts have no modules");
    refuses("export f", "scripts have no modules");
    refuses("other::f()", "scripts have no modules");
}

#[test]
fn there_is_no_eval() {
    refuses("eval(\"1\")", "scripts don't run texts as code");
    refuses(
        "let code = \"1\"; code.eval()",
        "scripts don't run texts as code",
    );
}

#[test]
fn there_is_no_output() {
    refuses("print(\"x\")", "scripts print nothing");
    refuses("debug(1)", "scripts print nothing");
}

#[test]
fn there_is_no_randomness() {
    for call in [
        "rand()",
        "random()",
        "rand(1, 6)",
        "uuid()",
        "shuffle([1, 2])",
    ] {
        refuses(call, "there is no function");
    }
}

#[test]
fn there_are_no_closures() {
    for body in ["let f = |x| x; f.call(1)", "[1, 2].map(|x| x + 1)", "|| 1"] {
        refuses(body, "scripts have no closures");
    }
    refuses("Fn(\"f\")", "functions can't be handed on");
    refuses("call(\"f\")", "functions can't be handed on");
    refuses("curry(1, 2)", "functions can't be handed on");
    refuses("let f = 1; f.curry(2)", "functions can't be handed on");
    refuses("this", "scripts have no `this`");
}

#[test]
fn what_is_not_declared_is_not_there() {
    refuses("nosuch", "there is no variable `nosuch`");
    refuses(
        "nosuch(1)",
        "there is no function `nosuch` for a whole number",
    );
    refuses(
        "let x = 1; x.nosuch()",
        "there is no function `nosuch` for a whole number",
    );
    refuses("let m = #{ a: 1 }; m.b", "there is no `b` in the map");
    refuses("const A = 1; A = 2; A", "`A` is a constant");
    refuses("date(\"2026-13-01\")", "`2026-13-01` isn't a date");
}

// Limits, and their boundaries.

/// Rhai's own limits differ between debug and release: none is left to it.
#[test]
fn every_limit_is_set() {
    for operators in [Operators::BuiltIn, Operators::LookedUp] {
        let engine = sandbox::library(dates(), operators).engine;
        assert_eq!(engine.max_operations(), operators.max_operations());
        assert_eq!(engine.max_call_levels(), MAX_CALL_LEVELS);
        assert_eq!(
            [engine.max_function_expr_depth(), engine.max_expr_depth()],
            MAX_DEPTHS
        );
        assert_eq!(engine.max_string_size(), MAX_TEXT);
        assert_eq!(engine.max_array_size(), MAX_LIST);
        assert_eq!(engine.max_map_size(), MAX_MAP);
        assert_eq!(engine.max_variables(), MAX_VARIABLES);
        assert_eq!(engine.max_functions(), MAX_FUNCTIONS);
        assert_eq!(engine.max_modules(), 0);
        assert!(!engine.allow_anonymous_fn());
    }
}

#[test]
fn loops_end() {
    for body in [
        "loop {}",
        "while true {}",
        "do {} while true",
        "let sum = 0; for n in 0..9223372036854775807 { sum += n; }",
        "let list = [1]; loop { for item in list {} }",
        "try { loop {} } catch { 1 }",
        "loop { try { loop {} } catch {} }",
    ] {
        refuses(body, "does more than it may");
    }
    // A turn is four operations, and a few stand around them.
    let turns = |turns: u64| format!("let sum = 0; for n in 0..{turns} {{ sum += 1; }} 7");
    yields(&turns(MAX_OPERATIONS / 4 - 10), 7);
    refuses(&turns(MAX_OPERATIONS / 4), "does more than it may");
}

#[test]
fn recursion_ends() {
    let down = |from: usize| {
        format!(
            "fn down(n) {{ if n == 0 {{ 7 }} else {{ down(n - 1) }} }} fn test() {{ down({from}) }}"
        )
    };
    // The call from outside, and one for each number down to 0.
    assert_eq!(run(&down(MAX_CALL_LEVELS - 1)), Ok(Value::Integer(7)));
    is_refused(
        run(&down(MAX_CALL_LEVELS)),
        "functions call each other more than 8 deep",
    );
    is_refused(
        run("fn test() { test() }"),
        "functions call each other more than 8 deep",
    );
    is_refused(
        run("fn a() { b() } fn b() { a() } fn test() { a() }"),
        "functions call each other more than 8 deep",
    );
    is_refused(
        run("fn a() { try { a() } catch { a() } } fn test() { a() }"),
        "functions call each other more than 8 deep",
    );
}

/// The deepest calls of the deepest expressions fit the stack of a thread, whatever the build.
#[test]
fn the_deepest_recursion_fits_a_small_stack() {
    for (open, close) in [
        ("(", " + 1).max(1)"),
        ("1 + (", ")"),
        ("same(", ")"),
        ("switch 1 { 1 => ", ", _ => 2 }"),
        ("try { ", " } catch { 1 }"),
        ("#{ a: ", " }.a"),
    ] {
        let script = |depth: usize| {
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            let down =
                format!("fn down(n) {{ if n == 0 {{ 1 }} else {{ {open}down(n - 1){close} }} }}");
            format!(
                "fn same(x) {{ x }} {down} fn test() {{ down({}) }}",
                MAX_CALL_LEVELS - 3
            )
        };
        let deepest = (1..=MAX_DEPTHS[0])
            .rev()
            .map(script)
            .find(|script| load(script).is_ok());
        let deepest = deepest.expect("one of them is read");
        let ends = std::thread::Builder::new()
            .stack_size(2 * 1024 * 1024)
            .spawn(move || run(&deepest));
        let result = ends.expect("a thread").join().expect("no overflow");
        assert!(result.is_ok(), "{open}: {result:?}");
    }
}

#[test]
fn expressions_within_each_other_are_few() {
    let nested = |depth: usize| format!("{}1{}", "abs(".repeat(depth), ")".repeat(depth));
    yields(&nested(10), 1);
    refuses(&nested(MAX_DEPTHS[0]), "too many parts within each other");
    let outside = format!("const A = {};\nfn test() {{ 1 }}", nested(MAX_DEPTHS[1]));
    is_refused(run(&outside), "too many parts within each other");
}

#[test]
fn texts_stay_small() {
    let doubled = |times: usize, rest: usize| {
        let last = format!("text += \"{}\";", "y".repeat(rest));
        format!("let text = \"x\"; for n in 0..{times} {{ text += text; }} {last} text.len()")
    };
    assert_eq!(MAX_TEXT, 1 << 16);
    yields(&doubled(16, 0), 1 << 16);
    yields(&doubled(15, 1_000), (1 << 15) + 1_000);
    refuses(&doubled(16, 1), "a text of more than 65536 bytes");
    for grow in [
        "text += text",
        "text = text + text",
        "text = `${text}${text}`",
        "list.push(text + list.len())",
        "map[text] = text; text += text",
    ] {
        let body = format!("let text = \"xy\"; let list = []; let map = #{{}}; loop {{ {grow}; }}");
        refuses(
            &body.replace("text + list.len()", "`${text}${list.len()}`"),
            "more than",
        );
    }
}

#[test]
fn lists_stay_short() {
    let pushed =
        |items: usize| format!("let list = []; for n in 0..{items} {{ list.push(n); }} list.len()");
    yields(&pushed(MAX_LIST), whole(MAX_LIST));
    refuses(&pushed(MAX_LIST + 1), "a list of more than 1000 items");
    for grow in [
        "list += list",
        "list = [list, list]",
        "list = [list]",
        "list.push(list)",
        "list = #{ a: list, b: list }.values()",
    ] {
        refuses(&format!("let list = [1]; loop {{ {grow}; }}"), "more than");
    }
}

#[test]
fn maps_stay_short() {
    let filled = |entries: usize| {
        format!("let map = #{{}}; for n in 0..{entries} {{ map[`k${{n}}`] = n; }} map.len()")
    };
    yields(&filled(MAX_MAP), whole(MAX_MAP));
    refuses(&filled(MAX_MAP + 1), "a map of more than 500 entries");
    for grow in [
        "map = #{ a: map }",
        "map = #{ a: map, b: map }",
        "map[`k${map.len()}`] = map",
    ] {
        refuses(
            &format!("let map = #{{ x: 1 }}; loop {{ {grow}; }}"),
            "more than",
        );
    }
}

#[test]
fn variables_are_few() {
    let declared = |count: usize| {
        let lines: Vec<String> = (0..count).map(|n| format!("let v{n} = {n};")).collect();
        format!("{} 7", lines.join(" "))
    };
    yields(&declared(MAX_VARIABLES), 7);
    refuses(&declared(MAX_VARIABLES + 1), "more than 256 variables");
}

#[test]
fn functions_are_few() {
    let declared = |count: usize| {
        let lines: Vec<String> = (1..count).map(|n| format!("fn f{n}() {{ {n} }}")).collect();
        format!("{}\nfn test() {{ 7 }}", lines.join("\n"))
    };
    assert_eq!(run(&declared(MAX_FUNCTIONS)), Ok(Value::Integer(7)));
    is_refused(
        run(&declared(MAX_FUNCTIONS + 1)),
        "a script may have 256 functions",
    );
}

/// A count is kept wherever anything that counts may be called.
#[test]
fn work_is_counted_unless_there_can_be_none() {
    use crate::rules::{Kind, Parameter, Sort, Type};
    let list = Kind::List(Box::new(Kind::Text));
    for (kind, body, is_counted) in [
        (Kind::Amount, "a >= 1.5", false),
        (
            Kind::Amount,
            "let b = -a; if b < 0 && a != () { return b ?? 1; } else { a * 2 }",
            false,
        ),
        (Kind::Text, "a == \"text\" || a > 'c'", false),
        (Kind::Case, "a == ()", true),
        (list, "a == a", true),
        (Kind::Text, "[a] == [a]", true),
        (Kind::Text, "#{ a: a } == ()", true),
        (Kind::Text, "`${a}`", true),
        (Kind::Text, "a.len() > 1", true),
        (Kind::Text, "a.len > 1", true),
        (Kind::Text, "a[0] == 'c'", true),
        (Kind::Text, "\"part\" in a", true),
        (Kind::Text, "\"part\" !in a", true),
        (Kind::Text, "contains(a, \"part\")", true),
        (Kind::Text, "if true { a.upper() } else { a }", true),
        (Kind::Text, "a > { let b = a; other(b) }", true),
        (Kind::Text, "switch a { \"b\" => a.upper(), _ => a }", true),
        (Kind::Text, "for n in 0..9 { a.upper(); } a", true),
        (Kind::Text, "do { a.upper(); } while false; a", true),
        (Kind::Text, "try { a.upper() } catch { a }", true),
    ] {
        let parameters = [Parameter {
            name: Arc::from("a"),
            ty: Type::of(kind),
            sort: Sort::Plain,
        }];
        for (outside, is_counted) in [("", is_counted), ("const ALL = [1];\n", true)] {
            let script = format!("{outside}fn test(a) {{ {body} }}");
            let source = Source::new("test.rhai", script);
            let draft = Draft::read(&sandbox::parser(), FileId(0), &source);
            let draft = draft.unwrap_or_else(|error| panic!("{body}: {error}"));
            let found = work::may_arise(&draft, "test", &parameters);
            assert_eq!(found, is_counted, "{outside}{body}");
        }
    }
}

/// One operation may look at many items: what it looks at is counted too.
#[test]
fn what_functions_look_at_is_counted() {
    let list = format!("let list = []; for n in 0..{MAX_LIST} {{ list.push(n); }}");
    let map = format!("let map = #{{}}; for n in 0..{MAX_MAP} {{ map[`k${{n}}`] = n; }}");
    let text = "let text = \"x\"; for n in 0..16 { text += text; }";
    for body in [
        "loop { list.contains(-1); }",
        "loop { -1 in list; }",
        "let other = list; loop { list == other; }",
        "let other = map; loop { map != other; }",
        "loop { map.keys(); }",
        "loop { map.values(); }",
        "loop { text.lower(); }",
        "loop { text.contains(\"y\"); }",
        "loop { business_days_after(date(\"2026-03-20\"), 50000); }",
    ] {
        refuses(
            &format!("{list} {map} {text} {body}"),
            "does more than it may",
        );
    }
    yields(
        &format!("{list} for n in 0..100 {{ list.contains(-1); }} 7"),
        7,
    );
}

#[test]
fn what_is_nested_deep_stays_in_the_script() {
    let nested = |depth: usize| format!("let list = [1]; for n in 0..{depth} {{ list = [list]; }}");
    assert!(run(&in_test(&format!("{} list", nested(10)))).is_ok());
    refuses(&format!("{} list", nested(900)), "can't be used outside");
    refuses(
        &format!("{} deny(\"rule\", list)", nested(900)),
        "can't leave a script",
    );
    refuses(
        &format!("{} let other = list; list == other", nested(900)),
        "too deep to be compared",
    );
}

// What a runaway means to a decision.

#[test]
fn a_runaway_denies_and_nothing_is_applied() {
    let scripts = [
        ("loop {}", "does more than it may"),
        ("let text = \"x\"; loop { text += text; }", "more than"),
        ("helper(1)", "functions call each other more than 8 deep"),
        (
            "let list = [1]; list.lower()",
            "there is no function `lower` for a list",
        ),
        ("throw \"no\"", "no"),
        ("5", "must return a list"),
        ("[5]", "must return a list of"),
        (
            "[effect(\"set_fact\", #{ fact: \"limit\", value: 1 }), effect(`no${\"such\"}`)]",
            "there is no effect `nosuch`",
        ),
        (
            "[effect(\"set_fact\", #{ fact: \"limit\", value: \"much\" })]",
            "doesn't fit",
        ),
    ];
    for (body, why) in scripts {
        let decide = format!(
            "fn helper(n) {{ helper(n) }} fn decide(case, input, actor, today, now) {{ {body} }}"
        );
        let (engine, case) = engine(&decide, "fn fee(case) { 1 }");
        let decision = engine
            .decide(&case, clerk("scripted"), WORLD.now)
            .expect("it is decided");
        assert_eq!(decision.verdict(), Verdict::Denied, "{body}");
        assert_eq!(decision.effects().len(), 0, "{body}");
        let [denial] = decision.denials() else {
            panic!("{body}: {:?}", decision.denials())
        };
        assert_eq!(denial.kind, DenialKind::Failed, "{body}");
        // What fails while the script runs has its place in the script.
        let place = denial.place.as_ref().expect("a place");
        let in_script =
            !why.contains("must return") && !why.contains("fit") && !why.contains("effect");
        let file = if in_script {
            "rules/decide.rhai"
        } else {
            "rules/scripted.yaml"
        };
        assert_eq!(place.file, file, "{body}");
        assert!(
            denial.message.get("en").contains(why),
            "{body}: {}",
            denial.message.get("en")
        );
        assert_eq!(case.apply(&decision).expect("it applies"), case, "{body}");
    }
}

#[test]
fn a_runaway_function_denies_wherever_it_is_called() {
    let (engine, case) = engine(
        "fn decide(case, input, actor, today, now) { [] }",
        "fn fee(case) { loop {} }",
    );
    for action in ["charge", "guarded"] {
        let decision = engine
            .decide(&case, clerk(action), WORLD.now)
            .expect("it is decided");
        let kinds: Vec<DenialKind> = decision
            .denials()
            .iter()
            .map(|denial| denial.kind)
            .collect();
        assert_eq!(kinds, [DenialKind::Failed], "{action}");
        assert_eq!(case.apply(&decision).expect("it applies"), case, "{action}");
    }
}

#[test]
fn results_are_held_to_their_declared_type() {
    for (body, why) in [
        (
            "\"much\"",
            "`fee` returns much, which isn't what it declares",
        ),
        ("()", "`fee` returns no value, which isn't what it declares"),
        ("true", "`fee` returns true, which isn't what it declares"),
        ("[1]", "`fee` returns [1], which isn't what it declares"),
        (
            "deny(\"rule\", \"no\")",
            "`fee` returns what can't be used outside of it",
        ),
        ("case", "`fee` returns what can't be used outside of it"),
    ] {
        let script = format!("fn fee(case) {{ {body} }}");
        let (engine, case) = engine("fn decide(case, input, actor, today, now) { [] }", &script);
        let decision = engine
            .decide(&case, clerk("charge"), WORLD.now)
            .expect("it is decided");
        let message = decision.denials()[0].message.get("en").to_owned();
        assert!(message.contains(why), "{body}: {message}");
    }
}

/// An amount keeps its decimals until it enters the ledger, and is rounded there.
#[test]
fn amounts_are_rounded_on_entering_the_ledger() {
    let third = "fn fee(case) { case.principal / 3 }";
    let (engine, case) = engine("fn decide(case, input, actor, today, now) { [] }", third);
    let decision = engine
        .decide(&case, clerk("charge"), WORLD.now)
        .expect("it is decided");
    let charged = case.apply(&decision).expect("it applies");
    assert_eq!(charged.balance().to_string(), "1333.33");
    // Until then it is more than what will be charged.
    let decision = engine
        .decide(&case, clerk("guarded"), WORLD.now)
        .expect("it is decided");
    assert_eq!(
        decision.verdict(),
        Verdict::Allowed,
        "{:?}",
        decision.denials()
    );
}

// What scripts compute.

#[test]
fn whole_numbers_divide_into_decimals() {
    yields("10 / 4", decimal("2.50"));
    yields("let x = 10; x /= 4; x", decimal("2.50"));
    yields("let m = #{ a: 10 }; m.a /= 4; m.a", decimal("2.50"));
    yields("let list = [10]; list[0] /= 4; list[0]", decimal("2.50"));
    yields("const A = 10 / 4; A", decimal("2.50"));
    yields("10.0 / 4", decimal("2.5"));
    yields("div(10, 4)", 2);
    yields("7 % 4", 3);
    refuses("1 / 0", "a division by zero");
    refuses("let x = 1; x /= 0; x", "a division by zero");
    refuses("9223372036854775807 + 1", "a number too large to be kept");
}

#[test]
fn decimals_stay_decimals() {
    yields("0.1 + 0.2", decimal("0.3"));
    yields("0.1 + 0.2 == 0.3", true);
    yields("1.50 + 1", decimal("2.50"));
    yields("1.10 * 3", decimal("3.30"));
    yields("round(2.675, 2)", decimal("2.68"));
    yields("round(15, -1)", 20);
    yields("min(1, 2.5, 3)", decimal("1"));
    yields("type_of(10 / 4)", "decimal");
}

/// What expressions say, scripts say too: the same text, evaluated by both.
#[test]
fn scripts_compute_what_expressions_do() {
    let sorts = Expressions(&[
        Sort::Bool,
        Sort::Whole,
        Sort::Exact,
        Sort::Amount,
        Sort::Text,
        Sort::Date,
        Sort::Moment,
        Sort::Colour,
    ]);
    let mut runner = runner("scripts", 1);
    for _ in 0..2_000 {
        let tried = sorts.new_tree(&mut runner).expect("an expression").whole();
        let text = tried.tree.text();
        let expr = compiled(&text, tried.tree.sort).expect("it is right");
        let env = WORLD.env(tried.case, &tried.inputs);
        let ours = eval(&expr, &env, &mut Silent).map(|value| value.to_string());
        let named = |names: Vec<(&str, &Value)>| {
            let entries = names
                .into_iter()
                .map(|(name, value)| (name.into(), convert::to_script(value)));
            Dynamic::from_map(entries.collect::<Map>())
        };
        let inputs = WORLD
            .inputs()
            .iter()
            .map(|input| &*input.name)
            .zip(&tried.inputs);
        let settings = WORLD.rules().words.settings.iter();
        let arguments = vec![
            Dynamic::from(ScriptCase::of(&env.case)),
            named(inputs.collect()),
            named(
                settings
                    .map(|(name, setting)| (&**name, &setting.value))
                    .collect(),
            ),
            named(vec![("role", &Value::choice("clerk"))]),
            Dynamic::from(env.today),
            Dynamic::from(env.now),
        ];
        let script = format!("fn test(case, input, settings, actor, today, now) {{\n{text}\n}}");
        let theirs = call(&script, arguments).map(|value| value.to_string());
        assert_eq!(theirs.ok(), ours.ok(), "{tried:?}");
        // What is right isn't refused.
        assert_eq!(found(&script), "", "{tried:?}");
    }
}

// What scripts see of the case.

#[test]
fn a_fact_that_is_not_there_is_told_by_its_name() {
    let case = |body: &str| with_case(0, body);
    is_refused(
        case("case.missing_fact"),
        "there is no field or fact `missing_fact` on the case",
    );
    is_refused(case("case.some.nosuch"), "there is no `nosuch` in the map");
    is_refused(
        case("case.ledger[0].nosuch"),
        "there is no `nosuch` in a row of the case",
    );
    is_refused(
        case("case.count(\"nosuch\")"),
        "there is no ledger entry `nosuch`",
    );
    is_refused(
        case("case.times(\"nosuch\")"),
        "there is no effect `nosuch`",
    );
}

#[test]
fn a_fact_that_is_not_set_is_no_value() {
    // The last case has none of the facts that may be missing.
    assert_eq!(
        with_case(2, "case.some.number == ()"),
        Ok(Value::Bool(true))
    );
    assert_eq!(
        with_case(2, "is_set(case.some.day)"),
        Ok(Value::Bool(false))
    );
    assert_eq!(with_case(2, "case.some.number ?? 5"), Ok(Value::Integer(5)));
    assert_eq!(with_case(2, "case.closing == ()"), Ok(Value::Bool(true)));
    assert_eq!(
        with_case(2, "case.done(\"send\") == ()"),
        Ok(Value::Bool(true))
    );
    assert_eq!(
        with_case(0, "case.some.number == ()"),
        Ok(Value::Bool(false))
    );
    assert_eq!(with_case(0, "case.some.number"), Ok(Value::Integer(3)));
    is_refused(
        with_case(2, "case.some.number + 1"),
        "`+` can't be used between no value and a whole number",
    );
}

#[test]
fn the_case_is_read_only() {
    for body in [
        "case.number = 9",
        "case.status = \"closed\"",
        "case.nosuch = 1",
        "case[\"number\"] = 9",
        "case.ledger[0].amount = 9",
        "case.number += 1",
    ] {
        let read = format!("{body}; case.number");
        let result = with_case(0, &read);
        assert!(
            matches!(&result, Err(why) if !why.is_empty()) || result == Ok(Value::Integer(7)),
            "{body}: {result:?}"
        );
    }
    // A copy may be changed, and is a copy.
    for body in [
        "case.kunde.navn = \"x\"; case.kunde.navn",
        "let kunde = case.kunde; kunde.navn = \"x\"; case.kunde.navn",
    ] {
        let result = with_case(0, body);
        assert!(
            result.is_err() || result == Ok(Value::text("Ærø")),
            "{body}: {result:?}"
        );
    }
    assert_eq!(
        with_case(0, "case.ledger.push(1); case.ledger.len()"),
        Ok(Value::Integer(1))
    );
    assert_eq!(with_case(0, "case = 5; case"), Ok(Value::Integer(5)));
}

#[test]
fn the_ledger_is_a_list_of_rows() {
    let sum = "let sum = 0.0; for row in case.ledger { if row.entry == \"principal\" { sum += row.amount; } } sum";
    assert_eq!(with_case(0, sum), Ok(Value::Decimal(decimal("1000.00"))));
    assert_eq!(
        with_case(0, "case.ledger[0].date == date(\"2026-03-20\")"),
        Ok(Value::Bool(true))
    );
    assert_eq!(
        with_case(0, "case.sum(\"principal\") == case.balance"),
        Ok(Value::Bool(true))
    );
    assert_eq!(with_case(0, "case.holds.len()"), Ok(Value::Integer(0)));
}

// Helpers.

pub(super) fn dates() -> OwnedDates {
    OwnedDates {
        time_zone: WORLD.rules().time_zone,
        calendar: Arc::new(WORLD.rules().calendar.clone()),
    }
}

/// A script with its compiled file, or what the sandbox itself has against it.
fn load(script: &str) -> Result<(Scripts, super::ScriptId), String> {
    let mut scripts = Scripts::new(dates());
    let mut report = Report::default();
    let id = scripts.add(FileId(0), &Source::new("test.rhai", script), &mut report);
    let refused = id.and_then(|id| {
        let file = Arc::get_mut(&mut scripts.files[id.0 as usize])?;
        file.refused.take()
    });
    if let Some((span, problem)) = refused {
        report.add(span, problem);
    }
    match id {
        Some(id) if !report.has_errors() => Ok((scripts, id)),
        _ => Err(told(report, script)),
    }
}

/// What loading finds in a script whose functions are called with what `decide` is given.
pub(super) fn found(script: &str) -> String {
    let mut scripts = Scripts::new(dates());
    let mut report = Report::default();
    let id = scripts.add(FileId(0), &Source::new("test.rhai", script), &mut report);
    if let Some(id) = id {
        let given = |name: &str| {
            let at = super::PARAMETERS.iter().position(|known| *known == name)?;
            naming::of_decide().get(at).cloned().flatten()
        };
        let functions = scripts.files[id.0 as usize].draft.functions.iter();
        let entries: Vec<Entry> = functions
            .filter(|function| matches!(function.name.as_str(), "test" | "decide"))
            .map(|function| Entry {
                name: function.name.clone(),
                arguments: function.parameters.iter().map(|name| given(name)).collect(),
            })
            .collect();
        let words = &WORLD.rules().words;
        scripts.check(id, &entries, WORLD.inputs(), words, &mut report);
    }
    told(report, script)
}

fn told(report: Report, script: &str) -> String {
    let mut sources = Sources::new();
    sources.add("test.rhai", script);
    report.into_findings(&sources).to_string()
}

/// What a script's `test` returns, or why it doesn't.
fn call(script: &str, arguments: Vec<Dynamic>) -> Result<Value, String> {
    let (scripts, id) = load(script)?;
    let result = scripts
        .run(id, "test", true, || arguments.clone())
        .map_err(|fault| match fault {
            FaultKind::Script(fault) => {
                let [en, da] = fault.words;
                let at = fault.span.map_or(0, |span| span.start);
                format!("{en} ({da}), at byte {at}")
            }
            fault => format!("{fault:?}"),
        })?;
    convert::from_script(&result).ok_or_else(|| "it can't be used outside of the script".to_owned())
}

pub(super) fn run(script: &str) -> Result<Value, String> {
    call(script, vec![])
}

pub(super) fn in_test(body: &str) -> String {
    format!("fn test() {{ {body} }}")
}

pub(super) fn with_case(case: usize, body: &str) -> Result<Value, String> {
    let case = Dynamic::from(ScriptCase::of(&WORLD.cases[case].view()));
    call(&format!("fn test(case) {{ {body} }}"), vec![case])
}

fn refuses(body: &str, why: &str) {
    match run(&in_test(body)) {
        Err(found) => assert!(found.contains(why), "{body}: {found}"),
        Ok(value) => panic!("{body} yields {value}, and should be refused: {why}"),
    }
}

fn is_refused(result: Result<Value, String>, why: &str) {
    match result {
        Err(found) => assert!(
            found.contains(why),
            "`{why}` is expected, and found is: {found}"
        ),
        Ok(value) => panic!("`{why}` is expected, and {value} is returned"),
    }
}

fn yields(body: &str, value: impl Into<Value>) {
    assert_eq!(run(&in_test(body)), Ok(value.into()), "{body}");
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// A limit as a number that scripts know.
fn whole(limit: usize) -> i64 {
    i64::try_from(limit).expect("a small number")
}

/// An engine whose action `scripted` is decided by one script, and whose function `fee` is another;
/// and a case of it.
fn engine(decide: &str, fee: &str) -> (Engine, Case) {
    const RULES: [(&str, &str); 6] = [
        (
            "dunlin.yaml",
            "rule_set: scripts\nversion: '1'\ntime_zone: Europe/Copenhagen\nlanguages: [en]\ncurrencies: [DKK]\nstart: [only]\nroles: [clerk]\n",
        ),
        ("flows/only.yaml", "flow: only\nlabel: Only\nsteps: []\n"),
        (
            "rules/ledger.yaml",
            "ledger: { charges: [principal, fee], settlements: [payment] }\n",
        ),
        (
            "rules/facts.yaml",
            "facts: { limit: { type: amount, default: 1 } }\n",
        ),
        (
            "rules/functions.yaml",
            "functions: { fee: { in: { case: case }, out: amount, file: fee.rhai } }\n",
        ),
        (
            "rules/scripted.yaml",
            "action: scripted\nlabel: Scripted\nwho: [clerk]\nscript: decide.rhai\n",
        ),
    ];
    const ACTIONS: [(&str, &str); 2] = [
        (
            "rules/charge.yaml",
            r#"
action: charge
label: Charge
who: [clerk]
effects:
  - post:
      entry: fee
      amount: =fee(case)
"#,
        ),
        (
            "rules/guarded.yaml",
            r#"
action: guarded
label: Guarded
who: [clerk]
require:
  - rule: more_than_a_rounded_third
    that: fee(case) > 333.33
    else: It is less.
effects: []
"#,
        ),
    ];
    let mut sources = Sources::new();
    for (name, text) in RULES.into_iter().chain(ACTIONS) {
        sources.add(name, text);
    }
    sources.add("rules/decide.rhai", decide);
    sources.add("rules/fee.rhai", fee);
    let rules = RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}"));
    let engine = Engine::new(rules);
    let mut opening = Opening::new("C1");
    opening.set("principal", Value::Integer(1_000));
    let case = engine
        .open(&opening, WORLD.now)
        .expect("it opens")
        .case_after();
    (engine, case.expect("it opens"))
}

fn clerk(action: &str) -> Request {
    Request::new(action, Actor::new("bo", "clerk"))
}
