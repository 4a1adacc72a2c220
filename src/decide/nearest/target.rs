//! Values that would do: what one side of a comparison would have to be, what an operand would, what a type has to offer. No tree is walked here.

use std::cmp::Ordering;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::change::{Slot, Wanted};
use crate::case::{instant_in, local_in};
use crate::expr::{Arithmetic, Comparison, Env, Field, compare_values};
use crate::rules::currency::currency_decimals;
use crate::rules::table::Cell;
use crate::rules::{Kind, ListId, Type, builtin};
use crate::value::Value;

/// The options of a list that are tried.
const MOST_OPTIONS: usize = 16;

/// What an expression would have to come to.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) value: Value,
    pub(super) wanted: Wanted,
}

impl Target {
    pub(super) fn with(&self, value: Value) -> Self {
        Self {
            value,
            wanted: self.wanted.clone(),
        }
    }

    /// The same where what is larger makes less.
    pub(super) fn turned(self) -> Option<Self> {
        let wanted = match self.wanted {
            Wanted::AtLeast => Wanted::AtMost,
            Wanted::AtMost => Wanted::AtLeast,
            other => other,
        };
        Some(Self { wanted, ..self })
    }

    pub(super) fn negated(&self) -> Option<Self> {
        let value = match &self.value {
            Value::Integer(number) => Value::Integer(number.checked_neg()?),
            value => number_like(-value.as_decimal()?, value)?,
        };
        self.with(value).turned()
    }

    /// Whether a value would do.
    pub(super) fn is_met(&self, value: &Value) -> bool {
        let order = compare_values(value, &self.value);
        match &self.wanted {
            Wanted::Is => order.is_some_and(Ordering::is_eq) || *value == self.value,
            Wanted::IsNot(other) => value != other,
            Wanted::AtLeast => order.is_some_and(Ordering::is_ge),
            Wanted::AtMost => order.is_some_and(Ordering::is_le),
            Wanted::IsSet => value.is_set(),
        }
    }
}

/// The slot that a field of the case is.
pub(super) fn field_slot(field: &Field) -> Option<Slot> {
    Some(match field {
        Field::Status => Slot::Status,
        Field::Flow => Slot::Flow,
        Field::FlowStarted => Slot::FlowStarted,
        Field::Step | Field::StepIndex => Slot::Step,
        Field::Fact(fact) => Slot::Fact(*fact),
        Field::Balance => Slot::Balance,
        Field::Sum(kind) | Field::Left(kind) => Slot::Sum(*kind),
        Field::Count(kind) => Slot::Count(*kind),
        Field::History(part, key) => Slot::History(*part, key.clone()),
        Field::Principal | Field::PrincipalLeft => Slot::Balance,
        Field::Closing | Field::ClosingCode | Field::ClosingReason | Field::ClosingAt => {
            Slot::Status
        }
        Field::Id | Field::Revision | Field::Currency | Field::Whole => return None,
    })
}

/// What one side would have to be for a comparison with the other to hold.
pub(super) fn targets(
    comparison: Comparison,
    other: &Value,
    ty: &Type,
    env: &Env<'_>,
) -> Vec<Target> {
    let one = |value: Option<Value>, wanted| {
        let target = value.map(|value| Target { value, wanted });
        target.into_iter().collect()
    };
    let unit = |up| beside(other, up, env);
    match comparison {
        Comparison::Equal => one(Some(other.clone()), Wanted::Is),
        Comparison::NotEqual => {
            let others = others(other, ty, env).into_iter();
            let wanted = Wanted::IsNot(other.clone());
            others
                .map(|value| Target {
                    value,
                    wanted: wanted.clone(),
                })
                .collect()
        }
        Comparison::Less => one(unit(false), Wanted::AtMost),
        Comparison::LessOrEqual => one(Some(other.clone()), Wanted::AtMost),
        Comparison::Greater => one(unit(true), Wanted::AtLeast),
        Comparison::GreaterOrEqual => one(Some(other.clone()), Wanted::AtLeast),
    }
}

/// The value next to another.
pub(super) fn beside(value: &Value, up: bool, env: &Env<'_>) -> Option<Value> {
    let sign = if up { 1 } else { -1 };
    let currency = env.case.currency();
    Some(match value {
        Value::Integer(number) => Value::Integer(number.checked_add(sign)?),
        Value::Amount(amount) => {
            let unit = Decimal::new(sign, currency_decimals(currency));
            Value::Amount(amount.checked_add(unit)?)
        }
        Value::Decimal(number) => Value::Decimal(number.checked_add(Decimal::new(sign, 2))?),
        Value::Percent(number) => Value::Percent(number.checked_add(Decimal::new(sign, 2))?),
        Value::Date(date) => Value::Date(shifted(*date, sign)?),
        Value::DateTime(time) => {
            Value::DateTime(time.checked_add_signed(chrono::Duration::seconds(sign))?)
        }
        _ => return None,
    })
}

/// Other values than one, of its type.
pub(super) fn others(value: &Value, ty: &Type, env: &Env<'_>) -> Vec<Value> {
    let mut others: Vec<Value> = match &ty.kind {
        Kind::Choice(list) => options(*list, env),
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Text => vec![Value::text("text"), Value::text("another text")],
        _ => [true, false]
            .into_iter()
            .filter_map(|up| beside(value, up, env))
            .collect(),
    };
    if !value.is_set() {
        others.extend(samples(ty, env));
    } else if ty.optional {
        others.push(Value::Unset);
    }
    others.retain(|other| other != value);
    others
}

/// Values of a type.
pub(super) fn samples(ty: &Type, env: &Env<'_>) -> Vec<Value> {
    match &ty.kind {
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Integer => vec![Value::Integer(1)],
        Kind::Decimal => vec![Value::Decimal(Decimal::ONE)],
        Kind::Amount => vec![Value::Amount(Decimal::ONE)],
        Kind::Percent => vec![Value::Percent(Decimal::ONE)],
        Kind::Text => vec![Value::text("text"), Value::text("somebody@example.com")],
        Kind::Date => {
            let days = [0, 1, -1].into_iter();
            let days = days.filter_map(|days| shifted(env.today, days));
            days.map(Value::Date).collect()
        }
        Kind::DateTime => vec![Value::DateTime(env.now)],
        Kind::Choice(list) => options(*list, env),
        Kind::List(_) | Kind::Case | Kind::Record => Vec::new(),
    }
}

pub(super) fn options(list: ListId, env: &Env<'_>) -> Vec<Value> {
    if list == builtin::STEP {
        return Vec::new();
    }
    let list = env.rules.words.list(list);
    let options = list.into_iter().flat_map(|list| list.options.values());
    options
        .take(MOST_OPTIONS)
        .map(|option| option.value.clone())
        .collect()
}

/// A value that a cell of a table takes.
pub(super) fn within(cell: &Cell, ty: &Type, env: &Env<'_>) -> Option<Target> {
    match cell {
        Cell::Any => None,
        Cell::Compare(comparison, value) => targets(*comparison, value, ty, env).into_iter().next(),
        Cell::Range(low, _) => Some(Target {
            value: low.clone(),
            wanted: Wanted::AtLeast,
        }),
        Cell::OneOf(values) => values.first().map(|value| Target {
            value: value.clone(),
            wanted: Wanted::Is,
        }),
    }
}

/// What one operand would have to be, the other and the result given.
pub(super) fn solved(
    operation: Arithmetic,
    target: &Target,
    other: &Value,
    now: &Value,
    is_right: bool,
) -> Option<Target> {
    let result = &target.value;
    if let (Value::Date(_), Value::Integer(_)) | (Value::Integer(_), Value::Date(_)) = (now, other)
    {
        let sign = if operation == Arithmetic::Subtract {
            -1
        } else {
            1
        };
        let result = result.as_date()?;
        return match (now, other) {
            (Value::Date(_), Value::Integer(days)) => {
                let date = shifted(result, days.checked_mul(-sign)?)?;
                Some(target.with(Value::Date(date)))
            }
            (_, Value::Date(date)) => {
                let days = (result - *date).num_days().checked_mul(sign)?;
                let target = target.with(Value::Integer(days));
                if sign < 0 {
                    target.turned()
                } else {
                    Some(target)
                }
            }
            _ => None,
        };
    }
    let (wanted, other_number) = (result.as_decimal()?, other.as_decimal()?);
    let percent = |value: &Value| matches!(value, Value::Percent(_));
    let (number, turned) = match (operation, is_right) {
        (Arithmetic::Add, _) => (wanted.checked_sub(other_number)?, false),
        (Arithmetic::Subtract, false) => (wanted.checked_add(other_number)?, false),
        (Arithmetic::Subtract, true) => (other_number.checked_sub(wanted)?, true),
        (Arithmetic::Multiply, _) => {
            let share = if percent(other) || percent(now) {
                Decimal::ONE_HUNDRED
            } else {
                Decimal::ONE
            };
            let number = wanted.checked_mul(share)?.checked_div(other_number)?;
            (number, other_number.is_sign_negative())
        }
        (Arithmetic::Divide, false) => (
            wanted.checked_mul(other_number)?,
            other_number.is_sign_negative(),
        ),
        _ => return None,
    };
    let found = target.with(number_like(number, now)?);
    if turned { found.turned() } else { Some(found) }
}

pub(super) fn number_like(number: Decimal, like: &Value) -> Option<Value> {
    Some(match like {
        Value::Integer(_) => Value::Integer(i64::try_from(number).ok()?),
        Value::Decimal(_) => Value::Decimal(number),
        Value::Amount(_) => Value::Amount(number),
        Value::Percent(_) => Value::Percent(number),
        _ => return None,
    })
}

pub(super) fn number(number: Decimal, kind: &Kind) -> Option<Value> {
    Some(match kind {
        Kind::Integer => Value::Integer(i64::try_from(number).ok()?),
        Kind::Decimal => Value::Decimal(number),
        Kind::Amount => Value::Amount(number),
        Kind::Percent => Value::Percent(number),
        _ => return None,
    })
}

pub(super) fn narrowed(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Decimal(number) if number.is_integer() => i64::try_from(*number).ok(),
        _ => None,
    }
}

pub(super) fn difference(after: &Value, before: &Value) -> Option<Value> {
    match (after, before) {
        (Value::Integer(after), Value::Integer(before)) => {
            after.checked_sub(*before).map(Value::Integer)
        }
        _ => {
            let change = after.as_decimal()?.checked_sub(before.as_decimal()?)?;
            number_like(change, after)
        }
    }
}

pub(super) fn less(value: &Value, change: &Value) -> Option<Value> {
    difference(value, change)
}

pub(super) fn shifted(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(chrono::Duration::try_days(days)?)
}

/// A date as a value of a type: a point in time is at the time of day that it is.
pub(super) fn dated(date: NaiveDate, ty: &Type, env: &Env<'_>) -> Value {
    match ty.kind {
        Kind::DateTime => {
            let zone = env.rules.time_zone;
            let time = local_in(zone, env.now).time();
            Value::DateTime(instant_in(zone, date.and_time(time)))
        }
        _ => Value::Date(date),
    }
}
