//! Lists of options: shared ones under a name, dependent ones below the option they belong to, and those written in place.

use std::sync::Arc;

use super::document::{DocumentKind, Documents};
use super::fields::{Fields, list};
use super::label::label;
use super::scalar::{self, malformed_name, repeated_name, reserved_name};
use super::yaml::{Body, Key, Node};
use crate::rules::{ByName, Choice, ChoiceList, Kind, Label, ListId, Vocabulary};
use crate::source::Report;
use crate::value::Value;

pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    for document in documents.of(DocumentKind::Choices) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let Some(lists) = fields
            .take("choices")
            .and_then(|node| Fields::of(node, report))
        else {
            report.unread();
            continue;
        };
        let mut lists = lists;
        for (key, node) in lists.rest(report) {
            let first = report.named("list", None, &key.text, key.span);
            if Kind::NAMED.iter().any(|(name, _)| *name == key.text) || key.text == "choice" {
                report.add(key.span, reserved_name(&key.text));
            } else if words.list_named(&key.text).is_some() {
                report.add(
                    key.span,
                    repeated_name("a choice list", "en valgliste", &key.text, first),
                );
            } else {
                let id = add(words, key, None);
                options(id, None, node, words, report);
            }
        }
        fields.finish(report);
    }
}

fn add(words: &mut Vocabulary, key: &Key, parent: Option<ListId>) -> ListId {
    words.lists.push(ChoiceList {
        name: Arc::from(key.text.as_str()),
        options: ByName::default(),
        parent,
        declared: Some(key.span),
    });
    ListId::new(words.lists.len() - 1)
}

/// Reads a list's options, under the option of the list above it, if there is one.
fn options(
    list: ListId,
    under: Option<&Arc<str>>,
    node: &Node,
    words: &mut Vocabulary,
    report: &mut Report,
) {
    let Some(mut fields) = Fields::of(node, report) else {
        let name = words.list(list).map(|list| list.name.clone());
        report.broke(&name.unwrap_or_default());
        return;
    };
    for (key, node) in fields.rest(report) {
        if !scalar::is_name(&key.text) {
            report.add(key.span, malformed_name(&key.text));
            continue;
        }
        option(list, under, key, node, words, report);
    }
}

fn option(
    list: ListId,
    under: Option<&Arc<str>>,
    key: &Key,
    node: &Node,
    words: &mut Vocabulary,
    report: &mut Report,
) {
    let name: Arc<str> = Arc::from(key.text.as_str());
    let Some(mut fields) = Fields::of(node, report) else {
        report.broke(&key.text);
        return;
    };
    let label = fields
        .need("label", report)
        .and_then(|node| label(node, words, report));
    let then = fields.take("then");
    fields.finish(report);
    let label = label.unwrap_or_default();
    if let Some(list) = words.lists.get_mut(list.index()) {
        let value = Value::choice(&name);
        let choice = list.options.entry(name.clone()).or_insert(Choice {
            label,
            value,
            under: Vec::new(),
            declared: Some(key.span),
        });
        choice.under.extend(under.cloned());
    }
    let Some(mut dependent) = then.and_then(|node| Fields::of(node, report)) else {
        return;
    };
    for (key, node) in dependent.rest(report) {
        let first = report.named("list", None, &key.text, key.span);
        let id = match words.list_named(&key.text) {
            Some(id)
                if words
                    .list(id)
                    .is_some_and(|found| found.parent == Some(list)) =>
            {
                id
            }
            Some(_) => {
                report.add(
                    key.span,
                    repeated_name("a choice list", "en valgliste", &key.text, first),
                );
                continue;
            }
            None => add(words, key, Some(list)),
        };
        options(id, Some(&name), node, words, report);
    }
}

/// A list that is written where it is used: names alone.
pub(super) fn list_of(node: &Node, words: &mut Vocabulary, report: &mut Report) -> Option<ListId> {
    let mut options = ByName::default();
    let items = list(node, report);
    if items.is_empty() && !matches!(node.body, Body::List(_)) {
        return None;
    }
    for item in items {
        let name = scalar::name(item, report)?;
        let value = Value::choice(&name);
        let choice = Choice {
            label: Label::default(),
            value,
            under: Vec::new(),
            declared: Some(item.span),
        };
        let first = report.named("option", Some(node.span), &name, item.span);
        if options.insert(name.clone(), choice).is_some() {
            report.add(
                item.span,
                repeated_name("an option", "en mulighed", &name, first),
            );
        }
    }
    words.lists.push(ChoiceList {
        name: Arc::from(""),
        options,
        parent: None,
        declared: None,
    });
    Some(ListId::new(words.lists.len() - 1))
}
