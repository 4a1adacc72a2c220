//! From the parser's events to the tree, refusing on the way what rule files may not use. No key is known here.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::align::align;
use super::problem::{feature, not_a_key, several_documents};
use super::{Body, Key, Map, Node, Places, Scalar};
use crate::expr::odd;
use crate::load::limits;
use crate::source::{FileId, Problem, Span};

/// A key that stands twice in one map.
pub(super) struct Repeat {
    pub(super) key: String,
    pub(super) first: Span,
    pub(super) again: Span,
    /// Where a key between the two stands that has no value.
    pub(super) blank: Option<usize>,
}

pub(super) struct Builder<'t> {
    file: FileId,
    text: &'t str,
    /// The byte at which each character begins, and the end.
    bytes: Vec<usize>,
    /// What rule files may not use, with its place.
    pub(super) refused: Vec<(Span, Problem)>,
    pub(super) repeats: Vec<Repeat>,
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
        seen: HashMap<String, (usize, Span)>,
    },
}

impl<'t> Builder<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        let bytes = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        Self {
            file,
            text,
            bytes,
            refused: Vec::new(),
            repeats: Vec::new(),
        }
    }

    fn byte(&self, index: usize) -> usize {
        self.bytes.get(index).copied().unwrap_or(self.text.len())
    }

    fn refuse(&mut self, span: Span, problem: Problem) {
        self.refused.push((span, problem));
    }

    /// The tree of the whole text, or the byte at which the parser gives up.
    pub(super) fn document(&mut self) -> Result<Option<Node>, usize> {
        let mut parser = Parser::new_from_str(self.text);
        let mut stack: Vec<Open> = Vec::new();
        let mut root = None;
        let mut documents = 0;
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| self.byte(error.marker().index()))?;
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
            Open::List { start, mut items } => {
                items.shrink_to_fit();
                let last = items.last().map(|item| item.span.end);
                (start, Body::List(items), last)
            }
            Open::Map {
                start,
                flow,
                mut entries,
                ..
            } => {
                entries.shrink_to_fit();
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
                        match seen.get(&scalar.text) {
                            Some((at, first)) => self.repeats.push(Repeat {
                                key: scalar.text.clone(),
                                first: *first,
                                again: node.span,
                                blank: blank_after(entries, *at),
                            }),
                            None => {
                                let place = (entries.len(), node.span);
                                seen.insert(scalar.text.clone(), place);
                            }
                        }
                        if let Some((at, c)) = odd::first(&scalar.text) {
                            let at = scalar.byte(at);
                            let place = Span::new(self.file, at, at + c.len_utf8());
                            self.refuse(place, odd::problem(c));
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
        // An empty value's place reaches to whatever follows it; it stands at its start. The parser gives it as `~`.
        let empty = value.is_empty() || (value == "~" && !raw.starts_with('~'));
        let end = if plain && empty { start } else { end };
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
        let comment = if plain { self.comment_after(end) } else { None };
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
        // An empty value stands at the colon before it.
        let end = end + usize::from(line.starts_with(':'));
        let line = line.strip_prefix(':').unwrap_or(line);
        let trimmed = line.trim_start();
        (trimmed.starts_with('#') && trimmed.len() < line.len()).then(|| {
            let start = end + line.len() - trimmed.len();
            Span::new(self.file, start, start + trimmed.trim_end().len())
        })
    }
}

/// Where the first key without a value stands among those after the entry `at`.
fn blank_after(entries: &[(Key, Node)], at: usize) -> Option<usize> {
    let between = entries.get(at + 1..)?;
    let blank = between
        .iter()
        .find(|(_, node)| matches!(&node.body, Body::Scalar(scalar) if scalar.is_empty_value()));
    blank.map(|(key, _)| key.span.start as usize)
}
