//! One text of YAML read into a tree whose every node knows its place, with what rule files may not use refused.
//! The only file that names the YAML parsers.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::limits;
use crate::source::{Code, FileId, Problem, Report, Span};

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
    let mut builder = Builder::new(file, text, report);
    let node = match builder.document(text) {
        Ok(node) => node,
        Err(error) => {
            let span = builder.point(error.marker().index());
            builder.report.add(span, syntax(error.info()));
            return None;
        }
    };
    if builder.refused {
        return None;
    }
    if let Err(error) = serde_yaml::from_str::<serde_yaml::Value>(text) {
        let at = error.location().map_or(0, |location| location.index());
        let span = Span::new(file, at, at);
        report.add(span, disagreement(&error.to_string()));
        return None;
    }
    if node.is_none() {
        report.add(Span::new(file, 0, 0), empty_file());
    }
    node
}

struct Builder<'t, 'r> {
    file: FileId,
    text: &'t str,
    /// The byte at which each character begins, and the end.
    bytes: Vec<usize>,
    report: &'r mut Report,
    refused: bool,
}

/// A container that is being filled.
enum Open {
    List {
        start: usize,
        items: Vec<Node>,
    },
    Map {
        start: usize,
        flow: bool,
        entries: Vec<(Key, Node)>,
        key: Option<Key>,
        seen: HashMap<String, usize>,
    },
}

impl<'t, 'r> Builder<'t, 'r> {
    fn new(file: FileId, text: &'t str, report: &'r mut Report) -> Self {
        let bytes = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        Self {
            file,
            text,
            bytes,
            report,
            refused: false,
        }
    }

    fn byte(&self, index: usize) -> usize {
        self.bytes.get(index).copied().unwrap_or(self.text.len())
    }

    fn point(&self, index: usize) -> Span {
        let at = self.byte(index);
        Span::new(self.file, at, at)
    }

    fn refuse(&mut self, span: Span, problem: Problem) {
        self.refused = true;
        self.report.add(span, problem);
    }

    fn document(&mut self, text: &str) -> Result<Option<Node>, ScanError> {
        let mut parser = Parser::new_from_str(text);
        let mut stack: Vec<Open> = Vec::new();
        let mut root = None;
        let mut documents = 0;
        while let Some(next) = parser.next_event() {
            let (event, span) = next?;
            let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
            let place = Span::new(self.file, start, end);
            let done = match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        self.refuse(place, several_documents());
                        return Ok(None);
                    }
                    None
                }
                Event::Scalar(value, style, anchor, tag) => {
                    if anchor > 0 || tag.is_some() {
                        self.refuse(
                            place,
                            feature(self.text.get(start..end).unwrap_or_default()),
                        );
                    }
                    Some(self.scalar(&value, style, start, end))
                }
                Event::Alias(_) => {
                    self.refuse(
                        place,
                        feature(self.text.get(start..end).unwrap_or_default()),
                    );
                    Some(self.scalar("", ScalarStyle::Plain, start, end))
                }
                Event::SequenceStart(anchor, tag) => {
                    if anchor > 0 || tag.is_some() {
                        self.refuse(
                            place,
                            feature(self.text.get(start..end).unwrap_or_default()),
                        );
                    }
                    stack.push(Open::List {
                        start,
                        items: Vec::new(),
                    });
                    None
                }
                Event::MappingStart(anchor, tag) => {
                    if anchor > 0 || tag.is_some() {
                        self.refuse(
                            place,
                            feature(self.text.get(start..end).unwrap_or_default()),
                        );
                    }
                    let flow = self
                        .text
                        .get(start..end)
                        .is_some_and(|text| text.contains('{'));
                    stack.push(Open::Map {
                        start,
                        flow,
                        entries: Vec::new(),
                        key: None,
                        seen: HashMap::new(),
                    });
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    stack.pop().map(|open| self.close(open, end))
                }
                _ => None,
            };
            if stack.len() > limits::DEPTH {
                self.refuse(place, limits::too_deep());
                return Ok(None);
            }
            if let Some(node) = done {
                match stack.last_mut() {
                    Some(open) => self.put(open, node),
                    None => root = Some(node),
                }
            }
        }
        Ok(root)
    }

    fn close(&self, open: Open, end: usize) -> Node {
        let (start, body, last) = match open {
            Open::List { start, items } => {
                let last = items.last().map(|item| item.span.end);
                (start, Body::List(items), last)
            }
            Open::Map {
                start,
                flow,
                entries,
                ..
            } => {
                let last = entries.last().map(|(_, node)| node.span.end);
                (start, Body::Map(Map { entries, flow }), last)
            }
        };
        // A block's end event stands where the next thing begins; its last child says where it ends.
        let closes = self
            .text
            .get(..end)
            .is_some_and(|text| text.ends_with(['}', ']']));
        let end = if closes {
            end
        } else {
            last.map_or(end, |last| last as usize)
        };
        Node {
            span: Span::new(self.file, start, end),
            body,
        }
    }

    fn put(&mut self, open: &mut Open, node: Node) {
        match open {
            Open::List { items, .. } => items.push(node),
            Open::Map {
                entries, key, seen, ..
            } => match key.take() {
                None => match node.body {
                    Body::Scalar(scalar) => {
                        if seen.insert(scalar.text.clone(), entries.len()).is_some() {
                            self.refuse(node.span, repeated_key(&scalar.text));
                        }
                        *key = Some(Key {
                            text: scalar.text,
                            span: node.span,
                        });
                    }
                    _ => {
                        self.refuse(node.span, not_a_key());
                        *key = Some(Key {
                            text: String::new(),
                            span: node.span,
                        });
                    }
                },
                Some(key) => entries.push((key, node)),
            },
        }
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, start: usize, end: usize) -> Node {
        let plain = style == ScalarStyle::Plain;
        let raw = self.text.get(start..end).unwrap_or_default();
        // An empty value's place reaches to whatever follows it; it stands at its start.
        let end = if plain && value.is_empty() {
            start
        } else {
            end
        };
        let places = match style {
            ScalarStyle::Plain if raw == value || value.is_empty() => Places::Straight(start),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
                if raw.get(1..raw.len().saturating_sub(1)) == Some(value) =>
            {
                Places::Straight(start + 1)
            }
            _ => Places::Mapped(align(value, raw, start, style)),
        };
        let end = if plain {
            end
        } else {
            start + raw.trim_end().len()
        };
        let comment = if plain && !value.is_empty() {
            self.comment_after(end)
        } else {
            None
        };
        let scalar = Scalar {
            text: value.to_owned(),
            plain,
            comment,
            places,
        };
        Node {
            span: Span::new(self.file, start, end),
            body: Body::Scalar(scalar),
        }
    }

    /// The comment that follows on the same line.
    fn comment_after(&self, end: usize) -> Option<Span> {
        let line = self.text.get(end..)?.lines().next()?;
        let trimmed = line.trim_start();
        (trimmed.starts_with('#') && trimmed.len() < line.len()).then(|| {
            let start = end + line.len() - trimmed.len();
            Span::new(self.file, start, start + trimmed.trim_end().len())
        })
    }
}

/// Where each byte of `value` stands in the file, when folding, escapes or indents lie between.
///
/// Only white space is ever folded or stripped, so the other characters follow each other in the
/// same order in both texts.
fn align(value: &str, raw: &str, start: usize, style: ScalarStyle) -> Vec<u32> {
    let mut source = Unescape {
        raw,
        at: usize::from(matches!(
            style,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
        )),
        style,
    };
    let mut places = Vec::with_capacity(value.len() + 1);
    let mut last = source.at;
    for wanted in value.chars() {
        if wanted.is_whitespace() {
            last = source.step_over_space(wanted).unwrap_or(last);
        } else {
            while let Some((at, found)) = source.next() {
                last = at;
                if found == wanted {
                    break;
                }
            }
        }
        for _ in 0..wanted.len_utf8() {
            places.push(u32::try_from(start + last).unwrap_or(u32::MAX));
        }
    }
    places.push(u32::try_from(start + source.at.min(raw.len())).unwrap_or(u32::MAX));
    places
}

/// Walks a scalar's source, its escapes undone.
struct Unescape<'t> {
    raw: &'t str,
    at: usize,
    style: ScalarStyle,
}

impl Unescape<'_> {
    fn next(&mut self) -> Option<(usize, char)> {
        let at = self.at;
        let rest = self.raw.get(at..)?;
        let first = rest.chars().next()?;
        let (length, meant) = match (self.style, first) {
            (ScalarStyle::SingleQuoted, '\'') => (2, '\''),
            (ScalarStyle::DoubleQuoted, '\\') => escape(rest),
            _ => (first.len_utf8(), first),
        };
        self.at = at + length;
        Some((at, meant))
    }

    /// Goes past one white space if the next character is one, and says where it stood.
    fn step_over_space(&mut self, wanted: char) -> Option<usize> {
        let before = self.at;
        match self.next() {
            Some((at, found)) if found == wanted || found.is_whitespace() => Some(at),
            _ => {
                self.at = before;
                None
            }
        }
    }
}

/// The length of an escape in double quotes, and the character that it means.
fn escape(rest: &str) -> (usize, char) {
    let hexadecimal = |digits: usize| {
        let code = rest
            .get(2..2 + digits)
            .and_then(|text| u32::from_str_radix(text, 16).ok());
        (
            2 + digits,
            code.and_then(char::from_u32).unwrap_or('\u{fffd}'),
        )
    };
    match rest.chars().nth(1) {
        Some('x') => hexadecimal(2),
        Some('u') => hexadecimal(4),
        Some('U') => hexadecimal(8),
        Some('n') => (2, '\n'),
        Some('t') => (2, '\t'),
        Some('r') => (2, '\r'),
        Some('0') => (2, '\0'),
        Some('a') => (2, '\u{7}'),
        Some('b') => (2, '\u{8}'),
        Some('e') => (2, '\u{1b}'),
        Some('f') => (2, '\u{c}'),
        Some('v') => (2, '\u{b}'),
        Some('_') => (2, '\u{a0}'),
        Some('N') => (2, '\u{85}'),
        Some('L') => (2, '\u{2028}'),
        Some('P') => (2, '\u{2029}'),
        Some(other) => (1 + other.len_utf8(), other),
        None => (1, '\\'),
    }
}

fn syntax(what: &str) -> Problem {
    Problem::new(
        Code::YamlSyntax,
        format!("this isn't YAML: {what}"),
        format!("det er ikke YAML: {what}"),
    )
    .help(
        "look at the quotes, colons and indents here and on the line above",
        "se på anførselstegn, kolon og indrykning her og på linjen over",
    )
}

fn disagreement(what: &str) -> Problem {
    Problem::new(
        Code::YamlDisagreement,
        format!("this YAML can be read in two ways: {what}"),
        format!("denne YAML kan læses på to måder: {what}"),
    )
    .help(
        "write it in a plainer way, with quotes",
        "skriv det enklere, med anførselstegn",
    )
}

fn empty_file() -> Problem {
    Problem::new(
        Code::Empty,
        "this file declares nothing",
        "denne fil erklærer ikke noget",
    )
    .help(
        "write a document in it, or remove it",
        "skriv et dokument i den, eller fjern den",
    )
}

fn several_documents() -> Problem {
    Problem::new(
        Code::YamlFeature,
        "a second document begins in this file",
        "et andet dokument begynder i denne fil",
    )
    .help(
        "give each document a file of its own",
        "giv hvert dokument sin egen fil",
    )
}

fn feature(text: &str) -> Problem {
    let word = text
        .split_whitespace()
        .next()
        .unwrap_or("!")
        .trim_end_matches(['[', '{']);
    let (en, da) = match word.chars().next() {
        Some('&') => ("an anchor", "et anker"),
        Some('*') => ("an alias", "et alias"),
        _ => ("a tag", "et mærke"),
    };
    let problem = Problem::new(
        Code::YamlFeature,
        format!("`{word}` is {en} in YAML, which rule files don't use"),
        format!("`{word}` er {da} i YAML, og det bruges ikke i regelfiler"),
    );
    match word.strip_prefix('!').filter(|condition| !condition.is_empty()) {
        Some(condition) => problem.help(
            format!("write `not({condition})` if a condition is meant, else put the value in quotes"),
            format!("skriv `not({condition})`, hvis det er en betingelse, ellers sæt værdien i anførselstegn"),
        ),
        None => problem.help(
            "put the value in quotes if it is meant as it stands",
            "sæt værdien i anførselstegn, hvis den skal stå sådan",
        ),
    }
}

fn repeated_key(key: &str) -> Problem {
    Problem::new(
        Code::RepeatedKey,
        format!("key `{key}` stands here a second time"),
        format!("nøglen `{key}` står her for anden gang"),
    )
    .help("keep one of them", "behold den ene")
}

fn not_a_key() -> Problem {
    Problem::new(
        Code::WrongShape,
        "a key must be a single word",
        "en nøgle skal være et enkelt ord",
    )
    .help(
        "put the text in quotes if it isn't meant as a map",
        "sæt teksten i anførselstegn, hvis den ikke er ment som et opslag",
    )
}
