//! Values into scripts and back. Nothing runs here.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use indexmap::IndexMap;
use rhai::{Dynamic, FuncArgs, ImmutableString, Map};
use rust_decimal::Decimal;

use super::case::ScriptCase;
use crate::case::View;
use crate::rules::fit::{Misfit, fit};
use crate::rules::{Kind, Parameter, Rules, Type};
use crate::value::Value;

/// What a declared function is called with, in the order of its parameters.
pub(super) struct Arguments<'a> {
    pub(super) values: &'a [Cow<'a, Value>],
    pub(super) parameters: &'a [Parameter],
    pub(super) case: View<'a>,
}

impl FuncArgs for Arguments<'_> {
    fn parse<A: Extend<Dynamic>>(self, arguments: &mut A) {
        let values = self.values.iter().zip(self.parameters);
        arguments.extend(values.map(|(value, parameter)| match parameter.ty.kind {
            Kind::Case => Dynamic::from(ScriptCase::of(&self.case)),
            _ => to_script(value),
        }));
    }
}

/// A value as scripts see it: amounts and percents as decimals, options as texts, a missing one as `()`.
pub(super) fn to_script(value: &Value) -> Dynamic {
    match value {
        Value::Unset => Dynamic::UNIT,
        Value::Bool(truth) => (*truth).into(),
        Value::Integer(number) => (*number).into(),
        Value::Decimal(number) | Value::Amount(number) | Value::Percent(number) => {
            Dynamic::from_decimal(*number)
        }
        Value::Text(text) | Value::Choice(text) => ImmutableString::from(&**text).into(),
        Value::Date(date) => Dynamic::from(*date),
        Value::DateTime(time) => Dynamic::from(*time),
        Value::List(items) => Dynamic::from_array(items.iter().map(to_script).collect()),
        Value::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| ((&**name).into(), to_script(value)));
            Dynamic::from_map(fields.collect::<Map>())
        }
    }
}

/// The lists and maps within each other that may leave a script.
const MAX_NESTING: usize = 16;

/// What a script returned, as plain data; none where it can't be used outside of the script.
pub(super) fn from_script(value: &Dynamic) -> Option<Value> {
    within(value, MAX_NESTING)
}

fn within(value: &Dynamic, nesting: usize) -> Option<Value> {
    if value.is_unit() {
        return Some(Value::Unset);
    }
    if let Ok(truth) = value.as_bool() {
        return Some(Value::Bool(truth));
    }
    if let Ok(number) = value.as_int() {
        return Some(Value::Integer(number));
    }
    if let Ok(number) = value.as_decimal() {
        return Some(Value::Decimal(number));
    }
    if let Some(text) = value.read_lock::<ImmutableString>() {
        return Some(Value::text(text.as_str()));
    }
    if let Some(date) = value.read_lock::<NaiveDate>() {
        return Some(Value::Date(*date));
    }
    if let Some(time) = value.read_lock::<DateTime<Utc>>() {
        return Some(Value::DateTime(*time));
    }
    let nesting = nesting.checked_sub(1)?;
    if let Some(items) = value.read_lock::<rhai::Array>() {
        let items = items.iter().map(|item| within(item, nesting));
        return items.collect::<Option<Arc<[Value]>>>().map(Value::List);
    }
    let fields = value.read_lock::<Map>()?;
    let fields = fields
        .iter()
        .map(|(name, value)| Some((Arc::from(name.as_str()), within(value, nesting)?)));
    let fields: Option<IndexMap<Arc<str>, Value>> = fields.collect();
    fields.map(|fields| Value::Record(Arc::new(fields)))
}

/// What a script returned, as a value of a declared type. An amount keeps its decimals until it
/// enters the ledger.
pub(crate) fn typed(
    value: &Value,
    ty: &Type,
    rules: &Rules,
    currency: &str,
) -> Result<Value, Misfit> {
    let amount = |value: &Value| {
        value
            .as_decimal()
            .filter(|_| !matches!(value, Value::Percent(_)))
    };
    match (&ty.kind, amount(value)) {
        (Kind::Amount, Some(number)) => Ok(Value::Amount(number)),
        _ => fit(value, ty, &rules.words, currency),
    }
}

/// A decimal that a script's number is worth.
pub(super) fn decimal(value: &Dynamic) -> Option<Decimal> {
    value
        .as_decimal()
        .ok()
        .or_else(|| value.as_int().ok().map(Decimal::from))
}
