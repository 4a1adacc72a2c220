//! Keys at another depth than their own: a key that isn't known where it stands, and is wanted by the map beside it or
//! around it, is told as that, with what only follows from it left out. No meaning of any key is known here.

use std::collections::HashMap;

use super::syntax::at_another_depth;
use crate::source::{Code, FileId, Problem, Report, Shape, Sources, Span};

/// Replaces what was found about keys at a wrong depth by a finding of that.
pub(super) fn tell(sources: &Sources, report: &mut Report) {
    let shapes = by_file(report.take_shapes());
    let moves: Vec<Move<'_>> = report
        .placed()
        .filter(|(_, problem)| is_about_shape(problem))
        .filter_map(|(span, _)| find(shapes.get(&span.file)?, span))
        .collect();
    for found in moves {
        let Some(problem) = found.problem(sources) else {
            continue;
        };
        report.forget(|span, problem| found.explains(span, problem));
        report.add(found.key, problem);
    }
}

/// The codes of what a key at a wrong depth gives rise to.
fn is_about_shape(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::UnknownKey
            | Code::UnknownName
            | Code::MissingKey
            | Code::MissingLanguage
            | Code::ReservedName
            | Code::MalformedName
            | Code::WrongShape
            | Code::WrongValue
            | Code::IllegalEffect
    )
}

/// The maps of each file, the inner ones first; of a map that was read twice, all that was looked for in it.
fn by_file(shapes: Vec<Shape>) -> HashMap<FileId, Vec<Shape>> {
    let mut merged: HashMap<Span, Shape> = HashMap::new();
    for shape in shapes {
        match merged.get_mut(&shape.span) {
            Some(known) => {
                known.asked.extend(shape.asked);
                known.open |= shape.open;
            }
            None => {
                merged.insert(shape.span, shape);
            }
        }
    }
    let mut files: HashMap<FileId, Vec<Shape>> = HashMap::new();
    for shape in merged.into_values() {
        files.entry(shape.span.file).or_default().push(shape);
    }
    for shapes in files.values_mut() {
        shapes.sort_by_key(|shape| (shape.span.end - shape.span.start, shape.span.start));
    }
    files
}

/// A key that belongs to another map than the one that it stands in.
struct Move<'s> {
    name: &'s str,
    key: Span,
    /// Where its value ends.
    end: u32,
    to: &'s Shape,
}

/// The key at a wrong depth in which a problem has its place.
fn find<'s>(shapes: &'s [Shape], at: Span) -> Option<Move<'s>> {
    let around = shapes.iter().filter(|shape| holds(shape.span, at));
    around
        .flat_map(|shape| {
            let entries = shape.keys.iter();
            entries
                .filter(|(_, key, end)| key.start <= at.start && at.end <= (*end).max(key.end))
                .map(move |entry| (shape, entry))
        })
        .filter(|(shape, _)| !shape.flow)
        .find_map(|(from, (name, key, end))| {
            let known = from.asked.iter().any(|asked| asked == name);
            if known {
                return None;
            }
            let to = beside(shapes, from, key, name)
                .or_else(|| outside(shapes, from, name).filter(|_| !from.open))?;
            Some(Move {
                name,
                key: *key,
                end: (*end).max(key.end),
                to,
            })
        })
}

/// The map that ends right before a key and wants it.
fn beside<'s>(shapes: &'s [Shape], from: &Shape, key: &Span, name: &str) -> Option<&'s Shape> {
    let before = from.keys.iter().rev().find(|(_, other, _)| other.start < key.start)?;
    let inside = |shape: &&Shape| {
        shape.span.start > before.1.start && shape.span.end <= key.start && from.span != shape.span
    };
    shapes
        .iter()
        .filter(inside)
        .filter(|shape| !shape.flow && shape.span.end >= before.2 && wants(shape, name))
        .max_by_key(|shape| shape.span.end - shape.span.start)
}

/// The nearest map around another that wants a key.
fn outside<'s>(shapes: &'s [Shape], from: &Shape, name: &str) -> Option<&'s Shape> {
    shapes
        .iter()
        .filter(|shape| holds(shape.span, from.span) && shape.span != from.span)
        .find(|shape| !shape.flow && wants(shape, name))
}

fn wants(shape: &Shape, name: &str) -> bool {
    shape.asked.iter().any(|asked| asked == name)
        && shape.keys.iter().all(|(known, ..)| known != name)
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

impl Move<'_> {
    fn problem(&self, sources: &Sources) -> Option<Problem> {
        let FileId(file) = self.key.file;
        let text = sources.iter().nth(file as usize)?.text();
        let (friend, place, _) = self.to.keys.first()?;
        let line = text.get(..place.start as usize)?.matches('\n').count() + 1;
        let has = column(text, self.key)?;
        let needs = column(text, *place)?;
        Some(at_another_depth(self.name, friend, line, has, needs))
    }

    /// Whether a problem only follows from the key's depth.
    fn explains(&self, span: Span, problem: &Problem) -> bool {
        let is_file = span.file == self.key.file;
        let within = self.key.start <= span.start && span.end <= self.end;
        let lacking = holds(self.to.span, span) && problem.lacking.as_deref() == Some(self.name);
        is_file && (within || lacking)
    }
}

/// How many characters stand before a place on its line.
fn column(text: &str, place: Span) -> Option<usize> {
    let before = text.get(..place.start as usize)?;
    before.rsplit('\n').next().map(|line| line.chars().count())
}
