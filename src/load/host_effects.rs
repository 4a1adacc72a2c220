//! The effects that hosts carry out: their arguments, what they settle, and what follows when they are done or have failed.

use std::sync::Arc;

use super::document::{DocumentKind, Documents};
use super::effect_list;
use super::fields::Fields;
use super::label::label;
use super::ledger::entry;
use super::manifest::typed;
use super::scalar::{self, malformed_name, repeated_name, reserved_name};
use super::yaml::{Body, Key, Node};
use crate::expr::{Guards, Roots, Scope};
use crate::rules::effect::{Answers, CaseEffect};
use crate::rules::{Kind, Parameter, Signature, Sort, Type, Vocabulary, builtin};
use crate::source::Report;

/// What every effect has beside its arguments.
const OF_EVERY_EFFECT: [&str; 3] = ["id", "effect", "letter"];

pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    for (key, node) in each(documents, report) {
        if CaseEffect::named(&key.text).is_some() || !scalar::is_name(&key.text) {
            report.add(key.span, reserved_name(&key.text));
            continue;
        }
        let first = report.named("effect", None, &key.text, key.span);
        if words.effects.contains_key(key.text.as_str()) {
            report.add(
                key.span,
                repeated_name("an effect", "en effekt", &key.text, first),
            );
            continue;
        }
        let Some(mut fields) = Fields::of(node, report) else {
            report.broke(&key.text);
            continue;
        };
        let before = report.count();
        let arguments: Option<Fields<'_>> = fields
            .take("arguments")
            .and_then(|node| Fields::of(node, report));
        let parameters = arguments.map(|mut arguments| {
            let entries = arguments.rest(report);
            for (key, _) in entries
                .iter()
                .filter(|(key, _)| OF_EVERY_EFFECT.contains(&key.text.as_str()))
            {
                report.add(key.span, reserved_name(&key.text));
            }
            parameters(entries, words, report)
        });
        if report.count() > before {
            report.broke(&key.text);
            continue;
        }
        let label = fields
            .take("label")
            .and_then(|node| label(node, words, report))
            .unwrap_or_default();
        let outward = fields
            .take("outward")
            .and_then(|node| scalar::boolean(node, report));
        let settles = fields
            .take("settles")
            .and_then(|node| entry(node, words, report));
        fields.take("done");
        fields.take("failed");
        fields.finish(report);
        let signature = Signature {
            parameters: parameters.unwrap_or_default(),
            outward: outward.unwrap_or(false),
            settles,
            label,
            declared: key.span,
        };
        words
            .effects
            .insert(Arc::from(key.text.as_str()), signature);
    }
}

/// Reads what follows on the case from each effect's answers, in the vocabulary's order.
pub(super) fn answers(
    documents: &Documents,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<Answers> {
    let mut answers = vec![Answers::default(); words.effects.len()];
    let scope = Scope::new(words, Roots::Case);
    for (key, node) in each(documents, &mut Report::default()) {
        let Some(index) = words.effects.get_index_of(key.text.as_str()) else {
            continue;
        };
        // What is wrong with the other keys was told when they were declared.
        let Some(mut fields) = Fields::of(node, &mut Report::default()) else {
            continue;
        };
        let mut follow = |key| {
            let node = fields.take(key);
            node.map(|node| effect_list::read(node, scope, &Guards::default(), report))
                .unwrap_or_default()
        };
        let (done, failed) = (follow("done"), follow("failed"));
        if let Some(found) = answers.get_mut(index) {
            *found = Answers { done, failed };
        }
    }
    answers
}

fn each<'n>(documents: &'n Documents, report: &mut Report) -> Vec<(&'n Key, &'n Node)> {
    let mut entries = Vec::new();
    for document in documents.of(DocumentKind::Effects) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let effects = fields
            .take("effects")
            .and_then(|node| Fields::of(node, report));
        fields.finish(report);
        entries.extend(
            effects
                .map(|mut effects| effects.rest(report))
                .unwrap_or_default(),
        );
    }
    entries
}

/// Parameters as a map of names to types: a type's name, or a map with `type`, `options`, `optional`.
pub(super) fn parameters(
    entries: Vec<(&Key, &Node)>,
    words: &mut Vocabulary,
    report: &mut Report,
) -> Vec<Parameter> {
    let mut parameters = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        if !scalar::is_name(&key.text) {
            report.add(key.span, malformed_name(&key.text));
            continue;
        }
        match parameter(node, words, report) {
            Some((sort, ty)) => parameters.push(Parameter {
                name: Arc::from(key.text.as_str()),
                ty,
                sort,
            }),
            None => report.broke(&key.text),
        }
    }
    parameters
}

fn parameter(node: &Node, words: &mut Vocabulary, report: &mut Report) -> Option<(Sort, Type)> {
    if let Body::Map(_) = node.body {
        let mut fields = Fields::of(node, report)?;
        let optional = fields
            .take("optional")
            .and_then(|node| scalar::boolean(node, report))
            .unwrap_or(false);
        let named = fields.take("type").and_then(special);
        let sorted = match named {
            Some(found) => Some(found),
            None => typed(&mut fields, words, report).map(plain),
        };
        fields.finish(report);
        return sorted.map(|(sort, kind)| (sort, Type { kind, optional }));
    }
    let (sort, kind) = match special(node) {
        Some(found) => found,
        None => plain(scalar::kind(node, words, report)?),
    };
    Some((sort, Type::of(kind)))
}

/// The types that only arguments have.
fn special(node: &Node) -> Option<(Sort, Kind)> {
    match &node.body {
        Body::Scalar(scalar) if scalar.text == "template" => Some((Sort::Template, Kind::Text)),
        Body::Scalar(scalar) if scalar.text == "flow" => {
            Some((Sort::Flow, Kind::Choice(builtin::FLOW)))
        }
        _ => None,
    }
}

fn plain(kind: Kind) -> (Sort, Kind) {
    let sort = if kind == Kind::Text {
        Sort::Message
    } else {
        Sort::Plain
    };
    (sort, kind)
}
