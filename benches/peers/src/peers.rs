//! Every engine asked the same, on one clock.

use anyhow::{Result, ensure};
use dunlin::Case;

use crate::check;
use crate::engines::by_hand::ByHand;
use crate::engines::cedar::Cedar;
use crate::engines::cel::Cel;
use crate::engines::dunlin::{Dunlin, shipped};
use crate::engines::rego::Rego;
use crate::engines::zen_expression::ZenExpression;
use crate::engines::zen_table::ZenTable;
use crate::engines::{complete_by_hand, node, rhai};
use crate::policy::Verdict;
use crate::portfolio::Pair;
use crate::timing::{Cost, Pass, measure};

/// A pair, and its case as Dunlin keeps it.
pub(crate) struct Asked {
    pub(crate) pair: Pair,
    pub(crate) case: Case,
}

impl Asked {
    pub(crate) fn all(dunlin: &Dunlin, pairs: &[Pair]) -> Result<Vec<Self>> {
        let asked = pairs.iter().map(|pair| {
            Ok(Self {
                pair: pair.clone(),
                case: dunlin.case(pair)?,
            })
        });
        asked.collect()
    }
}

/// A line of the table: an engine, what is in its figure, and what it costs.
pub(crate) struct Line {
    pub(crate) engine: &'static str,
    pub(crate) includes: &'static str,
    pub(crate) cost: Cost,
}

/// What was compared.
pub(crate) struct Comparison {
    pub(crate) lines: Vec<Line>,
    pub(crate) denied: usize,
    /// Node's version; none where json-rules-engine was left out.
    pub(crate) node: Option<String>,
}

/// The names of the lines that others are told as a multiple of.
pub(crate) const VERDICT_BY_HAND: &str = "Rust by hand: verdict";
pub(crate) const COMPLETE_BY_HAND: &str = "Rust by hand: complete";

/// Asks every engine each pair, holds their answers to each other, and then times them.
pub(crate) fn compare(pairs: &[Pair], rounds: usize) -> Result<Comparison> {
    let mut dunlin = Dunlin::new(&shipped()?)?;
    let asked = Asked::all(&dunlin, pairs)?;
    let (mut cedar, mut cedar_one) = (Cedar::new()?, Cedar::in_one_set(0)?);
    let (mut zen, mut zen_one) = (ZenTable::new()?, ZenTable::in_one_table(0)?);
    let mut zen_expression = ZenExpression::new()?;
    let (mut cel, mut rego) = (Cel::new()?, Rego::new()?);
    let (mut conditions, mut functions) = (rhai::Conditions::new()?, rhai::Functions::new()?);

    let expected = verdicts(pairs, |pair| ByHand.decide(pair))?;
    let mut disagree = Vec::new();
    let mut agree = |engine: &'static str, given: Result<Vec<Verdict>>| {
        let agreed = given.and_then(|given| check::agree(engine, pairs, &expected, &given));
        if let Err(error) = agreed {
            eprintln!("{engine}: {error:#}");
            disagree.push(engine);
        }
    };
    let ours: Result<Vec<Verdict>> = asked
        .iter()
        .map(|asked| dunlin.decide(&asked.case, &asked.pair))
        .collect();
    agree("Dunlin", ours);
    agree("Cedar", verdicts(pairs, |pair| cedar.decide(pair)));
    agree(
        "Cedar, one set",
        verdicts(pairs, |pair| cedar_one.decide(pair)),
    );
    agree("ZEN table", verdicts(pairs, |pair| zen.decide(pair)));
    agree(
        "ZEN, one table",
        verdicts(pairs, |pair| zen_one.decide(pair)),
    );
    agree(
        "ZEN expressions",
        verdicts(pairs, |pair| zen_expression.decide(pair)),
    );
    agree("Regorus", verdicts(pairs, |pair| rego.decide(pair)));
    agree("CEL", verdicts(pairs, |pair| cel.decide(pair)));
    agree(
        "Rhai conditions",
        verdicts(pairs, |pair| conditions.decide(pair)),
    );
    agree(
        "Rhai functions",
        verdicts(pairs, |pair| functions.decide(pair)),
    );
    let node = node::ask(pairs, rounds.min(11), None)?;
    if let Some(answer) = &node {
        agree("json-rules-engine", Ok(answer.verdicts.clone()));
    }

    let said = asked
        .iter()
        .map(|asked| check::says_the_same(&dunlin, &asked.case, &asked.pair));
    let other_words: Vec<_> = said.filter_map(Result::err).collect();
    for error in other_words.iter().take(3) {
        eprintln!("{error}");
    }
    ensure!(
        other_words.is_empty(),
        "{} pairs are told otherwise by hand",
        other_words.len()
    );
    ensure!(disagree.is_empty(), "not all agree: {disagree:?}");

    let dunlin = &dunlin;
    let mut lines = Lines::default();
    let line = &mut lines;
    let read = |verdict: Verdict| usize::from(verdict.allowed);
    line.add(
        VERDICT_BY_HAND,
        "verdict and rules' names, from the struct itself",
        Pass::over(pairs, |pair| Ok(read(ByHand.decide(pair)?))),
    );
    line.add(
        COMPLETE_BY_HAND,
        "all that Dunlin says, written with `match` and `format!`",
        Pass::over(pairs, |pair| {
            Ok(complete_by_hand::read(&complete_by_hand::decide(pair)))
        }),
    );
    line.add("Dunlin: verdict", "the request built from the struct, the case kept; effects and messages are made, but only `is_allowed` is read",
        Pass::over(&asked, |asked| Ok(usize::from(dunlin.decision(&asked.case, &asked.pair)?.is_allowed()))));
    line.add(
        "Dunlin: complete",
        "the same, every effect, argument, letter and message in both languages read",
        Pass::over(&asked, |asked| dunlin.complete(&asked.case, &asked.pair)),
    );
    line.add(
        "cel",
        "a program a condition, asked as far as needed; fields bound to a context; rules' names",
        Pass::over(pairs, |pair| Ok(read(cel.decide(pair)?))),
    );
    line.add(
        "Rhai: conditions",
        "`eval_ast` a condition, as far as needed; fields pushed to a scope; rules' names",
        Pass::over(pairs, |pair| Ok(read(conditions.decide(pair)?))),
    );
    line.add(
        "Rhai: functions",
        "`call_fn` of a function an action; fields as arguments; rules' names",
        Pass::over(pairs, |pair| Ok(read(functions.decide(pair)?))),
    );
    line.add(
        "zen-expression",
        "bytecode a condition, asked as far as needed; fields in an object; rules' names",
        Pass::over(pairs, |pair| Ok(read(zen_expression.decide(pair)?))),
    );
    line.add(
        "zen-engine: a table an action",
        "a JDM graph with one table that collects; fields in an object; rules' names",
        Pass::over(pairs, |pair| Ok(read(zen.decide(pair)?))),
    );
    line.add(
        "zen-engine: one table",
        "the same, all actions in one table",
        Pass::over(pairs, |pair| Ok(read(zen_one.decide(pair)?))),
    );
    line.add(
        "cedar-policy: a set an action",
        "`is_authorized`; fields in the context; the `forbid`s that hold as rules' names",
        Pass::over(pairs, |pair| Ok(read(cedar.decide(pair)?))),
    );
    line.add(
        "cedar-policy: one set",
        "the same, all actions in one policy set",
        Pass::over(pairs, |pair| Ok(read(cedar_one.decide(pair)?))),
    );
    line.add(
        "regorus",
        "RVM, a program an action; fields in an object; a set of rules' names",
        Pass::over(pairs, |pair| Ok(read(rego.decide(pair)?))),
    );
    let mut lines = lines.measured(rounds)?;
    if let Some(answer) = &node {
        lines.push(Line {
            engine: "json-rules-engine",
            includes: "Node, its own process and clock (`process.cpuUsage`); an engine an action; facts copied; events as rules' names",
            cost: Cost::of(&answer.nanoseconds),
        });
    }
    let denied = expected.iter().filter(|verdict| !verdict.allowed);
    Ok(Comparison {
        lines,
        denied: denied.count(),
        node: node.map(|answer| answer.node),
    })
}

/// What is to be measured, with its words.
#[derive(Default)]
pub(crate) struct Lines<'p> {
    words: Vec<(&'static str, &'static str)>,
    passes: Vec<Pass<'p>>,
}

impl<'p> Lines<'p> {
    pub(crate) fn add(&mut self, engine: &'static str, includes: &'static str, pass: Pass<'p>) {
        self.words.push((engine, includes));
        self.passes.push(pass);
    }

    pub(crate) fn measured(self, rounds: usize) -> Result<Vec<Line>> {
        let costs = measure(self.passes, rounds)?;
        let lines = self.words.into_iter().zip(costs);
        Ok(lines
            .map(|((engine, includes), cost)| Line {
                engine,
                includes,
                cost,
            })
            .collect())
    }
}

fn verdicts(pairs: &[Pair], decide: impl FnMut(&Pair) -> Result<Verdict>) -> Result<Vec<Verdict>> {
    pairs.iter().map(decide).collect()
}
