//! One walk over a rule set, in two moods: it tells every edit, or makes the one that is asked for. What may be edited is known elsewhere.

use super::MutantKind;
use crate::expr::{Expr, Presumed};
use crate::rules::{Rules, Vocabulary};
use crate::source::{FileId, Span};

/// An edit in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) en: String,
    pub(super) da: String,
}

impl Words {
    pub(super) fn new(en: impl Into<String>, da: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            da: da.into(),
        }
    }

    /// That something becomes something else, which reads alike in both languages.
    pub(super) fn becomes(from: &str, to: &str) -> Self {
        Self::new(
            format!("`{from}` becomes `{to}`"),
            format!("`{from}` bliver til `{to}`"),
        )
    }

    /// That something isn't there.
    pub(super) fn dropped(what: &str) -> Self {
        Self::new(
            format!("`{what}` is dropped"),
            format!("`{what}` er fjernet"),
        )
    }
}

/// An edit that can be made.
pub(super) struct Offered {
    pub(super) kind: MutantKind,
    pub(super) span: Span,
    pub(super) element: String,
    pub(super) words: Words,
    pub(super) is_limit: bool,
    /// Which of all that are offered it is.
    pub(super) at: usize,
    /// Which of them makes the same part fail.
    pub(super) probe: Option<usize>,
}

/// What is done with an edit that is offered.
enum Mood {
    Telling(Vec<Offered>),
    Making { at: usize, is_made: bool },
}

/// A walk's companion: it is offered every edit in the same order each time.
pub(super) struct Editor<'r> {
    /// The rule set before any edit.
    rules: &'r Rules,
    mood: Mood,
    next: usize,
    /// The name of what is walked through.
    element: String,
    /// Whether that is an invariant.
    is_limit: bool,
    probe: Option<usize>,
}

impl<'r> Editor<'r> {
    pub(super) fn telling(rules: &'r Rules) -> Self {
        Self::new(rules, Mood::Telling(Vec::new()))
    }

    pub(super) fn making(rules: &'r Rules, at: usize) -> Self {
        Self::new(rules, Mood::Making { at, is_made: false })
    }

    fn new(rules: &'r Rules, mood: Mood) -> Self {
        Self {
            rules,
            mood,
            next: 0,
            element: String::new(),
            is_limit: false,
            probe: None,
        }
    }

    /// The truth of a condition that the settings decide, whatever the case: edits of it, and of what it rules out, show
    /// only in rule sets with other settings.
    pub(super) fn settled(&self, condition: &Expr) -> Option<bool> {
        if condition.as_constant().is_some() {
            return None;
        }
        let presumed = Presumed {
            words: &self.rules.words,
            flow: None,
            is_open: false,
        };
        presumed.truth(condition)
    }

    pub(super) fn is_made(&self) -> bool {
        matches!(self.mood, Mood::Making { is_made: true, .. })
    }

    pub(super) fn into_offered(self) -> Vec<Offered> {
        match self.mood {
            Mood::Telling(offered) => offered,
            Mood::Making { .. } => Vec::new(),
        }
    }

    pub(super) fn words(&self) -> &'r Vocabulary {
        &self.rules.words
    }

    pub(super) fn is_in_limit(&self) -> bool {
        self.is_limit
    }

    /// What the rule file says at a place.
    pub(super) fn text(&self, span: Span) -> String {
        self.rules.text(span)
    }

    /// Goes on to the next document part.
    pub(super) fn enter(&mut self, element: &str) {
        element.clone_into(&mut self.element);
        self.is_limit = false;
        self.probe = None;
    }

    /// Goes on to the next invariant.
    pub(super) fn enter_limit(&mut self, name: &str) {
        self.enter(name);
        self.is_limit = true;
    }

    /// An edit of a part: told, or made where it is the one that is asked for.
    pub(super) fn offer<T: ?Sized>(
        &mut self,
        kind: MutantKind,
        span: Span,
        part: &mut T,
        words: impl FnOnce(&T) -> Words,
        edit: impl FnOnce(&mut T),
    ) {
        let this = self.next;
        self.next += 1;
        match &mut self.mood {
            Mood::Making { at, is_made } => {
                if *at == this && !*is_made {
                    edit(part);
                    *is_made = true;
                }
            }
            Mood::Telling(offered) => offered.push(Offered {
                kind,
                span,
                element: self.element.clone(),
                words: words(part),
                is_limit: self.is_limit,
                at: this,
                probe: self.probe,
            }),
        }
    }

    /// What makes a part fail when it is asked, for the edits that `within` offers of it.
    pub(super) fn probing<T>(
        &mut self,
        part: &mut T,
        fail: impl FnOnce(&mut T),
        within: impl FnOnce(&mut T, &mut Self),
    ) {
        let this = self.next;
        self.next += 1;
        if let Mood::Making { at, is_made } = &mut self.mood
            && *at == this
            && !*is_made
        {
            fail(part);
            *is_made = true;
            return;
        }
        let outer = self.probe.replace(this);
        within(part, self);
        self.probe = outer;
    }
}

/// The place of something whose own isn't known: where the first of the files begins.
pub(super) const NOWHERE: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};
