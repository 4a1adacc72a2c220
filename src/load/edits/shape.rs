//! How the items of each list and the keys of each map are known from one version to the other. No text is changed here.

use super::files::Piece;
use super::tree::{is_empty, scalar, text_under, tidy, under};
use crate::load::yaml::{Body, Node};

/// What the items of a list are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Items {
    /// By what stands under a key of theirs.
    Named(&'static str),
    /// By the effect that they speak of, and what it is about.
    Effects,
    /// By the inputs of the table's row, so many.
    Rows(usize),
    /// By themselves: names and single values.
    Words,
    /// By their places alone.
    Places,
}

/// How the items of the list under a key are known.
pub(super) fn items(key: &str, inputs: usize, old: &[Node], new: &[Node]) -> Items {
    match key {
        "steps" => Items::Named("step"),
        "require" | "warn" => Items::Named("rule"),
        "invariants" => Items::Named("invariant"),
        "holidays" | "blackouts" => Items::Named("name"),
        "versions" => Items::Named("from"),
        "effects" | "done" | "failed" | "do" => Items::Effects,
        "rows" => Items::Rows(inputs),
        _ if old.iter().chain(new).all(|item| scalar(item).is_some()) => Items::Words,
        _ => Items::Places,
    }
}

/// Whether the order of what stands under a key means something.
pub(super) fn is_ordered(key: &str, node: &Node) -> bool {
    match node.body {
        Body::List(_) => !matches!(
            key,
            "who"
                | "switch_to"
                | "flows"
                | "weekend"
                | "settlements"
                | "needs"
                | "holidays"
                | "blackouts"
                | "invariants"
        ),
        _ => matches!(key, "inputs" | "in" | "out" | "options" | "then"),
    }
}

/// Whether nothing under a key is the same as the key not being there, so that each of its items is an edit by itself.
pub(super) fn is_collection(key: &str) -> bool {
    matches!(
        key,
        "inputs"
            | "require"
            | "warn"
            | "effects"
            | "done"
            | "failed"
            | "steps"
            | "settings"
            | "facts"
            | "holidays"
            | "blackouts"
            | "invariants"
            | "switch_to"
            | "renamed"
            | "example_case"
    )
}

/// What an effect's item says happens: the effect, and what it is given.
pub(super) fn effect(item: &Node) -> Option<(&str, &Node)> {
    let Body::Map(map) = &item.body else {
        return None;
    };
    let mut entries = map.entries.iter();
    entries
        .find(|(key, _)| key.text != "when")
        .map(|(key, node)| (key.text.as_str(), node))
}

/// What an effect is about: the template, the entry, the fact.
pub(super) fn subject(arguments: &Node) -> Option<&str> {
    let about = ["template", "entry", "fact", "to", "role", "code", "reason"];
    about.iter().find_map(|key| text_under(arguments, key))
}

/// What a list's item is called, for those that have names.
pub(super) fn name(items: Items, item: &Node) -> Option<String> {
    match items {
        Items::Named("from") => Some(text_under(item, "from").unwrap_or_default().to_owned()),
        Items::Named(key) => text_under(item, key).map(str::to_owned),
        Items::Effects => effect(item).map(|(name, _)| name.to_owned()),
        Items::Words => scalar(item).map(|scalar| scalar.text.clone()),
        Items::Rows(_) | Items::Places => None,
    }
}

/// Pairs the items of two lists: the place in the old one of each of the new.
pub(super) fn pairs(items: Items, old: &[Node], new: &[Node]) -> Vec<Option<usize>> {
    let mut found = Found::new(old.len(), new.len());
    let by = |at: usize| move |node: &Node| identity(items, at, node);
    match items {
        Items::Named(_) | Items::Words => {
            found.pair(old, new, &by(1));
            // What should have a name and has none.
            found.pair(old, new, &by(0));
        }
        Items::Effects => {
            for at in 0..3 {
                found.pair(old, new, &by(at));
            }
        }
        Items::Rows(_) => {
            for at in 0..3 {
                found.pair(old, new, &by(at));
            }
            found.pair_gaps();
        }
        Items::Places => {
            found.pair(old, new, &by(0));
            found.pair_gaps();
        }
    }
    found.of_new
}

/// Pairs the functions of two scripts, or the lines of two sheets.
pub(super) fn pieces(old: &[Piece], new: &[Piece]) -> Vec<Option<usize>> {
    let mut found = Found::new(old.len(), new.len());
    found.pair(old, new, &|piece| Some(piece.said.clone()));
    found.pair(old, new, &|piece| piece.name.clone());
    found.pair_gaps();
    found.of_new
}

/// What an item is known by, the surer first.
fn identity(items: Items, at: usize, item: &Node) -> Option<String> {
    if at == 0 {
        return Some(said(item));
    }
    match (items, at) {
        (Items::Effects, 1) => {
            let (effect, arguments) = effect(item)?;
            Some(format!("{effect} {}", subject(arguments)?))
        }
        (Items::Effects, _) => effect(item).map(|(effect, _)| effect.to_owned()),
        (Items::Rows(inputs), _) => {
            let Body::List(cells) = &item.body else {
                return None;
            };
            let known = match at {
                1 => cells.get(..inputs)?,
                _ => cells.get(inputs..)?,
            };
            // Rows that differ in their only cell are paired by their places.
            let known: Vec<String> = known.iter().map(said).collect();
            (inputs > 0).then(|| known.join(" | "))
        }
        _ => name(items, item),
    }
}

/// What a value says, in one text, the order of keys left out.
fn said(node: &Node) -> String {
    match &node.body {
        Body::Scalar(_) if is_empty(node) => "~".to_owned(),
        Body::Scalar(scalar) => format!("{:?}", tidy(&scalar.text)),
        Body::List(items) => {
            let items: Vec<String> = items.iter().map(said).collect();
            format!("[{}]", items.join(","))
        }
        Body::Map(map) => {
            let entries = map.entries.iter();
            let mut entries: Vec<String> = entries
                .map(|(key, node)| format!("{:?}:{}", key.text, said(node)))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
    }
}

/// Which items have found each other so far.
struct Found {
    of_new: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Found {
    fn new(old: usize, new: usize) -> Self {
        Self {
            of_new: vec![None; new],
            taken: vec![false; old],
        }
    }

    fn take(&mut self, new: usize, old: usize) {
        if let (Some(of_new), Some(taken)) = (self.of_new.get_mut(new), self.taken.get_mut(old)) {
            *of_new = Some(old);
            *taken = true;
        }
    }

    fn pair<T>(&mut self, old: &[T], new: &[T], by: &dyn Fn(&T) -> Option<String>) {
        let known: Vec<Option<String>> = old.iter().map(by).collect();
        for (at, node) in new.iter().enumerate() {
            if self.of_new.get(at).is_some_and(Option::is_some) {
                continue;
            }
            let Some(wanted) = by(node) else { continue };
            let free = |(place, name): &(usize, &Option<String>)| {
                self.taken.get(*place) == Some(&false) && name.as_ref() == Some(&wanted)
            };
            let found = known.iter().enumerate().find(free).map(|(place, _)| place);
            if let Some(place) = found {
                self.take(at, place);
            }
        }
    }

    /// Pairs what is left between the same neighbours, where as many are left on both sides.
    fn pair_gaps(&mut self) {
        let mut at = 0;
        let mut before = 0;
        while at < self.of_new.len() {
            if let Some(Some(old)) = self.of_new.get(at) {
                before = old + 1;
                at += 1;
                continue;
            }
            let rest = self.of_new.iter().skip(at);
            let new = rest.take_while(|old| old.is_none()).count();
            let free = self.taken.iter().skip(before);
            let old = free.take_while(|taken| !**taken).count();
            if old == new {
                for place in 0..new {
                    self.take(at + place, before + place);
                }
            }
            at += new;
        }
    }
}

/// Which of the paired items keep their order: the most that do.
pub(super) fn in_order(pairs: &[Option<usize>]) -> Vec<bool> {
    // The longest rising run that ends at each place, and the place before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (at, old) in pairs.iter().enumerate() {
        let Some(old) = old else {
            best.push((0, None));
            continue;
        };
        let earlier = pairs.iter().zip(&best).enumerate().take(at);
        let longest = earlier
            .filter(|(_, (other, _))| other.is_some_and(|other| other < *old))
            .max_by_key(|(place, (_, (length, _)))| (*length, std::cmp::Reverse(*place)))
            .map(|(place, (_, (length, _)))| (*length, place));
        best.push(match longest {
            Some((length, place)) => (length + 1, Some(place)),
            None => (1, None),
        });
    }
    let mut keeps = vec![false; pairs.len()];
    let last = best.iter().enumerate();
    let mut at = last
        .filter(|(_, (length, _))| *length > 0)
        .max_by_key(|(place, (length, _))| (*length, std::cmp::Reverse(*place)))
        .map(|(place, _)| place);
    while let Some(place) = at {
        if let Some(keeps) = keeps.get_mut(place) {
            *keeps = true;
        }
        at = best.get(place).and_then(|(_, before)| *before);
    }
    keeps
}

/// How many inputs a table has.
pub(super) fn inputs(document: &Node) -> usize {
    match under(document, "in").map(|node| &node.body) {
        Some(Body::Map(map)) => map.entries.len(),
        _ => 0,
    }
}
