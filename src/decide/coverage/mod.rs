//! Coverage: what decisions have come to of a rule set, and what they haven't, with the reason. It only watches: what is decided is the same.

mod choices;
mod conditions;
mod element;
mod elements;
mod key;
mod recorder;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rustc_hash::FxBuildHasher;

use super::advance::Due;
use super::decision::Decision;
use super::{Engine, Request};
use crate::case::{Case, CaseError, Opening};
use key::Key;
use recorder::Recorder;

pub use element::{Cause, Element, Kind, Obstacle, Seen, Verdict};

/// What decisions have come to: how often each condition was true and false, which effects, rows, statements and
/// options there were.
///
/// A value that the caller owns: ask an engine with it ([`Engine::covering`]), bring several together
/// ([`Coverage::merge`]), and read it by the elements of the rule set ([`RuleSet::elements`](crate::RuleSet::elements)).
///
/// ```
/// # #[cfg(feature = "fs")] {
/// use dunlin::coverage::{Coverage, Kind, Verdict};
/// use dunlin::{Actor, Engine, Request, RuleSet, Sources};
///
/// let engine = Engine::new(RuleSet::load(&Sources::read("tests/fixtures/valid/library")?)?);
/// let now = "2026-03-02T10:00:00Z".parse()?;
/// let mut coverage = Coverage::default();
/// let opened = engine.covering(&mut coverage).open(&engine.example_opening("loan-7"), now)?;
/// let loan = opened.case_after().ok_or("denied")?;
/// let request = Request::new("extend", Actor::new("bo", "librarian")).with("days", 14);
/// engine.covering(&mut coverage).decide(&loan, &request, now)?;
///
/// let elements = engine.rules().elements();
/// let extend = elements.iter().find(|element| element.kind() == Kind::Action && element.name() == "extend");
/// let extend = extend.ok_or("no such action")?;
/// assert_eq!(extend.seen(&coverage).yes, 1);
/// assert_eq!(extend.verdict(&coverage), Verdict::OnlyYes);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    seen: HashMap<Key, Seen, FxBuildHasher>,
}

impl Coverage {
    /// Adds what others have come to, under the same rule set.
    pub fn merge(&mut self, other: &Self) {
        for (key, more) in &other.seen {
            let seen = self.seen.entry(key.clone()).or_default();
            seen.yes += more.yes;
            seen.no += more.no;
            seen.faults += more.faults;
        }
    }

    fn of(&self, key: &Key) -> Seen {
        self.seen.get(key).copied().unwrap_or_default()
    }

    fn count(&mut self, key: Key, truth: Option<bool>) {
        let seen = self.seen.entry(key).or_default();
        match truth {
            Some(true) => seen.yes += 1,
            Some(false) => seen.no += 1,
            None => seen.faults += 1,
        }
    }
}

/// An engine that is asked while somebody watches what its rules come to.
#[derive(Debug)]
pub struct Covering<'e, 'c> {
    engine: &'e Engine,
    coverage: &'c mut Coverage,
}

impl Engine {
    /// Returns the same engine, which adds to `coverage` what each decision comes to. Decisions are the same.
    pub fn covering<'e, 'c>(&'e self, coverage: &'c mut Coverage) -> Covering<'e, 'c> {
        Covering {
            engine: self,
            coverage,
        }
    }
}

impl<'e> Covering<'e, '_> {
    /// Returns what [`Engine::open`] does.
    ///
    /// # Errors
    ///
    /// As for [`Engine::open`].
    pub fn open(self, opening: &Opening, now: DateTime<Utc>) -> Result<Decision<'e>, CaseError> {
        let engine = self.engine;
        self.noted(|watch| engine.opened(opening, now, watch))
    }

    /// Returns what [`Engine::decide`] does.
    ///
    /// # Errors
    ///
    /// As for [`Engine::decide`].
    pub fn decide(
        self,
        case: impl Into<Cow<'e, Case>>,
        request: impl Into<Cow<'e, Request>>,
        now: DateTime<Utc>,
    ) -> Result<Decision<'e>, CaseError> {
        let engine = self.engine;
        self.noted(|watch| engine.decision(case.into(), request.into(), now, watch))
    }

    /// Returns what [`Engine::next_due`] does.
    ///
    /// # Errors
    ///
    /// As for [`Engine::next_due`].
    pub fn next_due(self, case: &Case, now: DateTime<Utc>) -> Result<Due, CaseError> {
        let engine = self.engine;
        self.watched(|watch| engine.due(case, now, watch))
    }

    /// Returns what [`Engine::advance`] does.
    ///
    /// # Errors
    ///
    /// As for [`Engine::advance`].
    pub fn advance(
        self,
        case: impl Into<Cow<'e, Case>>,
        now: DateTime<Utc>,
    ) -> Result<Option<Decision<'e>>, CaseError> {
        let engine = self.engine;
        self.noted(|watch| engine.advanced(case.into(), now, watch))
    }

    /// Asks, and notes what the decision is.
    fn noted<D: AsDecision<'e>>(
        self,
        ask: impl FnOnce(&mut Recorder<'_>) -> Result<D, CaseError>,
    ) -> Result<D, CaseError> {
        self.watched(|watch| {
            let decided = ask(watch)?;
            if let Some(decision) = decided.as_decision() {
                watch.note(decision);
            }
            Ok(decided)
        })
    }

    fn watched<T>(self, ask: impl FnOnce(&mut Recorder<'_>) -> T) -> T {
        let shared = RefCell::new(std::mem::take(self.coverage));
        let answer = ask(&mut Recorder::of(&shared));
        *self.coverage = shared.into_inner();
        answer
    }
}

/// What may hold a decision.
trait AsDecision<'e> {
    fn as_decision(&self) -> Option<&Decision<'e>>;
}

impl<'e> AsDecision<'e> for Decision<'e> {
    fn as_decision(&self) -> Option<&Decision<'e>> {
        Some(self)
    }
}

impl<'e> AsDecision<'e> for Option<Decision<'e>> {
    fn as_decision(&self) -> Option<&Decision<'e>> {
        self.as_ref()
    }
}
