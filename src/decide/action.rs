//! One action, in the decided order: shown, who, inputs, requirements, warnings, effects, invariants.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::decision::Decision;
use super::effects::{Finished, Run};
use super::inputs::{Inputs, flows_are_offered};
use super::invariants::judge;
use super::trace::Watch;
use super::{Denial, DenialKind, Request, Warning, system, wording};
use crate::case::{Case, CaseError};
use crate::expr::Fault;
use crate::rules::action::{Action, Body};
use crate::rules::effect::EffectKind;
use crate::rules::{RuleSet, Rules};
use crate::script::{Outcome, ScriptId, typed};
use crate::source::nearest;
use crate::text::Texts;
use crate::value::Value;

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
    let (warnings, faults) = warnings(&mut run, action, |reads| inputs.are_sound(reads));
    denials.extend(faults);
    if !denials.is_empty() {
        return Made::denied(denials, warnings);
    }
    run.over_allowed = action.over_allowed;
    let result = match &action.body {
        Body::Effects(items) => run.items(items).map(|()| Vec::new()),
        Body::Script(script) => run_script(&mut run, action, *script),
    };
    finish(run, result, warnings)
}

/// Holds what has been drafted to the invariants, and renders its letters.
pub(super) fn finish<W: Watch>(
    mut run: Run<'_, W>,
    result: Result<Vec<Warning>, Vec<Denial>>,
    mut warnings: Vec<Warning>,
) -> Made {
    match result {
        Ok(more) => warnings.extend(more),
        Err(denials) => return Made::denied(denials, warnings),
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
        Ok(false) => return Some(wording::hidden(rules)),
        Err(fault) => return Some(wording::failed(rules, "shown", &fault)),
    }
    may_ask(run, action)
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

/// Runs a whole-action script: all its denials and warnings are told, its effects checked like the rest.
fn run_script<W: Watch>(
    run: &mut Run<'_, W>,
    action: &Action,
    script: ScriptId,
) -> Result<Vec<Warning>, Vec<Denial>> {
    let rules = run.rules();
    let failed = |kind| {
        wording::failed(
            rules,
            "script",
            &Fault {
                kind,
                span: action.span,
            },
        )
    };
    let wrong = |what: String| failed(crate::expr::FaultKind::Script(what));
    let outcomes = rules
        .scripts
        .decide(script, &action.inputs, &run.env())
        .map_err(|kind| vec![failed(kind)])?;
    let (mut warnings, mut denials, mut effects) = (Vec::new(), Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Outcome::Deny { rule, message } => denials.push(Denial {
                kind: DenialKind::Rule,
                rule,
                input: None,
                message: script_texts(rules, &message).map_err(|what| vec![wrong(what)])?,
                source: None,
                place: rules.location(action.span),
            }),
            Outcome::Warn { rule, message } => {
                let message = script_texts(rules, &message).map_err(|what| vec![wrong(what)])?;
                warnings.push(Warning { rule, message });
            }
            Outcome::Effect { name, arguments } => effects.push((name, arguments)),
        }
    }
    if !denials.is_empty() {
        return Err(denials);
    }
    for (name, arguments) in effects {
        let (kind, values) =
            script_effect(run, &name, &arguments).map_err(|what| vec![wrong(what)])?;
        run.effect(kind, values, Some(action.span))?;
    }
    Ok(warnings)
}

/// A message from a script: one text for all languages, or a map with each of them.
fn script_texts(rules: &Rules, message: &Value) -> Result<Texts, String> {
    let languages = &rules.words.languages;
    let text = |language: &Arc<str>| match message {
        Value::Text(text) => Ok(text.clone()),
        Value::Record(texts) => match texts.get(language) {
            Some(Value::Text(text)) => Ok(text.clone()),
            _ => Err(format!("a message lacks the language `{language}`")),
        },
        _ => Err("a message must be a text, or a map of languages".to_owned()),
    };
    let texts: Result<Vec<_>, String> = languages
        .iter()
        .map(|language| Ok((language.clone(), text(language)?)))
        .collect();
    texts.map(Texts::new)
}

/// An effect from a script, held to its declaration.
fn script_effect<W: Watch>(
    run: &Run<'_, W>,
    name: &str,
    arguments: &Value,
) -> Result<(EffectKind, Vec<Value>), String> {
    let rules = run.rules();
    let words = &rules.words;
    let kind =
        EffectKind::named(name, words).ok_or_else(|| format!("there is no effect `{name}`"))?;
    let Value::Record(given) = arguments else {
        return Err(format!("the arguments of `{name}` must be a map"));
    };
    let parameters = kind.parameters(words);
    if let Some(unknown) = given
        .keys()
        .find(|key| !parameters.iter().any(|p| p.name == **key))
    {
        return Err(format!("`{name}` takes no argument `{unknown}`"));
    }
    let currency = run.draft.view().currency();
    let mut values = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        let value = given.get(&parameter.name).cloned().unwrap_or_default();
        let value = script_argument(rules, parameter, &value, given, currency).map_err(|()| {
            format!(
                "`{}` of `{name}` is {value}, which doesn't fit",
                parameter.name
            )
        })?;
        values.push(value);
    }
    Ok((kind, values))
}

fn script_argument(
    rules: &Rules,
    parameter: &crate::rules::Parameter,
    value: &Value,
    given: &indexmap::IndexMap<Arc<str>, Value>,
    currency: &str,
) -> Result<Value, ()> {
    use crate::rules::Sort;
    let words = &rules.words;
    let known = |found: bool| if found { Ok(value.clone()) } else { Err(()) };
    let name = value.as_str().unwrap_or_default();
    match parameter.sort {
        Sort::Message if matches!(value, Value::Record(_)) => script_texts(rules, value)
            .map(Texts::into_value)
            .map_err(|_| ()),
        Sort::Template => known(words.templates.contains_key(name)),
        Sort::Entry => known(words.entries.contains_key(name)),
        Sort::Fact => known(words.facts.contains_key(name)),
        Sort::FactValue => {
            let fact = given
                .get("fact")
                .and_then(Value::as_str)
                .and_then(|name| words.facts.get(name));
            let ty = crate::rules::Type::optional(fact.ok_or(())?.ty.kind.clone());
            typed(value, &ty, rules, currency).map_err(|_| ())
        }
        Sort::Plain | Sort::Message | Sort::Flow => {
            typed(value, &parameter.ty, rules, currency).map_err(|_| ())
        }
    }
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
    CaseError::new(case.id(), format!("there is no action `{name}`: {hint}"))
}
