//! Two versions of a value compared part by part: what is changed, and how the parts of both belong together. No words, and no text is changed.

use super::shape::{self, Items};
use super::tree::{Entry, is_empty, is_flow, same, scalar};
use super::{EditKind, files::Renamed};
use crate::load::document::DocumentKind;
use crate::load::yaml::{Body, Map, Node};

/// A step on the way from a document to what is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Under a key.
    Key(String),
    /// In the item of a list that is called so.
    Item(String),
    /// In a row of a table: its inputs as they are written.
    Row(String),
    /// In the item at a place.
    At(usize),
}

/// What an edit is about.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub(super) kind: DocumentKind,
    pub(super) document: String,
    pub(super) path: Vec<Part>,
}

/// One change, before it has words.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) kind: EditKind,
    pub(super) about: About,
    pub(super) old: Option<Entry>,
    pub(super) new: Option<Entry>,
    /// What it now stands behind, where it is moved.
    pub(super) behind: Option<String>,
}

/// How a value of the old version and one of the new belong together.
#[derive(Debug, Clone)]
pub(super) enum Pair {
    /// They say the same.
    Same,
    /// One edit puts one in the other's place.
    Value(usize),
    /// Both are lists or maps, and differ in these.
    Members(Vec<Member>),
}

/// An item of a list or a key of a map, in one version or in both.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) old: Option<Entry>,
    pub(super) new: Option<Entry>,
    /// Its place in the old version.
    pub(super) at: Option<usize>,
    /// The edit that adds, removes or moves it.
    pub(super) edit: Option<usize>,
    /// The place in the old version of what it stands behind, for what is added or moved.
    pub(super) behind: Option<usize>,
    pub(super) inner: Pair,
}

pub(super) struct Comparison<'a> {
    pub(super) about: About,
    pub(super) old_text: &'a str,
    pub(super) changes: &'a mut Vec<Change>,
    pub(super) renamed: &'a mut Renamed,
    /// How many inputs the table has.
    pub(super) inputs: usize,
    /// Which edits come before: a place among all.
    pub(super) first: usize,
}

impl Comparison<'_> {
    pub(super) fn compare(&mut self, old: &Entry, new: &Entry) -> Pair {
        let before = self.changes.len();
        let pair = match (&old.node.body, &new.node.body) {
            (Body::Map(before), Body::Map(after)) => Pair::Members(self.maps(before, after, old)),
            (Body::List(before), Body::List(after)) if self.is_parted(old) => {
                match self.lists(before, after, old) {
                    Some(members) => Pair::Members(members),
                    None => return self.value(old, new),
                }
            }
            _ => return self.value(old, new),
        };
        if self.changes.len() == before {
            Pair::Same
        } else {
            pair
        }
    }

    /// Whether a list's items can be changed one by one where it stands.
    fn is_parted(&self, old: &Entry) -> bool {
        old.key.is_some() || is_flow(&old.node, self.old_text)
    }

    fn value(&mut self, old: &Entry, new: &Entry) -> Pair {
        if same(&old.node, &new.node) || self.is_renamed(old, new) {
            return Pair::Same;
        }
        Pair::Value(self.change(EditKind::Changed, Some(old), Some(new)))
    }

    /// Whether both name the same file, which is called something else now.
    fn is_renamed(&mut self, old: &Entry, new: &Entry) -> bool {
        let Some(Part::Key(key)) = self.about.path.last() else {
            return false;
        };
        let names = scalar(&old.node).zip(scalar(&new.node));
        names.is_some_and(|(old, new)| {
            matches!(key.as_str(), "file" | "script") && self.renamed.pair(&old.text, &new.text)
        })
    }

    fn change(&mut self, kind: EditKind, old: Option<&Entry>, new: Option<&Entry>) -> usize {
        self.changes.push(Change {
            kind,
            about: self.about.clone(),
            old: old.cloned(),
            new: new.cloned(),
            behind: None,
        });
        self.first + self.changes.len() - 1
    }

    fn within<T>(&mut self, part: Part, run: impl FnOnce(&mut Self) -> T) -> T {
        self.about.path.push(part);
        let result = run(self);
        self.about.path.pop();
        result
    }

    fn last_key(&self) -> String {
        let mut parts = self.about.path.iter().rev();
        parts
            .find_map(|part| match part {
                Part::Key(key) => Some(key.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }

    fn maps(&mut self, old: &Map, new: &Map, whole: &Entry) -> Vec<Member> {
        let entries = |map: &Map| -> Vec<Entry> {
            let entries = map.entries.iter();
            entries.map(|(key, node)| Entry::keyed(key, node)).collect()
        };
        let (old, new) = (entries(old), entries(new));
        let key = |entry: &Entry| entry.key.as_ref().map(|key| key.text.clone());
        let pairs: Vec<Option<usize>> = new
            .iter()
            .map(|new| old.iter().position(|old| key(old) == key(new)))
            .collect();
        let is_ordered = matches!(self.about.path.last(), Some(Part::Key(last)) if shape::is_ordered(last, &whole.node))
            || self.is_in_choices();
        let part = |entry: &Entry, _| Part::Key(key(entry).unwrap_or_default());
        self.members(&old, &new, &pairs, is_ordered, &part)
    }

    /// Whether this is a list of options of `choices`, whose order is that of a form.
    fn is_in_choices(&self) -> bool {
        let path = self.about.path.as_slice();
        let is_list =
            matches!(path, [_, _]) || matches!(path, [.., Part::Key(then), _] if then == "then");
        self.about.kind == DocumentKind::Choices && is_list
    }

    fn lists(&mut self, old: &[Node], new: &[Node], whole: &Entry) -> Option<Vec<Member>> {
        let key = self.last_key();
        let items = if whole.key.is_some() {
            shape::items(&key, self.inputs, old, new)
        } else {
            Items::Places
        };
        if items == Items::Places && old.len() != new.len() {
            return None;
        }
        let pairs = shape::pairs(items, old, new);
        let is_ordered = shape::is_ordered(&key, &whole.node);
        let inputs = self.inputs;
        let part = |entry: &Entry, at: usize| match (items, &entry.node.body) {
            (Items::Rows(_), Body::List(cells)) => {
                let known = cells.iter().take(inputs).filter_map(scalar);
                let known: Vec<&str> = known.map(|cell| cell.text.as_str()).collect();
                Part::Row(known.join(", "))
            }
            _ => shape::name(items, &entry.node).map_or(Part::At(at), Part::Item),
        };
        let entries = |nodes: &[Node]| nodes.iter().map(Entry::bare).collect::<Vec<_>>();
        Some(self.members(&entries(old), &entries(new), &pairs, is_ordered, &part))
    }

    /// The parts of both versions together, in the new order, with what is gone where it stood.
    fn members(
        &mut self,
        old: &[Entry],
        new: &[Entry],
        pairs: &[Option<usize>],
        is_ordered: bool,
        part: &dyn Fn(&Entry, usize) -> Part,
    ) -> Vec<Member> {
        let keeps = if is_ordered {
            shape::in_order(pairs)
        } else {
            vec![true; pairs.len()]
        };
        let is_gone = |at: &usize| !pairs.contains(&Some(*at));
        let mut members = Vec::new();
        let (mut next, mut behind, mut last) = (0, None, None);
        for (place, (entry, (pair, keeps))) in new.iter().zip(pairs.iter().zip(keeps)).enumerate() {
            let earlier = pair.and_then(|at| Some((at, old.get(at)?)));
            if let Some((at, _)) = earlier.filter(|_| keeps) {
                for gone in (next..at).filter(is_gone) {
                    members.extend(self.removed(old, gone, part));
                }
                next = next.max(at + 1);
                behind = Some(at);
            }
            let part = part(entry, place);
            members.push(self.within(part.clone(), |all| match earlier {
                Some((at, earlier)) => {
                    let moved = (!keeps).then(|| all.moved(earlier, entry, last.as_ref()));
                    Member {
                        inner: all.compare(earlier, entry),
                        old: Some(earlier.clone()),
                        new: Some(entry.clone()),
                        at: Some(at),
                        edit: moved,
                        behind: moved.and(behind),
                    }
                }
                None => {
                    let inner = all.each(entry, EditKind::Added);
                    Member {
                        edit: inner
                            .is_none()
                            .then(|| all.change(EditKind::Added, None, Some(entry))),
                        inner: inner.unwrap_or(Pair::Same),
                        old: None,
                        new: Some(entry.clone()),
                        at: None,
                        behind,
                    }
                }
            }));
            last = Some(part);
        }
        for gone in (next..old.len()).filter(is_gone) {
            members.extend(self.removed(old, gone, part));
        }
        members
    }

    fn removed(
        &mut self,
        old: &[Entry],
        at: usize,
        part: &dyn Fn(&Entry, usize) -> Part,
    ) -> Option<Member> {
        let entry = old.get(at)?;
        let member = self.within(part(entry, at), |all| {
            let inner = all.each(entry, EditKind::Removed);
            Member {
                edit: inner
                    .is_none()
                    .then(|| all.change(EditKind::Removed, Some(entry), None)),
                inner: inner.unwrap_or(Pair::Same),
                old: Some(entry.clone()),
                new: None,
                at: Some(at),
                behind: None,
            }
        });
        Some(member)
    }

    fn moved(&mut self, old: &Entry, new: &Entry, last: Option<&Part>) -> usize {
        let edit = self.change(EditKind::Moved, Some(old), Some(new));
        if let (Some(change), Some(Part::Item(name) | Part::Key(name) | Part::Row(name))) =
            (self.changes.last_mut(), last)
        {
            change.behind = Some(name.clone());
        }
        edit
    }

    /// The items of what is there in one version alone, each an edit, where nothing says the same as none.
    fn each(&mut self, entry: &Entry, kind: EditKind) -> Option<Pair> {
        let key = &entry.key.as_ref()?.text;
        let is_top = matches!(self.about.path.as_slice(), [_] | [_, Part::Item(_), _]);
        if !(is_top && shape::is_collection(key)) || is_empty(&entry.node) {
            return None;
        }
        let entries: Vec<(Entry, Part)> = match &entry.node.body {
            Body::Map(map) => {
                let entries = map.entries.iter();
                let entries = entries
                    .map(|(key, node)| (Entry::keyed(key, node), Part::Key(key.text.clone())));
                entries.collect()
            }
            Body::List(nodes) => {
                let items = shape::items(key, self.inputs, nodes, &[]);
                let nodes = nodes.iter().enumerate();
                let nodes = nodes.map(|(at, node)| {
                    let part = shape::name(items, node).map_or(Part::At(at), Part::Item);
                    (Entry::bare(node), part)
                });
                nodes.collect()
            }
            Body::Scalar(_) => return None,
        };
        let members = entries
            .into_iter()
            .enumerate()
            .map(|(place, (entry, part))| {
                let is_new = kind == EditKind::Added;
                let (old, new) = if is_new {
                    (None, Some(entry))
                } else {
                    (Some(entry), None)
                };
                let edit = self.within(part, |all| all.change(kind, old.as_ref(), new.as_ref()));
                Member {
                    at: old.as_ref().map(|_| place),
                    old,
                    new,
                    edit: Some(edit),
                    behind: None,
                    inner: Pair::Same,
                }
            });
        Some(Pair::Members(members.collect()))
    }
}
