//! Invariants: the limits that every decision is held to.

use std::sync::Arc;

use super::document::{DocumentKind, Documents};
use super::expression::condition;
use super::fields::{Fields, list, whole_scalar};
use super::label::message;
use super::scalar::{self, repeated_name};
use super::yaml::Node;
use crate::expr::{Guards, Roots, Scope};
use crate::rules::{Invariant, Vocabulary};
use crate::source::{Code, Problem, Report};

pub(super) fn read(
    documents: &Documents,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<Invariant> {
    let mut invariants: Vec<Invariant> = Vec::new();
    for document in documents.of(DocumentKind::Invariants) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let node = fields.take("invariants");
        fields.finish(report);
        for node in node.map(|node| list(node, report)).unwrap_or_default() {
            let Some(invariant) = invariant(node, words, report) else {
                continue;
            };
            let first = report.named("invariant", None, &invariant.name, invariant.span);
            if first.is_some() {
                report.add(
                    invariant.span,
                    repeated_name("an invariant", "en invariant", &invariant.name, first),
                );
            } else {
                invariants.push(invariant);
            }
        }
    }
    invariants
}

fn invariant(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<Invariant> {
    let mut fields = Fields::of(node, report)?;
    let name_node = fields.need("invariant", report)?;
    let name = scalar::name(name_node, report)?;
    let (always, never) = (fields.take("always"), fields.take("never"));
    let because = fields.need("because", report);
    let source = fields
        .take("source")
        .and_then(|node| whole_scalar(node, report))
        .map(|scalar| Arc::from(scalar.text.as_str()));
    let from = fields
        .take("from")
        .and_then(|node| scalar::civil_date(node, report));
    let until = fields
        .take("until")
        .and_then(|node| scalar::civil_date(node, report));
    fields.finish(report);
    let (node, must_be) = match (always, never) {
        (Some(node), None) => (node, true),
        (None, Some(node)) => (node, false),
        _ => {
            report.add(name_node.span, always_or_never());
            return None;
        }
    };
    let scope = Scope::new(words, Roots::Invariant);
    let condition = condition(node, scope, &Guards::default(), report);
    let because = message(because?, scope, &Guards::default(), report);
    Some(Invariant {
        name,
        condition: condition?,
        must_be,
        because: because?,
        source,
        from,
        until,
        span: name_node.span,
        place: None,
    })
}

fn always_or_never() -> Problem {
    Problem::new(
        Code::MissingKey,
        "an invariant has one condition, under `always` or `never`",
        "en invariant har én betingelse, under `always` eller `never`",
    )
    .help(
        "add `always: …` for what must hold, or `never: …` for what may not happen",
        "tilføj `always: …` for det, der skal gælde, eller `never: …` for det, der ikke må ske",
    )
}
