//! Collects problems while a rule set loads, and turns them into findings with places.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{FileId, Finding, Findings, Lines, Place, Problem, Severity, Sources, Span, misspelt};

/// Every problem found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    problems: Vec<(Option<Span>, Problem)>,
    /// The names whose declarations are broken: that they aren't known only follows.
    broken: HashSet<String>,
    /// The kinds of names of which any may be missing, as what declares them is broken.
    broken_kinds: HashSet<&'static str>,
    /// Whether a file could not be read, so that any name may be one of its.
    unread: bool,
    /// Where each name is first declared: of its kind, within a place if it is known there alone.
    named: Named,
    /// The maps that were read, by which keys at a wrong depth are recognised.
    shapes: Vec<Shape>,
}

/// The place of each name, by its kind, the place within which it is known if that isn't everywhere, and itself.
pub(super) type Named = HashMap<(&'static str, Option<Span>, String), Span>;

/// A map as it is written, and the keys that were looked for in it.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) span: Span,
    /// Each key with its place and the byte at which its value ends.
    pub(crate) keys: Vec<(String, Span, u32)>,
    pub(crate) asked: Vec<Cow<'static, str>>,
    /// Whether its keys are names of the author's.
    pub(crate) open: bool,
    /// Whether it is written in braces.
    pub(crate) flow: bool,
}

impl Report {
    pub(crate) fn add(&mut self, span: Span, problem: Problem) {
        self.problems.push((Some(span), problem));
    }

    /// A problem that has no place, such as a file that isn't there.
    pub(crate) fn add_without_place(&mut self, problem: Problem) {
        self.problems.push((None, problem));
    }

    /// Remembers a name whose declaration is broken.
    pub(crate) fn broke(&mut self, name: &str) {
        self.broken.insert(name.to_owned());
    }

    /// Remembers that what declares the names of a kind is broken.
    pub(crate) fn broke_all(&mut self, kind: &'static str) {
        self.broken_kinds.insert(kind);
    }

    /// How many problems there are so far.
    pub(crate) fn count(&self) -> usize {
        self.problems.len()
    }

    /// Remembers where a name is declared, and says where it was declared before.
    pub(crate) fn named(
        &mut self,
        kind: &'static str,
        within: Option<Span>,
        name: &str,
        place: Span,
    ) -> Option<Span> {
        match self.named.entry((kind, within, name.to_owned())) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(entry) => {
                entry.insert(place);
                None
            }
        }
    }

    /// Remembers that a file could not be read.
    pub(crate) fn unread(&mut self) {
        self.unread = true;
    }

    /// Remembers a map that was read.
    pub(crate) fn saw(&mut self, shape: Shape) {
        self.shapes.push(shape);
    }

    /// The maps that were read, once.
    pub(crate) fn take_shapes(&mut self) -> Vec<Shape> {
        std::mem::take(&mut self.shapes)
    }

    /// The problems that have a place.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (Span, &Problem)> {
        let problems = self.problems.iter();
        problems.filter_map(|(span, problem)| Some(((*span)?, problem)))
    }

    /// Forgets problems that another explains.
    pub(crate) fn forget(&mut self, explained: impl Fn(Span, &Problem) -> bool) {
        self.problems
            .retain(|(span, problem)| span.is_none_or(|span| !explained(span, problem)));
    }

    /// Forgets that the map right before a place lacks a key: it stands at that place.
    pub(crate) fn found(&mut self, key: &str, place: Span) {
        let lacks = |(span, problem): &(Option<Span>, Problem)| {
            let before =
                span.is_some_and(|span| span.file == place.file && span.end <= place.start);
            before && problem.lacking.as_deref() == Some(key)
        };
        if let Some(at) = self.problems.iter().rposition(lacks) {
            self.problems.remove(at);
        }
    }

    /// Whether a problem only follows from another.
    fn follows(&self, problem: &Problem) -> bool {
        problem.about.as_ref().is_some_and(|(kind, name)| {
            self.unread || self.broken.contains(name) || self.broken_kinds.contains(kind.as_str())
        })
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.problems
            .iter()
            .any(|(_, problem)| problem.code.severity() == Severity::Error)
    }

    /// Whether an error has its place in a file, or none at all.
    pub(crate) fn has_error_in_file(&self, file: FileId) -> bool {
        self.problems.iter().any(|(place, problem)| {
            problem.code.severity() == Severity::Error
                && place.is_none_or(|place| place.file == file)
        })
    }

    /// Whether an error has its place within `span`: what is built on it needs no finding of its own.
    pub(crate) fn has_error_in(&self, span: Span) -> bool {
        self.problems.iter().any(|(place, problem)| {
            problem.code.severity() == Severity::Error
                && place.is_some_and(|place| {
                    place.file == span.file && place.start >= span.start && place.end <= span.end
                })
        })
    }

    /// The findings in the order of files and places, each said once.
    pub(crate) fn into_findings(self, sources: &Sources) -> Findings {
        let places = Places::new(sources);
        let mut seen = HashSet::new();
        let (followers, problems): (Vec<_>, Vec<_>) = self
            .problems
            .iter()
            .cloned()
            .partition(|(_, problem)| self.follows(problem));
        // If nothing else is wrong, the names are what is.
        let problems = if problems.is_empty() {
            followers
        } else {
            problems
        };
        let problems = misspelt::at_declarations(problems, &self.named, sources);
        let mut findings: Vec<Finding> = problems
            .into_iter()
            .filter(|(span, problem)| seen.insert((*span, problem.message[0].clone())))
            .map(|(span, problem)| places.finding(span, problem))
            .collect();
        findings.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
        Findings(findings)
    }
}

/// Translates spans to places, each file's lines counted once.
pub(crate) struct Places<'s> {
    files: Vec<(&'s super::Source, Lines)>,
}

impl<'s> Places<'s> {
    pub(crate) fn new(sources: &'s Sources) -> Self {
        Self {
            files: sources
                .iter()
                .map(|source| (source, Lines::of(source.text())))
                .collect(),
        }
    }

    fn finding(&self, span: Option<Span>, problem: Problem) -> Finding {
        let first = problem.other.and_then(|span| self.place(span));
        let help = match first {
            Some(first) => Some(with_first(&first, problem.help)),
            None => problem.help,
        };
        Finding {
            code: problem.code,
            place: span.and_then(|span| self.place(span)),
            message: problem.message,
            help,
        }
    }

    pub(crate) fn place(&self, span: Span) -> Option<Place> {
        let FileId(file) = span.file;
        let (source, lines) = self.files.get(file as usize)?;
        let (start, end) = (span.start as usize, span.end as usize);
        let (line, column) = lines.position(source.text(), start);
        let (end_line, end_column) = lines.position(source.text(), end);
        Some(Place {
            file: source.shared_name().clone(),
            line,
            column,
            end_line,
            end_column,
            bytes: (start, end),
        })
    }
}

/// A remedy for the second of two, which says where the first is.
fn with_first(first: &Place, help: Option<[String; 2]>) -> [String; 2] {
    let place = format!("{}:{}", first.file, first.line);
    let [en, da] = [
        format!("the first is at {place}"),
        format!("den første står i {place}"),
    ];
    match help {
        Some([help, hjaelp]) => [format!("{en}; {help}"), format!("{da}; {hjaelp}")],
        None => [en, da],
    }
}
