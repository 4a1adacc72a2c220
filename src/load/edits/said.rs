//! What the manifest of a rule set that extends another says in the place of its base's: where in either text, and how it is written there. Which values that holds for is known elsewhere.

use std::collections::BTreeSet;
use std::ops::Range;

use super::compare::{Member, Pair};
use super::tree::{Entry, end, inline, is_empty, is_flow, is_on_one_line, scalar, under};
use super::write::{Replacement, Writer, replace};
use crate::load::yaml::{self, Body, Key, Node};
use crate::source::{FileId, Report, Sources};

/// A manifest, read.
pub(super) struct Manifest<'s> {
    pub(super) name: &'s str,
    pub(super) text: &'s str,
    pub(super) root: Node,
}

/// A value that a base's manifest says, and one that extends it says instead.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// The keys that lead to it in the manifest that says another.
    pub(super) way: Vec<String>,
    /// Where it stands in the base's manifest.
    pub(super) base: Slot,
    /// The manifest that says another.
    pub(super) manifest: String,
    /// Where it stands in that.
    pub(super) own: Slot,
    /// The other value, on one line.
    pub(super) text: String,
    /// Where that stands in the base's manifest once it is said there.
    pub(super) here: Range<usize>,
}

/// Where a value stands in a text.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// The key and the value.
    pub(super) entry: Range<usize>,
    /// What another value takes the place of.
    pub(super) range: Range<usize>,
    /// What is written before that: the key, where it is taken, too.
    before: String,
    is_in_flow: bool,
}

impl<'s> Manifest<'s> {
    pub(super) fn read(sources: &'s Sources, name: &str) -> Option<Self> {
        let source = sources.get(name)?;
        let root = yaml::parse(FileId(0), source.text(), &mut Report::default())?;
        Some(Self {
            name: source.name(),
            text: source.text(),
            root,
        })
    }

    /// The text without what some ways lead to.
    pub(super) fn without(&self, gone: &BTreeSet<&[String]>) -> String {
        let chosen = BTreeSet::from([0]);
        let writer = Writer {
            old: self.text,
            new: self.text,
            chosen: &chosen,
        };
        let root = Entry::bare(&self.root);
        let pair = kept(&self.root, &mut Vec::new(), gone);
        let replacements = writer.replacements(&root, &root, &pair);
        replace(self.text, 0..self.text.len(), replacements)
    }
}

/// The parts of a map of which some are taken away.
fn kept(node: &Node, way: &mut Vec<String>, gone: &BTreeSet<&[String]>) -> Pair {
    let Body::Map(map) = &node.body else {
        return Pair::Same;
    };
    let mut members = Vec::new();
    for (at, (key, node)) in map.entries.iter().enumerate() {
        way.push(key.text.clone());
        let edit = gone.contains(way.as_slice()).then_some(0);
        members.push(member(at, key, node, edit, kept(node, way, gone)));
        way.pop();
    }
    Pair::Members(members)
}

/// A part that stays as it is, or one that an edit takes away.
fn member(at: usize, key: &Key, node: &Node, edit: Option<usize>, inner: Pair) -> Member {
    let entry = Entry::keyed(key, node);
    Member {
        new: edit.is_none().then(|| entry.clone()),
        old: Some(entry),
        at: Some(at),
        edit,
        behind: None,
        inner,
    }
}

impl Said {
    /// What one manifest says under `key` in the place of what its base's says under `there`.
    pub(super) fn new(
        base: &Manifest<'_>,
        (there, old): &(Key, Node),
        own: &Manifest<'_>,
        (key, new): &(Key, Node),
    ) -> Option<Self> {
        let are_values = [old, new].iter().all(|node| scalar(node).is_some());
        (are_values && !is_empty(new)).then(|| Self {
            way: vec![key.text.clone()],
            base: Slot::of(there, old, base.text),
            manifest: own.name.to_owned(),
            own: Slot::of(key, new, own.text),
            text: inline(new),
            here: 0..0,
        })
    }

    /// What one manifest says under its `settings` in the place of the values that its base's gives them.
    pub(super) fn of_settings(
        base: &Manifest<'_>,
        own: &Manifest<'_>,
        (key, node): &(Key, Node),
    ) -> Option<Vec<Self>> {
        let is_in_flow = is_flow(node, own.text);
        let said = entries(node)?.iter().map(|here| {
            let there = entry(&base.root, &["settings", &here.0.text, "default"])?;
            let mut said = Self::new(base, there, own, here)?;
            said.way.insert(0, key.text.clone());
            said.own.is_in_flow = is_in_flow;
            Some(said)
        });
        said.collect()
    }

    /// Says it at the end of the base's text so far.
    pub(super) fn say(&mut self, text: &mut String) {
        let start = text.len();
        text.push_str(&self.base.before);
        text.push_str(&self.text);
        self.here = start..text.len();
    }

    /// Whether what is changed there is this value alone.
    pub(super) fn is_all_of(&self, range: &Range<usize>) -> bool {
        let value = self.here.start + self.base.before.len()..self.here.end;
        value.contains(&range.start) && range.end <= value.end
    }

    /// Whether what is changed there is this value, among other things.
    pub(super) fn is_in(&self, range: &Range<usize>) -> bool {
        range.start < self.here.end && self.here.start < range.end
    }

    /// Whether what begins there is this value or its key.
    pub(super) fn is_at(&self, start: usize) -> bool {
        let key = self.base.range.start - self.base.entry.start;
        (self.here.start - key..self.here.end).contains(&start)
    }

    /// Another value in the place of this, in the manifest that says it.
    pub(super) fn replaced(&self, value: String) -> Replacement {
        let slot = &self.own;
        let read = yaml::parse(FileId(0), &value, &mut Report::default());
        let value = match read {
            Some(node) if slot.is_in_flow => inline(&node),
            _ => value,
        };
        Replacement {
            range: slot.range.clone(),
            text: format!("{}{value}", slot.before),
        }
    }
}

impl Slot {
    fn of(key: &Key, node: &Node, text: &str) -> Self {
        let entry = key.span.start as usize..end(node, text);
        let value = node.span.start as usize..node.span.end as usize;
        let (range, before) = if is_on_one_line(node, text) {
            (value, String::new())
        } else {
            (entry.clone(), format!("{}: ", key.text))
        };
        Self {
            entry,
            range,
            before,
            is_in_flow: false,
        }
    }
}

/// The keys of a map and what stands under them; of nothing, none.
pub(super) fn entries(node: &Node) -> Option<&[(Key, Node)]> {
    match &node.body {
        Body::Map(map) => Some(&map.entries),
        _ if is_empty(node) => Some(&[]),
        _ => None,
    }
}

/// A key and what stands under it, on a way of keys.
pub(super) fn entry<'n>(node: &'n Node, way: &[&str]) -> Option<&'n (Key, Node)> {
    let (last, outer) = way.split_last()?;
    let mut node = node;
    for key in outer {
        node = under(node, key)?;
    }
    entries(node)?.iter().find(|(key, _)| key.text == *last)
}
