//! A case, a question about it and a time, as they are or as they might be: changes are laid over them, and the same is decided. Which changes to try is known elsewhere.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::change::{Move, Slot};
use crate::case::{Actor, Case, Closing, Entry, Hold, Ledger, Past, State, Status, Turn, civil};
use crate::decide::{Denial, Request, action, advance, menu};
use crate::expr::{HistoryKey, HistoryPart, Silent};
use crate::rules::effect::EffectKind;
use crate::rules::{EntryId, FlowId, Kind, RuleSet, Rules, Side};
use crate::string::Str;
use crate::value::Value;

/// What is asked.
#[derive(Debug, Clone)]
pub(in crate::decide) enum Ask {
    /// An action.
    Action(Request),
    /// Whether a menu has an action enabled, whatever its inputs.
    Item(Request),
    /// Whether a step, a timer or the end of a hold comes by itself.
    Turn(Turn),
}

/// What is asked of a case at a time.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) case: Case,
    pub(super) ask: Ask,
    pub(super) now: DateTime<Utc>,
}

/// What the answer is.
pub(super) enum Answer<'e> {
    /// It is allowed, or comes at a time.
    Allowed,
    Denied(Vec<Denial<'e>>),
    /// The step waits, or the case is paused.
    Waits,
}

impl World {
    /// Decides.
    pub(super) fn answer<'e>(&self, rules: &'e RuleSet) -> Option<Answer<'e>> {
        match &self.ask {
            Ask::Action(request) => {
                let made =
                    action::decide(rules, &self.case, request, self.now, &mut Silent).ok()?;
                Some(match made.denials.is_empty() {
                    true => Answer::Allowed,
                    false => Answer::Denied(made.denials),
                })
            }
            Ask::Item(request) => {
                let asked = (request.action(), request.actor());
                let denials = menu::denials(&rules.0, &self.case, asked, self.now)?;
                Some(match denials.is_empty() {
                    true => Answer::Allowed,
                    false => Answer::Denied(denials),
                })
            }
            Ask::Turn(turn) => Some(self.comes(&rules.0, turn)),
        }
    }

    /// Whether a turn comes.
    fn comes<'e>(&self, rules: &'e Rules, turn: &Turn) -> Answer<'e> {
        match advance::comes(rules, &self.case, self.now, turn) {
            Some(Ok(())) => Answer::Allowed,
            Some(Err(denials)) => Answer::Denied(denials),
            None => Answer::Waits,
        }
    }

    /// Who asks.
    pub(super) fn actor(&self) -> Actor {
        match &self.ask {
            Ask::Action(request) | Ask::Item(request) => request.actor().clone(),
            Ask::Turn(_) => Actor::system(),
        }
    }

    /// The action that is asked for.
    pub(super) fn action(&self) -> Option<&str> {
        match &self.ask {
            Ask::Action(request) | Ask::Item(request) => Some(request.action()),
            Ask::Turn(_) => None,
        }
    }

    /// The same with one thing otherwise; none where that can't be.
    pub(super) fn with(&self, change: &Move) -> Option<Self> {
        let mut world = self.clone();
        let to = &change.to;
        match &change.slot {
            Slot::Input(name) | Slot::Unknown(name) => {
                let Ask::Action(request) = &mut world.ask else {
                    return None;
                };
                *request = request.clone().without(name);
                if to.is_set() {
                    *request = request.clone().with(name.clone(), to.clone());
                }
            }
            Slot::Role => {
                let (Ask::Action(request) | Ask::Item(request)) = &mut world.ask else {
                    return None;
                };
                let actor = Actor::new(request.actor().id(), to.as_str()?);
                *request = request.clone().by(actor);
            }
            Slot::Time => match to {
                Value::DateTime(time) => world.now = *time,
                _ => return None,
            },
            slot => {
                let rules = self.case.rules.clone();
                let mut state = (*self.case.state).clone();
                Editor {
                    rules: &rules.0,
                    now: self.now,
                }
                .change(&mut state, slot, to)?;
                world.case = Case {
                    rules,
                    state: Arc::new(state),
                };
            }
        }
        Some(world)
    }
}

/// Changes what is stored of a case so that a slot reads as wanted.
struct Editor<'e> {
    rules: &'e Rules,
    now: DateTime<Utc>,
}

impl Editor<'_> {
    fn change(&self, state: &mut State, slot: &Slot, to: &Value) -> Option<()> {
        match slot {
            Slot::Fact(fact) => *state.facts.get_mut(fact.index())? = to.clone(),
            Slot::Status => self.status(state, to.as_str()?)?,
            Slot::Flow => self.flow(state, to.as_str()?)?,
            Slot::FlowStarted => match to {
                Value::DateTime(time) => state.flow_started = *time,
                _ => return None,
            },
            Slot::Step => self.step(state, to)?,
            Slot::Balance => {
                let change = to.as_decimal()? - state.ledger.balance();
                let side = if change.is_sign_negative() {
                    Side::Settlement
                } else {
                    Side::Charge
                };
                let entry = self.first(side)?;
                self.post(state, entry, change.abs());
            }
            Slot::Sum(entry) => {
                let change = to.as_decimal()? - state.ledger.sum(*entry);
                self.post(state, *entry, change);
            }
            Slot::Count(entry) => self.count(state, *entry, to)?,
            Slot::History(part, key) => self.history(state, *part, key, to)?,
            Slot::Input(_) | Slot::Unknown(_) | Slot::Role | Slot::Time => return None,
        }
        Some(())
    }

    fn status(&self, state: &mut State, to: &str) -> Option<()> {
        state.closing = None;
        for hold in &mut state.holds {
            hold.ended = hold.ended.or(Some(self.now));
        }
        if to == Status::Closed.name() {
            let first = |name| self.first_option(name);
            state.closing = Some(Box::new(Closing {
                code: first("close_code")?,
                reason: first("close_reason")?,
                at: self.now,
            }));
        } else if to == Status::Paused.name() {
            state.holds.push(Hold {
                reason: self.first_option("pause_reason")?,
                note: None,
                clock_stops: true,
                interest_stops: false,
                since: self.now,
                resume_on: None,
                ended: None,
            });
        }
        Some(())
    }

    fn first_option(&self, list: &str) -> Option<Value> {
        let words = &self.rules.words;
        let list = words.list(words.list_named(list)?)?;
        Some(list.options.values().next()?.value.clone())
    }

    fn flow(&self, state: &mut State, to: &str) -> Option<()> {
        let words = &self.rules.words;
        let flow: FlowId = words.flow_id(to)?;
        state.flow = flow;
        state.flow_started = self.now;
        state.step = (!words.flow(flow)?.steps.is_empty()).then_some(0);
        Some(())
    }

    fn step(&self, state: &mut State, to: &Value) -> Option<()> {
        let steps = &self.rules.words.flow(state.flow)?.steps;
        state.step = match to {
            Value::Unset => None,
            Value::Integer(place) => {
                let place = usize::try_from(*place).ok()?;
                Some(steps.get(place).map(|_| place)?)
            }
            name => Some(steps.iter().position(|step| step == name)?),
        };
        Some(())
    }

    /// The first kind of entry of a side.
    fn first(&self, side: Side) -> Option<EntryId> {
        let mut kinds = self.rules.words.entries.values();
        kinds.position(|kind| kind.side == side).map(EntryId::new)
    }

    fn post(&self, state: &mut State, entry: EntryId, amount: Decimal) {
        let words = &self.rules.words;
        let entry = Entry {
            entry,
            amount,
            date: civil(self.rules.time_zone, self.now),
            book: true,
            period: None,
        };
        state.ledger.extend(words, [entry]);
    }

    fn count(&self, state: &mut State, entry: EntryId, to: &Value) -> Option<()> {
        let Value::Integer(wanted) = to else {
            return None;
        };
        let wanted = usize::try_from(*wanted).ok()?;
        let is = state.ledger.count(entry);
        for _ in is..wanted {
            self.post(state, entry, Decimal::ONE);
        }
        if wanted < is {
            let mut left = is - wanted;
            let mut kept: Vec<Entry> = state.ledger.iter().rev().copied().collect();
            kept.retain(|kept| {
                let goes = kept.entry == entry && left > 0;
                left -= usize::from(goes);
                !goes
            });
            kept.reverse();
            state.ledger = Ledger::new(&self.rules.words, kept);
        }
        Some(())
    }

    fn history(
        &self,
        state: &mut State,
        part: HistoryPart,
        key: &HistoryKey,
        to: &Value,
    ) -> Option<()> {
        let is_it = |past: &Past| {
            past.effect == key.effect && (key.name.is_none() || past.name == key.name)
        };
        let pending = |past: &Past| is_it(past) && past.done.is_none() && past.failed.is_none();
        match (part, to) {
            (HistoryPart::Times, Value::Integer(wanted)) => {
                let wanted = usize::try_from(*wanted).ok()?;
                while state.history.iter().filter(|past| is_it(past)).count() > wanted {
                    let last = state.history.iter().rposition(is_it)?;
                    state.history.remove(last);
                }
                while state.history.iter().filter(|past| is_it(past)).count() < wanted {
                    let past = self.past(state, key, self.now, true)?;
                    state.history.push(past);
                }
            }
            (HistoryPart::Pending, Value::Integer(0)) => {
                for past in state.history.iter_mut().filter(|past| pending(past)) {
                    past.done = Some(self.now);
                }
            }
            (HistoryPart::Pending, Value::Integer(_)) => {
                let past = self.past(state, key, self.now, false)?;
                state.history.push(past);
            }
            (HistoryPart::Done | HistoryPart::Last | HistoryPart::Failed, Value::Unset) => {
                state.history.retain(|past| !is_it(past));
            }
            (part, Value::DateTime(time)) => {
                let at = (*time).min(self.now);
                if state.history.iter().rposition(is_it).is_none() {
                    let past = self.past(state, key, at, true)?;
                    state.history.push(past);
                }
                let mut found = state.history.iter_mut().filter(|past| is_it(past));
                let past = found.next_back()?;
                past.at = past.at.min(at);
                match part {
                    HistoryPart::Last => past.at = at,
                    HistoryPart::Failed => (past.done, past.failed) = (None, Some(at)),
                    _ => (past.done, past.failed) = (Some(at), None),
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// An effect that might have been decided.
    fn past(
        &self,
        state: &State,
        key: &HistoryKey,
        at: DateTime<Utc>,
        is_done: bool,
    ) -> Option<Past> {
        let id = state.id.as_str()?;
        let place = state.history.len().to_string();
        let done = is_done || matches!(key.effect, EffectKind::Case(_));
        Some(Past {
            id: Str::joined(&[id, ":0:", &place]),
            effect: key.effect,
            name: key.name.clone(),
            at,
            done: done.then_some(at),
            failed: None,
            settles: None,
        })
    }
}

/// The type of what a slot holds, as far as its words need it.
pub(super) fn kind_of(slot: &Slot, world: &World, rules: &Rules) -> Kind {
    use crate::rules::builtin;
    let words = &rules.words;
    match slot {
        Slot::Input(name) => {
            let action = world.action().and_then(|name| rules.actions.get(name));
            let mut inputs = action.into_iter().flat_map(|action| &action.inputs);
            let input = inputs.find(|input| *input.name == **name);
            let fact = words.facts.get(&**name).map(|fact| &fact.ty.kind);
            let kind = input.map(|input| &input.ty.kind).or(fact);
            kind.cloned().unwrap_or(Kind::Text)
        }
        Slot::Fact(fact) => {
            let fact = words.facts.get_index(fact.index());
            fact.map_or(Kind::Text, |(_, fact)| fact.ty.kind.clone())
        }
        Slot::Role => Kind::Choice(builtin::ROLE),
        Slot::Status => Kind::Choice(builtin::STATUS),
        Slot::Flow => Kind::Choice(builtin::FLOW),
        Slot::Step => Kind::Choice(builtin::STEP),
        Slot::Time | Slot::FlowStarted => Kind::DateTime,
        Slot::Balance | Slot::Sum(_) => Kind::Amount,
        Slot::Count(_) => Kind::Integer,
        Slot::History(part, _) => match part {
            HistoryPart::Times | HistoryPart::Pending => Kind::Integer,
            _ => Kind::DateTime,
        },
        Slot::Unknown(_) => Kind::Text,
    }
}
