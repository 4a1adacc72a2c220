//! Rule sets with one edit in them, each as somebody could have written it by mistake: every edit that can be made, told and made. Nothing is decided here, and no text is edited.

mod data;
mod editor;
mod effects;
mod expr;
mod kind;
mod logic;
mod rules;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use editor::{Editor, Offered, Words};
pub use kind::MutantKind;

use crate::rules::{RuleSet, Rules};
use crate::source::Location;

/// One edit of a rule set: what somebody could have written by mistake.
///
/// It is an edit of the rules as they are understood, not of their text, and of what is decided, not
/// of what is said: labels, messages, letters and scripts of more than one expression stay as they are.
/// So does what the settings decide, whatever the case: a condition on settings alone, and what it rules out.
///
/// ```
/// # #[cfg(feature = "fs")] {
/// use dunlin::{RuleSet, Sources};
///
/// let rules = RuleSet::load(&Sources::read("tests/fixtures/valid/library")?)?;
/// let mutants = rules.mutants();
/// let mutant = mutants.iter().find(|mutant| mutant.element() == "extend").ok_or("no mutant")?;
/// println!("{}:{}: {}", mutant.place().file, mutant.place().line, mutant.text("en"));
///
/// let mutated = rules.mutated(mutant).ok_or("of another rule set")?;
/// assert_ne!(mutated.fingerprint(), rules.fingerprint());
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    id: String,
    kind: MutantKind,
    place: Location,
    element: String,
    words: Words,
    is_limit: bool,
    /// Which of the edits that are offered it is, and of which rule set.
    at: usize,
    probe: Option<usize>,
    fingerprint: Arc<str>,
}

impl Mutant {
    /// Returns its name among the rule set's mutants: its place, and a number where there are several.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns what sort of edit it is.
    #[must_use]
    pub fn kind(&self) -> MutantKind {
        self.kind
    }

    /// Returns where the edited part stands.
    #[must_use]
    pub fn place(&self) -> &Location {
        &self.place
    }

    /// Returns the name of the action, flow, timer, table or other document part that it is in.
    #[must_use]
    pub fn element(&self) -> &str {
        &self.element
    }

    /// Returns the edit in words, in English or, for `da`, in Danish.
    #[must_use]
    pub fn text(&self, language: &str) -> &str {
        match language {
            "da" => &self.words.da,
            _ => &self.words.en,
        }
    }

    /// Returns whether it is an edit of an invariant: a limit that shows only where a rule would break it.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        self.is_limit
    }
}

impl RuleSet {
    /// Returns every mutant of the rule set, in the order of its files, always the same.
    #[must_use]
    pub fn mutants(&self) -> Vec<Mutant> {
        let mut mutated = Rules::clone(&self.0);
        let mut editor = Editor::telling(&self.0);
        rules::walk(&mut mutated, &mut editor);
        let mut offered = editor.into_offered();
        offered.sort_by_key(|offered| (offered.span.file, offered.span.start, offered.at));
        let mut mutants: Vec<Mutant> = Vec::with_capacity(offered.len());
        for offered in offered {
            mutants.extend(self.mutant(offered));
        }
        number(&mut mutants);
        mutants
    }

    fn mutant(&self, offered: Offered) -> Option<Mutant> {
        let place = self.0.location(offered.span)?;
        Some(Mutant {
            id: format!("{}:{}:{}", place.file, place.line, place.column),
            kind: offered.kind,
            place,
            element: offered.element,
            words: offered.words,
            is_limit: offered.is_limit,
            at: offered.at,
            probe: offered.probe,
            fingerprint: self.0.fingerprint.clone(),
        })
    }

    /// Returns the rule set with that edit; nothing where the mutant is another rule set's.
    #[must_use]
    pub fn mutated(&self, mutant: &Mutant) -> Option<Self> {
        self.edited(mutant, mutant.at)
    }

    /// Returns the rule set in which what the mutant edits fails whenever it is asked: where that isn't
    /// noticed, nothing gets there. Nothing where the part can't fail.
    #[must_use]
    pub fn failing_at(&self, mutant: &Mutant) -> Option<Self> {
        self.edited(mutant, mutant.probe?)
    }

    fn edited(&self, mutant: &Mutant, at: usize) -> Option<Self> {
        if mutant.fingerprint != self.0.fingerprint {
            return None;
        }
        let mut mutated = Rules::clone(&self.0);
        let mut editor = Editor::making(&self.0, at);
        rules::walk(&mut mutated, &mut editor);
        if !editor.is_made() {
            return None;
        }
        rules::settle(&mut mutated, &self.0);
        mutated.fingerprint = Arc::from(format!("{}+{at}", self.0.fingerprint));
        Some(Self(Arc::new(mutated)))
    }
}

/// Tells mutants of one place apart.
fn number(mutants: &mut [Mutant]) {
    let mut last: Option<(String, usize)> = None;
    for mutant in mutants {
        let nth = match &last {
            Some((id, nth)) if *id == mutant.id => nth + 1,
            _ => 1,
        };
        last = Some((mutant.id.clone(), nth));
        if nth > 1 {
            mutant.id = format!("{}#{nth}", mutant.id);
        }
    }
}
