//! Actions: who may ask, for what, under which requirements, and what follows.

use std::sync::Arc;

use indexmap::IndexMap;

use super::bounds::Bounds;
use super::document::Document;
use super::effect_list;
use super::expression::condition;
use super::fields::{Fields, list};
use super::functions::{expect_function, script};
use super::label::{label, message};
use super::scalar::{self, repeated_name, reserved_name};
use super::yaml::{Body as NodeBody, Key, Node};
use crate::expr::unknown;
use crate::expr::{Expr, Guards, Roots, Scope, can_be_name};
use crate::rules::action::{Action, Body, Input, Requirement, Warning, reads};
use crate::rules::{HeldTo, Kind, Type, Vocabulary, builtin};
use crate::script::{DECIDE, PARAMETERS, Scripts};
use crate::source::{Code, Problem, Report, Sources, Span};
use crate::value::Value;

/// The actions that every rule set has.
const TAKEN: [&str; 6] = [
    "advance",
    "open_case",
    "facts_changed",
    "effect_done",
    "effect_failed",
    "hold_ended",
];

pub(super) fn read(
    document: &Document,
    sources: &Sources,
    words: &Vocabulary,
    scripts: &mut Scripts,
    report: &mut Report,
) -> Option<Action> {
    let mut fields = Fields::of(&document.node, report)?;
    let (name_key, name_node) = fields.take_with_key("action")?;
    let name = scalar::name(name_node, report)?;
    let first = report.named("action", None, &name, name_node.span);
    if TAKEN.contains(&&*name) {
        report.add(name_node.span, reserved_name(&name));
    } else if first.is_some() {
        report.add(
            name_node.span,
            repeated_name("an action", "en handling", &name, first),
        );
    }
    let label_node = fields.need("label", report);
    let label_text = label_node
        .and_then(|node| label(node, words, report))
        .unwrap_or_default();
    let help = fields
        .take("help")
        .and_then(|node| label(node, words, report));
    let who = fields
        .need("who", report)
        .map(|node| roles(node, words, report))
        .unwrap_or_default();
    let inputs = match fields.take("inputs") {
        Some(node) => inputs(node, words, report),
        None => Vec::new(),
    };
    let scope = Scope::new(words, Roots::Decision).with_inputs(&inputs);
    let before_inputs = Scope::new(words, Roots::Decision);
    // It is asked before there are inputs.
    let shown = fields
        .take("shown")
        .map(|node| condition(node, before_inputs, &Guards::default(), report));
    let hidden = fields
        .take("hidden")
        .and_then(|node| message(node, before_inputs, &Guards::default(), report));
    let guards = guarded(&Guards::default(), shown.as_ref());
    let shown = shown.flatten();
    let require = fields
        .take("require")
        .map(|node| requirements(node, scope, &guards, report));
    let warn = fields
        .take("warn")
        .map(|node| warnings(node, scope, &guards, report));
    let over = fields.take("over").map(|node| over_allowed(node, report));
    let effects = fields.take("effects");
    let script_node = fields.take("script");
    fields.finish(report);
    let body = match (effects, script_node) {
        (Some(node), None) => Body::Effects(effect_list::read(node, scope, &guards, report)),
        (None, Some(node)) => {
            let mut files = IndexMap::new();
            let id = script(node, &document.name, sources, &mut files, scripts, report)?;
            expect_function(node, id, DECIDE, &PARAMETERS, scripts, report);
            scripts.check_decide(id, &inputs, words, report);
            Body::Script(id)
        }
        (Some(_), Some(node)) => {
            report.add(node.span, both_bodies());
            return None;
        }
        (None, None) => {
            report.add(name_key.span, no_body());
            return None;
        }
    };
    let defaults = inputs.iter().map(|input| input.default.clone());
    Some(Action {
        name,
        label: label_text,
        help,
        who,
        shown,
        hidden,
        require: require.unwrap_or_default(),
        warn: warn.unwrap_or_default(),
        defaults: defaults.collect(),
        inputs,
        body,
        over_allowed: over.unwrap_or(false),
        held_to: HeldTo::ALL,
        span: name_node.span,
    })
}

/// The name that a document gives its action.
pub(super) fn name_of(document: &Document) -> String {
    let NodeBody::Map(map) = &document.node.body else {
        return String::new();
    };
    match map.entries.first().map(|(_, node)| &node.body) {
        Some(NodeBody::Scalar(scalar)) => scalar.text.clone(),
        _ => String::new(),
    }
}

fn roles(node: &Node, words: &Vocabulary, report: &mut Report) -> Vec<Arc<str>> {
    let mut roles = Vec::new();
    for item in list(node, report) {
        let Some(name) = scalar::text(item, report) else {
            continue;
        };
        match words.roles.iter().find(|role| ***role == *name) {
            Some(role) => roles.push(role.clone()),
            None => {
                let known = words.roles.iter().map(|role| &**role);
                report.add(
                    item.span,
                    unknown("role", "ingen rolle", name).suggest(name, known),
                );
            }
        }
    }
    roles
}

fn over_allowed(node: &Node, report: &mut Report) -> bool {
    match scalar::text(node, report) {
        Some("allowed") => true,
        Some(other) => {
            let problem = scalar::wrong_value(other, "`allowed`", "`allowed`");
            report.add(
                node.span,
                problem.help(
                    "write `over: allowed`, or remove the key",
                    "skriv `over: allowed`, eller fjern nøglen",
                ),
            );
            false
        }
        None => false,
    }
}

fn inputs(node: &Node, words: &Vocabulary, report: &mut Report) -> Vec<Input> {
    let Some(mut fields) = Fields::of(node, report) else {
        return Vec::new();
    };
    let mut inputs: Vec<Input> = Vec::new();
    for (key, node) in fields.rest(report) {
        if !can_be_name(&key.text) {
            report.add(key.span, reserved_name(&key.text));
            report.broke(&key.text);
            continue;
        }
        match input(key, node, &inputs, words, report) {
            Some(input) => inputs.push(input),
            None => report.broke(&key.text),
        }
    }
    inputs
}

fn input(
    key: &Key,
    node: &Node,
    before: &[Input],
    words: &Vocabulary,
    report: &mut Report,
) -> Option<Input> {
    let mut fields = Fields::of(node, report)?;
    let type_node = fields.need("type", report);
    let is_flow = type_node.is_some_and(
        |node| matches!(&node.body, NodeBody::Scalar(scalar) if scalar.text == "flow"),
    );
    let kind = match type_node {
        Some(_) if is_flow => Some(Kind::Choice(builtin::FLOW)),
        Some(node) => scalar::kind(node, words, report),
        None => None,
    };
    let label_text = fields
        .take("label")
        .and_then(|node| label(node, words, report));
    let help = fields
        .take("help")
        .and_then(|node| label(node, words, report));
    let optional = fields
        .take("optional")
        .and_then(|node| scalar::boolean(node, report));
    let default = fields.take("default");
    let bounds = Bounds::take(&mut fields, kind.as_ref(), report);
    if kind.is_none() {
        // The options of a `choice`, which has been told already.
        fields.take("options");
    }
    fields.finish(report);
    let kind = kind?;
    let default = match default {
        Some(node) => {
            let value = scalar::value(node, &kind, words, report)?;
            bounds.hold(&value, node, report);
            value
        }
        None => Value::Unset,
    };
    let depends_on = match &kind {
        Kind::Choice(list) => match words.list(*list).and_then(|list| list.parent) {
            Some(parent) => {
                let found = before
                    .iter()
                    .position(|input| input.ty.kind == Kind::Choice(parent));
                if found.is_none() {
                    let parent = words.list(parent).map_or("", |list| &*list.name);
                    report.add(type_node?.span, needs_parent(parent));
                    return None;
                }
                found
            }
            None => None,
        },
        _ => None,
    };
    Some(Input {
        name: Arc::from(key.text.as_str()),
        label: label_text.unwrap_or_default(),
        help,
        ty: Type {
            kind,
            optional: optional.unwrap_or(false),
        },
        is_flow,
        default,
        min: bounds.min,
        max: bounds.max,
        max_length: bounds.max_length,
        depends_on,
        declared: key.span,
    })
}

fn requirements(
    node: &Node,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Vec<Requirement> {
    let whole = node.span;
    let nodes = list(node, report);
    let mut requirements: Vec<Requirement> = Vec::with_capacity(nodes.len());
    let mut names: Vec<Arc<str>> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Some(name) = rule_name(node, whole, report) else {
            continue;
        };
        names.push(name.clone());
        requirements.extend(requirement(node, name, &names, scope, guards, report));
    }
    requirements
}

/// The name of a requirement or a warning, which no other of the list may have.
fn rule_name(node: &Node, list: Span, report: &mut Report) -> Option<Arc<str>> {
    let mut fields = Fields::of(node, report)?;
    let Some(node) = fields.need("rule", report) else {
        // The key may be misspelt: it is told as that.
        for key in ["when", "that", "else", "input", "needs", "message"] {
            fields.take(key);
        }
        fields.finish(report);
        return None;
    };
    let name = scalar::name(node, report)?;
    let first = report.named("rule", Some(list), &name, node.span);
    if first.is_some() {
        report.add(node.span, repeated_name("a rule", "en regel", &name, first));
    }
    Some(name)
}

fn requirement(
    node: &Node,
    name: Arc<str>,
    names: &[Arc<str>],
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Requirement> {
    let mut fields = Fields::of(node, report)?;
    let rule = fields.take("rule")?;
    let when_node = fields.take("when");
    let that_node = fields.need("that", report);
    let otherwise = fields.need("else", report);
    let input_node = fields.take("input");
    let needs_node = fields.take("needs");
    fields.finish(report);
    let when = when_node.map(|node| condition(node, scope, guards, report));
    let guards = guarded(guards, when.as_ref());
    let when = when.flatten();
    let that = that_node.and_then(|node| condition(node, scope, &guards, report));
    let otherwise = otherwise.and_then(|node| message(node, scope, &guards, report));
    let input = match input_node.and_then(|node| Some((node, scalar::text(node, report)?))) {
        Some((node, name)) => {
            let found = scope.inputs.iter().find(|input| *input.name == *name);
            if found.is_none() {
                let known = scope.inputs.iter().map(|input| &*input.name);
                report.add(
                    node.span,
                    unknown("input", "ingen inddata", name).suggest(name, known),
                );
            }
            found.map(|input| input.name.clone())
        }
        None => None,
    };
    let mut needs = Vec::new();
    for item in needs_node
        .map(|node| list(node, report))
        .unwrap_or_default()
    {
        let Some(needed) = scalar::text(item, report) else {
            continue;
        };
        match names
            .iter()
            .find(|known| ***known == *needed && **known != name)
        {
            Some(known) => needs.push(known.clone()),
            None => {
                let known = names
                    .iter()
                    .filter(|known| **known != name)
                    .map(|known| &**known);
                report.add(
                    item.span,
                    unknown("rule above", "ingen regel ovenfor", needed).suggest(needed, known),
                );
            }
        }
    }
    let (that, otherwise) = (that?, otherwise?);
    let reads = reads(when.iter().chain([&that]), &otherwise);
    Some(Requirement {
        name,
        when,
        that,
        otherwise,
        input,
        needs,
        reads,
        span: rule.span,
        place: None,
    })
}

fn warnings(node: &Node, scope: Scope<'_>, guards: &Guards, report: &mut Report) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = Vec::new();
    let mut names: Vec<Arc<str>> = Vec::new();
    let whole = node.span;
    for node in list(node, report) {
        let Some(name) = rule_name(node, whole, report) else {
            continue;
        };
        names.push(name.clone());
        warnings.extend(warning(node, name, scope, guards, report));
    }
    warnings
}

fn warning(
    node: &Node,
    name: Arc<str>,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Warning> {
    let mut fields = Fields::of(node, report)?;
    let span = fields.take("rule").map_or(node.span, |rule| rule.span);
    let when_node = fields.take("when");
    let message_node = fields.need("message", report);
    fields.finish(report);
    let when = when_node.map(|node| condition(node, scope, guards, report));
    let guards = guarded(guards, when.as_ref());
    let when = when.flatten();
    let message = message(message_node?, scope, &guards, report)?;
    let reads = reads(&when, &message);
    Some(Warning {
        name,
        when,
        message,
        reads,
        span,
    })
}

/// What is known to be set after a condition that is there, perhaps broken, or isn't.
fn guarded(guards: &Guards, condition: Option<&Option<Expr>>) -> Guards {
    match condition {
        Some(condition) => guards.and_perhaps(condition.as_ref()),
        None => guards.clone(),
    }
}

fn needs_parent(list: &str) -> Problem {
    Problem::new(
        Code::MissingKey,
        format!("this list depends on `{list}`, and no input before it takes one"),
        format!("denne liste afhænger af `{list}`, og intet tidligere felt tager en"),
    )
    .help(
        format!("add an input of `type: {list}` above it"),
        format!("tilføj et felt med `type: {list}` over det"),
    )
}

fn both_bodies() -> Problem {
    Problem::new(
        Code::UnknownKey,
        "an action has `effects` or a `script`, not both",
        "en handling har `effects` eller et `script`, ikke begge dele",
    )
    .help("remove one of them", "fjern den ene")
}

fn no_body() -> Problem {
    Problem::new(
        Code::MissingKey,
        "the action says nothing of what follows",
        "handlingen siger intet om, hvad der følger",
    )
    .lacks("effects")
    .help(
        "add `effects:` or `script:`",
        "tilføj `effects:` eller `script:`",
    )
    .lacks("effects")
}
