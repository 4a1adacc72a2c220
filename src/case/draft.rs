//! A case with the changes of one decision laid over it, so that no case is copied to decide.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Case, Closing, Entry, Hold, Note, Past, State, Taken, View};
use crate::rules::{FactId, FlowId, Rules, Vocabulary};
use crate::value::Value;

/// What a decision changes: each part is there only if it is changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Delta {
    pub(crate) flow: Option<(FlowId, DateTime<Utc>)>,
    pub(crate) step: Option<Option<usize>>,
    pub(crate) holds: Option<Vec<Hold>>,
    pub(crate) closing: Option<Option<Box<Closing>>>,
    /// Entries that are added.
    pub(crate) ledger: Vec<Entry>,
    /// Effects that are added.
    pub(crate) history: Vec<Past>,
    /// Effects before these that were answered, by their places.
    pub(crate) answered: Vec<(usize, Past)>,
    /// The turn that this decision is.
    pub(crate) taken: Option<Box<Taken>>,
    pub(crate) notes: Vec<Note>,
    pub(crate) facts: Vec<(FactId, Value)>,
}

impl Delta {
    /// No change.
    pub(crate) const NONE: Self = Self {
        flow: None,
        step: None,
        holds: None,
        closing: None,
        ledger: Vec::new(),
        history: Vec::new(),
        answered: Vec::new(),
        taken: None,
        notes: Vec::new(),
        facts: Vec::new(),
    };

    /// The state with these changes, at the next revision.
    pub(crate) fn onto(&self, state: &State, words: &Vocabulary) -> State {
        let mut after = state.clone();
        after.revision = after.revision.saturating_add(1);
        if let Some((flow, started)) = self.flow {
            after.flow = flow;
            after.flow_started = started;
        }
        if let Some(step) = self.step {
            after.step = step;
        }
        if let Some(holds) = &self.holds {
            after.holds.clone_from(holds);
        }
        if let Some(closing) = &self.closing {
            after.closing.clone_from(closing);
        }
        for (at, past) in &self.answered {
            if let Some(found) = after.history.get_mut(*at) {
                *found = past.clone();
            }
        }
        after.ledger.extend(words, self.ledger.iter().copied());
        after.history.extend_from_slice(&self.history);
        after.turns.extend(self.taken.as_deref().cloned());
        after.notes.extend_from_slice(&self.notes);
        for (fact, value) in &self.facts {
            if let Some(found) = after.facts.get_mut(fact.index()) {
                *found = value.clone();
            }
        }
        after
    }
}

/// The change of a case that nothing changes.
pub(crate) static NO_CHANGE: Delta = Delta::NONE;

/// A case and the changes to it so far.
pub(crate) struct Draft<'a> {
    pub(crate) case: &'a Case,
    pub(crate) delta: Delta,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(case: &'a Case) -> Self {
        Self {
            case,
            delta: Delta::NONE,
        }
    }

    pub(crate) fn rules(&self) -> &'a Rules {
        &self.case.rules.0
    }

    pub(crate) fn view(&self) -> View<'_> {
        View {
            case: self.case,
            delta: &self.delta,
        }
    }

    /// The case as it was before the decision.
    pub(crate) fn before(&self) -> View<'a> {
        View {
            case: self.case,
            delta: &NO_CHANGE,
        }
    }

    pub(crate) fn holds_mut(&mut self) -> &mut Vec<Hold> {
        let case = self.case;
        self.delta
            .holds
            .get_or_insert_with(|| case.state.holds.clone())
    }

    /// Changes an earlier effect's answer, by its id.
    pub(crate) fn answer(&mut self, id: &str, change: impl FnOnce(&mut Past)) -> bool {
        if let Some(past) = self.delta.history.iter_mut().find(|past| &*past.id == id) {
            change(past);
            return true;
        }
        if let Some((_, past)) = self
            .delta
            .answered
            .iter_mut()
            .find(|(_, past)| &*past.id == id)
        {
            change(past);
            return true;
        }
        let found = self
            .case
            .state
            .history
            .iter()
            .enumerate()
            .find(|(_, past)| &*past.id == id);
        let Some((at, past)) = found else {
            return false;
        };
        let mut past = past.clone();
        change(&mut past);
        self.delta.answered.push((at, past));
        true
    }

    pub(crate) fn set_fact(&mut self, fact: FactId, value: Value) {
        self.delta.facts.retain(|(changed, _)| *changed != fact);
        self.delta.facts.push((fact, value));
    }

    pub(crate) fn note(&mut self, text: Value, at: DateTime<Utc>, by: &str) {
        self.delta.notes.push(Note {
            text,
            at,
            by: Arc::from(by),
        });
    }
}
