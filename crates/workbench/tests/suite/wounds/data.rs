//! What a file of a rule set says, read without the engine: quotes, indents and comments no longer show.
//! What it means is no matter here.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// A key or a single value in a YAML text.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    /// The keys and places in lists that lead to it; its own name is the last where it is a key.
    pub(super) path: Vec<String>,
    pub(super) is_key: bool,
    pub(super) text: String,
    pub(super) style: ScalarStyle,
    /// Where it stands, quotes included.
    pub(super) range: Range<usize>,
}

impl Scalar {
    /// Where its text stands, without quotes.
    pub(super) fn inner(&self) -> Range<usize> {
        if self.is_quoted() {
            self.range.start + 1..self.range.end - 1
        } else {
            self.range.clone()
        }
    }

    pub(super) fn is_quoted(&self) -> bool {
        matches!(
            self.style,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
        )
    }

    pub(super) fn is_block(&self) -> bool {
        matches!(self.style, ScalarStyle::Folded | ScalarStyle::Literal)
    }

    /// The last key on the way to it.
    pub(super) fn name(&self) -> &str {
        let mut keys = self.path.iter().rev().map(String::as_str);
        keys.find(|key| !key.starts_with('[')).unwrap_or_default()
    }
}

/// A YAML text, read.
#[derive(Debug, Default)]
pub(super) struct Yaml {
    pub(super) scalars: Vec<Scalar>,
    /// Every leaf with the way to it; in maps whose order shows, with the places of its keys.
    leaves: Vec<(String, String)>,
}

/// A map or list that is being read.
enum Open {
    List(usize),
    Map { key: Option<String>, count: usize },
}

impl Yaml {
    /// Reads a text; none where it isn't one document of YAML.
    pub(super) fn of(text: &str) -> Option<Self> {
        serde_yaml::from_str::<serde_yaml::Value>(text).ok()?;
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let (mut yaml, mut stack) = (Self::default(), Vec::new());
        let mut parser = Parser::new_from_str(text);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.ok()?;
            let range = bytes[span.start.index()]..bytes[span.end.index()];
            match event {
                Event::Scalar(value, style, ..) => yaml.scalar(&mut stack, &value, style, range),
                Event::SequenceStart(..) => {
                    yaml.leaf(&stack, "[");
                    stack.push(Open::List(0));
                }
                Event::MappingStart(..) => {
                    yaml.leaf(&stack, "{");
                    stack.push(Open::Map {
                        key: None,
                        count: 0,
                    });
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    stack.pop();
                    done(&mut stack);
                }
                _ => {}
            }
        }
        yaml.leaves.sort();
        Some(yaml)
    }

    fn scalar(&mut self, stack: &mut [Open], text: &str, style: ScalarStyle, range: Range<usize>) {
        let is_key = matches!(stack.last(), Some(Open::Map { key: None, .. }));
        if let (true, Some(Open::Map { key, .. })) = (is_key, stack.last_mut()) {
            *key = Some(text.to_owned());
        }
        let text = match style {
            // Where the lines of an expression end is no matter.
            ScalarStyle::Folded => text.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => text.to_owned(),
        };
        if !is_key {
            self.leaf(stack, &text);
        }
        let range = range.start..range.end.max(range.start);
        self.scalars.push(Scalar {
            path: path(stack),
            is_key,
            text,
            style,
            range,
        });
        if !is_key {
            done(stack);
        }
    }

    fn leaf(&mut self, stack: &[Open], text: &str) {
        let path = path(stack);
        let mut way = String::new();
        for (at, step) in path.iter().enumerate() {
            if let (true, Some(Open::Map { count, .. })) = (is_ordered(&path[..at]), stack.get(at))
            {
                way += &format!("{count}:");
            }
            way += step;
            way += "/";
        }
        self.leaves.push((way, text.to_owned()));
    }
}

/// The value of the innermost key, or the next item, is read.
fn done(stack: &mut [Open]) {
    match stack.last_mut() {
        Some(Open::List(at)) => *at += 1,
        Some(Open::Map { key, count }) => {
            *key = None;
            *count += 1;
        }
        None => {}
    }
}

fn path(stack: &[Open]) -> Vec<String> {
    let steps = stack.iter().map(|open| match open {
        Open::List(at) => format!("[{at}]"),
        Open::Map { key, .. } => key.clone().unwrap_or_default(),
    });
    steps.collect()
}

/// Whether people see the order in which the keys of the map at `path` stand: in lists and in forms.
fn is_ordered(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path[..],
        [.., "inputs"] | ["choices", _] | ["choices", .., "then", _]
    )
}

/// What a file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It can't be read.
    Nothing,
    Data(Vec<(String, String)>),
    Script(Vec<String>),
    Letter(Vec<(String, String)>, String),
}

impl Said {
    pub(super) fn of(file: &str, text: &str) -> Self {
        let leaves = |text: &str| Yaml::of(text).map(|yaml| yaml.leaves);
        if file.ends_with(".rhai") {
            return Self::Script(tokens(text).map(|token| text[token].to_owned()).collect());
        }
        if file.ends_with(".md") {
            let letter = front_matter(text).and_then(|head| {
                let body = text[head.end + "---\n".len()..].trim().to_owned();
                Some(Self::Letter(leaves(&text[head])?, body))
            });
            return letter.unwrap_or(Self::Nothing);
        }
        leaves(text).map_or(Self::Nothing, Self::Data)
    }

    /// Whether both say the same; what can't be read never does.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        *self != Self::Nothing && self == other
    }
}

/// Where the head of a letter stands, without its lines `---`.
pub(super) fn front_matter(text: &str) -> Option<Range<usize>> {
    let start = "---\n".len();
    let length = text.strip_prefix("---\n")?.find("---\n")?;
    Some(start..start + length)
}

/// The tokens of an expression or a script: words, numbers, texts with their quotes, signs; comments left out.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let length = if rest.starts_with("//") {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            } else if first.is_whitespace() {
                at += first.len_utf8();
                continue;
            } else if first == '"' {
                closing(rest)
            } else if is_word(first) {
                rest.find(|next| !is_word(next)).unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            at += length;
            return Some(at - length..at);
        }
    })
}

/// How long the text in quotes is that `rest` begins with.
fn closing(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, next) in rest.char_indices().skip(1) {
        match next {
            '"' if !is_escaped => return at + 1,
            _ => is_escaped = next == '\\' && !is_escaped,
        }
    }
    rest.len()
}

pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
