//! One action, in the decided order: shown, who, inputs, requirements, warnings, effects, invariants.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::decision::Decision;
use super::effects::{Denials, Finished, Run};
use super::inputs::{Inputs, flows_are_offered};
use super::invariants::judge;
use super::trace::Watch;
use super::{Denial, DenialKind, Request, Warning, script_action, system, wording};
use crate::case::{Case, CaseError, CaseErrorKind};
use crate::expr::Fault;
use crate::rules::RuleSet;
use crate::rules::action::{Action, Body};
use crate::source::nearest;

/// Decides a request about a case that fits the rule set.
pub(super) fn decide<'e, W: Watch>(
    rules: &'e RuleSet,
    case: &Case,
    request: &Request,
    now: DateTime<Utc>,
    watch: &mut W,
) -> Result<Decision<'e>, CaseError> {
    let name = request.action();
    let Some(action) = rules.0.actions.get(name) else {
        return match system::Action::named(name) {
            Some(action) => Ok(system::decide(rules, case, action, request, now, watch)),
            None => Err(unknown_action(rules, case, name)),
        };
    };
    let inputs = Inputs::of(&rules.0, action, request, case.view().currency());
    let run = Run::new(case, inputs.values.clone(), request.actor(), now, watch);
    let made = make(run, action, &inputs);
    Ok(made.decision(rules, case, request, now))
}

/// What came of an action.
pub(super) struct Made {
    pub(super) denials: Vec<Denial>,
    pub(super) warnings: Vec<Warning>,
    pub(super) effects: Vec<Finished>,
    pub(super) delta: crate::case::Delta,
}

impl Made {
    pub(super) fn denied(denials: Vec<Denial>, warnings: Vec<Warning>) -> Self {
        Self {
            denials,
            warnings,
            effects: Vec::new(),
            delta: crate::case::Delta::NONE,
        }
    }

    pub(super) fn decision<'e>(
        self,
        rules: &'e RuleSet,
        case: &Case,
        request: &Request,
        now: DateTime<Utc>,
    ) -> Decision<'e> {
        let effects = self
            .effects
            .into_iter()
            .map(|(id, kind, arguments, letter)| super::Effect {
                rules: &rules.0,
                id,
                kind,
                arguments,
                letter,
            });
        Decision {
            rules,
            case: case.clone(),
            request: Cow::Owned(request.clone()),
            now,
            effects: effects.collect(),
            warnings: self.warnings,
            denials: self.denials,
            delta: self.delta,
            trace: Vec::new(),
        }
    }
}

fn make<W: Watch>(mut run: Run<'_, W>, action: &Action, inputs: &Inputs) -> Made {
    let rules = run.rules();
    if let Some(denial) = unavailable(&mut run, action) {
        return Made::denied(vec![denial], Vec::new());
    }
    let mut denials = inputs.denials.clone();
    denials.extend(requirements(&mut run, action, |reads| {
        inputs.are_sound(reads)
    }));
    if denials.is_empty() {
        denials.extend(flows_are_offered(rules, action, inputs, &run.draft.view()));
    }
    let (mut warnings, faults) = warnings(&mut run, action, |reads| inputs.are_sound(reads));
    denials.extend(faults);
    if !denials.is_empty() {
        return Made::denied(denials, warnings);
    }
    run.over_allowed = action.over_allowed;
    let result = match &action.body {
        Body::Effects(items) => run.items(items),
        Body::Script(script) => script_action::run(&mut run, action, *script, &mut warnings),
    };
    finish(run, result, warnings)
}

/// Holds what has been drafted to the invariants, and renders its letters.
pub(super) fn finish<W: Watch>(
    mut run: Run<'_, W>,
    result: Result<(), Denials>,
    mut warnings: Vec<Warning>,
) -> Made {
    if let Err(denials) = result {
        return Made::denied(denials, warnings);
    }
    let judged = judge(&mut run);
    warnings.extend(judged.warnings);
    if !judged.denials.is_empty() {
        return Made::denied(judged.denials, warnings);
    }
    match run.finished() {
        Ok(effects) => Made {
            denials: Vec::new(),
            warnings,
            effects,
            delta: run.draft.delta,
        },
        Err(denials) => Made::denied(denials, warnings),
    }
}

/// Why the action can't be asked for at all: hidden for this case, or not for this role.
pub(super) fn unavailable<W: Watch>(run: &mut Run<'_, W>, action: &Action) -> Option<Denial> {
    let rules = run.rules();
    match is_shown(run, action) {
        Ok(true) => {}
        Ok(false) => return Some(hidden(run, action)),
        Err(fault) => return Some(wording::failed(rules, "shown", &fault)),
    }
    may_ask(run, action)
}

/// Why the action isn't shown, in the rule set's words where it has some.
pub(super) fn hidden<W: Watch>(run: &Run<'_, W>, action: &Action) -> Denial {
    let rules = run.rules();
    let mut denial = wording::hidden(rules);
    if let Some(message) = &action.hidden {
        match message.texts(&run.env(), &mut crate::expr::Silent) {
            Ok(texts) => denial.message = texts,
            Err(fault) => return wording::failed(rules, "hidden", &fault),
        }
    }
    denial
}

pub(super) fn is_shown<W: Watch>(run: &mut Run<'_, W>, action: &Action) -> Result<bool, Fault> {
    match &action.shown {
        Some(shown) => run.holds(shown, || "shown".to_owned()),
        None => Ok(true),
    }
}

pub(super) fn may_ask<W: Watch>(run: &Run<'_, W>, action: &Action) -> Option<Denial> {
    let role = run.actor.role();
    let may = action.who.iter().any(|who| **who == *role);
    (!may).then(|| wording::role(run.rules(), role, &action.who))
}

/// The requirements that don't hold, among those whose inputs `can_ask` says are sound.
pub(super) fn requirements<W: Watch>(
    run: &mut Run<'_, W>,
    action: &Action,
    can_ask: impl Fn(&[usize]) -> bool,
) -> Vec<Denial> {
    let rules = run.rules();
    let mut failed: Vec<&Arc<str>> = Vec::new();
    let mut denials = Vec::new();
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
            Ok(false) => requirement
                .otherwise
                .texts(&run.env(), &mut crate::expr::Silent),
            Err(fault) => Err(fault),
        };
        failed.push(&requirement.name);
        denials.push(match message {
            Ok(message) => Denial {
                kind: DenialKind::Rule,
                rule: requirement.name.clone(),
                input: requirement.input.clone(),
                message,
                source: None,
                place: rules.location(requirement.span),
            },
            Err(fault) => wording::failed(rules, &requirement.name, &fault),
        });
    }
    denials
}

/// The warnings that apply, and denials for those that could not be evaluated.
pub(super) fn warnings<W: Watch>(
    run: &mut Run<'_, W>,
    action: &Action,
    can_ask: impl Fn(&[usize]) -> bool,
) -> (Vec<Warning>, Vec<Denial>) {
    let (mut warnings, mut faults) = (Vec::new(), Vec::new());
    for warning in action.warn.iter().filter(|warning| can_ask(&warning.reads)) {
        let applies = match &warning.when {
            Some(when) => run.holds(when, || format!("warn {}", warning.name)),
            None => Ok(true),
        };
        let message = match applies {
            Ok(true) => warning.message.texts(&run.env(), &mut crate::expr::Silent),
            Ok(false) => continue,
            Err(fault) => Err(fault),
        };
        match message {
            Ok(message) => warnings.push(Warning {
                rule: warning.name.clone(),
                message,
            }),
            Err(fault) => faults.push(wording::failed(run.rules(), &warning.name, &fault)),
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
