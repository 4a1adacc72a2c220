//! Rego on Regorus' virtual machine: a program for each action, compiled once, its input set for each decision.

use anyhow::{Context as _, Result};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::{Engine, Rc, Value};

use crate::policy::{Action, PerAction, Rules, Verdict, conditions};
use crate::portfolio::{Pair, Plain};

pub(crate) struct Rego {
    machines: PerAction<RegoVM>,
}

impl Rego {
    pub(crate) fn new() -> Result<Self> {
        let machines = PerAction::new(|action| {
            let mut engine = Engine::new();
            let module = module(action)?;
            let added = engine.add_policy("policy.rego".to_owned(), module.clone());
            added.with_context(|| module)?;
            let entry: Rc<str> = "data.policy.deny".into();
            let policy = engine.compile_with_entrypoint(&entry)?;
            let program = Compiler::compile_from_policy(&policy, &[&*entry])?;
            let mut machine = RegoVM::new();
            machine.load_program(program);
            // It counts over all executions, not each.
            machine.set_max_instructions(1_000_000_000);
            Ok(machine)
        })?;
        Ok(Self { machines })
    }

    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let mut input = Value::new_object();
        let fields = input.as_object_mut()?;
        pair.each_field(|name, value| {
            let value = match value {
                Plain::Text(text) => Value::from(text),
                Plain::Number(number) => Value::from(number),
                Plain::Flag(flag) => Value::from(flag),
            };
            fields.insert(Value::from(name), value);
        });
        let machine = self.machines.of(pair.action);
        machine.set_input(input);
        let answer = machine.execute_entry_point_by_index(0)?;
        let mut rules = Rules::NONE;
        for name in answer.as_set()?.iter() {
            let name = name.as_string()?;
            rules = rules.and(Rules::named(name).context("a rule's name")?);
        }
        Ok(Verdict::of(rules))
    }
}

/// A partial rule for each condition; Rego has no "or", so that each way of denying is a body of its own.
fn module(action: Action) -> Result<String> {
    let mut text = "package policy\n\nimport rego.v1\n\n".to_owned();
    for condition in conditions(action) {
        let names = condition.rule.names();
        let name = names.first().context("a rule without a name")?;
        // `!(a || b)` isn't multiplied out: what it denies is a rule of its own.
        let inner = condition.text.strip_prefix("!(flow ==");
        if let Some(inner) = inner.and_then(|inner| inner.strip_suffix(')')) {
            for body in bodies(&format!("flow =={inner}")) {
                text.push_str(&format!("offered if {{ {body} }}\n"));
            }
            text.push_str(&format!("deny contains \"{name}\" if {{ not offered }}\n"));
            continue;
        }
        for body in bodies(condition.text) {
            text.push_str(&format!("deny contains \"{name}\" if {{ {body} }}\n"));
        }
    }
    Ok(text)
}

/// The ways in which a condition holds: what stands between `||`, what `(…)` holds multiplied out.
fn bodies(text: &str) -> Vec<String> {
    let mut ways = Vec::new();
    for way in split(text, "||") {
        match way.split_once("&& (") {
            Some((first, alternatives)) => {
                let alternatives = alternatives.trim().strip_suffix(')');
                for one in split(alternatives.unwrap_or_default(), "||") {
                    ways.push(format!("{}; {}", terms(first), terms(&one)));
                }
            }
            None => ways.push(terms(&way)),
        }
    }
    ways
}

/// What stands between `&&`, in Rego's words.
fn terms(way: &str) -> String {
    let terms = split(way, "&&").into_iter().map(|term| {
        let term = term.trim();
        match (term.strip_prefix("!("), term.strip_prefix('!')) {
            (Some(inner), _) => {
                format!("not {}", named(inner.strip_suffix(')').unwrap_or(inner)))
            }
            (None, Some(flag)) => format!("not {}", named(flag)),
            (None, None) => named(term),
        }
    });
    terms.collect::<Vec<_>>().join("; ")
}

/// A comparison with its fields in `input`, its lists as sets.
fn named(term: &str) -> String {
    let mut words = Vec::new();
    for word in term.split(' ') {
        let is_field = word.starts_with(|c: char| c.is_ascii_lowercase()) && word != "in";
        words.push(if is_field {
            format!("input.{word}")
        } else {
            word.to_owned()
        });
    }
    words.join(" ").replace('[', "{").replace(']', "}")
}

/// The text's parts between `mark`, outside brackets.
fn split(text: &str, mark: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth) = (Vec::new(), String::new(), 0_i32);
    for word in text.split_whitespace() {
        if word == mark && depth == 0 {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        for mark in word.chars() {
            depth += i32::from(mark == '(') - i32::from(mark == ')');
        }
        part.push_str(word);
        part.push(' ');
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}
