//! Lists of effects: each item one effect, perhaps under a condition, or several under one. What an effect does is not known here.

use super::expression::{condition, part, text_of};
use super::fields::{Fields, list, whole_scalar};
use super::interest::not_declared;
use super::label::message;
use super::scalar::{self};
use super::yaml::{Body, Key, Node};
use crate::expr::unknown;
use crate::expr::{self, Expected, Expr, Field, Guards, Scope};
use crate::rules::effect::{
    Argument, CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind,
};
use crate::rules::{FactId, Kind, Parameter, Sort, Type, Vocabulary};
use crate::source::{Code, Problem, Report, nearest};
use crate::text::{Message, Pattern, compile_pattern};
use crate::value::Value;

pub(super) fn read(
    node: &Node,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Vec<EffectItem> {
    let mut guards = guards.clone();
    let mut items = Vec::new();
    for node in list(node, report) {
        let Some(item) = item(node, scope, &guards, report) else {
            continue;
        };
        unset(&item, scope.words, &mut guards);
        items.push(item);
    }
    items
}

/// Forgets the guards of what an item may clear: what comes after it can't rely on them.
fn unset(item: &EffectItem, words: &Vocabulary, guards: &mut Guards) {
    for body in &item.bodies {
        let call = match body {
            EffectItemBody::Item(item) => {
                unset(item, words, guards);
                continue;
            }
            EffectItemBody::Call(call) => call,
        };
        match (call.kind, call.arguments.as_slice()) {
            (EffectKind::Case(CaseEffect::Reopen), _) => guards.forget(&Field::Closing),
            (EffectKind::Case(CaseEffect::SetFact), [Some(Argument::Value(fact)), value]) => {
                let stays = matches!(value, Some(Argument::Value(value)) if !value.ty.optional);
                let name = fact.as_constant().and_then(Value::as_str);
                let index = name.and_then(|name| words.facts.get_index_of(name));
                if let (false, Some(index)) = (stays, index) {
                    guards.forget(&Field::Fact(FactId::new(index)));
                }
            }
            _ => {}
        }
    }
}

fn item(node: &Node, scope: Scope<'_>, guards: &Guards, report: &mut Report) -> Option<EffectItem> {
    let mut fields = Fields::of(node, report)?;
    let when_node = fields.take("when");
    let when = when_node.map(|node| condition(node, scope, guards, report));
    let guards = match &when {
        Some(when) => guards.and_perhaps(when.as_ref()),
        None => guards.clone(),
    };
    let bodies = match fields.take("do") {
        Some(node) => read(node, scope, &guards, report)
            .into_iter()
            .map(EffectItemBody::Item)
            .collect(),
        None => Vec::new(),
    };
    // Its keys are effects, not names of the author's.
    fields.expect(std::iter::empty());
    let rest = fields.rest(report);
    if bodies.is_empty() && rest.is_empty() {
        if !report.has_error_in(node.span) {
            report.add(node.span, no_effect());
        }
        return None;
    }
    let mut bodies: Vec<EffectItemBody> = bodies;
    if rest.len() + usize::from(!bodies.is_empty()) > 1 {
        let (key, _) = rest.last()?;
        report.add(key.span, several_effects(&key.text));
        return None;
    }
    for (key, node) in rest {
        bodies.push(EffectItemBody::Call(call(
            key, node, scope, &guards, report,
        )?));
    }
    // A broken condition is no condition: the finding keeps the rule set from loading.
    Some(EffectItem {
        when: when.flatten(),
        bodies,
    })
}

fn call(
    key: &Key,
    node: &Node,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<EffectCall> {
    let words = scope.words;
    let Some(kind) = EffectKind::named(&key.text, words) else {
        let known = CaseEffect::ALL.iter().map(|effect| effect.name());
        let known: Vec<&str> = known
            .chain(words.effects.keys().map(|name| &**name))
            .collect();
        report.add(
            key.span,
            unknown("effect", "ingen effekt", &key.text).suggest(&key.text, known),
        );
        return None;
    };
    if let EffectKind::Case(effect) = kind
        && let Some(list) = effect
            .lists()
            .iter()
            .find(|list| words.list_named(list).is_none())
    {
        let known = words.lists.iter().map(|list| &*list.name);
        // A list is a type's name too: where it is misspelt, all of it is told at once.
        let problem = unknown("choice list", "ingen valgliste", list)
            .about("type", list)
            .near(list, known);
        report.add(
            key.span,
            problem.help(
                format!(
                    "declare `{list}` under `choices`, which `{}` takes from",
                    key.text
                ),
                format!(
                    "erklær `{list}` under `choices`, som `{}` vælger fra",
                    key.text
                ),
            ),
        );
        return None;
    }
    if kind == EffectKind::Case(CaseEffect::AddInterest) && words.interest.is_none() {
        report.add(key.span, not_declared());
        return None;
    }
    let mut given = match &node.body {
        Body::Scalar(scalar) if scalar.is_empty_value() => {
            report.add(node.span, no_arguments(&key.text));
            return None;
        }
        _ => Fields::of(node, report)?,
    };
    let parameters = kind.parameters(words);
    let known = || {
        let given = parameters.iter().filter(|parameter| parameter.is_given());
        given.map(|parameter| &*parameter.name)
    };
    given.expect(known());
    let entries = given.rest(report);
    for (name, _) in &entries {
        if !known().any(|known| *known == *name.text) {
            report.add(
                name.span,
                unknown_argument(&key.text, &name.text).suggest(&name.text, known()),
            );
        }
    }
    // An argument that is misspelt isn't missing.
    let is_misspelt = |parameter: &Parameter| {
        let names = entries.iter().map(|(name, _)| &*name.text);
        let mut unknown = names.filter(|name| known().all(|known| *known != **name));
        unknown.any(|name| nearest(name, [&*parameter.name]).is_some())
    };
    let mut arguments = Vec::with_capacity(parameters.len());
    let mut whole = true;
    for parameter in parameters {
        let found = entries
            .iter()
            .find(|(name, _)| *name.text == *parameter.name)
            .map(|(_, node)| *node);
        let argument = match found {
            Some(_) if !parameter.is_given() => None,
            Some(node) => {
                let fact = fact_type(parameter, &entries, words);
                let argument = argument(node, parameter, fact, scope, guards, report);
                whole &= argument.is_some();
                argument
            }
            None => {
                let fact = fact_type(parameter, &entries, words);
                let needed = fact.map_or(!parameter.ty.optional, |fact| !fact.optional);
                if needed {
                    whole = false;
                    if !is_misspelt(parameter) {
                        report.add(key.span, missing_argument(&key.text, &parameter.name));
                    }
                }
                None
            }
        };
        arguments.push(argument);
    }
    whole.then_some(EffectCall {
        kind,
        arguments,
        span: key.span,
    })
}

/// The type of the fact that another argument names.
fn fact_type(parameter: &Parameter, entries: &[(&Key, &Node)], words: &Vocabulary) -> Option<Type> {
    if parameter.sort != Sort::FactValue {
        return None;
    }
    let (_, node) = entries.iter().find(|(key, _)| key.text == "fact")?;
    let Body::Scalar(scalar) = &node.body else {
        return None;
    };
    words
        .facts
        .get(scalar.text.as_str())
        .map(|fact| fact.ty.clone())
}

fn argument(
    node: &Node,
    parameter: &Parameter,
    fact: Option<Type>,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Argument> {
    let words = scope.words;
    let computed = matches!(&node.body, Body::Scalar(scalar) if scalar.text.starts_with('='));
    let constant = |value: Value, kind: Kind| {
        Argument::Value(Expr::constant(value, Type::of(kind), node.span))
    };
    let named = |what: [&str; 2], known: Vec<&str>, report: &mut Report| {
        let name = scalar::text(node, report)?;
        if known.contains(&name) {
            return Some(constant(Value::text(name), Kind::Text));
        }
        report.add(
            node.span,
            unknown(what[0], what[1], name).suggest(name, known),
        );
        None
    };
    match parameter.sort {
        Sort::Template => {
            let known = words.templates.keys().map(|name| &**name).collect();
            named(["template", "ingen skabelon"], known, report)
        }
        Sort::Entry => {
            let known = words.entries.keys().map(|name| &**name).collect();
            named(["ledger entry", "ingen kontopost"], known, report)
        }
        Sort::Fact => {
            let known = words.facts.keys().map(|name| &**name).collect();
            named(["fact", "intet faktum"], known, report)
        }
        Sort::Message if !computed => text(node, scope, guards, report),
        Sort::FactValue => value(node, &fact?, scope, guards, report).map(Argument::Value),
        Sort::Plain | Sort::Flow | Sort::Message | Sort::Found => {
            value(node, &parameter.ty, scope, guards, report).map(Argument::Value)
        }
    }
}

/// A text as it is written, its placeholders filled; in each language, or the same in all.
fn text(node: &Node, scope: Scope<'_>, guards: &Guards, report: &mut Report) -> Option<Argument> {
    if !matches!(node.body, Body::Scalar(_)) {
        return message(node, scope, guards, report).map(Argument::Message);
    }
    let scalar = whole_scalar(node, report)?;
    let place = |byte: usize| scalar.byte(byte);
    let pattern: Pattern = compile_pattern(text_of(node, scalar, &place), scope, guards, report)?;
    if let Some(text) = pattern.fixed() {
        let value = Value::text(text);
        return Some(Argument::Value(Expr::constant(
            value,
            Type::of(Kind::Text),
            node.span,
        )));
    }
    let languages = scope.words.languages.len();
    Some(Argument::Message(Message::new(vec![pattern; languages])))
}

/// A value as it is written, or computed where it begins with `=`.
pub(super) fn value(
    node: &Node,
    ty: &Type,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Expr> {
    if let Body::Scalar(scalar) = &node.body
        && scalar.text.starts_with('=')
    {
        whole_scalar(node, report)?;
        let range = 1..scalar.text.len();
        return part(
            node,
            scalar,
            range,
            scope,
            guards,
            &Expected::Value(ty),
            report,
        );
    }
    let value = scalar::value(node, &ty.kind, scope.words, report)?;
    if let Value::Text(text) = &value
        && text.contains('{')
    {
        report.add(node.span, literal_placeholder());
    }
    Some(expr::Expr::constant(
        value,
        Type::of(ty.kind.clone()),
        node.span,
    ))
}

fn literal_placeholder() -> Problem {
    Problem::new(
        Code::Placeholder,
        "placeholders aren't filled in this text",
        "pladsholdere udfyldes ikke i denne tekst",
    )
    .help(
        "begin with `=` and join the parts: =\"by \" + actor.id",
        "begynd med `=`, og sæt delene sammen: =\"af \" + actor.id",
    )
}

fn no_effect() -> Problem {
    Problem::new(
        Code::MissingKey,
        "an effect is missing here",
        "her mangler en effekt",
    )
    .help(
        "write the effect's name and its arguments below it",
        "skriv effektens navn og dens argumenter under det",
    )
}

fn several_effects(name: &str) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!("`{name}` is a second effect in one item"),
        format!("`{name}` er en anden effekt i samme punkt"),
    )
    .help(
        "give each effect a dash of its own, or put several below `do:`",
        "giv hver effekt sin egen bindestreg, eller saml flere under `do:`",
    )
}

fn no_arguments(name: &str) -> Problem {
    Problem::new(
        Code::Empty,
        format!("`{name}` has no arguments here"),
        format!("`{name}` har ingen argumenter her"),
    )
    .help(
        format!("write `{name}: {{}}` if it needs none; else look at the indent below it"),
        format!("skriv `{name}: {{}}`, hvis den ikke skal have nogen; ellers se på indrykningen under den"),
    )
}

/// The kind of name that an effect's arguments have.
const ARGUMENT: &str = "argument";

fn unknown_argument(effect: &str, name: &str) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!("`{effect}` takes no argument `{name}`"),
        format!("`{effect}` tager ikke argumentet `{name}`"),
    )
    .about(ARGUMENT, name)
}

fn missing_argument(effect: &str, name: &str) -> Problem {
    Problem::new(
        Code::MissingKey,
        format!("`{effect}` needs the argument `{name}`"),
        format!("`{effect}` skal have argumentet `{name}`"),
    )
    .about(ARGUMENT, name)
    .help(
        format!("add a line `{name}: …` below it"),
        format!("tilføj en linje `{name}: …` under den"),
    )
}
