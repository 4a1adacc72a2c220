//! Whole-action scripts: what one returns is held to the rule set like the rest. No script is run here but through the sandbox.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;

use super::effects::{Denials, Run};
use super::trace::Watch;
use super::{Denial, DenialKind, Warning, wording};
use crate::expr::{Fault, FaultKind};
use crate::rules::action::Action;
use crate::rules::effect::EffectKind;
use crate::rules::{Parameter, Rules, Sort, Type};
use crate::script::{Outcome, ScriptFault, ScriptId, typed};
use crate::text::Texts;
use crate::value::Value;

/// Runs a whole-action script: all its denials and warnings are told, its effects checked like the rest.
pub(super) fn run<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    action: &'e Action,
    script: ScriptId,
    warnings: &mut Vec<Warning<'e>>,
) -> Result<(), Denials<'e>> {
    let rules = run.rules;
    let failed = |kind| wording::failed(rules, "script", &Fault::new(kind, action.span));
    let wrong = |what: ScriptFault| failed(FaultKind::Script(Box::new(what)));
    let outcomes = rules
        .scripts
        .decide(script, &action.inputs, &run.env(), &mut run.watch.aside())
        .map_err(|kind| vec![failed(kind)])?;
    let (mut denials, mut effects) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Outcome::Deny { rule, message } => denials.push(Denial {
                kind: DenialKind::Rule,
                rule: Cow::Owned(rule.to_string()),
                input: None,
                message: texts(rules, &message).map_err(|what| vec![wrong(what)])?,
                source: None,
                place: rules.location(action.span).map(Cow::Owned),
            }),
            Outcome::Warn { rule, message } => {
                let message = texts(rules, &message).map_err(|what| vec![wrong(what)])?;
                let rule = Cow::Owned(rule.to_string());
                warnings.push(Warning { rule, message });
            }
            Outcome::Effect { name, arguments } => effects.push((name, arguments)),
        }
    }
    if !denials.is_empty() {
        return Err(denials);
    }
    for (name, arguments) in effects {
        let (kind, values) = effect(run, &name, &arguments).map_err(|what| vec![wrong(what)])?;
        run.effect(kind, values, Some(action.span))?;
    }
    Ok(())
}

/// A message from a script: one text for all languages, or a map with each of them.
fn texts<'e>(rules: &'e Rules, message: &Value) -> Result<Texts<'e>, ScriptFault> {
    let languages = &rules.words.languages;
    let text = |language: &Arc<str>| match message {
        Value::Text(text) => Ok(Cow::Owned(text.to_string())),
        Value::Record(texts) => match texts.get(language) {
            Some(Value::Text(text)) => Ok(Cow::Owned(text.to_string())),
            _ => Err(ScriptFault::new(
                format!("a message lacks the language `{language}`"),
                format!("en besked mangler sproget `{language}`"),
            )),
        },
        _ => Err(ScriptFault::new(
            "a message must be a text, or a map of languages",
            "en besked skal være en tekst eller et opslag af sprog",
        )),
    };
    let texts: Result<Vec<_>, ScriptFault> = languages.iter().map(text).collect();
    Ok(Texts::new(languages, texts?))
}

/// An effect from a script, held to its declaration.
fn effect<W: Watch>(
    run: &Run<'_, '_, W>,
    name: &str,
    arguments: &Value,
) -> Result<(EffectKind, Vec<Value>), ScriptFault> {
    let rules = run.rules;
    let words = &rules.words;
    let kind = EffectKind::named(name, words).ok_or_else(|| {
        ScriptFault::new(
            format!("there is no effect `{name}`"),
            format!("der findes ingen effekt `{name}`"),
        )
    })?;
    let Value::Record(given) = arguments else {
        return Err(ScriptFault::new(
            format!("the arguments of `{name}` must be a map"),
            format!("argumenterne til `{name}` skal være et opslag"),
        ));
    };
    let parameters = kind.parameters(words);
    if let Some(unknown) = given
        .keys()
        .find(|key| !parameters.iter().any(|p| p.is_given() && p.name == **key))
    {
        return Err(ScriptFault::new(
            format!("`{name}` takes no argument `{unknown}`"),
            format!("`{name}` tager ikke argumentet `{unknown}`"),
        ));
    }
    let currency = run.draft.view().currency();
    let mut values = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        let value = given.get(&parameter.name).cloned().unwrap_or_default();
        let value = argument(rules, parameter, &value, given, currency).map_err(|()| {
            let argument = &parameter.name;
            ScriptFault::new(
                format!("`{argument}` of `{name}` is {value}, which doesn't fit"),
                format!("`{argument}` i `{name}` er {value}, som ikke passer"),
            )
        })?;
        values.push(value);
    }
    Ok((kind, values))
}

fn argument(
    rules: &Rules,
    parameter: &Parameter,
    value: &Value,
    given: &IndexMap<Arc<str>, Value>,
    currency: &str,
) -> Result<Value, ()> {
    let words = &rules.words;
    let known = |found: bool| if found { Ok(value.clone()) } else { Err(()) };
    let name = value.as_str().unwrap_or_default();
    match parameter.sort {
        Sort::Message if matches!(value, Value::Record(_)) => texts(rules, value)
            .map(|texts| texts.to_value())
            .map_err(|_| ()),
        Sort::Template => known(words.templates.contains_key(name)),
        Sort::Entry => known(words.entries.contains_key(name)),
        Sort::Fact => known(words.facts.contains_key(name)),
        Sort::FactValue => {
            let fact = given
                .get("fact")
                .and_then(Value::as_str)
                .and_then(|name| words.facts.get(name));
            let ty = Type::optional(fact.ok_or(())?.ty.kind.clone());
            typed(value, &ty, rules, currency).map_err(|_| ())
        }
        Sort::Plain | Sort::Message | Sort::Flow | Sort::Found => {
            typed(value, &parameter.ty, rules, currency).map_err(|_| ())
        }
    }
}
