//! One action, in the decided order: shown, who, inputs, requirements, warnings, effects, invariants.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::decision::Decision;
use super::effects::{Clock, Denials, Run};
use super::inputs::{IllFormed, Inputs, flows_are_offered};
use super::invariants::judge;
use super::trace::Watch;
use super::{Denial, DenialKind, Effect, Request, Warning, script_action, system, wording};
use crate::case::{Case, CaseError, CaseErrorKind, Delta};
use crate::expr::Fault;
use crate::rules::action::{Action, Body};
use crate::rules::{HeldTo, RuleSet};
use crate::source::nearest;

/// Decides a request about a case that fits the rule set.
pub(super) fn decide<'e, W: Watch>(
    rules: &'e RuleSet,
    case: &Case,
    request: &Request,
    now: DateTime<Utc>,
    watch: &mut W,
) -> Result<Made<'e>, CaseError> {
    let name = request.action();
    let Some(action) = rules.0.actions.get(name) else {
        return match system::Action::named(name) {
            Some(action) => Ok(system::decide(&rules.0, case, action, request, now, watch)),
            None => Err(unknown_action(rules, case, name)),
        };
    };
    let rules = &rules.0;
    let Inputs {
        values,
        ill_formed,
        denials,
    } = Inputs::of(rules, action, request, case.view().currency());
    let clock = Clock::new(rules, now);
    let mut run = Run::new(rules, case, &values, request.actor(), clock, watch);
    Ok(make(&mut run, action, &ill_formed, denials))
}

/// What came of an action.
pub(super) struct Made<'e> {
    pub(super) denials: Vec<Denial<'e>>,
    pub(super) warnings: Vec<Warning<'e>>,
    pub(super) effects: Vec<Effect<'e>>,
    pub(super) delta: Delta,
}

impl<'e> Made<'e> {
    pub(super) fn denied(denials: Vec<Denial<'e>>, warnings: Vec<Warning<'e>>) -> Self {
        Self {
            denials,
            warnings,
            effects: Vec::new(),
            delta: Delta::NONE,
        }
    }

    pub(super) fn decision(
        self,
        rules: &'e RuleSet,
        case: Cow<'e, Case>,
        request: Cow<'e, Request>,
        now: DateTime<Utc>,
    ) -> Decision<'e> {
        Decision {
            rules,
            case,
            request,
            now,
            effects: self.effects,
            warnings: self.warnings,
            denials: self.denials,
            delta: self.delta,
            trace: Vec::new(),
        }
    }
}

fn make<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    action: &'e Action,
    ill_formed: &IllFormed,
    mut denials: Vec<Denial<'e>>,
) -> Made<'e> {
    let rules = run.rules;
    if let Some(denial) = unavailable(run, action) {
        return Made::denied(vec![denial], Vec::new());
    }
    let can_ask = |reads: &[usize]| !ill_formed.are_among(reads);
    requirements(run, action, can_ask, &mut denials);
    if denials.is_empty() {
        let flow = run.draft.view().flow();
        denials.extend(flows_are_offered(rules, action, run.inputs, flow));
    }
    let (mut warnings, faults) = warnings(run, action, can_ask);
    denials.extend(faults);
    if !denials.is_empty() {
        return Made::denied(denials, warnings);
    }
    run.over_allowed = action.over_allowed;
    let result = match &action.body {
        Body::Effects(items) => run.items(items),
        Body::Script(script) => script_action::run(run, action, *script, &mut warnings),
    };
    finish(run, result, warnings, &action.held_to)
}

/// Holds what has been drafted to the invariants, and renders its letters.
pub(super) fn finish<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    result: Result<(), Denials<'e>>,
    mut warnings: Vec<Warning<'e>>,
    held_to: &HeldTo,
) -> Made<'e> {
    if let Err(denials) = result {
        return Made::denied(denials, warnings);
    }
    let judged = judge(run, held_to);
    warnings.extend(judged.warnings);
    if !judged.denials.is_empty() {
        return Made::denied(judged.denials, warnings);
    }
    match run.finished() {
        Ok(effects) => Made {
            denials: Vec::new(),
            warnings,
            effects,
            delta: std::mem::replace(&mut run.draft.delta, Delta::NONE),
        },
        Err(denials) => Made::denied(denials, warnings),
    }
}

/// Why the action can't be asked for at all: hidden for this case, or not for this role.
pub(super) fn unavailable<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    action: &'e Action,
) -> Option<Denial<'e>> {
    let rules = run.rules;
    match is_shown(run, action) {
        Ok(true) => {}
        Ok(false) => return Some(hidden(run, action)),
        Err(fault) => return Some(wording::failed(rules, "shown", &fault)),
    }
    may_ask(run, action)
}

/// Why the action isn't shown, in the rule set's words where it has some.
pub(super) fn hidden<'e, W: Watch>(run: &Run<'e, '_, W>, action: &'e Action) -> Denial<'e> {
    let rules = run.rules;
    let Some(message) = &action.hidden else {
        return wording::hidden(rules);
    };
    match message.texts(rules, &run.env()) {
        Ok(message) => Denial {
            kind: DenialKind::Hidden,
            rule: Cow::Borrowed("hidden"),
            input: None,
            message,
            source: None,
            place: None,
        },
        Err(fault) => wording::failed(rules, "hidden", &fault),
    }
}

pub(super) fn is_shown<W: Watch>(run: &mut Run<'_, '_, W>, action: &Action) -> Result<bool, Fault> {
    match &action.shown {
        Some(shown) => run.holds(shown, || "shown".to_owned()),
        None => Ok(true),
    }
}

pub(super) fn may_ask<'e, W: Watch>(run: &Run<'e, '_, W>, action: &Action) -> Option<Denial<'e>> {
    let role = run.actor.role();
    let may = action.who.iter().any(|who| **who == *role);
    (!may).then(|| wording::role(run.rules, role, &action.who))
}

/// Adds the requirements that don't hold, among those whose inputs `can_ask` says are sound.
pub(super) fn requirements<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    action: &'e Action,
    can_ask: impl Fn(&[usize]) -> bool,
    denials: &mut Vec<Denial<'e>>,
) {
    let rules = run.rules;
    let mut failed: Vec<&Arc<str>> = Vec::new();
    for requirement in &action.require {
        let about = || format!("require {}", requirement.name);
        if requirement
            .needs
            .iter()
            .any(|needed| failed.contains(&needed))
        {
            run.watch
                .condition(about, "skipped", Some(&requirement.that));
            failed.push(&requirement.name);
            continue;
        }
        if !can_ask(&requirement.reads) {
            // What can't be asked isn't known to hold.
            failed.push(&requirement.name);
            continue;
        }
        let applies = match &requirement.when {
            Some(when) => run.holds(when, || format!("require {} (when)", requirement.name)),
            None => Ok(true),
        };
        let holds = match applies {
            Ok(true) => run.holds(&requirement.that, about),
            other => other.map(|_| true),
        };
        let message = match holds {
            Ok(true) => continue,
            Ok(false) => requirement.otherwise.texts(rules, &run.env()),
            Err(fault) => Err(fault),
        };
        failed.push(&requirement.name);
        denials.push(match message {
            Ok(message) => Denial {
                kind: DenialKind::Rule,
                rule: Cow::Borrowed(&requirement.name),
                input: requirement.input.as_deref().map(Cow::Borrowed),
                message,
                source: None,
                place: requirement.place.as_ref().map(Cow::Borrowed),
            },
            Err(fault) => wording::failed(rules, &requirement.name, &fault),
        });
    }
}

/// The warnings that apply, and denials for those that could not be evaluated.
pub(super) fn warnings<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    action: &'e Action,
    can_ask: impl Fn(&[usize]) -> bool,
) -> (Vec<Warning<'e>>, Vec<Denial<'e>>) {
    let rules = run.rules;
    let (mut warnings, mut faults) = (Vec::new(), Vec::new());
    for warning in action.warn.iter().filter(|warning| can_ask(&warning.reads)) {
        let applies = match &warning.when {
            Some(when) => run.holds(when, || format!("warn {}", warning.name)),
            None => Ok(true),
        };
        let message = match applies {
            Ok(true) => warning.message.texts(rules, &run.env()),
            Ok(false) => continue,
            Err(fault) => Err(fault),
        };
        match message {
            Ok(message) => warnings.push(Warning {
                rule: Cow::Borrowed(&warning.name),
                message,
            }),
            Err(fault) => faults.push(wording::failed(rules, &warning.name, &fault)),
        }
    }
    (warnings, faults)
}

fn unknown_action(rules: &RuleSet, case: &Case, name: &str) -> CaseError {
    let known = || {
        rules
            .actions()
            .chain(system::Action::ALL.iter().map(|action| action.name()))
    };
    let hint = match nearest(name, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "known are {}",
            known()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    let hint = if name == super::open::OPEN_CASE {
        "a case is opened from an opening".to_owned()
    } else {
        hint
    };
    CaseError::new(
        CaseErrorKind::Action,
        case.id(),
        format!("there is no action `{name}`: {hint}"),
    )
}
