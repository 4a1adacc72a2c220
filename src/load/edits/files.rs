//! The files of two versions brought together: documents by what they declare, scripts and sheets by what names them, letters by their names. What a document says is compared elsewhere.

use std::collections::BTreeSet;
use std::ops::Range;

use super::tree::{self, Entry, tidy};
use crate::load::base;
use crate::load::document::{self, DocumentKind, beside};
use crate::load::template::front_matter;
use crate::load::yaml::{self, Body, Node};
use crate::script;
use crate::source::{FileId, Findings, Report, Sources};

/// A version of the texts, read.
pub(super) struct Version<'s> {
    pub(super) files: Vec<File<'s>>,
}

/// One text, and what it is.
pub(super) struct File<'s> {
    pub(super) id: FileId,
    pub(super) name: &'s str,
    pub(super) text: &'s str,
    pub(super) document: Option<Document>,
}

/// A document, and what it is known by.
pub(super) struct Document {
    pub(super) kind: DocumentKind,
    pub(super) name: String,
    /// How many rule sets extend the one that it belongs to.
    depth: usize,
    pub(super) root: Node,
}

impl<'s> Version<'s> {
    pub(super) fn read(sources: &'s Sources) -> Result<Self, Findings> {
        let mut report = Report::default();
        document::unreadable(sources, &mut report);
        let chain = base::chain(sources, &mut Report::default());
        let mut files = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            let id = FileId(u32::try_from(index).unwrap_or(u32::MAX));
            let has_ending = [".yaml", ".yml"]
                .iter()
                .any(|end| source.name().ends_with(end));
            let is_yaml = source.unreadable().is_none() && has_ending;
            let root = is_yaml.then(|| yaml::parse(id, source.text(), &mut report));
            let depth = chain.as_ref().map_or(0, |chain| {
                let own = chain.prefix_of(source.name());
                chain
                    .own_first()
                    .position(|prefix| prefix == own)
                    .unwrap_or(0)
            });
            files.push(File {
                id,
                name: source.name(),
                text: source.text(),
                document: root
                    .flatten()
                    .and_then(|root| Document::of(root, source.name(), depth)),
            });
        }
        if report.has_errors() {
            return Err(report.into_findings(sources));
        }
        Ok(Self { files })
    }

    pub(super) fn get(&self, name: &str) -> Option<&File<'s>> {
        self.files.iter().find(|file| file.name == name)
    }

    pub(super) fn names(&self) -> BTreeSet<String> {
        self.files.iter().map(|file| file.name.to_owned()).collect()
    }

    /// The document of the other version that is the same as one of this: in the file of that
    /// name, if it is there, else in another.
    pub(super) fn earlier<'o>(
        &self,
        file: &File<'_>,
        old: &'o Version<'s>,
    ) -> Option<&'o File<'s>> {
        let document = file.document.as_ref()?;
        let same = |other: &&File<'_>| {
            let other = other.document.as_ref();
            other.is_some_and(|other| other.is_named_as(document))
        };
        if let Some(found) = old.get(file.name).filter(same) {
            return Some(found);
        }
        // Of those that stay where they are, none is this one.
        let stays =
            |earlier: &File<'_>, all: &Self| all.get(earlier.name).is_some_and(|f| same(&f));
        let has_come =
            |file: &&File<'_>| same(file) && !old.get(file.name).is_some_and(|f| same(&f));
        let nth = self
            .files
            .iter()
            .filter(has_come)
            .position(|other| other.name == file.name)?;
        let gone = old.files.iter().filter(same);
        gone.filter(|earlier| !stays(earlier, self))
            .nth(nth)
            .or_else(|| self.called_otherwise(file, old))
    }

    /// The document in the file of that name, where it is called something else and neither
    /// version has both.
    fn called_otherwise<'o>(&self, file: &File<'_>, old: &'o Version<'s>) -> Option<&'o File<'s>> {
        let document = file.document.as_ref()?;
        let earlier = old.get(file.name)?;
        let before = earlier.document.as_ref()?;
        let is_kind = (before.kind, before.depth) == (document.kind, document.depth);
        let is_alone = !old.has(document) && !self.has(before);
        (is_kind && is_alone).then_some(earlier)
    }

    fn has(&self, document: &Document) -> bool {
        let mut documents = self.files.iter().filter_map(|file| file.document.as_ref());
        documents.any(|other| other.is_named_as(document))
    }
}

impl Document {
    fn of(root: Node, name: &str, depth: usize) -> Option<Self> {
        let Body::Map(map) = &root.body else {
            return None;
        };
        let (first, value) = map.entries.first()?;
        let is_manifest = name.rsplit('/').next() == Some("dunlin.yaml");
        let kind = match DocumentKind::of_key(&first.text) {
            _ if is_manifest => DocumentKind::Manifest,
            kind => kind?,
        };
        let name = match tree::scalar(value) {
            Some(scalar) if !is_manifest => scalar.text.clone(),
            _ => String::new(),
        };
        Some(Self {
            kind,
            name,
            depth,
            root,
        })
    }

    fn is_named_as(&self, other: &Self) -> bool {
        (self.kind, self.depth, &self.name) == (other.kind, other.depth, &other.name)
    }

    pub(super) fn entry(&self) -> Entry {
        Entry::bare(&self.root)
    }
}

/// Which scripts and sheets are called something else in the new version.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    old: BTreeSet<String>,
    new: BTreeSet<String>,
    /// The documents that are being compared.
    documents: [String; 2],
    pub(super) pairs: Vec<(String, String)>,
}

impl Renamed {
    pub(super) fn between(old: &Version<'_>, new: &Version<'_>) -> Self {
        Self {
            old: old.names(),
            new: new.names(),
            ..Self::default()
        }
    }

    pub(super) fn within(&mut self, old: &str, new: &str) {
        self.documents = [old.to_owned(), new.to_owned()];
    }

    /// Whether two names in the documents that are being compared are those of the same file.
    pub(super) fn pair(&mut self, old: &str, new: &str) -> bool {
        let [old_document, new_document] = &self.documents;
        let (old, new) = (beside(old_document, old), beside(new_document, new));
        let is_renamed = old != new
            && self.old.contains(&old)
            && self.new.contains(&new)
            && !self.old.contains(&new)
            && !self.new.contains(&old);
        if is_renamed && !self.pairs.contains(&(old.clone(), new.clone())) {
            self.pairs.push((old, new));
        }
        is_renamed
    }

    /// What a file of the new version was called in the old.
    pub(super) fn earlier<'r>(&'r self, name: &'r str) -> &'r str {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(_, new)| new == name)
            .map_or(name, |(old, _)| old)
    }
}

/// A function of a script, a line of a sheet: a part of a text that has no tree.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// What it is called; a statement beside functions has no name.
    pub(super) name: Option<String>,
    pub(super) range: Range<usize>,
    pub(super) said: String,
}

/// The parts of a text that has no tree.
pub(super) fn pieces(name: &str, text: &str) -> Vec<Piece> {
    if name.ends_with(".rhai") {
        let parts = script::parts(text).into_iter();
        let parts = parts.map(|part| Piece {
            name: part.function,
            range: part.range,
            said: part.said,
        });
        return parts.collect();
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let said = line.trim();
        if !said.is_empty() {
            let cells: Vec<&str> = said.split([';', ',']).map(str::trim).collect();
            let known = cells.split_last().map_or(&[][..], |(_, known)| known);
            pieces.push(Piece {
                name: (!known.is_empty()).then(|| known.join(", ")),
                range: at..at + line.trim_end().len(),
                said: cells.join(", "),
            });
        }
        at += line.len();
    }
    pieces
}

/// A letter's subject and what is below it.
pub(super) fn letter(text: &str) -> Option<(String, &str)> {
    let (front, body) = front_matter(text)?;
    let node = yaml::parse(FileId(0), text.get(front)?, &mut Report::default())?;
    let subject = tree::text_under(&node, "subject")?;
    Some((tidy(subject), text.get(body..)?.trim()))
}

/// The name and the language of a letter's file.
pub(super) fn letter_name(file: &str) -> Option<(&str, &str)> {
    let file = file.rsplit('/').next()?.strip_suffix(".md")?;
    file.rsplit_once('.')
}
