//! What has been changed from one version of a rule set's texts to another, edit by edit, and the old texts with some of them made. Nothing is loaded here but to see whether it loads.

use std::collections::BTreeSet;

use super::yaml::{self, Body, Node};
use crate::source::{FileId, Findings, Lines, Place, Report, Source, Sources};

/// What has been changed from one version of a rule set's texts to another, edit by edit.
///
/// Texts are compared by what they say: comments, formatting, quotes, the files that documents lie
/// in and the order of keys where it means nothing are no edits. Each edit is the smallest change
/// that means something by itself: a waiting time, a condition, one message in one language, a fee
/// in one version of a table, a requirement, a step, the place of a step among the others.
///
/// ```
/// use dunlin::{Edits, Sources};
///
/// let flow = "
/// flow: out
/// label: On loan
/// steps:
///   - step: reminder
///     after: 10 days
///     effects: []
/// ";
/// let mut old = Sources::new();
/// old.add("flows/out.yaml", flow);
/// let mut new = Sources::new();
/// new.add("flows/out.yaml", flow.replace("10 days", "14 days"));
///
/// let edits = Edits::between(&old, &new)?;
/// assert_eq!(edits.len(), 1);
/// assert_eq!(edits.made(&[0]).get("flows/out.yaml"), new.get("flows/out.yaml"));
/// # Ok::<(), dunlin::Findings>(())
/// ```
#[derive(Debug, Clone)]
pub struct Edits {
    old: Sources,
    new: Sources,
    edits: Vec<Edit>,
}

/// One change that means something by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    kind: EditKind,
    words: [String; 2],
    before: Option<Place>,
    after: Option<Place>,
}

/// What an edit does to what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EditKind {
    /// It is there, and was not.
    Added,
    /// It was there, and is no longer.
    Removed,
    /// It says something else.
    Changed,
    /// It stands at another place among the others.
    Moved,
}

impl Edits {
    /// Compares two versions of a rule set's texts.
    ///
    /// # Errors
    ///
    /// What keeps a text from being read at all, as loading tells it: of the old texts, or, if
    /// they can be read, of the new.
    pub fn between(old: &Sources, new: &Sources) -> Result<Self, Findings> {
        let before = read(old)?;
        let after = read(new)?;
        let mut edits = Vec::new();
        for (source, node) in new.iter().zip(&after) {
            let earlier = old.iter().zip(&before);
            let earlier = earlier
                .into_iter()
                .find(|(earlier, _)| earlier.name() == source.name());
            let kind = match earlier {
                None => EditKind::Added,
                Some((earlier, old)) if differs(earlier, old, source, node) => EditKind::Changed,
                Some(_) => continue,
            };
            edits.push(Edit {
                kind,
                words: words(source.name(), kind),
                before: earlier.and_then(|(earlier, _)| whole(earlier)),
                after: whole(source),
            });
        }
        for source in old.iter().filter(|source| new.get(source.name()).is_none()) {
            edits.push(Edit {
                kind: EditKind::Removed,
                words: words(source.name(), EditKind::Removed),
                before: whole(source),
                after: None,
            });
        }
        Ok(Self {
            old: old.clone(),
            new: new.clone(),
            edits,
        })
    }

    /// Returns the edits in the order of the new texts.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Edit> {
        self.edits.iter()
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// Returns whether both versions say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Returns the old texts with only the chosen edits made, by their places in [`iter`](Self::iter).
    ///
    /// With none of them these are the old texts, with all of them they mean what the new ones do.
    #[must_use]
    pub fn made(&self, chosen: &[usize]) -> Sources {
        let mut made = self.old.clone();
        for edit in chosen.iter().filter_map(|at| self.edits.get(*at)) {
            match (&edit.after, &edit.before) {
                (Some(after), _) => {
                    if let Some(source) = self.new.get(&after.file) {
                        made.add(source.name(), source.text());
                    }
                }
                (None, Some(before)) => made.remove(&before.file),
                (None, None) => {}
            }
        }
        made
    }

    /// Returns each edit with those that it needs: the smallest groups that load when they alone
    /// are made, by the places of their edits in [`iter`](Self::iter).
    ///
    /// An edit that loads alone is a group of its own. One that needs others (a rule that speaks of
    /// a fact that another edit declares) comes with them, so that an edit may be in several
    /// groups. One that loads in no company is in none.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups = BTreeSet::new();
        let all: Vec<usize> = (0..self.edits.len()).collect();
        let all_load = self.load(&all);
        for edit in 0..self.edits.len() {
            if self.load(&[edit]) {
                groups.insert(vec![edit]);
            } else if all_load {
                groups.insert(self.smallest(edit, all.clone()));
            }
        }
        groups.into_iter().collect()
    }

    fn load(&self, chosen: &[usize]) -> bool {
        super::load(&self.made(chosen)).0.is_some()
    }

    /// The least of a group that loads which still does, with one edit in it.
    fn smallest(&self, edit: usize, mut group: Vec<usize>) -> Vec<usize> {
        let mut size = group.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < group.len() {
                let left_out = at..(at + size).min(group.len());
                let kept: Vec<usize> = group
                    .iter()
                    .enumerate()
                    .filter(|(place, other)| !left_out.contains(place) || **other == edit)
                    .map(|(_, other)| *other)
                    .collect();
                if kept.len() < group.len() && self.load(&kept) {
                    group = kept;
                } else {
                    at += size;
                }
            }
            size /= 2;
        }
        group
    }
}

impl Edit {
    /// Returns what is changed, in English or, for `da`, in Danish: "`reminder_2` waits 14 days instead of 10".
    #[must_use]
    pub fn words(&self, lang: &str) -> &str {
        let [en, da] = &self.words;
        if lang == "da" { da } else { en }
    }

    /// Returns where it stands in the old texts; what is new stands nowhere there.
    #[must_use]
    pub fn before(&self) -> Option<&Place> {
        self.before.as_ref()
    }

    /// Returns where it stands in the new texts; what is removed stands nowhere there.
    #[must_use]
    pub fn after(&self) -> Option<&Place> {
        self.after.as_ref()
    }

    /// Returns what the edit does to what it is about.
    #[must_use]
    pub fn kind(&self) -> EditKind {
        self.kind
    }
}

/// The texts of YAML as trees, beside the others.
fn read(sources: &Sources) -> Result<Vec<Option<Node>>, Findings> {
    let mut report = Report::default();
    let mut nodes = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        let is_yaml = source.unreadable().is_none() && source.name().ends_with(".yaml");
        nodes.push(
            is_yaml
                .then(|| yaml::parse(file, source.text(), &mut report))
                .flatten(),
        );
    }
    if report.has_errors() {
        return Err(report.into_findings(sources));
    }
    Ok(nodes)
}

fn differs(old: &Source, old_node: &Option<Node>, new: &Source, new_node: &Option<Node>) -> bool {
    match (old_node, new_node) {
        (Some(old), Some(new)) => !same(old, new),
        _ => old.text() != new.text(),
    }
}

/// Whether two values say the same.
fn same(old: &Node, new: &Node) -> bool {
    match (&old.body, &new.body) {
        (Body::Scalar(old), Body::Scalar(new)) => old.text == new.text,
        (Body::List(old), Body::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Body::Map(old), Body::Map(new)) => {
            old.entries.len() == new.entries.len()
                && old.entries.iter().all(|(key, old)| {
                    let found = new.entries.iter().find(|(other, _)| other.text == key.text);
                    found.is_some_and(|(_, new)| same(old, new))
                })
        }
        _ => false,
    }
}

fn words(name: &str, kind: EditKind) -> [String; 2] {
    let [en, da] = match kind {
        EditKind::Added => ["is added", "er tilføjet"],
        EditKind::Removed => ["is removed", "er fjernet"],
        _ => ["is changed", "er ændret"],
    };
    [format!("`{name}` {en}"), format!("`{name}` {da}")]
}

fn whole(source: &Source) -> Option<Place> {
    let text = source.text();
    let (end_line, end_column) = Lines::of(text).position(text, text.len());
    Some(Place {
        file: source.shared_name().clone(),
        line: 1,
        column: 1,
        end_line,
        end_column,
        bytes: (0, text.len()),
    })
}
