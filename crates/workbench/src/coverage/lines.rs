//! The lines of a rule set's files, each with the elements that begin on it and how far it is covered. No words, no HTML.

use super::{Covered, Found, State};
use dunlin::coverage::Kind;

/// A line of a file.
pub(super) struct Line<'c> {
    pub(super) text: &'c str,
    /// None where there is nothing to cover.
    pub(super) state: Option<State>,
    /// The elements that begin on it.
    pub(super) found: Vec<Found<'c>>,
}

/// A file of a rule set, with what is to be covered in it.
pub(super) struct File<'c> {
    pub(super) name: &'c str,
    pub(super) lines: Vec<Line<'c>>,
}

impl Covered {
    /// The files in which there is something to cover, in the order of their names.
    pub(super) fn lined(&self) -> Vec<File<'_>> {
        let sources = self.rules.sources().iter();
        let files = sources.map(|source| File {
            name: source.name(),
            lines: self.lines(source.name(), source.text()),
        });
        files
            .filter(|file| file.lines.iter().any(|line| !line.found.is_empty()))
            .collect()
    }

    fn lines<'c>(&'c self, name: &str, text: &'c str) -> Vec<Line<'c>> {
        let mut lines: Vec<Line<'c>> = text
            .lines()
            .map(|text| Line {
                text,
                state: None,
                found: Vec::new(),
            })
            .collect();
        let here = |found: &Found<'_>| {
            let place = found.element().place();
            place.is_some_and(|place| *place.file == *name)
        };
        for found in self.found().filter(here) {
            let Some(place) = found.element().place() else {
                continue;
            };
            let (first, last) = (place.line as usize, place.end_line as usize);
            if let Some(line) = first.checked_sub(1).and_then(|at| lines.get_mut(at)) {
                line.found.push(found);
            }
            // What goes over several lines; those of their own come out of what is on them.
            for line in lines.iter_mut().take(last).skip(first) {
                if !is_bare(line.text) {
                    line.state = worse(line.state, found.state());
                }
            }
        }
        for line in &mut lines {
            if !line.found.is_empty() {
                let states = line.found.iter().map(Found::state);
                line.state = states.fold(None, worse);
            }
        }
        inherit(&mut lines);
        lines
    }
}

/// How far a line is covered on which several things stand: partly, unless all of them are or none is.
fn worse(one: Option<State>, other: State) -> Option<State> {
    match (one, other) {
        (one, State::Settled) => one,
        (None, other) => Some(other),
        (Some(one), other) if one == other => Some(one),
        _ => Some(State::Partly),
    }
}

/// Lines that belong to what stands above them, by their indentation, are covered as far as that is.
fn inherit(lines: &mut [Line<'_>]) {
    let mut above: Vec<(usize, Option<State>)> = Vec::new();
    for line in lines {
        if is_bare(line.text) {
            continue;
        }
        let indent = line.text.len() - line.text.trim_start().len();
        while above.last().is_some_and(|(outer, _)| *outer >= indent) {
            above.pop();
        }
        let inherited = above.last().and_then(|(_, state)| *state);
        if line.found.is_empty() {
            line.state = line.state.or(inherited);
        }
        let whole = line.found.iter().find(|found| has_lines(found.kind()));
        let state = match whole {
            Some(whole) => Some(whole.state()),
            None => inherited,
        };
        above.push((indent, state));
    }
}

/// Whether what stands below an element of a kind is all its own.
fn has_lines(kind: Kind) -> bool {
    matches!(kind, Kind::Effect | Kind::Step | Kind::Option | Kind::Row)
}

/// Whether a line is empty or a remark.
fn is_bare(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with('#') || text.starts_with("//")
}
