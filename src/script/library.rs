//! What scripts may call: outcomes, dates and numbers, with the same meanings as in expressions. Nothing else is reachable from a script.

use std::any::TypeId;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, NativeCallContext};
use rust_decimal::Decimal;

use super::Outcome;
use super::case::{self, error};
use super::collections;
use super::convert::{decimal, from_script, to_script};
use super::work::spend;
use crate::expr::{Dates, FaultKind};
use crate::expr::{add_days, extreme, months_after, round, weekday_name};
use crate::rules::calendar::Calendar;
use crate::value::Value;

/// The rule set's zone and calendar, for as long as its scripts live.
#[derive(Clone)]
pub(crate) struct OwnedDates {
    pub(crate) time_zone: Tz,
    pub(crate) calendar: Arc<Calendar>,
}

impl OwnedDates {
    fn borrowed(&self) -> Dates<'_> {
        Dates {
            time_zone: self.time_zone,
            calendar: &self.calendar,
        }
    }
}

type Called<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine, dates: OwnedDates) {
    case::register(engine);
    outcomes(engine);
    moments(engine);
    numbers(engine);
    calendar(engine, dates);
    collections::register(engine);
    engine.register_fn("is_set", |value: Dynamic| !value.is_unit());
    engine.register_fn("not", |truth: bool| !truth);
}

fn outcomes(engine: &mut Engine) {
    engine.register_type_with_name::<Outcome>("outcome");
    engine.register_fn(
        "deny",
        |rule: ImmutableString, message: Dynamic| -> Called<Outcome> {
            Ok(Outcome::Deny {
                rule: Arc::from(rule.as_str()),
                message: plain(&message)?,
            })
        },
    );
    engine.register_fn(
        "warn",
        |rule: ImmutableString, message: Dynamic| -> Called<Outcome> {
            Ok(Outcome::Warn {
                rule: Arc::from(rule.as_str()),
                message: plain(&message)?,
            })
        },
    );
    engine.register_fn(
        "effect",
        |name: ImmutableString, arguments: Dynamic| -> Called<Outcome> {
            Ok(Outcome::Effect {
                name: Arc::from(name.as_str()),
                arguments: plain(&arguments)?,
            })
        },
    );
    engine.register_fn("effect", |name: ImmutableString| Outcome::Effect {
        name: Arc::from(name.as_str()),
        arguments: Value::Record(Arc::default()),
    });
}

fn plain(value: &Dynamic) -> Called<Value> {
    from_script(value).ok_or_else(|| error("a value of this type can't leave a script"))
}

fn failed(kind: &FaultKind) -> Box<EvalAltResult> {
    error(match kind {
        FaultKind::Overflow => "a number too large to be kept",
        FaultKind::DivisionByZero => "a division by zero",
        FaultKind::DateOutOfRange => "a date beyond the calendar",
        _ => "a value of another type is needed",
    })
}

macro_rules! compare {
    ($engine:expr, $type:ty, $name:literal) => {
        $engine.register_type_with_name::<$type>($name);
        $engine.register_fn("==", |a: $type, b: $type| a == b);
        $engine.register_fn("!=", |a: $type, b: $type| a != b);
        $engine.register_fn("<", |a: $type, b: $type| a < b);
        $engine.register_fn("<=", |a: $type, b: $type| a <= b);
        $engine.register_fn(">", |a: $type, b: $type| a > b);
        $engine.register_fn(">=", |a: $type, b: $type| a >= b);
    };
}

fn moments(engine: &mut Engine) {
    compare!(engine, NaiveDate, "date");
    compare!(engine, DateTime<Utc>, "datetime");
    engine.register_fn("+", |date: NaiveDate, days: i64| {
        add_days(date, Some(days)).map_err(|e| failed(&e))
    });
    engine.register_fn("+", |days: i64, date: NaiveDate| {
        add_days(date, Some(days)).map_err(|e| failed(&e))
    });
    engine.register_fn("-", |date: NaiveDate, days: i64| {
        add_days(date, days.checked_neg()).map_err(|e| failed(&e))
    });
    engine.register_fn("to_string", |date: &mut NaiveDate| date.to_string());
    engine.register_fn("to_string", |time: &mut DateTime<Utc>| {
        crate::value::instant(time)
    });
    engine.register_fn("date", |text: ImmutableString| {
        crate::rules::fit::date(&text).ok_or_else(|| error(&format!("`{text}` isn't a date")))
    });
}

fn numbers(engine: &mut Engine) {
    let divide = |a: Decimal, b: Decimal| -> Called<Decimal> {
        if b.is_zero() {
            return Err(failed(&FaultKind::DivisionByZero));
        }
        a.checked_div(b).ok_or_else(|| failed(&FaultKind::Overflow))
    };
    engine.register_fn("/", move |a: i64, b: i64| {
        divide(Decimal::from(a), Decimal::from(b))
    });
    // What `a /= b` becomes where `a` is whole: the same quotient, and `a` is a decimal then.
    engine.register_fn("/=", move |a: &mut Dynamic, b: i64| -> Called<()> {
        let number = decimal(a).ok_or_else(|| failed(&FaultKind::WrongValue))?;
        *a = divide(number, Decimal::from(b))?.into();
        Ok(())
    });
    engine.register_fn("div", |a: i64, b: i64| -> Called<i64> {
        if b == 0 {
            return Err(failed(&FaultKind::DivisionByZero));
        }
        a.checked_div(b).ok_or_else(|| failed(&FaultKind::Overflow))
    });
    engine.register_fn("round", |number: Decimal, digits: i64| {
        round(number, digits).map_err(|e| failed(&e))
    });
    engine.register_fn("round", |number: i64, digits: i64| -> Called<i64> {
        let rounded = round(Decimal::from(number), digits.min(0)).map_err(|e| failed(&e))?;
        i64::try_from(rounded).map_err(|_| failed(&FaultKind::Overflow))
    });
    engine.register_fn("abs", |number: i64| -> Called<i64> {
        number
            .checked_abs()
            .ok_or_else(|| failed(&FaultKind::Overflow))
    });
    engine.register_fn("abs", |number: Decimal| number.abs());
    for (name, wanted) in [("min", Ordering::Less), ("max", Ordering::Greater)] {
        for count in 2..=MAX_ALTERNATIVES {
            let any = vec![TypeId::of::<Dynamic>(); count];
            engine.register_raw_fn(name, any, move |_, arguments| {
                let arguments = arguments.iter().map(|argument| &**argument);
                outermost(arguments, wanted)
            });
        }
    }
}

/// The values that `min` and `max` choose from.
const MAX_ALTERNATIVES: usize = 8;

/// The least or the greatest of numbers, or of dates: a decimal where one of them is.
fn outermost<'a>(values: impl Iterator<Item = &'a Dynamic>, wanted: Ordering) -> Called<Dynamic> {
    let values: Option<Vec<Value>> = values.map(from_script).collect();
    let values = values.ok_or_else(|| failed(&FaultKind::WrongValue))?;
    let exact = values
        .iter()
        .any(|value| matches!(value, Value::Decimal(_)));
    let values: Vec<Cow<'_, Value>> = values
        .iter()
        .map(|value| match value.as_decimal() {
            Some(number) if exact => Cow::Owned(Value::Decimal(number)),
            _ => Cow::Borrowed(value),
        })
        .collect();
    let found = extreme(&values, wanted).map_err(|kind| failed(&kind))?;
    Ok(to_script(&found))
}

/// Functions on a date or a point in time, which count its civil day.
fn calendar(engine: &mut Engine, dates: OwnedDates) {
    let civil = |dates: &OwnedDates, value: &Dynamic| -> Called<NaiveDate> {
        let value = from_script(value).unwrap_or_default();
        dates.borrowed().civil(&value).map_err(|e| failed(&e))
    };
    let d = dates.clone();
    engine.register_fn(
        "days_between",
        move |a: Dynamic, b: Dynamic| -> Called<i64> {
            Ok((civil(&d, &b)? - civil(&d, &a)?).num_days())
        },
    );
    let d = dates.clone();
    engine.register_fn("months_after", move |date: Dynamic, months: i64| {
        months_after(civil(&d, &date)?, months).map_err(|e| failed(&e))
    });
    let d = dates.clone();
    engine.register_fn(
        "business_days_after",
        move |context: NativeCallContext, date: Dynamic, days: i64| {
            // Each day until then is looked at.
            spend(
                &context,
                usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX),
            )?;
            d.borrowed()
                .business_days_after(civil(&d, &date)?, days)
                .map_err(|e| failed(&e))
        },
    );
    let d = dates.clone();
    engine.register_fn("is_business_day", move |date: Dynamic| -> Called<bool> {
        Ok(d.calendar.is_business_day(civil(&d, &date)?))
    });
    let d = dates.clone();
    engine.register_fn("weekday", move |date: Dynamic| -> Called<ImmutableString> {
        Ok(weekday_name(civil(&d, &date)?).into())
    });
    engine.register_fn("year", move |date: Dynamic| -> Called<i64> {
        Ok(i64::from(civil(&dates, &date)?.year()))
    });
}
