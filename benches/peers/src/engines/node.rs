//! json-rules-engine on Node, as a child process that times itself. Where there is no Node, it is left out.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};

use crate::policy::{Rules, Verdict};
use crate::portfolio::{Pair, Plain};

/// What the child process answered.
pub(crate) struct Answer {
    pub(crate) node: String,
    pub(crate) verdicts: Vec<Verdict>,
    /// A decision's time in each round.
    pub(crate) nanoseconds: Vec<f64>,
}

/// Asks each pair once, and then `rounds` times on the clock; with `more` rules on other actions, of one engine for
/// all actions. None where Node or its package can't be had.
pub(crate) fn ask(pairs: &[Pair], rounds: usize, more: Option<usize>) -> Result<Option<Answer>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("node");
    if !folder.join("node_modules").exists() {
        let mut npm = Command::new("npm");
        let npm = npm.args(["ci", "--silent", "--no-audit", "--no-fund"]);
        let installed = npm.current_dir(&folder).stdout(Stdio::null()).status();
        if !installed.is_ok_and(|status| status.success()) {
            return Ok(None);
        }
    }
    let mut node = Command::new("node");
    node.arg("peer.mjs").current_dir(&folder);
    node.stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = node.spawn() else {
        return Ok(None);
    };
    let rows: Vec<Value> = pairs.iter().map(row).collect();
    let question = match more {
        Some(more) => json!({ "pairs": rows, "rounds": rounds, "more": more }),
        None => json!({ "pairs": rows, "rounds": rounds }),
    };
    let mut input = child.stdin.take().context("the child's input")?;
    input.write_all(question.to_string().as_bytes())?;
    drop(input);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "node failed: {}", output.status);
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    let list = |name: &str| answer.get(name).and_then(Value::as_array);
    let verdicts = list("denying").context("no verdicts")?.iter().map(verdict);
    let times = list("nanoseconds").context("no times")?.iter();
    let node = answer.get("node").and_then(Value::as_str);
    Ok(Some(Answer {
        node: node.unwrap_or_default().to_owned(),
        verdicts: verdicts.collect::<Result<_>>()?,
        nanoseconds: times.filter_map(Value::as_f64).collect(),
    }))
}

fn row(pair: &Pair) -> Value {
    let mut fields = Map::new();
    fields.insert("action".to_owned(), pair.action.name().into());
    pair.each_field(|name, value| {
        let value = match value {
            Plain::Text(text) => text.into(),
            Plain::Number(number) => number.into(),
            Plain::Flag(flag) => flag.into(),
        };
        fields.insert(name.to_owned(), value);
    });
    Value::Object(fields)
}

fn verdict(names: &Value) -> Result<Verdict> {
    let mut rules = Rules::NONE;
    for name in names.as_array().context("no names")? {
        let name = name.as_str().context("a rule's name")?;
        rules = rules.and(Rules::named(name).context("a rule's name")?);
    }
    Ok(Verdict::of(rules))
}
