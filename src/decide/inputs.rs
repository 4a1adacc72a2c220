//! Inputs of a request held to what the action declares: all that is wrong is told at once. No rule is asked here.

use smallvec::SmallVec;

use super::{Denial, Request, wording};
use crate::rules::action::{Action, Input};
use crate::rules::fit::{Misfit, fit};
use crate::rules::{Choice, FlowId, Kind, Rules, builtin};
use crate::value::Value;

/// The inputs in the order in which the action declares them, and which of them are ill-formed.
pub(super) struct Inputs<'e> {
    pub(super) values: SmallVec<[Value; 4]>,
    pub(super) ill_formed: IllFormed,
    pub(super) denials: Vec<Denial<'e>>,
}

/// The inputs that no rule can be asked about, by their places.
#[derive(Default)]
pub(super) struct IllFormed(Vec<usize>);

impl IllFormed {
    /// Whether a rule that reads these inputs can't be asked.
    pub(super) fn are_among(&self, reads: &[usize]) -> bool {
        self.0.iter().any(|place| reads.contains(place))
    }
}

impl<'e> Inputs<'e> {
    pub(super) fn of(
        rules: &'e Rules,
        action: &'e Action,
        request: &Request,
        currency: &str,
    ) -> Self {
        let mut inputs = Self {
            values: SmallVec::with_capacity(action.inputs.len()),
            ill_formed: IllFormed::default(),
            denials: Vec::new(),
        };
        for (name, _) in request.inputs() {
            if !action.inputs.iter().any(|input| *input.name == *name) {
                inputs.denials.push(wording::unknown_input(rules, name));
            }
        }
        for (place, input) in action.inputs.iter().enumerate() {
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
            if let Some(denial) = denial {
                inputs.ill_formed.0.push(place);
                inputs.denials.push(denial);
            }
        }
        inputs
    }
}

fn said<'e>(rules: &'e Rules, input: &'e Input, value: &Value, misfit: &Misfit) -> Denial<'e> {
    wording::misfit(
        rules,
        &input.name,
        &input.label,
        &input.ty.kind,
        value,
        misfit,
    )
}

fn bounds<'e>(rules: &'e Rules, input: &'e Input, value: &Value) -> Option<Denial<'e>> {
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
fn belongs<'e>(
    rules: &'e Rules,
    input: &'e Input,
    value: &Value,
    before: &[Value],
    ill_formed: &IllFormed,
) -> Option<Denial<'e>> {
    let Kind::Choice(list) = input.ty.kind else {
        return None;
    };
    let option = rules.words.list(list)?.options.get(value.as_str()?)?;
    // Without a choice before it nothing is offered; where that choice is ill-formed, it has been told.
    let place = input.depends_on?;
    if ill_formed.are_among(&[place]) {
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
pub(super) fn flows_are_offered<'e>(
    rules: &'e Rules,
    action: &'e Action,
    inputs: &[Value],
    flow: FlowId,
) -> Vec<Denial<'e>> {
    let mut denials = Vec::new();
    let flows = action
        .inputs
        .iter()
        .zip(inputs)
        .filter(|(input, _)| input.is_flow);
    for (input, value) in flows.filter(|(_, value)| value.is_set()) {
        let is_offered = |name: &str| offered_flows(rules, flow).any(|offered| offered == name);
        if !value.as_str().is_some_and(is_offered) {
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

/// The flows that a case in a flow may be moved to.
pub(super) fn offered_flows(rules: &Rules, flow: FlowId) -> impl Iterator<Item = &str> {
    let flow = rules.words.flow(flow);
    let to = flow.map(|flow| flow.switch_to.as_slice());
    to.unwrap_or_default()
        .iter()
        .map(|id| rules.words.flow_name(*id))
}
