//! What happens to every case, whatever its rule set: facts that changed, hosts' answers, a hold that ended. Only `system` asks for these.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::action::{Made, finish};
use super::answer;
use super::effects::{Clock, Denials, Run};
use super::trace::Watch;
use super::{Denial, DenialKind, Request, wording};
use crate::case::Case;
use crate::rules::action::SYSTEM;
use crate::rules::effect::{CaseEffect, EffectKind};
use crate::rules::fit::fit;
use crate::rules::{HeldTo, Kind, Label, Rules, Type};
use crate::value::Value;

/// An action that every rule set has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    FactsChanged,
    EffectDone,
    EffectFailed,
    HoldEnded,
}

impl Action {
    pub(crate) const ALL: [Self; 4] = [
        Self::FactsChanged,
        Self::EffectDone,
        Self::EffectFailed,
        Self::HoldEnded,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FactsChanged => "facts_changed",
            Self::EffectDone => "effect_done",
            Self::EffectFailed => "effect_failed",
            Self::HoldEnded => "hold_ended",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// What an action of the engine's own leads to: nothing more, or the reasons against it.
pub(super) type Outcome<'e> = Result<(), Denials<'e>>;

pub(super) fn decide<'e, W: Watch>(
    rules: &'e Rules,
    case: &Case,
    action: Action,
    request: &Request,
    now: DateTime<Utc>,
    watch: &mut W,
) -> Made<'e> {
    if request.actor().role() != SYSTEM {
        let denial = wording::role(rules, request.actor().role(), &[Arc::from(SYSTEM)]);
        return Made::denied(vec![denial], Vec::new());
    }
    let clock = Clock::new(rules, now);
    let mut run = Run::new(rules, case, &[], request.actor(), clock, watch);
    let outcome = match action {
        Action::FactsChanged => facts_changed(&mut run, request),
        Action::EffectDone => answer::done(&mut run, request),
        Action::EffectFailed => answer::failed(&mut run, request),
        Action::HoldEnded => hold_ended(&mut run, request),
    };
    finish(&mut run, outcome, Vec::new(), &HeldTo::ALL)
}

/// Changes the facts that the inputs name; a fact without a value is cleared.
fn facts_changed<'e, W: Watch>(run: &mut Run<'e, '_, W>, request: &Request) -> Outcome<'e> {
    let rules = run.rules;
    let mut denials = Vec::new();
    let mut changes = Vec::new();
    for (name, value) in request.inputs() {
        let Some((name, fact)) = rules.words.facts.get_key_value(name) else {
            denials.push(wording::unknown_input(rules, name));
            continue;
        };
        match fit(value, &fact.ty, &rules.words, run.draft.view().currency()) {
            Ok(value) => changes.push((name, value)),
            Err(misfit) => {
                denials.push(wording::misfit(
                    rules,
                    name,
                    &fact.label,
                    &fact.ty.kind,
                    value,
                    &misfit,
                ));
            }
        }
    }
    if !denials.is_empty() {
        return Err(denials);
    }
    for (name, value) in changes {
        let arguments = vec![Value::text(name), value];
        run.effect(EffectKind::Case(CaseEffect::SetFact), arguments, None)?;
    }
    Ok(())
}

/// Lifts the hold of a reason whose date has come.
fn hold_ended<'e, W: Watch>(run: &mut Run<'e, '_, W>, request: &Request) -> Outcome<'e> {
    let list = run
        .rules
        .words
        .list_named("pause_reason")
        .map_or(Kind::Text, Kind::Choice);
    let [reason] = inputs(run, request, [("reason", Type::of(list))])?;
    let today = run.today;
    let due = run.draft.view().holds().iter().any(|hold| {
        hold.ended.is_none()
            && hold.reason == reason
            && hold.resume_on.is_some_and(|date| date <= today)
    });
    if !due {
        let words = [
            "No pause for that reason has come to its date.",
            "Ingen pause med den årsag er nået til sin dato.",
        ];
        return Err(vec![wording::denial(
            run.rules,
            DenialKind::Rule,
            "hold_not_due",
            words,
        )]);
    }
    run.effect(EffectKind::Case(CaseEffect::Resume), vec![reason], None)?;
    Ok(())
}

/// The inputs of an action of the engine's own, all that is wrong with them told at once.
pub(super) fn inputs<'e, const N: usize, W: Watch>(
    run: &Run<'e, '_, W>,
    request: &Request,
    declared: [(&'static str, Type); N],
) -> Result<[Value; N], Vec<Denial<'e>>> {
    let rules = run.rules;
    let unknown = request
        .inputs()
        .filter(|(name, _)| !declared.iter().any(|(known, _)| known == name));
    let mut denials: Vec<Denial<'e>> = unknown
        .map(|(name, _)| wording::unknown_input(rules, name))
        .collect();
    let currency = run.draft.view().currency();
    let values = declared.map(|(name, ty)| {
        let value = request.input(name).cloned().unwrap_or_default();
        fit(&value, &ty, &rules.words, currency).unwrap_or_else(|misfit| {
            denials.push(wording::misfit(
                rules,
                name,
                &Label::default(),
                &ty.kind,
                &value,
                &misfit,
            ));
            Value::Unset
        })
    });
    if denials.is_empty() {
        Ok(values)
    } else {
        Err(denials)
    }
}
