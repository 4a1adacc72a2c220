//! A case, an opening or a request that the rule set can't take, in words for hosts. Nothing is read here.

use std::fmt;
use std::sync::Arc;

use crate::rules::fit::Misfit;
use crate::rules::{Kind, Vocabulary};
use crate::value::Value;

/// What it is that the rule set can't take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaseErrorKind {
    /// A case, as it was stored or under other rules.
    Case,
    /// An opening.
    Opening,
    /// An action that the rule set doesn't have.
    Action,
    /// A role that the rule set doesn't have.
    Role,
}

/// A case, an opening or a request that the rule set can't take, and everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseError {
    pub(super) kind: CaseErrorKind,
    pub(super) case: String,
    pub(super) problems: Vec<String>,
}

impl CaseError {
    /// Returns what is wrong, each naming the field.
    pub fn problems(&self) -> impl Iterator<Item = &str> {
        self.problems.iter().map(String::as_str)
    }

    /// Returns what it is that doesn't fit.
    #[must_use]
    pub fn kind(&self) -> CaseErrorKind {
        self.kind
    }

    pub(crate) fn new(kind: CaseErrorKind, case: &str, problem: String) -> Self {
        Self {
            kind,
            case: case.to_owned(),
            problems: vec![problem],
        }
    }
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let case = if self.case.is_empty() {
            "the case".to_owned()
        } else {
            format!("case `{}`", self.case)
        };
        write!(f, "{case}: {}", self.problems.join("; "))
    }
}

impl std::error::Error for CaseError {}

/// What is wrong with a case's number: it is printed, sorted and made part of ids.
pub(super) fn id_problem(id: &str) -> Option<String> {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if id.trim().is_empty() {
        Some("`id` is missing: give the case its own number".to_owned())
    } else if id.chars().count() > LONGEST_ID {
        Some(format!("`id` has more than {LONGEST_ID} characters"))
    } else if id.chars().any(|c| c.is_control() || turns(c)) {
        Some("`id` has characters that can't be printed".to_owned())
    } else {
        None
    }
}

/// The characters of a case's number.
const LONGEST_ID: usize = 100;

/// What is wrong with a value, in words for hosts.
pub(super) fn misfit_words(
    field: &str,
    value: &Value,
    kind: &Kind,
    misfit: &Misfit,
    words: &Vocabulary,
) -> String {
    let kind = words.kind_name(kind);
    match misfit {
        Misfit::Missing => format!("`{field}` is missing"),
        Misfit::Malformed => format!("`{field}` is `{value}`, which can't be read as {kind}"),
        Misfit::Option(list) => {
            let options = words.list(*list).map(|list| known(list.options.keys()));
            format!("`{field}` is `{value}`: {}", options.unwrap_or_default())
        }
        Misfit::Decimals(decimals) => {
            format!("`{field}` is {value}: its currency has {decimals} decimals")
        }
        Misfit::TooLarge => format!("`{field}` is {value}, which is more than can be kept"),
    }
}

pub(super) fn known<'a>(names: impl Iterator<Item = &'a Arc<str>>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    format!("known are {}", names.join(", "))
}
