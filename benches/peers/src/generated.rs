//! The shipped rule set with more in it: rules on other actions, rules and invariants on the same one, scripts.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use dunlin::Sources;

use crate::engines::dunlin::shipped;

/// More rules on other actions, `each` of them on one.
pub(crate) fn with_other_actions(rules: usize, each: usize) -> Result<Sources> {
    let mut sources = shipped()?;
    for action in 0..rules / each.max(1) {
        let mut text = format!(
            "action: other_{action}
label: {{ da: \"Anden {action}\", en: \"Other {action}\" }}
who: [clerk, manager]
shown: case.status != \"closed\"
inputs:
  amount:
    type: amount
    label: {{ da: \"Beløb\", en: \"Amount\" }}
require:
"
        );
        for rule in 0..each {
            let limit = action * each + rule;
            _ = write!(
                text,
                "  - rule: limit_{rule}
    that: input.amount != {limit}.25 || case.balance > {limit}
    else:
      da: \"Beløbet kan ikke være {limit}, når kunden skylder {{case.balance}}.\"
      en: \"The amount can't be {limit} when the customer owes {{case.balance}}.\"
    input: amount
"
            );
        }
        text.push_str("effects:\n  - post:\n      entry: payment\n      amount: =input.amount\n");
        sources.add(format!("rules/other_{action}.yaml"), text);
    }
    Ok(sources)
}

/// More requirements on `partial_payment`, which all hold.
pub(crate) fn with_requirements(count: usize) -> Result<Sources> {
    let mut more = String::new();
    for rule in 0..count {
        let limit = 1_000_000 + rule;
        _ = write!(
            more,
            "  - rule: more_{rule}
    that: case.balance < {limit}
    else:
      da: \"Kunden skylder mere end {limit}.\"
      en: \"The customer owes more than {limit}.\"
"
        );
    }
    let sources = shipped()?;
    let file = "rules/partial_payment.yaml";
    let text = sources.get(file).context("no such file")?.text();
    let text = text.replacen("warn:\n", &format!("{more}warn:\n"), 1);
    Ok(replaced(&sources, file, &text))
}

/// More invariants, which all hold.
pub(crate) fn with_invariants(count: usize) -> Result<Sources> {
    let mut sources = shipped()?;
    if count == 0 {
        return Ok(sources);
    }
    let mut text = "invariants:\n".to_owned();
    for invariant in 0..count {
        let limit = 1_000_000 + invariant;
        _ = write!(
            text,
            "  - invariant: more_{invariant}
    always: after.balance < {limit}
    because:
      da: \"Kunden må højst skylde {limit}.\"
      en: \"The customer may owe at most {limit}.\"
"
        );
    }
    sources.add("rules/more.yaml", text);
    Ok(sources)
}

/// The one requirement of the action that [`with_a_question`] adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// Written as an expression.
    Expression,
    /// A script function of two amounts.
    OfAmounts,
    /// A script function of the case.
    OfTheCase,
    /// One that is an expression.
    OneExpression,
}

/// The functions that are asked, as a script of a rule set and of plain Rhai.
///
/// What is kept in between makes the first two scripts that Rhai must run; the last is one expression.
pub(crate) const SCRIPT: &str = "fn enough(balance, least) {\n    let enough = balance >= least;\n    enough\n}\n\nfn enough_owed(case, least) {\n    let enough = case.balance >= least;\n    enough\n}\n\nfn owes_enough(case, least) {\n    case.balance >= least\n}\n";

/// The shipped rule set, and on top an action `ask` whose one requirement is the question.
pub(crate) fn with_a_question(question: Question) -> Result<Sources> {
    let mut sources = shipped()?;
    sources.add("rules/enough.rhai", SCRIPT);
    sources.add(
        "rules/enough.yaml",
        "functions:
  enough:
    in: { balance: amount, least: amount }
    out: bool
    file: enough.rhai
  enough_owed:
    in: { case: case, least: amount }
    out: bool
    file: enough.rhai
  owes_enough:
    in: { case: case, least: amount }
    out: bool
    file: enough.rhai
",
    );
    let that = match question {
        Question::Expression => "case.balance >= settings.minimum_amount",
        Question::OfAmounts => "enough(case.balance, settings.minimum_amount)",
        Question::OfTheCase => "enough_owed(case, settings.minimum_amount)",
        Question::OneExpression => "owes_enough(case, settings.minimum_amount)",
    };
    let text = format!(
        "action: ask
label: {{ da: \"Spørg\", en: \"Ask\" }}
who: [clerk, manager, system]
require:
  - rule: enough
    that: {that}
    else: {{ da: \"For lidt.\", en: \"Too little.\" }}
effects: []
"
    );
    sources.add("rules/ask.yaml", text);
    Ok(sources)
}

/// The sources, one of them with another text.
fn replaced(sources: &Sources, file: &str, text: &str) -> Sources {
    let mut out = Sources::new();
    for source in sources.iter() {
        let text = if source.name() == file {
            text
        } else {
            source.text()
        };
        out.add(source.name(), text);
    }
    out
}
