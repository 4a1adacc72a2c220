//! Facts: what a case is told beside what the engine keeps of it.

use std::collections::HashSet;
use std::sync::Arc;

use super::document::{DocumentKind, Documents};
use super::fields::Fields;
use super::label::label;
use super::manifest::typed;
use super::scalar::{self, repeated_name, reserved_name};
use super::yaml::Node;
use crate::expr::can_be_name;
use crate::rules::{Fact, Type, Vocabulary};
use crate::source::{Code, Problem, Report, Span};
use crate::value::Value;

/// The names that the engine's own fields and questions have.
const TAKEN: [&str; 24] = [
    "id",
    "revision",
    "currency",
    "status",
    "flow",
    "flow_started",
    "step",
    "step_index",
    "holds",
    "closing",
    "principal",
    "principal_left",
    "balance",
    "ledger",
    "history",
    "notes",
    "times",
    "last",
    "done",
    "failed",
    "pending",
    "count",
    "sum",
    "facts",
];

pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    let mut records: HashSet<String> = HashSet::new();
    for document in documents.of(DocumentKind::Facts) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let facts = fields
            .take("facts")
            .and_then(|node| Fields::of(node, report));
        fields.finish(report);
        let Some(mut facts) = facts else { continue };
        for (key, node) in facts.rest(report) {
            let parts: Vec<&str> = key.text.split('.').collect();
            let first = parts.first().copied().unwrap_or_default();
            if TAKEN.contains(&first) || parts.iter().any(|part| !can_be_name(part)) {
                report.add(key.span, reserved_name(&key.text));
                report.broke(&key.text);
                continue;
            }
            let Some(fact) = fact(node, key.span, words, report) else {
                report.broke(&key.text);
                continue;
            };
            // One fact may not be a part of another: not of those before it, nor they of it.
            let within = records_of(&key.text).find(|record| words.facts.contains_key(*record));
            if let Some(other) = within {
                report.add(key.span, both_value_and_record(&key.text, other));
            } else if records.contains(key.text.as_str()) {
                report.add(
                    key.span,
                    both_value_and_record(&key.text, &format!("{}.…", key.text)),
                );
            }
            records.extend(records_of(&key.text).map(str::to_owned));
            let first = report.named("fact", None, &key.text, key.span);
            if words
                .facts
                .insert(Arc::from(key.text.as_str()), fact)
                .is_some()
            {
                report.add(
                    key.span,
                    repeated_name("a fact", "et faktum", &key.text, first),
                );
            }
        }
    }
}

/// The records that a dotted name is a part of.
fn records_of(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').filter_map(|(at, _)| name.get(..at))
}

fn both_value_and_record(name: &str, other: &str) -> Problem {
    Problem::new(
        Code::RepeatedName,
        format!("`{name}` and `{other}` can't both be facts: one would be a part of the other"),
        format!("`{name}` og `{other}` kan ikke begge være fakta: det ene ville være en del af det andet"),
    )
    .help("rename one of them", "omdøb det ene")
}

fn fact(node: &Node, declared: Span, words: &mut Vocabulary, report: &mut Report) -> Option<Fact> {
    let mut fields = Fields::of(node, report)?;
    let kind = typed(&mut fields, words, report);
    let optional = fields
        .take("optional")
        .and_then(|node| scalar::boolean(node, report))
        .unwrap_or(false);
    let default = fields.take("default");
    let label = fields
        .take("label")
        .and_then(|node| label(node, words, report))
        .unwrap_or_default();
    fields.finish(report);
    let kind = kind?;
    let default = match default {
        Some(node) => scalar::value(node, &kind, words, report)?,
        None => Value::Unset,
    };
    Some(Fact {
        ty: Type { kind, optional },
        default,
        label,
        declared,
    })
}
