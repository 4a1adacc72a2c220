//! Inputs of a request held to what the action declares: all that is wrong is told at once. No rule is asked here.

use std::sync::Arc;

use super::{Denial, Request, wording};
use crate::case::View;
use crate::rules::action::{Action, Input};
use crate::rules::fit::{Misfit, fit};
use crate::rules::{Choice, Kind, Rules, builtin};
use crate::value::Value;

/// The inputs in the order in which the action declares them, and which of them are ill-formed.
pub(super) struct Inputs {
    pub(super) values: Vec<Value>,
    pub(super) ill_formed: Vec<bool>,
    pub(super) denials: Vec<Denial>,
}

impl Inputs {
    pub(super) fn of(rules: &Rules, action: &Action, request: &Request, currency: &str) -> Self {
        let mut inputs = Self {
            values: Vec::new(),
            ill_formed: Vec::new(),
            denials: Vec::new(),
        };
        for (name, _) in request.inputs() {
            if !action.inputs.iter().any(|input| *input.name == *name) {
                inputs.denials.push(wording::unknown_input(rules, name));
            }
        }
        for input in &action.inputs {
            let given = request.input(&input.name).filter(|value| value.is_set());
            let (value, denial) = match given {
                Some(value) => match fit(value, &input.ty, &rules.words, currency) {
                    Ok(value) => {
                        let denial = bounds(rules, input, &value).or_else(|| {
                            belongs(rules, input, &value, &inputs.values, &inputs.ill_formed)
                        });
                        (value, denial)
                    }
                    Err(misfit) => (Value::Unset, Some(said(rules, input, value, &misfit))),
                },
                None if input.default.is_set() => (input.default.clone(), None),
                None if input.ty.optional => (Value::Unset, None),
                None => (
                    Value::Unset,
                    Some(said(rules, input, &Value::Unset, &Misfit::Missing)),
                ),
            };
            inputs.values.push(value);
            inputs.ill_formed.push(denial.is_some());
            inputs.denials.extend(denial);
        }
        inputs
    }

    /// Whether a rule that reads these inputs can be asked.
    pub(super) fn are_sound(&self, reads: &[usize]) -> bool {
        reads
            .iter()
            .all(|index| !self.ill_formed.get(*index).copied().unwrap_or(true))
    }
}

fn said(rules: &Rules, input: &Input, value: &Value, misfit: &Misfit) -> Denial {
    wording::misfit(
        rules,
        &input.name,
        &input.label,
        &input.ty.kind,
        value,
        misfit,
    )
}

fn bounds(rules: &Rules, input: &Input, value: &Value) -> Option<Denial> {
    let out = |rule, limit: &str| {
        Some(wording::out_of_bounds(
            rules,
            rule,
            &input.name,
            &input.label,
            limit,
        ))
    };
    if let Some(number) = value.as_decimal() {
        if let Some(min) = input.min.filter(|min| number < *min) {
            return out("too_small", &min.to_string());
        }
        if let Some(max) = input.max.filter(|max| number > *max) {
            return out("too_large", &max.to_string());
        }
    }
    if let (Some(limit), Value::Text(text)) = (input.max_length, value)
        && text.chars().count() > limit
    {
        return out("too_long", &limit.to_string());
    }
    None
}

/// An option that belongs under another than the one chosen before it.
fn belongs(
    rules: &Rules,
    input: &Input,
    value: &Value,
    before: &[Value],
    ill_formed: &[bool],
) -> Option<Denial> {
    let Kind::Choice(list) = input.ty.kind else {
        return None;
    };
    let option = rules.words.list(list)?.options.get(value.as_str()?)?;
    // Without a choice before it nothing is offered; where that choice is ill-formed, it has been told.
    let place = input.depends_on?;
    if ill_formed.get(place).copied().unwrap_or(true) {
        return None;
    }
    let parent = before.get(place)?.as_str().unwrap_or_default();
    let belongs = |option: &Choice| option.under.iter().any(|under| **under == *parent);
    if belongs(option) {
        return None;
    }
    let (name, label) = (&input.name, &input.label);
    Some(wording::not_offered(
        rules,
        name,
        label,
        value,
        list,
        |_, option| belongs(option),
    ))
}

/// The flow that an input names, held to those that the case's flow may be left for.
pub(super) fn flows_are_offered(
    rules: &Rules,
    action: &Action,
    inputs: &Inputs,
    case: &View<'_>,
) -> Vec<Denial> {
    let offered = offered_flows(rules, case);
    let mut denials = Vec::new();
    let flows = action
        .inputs
        .iter()
        .zip(&inputs.values)
        .filter(|(input, _)| input.is_flow);
    for (input, value) in flows.filter(|(_, value)| value.is_set()) {
        let is_offered = |name: &Arc<str>| offered.contains(name);
        if !value
            .as_str()
            .is_some_and(|name| is_offered(&Arc::from(name)))
        {
            let (name, label) = (&input.name, &input.label);
            denials.push(wording::not_offered(
                rules,
                name,
                label,
                value,
                builtin::FLOW,
                |name, _| is_offered(name),
            ));
        }
    }
    denials
}

/// The flows that a case in its flow may be moved to.
pub(super) fn offered_flows(rules: &Rules, case: &View<'_>) -> Vec<Arc<str>> {
    let flow = rules.words.flow(case.flow());
    let to = flow
        .map(|flow| flow.switch_to.as_slice())
        .unwrap_or_default();
    to.iter()
        .filter_map(|id| {
            rules
                .words
                .flows
                .get_index(id.index())
                .map(|(name, _)| name.clone())
        })
        .collect()
}
