//! Keys at another depth than their own: a key that isn't known where it stands, and is wanted by the map beside it or
//! around it, is told as that, with what only follows from it left out; a key that is misspelt isn't missing too. No meaning of
//! any key is known here.

use std::collections::HashMap;

use super::limits;
use super::syntax::{at_another_depth, below};
use crate::source::{Code, FileId, Problem, Report, Shape, Sources, Span, nearest};

/// Replaces what was found about keys at a wrong depth by a finding of that.
pub(super) fn tell(sources: &Sources, report: &mut Report) {
    let shapes = by_file(report.take_shapes());
    let moves: Vec<(Move<'_>, Problem)> = report
        .placed()
        .filter(|(_, problem)| is_about_shape(problem))
        .take(limits::MOVES)
        .filter_map(|(span, problem)| {
            let shapes = shapes.get(&span.file)?;
            let found = find(shapes, span, problem).or_else(|| taken(shapes, span, problem))?;
            let problem = found.problem(sources)?;
            Some((found, problem))
        })
        .collect();
    for (found, problem) in moves {
        // What it declares where it belongs isn't missed elsewhere.
        for name in found.names() {
            report.broke(name);
        }
        report.forget(|span, problem| found.explains(span, problem));
        report.add(found.key, problem);
    }
    let hollow: Vec<Span> = report
        .placed()
        .filter(|(_, problem)| problem.code == Code::WrongShape)
        .take(limits::MOVES)
        .filter_map(|(span, _)| below_nothing(shapes.get(&span.file)?, span))
        .collect();
    for rest in hollow {
        report.forget(|span, _| span.file == rest.file && holds(rest, span));
    }
    let misspelt: Vec<(Span, String)> = report
        .placed()
        .filter_map(|(span, problem)| Some((span, problem.lacking.as_deref()?)))
        .take(limits::MOVES)
        .filter(|(span, key)| stands_misspelt(shapes.get(&span.file), *span, key))
        .map(|(span, key)| (span, key.to_owned()))
        .collect();
    for (place, key) in misspelt {
        report.forget(|span, problem| span == place && problem.lacking.as_ref() == Some(&key));
    }
}

/// Whether the key that a map lacks stands there misspelt.
fn stands_misspelt(shapes: Option<&Vec<Shape>>, at: Span, lacking: &str) -> bool {
    let begins = |shape: &&Shape| {
        let first = shape.keys.first().map(|(_, key, _)| *key);
        shape.span == at || first == Some(at)
    };
    let shape = shapes.and_then(|shapes| shapes.iter().find(begins));
    shape.is_some_and(|shape| {
        let unknown = |name: &str| shape.asked.iter().all(|asked| asked != name);
        let mut names = shape.keys.iter().map(|(name, ..)| name.as_str());
        names.any(|name| unknown(name) && nearest(name, [lacking]).is_some())
    })
}

/// The rest of a map whose first name has nothing below it: what stands there may be at the depth of what belongs below.
fn below_nothing(shapes: &[Shape], at: Span) -> Option<Span> {
    let shape = shapes.iter().find(|shape| holds(shape.span, at))?;
    let (_, first, _) = shape.keys.first().filter(|_| shape.open && !shape.flow)?;
    let (_, next, _) = shape.keys.get(1)?;
    let between = first.end <= at.start && at.end < next.start;
    between.then_some(Span {
        start: next.start,
        ..shape.span
    })
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

/// The codes that a name of the author's may give rise to where it stands.
fn is_about_names(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::UnknownName | Code::WrongValue | Code::IllegalEffect | Code::MissingLanguage
    )
}

/// Whether any map looked for a key of that name.
fn is_key(shapes: &[Shape], name: &str) -> bool {
    let mut asked = shapes.iter().flat_map(|shape| &shape.asked);
    asked.any(|asked| asked == name)
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
    /// Where what follows from it begins and ends.
    extent: (u32, u32),
    /// The map that it stands in.
    from: &'s Shape,
    to: Home<'s>,
}

/// Where a key belongs.
enum Home<'s> {
    /// In a map that is there.
    Map(&'s Shape),
    /// Below a key that has no value.
    Below(&'s str, Span),
}

/// The key at a wrong depth in which a problem has its place.
fn find<'s>(shapes: &'s [Shape], at: Span, problem: &Problem) -> Option<Move<'s>> {
    let around = shapes
        .iter()
        .filter(|shape| holds(shape.span, at) && !shape.flow);
    around
        .flat_map(|shape| (0..shape.keys.len()).map(move |index| (shape, index)))
        .find_map(|(from, index)| {
            let (name, key, end) = from.keys.get(index)?;
            let end = (*end).max(key.end);
            let known = from.asked.iter().any(|asked| asked == name);
            if known || at.start < key.start || end < at.end {
                return None;
            }
            // Any name may stand here: that this one is a key must show.
            if from.open && (is_about_names(problem) || !is_key(shapes, name)) {
                return None;
            }
            let before = index
                .checked_sub(1)
                .and_then(|before| from.keys.get(before));
            let blank = before.filter(|(_, before, end)| *end <= before.end + 1);
            let to = beside(shapes, from, key, name)
                .or_else(|| outside(shapes, from, name).filter(|_| !from.open))
                .map(Home::Map)
                .or_else(|| blank.map(|(name, key, _)| Home::Below(name, *key)))?;
            // Without a value of its own, the keys after it are what belongs below it.
            let empty = end <= key.end + 1;
            let last = match &to {
                Home::Map(map) if empty => entry_end(map, *key).max(from.span.end),
                _ if empty => from.span.end,
                _ => end,
            };
            let first = match &to {
                Home::Map(_) => key.start,
                Home::Below(_, above) => above.start,
            };
            Some(Move {
                name,
                key: *key,
                extent: (first, last),
                from,
                to,
            })
        })
}

/// The key that a map lacks, where a map of names within it has taken it for one.
fn taken<'s>(shapes: &'s [Shape], at: Span, problem: &Problem) -> Option<Move<'s>> {
    let name = problem.lacking.as_deref()?;
    let to = shapes
        .iter()
        .find(|shape| holds(shape.span, at) && !shape.flow && wants(shape, name))?;
    shapes
        .iter()
        .filter(|shape| shape.open && !shape.flow)
        .filter(|shape| holds(to.span, shape.span) && shape.span != to.span)
        .find_map(|shape| {
            let (name, key, end) = shape.keys.iter().find(|(key, ..)| key == name)?;
            Some(Move {
                name,
                key: *key,
                extent: (key.start, (*end).max(key.end)),
                from: shape,
                to: Home::Map(to),
            })
        })
}

/// Where the entry of a map ends in which a key stands.
fn entry_end(map: &Shape, key: Span) -> u32 {
    let mut entries = map.keys.iter();
    let entry = entries.find(|(_, start, end)| start.start < key.start && key.start < *end);
    entry.map_or(key.end, |(_, _, end)| *end)
}

/// The map that ends before a key of another, with no map in between, and wants it.
fn beside<'s>(shapes: &'s [Shape], from: &Shape, key: &Span, name: &str) -> Option<&'s Shape> {
    let before = || {
        shapes.iter().filter(|shape| {
            !shape.flow
                && holds(from.span, shape.span)
                && shape.span != from.span
                && shape.span.end <= key.start
        })
    };
    let to = before()
        .filter(|shape| wants(shape, name))
        .max_by_key(|shape| (shape.span.end, shape.span.end - shape.span.start))?;
    let next = before().all(|shape| shape.span.start < to.span.end);
    next.then_some(to)
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
    /// The names that may be declared by it, and by the keys after it where they stand below one that has nothing below it.
    fn names(&self) -> impl Iterator<Item = &str> {
        let below = matches!(self.to, Home::Below(..));
        let after = self.from.keys.iter();
        let after = after.filter(move |(_, key, _)| below && key.start > self.key.start);
        std::iter::once(self.name).chain(after.map(|(name, ..)| name.as_str()))
    }

    fn problem(&self, sources: &Sources) -> Option<Problem> {
        let FileId(file) = self.key.file;
        let text = sources.iter().nth(file as usize)?.text();
        let has = column(text, self.key)?;
        let (friend, place, needs) = match &self.to {
            Home::Map(map) => {
                let (friend, place, _) = map.keys.first()?;
                (friend.as_str(), *place, column(text, *place)?)
            }
            Home::Below(above, place) => (*above, *place, column(text, *place)? + 2),
        };
        let line = text.get(..place.start as usize)?.matches('\n').count() + 1;
        let problem = match &self.to {
            Home::Map(_) => at_another_depth(self.name, friend, line, needs),
            Home::Below(..) => below(self.name, friend, line, has, needs),
        };
        (has != needs).then_some(problem)
    }

    /// Whether a problem only follows from the key's depth.
    fn explains(&self, span: Span, problem: &Problem) -> bool {
        let (first, last) = self.extent;
        let within = first <= span.start && span.end <= last;
        let lacking = match &self.to {
            Home::Map(map) => {
                holds(map.span, span) && problem.lacking.as_deref() == Some(self.name)
            }
            // The keys after it stand below the same one.
            Home::Below(..) => {
                last < span.start && span.end <= self.from.span.end && is_about_shape(problem)
            }
        };
        span.file == self.key.file && (within || lacking)
    }
}

/// How many characters stand before a place on its line.
fn column(text: &str, place: Span) -> Option<usize> {
    let before = text.get(..place.start as usize)?;
    before.rsplit('\n').next().map(|line| line.chars().count())
}
