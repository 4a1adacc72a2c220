//! A mapping's YAML as a tree whose every node knows its line, and is what the author wrote: `007` stays `007`.
//! The only file that names the YAML parser.

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::finding::{Finding, Problem, quoted};

const LARGEST: usize = 1024 * 1024;
const DEEPEST: usize = 16;

/// A value, and the line on which it begins.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: u64,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    /// Nothing stands after the key.
    Nothing,
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: u64,
    pub(super) node: Node,
}

/// Returns the tree of a text.
pub(super) fn tree(text: &str) -> Result<Node, Finding> {
    if text.len() > LARGEST {
        return Err(too_large().everywhere());
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let reason = quoted(error.info());
            not_yaml(&reason).at(line(error.marker().line()))
        })?;
        builder.take(event, line(span.start.line()))?;
    }
    builder.root.ok_or_else(|| empty().everywhere())
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
}

/// A list or a map that isn't at its end yet.
struct Open {
    node: Node,
    /// The key of a map whose value comes next.
    key: Option<(String, u64)>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, line: u64) -> Result<(), Finding> {
        match event {
            Event::Scalar(text, style, 0, None) => {
                let plain = style == ScalarStyle::Plain;
                let body = match text.as_ref() {
                    "" | "~" | "null" if plain => Body::Nothing,
                    text => Body::Text(text.to_owned()),
                };
                self.put(Node { line, body })
            }
            Event::SequenceStart(0, None) => self.begin(Body::List(Vec::new()), line),
            Event::MappingStart(0, None) => self.begin(Body::Map(Vec::new()), line),
            Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::MappingStart(..)
            | Event::Alias(_) => Err(marked().at(line)),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => self.put(open.node),
                None => Ok(()),
            },
            Event::DocumentStart(_) if self.root.is_some() => Err(several().at(line)),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, body: Body, line: u64) -> Result<(), Finding> {
        if self.open.len() == DEEPEST {
            return Err(too_deep().at(line));
        }
        let node = Node { line, body };
        self.open.push(Open { node, key: None });
        Ok(())
    }

    fn put(&mut self, node: Node) -> Result<(), Finding> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.node.body {
            Body::List(items) => items.push(node),
            Body::Map(entries) => match open.key.take() {
                Some((key, line)) => entries.push(Entry { key, line, node }),
                None => {
                    let Body::Text(key) = node.body else {
                        return Err(not_a_key().at(node.line));
                    };
                    if entries.iter().any(|entry| entry.key == key) {
                        return Err(repeated(&key).at(node.line));
                    }
                    open.key = Some((key, node.line));
                }
            },
            Body::Nothing | Body::Text(_) => {}
        }
        Ok(())
    }
}

fn line(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn too_large() -> Problem {
    Problem::new(
        [
            "the mapping has more than 1 MiB",
            "opsætningen fylder mere end 1 MiB",
        ],
        [
            "name the mapping after `--map`, and the CSV file before it",
            "skriv opsætningen efter `--map`, og CSV-filen før den",
        ],
    )
}

fn empty() -> Problem {
    Problem::new(
        ["the mapping is empty", "opsætningen er tom"],
        [
            "write `columns:`, and under it which column holds `id`, `principal` and `currency`",
            "skriv `columns:`, og under den, hvilken kolonne der rummer `id`, `principal` og `currency`",
        ],
    )
}

fn not_yaml(reason: &str) -> Problem {
    Problem::new(
        [
            format!("the mapping is not YAML, {reason}"),
            "opsætningen er ikke YAML".to_owned(),
        ],
        [
            "look for a missing quote, colon or bracket, or an indent that is off, here or just above",
            "se efter et manglende anførselstegn, kolon eller en parentes, eller en skæv indrykning, her eller lige ovenfor",
        ],
    )
}

fn marked() -> Problem {
    Problem::new(
        [
            "tags, anchors and aliases (`!`, `&`, `*`) are not read",
            "mærker, ankre og henvisninger (`!`, `&`, `*`) læses ikke",
        ],
        [
            "put the text in quotes if it only begins so, or else write it out",
            "sæt teksten i anførselstegn, hvis den blot begynder sådan, eller skriv den helt ud",
        ],
    )
}

fn several() -> Problem {
    Problem::new(
        [
            "a second document begins here",
            "her begynder et andet dokument",
        ],
        [
            "take out the `---`: a mapping is one document",
            "fjern `---`: en opsætning er ét dokument",
        ],
    )
}

fn too_deep() -> Problem {
    Problem::new(
        [
            "more levels stand within each other than a mapping has",
            "der står flere niveauer inden i hinanden, end en opsætning har",
        ],
        ["write it flatter", "skriv det fladere"],
    )
}

fn not_a_key() -> Problem {
    Problem::new(
        [
            "a key must be a single word or text",
            "en nøgle skal være et enkelt ord eller en tekst",
        ],
        [
            "put the text in quotes if it isn't meant as a map",
            "sæt teksten i anførselstegn, hvis den ikke er ment som et opslag",
        ],
    )
}

fn repeated(key: &str) -> Problem {
    let key = quoted(key);
    Problem::new(
        [
            format!("`{key}` stands here a second time"),
            format!("`{key}` står her for anden gang"),
        ],
        ["keep one of them", "behold den ene"],
    )
}
