//! The course of a list of effects: what is known of the case at each of them, as those above have left it. Nothing is told here.

use super::known::{Known, Source};
use super::logic::Terms;
use crate::expr::{Expr, Field, Read};
use crate::rules::effect::{
    Argument, CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind,
};
use crate::rules::{Kind, Rules, Side, builtin};
use crate::source::FileId;
use crate::value::Value;

pub(super) const ACTIVE: &str = "active";
pub(super) const PAUSED: &str = "paused";
pub(super) const CLOSED: &str = "closed";
pub(super) const STATUSES: [&str; 3] = [ACTIVE, PAUSED, CLOSED];

/// Looks at each condition and each effect of a list, with what is known there.
pub(super) trait Visit {
    fn condition(&mut self, when: &Expr, known: &Known, terms: &mut Terms<'_>);
    fn effect(&mut self, call: &EffectCall, known: &Known, terms: &mut Terms<'_>);
}

/// Follows a list of effects; returns what is known after it.
pub(super) fn follow(
    items: &[EffectItem],
    mut known: Known,
    rules: &Rules,
    terms: &mut Terms<'_>,
    visitor: &mut impl Visit,
) -> Known {
    for item in items {
        let Some(when) = &item.when else {
            known = bodies(item, known, rules, terms, visitor);
            continue;
        };
        visitor.condition(when, &known, terms);
        let inside = known.and(&Source::When, when, terms);
        let after = bodies(item, inside, rules, terms, visitor);
        known = perhaps(item, when, &known, &after, rules, terms);
    }
    known
}

fn bodies(
    item: &EffectItem,
    mut known: Known,
    rules: &Rules,
    terms: &mut Terms<'_>,
    visitor: &mut impl Visit,
) -> Known {
    for body in &item.bodies {
        known = match body {
            EffectItemBody::Item(item) => {
                follow(std::slice::from_ref(item), known, rules, terms, visitor)
            }
            EffectItemBody::Call(call) => {
                visitor.effect(call, &known, terms);
                after(call, &known, rules, terms)
            }
        };
    }
    known
}

/// What is known after an item that happens only under its condition.
fn perhaps(
    item: &EffectItem,
    when: &Expr,
    before: &Known,
    after: &Known,
    rules: &Rules,
    terms: &mut Terms<'_>,
) -> Known {
    let calls = calls(std::slice::from_ref(item));
    let known = calls.iter().fold(before.clone(), |known, call| {
        known.without(&|read| changes(call, read, rules), terms)
    });
    let moving = calls.iter().rev().find_map(|call| moves(call));
    let Some(moving) = moving else {
        return known;
    };
    // Either nothing has happened, or what is within.
    let otherwise = terms.formula(when, false);
    let mut possible = Vec::new();
    for status in STATUSES {
        let is = terms.one_of(
            Read::Case(Field::Status),
            Kind::Choice(builtin::STATUS),
            [status],
        );
        if after.allows(&is, terms)
            || before.allows(
                &super::logic::Formula::All(vec![is, otherwise.clone()]),
                terms,
            )
        {
            possible.push(status);
        }
    }
    known.with_status(Source::Effect(moving.name()), &possible, terms)
}

/// Every effect of a list, whatever its condition.
pub(super) fn calls(items: &[EffectItem]) -> Vec<&EffectCall> {
    let mut found = Vec::new();
    for body in items.iter().flat_map(|item| &item.bodies) {
        match body {
            EffectItemBody::Item(item) => found.extend(calls(std::slice::from_ref(item))),
            EffectItemBody::Call(call) => found.push(call),
        }
    }
    found
}

/// The file in which a list of effects stands.
pub(super) fn file(items: &[EffectItem]) -> Option<FileId> {
    calls(items).first().map(|call| call.span.file)
}

/// What is known after an effect that has been carried out.
fn after(call: &EffectCall, known: &Known, rules: &Rules, terms: &mut Terms<'_>) -> Known {
    let EffectKind::Case(effect) = call.kind else {
        return known.without(&|read| changes(call, read, rules), terms);
    };
    let known = known.without(&|read| changes(call, read, rules), terms);
    let source = Source::Effect(effect.name());
    match effect {
        CaseEffect::Close => known.with_status(source, &[CLOSED], terms),
        // A case that was closed elsewhere may be held still.
        CaseEffect::Reopen => known.with_status(source, &[ACTIVE, PAUSED], terms),
        CaseEffect::Pause => known.with_status(source, &[PAUSED], terms),
        CaseEffect::Resume if argument(call, 0).is_none() => {
            known.with_status(source, &[ACTIVE], terms)
        }
        CaseEffect::Resume => known.with_status(source, &[ACTIVE, PAUSED], terms),
        CaseEffect::SwitchFlow => match constant(call, 0).and_then(Value::as_str) {
            Some(to) => known.with_flow(source, &[to], terms),
            None => known,
        },
        _ => known,
    }
}

/// The effect of a call, where it changes the case's status.
fn moves(call: &EffectCall) -> Option<CaseEffect> {
    match call.kind {
        EffectKind::Case(
            effect @ (CaseEffect::Close
            | CaseEffect::Reopen
            | CaseEffect::Pause
            | CaseEffect::Resume),
        ) => Some(effect),
        _ => None,
    }
}

/// Whether an effect may change the value of a slot.
fn changes(call: &EffectCall, read: &Read, rules: &Rules) -> bool {
    use CaseEffect::{
        AddInterest, Close, Pause, Post, Reopen, RestartFlow, Resume, SetFact, SwitchFlow,
    };
    let field = match read {
        Read::Case(field) => field,
        Read::Added(_) => {
            return matches!(call.kind, EffectKind::Case(Post | AddInterest));
        }
        _ => return false,
    };
    let is = |effects: &[CaseEffect]| matches!(call.kind, EffectKind::Case(effect) if effects.contains(&effect));
    match field {
        Field::Whole => true,
        Field::History(_, key) => key.effect == call.kind,
        Field::Status => is(&[Close, Reopen, Pause, Resume]),
        Field::Closing | Field::ClosingCode | Field::ClosingReason | Field::ClosingAt => {
            is(&[Close, Reopen])
        }
        Field::Flow | Field::FlowStarted | Field::Step | Field::StepIndex => {
            is(&[SwitchFlow, RestartFlow])
        }
        Field::Principal
        | Field::PrincipalLeft
        | Field::Balance
        | Field::Count(_)
        | Field::Sum(_)
        | Field::Left(_) => is(&[Post, AddInterest]),
        Field::Fact(fact) => {
            let name = rules.words.facts.get_index(fact.index());
            let other = constant(call, 0)
                .and_then(Value::as_str)
                .is_some_and(|set| name.is_some_and(|(name, _)| **name != *set));
            is(&[SetFact]) && !other
        }
        Field::Id | Field::Revision | Field::Currency => false,
    }
}

/// The statuses in which an effect is legal.
pub(super) fn legal_in(call: &EffectCall, rules: &Rules) -> &'static [&'static str] {
    use CaseEffect::{AddNote, Post, Reopen, Resume, ScheduleResume};
    let EffectKind::Case(effect) = call.kind else {
        return &STATUSES;
    };
    match effect {
        AddNote => &STATUSES,
        Post if settles(call, rules) => &STATUSES,
        Reopen => &[CLOSED],
        Resume | ScheduleResume => &[PAUSED],
        _ => &[ACTIVE, PAUSED],
    }
}

/// Whether a posting is of a settlement, as far as can be told.
fn settles(call: &EffectCall, rules: &Rules) -> bool {
    let name = constant(call, 0).and_then(Value::as_str);
    let entry = name.and_then(|name| rules.words.entry_id(name));
    entry.is_none_or(|entry| rules.words.entry_side(entry) == Side::Settlement)
}

/// An argument by its place, where it is given and not a message.
pub(super) fn argument(call: &EffectCall, place: usize) -> Option<&Expr> {
    match call.arguments.get(place)? {
        Some(Argument::Value(value)) => Some(value),
        _ => None,
    }
}

/// The value of an argument that is the same for every case.
pub(super) fn constant(call: &EffectCall, place: usize) -> Option<&Value> {
    argument(call, place)?.as_constant()
}
