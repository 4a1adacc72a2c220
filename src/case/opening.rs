//! What a case is born with, held to the rule set. Nothing is opened here: that is a decision.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use super::error::{CaseError, CaseErrorKind, id_problem, known, misfit_words};
use super::read::{Cleared, fit_facts};
use super::{Ledger, State};
use crate::rules::fit::fit;
use crate::rules::{Kind, Rules, Type, Vocabulary, builtin};
use crate::value::Value;

/// What a case is born with.
///
/// ```
/// let opening: dunlin::Opening = serde_json::from_str(
///     r#"{"id":"1001","flow":"reminder","principal":"6312.50","currency":"DKK","facts":{"due_date":"2026-02-15"}}"#,
/// )?;
/// assert_eq!(opening.id, "1001");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Opening {
    /// The case's own number, unique for the host.
    pub id: String,
    /// The flow that it begins in; without one, the first that the rule set lets a case begin in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// What is owed from the start, in the case's currency.
    #[serde(default, skip_serializing_if = "unset")]
    pub principal: Value,
    /// The currency's ISO 4217 code; without one, the rule set's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The facts by their names.
    #[serde(default, deserialize_with = "each_once")]
    pub facts: IndexMap<String, Value>,
}

/// Facts, none of them twice.
fn each_once<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, Value>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Record(facts) => Ok(facts
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect()),
        _ => Err(serde::de::Error::custom(
            "`facts` must be a map of names and values",
        )),
    }
}

fn unset(value: &Value) -> bool {
    !value.is_set()
}

impl Opening {
    /// Returns an opening with nothing but a number.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            flow: None,
            principal: Value::Unset,
            currency: None,
            facts: IndexMap::new(),
        }
    }

    /// Sets a field by its name, or else the fact of that name.
    pub fn set(&mut self, name: &str, value: Value) {
        match name {
            "flow" => self.flow = value.as_str().map(str::to_owned),
            "currency" => self.currency = value.as_str().map(str::to_owned),
            "principal" => self.principal = value,
            fact => {
                self.facts.insert(fact.to_owned(), value);
            }
        }
    }
}

/// The state of a case that is about to be opened: without ledger and history.
pub(crate) fn fit_opening(
    rules: &Rules,
    opening: &Opening,
    now: DateTime<Utc>,
) -> Result<(State, Option<Decimal>), CaseError> {
    let words = &rules.words;
    let mut problems = Vec::new();
    problems.extend(id_problem(&opening.id));
    let flow = match &opening.flow {
        Some(name) => match words.flow_id(name) {
            None => {
                problems.push(format!(
                    "there is no flow `{name}`: {}",
                    known(words.flows.keys())
                ));
                None
            }
            Some(flow) if !rules.start.contains(&flow) => {
                problems.push(format!("a case can't be opened in flow `{name}`"));
                None
            }
            Some(flow) => Some(flow),
        },
        None => rules.start.first().copied().or_else(|| {
            problems.push("`flow` is missing".to_owned());
            None
        }),
    };
    let currency = match opening_currency(words, opening.currency.as_deref()) {
        Ok(currency) => currency,
        Err(problem) => {
            problems.push(problem);
            Value::Unset
        }
    };
    let code = currency.as_str().unwrap_or_default();
    let principal = match fit(
        &opening.principal,
        &Type::optional(Kind::Amount),
        words,
        code,
    ) {
        Ok(Value::Amount(amount)) if words.principal.is_none() => {
            problems.push(format!(
                "`principal` is {amount}, and the rule set has no ledger entry `principal`"
            ));
            None
        }
        Ok(Value::Amount(amount)) if amount <= Decimal::ZERO => {
            problems.push(format!(
                "`principal` is {amount}: it must be more than nothing"
            ));
            None
        }
        Ok(Value::Amount(amount)) => Some(amount),
        Ok(_) if words.principal.is_some() => {
            problems.push("`principal` is missing".to_owned());
            None
        }
        Ok(_) => None,
        Err(misfit) => {
            problems.push(misfit_words(
                "principal",
                &opening.principal,
                &Kind::Amount,
                &misfit,
                words,
            ));
            None
        }
    };
    let facts = fit_facts(
        words,
        &opening.facts,
        code,
        Cleared::TakesTheDefault,
        &mut problems,
    );
    let (true, Some(flow)) = (problems.is_empty(), flow) else {
        return Err(CaseError {
            kind: CaseErrorKind::Opening,
            case: opening.id.clone(),
            problems,
        });
    };
    let has_steps = words.flow(flow).is_some_and(|flow| !flow.steps.is_empty());
    let state = State {
        id: Value::text(&opening.id),
        revision: 0,
        currency,
        flow,
        flow_started: now,
        step: has_steps.then_some(0),
        holds: Vec::new(),
        closing: None,
        ledger: Ledger::default(),
        history: Vec::new(),
        turns: Vec::new(),
        notes: Vec::new(),
        facts,
    };
    Ok((state, principal))
}

/// The currency of a new case; none where the rule set declares no currencies.
fn opening_currency(words: &Vocabulary, given: Option<&str>) -> Result<Value, String> {
    let list = words.list(builtin::CURRENCY);
    let mut codes = list.map(|list| list.options.keys()).into_iter().flatten();
    let Some(code) = given else {
        return Ok(codes.next().map_or(Value::Unset, Value::choice));
    };
    match codes.find(|known| ***known == *code) {
        Some(code) => Ok(Value::choice(code)),
        None => {
            let known = list
                .map(|list| known(list.options.keys()))
                .unwrap_or_default();
            Err(format!("a case in `{code}` can't be opened: {known}"))
        }
    }
}
