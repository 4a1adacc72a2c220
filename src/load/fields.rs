//! Takes a map's fields one by one: missing ones, unknown ones and wrong shapes become findings. No meaning of any field is known here.

use super::yaml::{Body, Key, Map, Node, Scalar};
use crate::source::{Code, Problem, Report, Span};

/// A map whose fields are being taken.
pub(crate) struct Fields<'n> {
    pub(crate) span: Span,
    entries: &'n [(Key, Node)],
    taken: Vec<bool>,
    asked: Vec<&'static str>,
    flow: bool,
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
            }),
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

    /// The value of a key, if it is there.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.take_with_key(key).map(|(_, node)| node)
    }

    /// The value of a key with the key's place.
    pub(crate) fn take_with_key(&mut self, key: &'static str) -> Option<(&'n Key, &'n Node)> {
        self.asked.push(key);
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
        if found.is_none() {
            let at = self.entries.first().map_or(self.span, |(key, _)| key.span);
            report.add(at, missing_key(key));
        }
        found
    }

    /// The entries that nothing has taken: for maps whose keys are names of the author's.
    pub(crate) fn rest(&mut self) -> Vec<(&'n Key, &'n Node)> {
        let mut rest = Vec::new();
        for ((key, node), taken) in self.entries.iter().zip(&mut self.taken) {
            if !*taken {
                *taken = true;
                rest.push((key, node));
            }
        }
        rest
    }

    /// Reports every key that nothing asked for.
    pub(crate) fn finish(self, report: &mut Report) {
        for ((key, node), taken) in self.entries.iter().zip(&self.taken) {
            if *taken {
                continue;
            }
            let empty = matches!(&node.body, Body::Scalar(scalar) if scalar.plain && scalar.text.is_empty());
            if self.flow && empty {
                report.add(key.span, cut_text(&key.text));
            } else {
                let known = self.asked.iter().copied();
                report.add(key.span, unknown_key(&key.text).suggest(&key.text, known));
            }
        }
    }
}

/// The items of a list; anything else is a finding.
pub(crate) fn list<'n>(node: &'n Node, report: &mut Report) -> &'n [Node] {
    match &node.body {
        Body::List(items) => items,
        _ => {
            report.add(node.span, wrong_shape(node, "a list", "en liste"));
            &[]
        }
    }
}

/// A single value; anything else is a finding.
pub(crate) fn scalar<'n>(node: &'n Node, report: &mut Report) -> Option<&'n Scalar> {
    match &node.body {
        Body::Scalar(scalar) if scalar.is_empty_value() => {
            report.add(node.span, empty_value());
            None
        }
        Body::Scalar(scalar) => Some(scalar),
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
}

fn unknown_key(key: &str) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!("key `{key}` isn't known here"),
        format!("nøglen `{key}` kendes ikke her"),
    )
}

pub(super) fn cut_text(key: &str) -> Problem {
    Problem::new(
        Code::CutText,
        format!("a comma cut the text short before `{key}`"),
        format!("et komma har afkortet teksten før `{key}`"),
    )
    .help("put the text in quotes", "sæt teksten i anførselstegn")
}

fn empty_value() -> Problem {
    Problem::new(
        Code::Empty,
        "a value is missing here",
        "der mangler en værdi her",
    )
    .help(
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
