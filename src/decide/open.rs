//! The decision by which a case is born: its principal is posted, and the invariants hold from the start.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Request;
use super::action::finish;
use super::decision::Decision;
use super::effects::{Clock, Run};
use super::trace::Watch;
use crate::case::{Actor, Case, CaseError, Opening, fit_opening};
use crate::rules::effect::{CaseEffect, EffectKind};
use crate::rules::{HeldTo, RuleSet};
use crate::value::Value;

/// The action that opens a case.
pub(crate) const OPEN_CASE: &str = "open_case";

pub(super) fn open<'e, W: Watch>(
    rules: &'e RuleSet,
    opening: &Opening,
    now: DateTime<Utc>,
    watch: &mut W,
) -> Result<Decision<'e>, CaseError> {
    let (state, principal) = fit_opening(&rules.0, opening, now)?;
    // Before its opening the case has neither ledger nor history.
    let case = Case {
        rules: rules.clone(),
        state: Arc::new(state),
    };
    let mut request = Request::new(OPEN_CASE, Actor::system()).with("flow", case.flow());
    if case.state.currency.is_set() {
        request = request.with("currency", case.state.currency.clone());
    }
    if let Some(principal) = principal {
        request = request.with("principal", principal);
    }
    // As they were fitted, defaults included: what is a default may be another one tomorrow.
    for (name, value) in rules.0.words.facts.keys().zip(&case.state.facts) {
        request = request.with(&**name, value.clone());
    }
    let actor = request.actor().clone();
    let clock = Clock::new(&rules.0, now);
    let mut run = Run::new(&rules.0, &case, &[], &actor, clock, watch);
    let posted = principal.map_or(Ok(()), |amount| {
        let arguments = vec![
            Value::text("principal"),
            Value::Amount(amount),
            Value::Unset,
            Value::Bool(true),
            Value::Unset,
        ];
        run.effect(EffectKind::Case(CaseEffect::Post), arguments, None)
    });
    let made = finish(&mut run, posted, Vec::new(), &HeldTo::ALL);
    Ok(made.decision(rules, Cow::Owned(case), Cow::Owned(request), now))
}

/// The opening that an opening's record tells of.
pub(super) fn opening_of(case: &str, inputs: impl Iterator<Item = (String, Value)>) -> Opening {
    let mut opening = Opening::new(case);
    for (name, value) in inputs {
        opening.set(&name, value);
    }
    opening
}
