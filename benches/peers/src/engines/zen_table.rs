//! ZEN's decision engine: a JDM graph for each action, with one table that collects the rules that deny.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::{Value, json};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, Variable};

use super::zen_expression::{in_zen, input};
use crate::policy::{Action, PerAction, Rules, Verdict, conditions};
use crate::portfolio::Pair;

pub(crate) struct ZenTable {
    decisions: PerAction<Decision>,
}

impl ZenTable {
    /// A graph for each action.
    pub(crate) fn new() -> Result<Self> {
        let decisions = PerAction::new(|action| decision(rows(action, "")?))?;
        Ok(Self { decisions })
    }

    /// One graph for all actions, with `more` rows on other actions.
    pub(crate) fn in_one_table(more: usize) -> Result<Self> {
        let mut all = Vec::new();
        for action in Action::ALL {
            all.extend(rows(action, action.name())?);
        }
        for number in 0..more {
            all.push(json!({
                "_id": format!("other{number}"),
                "action": format!("\"other_{}\"", number / 10),
                "denies": format!("balance == {number}"),
                "rule": "\"other\"",
            }));
        }
        let one = decision(all)?;
        Ok(Self {
            decisions: PerAction::new(|_| Ok(one.clone()))?,
        })
    }

    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let context = input(pair);
        if let Variable::Object(fields) = &context {
            let name = Variable::String(pair.action.name().into());
            fields.borrow_mut().insert("action".into(), name);
        }
        let decision = self.decisions.of(pair.action);
        let answer = at_once(decision.evaluate(context))?;
        let answer = answer.map_err(|error| anyhow!("{error}"))?;
        let mut rules = Rules::NONE;
        if let Some(rows) = answer.result.as_array() {
            for row in rows.borrow().iter() {
                let name = row.dot("rule").context("a row without a rule")?;
                let name = name.as_str().context("a rule's name")?.to_owned();
                rules = rules.and(Rules::named(&name).context("a rule's name")?);
            }
        }
        Ok(Verdict::of(rules))
    }
}

/// The rows of an action: asked of any action, or only of the one named.
fn rows(action: Action, only: &str) -> Result<Vec<Value>> {
    let rows = conditions(action).iter().map(|condition| {
        let names = condition.rule.names();
        let name = names.first().context("a rule without a name")?;
        let only = if only.is_empty() {
            String::new()
        } else {
            format!("\"{only}\"")
        };
        Ok(json!({
            "_id": format!("{}-{name}", action.name()),
            "action": only,
            "denies": in_zen(condition.text),
            "rule": format!("\"{name}\""),
        }))
    });
    rows.collect()
}

fn decision(rows: Vec<Value>) -> Result<Decision> {
    let graph = json!({
        "nodes": [
            { "id": "in", "type": "inputNode", "name": "request" },
            { "id": "table", "type": "decisionTableNode", "name": "table", "content": {
                "hitPolicy": "collect",
                "inputs": [
                    { "id": "action", "name": "Action", "field": "action" },
                    { "id": "denies", "name": "Denies" },
                ],
                "outputs": [{ "id": "rule", "name": "Rule", "field": "rule" }],
                "rules": rows,
            } },
            { "id": "out", "type": "outputNode", "name": "response" },
        ],
        "edges": [
            { "id": "e1", "sourceId": "in", "targetId": "table" },
            { "id": "e2", "sourceId": "table", "targetId": "out" },
        ],
    });
    let mut content: GraphContent = serde_json::from_value(graph)?;
    content.compile();
    Ok(Decision::from(Arc::new(content)))
}

/// What a future gives that waits for nothing, as a table's does.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T> {
    let mut context = TaskContext::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(answer) => Ok(answer),
        Poll::Pending => bail!("the table waits for something"),
    }
}
