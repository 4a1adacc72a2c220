//! What differs beside the edits that cause it: which edits a cause is, and which change nothing · nothing is counted here, no page, no terminal.

use std::collections::BTreeSet;

use super::Words;
use super::cause::Cause;
use super::tally::Differences;

/// An edit as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edited {
    /// What it changes, in the language of what it is told in.
    pub words: String,
    /// Where it stands.
    pub place: Option<String>,
}

impl Edited {
    /// Returns an edit in words, at a place.
    #[must_use]
    pub fn new(words: impl Into<String>, place: Option<String>) -> Self {
        let words = words.into();
        Self { words, place }
    }
}

/// What differs, with the edits that cause it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Told<'t> {
    /// What differs.
    pub differences: &'t Differences,
    /// The edits.
    pub edits: &'t [Edited],
    /// The smallest groups of edits that load alone, by their places among the edits.
    pub groups: &'t [Vec<usize>],
    /// The language.
    pub words: Words<'t>,
}

impl<'t> Told<'t> {
    /// Returns what is told.
    #[must_use]
    pub fn new(
        differences: &'t Differences,
        edits: &'t [Edited],
        groups: &'t [Vec<usize>],
        words: Words<'t>,
    ) -> Self {
        Self {
            differences,
            edits,
            groups,
            words,
        }
    }

    /// Returns the edits that have to do with a cause, in order; all, where it isn't known which.
    #[must_use]
    pub fn edits_of(&self, cause: &Cause) -> Vec<usize> {
        let groups = cause.groups().iter();
        let edits: BTreeSet<usize> = groups
            .filter_map(|group| self.groups.get(*group))
            .flatten()
            .copied()
            .collect();
        match edits.is_empty() {
            true => (0..self.edits.len()).collect(),
            false => edits.into_iter().collect(),
        }
    }

    /// Returns which edits a cause is, by their numbers from 1, where it is more than one: `only together: 1 and 3`.
    #[must_use]
    pub fn numbers(&self, cause: &Cause) -> Option<String> {
        let edits = self.edits_of(cause);
        let (how, last) = match cause {
            Cause::Alone(_) if edits.len() == 1 => return None,
            Cause::Alone(_) => (
                self.words
                    .of("one needs the other", "den ene kræver den anden"),
                ["and", "og"],
            ),
            Cause::Either(_) => (
                self.words.of("either alone", "hver for sig"),
                ["or", "eller"],
            ),
            Cause::Together(_) => (self.words.of("only together", "kun sammen"), ["and", "og"]),
        };
        let numbers: Vec<String> = match cause {
            Cause::Either(groups) => {
                let groups = groups.iter().filter_map(|group| self.groups.get(*group));
                groups.map(|group| joined(group, "+")).collect()
            }
            _ => edits.iter().map(|edit| (edit + 1).to_string()).collect(),
        };
        let [en, da] = last;
        let listed = match numbers.as_slice() {
            [first @ .., end] if !first.is_empty() => {
                format!("{} {} {end}", first.join(", "), self.words.of(en, da))
            }
            numbers => numbers.join(", "),
        };
        Some(format!("{how}: {listed}"))
    }

    /// Returns the edits by which no case differs, alone or with others.
    #[must_use]
    pub fn idle(&self) -> Vec<usize> {
        let causes = self.differences.causes.iter();
        let at_work: BTreeSet<usize> = causes
            .flat_map(|caused| self.edits_of(&caused.cause))
            .collect();
        let all = 0..self.edits.len();
        all.filter(|edit| !at_work.contains(edit)).collect()
    }
}

fn joined(edits: &[usize], with: &str) -> String {
    let numbers: Vec<String> = edits.iter().map(|edit| (edit + 1).to_string()).collect();
    numbers.join(with)
}
