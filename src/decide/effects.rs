//! Runs effects in order over a draft of the case: conditions and arguments see it as the effects before have left it.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

use super::decision::Arguments;
use super::trace::Watch;
use super::{Denial, DenialKind, Effect, wording};
use crate::case::{Actor, Case, Draft, Moment, apply_effect, civil};
use crate::expr::{Env, Expr, Fault, eval, eval_bool};
use crate::rules::Rules;
use crate::rules::effect::{
    Argument, CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind,
};
use crate::source::Span;
use crate::string::Str;
use crate::value::Value;

/// Why a decision can't be: every reason that is known.
pub(super) type Denials<'e> = Vec<Denial<'e>>;

/// A point in time, and what day it is then in the rule set's zone.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
}

impl Clock {
    pub(super) fn new(rules: &Rules, now: DateTime<Utc>) -> Self {
        let today = civil(rules.time_zone, now);
        Self { now, today }
    }
}

/// A decision in the making: the draft, and the effects that have led to it.
pub(super) struct Run<'e, 'a, W> {
    pub(super) rules: &'e Rules,
    pub(super) draft: Draft<'a>,
    pub(super) inputs: &'a [Value],
    pub(super) actor: &'a Actor,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) over_allowed: bool,
    /// The effects so far; their letters are rendered once the case is as it will be.
    pub(super) effects: Vec<Effect<'e>>,
    pub(super) watch: &'a mut W,
}

impl<'e, 'a, W: Watch> Run<'e, 'a, W> {
    pub(super) fn new(
        rules: &'e Rules,
        case: &'a Case,
        inputs: &'a [Value],
        actor: &'a Actor,
        Clock { now, today }: Clock,
        watch: &'a mut W,
    ) -> Self {
        Self {
            rules,
            draft: Draft::new(case),
            inputs,
            actor,
            now,
            today,
            over_allowed: false,
            effects: Vec::new(),
            watch,
        }
    }

    /// Begins anew, about other inputs.
    pub(super) fn begin(&mut self, inputs: &'a [Value]) {
        self.draft = Draft::new(self.draft.case);
        self.inputs = inputs;
        self.over_allowed = false;
        self.effects.clear();
    }

    /// A condition's truth, told to whoever watches.
    pub(super) fn holds(
        &mut self,
        condition: &Expr,
        about: impl FnOnce() -> String,
    ) -> Result<bool, Fault> {
        let env = env(&self.draft, self.inputs, self.actor, self.now, self.today);
        let result = eval_bool(condition, &env, self.watch);
        let outcome = match &result {
            Ok(true) => "true",
            Ok(false) => "false",
            Err(_) => "failed",
        };
        self.watch.condition(about, outcome, Some(condition));
        result
    }

    pub(super) fn value(&self, expr: &Expr) -> Result<Value, Fault> {
        let env = env(&self.draft, self.inputs, self.actor, self.now, self.today);
        eval(expr, &env, &mut self.watch.aside()).map(std::borrow::Cow::into_owned)
    }

    /// What evaluations look at now.
    pub(super) fn env(&self) -> Env<'_> {
        env(&self.draft, self.inputs, self.actor, self.now, self.today)
    }

    /// Runs a list of effects; the first that can't be is the denial.
    pub(super) fn items(&mut self, items: &'e [EffectItem]) -> Result<(), Denials<'e>> {
        let rules = self.rules;
        // Most lists are short, and each of their items has one effect.
        self.effects.reserve_exact(items.len());
        self.draft.delta.history.reserve_exact(items.len());
        for item in items {
            if let Some(when) = &item.when {
                let truth = self
                    .holds(when, || format!("effect {}", first_name(item, rules)))
                    .map_err(|fault| vec![wording::failed(rules, "when", &fault)])?;
                if !truth {
                    continue;
                }
            }
            for body in &item.bodies {
                match body {
                    EffectItemBody::Call(call) => self.call(call)?,
                    EffectItemBody::Item(item) => self.items(std::slice::from_ref(item))?,
                }
            }
        }
        Ok(())
    }

    fn call(&mut self, call: &'e EffectCall) -> Result<(), Denials<'e>> {
        let rules = self.rules;
        let name = call.kind.name(&rules.words);
        let failed = |fault: Fault| vec![wording::failed(rules, name, &fault)];
        let mut arguments = Arguments::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            arguments.push(match argument {
                None => Value::Unset,
                Some(Argument::Value(expr)) => self.value(expr).map_err(failed)?,
                Some(Argument::Message(message)) => {
                    let env = env(&self.draft, self.inputs, self.actor, self.now, self.today);
                    let texts = message.texts(rules, &env);
                    texts.map_err(failed)?.to_value()
                }
            });
        }
        self.watch.effect(call.span);
        self.effect(call.kind, arguments, Some(call.span))
    }

    /// Lays one effect over the case.
    pub(super) fn effect(
        &mut self,
        kind: EffectKind,
        arguments: impl Into<Arguments>,
        span: Option<Span>,
    ) -> Result<(), Denials<'e>> {
        let mut arguments = arguments.into();
        let rules = self.rules;
        if kind == EffectKind::Case(CaseEffect::AddInterest) {
            arguments = self.interest(&arguments)?.into();
        }
        let case = self.draft.case;
        let id = effect_id(case.id(), case.revision(), self.effects.len() + 1);
        let moment = Moment {
            now: self.now,
            today: self.today,
            by: self.actor.id(),
            over_allowed: self.over_allowed,
        };
        let applied = apply_effect(&mut self.draft, kind, &mut arguments, &id, &moment);
        if let Err(refused) = applied {
            let [en, da] = &refused.message;
            let words = [sentence(en), sentence(da)];
            let mut denial = wording::denial(rules, DenialKind::Effect, refused.rule, words);
            let place = span.and_then(|span| rules.location(span));
            denial.place = place.map(Cow::Owned);
            return Err(vec![denial]);
        }
        self.effects.push(Effect {
            rules,
            id,
            kind,
            arguments,
            letter: None,
        });
        Ok(())
    }

    /// The effects with their letters, rendered on the case as it has become.
    pub(super) fn finished(&mut self) -> Result<Vec<Effect<'e>>, Denials<'e>> {
        let mut effects = std::mem::take(&mut self.effects);
        for effect in &mut effects {
            let letter = super::letter::address(self, effect.kind, &mut effect.arguments)?;
            effect.letter = letter.map(Box::new);
        }
        Ok(effects)
    }
}

/// The id of an effect: the same whenever the same is decided.
fn effect_id(case: &str, revision: i64, place: usize) -> Str {
    let (mut first, mut second) = (itoa::Buffer::new(), itoa::Buffer::new());
    let (revision, place) = (first.format(revision), second.format(place));
    Str::joined(&[case, ":", revision, ":", place])
}

fn env<'e>(
    draft: &'e Draft<'_>,
    inputs: &'e [Value],
    actor: &'e Actor,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Env<'e> {
    Env {
        rules: draft.rules(),
        case: draft.view(),
        before: draft.before(),
        inputs,
        actor,
        now,
        today,
        parameters: &[],
    }
}

/// The first effect of an item, by which the trace calls it.
fn first_name(item: &EffectItem, rules: &Rules) -> String {
    match item.bodies.first() {
        Some(EffectItemBody::Call(call)) => call.kind.name(&rules.words).to_owned(),
        Some(EffectItemBody::Item(item)) => first_name(item, rules),
        None => String::new(),
    }
}

/// A refusal as a sentence.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}
