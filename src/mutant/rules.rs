//! Where edits can be made: actions, flows, timers, answers, limits, functions. What an edit of an expression or a table is, is known elsewhere.

use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};

use super::MutantKind::{Declaration, Input as Field, Role, Rule, Schedule};
use super::data;
use super::editor::{Editor, Words};
use super::effects::{self, computed, when};
use super::expr::{expr, failing, other_values, step};
use crate::expr::Node;
use crate::rules::action::{Action, Body, Input, SYSTEM, Warning, reads};
use crate::rules::flow::{Day, Flow, Step, Unit, Wait};
use crate::rules::interest::beginnings;
use crate::rules::timer::Timer;
use crate::rules::{FlowId, FlowName, Invariant, Rules};
use crate::script::OwnedDates;
use crate::source::Span;
use crate::value::Value;

/// Goes through everything that can be edited, always in the same order.
pub(super) fn walk(rules: &mut Rules, editor: &mut Editor<'_>) {
    for (name, action) in &mut rules.actions {
        editor.enter(name);
        self::action(action, editor);
    }
    let flows = rules.flows.iter_mut().zip(rules.words.flows.iter_mut());
    for (flow, (name, words)) in flows {
        editor.enter(name);
        self::flow(flow, words, editor);
    }
    timers(&mut rules.timers, editor);
    let names: Vec<Arc<str>> = rules.words.effects.keys().cloned().collect();
    for (answers, name) in rules.answers.iter_mut().zip(names) {
        editor.enter(&name);
        effects::list(&mut answers.done, editor);
        effects::list(&mut answers.failed, editor);
    }
    limits(&mut rules.invariants, editor);
    for (name, body) in rules.scripts.plain_mut() {
        editor.enter(&Arc::clone(name));
        expr(body, editor);
    }
    data::walk(rules, editor);
}

/// Works out anew what is worked out when a rule set loads.
pub(super) fn settle(rules: &mut Rules, original: &Rules) {
    for action in rules.actions.values_mut() {
        for rule in &mut action.require {
            rule.reads = reads(rule.when.iter().chain([&rule.that]), &rule.otherwise);
        }
        for Warning {
            reads: read,
            when,
            message,
            ..
        } in &mut action.warn
        {
            *read = reads(when.iter(), message);
        }
    }
    let changes = beginnings(&rules.tables);
    if let Some(interest) = &mut rules.interest {
        interest.changes = changes;
    }
    if rules.calendar != original.calendar {
        let dates = OwnedDates {
            time_zone: rules.time_zone,
            calendar: Arc::new(rules.calendar.clone()),
        };
        rules.scripts = rules.scripts.clone().with_dates(dates);
    }
    rules.hold();
}

fn action(action: &mut Action, editor: &mut Editor<'_>) {
    roles(action, editor);
    when(&mut action.shown, editor);
    for (at, input) in action.inputs.iter_mut().enumerate() {
        self::input(input, action.defaults.get_mut(at), editor);
    }
    requirements(action, editor);
    for at in 0..action.warn.len() {
        let (span, name) = match action.warn.get(at) {
            Some(warning) => (warning.span, Arc::clone(&warning.name)),
            None => continue,
        };
        editor.offer(
            Rule,
            span,
            &mut action.warn,
            |_| no_longer_asked(&name),
            |warn| drop(warn.remove(at)),
        );
        if let Some(warning) = action.warn.get_mut(at) {
            when(&mut warning.when, editor);
        }
    }
    if let Body::Effects(items) = &mut action.body {
        effects::list(items, editor);
    }
}

fn no_longer_asked(name: &str) -> Words {
    Words::new(
        format!("`{name}` is no longer asked"),
        format!("der spørges ikke længere om `{name}`"),
    )
}

fn roles(action: &mut Action, editor: &mut Editor<'_>) {
    let name = Arc::clone(&action.name);
    let words = editor.words();
    for role in words.roles.iter().filter(|role| &***role != SYSTEM) {
        let has_it = action.who.contains(role);
        if has_it && action.who.len() == 1 {
            continue;
        }
        editor.offer(
            Role,
            action.span,
            &mut action.who,
            |_| match has_it {
                true => Words::new(
                    format!("`{role}` may no longer ask for `{name}`"),
                    format!("`{role}` må ikke længere bede om `{name}`"),
                ),
                false => Words::new(
                    format!("`{role}` may ask for `{name}`, too"),
                    format!("`{role}` må også bede om `{name}`"),
                ),
            },
            |who| match has_it {
                true => who.retain(|known| known != role),
                false => who.push(Arc::clone(role)),
            },
        );
    }
}

fn requirements(action: &mut Action, editor: &mut Editor<'_>) {
    for at in 0..action.require.len() {
        let (span, name) = match action.require.get(at) {
            Some(rule) => (rule.span, Arc::clone(&rule.name)),
            None => continue,
        };
        editor.probing(
            &mut action.require,
            |require| {
                if let Some(rule) = require.get_mut(at) {
                    rule.that = failing(&rule.that);
                }
            },
            |require, editor| {
                editor.offer(
                    Rule,
                    span,
                    require,
                    |_| no_longer_asked(&name),
                    |require| drop(require.remove(at)),
                );
            },
        );
        let Some(rule) = action.require.get_mut(at) else {
            continue;
        };
        when(&mut rule.when, editor);
        expr(&mut rule.that, editor);
        for needed in 0..rule.needs.len() {
            let other = rule.needs.get(needed).cloned().unwrap_or_default();
            editor.offer(
                Rule,
                span,
                &mut rule.needs,
                |_| {
                    Words::new(
                        format!("`{name}` is asked where `{other}` has failed, too"),
                        format!("der spørges om `{name}`, også hvor `{other}` ikke er opfyldt"),
                    )
                },
                |needs| drop(needs.remove(needed)),
            );
        }
    }
}

fn input(input: &mut Input, default: Option<&mut Value>, editor: &mut Editor<'_>) {
    let (span, name) = (input.declared, Arc::clone(&input.name));
    if input.ty.optional {
        editor.offer(
            Field,
            span,
            input,
            |_| {
                Words::new(
                    format!("`{name}` must be given"),
                    format!("`{name}` skal angives"),
                )
            },
            |input| input.ty.optional = false,
        );
    }
    for (limit, key) in [(&mut input.min, "min"), (&mut input.max, "max")] {
        let Some(number) = *limit else { continue };
        for by in [1, -1] {
            let moved = number + rust_decimal::Decimal::new(by, number.scale());
            editor.offer(
                Field,
                span,
                limit,
                |_| Words::becomes(&format!("{key}: {number}"), &format!("{key}: {moved}")),
                |limit| *limit = Some(moved),
            );
        }
    }
    if let Some(length) = input.max_length {
        for moved in [length.saturating_add(1), length.saturating_sub(1)] {
            editor.offer(
                Field,
                span,
                &mut input.max_length,
                |_| {
                    Words::becomes(
                        &format!("max_length: {length}"),
                        &format!("max_length: {moved}"),
                    )
                },
                |length| *length = Some(moved),
            );
        }
    }
    let Some(default) = default.filter(|default| default.is_set()) else {
        return;
    };
    for other in other_values(default, &input.ty.kind, editor) {
        editor.offer(
            Field,
            span,
            default,
            |default| {
                Words::new(
                    format!("`{name}` is `{other}` where nothing is said, not `{default}`"),
                    format!("`{name}` er `{other}`, hvor intet er sagt, ikke `{default}`"),
                )
            },
            |default| *default = other.clone(),
        );
    }
}

fn flow(flow: &mut Flow, words: &mut FlowName, editor: &mut Editor<'_>) {
    let span = flow.span;
    let name = words.value.as_str().unwrap_or_default().to_owned();
    for at in 0..editor.words().flows.len() {
        let other = FlowId::new(at);
        let to = editor.words().flow_name(other).to_owned();
        let has_it = words.switch_to.contains(&other);
        if to == name {
            continue;
        }
        editor.offer(
            Declaration,
            span,
            &mut words.switch_to,
            |_| match has_it {
                true => Words::new(
                    format!("`{name}` can no longer be left for `{to}`"),
                    format!("`{name}` kan ikke længere forlades for `{to}`"),
                ),
                false => Words::new(
                    format!("`{name}` can be left for `{to}`, too"),
                    format!("`{name}` kan også forlades for `{to}`"),
                ),
            },
            |switch_to| match has_it {
                true => switch_to.retain(|flow| *flow != other),
                false => switch_to.push(other),
            },
        );
    }
    if let Some(wait) = &flow.apart {
        let (at, text) = (wait.number.span, editor.text(wait.number.span));
        editor.offer(
            Schedule,
            at,
            &mut flow.apart,
            |_| Words::dropped(&format!("apart: {text}")),
            |apart| *apart = None,
        );
    }
    if let Some(wait) = &mut flow.apart {
        self::wait(wait, None, editor);
    }
    for at in 0..flow.steps.len() {
        let (span, step) = match flow.steps.get(at) {
            Some(step) => (step.span, Arc::clone(&step.name)),
            None => continue,
        };
        editor.offer(
            Schedule,
            span,
            &mut (&mut *flow, &mut *words),
            |_| Words::dropped(&step),
            |(flow, words)| {
                flow.steps.remove(at);
                if at < words.steps.len() {
                    words.steps.remove(at);
                }
            },
        );
        if let Some(step) = flow.steps.get_mut(at) {
            self::step_of(step, editor);
        }
    }
}

fn step_of(step: &mut Step, editor: &mut Editor<'_>) {
    let name = Arc::clone(&step.name);
    // Before the step before it, none runs.
    let earliest = step.after.from.is_none().then_some(0);
    wait(&mut step.after.wait, earliest, editor);
    if let Some(from) = &step.after.from {
        let (span, text) = (from.span, editor.text(from.span));
        editor.offer(
            Schedule,
            span,
            &mut step.after.from,
            |_| {
                Words::new(
                    format!("`{name}` counts from the step before, not from `{text}`"),
                    format!("`{name}` regnes fra trinnet før, ikke fra `{text}`"),
                )
            },
            |from| *from = None,
        );
    }
    if let Some(from) = &mut step.after.from {
        expr(from, editor);
    }
    moments(&name, step.span, &mut step.at, &mut step.day, editor);
    when(&mut step.wait_for, editor);
    when(&mut step.when, editor);
    effects::list(&mut step.effects, editor);
}

fn timers(timers: &mut Vec<Timer>, editor: &mut Editor<'_>) {
    for at in 0..timers.len() {
        let (span, name) = match timers.get(at) {
            Some(timer) => (timer.span, Arc::clone(&timer.name)),
            None => continue,
        };
        editor.enter(&name);
        editor.offer(
            Schedule,
            span,
            timers,
            |_| Words::dropped(&name),
            |timers| drop(timers.remove(at)),
        );
        if let Some(timer) = timers.get_mut(at) {
            self::timer(timer, editor);
        }
    }
}

fn timer(timer: &mut Timer, editor: &mut Editor<'_>) {
    let name = Arc::clone(&timer.name);
    if timer.repeats {
        editor.offer(
            Schedule,
            timer.span,
            &mut timer.repeats,
            |_| {
                Words::new(
                    format!("`{name}` runs once, not again and again"),
                    format!("`{name}` kører én gang, ikke igen og igen"),
                )
            },
            |repeats| *repeats = false,
        );
    }
    wait(&mut timer.wait, None, editor);
    expr(&mut timer.from, editor);
    moments(&name, timer.span, &mut timer.at, &mut timer.day, editor);
    when(&mut timer.condition, editor);
    effects::list(&mut timer.effects, editor);
}

/// A waiting time: one more or less, as far as less makes a difference, and counted in something else.
fn wait(wait: &mut Wait, least: Option<i64>, editor: &mut Editor<'_>) {
    let other = match wait.unit {
        Unit::Days => Unit::BusinessDays,
        Unit::BusinessDays | Unit::Months => Unit::Days,
        Unit::Weeks => Unit::Days,
    };
    let (span, text) = (wait.number.span, editor.text(wait.number.span));
    if let Node::Const(value) = &wait.number.node {
        let (value, unit) = (value.clone(), counted(wait.unit));
        for by in [1, -1] {
            let Some(moved) = step(&value, by) else {
                continue;
            };
            if least.is_some_and(|least| matches!(moved, Value::Integer(days) if days < least)) {
                continue;
            }
            editor.offer(
                Schedule,
                span,
                &mut wait.number,
                |_| {
                    let (en, da) = unit;
                    Words::new(
                        format!("waits {moved} {en}, not {value}"),
                        format!("venter {moved} {da}, ikke {value}"),
                    )
                },
                |number| number.node = Node::Const(moved.clone()),
            );
        }
        if value == Value::Integer(0) {
            return;
        }
    } else {
        computed(&mut wait.number, editor);
    }
    let (from, to) = (counted(wait.unit), counted(other));
    editor.offer(
        Schedule,
        span,
        &mut wait.unit,
        |_| {
            Words::new(
                format!("`{text}` counts {}, not {}", to.0, from.0),
                format!("`{text}` tæller {}, ikke {}", to.1, from.1),
            )
        },
        |unit| *unit = other,
    );
}

fn counted(unit: Unit) -> (&'static str, &'static str) {
    match unit {
        Unit::Days => ("days", "dage"),
        Unit::BusinessDays => ("business days", "hverdage"),
        Unit::Weeks => ("weeks", "uger"),
        Unit::Months => ("months", "måneder"),
    }
}

/// A time of day, and the days on which it may be.
fn moments(
    name: &str,
    span: Span,
    at: &mut Option<NaiveTime>,
    day: &mut Day,
    editor: &mut Editor<'_>,
) {
    if let Some(time) = *at {
        let (later, _) = time.overflowing_add_signed(TimeDelta::minutes(1));
        editor.offer(
            Schedule,
            span,
            at,
            |_| {
                let (from, to) = (time.format("%H:%M"), later.format("%H:%M"));
                Words::new(
                    format!("`{name}` runs at {to}, not {from}"),
                    format!("`{name}` kører klokken {to}, ikke {from}"),
                )
            },
            |at| *at = Some(later),
        );
    }
    let other = match day {
        Day::Any => Day::Business,
        Day::Business => Day::Any,
    };
    editor.offer(
        Schedule,
        span,
        day,
        |_| match other {
            Day::Any => Words::new(
                format!("`{name}` runs on any day"),
                format!("`{name}` kører alle dage"),
            ),
            Day::Business => Words::new(
                format!("`{name}` runs on business days alone"),
                format!("`{name}` kører kun på hverdage"),
            ),
        },
        |day| *day = other,
    );
}

fn limits(invariants: &mut Vec<Invariant>, editor: &mut Editor<'_>) {
    for at in 0..invariants.len() {
        let (span, name) = match invariants.get(at) {
            Some(invariant) => (invariant.span, Arc::clone(&invariant.name)),
            None => continue,
        };
        editor.enter_limit(&name);
        let fail = |invariants: &mut Vec<Invariant>| {
            if let Some(Invariant { condition, .. }) = invariants.get_mut(at) {
                *condition = failing(condition);
            }
        };
        editor.probing(invariants, fail, |invariants, editor| {
            editor.offer(
                Rule,
                span,
                invariants,
                |_| no_longer_asked(&name),
                |invariants| drop(invariants.remove(at)),
            );
        });
        let Some(invariant) = invariants.get_mut(at) else {
            continue;
        };
        expr(&mut invariant.condition, editor);
        for (day, key) in [
            (&mut invariant.from, "from"),
            (&mut invariant.until, "until"),
        ] {
            data::day(day, key, span, Rule, editor);
        }
    }
}
