//! Dunlin on its own: its menu, its apply, more rules, loading, two threads, scripts.

use std::process::Command;
use std::sync::Barrier;

use anyhow::{Context as _, Result, ensure};
use cpu_time::ThreadTime;
use dunlin::{Actor, Engine, Request, RuleSet};
use rhai::packages::{ArithmeticPackage, LogicPackage, Package};
use rhai::{AST, CallFnOptions, Dynamic, Map, Scope};
use rust_decimal::Decimal;

use crate::engines::complete_by_hand;
use crate::engines::dunlin::{Dunlin, shipped};
use crate::generated::{
    Question, SCRIPT, with_a_question, with_invariants, with_other_actions, with_requirements,
};
use crate::peers::{Asked, Line, Lines};
use crate::policy::Action;
use crate::portfolio::{Pair, now};
use crate::timing::{Cost, Pass, measure, nanoseconds};

/// The menu against one by hand, and applying against deciding.
pub(crate) fn menu_and_apply(pairs: &[Pair], rounds: usize) -> Result<Vec<Line>> {
    let dunlin = &Dunlin::new(&shipped()?)?;
    let asked = Asked::all(dunlin, pairs)?;
    let mut allowed = Vec::new();
    for asked in &asked {
        let decision = dunlin.decision(&asked.case, &asked.pair)?;
        if decision.is_allowed() {
            allowed.push((asked, decision));
        }
    }
    let mut lines = Lines::default();
    lines.add(
        "Rust by hand: menu",
        "seven actions: shown, enabled, denials and warnings in both languages",
        Pass::over(pairs, |pair| {
            Ok(complete_by_hand::read_menu(&complete_by_hand::menu(pair)))
        }),
    );
    lines.add(
        "Dunlin: menu",
        "the same, and labels, helps, forms with their options, JSON Schemas",
        Pass::over(&asked, |asked| dunlin.menu(&asked.case, &asked.pair)),
    );
    lines.add(
        "Dunlin: complete, what is allowed",
        "as above, of the allowed pairs only",
        Pass::over(&allowed, |(asked, _)| {
            dunlin.complete(&asked.case, &asked.pair)
        }),
    );
    lines.add(
        "Dunlin: apply",
        "the case after each of these decisions",
        Pass::over(&allowed, |(asked, decision)| {
            Ok(asked.case.apply(decision)?.id().len())
        }),
    );
    lines.measured(rounds)
}

/// What the decisions about one action cost, complete: allowed or denied, by hand and by Dunlin.
pub(crate) struct ByAction {
    pub(crate) action: &'static str,
    pub(crate) allowed: bool,
    pub(crate) pairs: usize,
    pub(crate) by_hand: Cost,
    pub(crate) dunlin: Cost,
}

/// The same decisions, each action's by themselves.
pub(crate) fn by_action(pairs: &[Pair], rounds: usize) -> Result<Vec<ByAction>> {
    let dunlin = &Dunlin::new(&shipped()?)?;
    let mut groups = Vec::new();
    for action in Action::ALL {
        let (mut allowed, mut denied) = (Vec::new(), Vec::new());
        let of_it = pairs.iter().filter(|pair| pair.action == action);
        for asked in Asked::all(dunlin, &of_it.cloned().collect::<Vec<_>>())? {
            let decision = dunlin.decision(&asked.case, &asked.pair)?;
            let group = if decision.is_allowed() {
                &mut allowed
            } else {
                &mut denied
            };
            drop(decision);
            group.push(asked);
        }
        groups.push((action.name(), true, allowed));
        groups.push((action.name(), false, denied));
    }
    groups.retain(|(_, _, asked)| !asked.is_empty());
    let passes = groups.iter().flat_map(|(_, _, asked)| {
        [
            Pass::over(asked, |asked: &Asked| {
                Ok(complete_by_hand::read(&complete_by_hand::decide(
                    &asked.pair,
                )))
            }),
            Pass::over(asked, |asked: &Asked| {
                dunlin.complete(&asked.case, &asked.pair)
            }),
        ]
    });
    let costs = measure(passes.collect(), rounds)?;
    let lines = groups.iter().zip(costs.as_chunks::<2>().0);
    Ok(lines
        .map(|((action, allowed, asked), [by_hand, dunlin])| ByAction {
            action,
            allowed: *allowed,
            pairs: asked.len(),
            by_hand: *by_hand,
            dunlin: *dunlin,
        })
        .collect())
}

/// What a decision costs where the rule set holds more: a label and the cost, the first with nothing more.
pub(crate) type Growth = Vec<(String, Cost)>;

/// More rules on other actions, and more actions.
pub(crate) fn other_actions(pairs: &[Pair], rounds: usize) -> Result<Growth> {
    let mut sets = Vec::new();
    for (rules, each) in [
        (0, 10),
        (10, 10),
        (100, 10),
        (1_000, 10),
        (10_000, 10),
        (1_000, 1),
    ] {
        let label = match (rules, each) {
            (0, _) => "as shipped".to_owned(),
            (rules, 1) => format!("{rules} more actions of one rule"),
            (rules, _) => format!("{rules} more rules, ten an action"),
        };
        sets.push((label, Dunlin::new(&with_other_actions(rules, each)?)?));
    }
    decided(&sets, pairs, rounds)
}

/// More rules, and more invariants, on the action that is asked for.
pub(crate) fn same_action(pairs: &[Pair], rounds: usize) -> Result<Growth> {
    let payments = pairs
        .iter()
        .filter(|pair| pair.action == Action::PartialPayment);
    let payments: Vec<Pair> = payments.cloned().collect();
    let mut sets = vec![("as shipped".to_owned(), Dunlin::new(&shipped()?)?)];
    for count in [10, 100] {
        let dunlin = Dunlin::new(&with_requirements(count)?)?;
        sets.push((format!("{count} more requirements on it"), dunlin));
    }
    for count in [10, 100] {
        let dunlin = Dunlin::new(&with_invariants(count)?)?;
        sets.push((format!("{count} more invariants"), dunlin));
    }
    decided(&sets, &payments, rounds)
}

fn decided(sets: &[(String, Dunlin)], pairs: &[Pair], rounds: usize) -> Result<Growth> {
    let mut asked = Vec::new();
    for (_, dunlin) in sets {
        asked.push(Asked::all(dunlin, pairs)?);
    }
    let passes = sets.iter().zip(&asked).map(|((_, dunlin), asked)| {
        Pass::over(asked, |asked| dunlin.complete(&asked.case, &asked.pair))
    });
    let costs = measure(passes.collect(), rounds)?;
    let labels = sets.iter().map(|(label, _)| label.clone());
    Ok(labels.zip(costs).collect())
}

/// What loading costs, in a process of its own.
pub(crate) struct Loading {
    pub(crate) rules: usize,
    pub(crate) milliseconds: f64,
    /// What the process holds more than before, its sources dropped, and at its most.
    pub(crate) kept_kib: u64,
    pub(crate) most_kib: u64,
}

/// Loads the shipped rule set with `rules` more in a process of its own.
pub(crate) fn loading(rules: usize) -> Result<Loading> {
    let program = std::env::current_exe()?;
    let output = Command::new(program)
        .args(["load", &rules.to_string()])
        .output()?;
    ensure!(output.status.success(), "loading failed: {}", output.status);
    let text = String::from_utf8(output.stdout)?;
    let mut words = text.split_whitespace();
    let mut word = || words.next().context("too few words");
    Ok(Loading {
        rules,
        milliseconds: word()?.parse()?,
        kept_kib: word()?.parse()?,
        most_kib: word()?.parse()?,
    })
}

/// The process of [`loading`]: milliseconds, KiB kept, KiB at most.
pub(crate) fn load(rules: usize) -> Result<()> {
    let sources = with_other_actions(rules, 10)?;
    let before = memory("VmRSS")?;
    let start = ThreadTime::now();
    let rule_set = RuleSet::load(&sources)?;
    let milliseconds = nanoseconds(start.elapsed(), 1) / 1e6;
    drop(sources);
    let kept = memory("VmRSS")?.saturating_sub(before);
    let most = memory("VmHWM")?.saturating_sub(before);
    ensure!(rule_set.actions().count() > 0, "no actions");
    println!("{milliseconds:.1} {kept} {most}");
    Ok(())
}

fn memory(field: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(field));
    let value = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(value.context("no memory figures here")?.parse()?)
}

/// How much two threads decide on one rule set, for one thread's 1: CPU time of each thread, both running at once.
pub(crate) fn two_threads(pairs: &[Pair], rounds: usize) -> Result<f64> {
    let dunlin = &Dunlin::new(&shipped()?)?;
    let asked = Asked::all(dunlin, pairs)?;
    let (first, second) = asked.split_at(asked.len() / 2);
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        alone.push(pass(dunlin, first)?);
        alone.push(pass(dunlin, second)?);
        let barrier = &Barrier::new(2);
        let both = std::thread::scope(|scope| {
            let threads = [first, second].map(|half| {
                scope.spawn(move || {
                    barrier.wait();
                    pass(dunlin, half)
                })
            });
            threads.map(std::thread::ScopedJoinHandle::join)
        });
        for time in both {
            together.push(time.map_err(|_| anyhow::anyhow!("a thread failed"))??);
        }
    }
    Ok(2.0 * Cost::of(&alone).median / Cost::of(&together).median)
}

fn pass(dunlin: &Dunlin, asked: &[Asked]) -> Result<f64> {
    let start = ThreadTime::now();
    let mut sum = 0;
    for asked in asked {
        sum += std::hint::black_box(dunlin.complete(&asked.case, &asked.pair)?);
    }
    ensure!(sum > 0, "nothing was said");
    Ok(nanoseconds(start.elapsed(), asked.len()))
}

/// A decision whose one requirement calls a script function, beside plain Rhai that calls it.
pub(crate) fn scripts(pairs: &[Pair], rounds: usize) -> Result<Vec<Line>> {
    let questions = [
        Question::Expression,
        Question::OfAmounts,
        Question::OfTheCase,
        Question::OneExpression,
    ];
    let mut sets = Vec::new();
    for question in questions {
        let engine = Engine::new(RuleSet::load(&with_a_question(question)?)?);
        let dunlin = Dunlin::new(&with_a_question(question)?)?;
        let asked = Asked::all(&dunlin, pairs)?;
        sets.push((engine, asked));
    }
    let now = now()?;
    let request = Request::new("ask", Actor::new("ida", "clerk"));
    let plain = &PlainRhai::new()?;
    let mut lines = Lines::default();
    lines.add(
        "plain Rhai: a function of two amounts",
        "`call_fn`, both amounts given as decimals",
        Pass::over(pairs, |pair| plain.of_amounts(pair)),
    );
    lines.add(
        "plain Rhai: a function of the case",
        "`call_fn`, the case a map of the four fields that a host would give",
        Pass::over(pairs, |pair| plain.of_the_case(pair)),
    );
    let labels = [
        (
            "Dunlin: the question as an expression",
            "the whole decision of an action with one requirement, no effect",
        ),
        (
            "Dunlin: a function of two amounts",
            "the same, the requirement a script function's answer",
        ),
        (
            "Dunlin: a function of the case",
            "the same, the case given to it",
        ),
        (
            "Dunlin: a function of one expression",
            "the same, its body no more than a comparison",
        ),
    ];
    for ((engine, asked), (label, includes)) in sets.iter().zip(labels) {
        let request = &request;
        lines.add(
            label,
            includes,
            Pass::over(asked, move |asked| {
                let decision = engine.decide(&asked.case, request, now)?;
                Ok(usize::from(decision.is_allowed()))
            }),
        );
    }
    lines.measured(rounds)
}

/// The functions of [`SCRIPT`], as a host calls them that embeds Rhai.
struct PlainRhai {
    engine: rhai::Engine,
    script: AST,
}

impl PlainRhai {
    fn new() -> Result<Self> {
        let mut engine = rhai::Engine::new_raw();
        ArithmeticPackage::new().register_into_engine(&mut engine);
        LogicPackage::new().register_into_engine(&mut engine);
        let script = engine.compile(SCRIPT.replace("case", "the_case"))?;
        Ok(Self { engine, script })
    }

    fn of_amounts(&self, pair: &Pair) -> Result<usize> {
        let balance = Dynamic::from_decimal(pair.balance);
        self.call("enough", balance)
    }

    fn of_the_case(&self, pair: &Pair) -> Result<usize> {
        let mut case = Map::new();
        case.insert("status".into(), pair.status.into());
        case.insert("flow".into(), pair.flow.into());
        case.insert("currency".into(), pair.currency.into());
        case.insert("balance".into(), Dynamic::from_decimal(pair.balance));
        self.call("enough_owed", case.into())
    }

    fn call(&self, function: &str, first: Dynamic) -> Result<usize> {
        let least = Dynamic::from_decimal(Decimal::from(50));
        let enough: bool = self.engine.call_fn_with_options(
            CallFnOptions::new().eval_ast(false),
            &mut Scope::new(),
            &self.script,
            function,
            (first, least),
        )?;
        Ok(usize::from(enough))
    }
}
