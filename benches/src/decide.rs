//! What a decision by the shipped rules costs, beside plain Rhai evaluating the conditions of the same action. It measures, and asserts nothing.
//!
//! Run it with `cargo run --profile bench -p dunlin-benches --bin bench-decide`. Every line is the median of
//! interleaved rounds on one thread; compare the ratios, not the figures.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Engine, Request, RuleSet, Sources};
use rhai::packages::{ArithmeticPackage, LogicPackage, Package};
use rhai::{AST, Dynamic, Map, Scope};

const ROUNDS: usize = 41;
const A_ROUND: u32 = 2_000;

/// The conditions of `rules/partial_payment.yaml`, as it has them, dates as texts.
const CONDITIONS: [&str; 6] = [
    r#"case.status != "closed""#,
    "input.amount > 0",
    "input.amount < case.balance",
    "input.date <= today",
    "input.date >= case.invoice_date",
    r#"case.accounting.system != "none""#,
];

fn main() -> Result<()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sources = Sources::read(folder)?;
    let loading = Instant::now();
    let engine = Engine::new(RuleSet::load(&sources)?);
    println!(
        "load the shipped rule set      {:>10.2} ms",
        loading.elapsed().as_secs_f64() * 1e3
    );

    let now = "2026-03-02T10:00:00Z".parse()?;
    let mut opening = engine.example_opening("1001");
    opening.set("accounting.system", "economic".into());
    opening.set("customer.email", "kunde@example.dk".into());
    let case = engine
        .open(&opening, now)?
        .case_after()
        .context("the example can't be opened")?;
    let clerk = || Actor::new("ida", "clerk");
    let decide = |case: &Case, request: &Request| -> usize {
        let Ok(decision) = engine.decide(case, request, now) else {
            return 0;
        };
        let read = decision
            .effects()
            .iter()
            .flat_map(dunlin::Effect::arguments)
            .count();
        let told = decision
            .denials()
            .iter()
            .map(|denial| denial.message.get("da").len())
            .sum::<usize>();
        read + told + decision.warnings().len()
    };
    let payment = Request::new("partial_payment", clerk())
        .with("date", "2026-03-01")
        .with("amount", "250.00");
    let too_much = Request::new("partial_payment", clerk())
        .with("date", "2026-03-01")
        .with("amount", "2500.00");
    let pause = Request::new("pause", clerk())
        .with("reason", "dispute")
        .with("resume_on", "2026-03-20");
    let close = Request::new("close", clerk())
        .with("code", "paid")
        .with("reason", "to_us")
        .with("confirmation", true);
    let applied = engine.decide(&case, &pause, now)?;
    let timed = Timed::new(&engine)?;
    let due = |case: &Case, at| {
        let due = engine.next_due(case, at);
        due.map_or(0, |due| usize::from(due.at().is_some()))
    };
    let stored = serde_json::to_string(&case)?;

    let rhai = Rhai::new()?;
    let prepared = rhai.scope()?;
    let mut work: Vec<Work<'_>> = vec![
        (
            "rhai, the 6 conditions, scope given",
            Box::new(|| rhai.conditions(&mut prepared.clone())),
        ),
        (
            "rhai, the 6 conditions, scope built",
            Box::new(|| {
                rhai.scope()
                    .map_or(0, |mut scope| rhai.conditions(&mut scope))
            }),
        ),
        (
            "decide partial_payment, allowed",
            Box::new(|| decide(&case, &payment)),
        ),
        (
            "decide partial_payment, denied",
            Box::new(|| decide(&case, &too_much)),
        ),
        (
            "decide pause with a date",
            Box::new(|| decide(&case, &pause)),
        ),
        (
            "decide close (a script, a letter)",
            Box::new(|| decide(&case, &close)),
        ),
        (
            "explain partial_payment",
            Box::new(|| {
                engine
                    .explain(&case, &payment, now)
                    .map_or(0, |d| d.trace().len())
            }),
        ),
        (
            "apply pause",
            Box::new(|| case.apply(&applied).map_or(0, |case| case.id().len())),
        ),
        (
            "menu, seven actions",
            Box::new(|| {
                engine
                    .menu(&case, &clerk(), now)
                    .map_or(0, |menu| menu.actions.len())
            }),
        ),
        (
            "next_due, a step far off",
            Box::new(|| due(&timed.case, timed.early)),
        ),
        (
            "next_due, a step due now",
            Box::new(|| due(&timed.case, timed.late)),
        ),
        (
            "next_due, a step held",
            Box::new(|| due(&timed.held, timed.late)),
        ),
        (
            "advance, a fee and a letter",
            Box::new(|| {
                let advanced = engine.advance(&timed.case, timed.late);
                advanced.map_or(0, |taken| taken.map_or(0, |d| d.effects().len()))
            }),
        ),
        (
            "forecast of a year, eight moments",
            Box::new(|| {
                let until = timed.early + chrono::Duration::days(365);
                let forecast = engine.forecast(&timed.case, timed.early, until, &[]);
                forecast.map_or(0, |forecast| forecast.moments.len())
            }),
        ),
        (
            "read a case from JSON",
            Box::new(|| engine.read_case(&stored).map_or(0, |case| case.id().len())),
        ),
    ];
    let mut times = vec![Vec::with_capacity(ROUNDS); work.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in work.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..A_ROUND {
                black_box(run());
            }
            times.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(A_ROUND));
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    let base = medians.first().copied().context("nothing was measured")?;
    for ((name, _), median) in work.iter().zip(&medians) {
        println!(
            "{name:<38} {:>8.2} µs   {:>6.2} ×",
            median / 1e3,
            median / base
        );
    }
    Ok(())
}

/// A case whose first reminder falls due, and one whose reminder is held.
struct Timed {
    case: Case,
    held: Case,
    /// Long before the reminder.
    early: DateTime<Utc>,
    /// When it is due.
    late: DateTime<Utc>,
}

impl Timed {
    fn new(engine: &Engine) -> Result<Self> {
        let early = "2026-02-02T08:00:00Z".parse()?;
        // Before the timer that reminds of the objection.
        let late = "2026-02-12T10:00:00Z".parse()?;
        let mut opening = engine.example_opening("1001");
        opening.set("reminders_approved", true.into());
        opening.set("customer.email", "kunde@example.dk".into());
        let opened = engine.open(&opening, early)?;
        let case = opened.case_after().context("it can't be opened")?;
        // An objection that nobody has answered: the law denies the fee.
        opening.set("objection.since", "2026-02-10".into());
        let opened = engine.open(&opening, early)?;
        let held = opened.case_after().context("it can't be opened")?;
        Ok(Self {
            case,
            held,
            early,
            late,
        })
    }
}

/// What is measured, by its name; what it returns keeps it from being optimised away.
type Work<'w> = (&'static str, Box<dyn FnMut() -> usize + 'w>);

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The conditions compiled once, as a host that embeds Rhai would.
struct Rhai {
    engine: rhai::Engine,
    conditions: Vec<AST>,
}

impl Rhai {
    fn new() -> Result<Self> {
        let mut engine = rhai::Engine::new_raw();
        ArithmeticPackage::new().register_into_engine(&mut engine);
        LogicPackage::new().register_into_engine(&mut engine);
        #[expect(deprecated, reason = "declared volatile; the version is pinned")]
        engine.on_parse_token(|token, _, _| match token {
            rhai::Token::Reserved(word) if &*word == "case" => rhai::Token::Identifier(word),
            token => token,
        });
        let conditions = CONDITIONS
            .iter()
            .map(|text| engine.compile_expression(text));
        let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { engine, conditions })
    }

    fn scope(&self) -> Result<Scope<'static>> {
        let amount = |text: &str| text.parse().map(Dynamic::from_decimal);
        let mut accounting = Map::new();
        accounting.insert("system".into(), "economic".into());
        let mut case = Map::new();
        case.insert("status".into(), "active".into());
        case.insert("balance".into(), amount("1000.00")?);
        case.insert("invoice_date".into(), "2026-01-02".into());
        case.insert("accounting".into(), accounting.into());
        let mut input = Map::new();
        input.insert("amount".into(), amount("250.00")?);
        input.insert("date".into(), "2026-03-01".into());
        let mut scope = Scope::new();
        scope.push("case", case);
        scope.push("input", input);
        scope.push("today", "2026-03-02");
        Ok(scope)
    }

    fn conditions(&self, scope: &mut Scope<'_>) -> usize {
        let held = self.conditions.iter().map(|ast| {
            self.engine
                .eval_ast_with_scope::<bool>(scope, ast)
                .unwrap_or_default()
        });
        held.filter(|held| *held).count()
    }
}
