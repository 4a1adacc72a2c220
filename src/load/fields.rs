//! Takes a map's fields one by one: missing ones, unknown ones and wrong shapes become findings. No meaning of any field is known here.

use std::borrow::Cow;

use super::syntax::{colon_missing, not_opened, space_after_colon, space_after_dash};
use super::yaml::{Body, Key, Map, Node, Scalar};
use crate::expr::odd;
use crate::source::{Code, Problem, Report, Shape, Span, nearest};

/// A map whose fields are being taken.
pub(crate) struct Fields<'n> {
    pub(crate) span: Span,
    entries: &'n [(Key, Node)],
    taken: Vec<bool>,
    asked: Vec<Cow<'static, str>>,
    flow: bool,
    /// Whether its keys may be any names.
    open: bool,
    /// Keys that aren't known here, each with the one that is meant by it.
    mistaken: Vec<(&'static str, &'static str)>,
}

impl<'n> Fields<'n> {
    /// The fields of a map; anything else is a finding.
    pub(crate) fn of(node: &'n Node, report: &mut Report) -> Option<Self> {
        match &node.body {
            Body::Map(Map { entries, flow }) => Some(Self {
                span: node.span,
                entries,
                taken: vec![false; entries.len()],
                asked: Vec::new(),
                flow: *flow,
                open: true,
                mistaken: Vec::new(),
            }),
            Body::Scalar(scalar) if scalar.plain && is_half_pair(&scalar.text) => {
                let found = half_pair(&scalar.text);
                report.add(node.span, found.map(|(_, problem)| problem)?);
                None
            }
            _ => {
                report.add(
                    node.span,
                    wrong_shape(
                        node,
                        "a map of keys and values",
                        "et opslag med nøgler og værdier",
                    ),
                );
                None
            }
        }
    }

    /// Says which key is meant by one of another kind of map.
    pub(crate) fn by(mut self, other: &'static str, meant: &'static str) -> Self {
        self.mistaken.push((other, meant));
        self
    }

    /// The value of a key, if it is there.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.take_with_key(key).map(|(_, node)| node)
    }

    /// The value of a key with the key's place.
    pub(crate) fn take_with_key(&mut self, key: &'static str) -> Option<(&'n Key, &'n Node)> {
        self.asked.push(Cow::Borrowed(key));
        let at = self
            .entries
            .iter()
            .position(|(found, _)| found.text == key)?;
        if let Some(taken) = self.taken.get_mut(at) {
            *taken = true;
        }
        self.entries.get(at).map(|(key, node)| (key, node))
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&mut self, key: &'static str, report: &mut Report) -> Option<&'n Node> {
        self.need_with_key(key, report).map(|(_, node)| node)
    }

    /// The value of a key that must be there, with the key's place.
    pub(crate) fn need_with_key(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<(&'n Key, &'n Node)> {
        let found = self.take_with_key(key);
        if found.is_none() && !self.is_mistaken(key) {
            let at = self.entries.first().map_or(self.span, |(key, _)| key.span);
            report.add(at, missing_key(key));
        }
        found
    }

    /// Whether a key stands here under the name of another.
    fn is_mistaken(&self, meant: &str) -> bool {
        let mut keys = self.entries.iter().map(|(key, _)| key.text.as_str());
        keys.any(|key| self.meant_by(key) == Some(meant))
    }

    fn meant_by(&self, key: &str) -> Option<&'static str> {
        let mut mistaken = self.mistaken.iter();
        mistaken
            .find(|(other, _)| *other == key)
            .map(|(_, meant)| *meant)
    }

    /// Says which keys may be among the entries that nothing has taken.
    pub(crate) fn expect<'k>(&mut self, keys: impl Iterator<Item = &'k str>) {
        self.asked
            .extend(keys.map(|key| Cow::Owned(key.to_owned())));
        self.open = false;
    }

    /// The entries that nothing has taken: for maps whose keys are names of the author's.
    pub(crate) fn rest(&mut self, report: &mut Report) -> Vec<(&'n Key, &'n Node)> {
        report.saw(self.shape(self.open));
        let mut rest = Vec::new();
        for ((key, node), taken) in self.entries.iter().zip(&mut self.taken) {
            if !*taken {
                *taken = true;
                rest.push((key, node));
            }
        }
        rest
    }

    /// What is there and what was asked for, by which a key at a wrong depth is recognised.
    fn shape(&self, open: bool) -> Shape {
        let keys = self.entries.iter();
        Shape {
            span: self.span,
            keys: keys
                .map(|(key, node)| (key.text.clone(), key.span, node.span.end))
                .collect(),
            asked: self.asked.clone(),
            open,
            flow: self.flow,
        }
    }

    /// Reports every key that nothing asked for.
    pub(crate) fn finish(self, report: &mut Report) {
        report.saw(self.shape(false));
        // A map of which nothing is known is another thing than what is needed here: one finding says so.
        let strange = self.taken.iter().all(|taken| !taken);
        if strange && !self.entries.is_empty() {
            self.forget_lacking(report, |key| self.asked.iter().any(|asked| asked == key));
        }
        let unknown = self.entries.iter().zip(&self.taken);
        let unknown = unknown
            .filter(|(_, taken)| !**taken)
            .map(|(entry, _)| entry);
        for (key, node) in unknown.take(if strange { 1 } else { usize::MAX }) {
            // It may have been meant to declare a name.
            report.broke(&key.text);
            let problem = self.unknown(key, node, report);
            report.add(key.span, problem);
        }
    }

    /// What is wrong with a key that nothing asked for; a key that it was meant to be isn't missing.
    fn unknown(&self, key: &Key, node: &Node, report: &mut Report) -> Problem {
        let asked = || self.asked.iter().map(|key| &**key);
        if let Some((name, problem)) = lost_colon(&key.text, asked()) {
            self.forget_lacking(report, |key| key == name);
            return problem;
        }
        let empty =
            matches!(&node.body, Body::Scalar(scalar) if scalar.plain && scalar.text.is_empty());
        if self.flow && empty {
            return cut_text(&key.text);
        }
        if let Some(meant) = self.meant_by(&key.text) {
            return unknown_key(&key.text).help(
                format!("write `{meant}` here"),
                format!("skriv `{meant}` her"),
            );
        }
        if let Some(meant) = nearest(&key.text, asked()) {
            self.forget_lacking(report, |key| key == meant);
        }
        unknown_key(&key.text).suggest(&key.text, asked())
    }

    /// Forgets that this map lacks a key.
    fn forget_lacking(&self, report: &mut Report, explained: impl Fn(&str) -> bool) {
        report.forget(|span, problem| {
            holds(self.span, span) && problem.lacking.as_deref().is_some_and(&explained)
        });
    }
}

/// The items of a list; anything else is a finding.
pub(crate) fn list<'n>(node: &'n Node, report: &mut Report) -> &'n [Node] {
    match &node.body {
        Body::List(items) => items,
        Body::Scalar(scalar) if scalar.plain && lost_space(&scalar.text) => {
            let first = Span {
                end: node.span.start + 1,
                ..node.span
            };
            report.add(first, space_after_dash());
            &[]
        }
        Body::Scalar(scalar) if scalar.plain && scalar.text.ends_with(']') => {
            let problem = not_opened(']', &format!("[{}", scalar.text));
            report.add(last_of(node), problem);
            &[]
        }
        _ => {
            report.add(node.span, wrong_shape(node, "a list", "en liste"));
            &[]
        }
    }
}

/// Whether a text was meant as the first item of a list, its dash too near.
fn lost_space(text: &str) -> bool {
    let item = text.strip_prefix('-');
    item.is_some_and(|item| !item.starts_with(|c: char| c.is_ascii_digit()))
}

/// A single value; anything else is a finding.
pub(crate) fn scalar<'n>(node: &'n Node, report: &mut Report) -> Option<&'n Scalar> {
    match &node.body {
        Body::Scalar(scalar) if scalar.is_empty_value() => {
            let comment = scalar.comment;
            report.add(comment.unwrap_or(node.span), empty_value(comment.is_some()));
            None
        }
        Body::Scalar(scalar) => match half_quoted(node, scalar) {
            Some((place, problem)) => {
                report.add(place, problem);
                None
            }
            None => Some(scalar),
        },
        Body::Map(Map { flow: true, .. }) => {
            report.add(node.span, unquoted_braces());
            None
        }
        _ => {
            report.add(
                node.span,
                wrong_shape(node, "a single value", "en enkelt værdi"),
            );
            None
        }
    }
}

/// A single value that is written for people or holds an expression, whole: no comment has cut it.
pub(crate) fn whole_scalar<'n>(node: &'n Node, report: &mut Report) -> Option<&'n Scalar> {
    let scalar = scalar(node, report)?;
    if let Some(comment) = scalar.comment {
        report.add(comment, comment_after_text());
    }
    Some(scalar)
}

/// A text that is written for people: whole, and not empty.
pub(super) fn said<'n>(node: &'n Node, report: &mut Report) -> Option<&'n Scalar> {
    let scalar = whole_scalar(node, report)?;
    if scalar.text.trim().is_empty() {
        report.add(node.span, empty_text());
        return None;
    }
    Some(scalar)
}

/// A text that was meant to stand in quotes, and stands in half of them, or in those of a word processor.
fn half_quoted(node: &Node, scalar: &Scalar) -> Option<(Span, Problem)> {
    let text = scalar.text.as_str();
    if !scalar.plain {
        return None;
    }
    let single = |quote| text.ends_with(quote) && text.matches(quote).count() == 1;
    if single('"') {
        return Some((last_of(node), not_opened('"', &format!("\"{text}"))));
    }
    // A genitive may end by an apostrophe, an expression can't.
    if single('\'') && text.starts_with('=') {
        return Some((last_of(node), not_opened('\'', &format!("'{text}"))));
    }
    let is_quote = |c: char| matches!(odd::meant(c), Some("\"" | "'"));
    let first = text.chars().next().filter(|c| is_quote(*c))?;
    let inner = text.trim_matches(is_quote);
    let start = scalar.byte(0);
    let place = Span::new(node.span.file, start, start + first.len_utf8());
    let problem = odd::problem(first).help(
        format!("write `\"{inner}\"`"),
        format!("skriv `\"{inner}\"`"),
    );
    let whole = text.ends_with(is_quote) || !text.chars().skip(1).any(is_quote);
    (whole && !inner.contains(is_quote)).then_some((place, problem))
}

/// The last character of a node, of one byte.
fn last_of(node: &Node) -> Span {
    let start = node.span.end.saturating_sub(1).max(node.span.start);
    Span { start, ..node.span }
}

fn empty_text() -> Problem {
    Problem::new(Code::Empty, "this text is empty", "denne tekst er tom").help(
        "write the text between the quotes",
        "skriv teksten mellem anførselstegnene",
    )
}

fn missing_key(key: &str) -> Problem {
    Problem::new(
        Code::MissingKey,
        format!("key `{key}` is missing here"),
        format!("nøglen `{key}` mangler her"),
    )
    .help(
        format!("add a line `{key}: …`"),
        format!("tilføj en linje `{key}: …`"),
    )
    .lacks(key)
}

fn unknown_key(key: &str) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!("key `{key}` isn't known here"),
        format!("nøglen `{key}` kendes ikke her"),
    )
}

/// Whether a place is within another.
fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// A key that took its value in, for want of a colon between them.
pub(super) fn lost_colon<'t, 'a>(
    text: &'t str,
    mut known: impl Iterator<Item = &'a str>,
) -> Option<(&'t str, Problem)> {
    let (key, problem) = half_pair(text)?;
    known.any(|known| known == key).then_some((key, problem))
}

/// Whether a text may have been meant as a key and its value: two words.
fn is_half_pair(text: &str) -> bool {
    let mut parts = text.split([' ', ':']);
    let word = |part: Option<&str>| {
        part.is_some_and(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
    };
    word(parts.next()) && word(parts.next()) && parts.next().is_none()
}

/// A key and its value in one, for want of a colon or of the space after it.
fn half_pair(text: &str) -> Option<(&str, Problem)> {
    let (key, value) = text.split_once([' ', ':'])?;
    let rest = text.get(key.len()..)?;
    let problem = if rest.starts_with(':') {
        space_after_colon(key, value)
    } else {
        colon_missing(key, value.trim())
    };
    Some((key, problem))
}

pub(super) fn cut_text(key: &str) -> Problem {
    Problem::new(
        Code::CutText,
        format!("a comma cut the text short before `{key}`"),
        format!("et komma har afkortet teksten før `{key}`"),
    )
    .help("put the text in quotes", "sæt teksten i anførselstegn")
}

fn empty_value(comment: bool) -> Problem {
    let problem = Problem::new(
        Code::Empty,
        "a value is missing here",
        "der mangler en værdi her",
    );
    if comment {
        return problem.help(
            "`#` begins a comment: put the value in quotes if `#` belongs to it, else write one before it",
            "`#` begynder en kommentar: sæt værdien i anførselstegn, hvis `#` hører med, ellers skriv en foran",
        );
    }
    problem.help(
        "write the value, or remove the key",
        "skriv værdien, eller fjern nøglen",
    )
}

pub(super) fn unquoted_braces() -> Problem {
    Problem::new(
        Code::UnquotedBraces,
        "braces at the start make this a map, where a single value is needed",
        "krølleparenteser i starten gør dette til et opslag, hvor der skal stå en enkelt værdi",
    )
    .help("put the text in quotes", "sæt teksten i anførselstegn")
}

fn comment_after_text() -> Problem {
    Problem::new(
        Code::CommentAfterText,
        "a comment begins here, right after unquoted text",
        "her begynder en kommentar lige efter en tekst uden anførselstegn",
    )
    .help(
        "put the text in quotes if `#` belongs to it; else move the comment to a line of its own",
        "sæt teksten i anførselstegn, hvis `#` hører med; ellers flyt kommentaren til sin egen linje",
    )
}

pub(crate) fn wrong_shape(node: &Node, en: &str, da: &str) -> Problem {
    let (found, fundet) = match &node.body {
        Body::Scalar(scalar) if scalar.is_empty_value() => ("nothing", "ingenting"),
        Body::Scalar(_) => ("a single value", "en enkelt værdi"),
        Body::List(_) => ("a list", "en liste"),
        Body::Map(_) => ("a map", "et opslag"),
    };
    Problem::new(
        Code::WrongShape,
        format!("{en} is needed here, and this is {found}"),
        format!("her skal stå {da}, og dette er {fundet}"),
    )
    .help(
        "look at the indent and the dashes",
        "se på indrykning og bindestreger",
    )
}
