//! Plain data as values of declared types: inputs, facts, openings, what scripts return. No message is worded here.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::currency::currency_decimals;
use super::{Kind, ListId, Type, Vocabulary};
use crate::value::Value;

/// Why a value doesn't fit a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// There is none, and there must be one.
    Missing,
    /// It isn't written as such a value is.
    Malformed,
    /// It isn't among the options.
    Option(ListId),
    /// An amount with more decimals than its currency has.
    Decimals(u32),
    /// A number too large to be kept.
    TooLarge,
}

/// The largest amount that may enter a ledger: its sums can then never overflow.
pub(crate) const LARGEST_AMOUNT: i64 = 1_000_000_000_000_000;

/// A value as one of a type.
pub(crate) fn fit(
    value: &Value,
    ty: &Type,
    words: &Vocabulary,
    currency: &str,
) -> Result<Value, Misfit> {
    let empty = matches!(value, Value::Text(text) if text.is_empty());
    if !value.is_set() || empty {
        return if ty.optional {
            Ok(Value::Unset)
        } else {
            Err(Misfit::Missing)
        };
    }
    fit_kind(value, &ty.kind, words, currency)
}

fn fit_kind(
    value: &Value,
    kind: &Kind,
    words: &Vocabulary,
    currency: &str,
) -> Result<Value, Misfit> {
    match (kind, value) {
        (Kind::Bool, Value::Bool(_))
        | (Kind::Integer, Value::Integer(_))
        | (Kind::Text, Value::Text(_))
        | (Kind::Date, Value::Date(_))
        | (Kind::DateTime, Value::DateTime(_)) => Ok(value.clone()),
        (Kind::Text, Value::Choice(name)) => Ok(Value::Text(name.clone())),
        (Kind::Bool, Value::Text(text)) => match &**text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(Misfit::Malformed),
        },
        (Kind::Integer, Value::Text(text)) => text
            .parse()
            .map(Value::Integer)
            .map_err(|_| Misfit::Malformed),
        (Kind::Decimal, _) => number(value).map(Value::Decimal),
        (Kind::Percent, _) => number(value).map(Value::Percent),
        // As written, `1.000` may be a thousand: a text isn't shortened.
        (Kind::Amount, Value::Text(_)) => amount(number(value)?, currency).map(Value::Amount),
        (Kind::Amount, _) => {
            let number = number(value)?;
            let too_fine = number.scale() > currency_decimals(currency);
            let number = if too_fine { number.normalize() } else { number };
            amount(number, currency).map(Value::Amount)
        }
        (Kind::Date, Value::Text(text)) => date(text).map(Value::Date).ok_or(Misfit::Malformed),
        (Kind::DateTime, Value::Text(text)) => {
            instant(text).map(Value::DateTime).ok_or(Misfit::Malformed)
        }
        (Kind::Choice(list), Value::Text(name) | Value::Choice(name)) => {
            let option = words.list(*list).and_then(|list| list.options.get(&**name));
            option
                .map(|option| option.value.clone())
                .ok_or(Misfit::Option(*list))
        }
        (Kind::List(item), Value::List(items)) => {
            let items = items
                .iter()
                .map(|value| fit_kind(value, item, words, currency));
            Ok(Value::List(items.collect::<Result<Arc<[Value]>, _>>()?))
        }
        _ => Err(Misfit::Malformed),
    }
}

/// An amount that the ledger of a currency can hold.
fn amount(mut number: Decimal, currency: &str) -> Result<Decimal, Misfit> {
    let decimals = currency_decimals(currency);
    if number.scale() > decimals {
        return Err(Misfit::Decimals(decimals));
    }
    if number.abs() > Decimal::from(LARGEST_AMOUNT) {
        return Err(Misfit::TooLarge);
    }
    number.rescale(decimals);
    Ok(number)
}

fn number(value: &Value) -> Result<Decimal, Misfit> {
    match value {
        Value::Text(text) => decimal(text).ok_or(Misfit::Malformed),
        value => value.as_decimal().ok_or(Misfit::Malformed),
    }
}

/// A number as it may be written: digits, with a point before the decimals.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits
        .split_once('.')
        .map_or((digits, None), |(a, b)| (a, Some(b)));
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let well_formed = all_digits(whole) && decimals.is_none_or(all_digits);
    well_formed
        .then(|| Decimal::from_str_exact(text).ok())
        .flatten()
}

/// A date as it may be written: 2026-03-20.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let mut shape = text.bytes().zip(*b"0000-00-00");
    let shaped = shape.all(|(byte, wanted)| match wanted {
        b'-' => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (text.len() == 10 && shaped)
        .then(|| text.parse().ok())
        .flatten()
}

/// A point in time as it may be written: RFC 3339, with its distance from UTC.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.with_timezone(&Utc))
}
