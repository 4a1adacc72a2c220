//! Flows: their steps, when each falls due, and what each does. Declared and checked here; nothing runs.

use std::sync::Arc;

use super::document::{DocumentKind, Documents};
use super::effect_list;
use super::expression::condition;
use super::fields::{Fields, list};
use super::label::label;
use super::manifest::flows as flow_list;
use super::scalar::{self, repeated_name};
use super::waiting;
use super::yaml::Node;
use crate::expr::unknown;
use crate::expr::{Guards, Roots, Scope};
use crate::rules::effect::{Argument, CaseEffect, EffectItem, EffectItemBody, EffectKind};
use crate::rules::flow::{After, Flow, Step};
use crate::rules::{Choice, FlowId, FlowName, HeldTo, Label, Vocabulary, builtin};
use crate::source::{Code, Problem, Report};
use crate::value::Value;

/// Declares the flows' names and those of their steps.
pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    for document in documents.of(DocumentKind::Flow) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let Some(node) = fields.take("flow") else {
            continue;
        };
        let Some(name) = scalar::name(node, report) else {
            continue;
        };
        let first = report.named("flow", None, &name, node.span);
        if words.flows.contains_key(&name) {
            report.add(node.span, repeated_name("a flow", "et flow", &name, first));
            continue;
        }
        let text = fields
            .need("label", report)
            .and_then(|node| label(node, words, report))
            .unwrap_or_default();
        let steps = fields
            .need("steps", report)
            .map(|node| steps(node, words, report))
            .unwrap_or_default();
        let renamed = fields
            .take("renamed")
            .map(|node| renamed(node, report))
            .unwrap_or_default();
        let value = Value::choice(&name);
        add_option(words, builtin::FLOW, &name, text);
        let flow = FlowName {
            steps,
            switch_to: Vec::new(),
            renamed,
            value,
        };
        words.flows.insert(name, flow);
    }
    // Where a flow may lead is known once all of them have names.
    for document in documents.of(DocumentKind::Flow) {
        let Some(mut fields) = Fields::of(&document.node, &mut Report::default()) else {
            continue;
        };
        let name = fields
            .take("flow")
            .and_then(|node| scalar::name(node, &mut Report::default()));
        let before = report.count();
        let to = fields
            .take("switch_to")
            .map(|node| flow_list(node, words, report))
            .unwrap_or_default();
        if report.count() > before {
            report.broke_all(SWITCH_TO);
        }
        if let Some(flow) = name.and_then(|name| words.flows.get_mut(&name)) {
            flow.switch_to = to;
        }
    }
}

fn add_option(words: &mut Vocabulary, list: crate::rules::ListId, name: &Arc<str>, label: Label) {
    if let Some(list) = words.lists.get_mut(list.index()) {
        let value = Value::choice(name);
        list.options.entry(name.clone()).or_insert(Choice {
            label,
            value,
            under: Vec::new(),
            declared: None,
        });
    }
}

fn steps(node: &Node, words: &mut Vocabulary, report: &mut Report) -> Vec<Value> {
    let mut steps: Vec<Value> = Vec::new();
    let whole = node.span;
    for node in list(node, report) {
        let Some(mut fields) = Fields::of(node, report) else {
            continue;
        };
        let Some(name_node) = fields.need("step", report) else {
            continue;
        };
        let Some(name) = scalar::name(name_node, report) else {
            continue;
        };
        let text = fields
            .take("label")
            .and_then(|node| label(node, words, report))
            .unwrap_or_default();
        let first = report.named("step", Some(whole), &name, name_node.span);
        if first.is_some() {
            report.add(
                name_node.span,
                repeated_name("a step", "et trin", &name, first),
            );
            continue;
        }
        add_option(words, builtin::STEP, &name, text);
        steps.push(Value::choice(name));
    }
    steps
}

fn renamed(node: &Node, report: &mut Report) -> Vec<(Arc<str>, Arc<str>)> {
    let Some(mut fields) = Fields::of(node, report) else {
        return Vec::new();
    };
    let pairs = fields.rest(report).into_iter().filter_map(|(key, node)| {
        Some((Arc::from(key.text.as_str()), scalar::name(node, report)?))
    });
    pairs.collect()
}

/// Reads what each flow does, in the vocabulary's order.
pub(super) fn read(documents: &Documents, words: &Vocabulary, report: &mut Report) -> Vec<Flow> {
    let mut flows = Vec::with_capacity(words.flows.len());
    for document in documents.of(DocumentKind::Flow) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let Some(name_node) = fields.take("flow") else {
            continue;
        };
        let Some(id) = scalar::name(name_node, &mut Report::default())
            .and_then(|name| words.flow_id(&name))
            .filter(|id| id.index() == flows.len())
        else {
            continue;
        };
        fields.take("label");
        fields.take("switch_to");
        let renamed = fields.take("renamed");
        let scope = Scope::new(words, Roots::Case);
        let apart = fields
            .take("apart")
            .and_then(|node| waiting::wait(node, scope, report));
        let steps_node = fields.take("steps");
        fields.finish(report);
        if let Some(node) = renamed {
            follow_renamed(node, id, words, report);
        }
        let mut steps = Vec::new();
        for node in steps_node
            .map(|node| list(node, &mut Report::default()))
            .unwrap_or_default()
        {
            steps.extend(step(node, id, words, report));
        }
        flows.push(Flow {
            apart,
            steps,
            span: name_node.span,
        });
    }
    flows
}

/// A renamed step must lead to one that there is.
fn follow_renamed(node: &Node, flow: FlowId, words: &Vocabulary, report: &mut Report) {
    let Some(mut fields) = Fields::of(node, &mut Report::default()) else {
        return;
    };
    let steps = words
        .flow(flow)
        .map(|flow| flow.steps.as_slice())
        .unwrap_or_default();
    for (key, node) in fields.rest(report) {
        if steps.iter().any(|step| step.as_str() == Some(&key.text)) {
            report.add(key.span, still_a_step(&key.text));
        }
        let Some(name) = scalar::text(node, &mut Report::default()) else {
            continue;
        };
        if !steps.iter().any(|step| step.as_str() == Some(name)) {
            let known = steps.iter().filter_map(Value::as_str);
            report.add(
                node.span,
                unknown("step", "intet trin", name).suggest(name, known),
            );
        }
    }
}

fn step(node: &Node, flow: FlowId, words: &Vocabulary, report: &mut Report) -> Option<Step> {
    let mut fields = Fields::of(node, &mut Report::default())?;
    let name_node = fields.take("step")?;
    let name = scalar::name(name_node, &mut Report::default())?;
    let text = fields
        .take("label")
        .and_then(|node| label(node, words, &mut Report::default()));
    let scope = Scope::new(words, Roots::Case);
    let after = match fields.need("after", report) {
        Some(node) => after(node, words, report),
        None => None,
    };
    let at = fields
        .take("at")
        .and_then(|node| scalar::time_of_day(node, report));
    let day = fields
        .take("day")
        .and_then(|node| waiting::day(node, report))
        .unwrap_or_default();
    let waiting = Scope::new(words, Roots::Waiting);
    let wait_for = fields
        .take("wait_for")
        .map(|node| condition(node, waiting, &Guards::default(), report));
    let mut guards = Guards::default();
    if let Some(wait_for) = &wait_for {
        guards = guards.and_perhaps(wait_for.as_ref());
    }
    let when = fields
        .take("when")
        .map(|node| condition(node, scope, &guards, report));
    if let Some(when) = &when {
        guards = guards.and_perhaps(when.as_ref());
    }
    let effects = fields
        .need("effects", report)
        .map(|node| effect_list::read(node, scope, &guards, report));
    fields.finish(report);
    let effects = effects.unwrap_or_default();
    leads_on(&effects, flow, words, report);
    Some(Step {
        name,
        label: text.unwrap_or_default(),
        after: after?,
        at,
        day,
        wait_for: wait_for.flatten(),
        when: when.flatten(),
        effects,
        held_to: HeldTo::ALL,
        span: name_node.span,
    })
}

/// A step may move the case only where its flow may lead.
fn leads_on(effects: &[EffectItem], flow: FlowId, words: &Vocabulary, report: &mut Report) {
    for body in effects.iter().flat_map(|item| &item.bodies) {
        let call = match body {
            EffectItemBody::Item(item) => {
                leads_on(std::slice::from_ref(item), flow, words, report);
                continue;
            }
            EffectItemBody::Call(call) => call,
        };
        if call.kind != EffectKind::Case(CaseEffect::SwitchFlow) {
            continue;
        }
        let Some(Some(Argument::Value(to))) = call.arguments.first() else {
            continue;
        };
        let Some(name) = to.as_constant().and_then(Value::as_str) else {
            continue;
        };
        let allowed = words.flow_id(name).is_some_and(|to| {
            words
                .flow(flow)
                .is_some_and(|flow| flow.switch_to.contains(&to))
        });
        if !allowed {
            report.add(to.span, not_in_switch_to(words.flow_name(flow), name));
        }
    }
}

/// How long a step waits; not less than nothing after the one before it.
fn after(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<After> {
    let after = waiting::after(node, words, report)?;
    let number = after.wait.number.as_constant();
    if after.from.is_none() && matches!(number, Some(Value::Integer(number)) if *number < 0) {
        report.add(node.span, before_nothing());
    }
    Some(after)
}

fn still_a_step(name: &str) -> Problem {
    Problem::new(
        Code::RepeatedName,
        format!("`{name}` is said to be renamed, and there still is a step of that name"),
        format!("`{name}` siges at være omdøbt, og der er stadig et trin med det navn"),
    )
    .help("remove the line, or the step", "fjern linjen eller trinnet")
}

fn before_nothing() -> Problem {
    Problem::new(
        Code::WrongValue,
        "a step can't come before the one before it",
        "et trin kan ikke komme før det, der går forud",
    )
    .help(
        "count from a date: \"-3 days from case.due_date\"",
        "tæl fra en dato: \"-3 days from case.due_date\"",
    )
}

/// The kind of name that a flow's `switch_to` lists.
const SWITCH_TO: &str = "flow in switch_to";

fn not_in_switch_to(from: &str, to: &str) -> Problem {
    Problem::new(
        Code::IllegalEffect,
        format!("flow `{from}` doesn't lead to flow `{to}`"),
        format!("flowet `{from}` fører ikke til flowet `{to}`"),
    )
    .about(SWITCH_TO, to)
    .help(
        format!("add `{to}` to its `switch_to`"),
        format!("tilføj `{to}` til dets `switch_to`"),
    )
}
