//! The ledger's kinds of entry, and what a payment pays first.

use std::sync::Arc;

use super::document::{DocumentKind, Documents};
use super::fields::{Fields, list};
use super::label::label;
use super::scalar::{self, repeated_name, second_of_one};
use super::yaml::Node;
use crate::expr::unknown;
use crate::rules::{EntryId, EntryKind, Label, Side, Vocabulary};
use crate::source::Report;

pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    for (n, document) in documents.of(DocumentKind::Ledger).enumerate() {
        let first = report.named("ledger", None, "ledger", document.node.span);
        if n > 0 {
            report.add(
                document.node.span,
                second_of_one("ledger", "`ledger`", first),
            );
            continue;
        }
        let before = report.count();
        entries_of(&document.node, words, report);
        if report.count() > before {
            report.broke_all("ledger entry");
            report.broke_all("charge");
        }
    }
}

fn entries_of(node: &Node, words: &mut Vocabulary, report: &mut Report) {
    let Some(mut fields) = Fields::of(node, report) else {
        return;
    };
    let ledger = fields
        .take("ledger")
        .and_then(|node| Fields::of(node, report));
    fields.finish(report);
    let Some(mut ledger) = ledger else { return };
    let charges = ledger.need("charges", report);
    let settlements = ledger.need("settlements", report);
    let allocation = ledger.take("allocation");
    let labels = ledger.take("labels");
    ledger.finish(report);
    entries(charges, Side::Charge, words, report);
    entries(settlements, Side::Settlement, words, report);
    words.principal = words.entry_id(PRINCIPAL);
    labels_of(labels, words, report);
    for item in allocation
        .map(|node| list(node, report))
        .unwrap_or_default()
    {
        let Some(name) = scalar::text(item, report) else {
            continue;
        };
        let first = report.named("allocation", None, name, item.span);
        match words
            .entry_id(name)
            .filter(|id| words.entry_side(*id) == Side::Charge)
        {
            Some(id) if words.allocation.contains(&id) => {
                report.add(
                    item.span,
                    repeated_name("a place for", "en plads til", name, first),
                );
            }
            Some(id) => words.allocation.push(id),
            None => {
                let problem = unknown("charge", "ingen krævet post", name);
                report.add(item.span, problem.suggest(name, words.charges()));
            }
        }
    }
}

fn entries(node: Option<&Node>, side: Side, words: &mut Vocabulary, report: &mut Report) {
    for item in node.map(|node| list(node, report)).unwrap_or_default() {
        let Some(name) = scalar::name(item, report) else {
            continue;
        };
        let first = report.named("entry", None, &name, item.span);
        if words.entries.contains_key(&name) {
            report.add(
                item.span,
                repeated_name("a ledger entry", "en kontopost", &name, first),
            );
        } else {
            let declared = item.span;
            let label = Label::default();
            words.entries.insert(
                name,
                EntryKind {
                    side,
                    label,
                    declared,
                },
            );
        }
    }
}

/// What entries are called.
fn labels_of(node: Option<&Node>, words: &mut Vocabulary, report: &mut Report) {
    let Some(mut fields) = node.and_then(|node| Fields::of(node, report)) else {
        return;
    };
    fields.expect(words.entries.keys().map(|name| &**name));
    for (key, node) in fields.rest(report) {
        let label = label(node, words, report);
        match (words.entries.get_mut(&*key.text), label) {
            (Some(entry), Some(label)) => entry.label = label,
            (Some(_), None) => {}
            (None, _) => {
                let known = words.entries.keys().map(|name| &**name);
                let problem = unknown("ledger entry", "ingen kontopost", &key.text);
                report.add(key.span, problem.suggest(&key.text, known));
            }
        }
    }
}

/// The name of the charge that a case is opened with.
const PRINCIPAL: &str = "principal";

/// A kind of entry by its name.
pub(super) fn entry(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<EntryId> {
    let name: Arc<str> = Arc::from(scalar::text(node, report)?);
    let id = words.entry_id(&name);
    if id.is_none() {
        let known = words.entries.keys().map(|name| &**name);
        report.add(
            node.span,
            unknown("ledger entry", "ingen kontopost", &name).suggest(&name, known),
        );
    }
    id
}
