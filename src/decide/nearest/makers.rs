//! Who could make a change: the one who asks, time, an action, the host, or nobody. Whether it would help is known elsewhere.

use super::By;
use super::change::{Move, Slot};
use super::world::World;
use crate::case::Status;
use crate::expr::HistoryPart;
use crate::rules::action::{Action, Body};
use crate::rules::effect::{Argument, CaseEffect, EffectCall, EffectKind};
use crate::rules::{FlowId, Rules, Side};
use crate::value::Value;

/// What could change a case as it is.
pub(super) struct Makers<'t> {
    pub(super) rules: &'t Rules,
    pub(super) world: &'t World,
}

impl Makers<'_> {
    /// Who could make a change.
    pub(super) fn of(&self, change: &Move) -> By {
        match &change.slot {
            Slot::Input(_) | Slot::Unknown(_) | Slot::Role => By::Asking,
            Slot::Time => By::Waiting,
            Slot::History(part, _) if *part != HistoryPart::Times && change.to.is_set() => By::Host,
            Slot::Fact(_) => match self.actions(change) {
                actions if actions.is_empty() => By::Host,
                actions => By::Actions(actions),
            },
            Slot::Step | Slot::FlowStarted => By::Waiting,
            _ => match self.actions(change) {
                actions if actions.is_empty() => By::Nothing,
                actions => By::Actions(actions),
            },
        }
    }

    /// The actions that could make a change.
    fn actions(&self, change: &Move) -> Vec<String> {
        let makes = |action: &&Action| match &action.body {
            Body::Effects(items) => {
                let mut does = false;
                for item in items {
                    item.each_effect(&mut |call| does |= self.does(call, change));
                }
                does
            }
            // What a script asks for only shows when it runs.
            Body::Script(_) => false,
        };
        let asked = self.world.action().unwrap_or_default();
        let actions = self.rules.actions.values();
        let actions = actions
            .filter(|action| *action.name != *asked)
            .filter(makes);
        actions.map(|action| action.name.to_string()).collect()
    }

    /// Whether an effect could make a change.
    fn does(&self, call: &EffectCall, change: &Move) -> bool {
        use CaseEffect::{Close, Pause, Post, Reopen, Resume, SetFact, SwitchFlow};
        let words = &self.rules.words;
        let state = &self.world.case.state;
        let first = call.arguments.first().and_then(Option::as_ref);
        let name = first.and_then(Argument::fixed).and_then(Value::as_str);
        let EffectKind::Case(effect) = call.kind else {
            return matches!(&change.slot, Slot::History(_, key) if key.effect == call.kind);
        };
        match &change.slot {
            Slot::Status => match (change.to.as_str(), state.status()) {
                (Some("active"), Status::Closed) => effect == Reopen,
                (Some("active"), _) => effect == Resume,
                (Some("paused"), _) => effect == Pause,
                _ => effect == Close,
            },
            Slot::Flow => {
                let to = change.to.as_str().and_then(|to| words.flow_id(to));
                let from = words.flow(state.flow);
                let may = from
                    .is_some_and(|from| to.is_some_and(|to: FlowId| from.switch_to.contains(&to)));
                effect == SwitchFlow && may
            }
            Slot::Fact(fact) => {
                let fact = words.facts.get_index(fact.index());
                let is_it = fact.is_some_and(|(fact, _)| Some(&**fact) == name);
                effect == SetFact && is_it && sets(call, &change.to)
            }
            Slot::Balance => {
                let entry = name.and_then(|name| words.entry_id(name));
                let falls = change.to.as_decimal() < Some(state.ledger.balance());
                let side = entry.map(|entry| words.entry_side(entry));
                effect == Post
                    && side
                        == Some(if falls {
                            Side::Settlement
                        } else {
                            Side::Charge
                        })
            }
            Slot::Sum(kind) | Slot::Count(kind) => {
                effect == Post && name.and_then(|name| words.entry_id(name)) == Some(*kind)
            }
            Slot::History(_, key) => key.effect == call.kind,
            _ => false,
        }
    }

    /// How far a change is from what was asked: what one can write otherwise comes before what has to happen to the
    /// case, and what an action does before what nothing does.
    pub(super) fn cost(&self, change: &Move) -> u32 {
        let by = match self.of(change) {
            By::Asking | By::Waiting => 0,
            By::Actions(_) => 1,
            By::Host => 3,
            By::Nothing => 6,
        };
        change.cost() + by
    }
}

/// Whether an effect that sets a fact can set it to a value.
fn sets(call: &EffectCall, to: &Value) -> bool {
    match call.arguments.get(1).and_then(Option::as_ref) {
        None => !to.is_set(),
        Some(value) => match value.fixed() {
            Some(value) => value == to,
            None => matches!(value, Argument::Value(_)) && to.is_set(),
        },
    }
}
