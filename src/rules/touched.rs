//! What a list of effects can change about a case, whatever the case: what no limit on something else needs to be asked for. Nothing is evaluated here.

use super::EntryId;
use super::effect::{CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind, naming};
use super::{FactId, Vocabulary};
use crate::expr::{Field, HistoryKey};
use crate::string::Str;
use crate::value::Value;

/// What can change when effects are laid over a case.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Touched {
    /// Each effect, with the name by which the history keeps it, where that is known before.
    effects: Vec<(EffectKind, Option<Str>)>,
    /// The kinds of entry that are posted.
    entries: Vec<EntryId>,
    facts: Vec<FactId>,
    /// Whether the case goes on to its flow's next step.
    moves_on: bool,
}

impl Touched {
    /// What a list of effects can change; nothing is known where it posts or sets what only shows when it runs.
    pub(crate) fn by(items: &[EffectItem], words: &Vocabulary) -> Option<Self> {
        let mut touched = Self::default();
        touched.items(items, words)?;
        Some(touched)
    }

    /// The same, of a step's effects: the case goes on to the next.
    pub(crate) fn by_step(items: &[EffectItem], words: &Vocabulary) -> Option<Self> {
        let touched = Self::by(items, words)?;
        Some(Self {
            moves_on: true,
            ..touched
        })
    }

    fn items(&mut self, items: &[EffectItem], words: &Vocabulary) -> Option<()> {
        for body in items.iter().flat_map(|item| &item.bodies) {
            match body {
                EffectItemBody::Call(call) => self.call(call, words)?,
                EffectItemBody::Item(item) => self.items(std::slice::from_ref(item), words)?,
            }
        }
        Some(())
    }

    fn call(&mut self, call: &EffectCall, words: &Vocabulary) -> Option<()> {
        let named = naming(call.kind.parameters(words));
        let name = named.and_then(|at| call.arguments.get(at)?.as_ref()?.fixed());
        match call.kind {
            EffectKind::Case(CaseEffect::Post) => {
                self.entries.push(words.entry_id(name?.as_str()?)?);
            }
            EffectKind::Case(CaseEffect::AddInterest) => {
                self.entries.extend(words.interest_entry());
            }
            EffectKind::Case(CaseEffect::SetFact) => {
                let fact = words.facts.get_index_of(name?.as_str()?)?;
                self.facts.push(FactId::new(fact));
            }
            EffectKind::Case(_) | EffectKind::Host(_) => {}
        }
        let name = name.and_then(Value::as_str).map(Str::from);
        self.effects.push((call.kind, name));
        Some(())
    }

    /// Whether entries of a kind can be added.
    pub(crate) fn adds(&self, kind: EntryId) -> bool {
        self.entries.contains(&kind)
    }

    /// Whether a field of the case can come out another than it was.
    pub(crate) fn changes(&self, field: &Field) -> bool {
        use CaseEffect::{Close, Pause, Reopen, RestartFlow, Resume, SwitchFlow};
        match field {
            Field::Id | Field::Revision | Field::Currency => false,
            Field::Status => self.has(&[Close, Reopen, Pause, Resume]),
            Field::Flow | Field::FlowStarted => self.has(&[SwitchFlow, RestartFlow]),
            Field::Step | Field::StepIndex => self.moves_on || self.has(&[SwitchFlow, RestartFlow]),
            Field::Closing | Field::ClosingCode | Field::ClosingReason | Field::ClosingAt => {
                self.has(&[Close, Reopen])
            }
            Field::Principal | Field::PrincipalLeft | Field::Balance | Field::Left(_) => {
                !self.entries.is_empty()
            }
            Field::Fact(fact) => self.facts.contains(fact),
            Field::History(_, key) => self.effects.iter().any(|effect| may_be(effect, key)),
            Field::Count(kind) | Field::Sum(kind) => self.adds(*kind),
            Field::Whole => true,
        }
    }

    fn has(&self, effects: &[CaseEffect]) -> bool {
        self.effects.iter().any(|(kind, _)| match kind {
            EffectKind::Case(effect) => effects.contains(effect),
            EffectKind::Host(_) => false,
        })
    }
}

/// Whether an effect may be what the history is asked about.
fn may_be((kind, name): &(EffectKind, Option<Str>), key: &HistoryKey) -> bool {
    let others = name.is_some() && key.name.is_some() && *name != key.name;
    *kind == key.effect && !others
}
