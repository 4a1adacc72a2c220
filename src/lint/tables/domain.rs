//! What an input of a table may be, parted where the cells of its column begin and end. Which row takes what isn't known here.

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use rust_decimal::Decimal;

use crate::expr::{Comparison, compare_values};
use crate::rules::table::Cell;
use crate::rules::{Kind, Parameter, Vocabulary};
use crate::value::Value;

/// An input, in parts that every cell of its column takes whole or not at all.
pub(super) struct Column<'r> {
    pub(super) input: &'r Parameter,
    pub(super) parts: Vec<Part>,
}

/// Inputs that no cell of the column tells apart.
pub(super) struct Part {
    /// One of them.
    pub(super) witness: Value,
    pub(super) shape: Shape,
}

/// Which inputs a part holds.
pub(super) enum Shape {
    /// No value.
    Missing,
    /// Its witness alone.
    One,
    /// Every text that no cell names.
    Other,
    /// What lies between two cuts, or has no end on a side.
    Between(Option<Cut>, Option<Cut>),
}

/// A place between the values of an ordered kind: right before a value, or right after it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cut {
    pub(super) value: Value,
    pub(super) after: bool,
}

impl Part {
    /// Whether it has a place among the other parts.
    pub(super) fn is_ordered(&self) -> bool {
        matches!(self.shape, Shape::Between(..))
    }
}

impl<'r> Column<'r> {
    /// An input as the cells of its column part it.
    pub(super) fn new<'c>(
        input: &'r Parameter,
        cells: impl Iterator<Item = &'c Cell>,
        words: &Vocabulary,
    ) -> Self {
        let one = |witness| Part {
            witness,
            shape: Shape::One,
        };
        let mut parts: Vec<Part> = match &input.ty.kind {
            Kind::Bool => [true, false].map(Value::Bool).map(one).into(),
            Kind::Choice(list) => {
                let options = words.list(*list).into_iter().flat_map(|list| &list.options);
                options
                    .map(|(_, option)| one(option.value.clone()))
                    .collect()
            }
            Kind::Text => texts(cells),
            kind => ordered(kind, cells),
        };
        if input.ty.optional {
            parts.push(Part {
                witness: Value::Unset,
                shape: Shape::Missing,
            });
        }
        Self { input, parts }
    }
}

/// The values that a cell names.
fn named(cell: &Cell) -> &[Value] {
    match cell {
        Cell::Any | Cell::Range(..) => &[],
        Cell::Compare(_, value) => std::slice::from_ref(value),
        Cell::OneOf(values) => values,
    }
}

/// Each text that a cell names, and all the others.
fn texts<'c>(cells: impl Iterator<Item = &'c Cell>) -> Vec<Part> {
    let mut texts: Vec<&Value> = Vec::new();
    for value in cells.flat_map(named) {
        if !texts.contains(&value) {
            texts.push(value);
        }
    }
    let mut other = String::from("x");
    while texts.iter().any(|text| text.as_str() == Some(&other)) {
        other.push('x');
    }
    let mut parts: Vec<Part> = texts
        .into_iter()
        .map(|text| Part {
            witness: text.clone(),
            shape: Shape::One,
        })
        .collect();
    parts.push(Part {
        witness: Value::from(other),
        shape: Shape::Other,
    });
    parts
}

/// What lies between the ends of the cells.
fn ordered<'c>(kind: &Kind, cells: impl Iterator<Item = &'c Cell>) -> Vec<Part> {
    let mut cuts: Vec<Cut> = cells.flat_map(cuts).filter_map(|cut| cut.whole()).collect();
    cuts.sort_by(|a, b| {
        let values = compare_values(&a.value, &b.value);
        values
            .unwrap_or(std::cmp::Ordering::Equal)
            .then(a.after.cmp(&b.after))
    });
    cuts.dedup();
    let below = std::iter::once(None).chain(cuts.iter().map(Some));
    let above = cuts.iter().map(Some).chain(std::iter::once(None));
    below
        .zip(above)
        .filter_map(|(from, to)| {
            Some(Part {
                witness: witness(kind, from, to)?,
                shape: Shape::Between(from.cloned(), to.cloned()),
            })
        })
        .collect()
}

/// Where a cell's inputs begin and end.
fn cuts(cell: &Cell) -> Vec<Cut> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let cut = |value: &Value, after| Cut {
        value: value.clone(),
        after,
    };
    match cell {
        Cell::Any => Vec::new(),
        Cell::Compare(Less | GreaterOrEqual, value) => vec![cut(value, false)],
        Cell::Compare(LessOrEqual | Greater, value) => vec![cut(value, true)],
        Cell::Range(low, high) => vec![cut(low, false), cut(high, true)],
        Cell::Compare(Equal | NotEqual, _) | Cell::OneOf(_) => named(cell)
            .iter()
            .flat_map(|value| [cut(value, false), cut(value, true)])
            .collect(),
    }
}

impl Cut {
    /// The cut as one before a value, where there is a next one; none where nothing lies beyond it.
    fn whole(self) -> Option<Self> {
        if !self.after || !steps(&self.value) {
            return Some(self);
        }
        next(&self.value).map(|value| Self {
            value,
            after: false,
        })
    }

    /// The last value below it, if there is a last one.
    pub(super) fn last_below(&self) -> Option<Value> {
        match &self.value {
            value if self.after => Some(value.clone()),
            Value::Integer(number) => number.checked_sub(1).map(Value::Integer),
            Value::Date(date) => date.pred_opt().map(Value::Date),
            _ => None,
        }
    }

    /// The first value above it, if there is a first one.
    pub(super) fn first_above(&self) -> Option<Value> {
        (!self.after).then(|| self.value.clone())
    }
}

/// Whether the values of its kind follow each other step by step.
fn steps(value: &Value) -> bool {
    matches!(value, Value::Integer(_) | Value::Date(_))
}

/// The value a step further on.
fn next(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(number) => number.checked_add(1).map(Value::Integer),
        Value::Date(date) => date.checked_add_days(Days::new(1)).map(Value::Date),
        _ => None,
    }
}

/// A value between two cuts, if there is one.
fn witness(kind: &Kind, from: Option<&Cut>, to: Option<&Cut>) -> Option<Value> {
    match (from, to) {
        (None, None) => any(kind),
        (Some(from), _) if !from.after => Some(from.value.clone()),
        (_, Some(to)) if to.after => Some(to.value.clone()),
        (None, Some(to)) => to.last_below().or_else(|| moved(&to.value, false)),
        (Some(from), None) => moved(&from.value, true),
        (Some(from), Some(to)) => between(&from.value, &to.value),
    }
}

fn any(kind: &Kind) -> Option<Value> {
    Some(match kind {
        Kind::Integer => Value::Integer(0),
        Kind::Decimal => Value::Decimal(Decimal::ZERO),
        Kind::Amount => Value::Amount(Decimal::ZERO),
        Kind::Percent => Value::Percent(Decimal::ZERO),
        Kind::Date => Value::Date(NaiveDate::default()),
        Kind::DateTime => Value::DateTime(DateTime::UNIX_EPOCH),
        _ => return None,
    })
}

/// A value a little further on, or back: a hundredth where numbers are that fine.
fn moved(value: &Value, up: bool) -> Option<Value> {
    if let Value::DateTime(time) = value {
        let second = TimeDelta::seconds(if up { 1 } else { -1 });
        return time.checked_add_signed(second).map(Value::DateTime);
    }
    let number = value.as_decimal()?;
    let steps = [Decimal::new(1, 2), Decimal::ONE];
    let mut reached = steps.into_iter().filter_map(|step| {
        if up {
            number.checked_add(step).filter(|found| *found > number)
        } else {
            number.checked_sub(step).filter(|found| *found < number)
        }
    });
    like(value, reached.next()?)
}

/// A value above one and below another.
fn between(low: &Value, high: &Value) -> Option<Value> {
    let is_below = |value: &Value| compare_values(value, high) == Some(std::cmp::Ordering::Less);
    if let Some(near) = moved(low, true).filter(is_below) {
        return Some(near);
    }
    if let (Value::DateTime(from), Value::DateTime(to)) = (low, high) {
        let half = (*to - *from) / 2;
        return (!half.is_zero()).then(|| Value::DateTime(*from + half));
    }
    let (from, to) = (low.as_decimal()?, high.as_decimal()?);
    let half = to.checked_sub(from)?.checked_div(Decimal::TWO)?;
    let middle = from.checked_add(half)?;
    (middle > from && middle < to)
        .then(|| like(low, middle))
        .flatten()
}

/// A number of the same kind as another.
fn like(value: &Value, number: Decimal) -> Option<Value> {
    Some(match value {
        Value::Decimal(_) => Value::Decimal(number),
        Value::Amount(_) => Value::Amount(number),
        Value::Percent(_) => Value::Percent(number),
        _ => return None,
    })
}
