//! One text of YAML read into a tree whose every node knows its place, with what rule files may not use refused.
//! The only folder that names the YAML parsers.

mod align;
mod builder;
mod problem;

use serde::de::IgnoredAny;

use super::{limits, syntax};
use crate::expr::odd;
use crate::source::{FileId, Report, Span};
use builder::{Builder, Repeat};

/// A value in a YAML text, with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) body: Body,
}

/// What a value is made of.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Map),
}

/// Keys and values in the order in which they stand.
#[derive(Debug, Clone)]
pub(crate) struct Map {
    pub(crate) entries: Vec<(Key, Node)>,
    /// Whether it is written in braces.
    pub(crate) flow: bool,
}

/// A key with its place.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A single value, as its source text says it.
#[derive(Debug, Clone)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    pub(crate) plain: bool,
    /// Where a comment begins after an unquoted value, on its last line.
    pub(crate) comment: Option<Span>,
    /// Where each character of `text` stands in the file, when it isn't one after the other.
    pub(crate) places: Places,
}

/// Where the characters of a scalar stand in the file.
#[derive(Debug, Clone)]
pub(crate) enum Places {
    /// One after the other, from this byte on.
    Straight(usize),
    /// Each by itself, in the order of the text's bytes, and the end.
    Mapped(Vec<u32>),
}

impl Scalar {
    /// The byte in the file at which byte `at` of the text stands.
    pub(crate) fn byte(&self, at: usize) -> usize {
        match &self.places {
            Places::Straight(start) => start + at.min(self.text.len()),
            Places::Mapped(places) => places
                .get(at)
                .or(places.last())
                .map_or(0, |byte| *byte as usize),
        }
    }

    pub(crate) fn is_empty_value(&self) -> bool {
        self.plain && (self.text.is_empty() || self.text == "~" || self.text == "null")
    }
}

/// Reads one text. What can't be read is reported, and nothing comes back then.
pub(crate) fn parse(file: FileId, text: &str, report: &mut Report) -> Option<Node> {
    if text.len() > limits::FILE_BYTES {
        let span = Span::new(file, 0, 0);
        report.add(span, limits::file_too_large(text.len()));
        return None;
    }
    if let Some((at, c)) = odd::first_control(text) {
        report.add(Span::new(file, at, at + c.len_utf8()), odd::control(c));
        return None;
    }
    let mut builder = Builder::new(file, text);
    let read = builder.document();
    let refused = !builder.refused.is_empty();
    for (span, problem) in builder.refused {
        report.add(span, problem);
    }
    let node = match read {
        Ok(node) => node,
        Err(at) => {
            tell(file, syntax::diagnose(text, at, &fault), report);
            return None;
        }
    };
    if !builder.repeats.is_empty() {
        repeated(file, text, &builder.repeats, report);
        return None;
    }
    if refused {
        return None;
    }
    if node.is_none() {
        report.add(Span::new(file, 0, 0), problem::empty_file());
        return None;
    }
    if let Some(at) = second_fault(text) {
        report.add(Span::new(file, at, at), problem::disagreement());
        return None;
    }
    node
}

fn tell(file: FileId, mistakes: Vec<syntax::Mistake>, report: &mut Report) {
    for (place, problem) in mistakes {
        report.add(Span::new(file, place.start, place.end), problem);
    }
}

/// Keys that stand twice in a map: each is told, but for those that a key at another depth than its own brought together.
fn repeated(file: FileId, text: &str, repeats: &[Repeat], report: &mut Report) {
    let misplaced = repeats
        .iter()
        .filter_map(|repeat| repeat.blank)
        .find_map(|at| syntax::misplaced(text, at, &fault));
    if misplaced.is_some() {
        tell(file, misplaced.into_iter().collect(), report);
        return;
    }
    for repeat in repeats {
        let problem = problem::repeated_key(&repeat.key).first_at(Some(repeat.first));
        report.add(repeat.again, problem);
    }
}

/// The byte at which one of the parsers gives up on a text, or a key stands twice.
fn fault(text: &str) -> Option<usize> {
    let mut builder = Builder::new(FileId(0), text);
    if let Err(at) = builder.document() {
        return Some(at);
    }
    let repeat = builder.repeats.first();
    repeat
        .map(|repeat| repeat.again.start as usize)
        .or_else(|| second_fault(text))
}

/// The byte at which the other parser gives up; it is asked for the shape alone, never for a value.
fn second_fault(text: &str) -> Option<usize> {
    let error = serde_yaml::from_str::<IgnoredAny>(text).err()?;
    let index = error.location().map_or(0, |location| location.index());
    let place = text.char_indices().nth(index);
    Some(place.map_or(text.len(), |(at, _)| at))
}
