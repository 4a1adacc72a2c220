//! What scripts may call: outcomes, dates and numbers, with the same meanings as in expressions. Nothing else is reachable from a script.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use rhai::{Array, Dynamic, EvalAltResult, ImmutableString, NativeCallContext};
use rust_decimal::Decimal;

use super::Outcome;
use super::calls::Library;
use super::case;
use super::collections;
use super::convert::{decimal, from_script, to_script};
use super::fault::complaint;
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

pub(super) fn register(library: &mut Library, dates: OwnedDates) {
    case::register(library);
    super::fault::register(library);
    outcomes(library);
    moments(library);
    numbers(library);
    calendar(library, dates);
    collections::register(library);
    library.register_fn("is_set(value)", |value: Dynamic| !value.is_unit());
    library.register_fn("not(condition)", |truth: bool| !truth);
}

fn outcomes(library: &mut Library) {
    library.engine.register_type_with_name::<Outcome>("outcome");
    library.register_fn(
        "deny(rule, message)",
        |rule: ImmutableString, message: Dynamic| -> Called<Outcome> {
            Ok(Outcome::Deny {
                rule: Arc::from(rule.as_str()),
                message: plain(&message)?,
            })
        },
    );
    library.register_fn(
        "warn(rule, message)",
        |rule: ImmutableString, message: Dynamic| -> Called<Outcome> {
            Ok(Outcome::Warn {
                rule: Arc::from(rule.as_str()),
                message: plain(&message)?,
            })
        },
    );
    library.register_fn(
        "effect(name, arguments)",
        |name: ImmutableString, arguments: Dynamic| -> Called<Outcome> {
            Ok(Outcome::Effect {
                name: Arc::from(name.as_str()),
                arguments: plain(&arguments)?,
            })
        },
    );
    library.register_fn("effect(name)", |name: ImmutableString| Outcome::Effect {
        name: Arc::from(name.as_str()),
        arguments: Value::Record(Arc::default()),
    });
}

fn plain(value: &Dynamic) -> Called<Value> {
    from_script(value).ok_or_else(|| {
        complaint(
            "a value of this type can't leave a script",
            "en værdi af denne type kan ikke forlade et script",
        )
    })
}

fn failed(kind: &FaultKind) -> Box<EvalAltResult> {
    let [en, da] = match kind {
        FaultKind::Overflow => ["a number too large to be kept", "et tal, der er for stort"],
        FaultKind::DivisionByZero => ["a division by zero", "en division med nul"],
        FaultKind::DateOutOfRange => ["a date beyond the calendar", "en dato uden for kalenderen"],
        _ => [
            "a value of another type is needed",
            "der skal bruges en værdi af en anden type",
        ],
    };
    complaint(en, da)
}

macro_rules! compare {
    ($library:expr, $type:ty, $name:literal) => {
        $library.engine.register_type_with_name::<$type>($name);
        $library.register_fn("==", |a: $type, b: $type| a == b);
        $library.register_fn("!=", |a: $type, b: $type| a != b);
        $library.register_fn("<", |a: $type, b: $type| a < b);
        $library.register_fn("<=", |a: $type, b: $type| a <= b);
        $library.register_fn(">", |a: $type, b: $type| a > b);
        $library.register_fn(">=", |a: $type, b: $type| a >= b);
    };
}

fn moments(library: &mut Library) {
    compare!(library, NaiveDate, "date");
    compare!(library, DateTime<Utc>, "datetime");
    library.register_fn("+", |date: NaiveDate, days: i64| {
        add_days(date, Some(days)).map_err(|e| failed(&e))
    });
    library.register_fn("+", |days: i64, date: NaiveDate| {
        add_days(date, Some(days)).map_err(|e| failed(&e))
    });
    library.register_fn("-", |date: NaiveDate, days: i64| {
        add_days(date, days.checked_neg()).map_err(|e| failed(&e))
    });
    library.register_fn("value.to_string()", |date: &mut NaiveDate| date.to_string());
    library.register_fn("value.to_string()", |time: &mut DateTime<Utc>| {
        crate::value::instant(time)
    });
    library.register_fn("date(text)", |text: ImmutableString| {
        crate::rules::fit::date(&text).ok_or_else(|| {
            complaint(
                format!("`{text}` isn't a date"),
                format!("`{text}` er ikke en dato"),
            )
        })
    });
}

fn numbers(library: &mut Library) {
    let divide = |a: Decimal, b: Decimal| -> Called<Decimal> {
        if b.is_zero() {
            return Err(failed(&FaultKind::DivisionByZero));
        }
        a.checked_div(b).ok_or_else(|| failed(&FaultKind::Overflow))
    };
    library.register_fn("/", move |a: i64, b: i64| {
        divide(Decimal::from(a), Decimal::from(b))
    });
    // What `a /= b` becomes where `a` is whole: the same quotient, and `a` is a decimal then.
    library.register_fn("/=", move |a: &mut Dynamic, b: i64| -> Called<()> {
        let number = decimal(a).ok_or_else(|| failed(&FaultKind::WrongValue))?;
        *a = divide(number, Decimal::from(b))?.into();
        Ok(())
    });
    library.register_fn("div(a, b)", |a: i64, b: i64| -> Called<i64> {
        if b == 0 {
            return Err(failed(&FaultKind::DivisionByZero));
        }
        a.checked_div(b).ok_or_else(|| failed(&FaultKind::Overflow))
    });
    library.register_fn("round(number, digits)", |number: Decimal, digits: i64| {
        round(number, digits).map_err(|e| failed(&e))
    });
    library.register_fn(
        "round(number, digits)",
        |number: i64, digits: i64| -> Called<i64> {
            let rounded = round(Decimal::from(number), digits.min(0)).map_err(|e| failed(&e))?;
            i64::try_from(rounded).map_err(|_| failed(&FaultKind::Overflow))
        },
    );
    library.register_fn("abs(number)", |number: i64| -> Called<i64> {
        number
            .checked_abs()
            .ok_or_else(|| failed(&FaultKind::Overflow))
    });
    library.register_fn("abs(number)", |number: Decimal| number.abs());
    library.register_fn(
        "sum(list)",
        |context: NativeCallContext, list: &mut Array| -> Called<Dynamic> {
            spend(&context, list.len())?;
            sum(list)
        },
    );
    for (name, wanted) in [("min", Ordering::Less), ("max", Ordering::Greater)] {
        for count in 2..=MAX_ALTERNATIVES {
            let form = match count {
                2 => format!("{name}(a, b)"),
                _ => format!("{name}(a, b, …)"),
            };
            library.register_any_fn(&form, count, move |arguments| {
                let arguments = arguments.iter().map(|argument| &**argument);
                outermost(arguments, wanted)
            });
        }
    }
}

/// The sum of a list of numbers: a decimal where one of them is.
fn sum(list: &[Dynamic]) -> Called<Dynamic> {
    let mut whole = Some(0_i64);
    let mut exact = Decimal::ZERO;
    let mut is_whole = true;
    for item in list {
        let number = decimal(item).ok_or_else(|| failed(&FaultKind::WrongValue))?;
        is_whole &= item.is_int();
        whole = whole.and_then(|sum| sum.checked_add(item.as_int().ok()?));
        let sum = exact.checked_add(number);
        exact = sum.ok_or_else(|| failed(&FaultKind::Overflow))?;
    }
    match (is_whole, whole) {
        (true, None) => Err(failed(&FaultKind::Overflow)),
        (true, Some(sum)) => Ok(sum.into()),
        (false, _) => Ok(exact.into()),
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
fn calendar(library: &mut Library, dates: OwnedDates) {
    let civil = |dates: &OwnedDates, value: &Dynamic| -> Called<NaiveDate> {
        let value = from_script(value).unwrap_or_default();
        dates.borrowed().civil(&value).map_err(|e| failed(&e))
    };
    let d = dates.clone();
    library.register_fn(
        "days_between(a, b)",
        move |a: Dynamic, b: Dynamic| -> Called<i64> {
            Ok((civil(&d, &b)? - civil(&d, &a)?).num_days())
        },
    );
    let d = dates.clone();
    library.register_fn(
        "months_after(date, months)",
        move |date: Dynamic, months: i64| {
            months_after(civil(&d, &date)?, months).map_err(|e| failed(&e))
        },
    );
    let d = dates.clone();
    library.register_fn(
        "business_days_after(date, days)",
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
    library.register_fn(
        "is_business_day(date)",
        move |date: Dynamic| -> Called<bool> { Ok(d.calendar.is_business_day(civil(&d, &date)?)) },
    );
    let d = dates.clone();
    library.register_fn(
        "weekday(date)",
        move |date: Dynamic| -> Called<ImmutableString> {
            Ok(weekday_name(civil(&d, &date)?).into())
        },
    );
    library.register_fn("year(date)", move |date: Dynamic| -> Called<i64> {
        Ok(i64::from(civil(&dates, &date)?.year()))
    });
}
