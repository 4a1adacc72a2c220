//! What may be asked of a case: its state with a decision's changes laid over it. Nothing is changed here.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::state::Status;
use super::{Case, Closing, Delta, Entry, Hold, Past, State, ledger};
use crate::expr::{Field, HistoryKey, HistoryPart};
use crate::rules::{EntryId, FactId, FlowId, Rules};
use crate::value::Value;

/// A case as a decision sees it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) case: &'a Case,
    pub(crate) delta: &'a Delta,
}

impl<'a> View<'a> {
    pub(crate) fn rules(&self) -> &'a Rules {
        &self.case.rules.0
    }

    fn state(&self) -> &'a State {
        &self.case.state
    }

    pub(crate) fn flow(&self) -> FlowId {
        self.delta.flow.map_or(self.state().flow, |(flow, _)| flow)
    }

    pub(crate) fn step(&self) -> Option<usize> {
        self.delta.step.unwrap_or(self.state().step)
    }

    pub(crate) fn holds(&self) -> &'a [Hold] {
        self.delta.holds.as_deref().unwrap_or(&self.state().holds)
    }

    pub(crate) fn closing(&self) -> Option<&'a Closing> {
        self.delta
            .closing
            .as_ref()
            .unwrap_or(&self.state().closing)
            .as_deref()
    }

    pub(crate) fn status(&self) -> Status {
        Status::of(self.closing().is_some(), self.holds())
    }

    pub(crate) fn currency(&self) -> &'a str {
        self.state().currency.as_str().unwrap_or_default()
    }

    pub(crate) fn fact(&self, fact: FactId) -> &'a Value {
        const UNSET: &Value = &Value::Unset;
        let changed = self
            .delta
            .facts
            .iter()
            .find(|(changed, _)| *changed == fact);
        changed
            .map(|(_, value)| value)
            .or_else(|| self.state().facts.get(fact.index()))
            .unwrap_or(UNSET)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a Entry> {
        self.state().ledger.iter().chain(&self.delta.ledger)
    }

    pub(crate) fn history(&self) -> impl Iterator<Item = &'a Past> {
        let answered = &self.delta.answered;
        let before = self
            .state()
            .history
            .iter()
            .enumerate()
            .map(move |(at, past)| {
                answered
                    .iter()
                    .find(|(place, _)| *place == at)
                    .map_or(past, |(_, answered)| answered)
            });
        before.chain(&self.delta.history)
    }

    pub(crate) fn balance(&self) -> Decimal {
        let words = &self.rules().words;
        let before = self.state().ledger.balance();
        let added = self.delta.ledger.iter();
        added.fold(before, |balance, entry| {
            ledger::balance_with(words, balance, entry)
        })
    }

    /// What this decision posts of a kind.
    pub(crate) fn added(&self, kind: EntryId) -> Decimal {
        self.added_to(Decimal::ZERO, kind)
    }

    pub(crate) fn principal(&self) -> Decimal {
        self.rules()
            .words
            .principal
            .map_or(Decimal::ZERO, |kind| self.sum(kind))
    }

    /// The sum of one kind of entry.
    pub(crate) fn sum(&self, kind: EntryId) -> Decimal {
        self.added_to(self.state().ledger.sum(kind), kind)
    }

    fn added_to(&self, sum: Decimal, kind: EntryId) -> Decimal {
        let added = self.delta.ledger.iter();
        added
            .filter(|entry| entry.entry == kind)
            .fold(sum, |sum, entry| sum.saturating_add(entry.amount))
    }

    pub(crate) fn principal_left(&self) -> Decimal {
        self.rules().words.principal.map_or(Decimal::ZERO, |kind| {
            ledger::left_of(&self.rules().words, self.entries(), kind)
        })
    }

    /// The value of a field.
    #[inline]
    pub(crate) fn field(&self, field: &Field) -> Cow<'a, Value> {
        let state = self.state();
        let owned = Cow::Owned;
        match field {
            Field::Id => Cow::Borrowed(&state.id),
            Field::Revision => owned(Value::Integer(state.revision)),
            Field::Currency => Cow::Borrowed(&state.currency),
            Field::Status => Cow::Borrowed(self.rules().words.status(self.status() as usize)),
            Field::Flow => match self.rules().words.flow(self.flow()) {
                Some(flow) => Cow::Borrowed(&flow.value),
                None => owned(Value::Unset),
            },
            Field::FlowStarted => {
                let started = self
                    .delta
                    .flow
                    .map_or(state.flow_started, |(_, started)| started);
                owned(Value::DateTime(started))
            }
            Field::Step => {
                let flow = self.rules().words.flow(self.flow());
                match self.step().and_then(|step| flow?.steps.get(step)) {
                    Some(step) => Cow::Borrowed(step),
                    None => owned(Value::Unset),
                }
            }
            Field::StepIndex => owned(
                self.step()
                    .and_then(|step| i64::try_from(step).ok())
                    .map_or(Value::Unset, Value::Integer),
            ),
            Field::Closing => owned(self.closing().map_or(Value::Unset, |_| Value::Bool(true))),
            Field::ClosingCode => self
                .closing()
                .map_or(owned(Value::Unset), |c| Cow::Borrowed(&c.code)),
            Field::ClosingReason => self
                .closing()
                .map_or(owned(Value::Unset), |c| Cow::Borrowed(&c.reason)),
            Field::ClosingAt => owned(
                self.closing()
                    .map_or(Value::Unset, |closing| Value::DateTime(closing.at)),
            ),
            Field::Principal => owned(Value::Amount(self.principal())),
            Field::PrincipalLeft => owned(Value::Amount(self.principal_left())),
            Field::Balance => owned(Value::Amount(self.balance())),
            Field::Fact(fact) => Cow::Borrowed(self.fact(*fact)),
            Field::History(part, key) => owned(self.past(*part, key)),
            Field::Count(kind) => {
                let added = self.delta.ledger.iter();
                let added = added.filter(|entry| entry.entry == *kind).count();
                let count = state.ledger.count(*kind) + added;
                owned(Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)))
            }
            Field::Sum(kind) => owned(Value::Amount(self.sum(*kind))),
            Field::Left(kind) => {
                let left = ledger::left_of(&self.rules().words, self.entries(), *kind);
                owned(Value::Amount(left))
            }
            Field::Whole => owned(Value::Unset),
        }
    }

    pub(crate) fn past(&self, part: HistoryPart, key: &HistoryKey) -> Value {
        let matching = self.history().filter(|past| {
            past.effect == key.effect && (key.name.is_none() || past.name == key.name)
        });
        let count = |count: usize| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        let latest = |time: Option<_>| time.map_or(Value::Unset, Value::DateTime);
        match part {
            HistoryPart::Times => count(matching.count()),
            HistoryPart::Pending => count(
                matching
                    .filter(|past| past.done.is_none() && past.failed.is_none())
                    .count(),
            ),
            HistoryPart::Last => latest(matching.map(|past| past.at).max()),
            HistoryPart::Done => latest(matching.filter_map(|past| past.done).max()),
            HistoryPart::Failed => latest(matching.filter_map(|past| past.failed).max()),
        }
    }
}
