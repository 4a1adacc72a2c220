//! From a denial to the changes that could remove it: the condition behind it is found and aimed at. What a condition wants is worked out elsewhere.

use super::aim::Aim;
use super::change::{Move, Slot, Wanted};
use super::world::{Ask, World};
use crate::case::Status;
use crate::decide::effects::{Clock, Run};
use crate::decide::inputs::Inputs;
use crate::decide::system;
use crate::decide::{Denial, DenialKind, Request};
use crate::expr::{Env, Silent, eval, eval_bool};
use crate::rules::action::{Action, Body, SYSTEM};
use crate::rules::effect::{
    Argument, CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind,
};
use crate::rules::{Kind, RuleSet, Rules, Side};
use crate::value::Value;

/// The changes that could remove a denial.
pub(super) fn ways(rules: &RuleSet, world: &World, denial: &Denial<'_>) -> Vec<Move> {
    match &world.ask {
        Ask::Action(request) | Ask::Item(request) => match rules.0.actions.get(request.action()) {
            Some(action) => asked(&rules.0, world, request, action, denial),
            None => system_asked(&rules.0, world, request, denial),
        },
        Ask::Turn(_) => turn(&rules.0, world, denial),
    }
}

/// The changes by which a step that waits, or a case that is paused, could go on.
pub(super) fn ways_on(rules: &RuleSet, world: &World) -> Vec<Move> {
    let rules = &rules.0;
    let actor = world.actor();
    let clock = Clock::new(rules, world.now);
    let mut silent = Silent;
    let run = Run::new(rules, &world.case, &[], &actor, clock, &mut silent);
    let mut aim = Aim::new(&[]);
    let state = &world.case.state;
    if state.status() != Status::Active {
        let active = Value::choice(Status::Active.name());
        aim.push(Slot::Status, active, Wanted::Is);
    }
    let flow = rules.flows.get(state.flow.index());
    let step = flow.and_then(|flow| flow.steps.get(state.step?));
    if let Some(step) = step {
        let env = run.env();
        if let Some(wait_for) = &step.wait_for {
            aim.at(wait_for, &env, true);
        }
        if let Some(from) = &step.after.from {
            aim.at_anything_else(from, &env);
        }
    }
    aim.moves
}

fn asked(
    rules: &Rules,
    world: &World,
    request: &Request,
    action: &Action,
    denial: &Denial<'_>,
) -> Vec<Move> {
    let mut aim = Aim::new(&action.inputs);
    let inputs = Inputs::of(rules, action, request, world.case.currency());
    let clock = Clock::new(rules, world.now);
    let mut silent = Silent;
    let (case, actor) = (&world.case, request.actor());
    let mut run = Run::new(rules, case, &inputs.values, actor, clock, &mut silent);
    match denial.kind {
        DenialKind::Role => {
            for role in &action.who {
                aim.push(Slot::Role, Value::choice(role), Wanted::Is);
            }
        }
        DenialKind::Hidden => {
            if let Some(shown) = &action.shown {
                aim.at(shown, &run.env(), true);
            }
        }
        DenialKind::Input => {
            if let Some(name) = &denial.input {
                aim.inputs_given(name, &run.env());
                // What may be chosen can hang on what was chosen before, or on the flow.
                let declared = action.inputs.iter().find(|input| *input.name == **name);
                let parent = declared.and_then(|input| action.inputs.get(input.depends_on?));
                if let Some(parent) = parent {
                    aim.inputs_given(&parent.name, &run.env());
                }
            }
        }
        DenialKind::Rule => {
            let env = run.env();
            let mut named = action.require.iter();
            match named.find(|requirement| *requirement.name == *denial.rule) {
                Some(requirement) => {
                    aim.at(&requirement.that, &env, true);
                    if let Some(when) = &requirement.when {
                        aim.at(when, &env, false);
                    }
                }
                // A script denied it: whatever it may have looked at is tried.
                None => anything(&mut aim, action, &env),
            }
        }
        DenialKind::Effect | DenialKind::Invariant | DenialKind::Failed => {
            run.over_allowed = action.over_allowed;
            if let Body::Effects(items) = &action.body {
                effects(&mut aim, rules, &mut run, items, denial);
            }
            anything(&mut aim, action, &run.env());
        }
    }
    aim.moves
}

/// The changes that could remove what keeps a step or a timer from running.
fn turn(rules: &Rules, world: &World, denial: &Denial<'_>) -> Vec<Move> {
    let Ask::Turn(turn) = &world.ask else {
        return Vec::new();
    };
    let actor = world.actor();
    let clock = Clock::new(rules, world.now);
    let mut silent = Silent;
    let mut run = Run::new(rules, &world.case, &[], &actor, clock, &mut silent);
    let mut aim = Aim::new(&[]);
    let items: &[EffectItem] = match turn {
        crate::case::Turn::Step { flow, step } => {
            let flow = rules.words.flow_id(flow);
            let flow = flow.and_then(|flow| rules.flows.get(flow.index()));
            let mut steps = flow.into_iter().flat_map(|flow| &flow.steps);
            steps
                .find(|found| found.name == *step)
                .map_or(&[], |step| &step.effects)
        }
        crate::case::Turn::Timer { timer } => {
            let mut timers = rules.timers.iter();
            timers
                .find(|found| found.name == *timer)
                .map_or(&[], |timer| &timer.effects)
        }
        crate::case::Turn::HoldEnds { .. } => &[],
    };
    effects(&mut aim, rules, &mut run, items, denial);
    // A table may hold from another day on only.
    if denial.kind == DenialKind::Failed {
        let versions = rules.tables.iter().flat_map(|table| &table.versions);
        let begin = versions.filter_map(|version| version.from);
        let mut begin: Vec<_> = begin.filter(|from| *from > run.today).collect();
        begin.sort_unstable();
        for from in begin {
            aim.day(from, &run.env());
        }
    }
    for item in items {
        let env = run.env();
        item.each_expr(&mut |expr| aim.at_anything_else(expr, &env));
    }
    aim.moves
}

/// The changes by which effects, or the limits that they are held to, would be kept.
fn effects<'e>(
    aim: &mut Aim<'_>,
    rules: &'e Rules,
    run: &mut Run<'e, '_, Silent>,
    items: &'e [EffectItem],
    denial: &Denial<'_>,
) {
    if let Some(status) = wanted_status(&denial.rule) {
        aim.push(Slot::Status, Value::choice(status.name()), Wanted::Is);
    }
    for item in items {
        let env = run.env();
        arguments(aim, rules, item, &env, denial);
        // What isn't done can't be refused.
        if let Some(when) = &item.when
            && eval_bool(when, &env, &mut Silent) == Ok(true)
        {
            aim.at(when, &env, false);
        }
    }
    let mut invariants = rules.invariants.iter();
    let invariant = invariants.find(|invariant| *invariant.name == *denial.rule);
    if let (DenialKind::Invariant, Some(invariant)) = (denial.kind, invariant)
        && run.items(items).is_ok()
    {
        aim.at(&invariant.condition, &run.env(), invariant.must_be);
    }
}

/// The status in which an effect that was refused would be legal.
fn wanted_status(rule: &str) -> Option<Status> {
    Some(match rule {
        "case_is_closed" => Status::Active,
        "not_closed" => Status::Closed,
        "not_paused" => Status::Paused,
        _ => return None,
    })
}

/// What the arguments of the effects would have to be.
fn arguments(
    aim: &mut Aim<'_>,
    rules: &Rules,
    item: &EffectItem,
    env: &Env<'_>,
    denial: &Denial<'_>,
) {
    for body in &item.bodies {
        let call = match body {
            EffectItemBody::Item(item) => {
                arguments(aim, rules, item, env, denial);
                continue;
            }
            EffectItemBody::Call(call) => call,
        };
        let parameters = call.kind.parameters(&rules.words);
        for (parameter, argument) in parameters.iter().zip(&call.arguments) {
            let Some(Argument::Value(expr)) = argument else {
                continue;
            };
            let value = eval(expr, env, &mut Silent);
            let is_missing = value.as_ref().is_ok_and(|value| !value.is_set());
            if is_missing && !parameter.ty.optional {
                aim.at_anything_else(expr, env);
            }
            if denial.rule == "settlement_exceeds_balance"
                && parameter.ty.kind == Kind::Amount
                && settles(call, rules)
            {
                let balance = env.case.balance();
                aim.at_most(expr, env, Value::Amount(balance));
                if let Ok(amount) = value {
                    aim.push(Slot::Balance, amount.into_owned(), Wanted::AtLeast);
                }
            }
        }
    }
}

fn settles(call: &EffectCall, rules: &Rules) -> bool {
    let entry = call.arguments.first().and_then(Option::as_ref);
    let entry = entry
        .and_then(Argument::fixed)
        .and_then(Value::as_str)
        .and_then(|name| rules.words.entry_id(name));
    call.kind == EffectKind::Case(CaseEffect::Post)
        && entry.is_some_and(|entry| rules.words.entry_side(entry) == Side::Settlement)
}

/// Another value of whatever an action looks at.
fn anything(aim: &mut Aim<'_>, action: &Action, env: &Env<'_>) {
    for input in &action.inputs {
        aim.inputs_given(&input.name, env);
    }
    action.each_expr(&mut |expr| aim.at_anything_else(expr, env));
    if matches!(action.body, Body::Script(_)) {
        for (place, (_, fact)) in env.rules.words.facts.iter().enumerate() {
            aim.fact(place, &fact.ty, env);
        }
    }
}

/// The changes for what every rule set has: facts that changed, hosts' answers, the end of a hold.
fn system_asked(rules: &Rules, world: &World, request: &Request, denial: &Denial<'_>) -> Vec<Move> {
    let mut aim = Aim::new(&[]);
    let clock = Clock::new(rules, world.now);
    let mut silent = Silent;
    let run = Run::new(rules, &world.case, &[], request.actor(), clock, &mut silent);
    if denial.kind == DenialKind::Role {
        aim.push(Slot::Role, Value::choice(SYSTEM), Wanted::Is);
        return aim.moves;
    }
    let state = &world.case.state;
    match system::Action::named(request.action()) {
        Some(system::Action::FactsChanged) => {
            if let Some(name) = &denial.input {
                aim.value_of_fact(name, &run.env());
            }
            for (name, _) in request.inputs() {
                aim.push(Slot::Unknown(name.into()), Value::Unset, Wanted::Is);
            }
        }
        Some(system::Action::EffectDone | system::Action::EffectFailed) => {
            let hosts = state.history.iter();
            let hosts = hosts.filter(|past| matches!(past.effect, EffectKind::Host(_)));
            for past in hosts {
                let id = Value::Text(past.id.clone());
                aim.push(Slot::Input("id".into()), id, Wanted::Is);
            }
            for (name, _) in request.inputs().filter(|(name, _)| *name != "id") {
                aim.push(Slot::Unknown(name.into()), Value::Unset, Wanted::Is);
            }
        }
        Some(system::Action::HoldEnded) => {
            for hold in state.holds.iter().filter(|hold| hold.ended.is_none()) {
                let reason = hold.reason.clone();
                aim.push(Slot::Input("reason".into()), reason, Wanted::Is);
                if let Some(date) = hold.resume_on {
                    let env = run.env();
                    aim.day(date, &env);
                }
            }
        }
        None => {}
    }
    if let Some(status) = wanted_status(&denial.rule) {
        aim.push(Slot::Status, Value::choice(status.name()), Wanted::Is);
    }
    let env = run.env();
    let mut invariants = rules.invariants.iter();
    if let Some(invariant) = invariants.find(|invariant| *invariant.name == *denial.rule) {
        aim.at_anything_else(&invariant.condition, &env);
    }
    aim.moves
}
