//! A value of YAML as it stands in its text: where it ends, what it says, and how it is said on one line. Nothing is compared by name here.

use crate::load::yaml::{Body, Key, Node, Scalar};

/// A value with the key that it stands under, if it stands under one.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: Option<Key>,
    pub(super) node: Node,
}

impl Entry {
    pub(super) fn keyed(key: &Key, node: &Node) -> Self {
        Self {
            key: Some(key.clone()),
            node: node.clone(),
        }
    }

    pub(super) fn bare(node: &Node) -> Self {
        Self {
            key: None,
            node: node.clone(),
        }
    }

    pub(super) fn start(&self) -> usize {
        let span = self.key.as_ref().map_or(self.node.span, |key| key.span);
        span.start as usize
    }

    /// The entry on one line, as it may stand in braces or brackets.
    pub(super) fn inline(&self) -> String {
        match &self.key {
            Some(key) => format!("{}: {}", word(&key.text, true), inline(&self.node)),
            None => inline(&self.node),
        }
    }
}

pub(super) fn scalar(node: &Node) -> Option<&Scalar> {
    match &node.body {
        Body::Scalar(scalar) => Some(scalar),
        _ => None,
    }
}

/// The value under a key.
pub(super) fn under<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Body::Map(map) = &node.body else {
        return None;
    };
    let mut entries = map.entries.iter();
    entries
        .find(|(known, _)| known.text == key)
        .map(|(_, node)| node)
}

pub(super) fn text_under<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    scalar(under(node, key)?).map(|scalar| scalar.text.as_str())
}

/// Whether a list or a map has nothing in it, or a value says nothing.
pub(super) fn is_empty(node: &Node) -> bool {
    match &node.body {
        Body::Scalar(scalar) => scalar.is_empty_value(),
        Body::List(items) => items.is_empty(),
        Body::Map(map) => map.entries.is_empty(),
    }
}

/// Whether a value is written in braces or brackets.
pub(super) fn is_flow(node: &Node, text: &str) -> bool {
    match &node.body {
        Body::Scalar(_) => false,
        Body::Map(map) => map.flow,
        Body::List(items) => {
            // A list whose dashes aren't indented begins where its first item does.
            let inside = items.first().map(|item| item.span.start);
            inside != Some(node.span.start) && rest(text, node.span.start as usize).starts_with('[')
        }
    }
}

/// Whether a value is a text below a `|` or a `>`.
fn is_block_text(node: &Node, text: &str) -> bool {
    scalar(node).is_some_and(|scalar| {
        let raw = rest(text, node.span.start as usize);
        !scalar.plain && !raw.starts_with(['"', '\''])
    })
}

/// Whether a value is a single one that stands on one line.
pub(super) fn is_on_one_line(node: &Node, text: &str) -> bool {
    let raw = text.get(node.span.start as usize..node.span.end as usize);
    let is_line = raw.is_some_and(|raw| !raw.is_empty() && !raw.contains('\n'));
    is_line && scalar(node).is_some() && !is_block_text(node, text)
}

/// The byte after the value.
pub(super) fn end(node: &Node, text: &str) -> usize {
    let last = match &node.body {
        Body::Scalar(scalar) => {
            let end = node.span.end as usize;
            let at_colon = scalar.text.is_empty() && rest(text, end).starts_with(':');
            return end + usize::from(at_colon);
        }
        Body::List(items) => items.last(),
        Body::Map(map) => map.entries.last().map(|(_, node)| node),
    };
    let inside = last.map_or(node.span.start as usize + 1, |last| end(last, text));
    if !is_flow(node, text) {
        return inside;
    }
    let mut at = past_blanks(text, inside);
    if rest(text, at).starts_with(',') {
        at = past_blanks(text, at + 1);
    }
    at + usize::from(rest(text, at).starts_with(['}', ']']))
}

/// The byte after white space and comments.
pub(super) fn past_blanks(text: &str, mut at: usize) -> usize {
    loop {
        let rest = rest(text, at);
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if !rest.starts_with('#') {
            return at;
        }
        at += rest.find('\n').unwrap_or(rest.len());
    }
}

pub(super) fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Whether two values say the same, their keys in whatever order.
pub(super) fn same(old: &Node, new: &Node) -> bool {
    match (&old.body, &new.body) {
        (Body::Scalar(old), Body::Scalar(new)) => {
            old.is_empty_value() == new.is_empty_value() && tidy(&old.text) == tidy(&new.text)
        }
        (Body::List(old), Body::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Body::Map(old), Body::Map(new)) => {
            old.entries.len() == new.entries.len()
                && old.entries.iter().all(|(key, old)| {
                    let mut others = new.entries.iter();
                    let found = others.find(|(other, _)| other.text == key.text);
                    found.is_some_and(|(_, new)| same(old, new))
                })
        }
        _ => false,
    }
}

/// A text without line breaks and repeated blanks, as an expression means the same on one line.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// A value on one line, as it may stand in braces or brackets.
pub(super) fn inline(node: &Node) -> String {
    match &node.body {
        Body::Scalar(scalar) => word(&scalar.text, scalar.plain),
        Body::List(items) => format!("[{}]", joined(items.iter().map(inline))),
        Body::Map(map) if map.entries.is_empty() => "{}".to_owned(),
        Body::Map(map) => {
            let entries = map.entries.iter();
            let entries =
                entries.map(|(key, node)| format!("{}: {}", word(&key.text, true), inline(node)));
            format!("{{ {} }}", joined(entries))
        }
    }
}

pub(super) fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// A single value on one line: as it is, where that is read as it is meant, else in quotes.
pub(super) fn word(text: &str, plain: bool) -> String {
    let is_safe = plain
        && !text.contains([',', '[', ']', '{', '}', '\n', '"', '\'', '#'])
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.is_empty();
    if is_safe {
        return text.to_owned();
    }
    if plain && text.is_empty() {
        return "~".to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
