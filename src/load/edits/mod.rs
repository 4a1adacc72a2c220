//! What has been changed from one version of a rule set's texts to another, edit by edit, and the old texts with some of them made. Nothing is loaded here but to see whether it loads.

mod compare;
mod files;
mod flat;
mod noun;
mod said;
mod shape;
mod tree;
mod verbs;
mod wording;
mod words;
mod write;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::source::{FileId, Findings, Place, Places, Sources, Span};
use compare::{About, Change, Comparison, Pair};
use files::{Piece, Renamed, Version};
use flat::Flat;
use noun::Names;
use tree::Entry;
use write::Writer;

/// What has been changed from one version of a rule set's texts to another, edit by edit.
///
/// Texts are compared by what they say: comments, formatting, quotes, the files that documents lie
/// in and the order of keys where it means nothing are no edits. Each edit is the smallest change
/// that means something by itself: a waiting time, a condition, one message in one language, a fee
/// in one version of a table, a requirement, a step, the place of a step among the others.
///
/// Nor is it an edit that a rule set extends another, but what it says otherwise than the base
/// does: the value of a setting, a letter, the name.
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
    /// The old texts.
    sources: Sources,
    old: Flat,
    new: Flat,
    edits: Vec<Edit>,
    files: Vec<File>,
}

/// A file in which something is changed.
#[derive(Debug, Clone)]
enum File {
    /// A document that both versions have, under the names of its files in each.
    Document {
        names: [String; 2],
        roots: Box<[Entry; 2]>,
        pair: Pair,
    },
    /// A script or a sheet that both versions have.
    Pieces {
        names: [String; 2],
        changed: Vec<Changed>,
    },
    /// A file that is added, removed or replaced as a whole.
    Whole {
        old: Option<String>,
        new: Option<String>,
        edit: usize,
    },
}

/// A part of a script or a sheet that is put in, taken out or replaced.
#[derive(Debug, Clone)]
struct Changed {
    old: Range<usize>,
    new: Range<usize>,
    edit: usize,
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
        Version::read(old)?;
        Version::read(new)?;
        let (old_flat, new_flat) = Flat::both(old, new);
        let before = Version::read(&old_flat.sources)?;
        let after = Version::read(&new_flat.sources)?;
        let mut renamed = Renamed::between(&before, &after);
        // What is called something else is known when every document that names it has been seen.
        Reading::new(&before, &after, &mut renamed).all();
        let mut reading = Reading::new(&before, &after, &mut renamed);
        reading.all();
        let (changes, files) = (reading.changes, reading.files);
        let names = Names::of(&before, &after);
        let (old_places, new_places) = (Places::new(old), Places::new(new));
        let edits = changes.into_iter().map(|made| Edit {
            kind: made.kind,
            words: made.words(&names),
            before: made
                .before
                .and_then(|span| old_places.place(old_flat.span(span, old))),
            after: made
                .after
                .and_then(|span| new_places.place(new_flat.span(span, new))),
        });
        Ok(Self {
            sources: old.clone(),
            edits: edits.collect(),
            old: old_flat,
            new: new_flat,
            files,
        })
    }

    /// Returns the edits in the order of the new texts: what is said over a base, as if it were said there.
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
        let chosen: BTreeSet<usize> = chosen.iter().copied().collect();
        let mut made = self.sources.clone();
        // What goes first, so that what comes finds its name free.
        let mut coming = Vec::new();
        for file in &self.files {
            match file {
                File::Whole { old, new, edit } if chosen.contains(edit) => match (old, new) {
                    (Some(old), Some(new)) if old == new => {
                        self.old.put_in_place(old, self.new.text(new), &mut made);
                    }
                    _ => {
                        if let Some(old) = old {
                            self.old.remove(old, &mut made);
                        }
                        coming.extend(new);
                    }
                },
                File::Whole { .. } => {}
                File::Document {
                    names: [old, new],
                    roots,
                    pair,
                } => {
                    let [before, after] = &**roots;
                    let writer = Writer {
                        old: self.old.text(old),
                        new: self.new.text(new),
                        chosen: &chosen,
                    };
                    let replacements = writer.replacements(before, after, pair);
                    self.old.make(old, replacements, &mut made);
                }
                File::Pieces {
                    names: [old, new],
                    changed,
                } => {
                    let (before, after) = (self.old.text(old), self.new.text(new));
                    let replacements = write::pieces(before, after, changed, &chosen);
                    self.old.make(old, replacements, &mut made);
                }
            }
        }
        for name in coming {
            self.old.add(name, self.new.text(name), &mut made);
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

/// One edit before it has words.
struct Made {
    kind: EditKind,
    before: Option<Span>,
    after: Option<Span>,
    what: What,
}

/// What an edit is made to.
enum What {
    Part(Box<Change>),
    File(String),
    Letter {
        file: String,
        texts: [String; 2],
    },
    Piece {
        file: String,
        pieces: [Option<Piece>; 2],
    },
}

impl Made {
    fn words(&self, names: &Names) -> [String; 2] {
        match &self.what {
            What::Part(change) => words::of(change, names),
            What::File(name) => words::file(name, self.kind),
            What::Letter { file, texts } => words::letter(file, texts),
            What::Piece { file, pieces } => words::piece(file, self.kind, pieces),
        }
    }
}

/// Two versions on the way to their edits.
struct Reading<'a> {
    old: &'a Version<'a>,
    new: &'a Version<'a>,
    renamed: &'a mut Renamed,
    changes: Vec<Made>,
    files: Vec<File>,
    /// The old files that the new version has, too.
    met: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    fn new(old: &'a Version<'a>, new: &'a Version<'a>, renamed: &'a mut Renamed) -> Self {
        Self {
            old,
            new,
            renamed,
            changes: Vec::new(),
            files: Vec::new(),
            met: BTreeSet::new(),
        }
    }

    fn all(&mut self) {
        let (old, new) = (self.old, self.new);
        for file in &new.files {
            if let Some(earlier) = new.earlier(file, old) {
                self.documents(earlier, file);
                continue;
            }
            let name = self.renamed.earlier(file.name).to_owned();
            match old.get(&name) {
                // Of two documents, one goes and one comes.
                Some(earlier) if earlier.document.is_some() && file.document.is_some() => {
                    self.whole(None, Some(file));
                }
                Some(earlier) if earlier.document.is_none() && file.document.is_none() => {
                    self.texts(earlier, file);
                }
                Some(earlier) => self.whole(Some(earlier), Some(file)),
                None => self.whole(None, Some(file)),
            }
        }
        let gone = old
            .files
            .iter()
            .filter(|file| !self.met.contains(file.name));
        for file in gone.collect::<Vec<_>>() {
            self.whole(Some(file), None);
        }
    }

    fn documents(&mut self, old: &files::File<'_>, new: &files::File<'_>) {
        self.met.insert(old.name.to_owned());
        let (Some(before), Some(after)) = (&old.document, &new.document) else {
            return;
        };
        self.renamed.within(old.name, new.name);
        let mut changes = Vec::new();
        let mut comparison = Comparison {
            about: About {
                kind: after.kind,
                document: after.name.clone(),
                path: Vec::new(),
            },
            old_text: old.text,
            inputs: shape::inputs(&before.root),
            first: self.changes.len(),
            changes: &mut changes,
            renamed: self.renamed,
        };
        let (root, new_root) = (before.entry(), after.entry());
        let pair = comparison.compare(&root, &new_root);
        if changes.is_empty() {
            return;
        }
        self.files.push(File::Document {
            names: [old.name.to_owned(), new.name.to_owned()],
            roots: Box::new([root, new_root]),
            pair,
        });
        let place = |entry: &Option<Entry>, file: &files::File<'_>| {
            let entry = entry.as_ref()?;
            Some(Span::new(
                file.id,
                entry.start(),
                tree::end(&entry.node, file.text),
            ))
        };
        self.changes.extend(changes.into_iter().map(|change| Made {
            kind: change.kind,
            before: place(&change.old, old),
            after: place(&change.new, new),
            what: What::Part(Box::new(change)),
        }));
    }

    fn texts(&mut self, old: &files::File<'_>, new: &files::File<'_>) {
        self.met.insert(old.name.to_owned());
        if new.name.ends_with(".md") {
            let letters = files::letter(old.text).zip(files::letter(new.text));
            let is_same = letters.map_or(old.text == new.text, |(old, new)| old == new);
            if !is_same {
                let texts = [old.text.to_owned(), new.text.to_owned()];
                let what = What::Letter {
                    file: new.name.to_owned(),
                    texts,
                };
                self.put(EditKind::Changed, Some(old), Some(new), what);
            }
        } else {
            self.pieces(old, new);
        }
    }

    fn pieces(&mut self, old: &files::File<'_>, new: &files::File<'_>) {
        let (before, after) = (
            files::pieces(old.name, old.text),
            files::pieces(new.name, new.text),
        );
        let pairs = shape::pieces(&before, &after);
        let mut changed = Vec::new();
        let mut behind = 0;
        let is_gone = |at: &usize| !pairs.contains(&Some(*at));
        let gone = (0..before.len()).filter(is_gone).map(|at| (Some(at), None));
        let met = pairs.iter().enumerate().map(|(at, pair)| (*pair, Some(at)));
        for (was, is) in met.chain(gone) {
            let was = was.and_then(|at| before.get(at));
            let is = is.and_then(|at| after.get(at));
            let kind = match (was, is) {
                (Some(was), Some(is)) if was.said == is.said => {
                    behind = was.range.end;
                    continue;
                }
                (Some(_), Some(_)) => EditKind::Changed,
                (Some(_), None) => EditKind::Removed,
                _ => EditKind::Added,
            };
            let place = |piece: Option<&Piece>, id: FileId| {
                piece.map(|piece| Span::new(id, piece.range.start, piece.range.end))
            };
            changed.push(Changed {
                old: was.map_or(behind..behind, |piece| piece.range.clone()),
                new: is.map_or(0..0, |piece| piece.range.clone()),
                edit: self.changes.len(),
            });
            self.changes.push(Made {
                kind,
                before: place(was, old.id),
                after: place(is, new.id),
                what: What::Piece {
                    file: new.name.to_owned(),
                    pieces: [was.cloned(), is.cloned()],
                },
            });
            behind = was.map_or(behind, |piece| piece.range.end);
        }
        if !changed.is_empty() {
            let names = [old.name.to_owned(), new.name.to_owned()];
            self.files.push(File::Pieces { names, changed });
        }
    }

    fn whole(&mut self, old: Option<&files::File<'_>>, new: Option<&files::File<'_>>) {
        let Some(file) = new.or(old) else { return };
        let kind = match (old, new) {
            (Some(_), Some(_)) => EditKind::Changed,
            (None, _) => EditKind::Added,
            (_, None) => EditKind::Removed,
        };
        self.met.extend(old.map(|file| file.name.to_owned()));
        let what = match &file.document {
            Some(document) if kind != EditKind::Changed => What::Part(Box::new(Change {
                kind,
                about: About {
                    kind: document.kind,
                    document: document.name.clone(),
                    path: Vec::new(),
                },
                old: old.and_then(|file| Some(file.document.as_ref()?.entry())),
                new: new.and_then(|file| Some(file.document.as_ref()?.entry())),
                behind: None,
            })),
            _ => What::File(file.name.to_owned()),
        };
        self.put(kind, old, new, what);
    }

    /// An edit of a file as a whole.
    fn put(
        &mut self,
        kind: EditKind,
        old: Option<&files::File<'_>>,
        new: Option<&files::File<'_>>,
        what: What,
    ) {
        let name = |file: Option<&files::File<'_>>| file.map(|file| file.name.to_owned());
        let place = |file: &files::File<'_>| Span::new(file.id, 0, file.text.len());
        self.files.push(File::Whole {
            old: name(old),
            new: name(new),
            edit: self.changes.len(),
        });
        self.changes.push(Made {
            kind,
            before: old.map(place),
            after: new.map(place),
            what,
        });
    }
}
