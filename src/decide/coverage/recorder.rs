//! Writes down what a decision comes to, as its observer, and what the decision itself is. No reason is sought here.

use std::cell::RefCell;

use super::Coverage;
use super::key::{Hold, Key};
use crate::case::State;
use crate::decide::advance::ADVANCE;
use crate::decide::decision::{Decision, Effect};
use crate::decide::denial::DenialKind;
use crate::decide::inputs::Inputs;
use crate::decide::system;
use crate::decide::trace::Watch;
use crate::expr::{Expr, Observer};
use crate::rules::effect::EffectKind;
use crate::rules::{FunctionId, Kind, Rules, Sort};
use crate::source::Span;
use crate::string::Str;
use crate::value::Value;

/// The observer; one decision is watched from several places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recorder<'c>(&'c RefCell<Coverage>);

impl<'c> Recorder<'c> {
    pub(super) fn of(coverage: &'c RefCell<Coverage>) -> Self {
        Self(coverage)
    }

    fn count(&self, key: Key, truth: Option<bool>) {
        // Nobody holds it while an evaluation goes on.
        if let Ok(mut coverage) = self.0.try_borrow_mut() {
            coverage.count(key, truth);
        }
    }

    fn reached(&self, key: Key) {
        self.count(key, Some(true));
    }
}

impl Observer for Recorder<'_> {
    fn came_out(&mut self, at: Span, truth: Option<bool>) {
        self.count(Key::Truth(at), truth);
    }

    fn looked_up(&mut self, version: Span) {
        self.reached(Key::Version(version));
    }

    fn row(&mut self, row: Span) {
        self.reached(Key::Row(row));
    }

    fn called(&mut self, function: FunctionId) {
        self.reached(Key::Function(function));
    }

    fn follows_scripts(&self) -> bool {
        true
    }

    fn statement(&mut self, at: Span) {
        self.reached(Key::Statement(at));
    }

    fn aside(&self) -> impl Observer {
        *self
    }
}

impl Watch for Recorder<'_> {
    // An invariant counts where the decision could break it.
    fn is_told_all(&self) -> bool {
        false
    }

    fn condition(&mut self, _: impl FnOnce() -> String, _: &str, _: Option<&Expr>) {}

    fn effect(&mut self, at: Span) {
        self.reached(Key::Effect(at));
    }
}

impl Recorder<'_> {
    /// Notes what was decided.
    pub(super) fn note(&self, decision: &Decision<'_>) {
        let before = &decision.case.state;
        self.facts(&decision.rules.0, before);
        self.reached(Key::Flow(before.flow));
        self.asked(decision);
        let Some(after) = decision.case_after() else {
            return;
        };
        self.facts(&decision.rules.0, &after.state);
        self.reached(Key::Flow(after.state.flow));
        self.holds(decision, before, &after.state);
        for effect in &decision.effects {
            self.carried_out(effect);
        }
        if decision.action() == ADVANCE {
            self.turn(decision);
        }
    }

    /// What was asked for: in which role, with what.
    fn asked(&self, decision: &Decision<'_>) {
        let (rules, request) = (&decision.rules.0, &*decision.request);
        let name = decision.action();
        let answers = [
            (system::Action::EffectDone, true),
            (system::Action::EffectFailed, false),
        ];
        for (action, done) in answers {
            if action.name() == name && decision.is_allowed() {
                self.answer(decision, done);
            }
        }
        let Some(action) = rules.actions.get(name) else {
            return;
        };
        self.count(Key::Action(name.into()), Some(decision.is_allowed()));
        let mut kinds = decision.denials.iter().map(|denial| denial.kind);
        if kinds.any(|kind| matches!(kind, DenialKind::Hidden | DenialKind::Role)) {
            return;
        }
        self.reached(Key::Asked(name.into(), request.actor().role().into()));
        let inputs = Inputs::of(rules, action, request, decision.case.currency());
        let values = action.inputs.iter().zip(&inputs.values);
        for (place, (input, value)) in values.enumerate() {
            if inputs.ill_formed.are_among(&[place]) {
                continue;
            }
            let given = request.input(&input.name).is_some_and(Value::is_set);
            self.count(Key::Input(name.into(), place), Some(given));
            self.option(&input.ty.kind, value);
        }
    }

    /// A host's answer, by the effect that it is about.
    fn answer(&self, decision: &Decision<'_>, done: bool) {
        let id = decision.request.input("id").and_then(Value::as_str);
        let mut history = decision.case.state.history.iter();
        let past = history.find(|past| Some(&*past.id) == id);
        if let Some(EffectKind::Host(effect)) = past.map(|past| past.effect) {
            self.reached(Key::Answer(effect, done));
        }
    }

    /// The options that the facts of a case have.
    fn facts(&self, rules: &Rules, state: &State) {
        for (fact, value) in rules.words.facts.values().zip(&state.facts) {
            self.option(&fact.ty.kind, value);
        }
    }

    fn option(&self, kind: &Kind, value: &Value) {
        match (kind, value) {
            (Kind::Choice(list), Value::Choice(name)) => {
                self.reached(Key::Option(*list, Str::from(&**name)));
            }
            (Kind::List(kind), Value::List(items)) => {
                items.iter().for_each(|item| self.option(kind, item));
            }
            _ => {}
        }
    }

    fn holds(&self, decision: &Decision<'_>, before: &State, after: &State) {
        let by_date = decision.action() == system::Action::HoldEnded.name();
        for (place, hold) in after.holds.iter().enumerate() {
            let was = before.holds.get(place);
            let happened = match was {
                Some(was) if was.ended.is_none() && hold.ended.is_some() => {
                    if by_date {
                        Hold::EndsByDate
                    } else {
                        Hold::EndsByHand
                    }
                }
                Some(_) => continue,
                None => Hold::Begins,
            };
            let reason = hold.reason.as_str().unwrap_or_default();
            self.reached(Key::Hold(reason.into(), happened));
        }
    }

    /// The options that an effect's arguments have, and its letter.
    fn carried_out(&self, effect: &Effect<'_>) {
        let parameters = effect.kind.parameters(&effect.rules.words);
        for (parameter, value) in parameters.iter().zip(effect.arguments.iter()) {
            if parameter.sort == Sort::Plain {
                self.option(&parameter.ty.kind, value);
            }
        }
        if let (Some(letter), Some(template)) = (effect.letter(), effect.template()) {
            self.reached(Key::Letter(
                template.into(),
                letter.language.as_str().into(),
            ));
        }
    }

    fn turn(&self, decision: &Decision<'_>) {
        let named = |name| decision.request.input(name).and_then(Value::as_str);
        if let Some(timer) = named("timer") {
            self.reached(Key::Timer(timer.into()));
        }
        let flow = named("flow").and_then(|flow| decision.rules.0.words.flow_id(flow));
        if let (Some(flow), Some(step)) = (flow, named("step")) {
            let runs = !decision.is_passed_over();
            self.count(Key::Step(flow, step.into()), Some(runs));
        }
    }
}
