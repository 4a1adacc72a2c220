//! The one evaluator: walks a typed tree over slots, watched by an observer. Nothing is checked here that a type already says.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use rhai::FnArgsVec;
use rust_decimal::Decimal;

use super::functions::{self, Dates};
use super::observe::Observer;
use super::tree::{Arithmetic, Comparison, Expr, Node, Read};
use crate::case::{Actor, View};
use crate::rules::table::{Hit, Row};
use crate::rules::{Rules, TableId};
use crate::script::ScriptFault;
use crate::source::Span;
use crate::value::Value;

/// What an evaluation looks at.
#[derive(Clone, Copy)]
pub(crate) struct Env<'a> {
    pub(crate) rules: &'a Rules,
    /// The case as the effects so far have left it.
    pub(crate) case: View<'a>,
    /// The case before the decision.
    pub(crate) before: View<'a>,
    pub(crate) inputs: &'a [Value],
    pub(crate) actor: &'a Actor,
    pub(crate) now: DateTime<Utc>,
    pub(crate) today: NaiveDate,
    /// The inputs of the table whose row is looked at.
    pub(crate) parameters: &'a [Value],
}

impl<'a> Env<'a> {
    pub(crate) fn dates(&self) -> Dates<'a> {
        Dates {
            time_zone: self.rules.time_zone,
            calendar: &self.rules.calendar,
        }
    }
}

/// An evaluation that failed: why, and where. One pointer, so that what doesn't fail stays small.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault(Box<Located>);

/// Why and where an evaluation failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Located {
    pub(crate) kind: FaultKind,
    pub(crate) span: Span,
}

impl Fault {
    #[cold]
    pub(crate) fn new(kind: FaultKind, span: Span) -> Self {
        Self(Box::new(Located { kind, span }))
    }
}

impl std::ops::Deref for Fault {
    type Target = Located;

    fn deref(&self) -> &Located {
        &self.0
    }
}

/// Why an evaluation failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FaultKind {
    /// A number too large to be kept.
    Overflow,
    DivisionByZero,
    /// A date beyond the calendar.
    DateOutOfRange,
    /// No row of a table takes these inputs.
    NoRow(TableId, Box<[Value]>),
    /// No version of a table holds on that day.
    NoVersion(TableId, NaiveDate),
    /// A script threw, or ran into a limit.
    Script(Box<ScriptFault>),
    /// A value that isn't what its type says: a script's result, or a slot of a damaged case.
    WrongValue,
}

/// The value of an expression.
///
/// What is only looked up is found where it is asked for, without a call: that is a twentieth of a
/// decision's instructions, and left to itself the compiler decides now so, now so.
#[inline(always)]
pub(crate) fn eval<'a, O: Observer>(
    expr: &'a Expr,
    env: &Env<'a>,
    observer: &mut O,
) -> Result<Cow<'a, Value>, Fault> {
    match &expr.node {
        Node::Const(value) => Ok(Cow::Borrowed(value)),
        Node::Read(read) => {
            let value = slot(read, env);
            observer.read(expr, &value);
            Ok(value)
        }
        _ => computed(expr, env, observer),
    }
}

/// The value of an expression that isn't just there.
#[inline(never)]
fn computed<'a, O: Observer>(
    expr: &'a Expr,
    env: &Env<'a>,
    observer: &mut O,
) -> Result<Cow<'a, Value>, Fault> {
    let fault = |kind| Fault::new(kind, expr.span);
    let wrong = || fault(FaultKind::WrongValue);
    match &expr.node {
        Node::Const(_) | Node::Read(_) => eval(expr, env, observer),
        Node::IsSet(_)
        | Node::Not(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::Compare(..)
        | Node::In(_) => eval_bool(expr, env, observer).map(|truth| owned(Value::Bool(truth))),
        Node::Arithmetic(operation, sides) => {
            let left = eval(&sides.0, env, observer)?;
            let right = eval(&sides.1, env, observer)?;
            arithmetic(*operation, &left, &right)
                .map(owned)
                .map_err(fault)
        }
        Node::Negate(part) => match eval(part, env, observer)?.into_owned() {
            Value::Integer(number) => number
                .checked_neg()
                .map(|number| owned(Value::Integer(number)))
                .ok_or_else(|| fault(FaultKind::Overflow)),
            Value::Decimal(number) => Ok(owned(Value::Decimal(-number))),
            Value::Amount(number) => Ok(owned(Value::Amount(-number))),
            Value::Percent(number) => Ok(owned(Value::Percent(-number))),
            _ => Err(wrong()),
        },
        Node::Widen(part) => match eval(part, env, observer)?.as_ref() {
            Value::Integer(number) => Ok(owned(Value::Decimal(Decimal::from(*number)))),
            Value::Unset => Ok(owned(Value::Unset)),
            _ => Err(wrong()),
        },
        Node::NameOf(part) => match eval(part, env, observer)?.into_owned() {
            Value::Choice(name) => Ok(owned(Value::Text(name))),
            Value::Unset => Ok(owned(Value::Unset)),
            _ => Err(wrong()),
        },
        Node::List(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items {
                values.push(eval(item, env, observer)?.into_owned());
            }
            Ok(owned(Value::List(values.into())))
        }
        Node::Coalesce(parts) => {
            let mut last = Cow::Owned(Value::Unset);
            for part in parts {
                last = eval(part, env, observer)?;
                if last.is_set() {
                    break;
                }
            }
            Ok(last)
        }
        Node::If(three) => {
            let truth = eval_bool(&three.0, env, observer)?;
            eval(if truth { &three.1 } else { &three.2 }, env, observer)
        }
        Node::Join(parts) => {
            let mut text = String::new();
            for part in parts {
                match eval(part, env, observer)?.as_ref() {
                    Value::Text(part) => text.push_str(part),
                    Value::Integer(number) => text.push_str(&number.to_string()),
                    Value::Decimal(number) => text.push_str(&number.to_string()),
                    _ => return Err(wrong()),
                }
            }
            Ok(owned(Value::from(text)))
        }
        Node::Call(function, parts) => {
            let mut values = Vec::with_capacity(parts.len());
            for part in parts {
                values.push(eval(part, env, observer)?);
            }
            functions::call(*function, &values, &env.dates())
                .map(owned)
                .map_err(fault)
        }
        Node::Script(id, parts) => {
            let mut values = FnArgsVec::with_capacity(parts.len());
            for part in parts {
                values.push(eval(part, env, observer)?);
            }
            env.rules
                .scripts
                .call_function(*id, &values, env, observer)
                .map(owned)
                .map_err(fault)
        }
        Node::Table {
            table,
            inputs,
            on,
            output,
        } => {
            let mut values = Vec::with_capacity(inputs.len());
            for input in inputs {
                values.push(eval(input, env, observer)?.into_owned());
            }
            let on = match on {
                Some(on) => eval(on, env, observer)?.as_date(),
                None => Some(env.today),
            };
            let on = on.ok_or_else(wrong)?;
            look_up(expr, env, *table, &values, on, *output, observer)
        }
    }
}

/// The truth of a condition.
#[inline]
pub(crate) fn eval_bool<'a, O: Observer>(
    expr: &'a Expr,
    env: &Env<'a>,
    observer: &mut O,
) -> Result<bool, Fault> {
    let truth = decided(expr, env, observer);
    observer.came_out(expr.span, truth.as_ref().ok().copied());
    truth
}

/// What is true or false by its form is worked out here, without a value being made.
fn decided<'a, O: Observer>(
    expr: &'a Expr,
    env: &Env<'a>,
    observer: &mut O,
) -> Result<bool, Fault> {
    let wrong = || Fault::new(FaultKind::WrongValue, expr.span);
    match &expr.node {
        Node::IsSet(part) => Ok(eval(part, env, observer)?.is_set()),
        Node::Not(part) => Ok(!eval_bool(part, env, observer)?),
        Node::And(parts) => {
            for part in parts {
                if !eval_bool(part, env, observer)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Node::Or(parts) => {
            for part in parts {
                if eval_bool(part, env, observer)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Node::Compare(comparison, sides) => {
            let left = eval(&sides.0, env, observer)?;
            let right = eval(&sides.1, env, observer)?;
            compare(*comparison, &left, &right).ok_or_else(wrong)
        }
        Node::In(sides) => {
            let item = eval(&sides.0, env, observer)?;
            let is_it = |other: &Value| compare(Comparison::Equal, &item, other) == Some(true);
            // A list that is written out is compared item by item, without being built; each is
            // looked at, so that what fails in it fails whatever stands before it.
            if let Node::List(items) = &sides.1.node {
                let mut found = false;
                for candidate in items {
                    found |= is_it(eval(candidate, env, observer)?.as_ref());
                }
                return Ok(found);
            }
            match eval(&sides.1, env, observer)?.as_ref() {
                Value::List(items) => Ok(items.iter().any(is_it)),
                _ => Err(wrong()),
            }
        }
        _ => eval(expr, env, observer)?.as_bool().ok_or_else(wrong),
    }
}

fn owned<'a>(value: Value) -> Cow<'a, Value> {
    Cow::Owned(value)
}

/// What stands in a slot. One that isn't there is empty.
#[inline]
fn slot<'a>(read: &'a Read, env: &Env<'a>) -> Cow<'a, Value> {
    let among = |values: &'a [Value], place: usize| {
        let value = values.get(place).unwrap_or(const { &Value::Unset });
        Cow::Borrowed(value)
    };
    match read {
        Read::Case(field) => env.case.field(field),
        Read::Before(field) => env.before.field(field),
        Read::Input(place) => among(env.inputs, *place),
        Read::Parameter(place) => among(env.parameters, *place),
        Read::ActorId => Cow::Borrowed(env.actor.id_value()),
        Read::ActorRole => Cow::Borrowed(env.actor.role_value()),
        Read::Setting(id) => Cow::Borrowed(env.rules.words.setting(*id)),
        Read::Today => owned(Value::Date(env.today)),
        Read::Now => owned(Value::DateTime(env.now)),
        Read::Added(entry) => owned(Value::Amount(env.case.added(*entry))),
    }
}

/// Whether a comparison of two values of one type holds; none where they aren't of one type.
#[inline]
pub(super) fn compare(comparison: Comparison, left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Choice(a), Value::Choice(b)) => {
            let same = a == b;
            Some(same == (comparison == Comparison::Equal))
        }
        _ => functions::compare_values(left, right).map(|order| comparison.holds(order)),
    }
}

pub(super) fn arithmetic(
    operation: Arithmetic,
    left: &Value,
    right: &Value,
) -> Result<Value, FaultKind> {
    use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
    match (operation, left, right) {
        (_, Value::Integer(a), Value::Integer(b)) => {
            let result = match operation {
                Add => a.checked_add(*b),
                Subtract => a.checked_sub(*b),
                Multiply => a.checked_mul(*b),
                Divide => return Err(FaultKind::WrongValue),
                Remainder if *b == 0 => return Err(FaultKind::DivisionByZero),
                Remainder => a.checked_rem(*b),
            };
            result.map(Value::Integer).ok_or(FaultKind::Overflow)
        }
        (Add, Value::Date(date), Value::Integer(days))
        | (Add, Value::Integer(days), Value::Date(date)) => {
            functions::add_days(*date, Some(*days)).map(Value::Date)
        }
        (Subtract, Value::Date(date), Value::Integer(days)) => {
            functions::add_days(*date, days.checked_neg()).map(Value::Date)
        }
        (Multiply, Value::Amount(amount), Value::Percent(percent))
        | (Multiply, Value::Percent(percent), Value::Amount(amount)) => {
            let product = decimal(Multiply, *amount, *percent)?;
            decimal(Divide, product, Decimal::ONE_HUNDRED).map(Value::Amount)
        }
        (Divide, Value::Amount(a), Value::Amount(b)) => {
            decimal(operation, *a, *b).map(Value::Decimal)
        }
        (_, Value::Amount(a), Value::Amount(b) | Value::Decimal(b))
        | (_, Value::Decimal(a), Value::Amount(b)) => decimal(operation, *a, *b).map(Value::Amount),
        (_, Value::Percent(a), Value::Percent(b) | Value::Decimal(b))
        | (_, Value::Decimal(a), Value::Percent(b)) => {
            decimal(operation, *a, *b).map(Value::Percent)
        }
        (_, Value::Decimal(a), Value::Decimal(b)) => decimal(operation, *a, *b).map(Value::Decimal),
        _ => Err(FaultKind::WrongValue),
    }
}

fn decimal(operation: Arithmetic, a: Decimal, b: Decimal) -> Result<Decimal, FaultKind> {
    use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
    let by_zero = matches!(operation, Divide | Remainder) && b.is_zero();
    if by_zero {
        return Err(FaultKind::DivisionByZero);
    }
    let result = match operation {
        Add => a.checked_add(b),
        Subtract => a.checked_sub(b),
        Multiply => a.checked_mul(b),
        Divide => a.checked_div(b),
        Remainder => a.checked_rem(b),
    };
    result.ok_or(FaultKind::Overflow)
}

/// The output of the row that is meant, in the version of a day; of all that match where the table collects.
fn look_up<'a, O: Observer>(
    expr: &'a Expr,
    env: &Env<'a>,
    table: TableId,
    inputs: &[Value],
    on: NaiveDate,
    output: usize,
    observer: &mut O,
) -> Result<Cow<'a, Value>, Fault> {
    let none = |kind| Fault::new(kind, expr.span);
    let found = env.rules.tables.get(table.index());
    let (hit, version) = found
        .and_then(|found| Some((found.hit, found.version(on)?)))
        .ok_or_else(|| none(FaultKind::NoVersion(table, on)))?;
    observer.looked_up(version.span);
    // What a row computes lives no longer than its inputs do.
    let env = Env {
        parameters: inputs,
        ..*env
    };
    let mut rows = version.rows(inputs);
    if hit != Hit::Collect {
        let row = rows.next();
        let row = row.ok_or_else(|| none(FaultKind::NoRow(table, inputs.into())))?;
        return eval_row(row, output, &env, observer).map(owned);
    }
    let mut values = Vec::new();
    for row in rows {
        values.push(eval_row(row, output, &env, observer)?);
    }
    // A row whose output has no value adds nothing.
    values.retain(Value::is_set);
    Ok(owned(Value::List(values.into())))
}

fn eval_row<O: Observer>(
    row: &Row,
    output: usize,
    env: &Env<'_>,
    observer: &mut O,
) -> Result<Value, Fault> {
    let wrong = || Fault::new(FaultKind::WrongValue, row.span);
    let result = row.outputs.get(output).ok_or_else(wrong)?;
    observer.row(row.span);
    eval(result, env, observer).map(Cow::into_owned)
}
