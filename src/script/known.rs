//! What a value in a script is known to be before it runs, and the parts that it has then. Nothing is reported here.

use crate::expr::{FIELDS, Field, field_type};
use crate::rules::action::Input;
use crate::rules::{Kind, Vocabulary, builtin};

/// What a value is known to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    Case,
    /// The facts below a dot, by what stands before it.
    Facts(String),
    Inputs,
    Record(Record),
    Rows(Record),
    /// The name of a kind of ledger entry.
    EntryName,
    /// A value of a declared type, which may be missing.
    Value(Kind),
}

impl Known {
    /// Whether it is a map, of which a script may ask what is in it.
    pub(super) fn is_map(&self) -> bool {
        matches!(
            self,
            Self::Facts(_) | Self::Inputs | Self::Record(Record::Actor | Record::Closing)
        )
    }
}

/// What has parts by fixed names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    Actor,
    Closing,
    Hold,
    Entry,
}

impl Record {
    /// What it is called, in English and Danish.
    pub(super) fn name(self) -> [&'static str; 2] {
        match self {
            Self::Actor => ["part of actor", "ingen del af actor"],
            Self::Closing => ["part of closing", "ingen del af closing"],
            Self::Hold => ["part of a hold", "ingen del af en pause"],
            Self::Entry => ["part of a ledger entry", "ingen del af en postering"],
        }
    }

    pub(super) fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Actor => &["id", "role"],
            Self::Closing => &["code", "reason", "at"],
            Self::Hold => &[
                "reason",
                "note",
                "clock",
                "interest",
                "since",
                "resume_on",
                "ended",
            ],
            Self::Entry => &["entry", "amount", "date", "book"],
        }
    }

    fn part(self, name: &str, words: &Vocabulary) -> Option<Known> {
        let list = |name: &str| words.list_named(name).map(Kind::Choice).map(Known::Value);
        match (self, name) {
            (Self::Actor, "role") => Some(Known::Value(Kind::Choice(builtin::ROLE))),
            (Self::Closing, "code") => list("close_code"),
            (Self::Closing, "reason") => list("close_reason"),
            (Self::Hold, "reason") => list("pause_reason"),
            (Self::Hold, "clock") => Some(Known::Value(Kind::Choice(builtin::CLOCK))),
            (Self::Hold, "interest") => Some(Known::Value(Kind::Choice(builtin::INTEREST))),
            (Self::Entry, "entry") => Some(Known::EntryName),
            _ => None,
        }
    }
}

/// What asking a value for a part comes to.
pub(super) enum Part {
    /// It has the part, and this much is known of it.
    There(Option<Known>),
    /// It has no such part; of the case, under its whole name.
    Missing(String),
}

/// The part of a known value.
pub(super) fn part(known: &Known, name: &str, words: &Vocabulary, inputs: &[Input]) -> Part {
    match known {
        Known::Case => of_case(name, words).unwrap_or_else(|| facts(name.to_owned(), words)),
        Known::Facts(before) => facts(format!("{before}.{name}"), words),
        Known::Inputs => match inputs.iter().find(|input| *input.name == *name) {
            Some(input) => Part::There(Some(Known::Value(input.ty.kind.clone()))),
            None => Part::Missing(name.to_owned()),
        },
        Known::Record(record) if record.parts().contains(&name) => {
            Part::There(record.part(name, words))
        }
        Known::Record(_) => Part::Missing(name.to_owned()),
        Known::Rows(_) | Known::EntryName | Known::Value(_) => Part::There(None),
    }
}

fn of_case(name: &str, words: &Vocabulary) -> Option<Part> {
    Some(Part::There(Some(match name {
        "holds" => Known::Rows(Record::Hold),
        "ledger" => Known::Rows(Record::Entry),
        name => match FIELDS.iter().find(|(field, _)| *field == name)? {
            (_, Field::Closing) => Known::Record(Record::Closing),
            (_, field) => Known::Value(field_type(field, words).kind),
        },
    })))
}

/// A fact, or the facts below a dot.
fn facts(name: String, words: &Vocabulary) -> Part {
    if let Some(fact) = words.facts.get(name.as_str()) {
        return Part::There(Some(Known::Value(fact.ty.kind.clone())));
    }
    let below = format!("{name}.");
    match words.facts.keys().any(|fact| fact.starts_with(&below)) {
        true => Part::There(Some(Known::Facts(name))),
        false => Part::Missing(name),
    }
}
