//! What the built-in functions compute, for expressions and scripts alike. No tree and no script is known here.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};

use super::eval::{FaultKind, arithmetic};
use super::tree::{Arithmetic, Function};
use crate::case::civil;
use crate::rules::calendar::Calendar;
use crate::value::Value;

/// What functions on dates need: whose days they are, and which of them are worked.
#[derive(Clone, Copy)]
pub(crate) struct Dates<'a> {
    pub(crate) time_zone: Tz,
    pub(crate) calendar: &'a Calendar,
}

impl Dates<'_> {
    /// The civil date of a date or a point in time.
    pub(crate) fn civil(&self, value: &Value) -> Result<NaiveDate, FaultKind> {
        match value {
            Value::Date(date) => Ok(*date),
            Value::DateTime(time) => Ok(civil(self.time_zone, *time)),
            _ => Err(FaultKind::WrongValue),
        }
    }

    pub(crate) fn business_days_after(
        &self,
        date: NaiveDate,
        days: i64,
    ) -> Result<NaiveDate, FaultKind> {
        self.calendar
            .business_days_after(date, days)
            .ok_or(FaultKind::DateOutOfRange)
    }
}

/// The order of two values of one type.
pub(crate) fn compare_values(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b))
        | (Value::Amount(a), Value::Amount(b))
        | (Value::Percent(a), Value::Percent(b)) => Some(order(*a, *b)),
        (Value::Text(a), Value::Text(b)) | (Value::Choice(a), Value::Choice(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The order of two numbers. What amounts mostly are, of the same decimals, needs no arithmetic.
fn order(a: Decimal, b: Decimal) -> Ordering {
    if a.scale() == b.scale() {
        return a.mantissa().cmp(&b.mantissa());
    }
    if b.is_zero() {
        return a.mantissa().cmp(&0);
    }
    a.cmp(&b)
}

pub(crate) fn add_days(date: NaiveDate, days: Option<i64>) -> Result<NaiveDate, FaultKind> {
    let days = days.ok_or(FaultKind::DateOutOfRange)?;
    let distance = Days::new(days.unsigned_abs());
    let moved = if days < 0 {
        date.checked_sub_days(distance)
    } else {
        date.checked_add_days(distance)
    };
    moved.ok_or(FaultKind::DateOutOfRange)
}

/// The same day so many months on, or the month's last where it has no such day.
pub(crate) fn months_after(date: NaiveDate, months: i64) -> Result<NaiveDate, FaultKind> {
    let distance = u32::try_from(months.unsigned_abs()).map_err(|_| FaultKind::DateOutOfRange)?;
    let distance = Months::new(distance);
    let moved = if months < 0 {
        date.checked_sub_months(distance)
    } else {
        date.checked_add_months(distance)
    };
    moved.ok_or(FaultKind::DateOutOfRange)
}

pub(crate) fn weekday_name(date: NaiveDate) -> &'static str {
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
    .get(date.weekday().num_days_from_monday() as usize)
    .copied()
    .unwrap_or_default()
}

/// A number rounded to so many decimals, half away from zero; before the point where negative.
pub(crate) fn round(number: Decimal, digits: i64) -> Result<Decimal, FaultKind> {
    let strategy = RoundingStrategy::MidpointAwayFromZero;
    if let Ok(digits) = u32::try_from(digits) {
        return Ok(number.round_dp_with_strategy(digits.min(28), strategy));
    }
    let places = u32::try_from(digits.unsigned_abs()).unwrap_or(u32::MAX);
    // What lies behind the point decides nothing here, and dividing it could round it up to a half.
    let mut scaled = number.trunc();
    if scaled.set_scale(places).is_err() {
        // Beyond the first digit that a number can have, but half of that place can be reached.
        let half = Decimal::from(5).checked_mul(Decimal::from(10_i128.pow(28)));
        let reached = places == 29 && half.is_some_and(|half| number.abs() >= half);
        return if reached {
            Err(FaultKind::Overflow)
        } else {
            Ok(Decimal::ZERO)
        };
    }
    scaled
        .round_dp_with_strategy(0, strategy)
        .checked_mul(Decimal::from(10_i128.pow(places)))
        .ok_or(FaultKind::Overflow)
}

pub(crate) fn call(
    function: Function,
    arguments: &[Cow<'_, Value>],
    dates: &Dates<'_>,
) -> Result<Value, FaultKind> {
    let argument = |at: usize| {
        arguments
            .get(at)
            .map(AsRef::as_ref)
            .ok_or(FaultKind::WrongValue)
    };
    let date = |at: usize| dates.civil(argument(at)?);
    let whole = |at: usize| match argument(at)? {
        Value::Integer(number) => Ok(*number),
        _ => Err(FaultKind::WrongValue),
    };
    let text = |at: usize| argument(at)?.as_str().ok_or(FaultKind::WrongValue);
    Ok(match function {
        Function::DaysBetween => Value::Integer((date(1)? - date(0)?).num_days()),
        Function::MonthsAfter => Value::Date(months_after(date(0)?, whole(1)?)?),
        Function::BusinessDaysAfter => Value::Date(dates.business_days_after(date(0)?, whole(1)?)?),
        Function::IsBusinessDay => Value::Bool(dates.calendar.is_business_day(date(0)?)),
        Function::Weekday => Value::choice(weekday_name(date(0)?)),
        Function::Year => Value::Integer(i64::from(date(0)?.year())),
        Function::WholeDivision => {
            let divisor = whole(1)?;
            if divisor == 0 {
                return Err(FaultKind::DivisionByZero);
            }
            Value::Integer(whole(0)?.checked_div(divisor).ok_or(FaultKind::Overflow)?)
        }
        Function::Round => {
            let digits = whole(1)?;
            match argument(0)? {
                Value::Integer(number) => {
                    let rounded = round(Decimal::from(*number), digits.min(0))?;
                    let number = i64::try_from(rounded).map_err(|_| FaultKind::Overflow)?;
                    Value::Integer(number)
                }
                Value::Decimal(number) => Value::Decimal(round(*number, digits)?),
                Value::Amount(number) => Value::Amount(round(*number, digits)?),
                Value::Percent(number) => Value::Percent(round(*number, digits)?),
                _ => return Err(FaultKind::WrongValue),
            }
        }
        Function::Min => extreme(arguments, Ordering::Less)?,
        Function::Max => extreme(arguments, Ordering::Greater)?,
        Function::Abs => match argument(0)? {
            Value::Integer(number) => {
                Value::Integer(number.checked_abs().ok_or(FaultKind::Overflow)?)
            }
            Value::Decimal(number) => Value::Decimal(number.abs()),
            Value::Amount(number) => Value::Amount(number.abs()),
            Value::Percent(number) => Value::Percent(number.abs()),
            _ => return Err(FaultKind::WrongValue),
        },
        Function::Length => {
            let length = match argument(0)? {
                Value::Text(text) => text.chars().count(),
                Value::List(items) => items.len(),
                _ => return Err(FaultKind::WrongValue),
            };
            Value::Integer(i64::try_from(length).map_err(|_| FaultKind::Overflow)?)
        }
        Function::Sum => sum(argument(0)?, argument(1)?)?,
        Function::Contains => Value::Bool(text(0)?.contains(text(1)?)),
        Function::StartsWith => Value::Bool(text(0)?.starts_with(text(1)?)),
        Function::Lower => Value::from(text(0)?.to_lowercase()),
    })
}

/// The sum of a list of numbers of one type, from a value of that type on.
fn sum(list: &Value, from: &Value) -> Result<Value, FaultKind> {
    let Value::List(items) = list else {
        return Err(FaultKind::WrongValue);
    };
    let add = |sum: Value, item| arithmetic(Arithmetic::Add, &sum, item);
    items.iter().try_fold(from.clone(), add)
}

/// The first of the values that no other one comes before, in the direction that is asked for.
pub(crate) fn extreme(arguments: &[Cow<'_, Value>], wanted: Ordering) -> Result<Value, FaultKind> {
    let mut found = arguments.first().ok_or(FaultKind::WrongValue)?;
    for candidate in arguments.iter().skip(1) {
        if compare_values(candidate, found).ok_or(FaultKind::WrongValue)? == wanted {
            found = candidate;
        }
    }
    Ok(found.as_ref().clone())
}
